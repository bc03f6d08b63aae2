"""Conditions on collectives only: shares and counts of members, place in the cluster."""

from datetime import date
from typing import Literal

import numpy as np
from pydantic import Field

from .conditions import Condition
from .facts import CollectiveFacts, Facts
from .facts_base import UNKNOWN
from .outcomes import Outcomes, tested
from .planes import Plane


class MemberRatio(Condition):
    """At least ``percent`` of the members, in whole numbers: 100 × part ≥ percent × members (``strict``: more than)."""

    type: Literal["member_ratio"]
    part: Literal["members_completed", "members_advanced_worker"]
    part_vi: str
    percent: int = Field(ge=0, le=100)
    strict: bool = False
    KIND = "collective"

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        assert isinstance(facts, CollectiveFacts)
        part = getattr(facts, self.part).astype(np.int64)
        total = facts.members_total.astype(np.int64)
        met = 100 * part > self.percent * total if self.strict else 100 * part >= self.percent * total
        known = (part >= 0) & (total >= 0)
        return tested(Plane.of(met & known), Plane.of(known), facts.n)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        assert isinstance(facts, CollectiveFacts)
        part, total = int(getattr(facts, self.part)[row]), int(facts.members_total[row])
        if part == UNKNOWN or total == UNKNOWN:
            return f"Chưa đủ số liệu về {self.part_vi}"
        return f"{part}/{total} {self.part_vi}"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        assert isinstance(facts, CollectiveFacts)
        total = int(facts.members_total[row])
        if total == UNKNOWN:
            return "Bổ sung số thành viên của tập thể"
        needed = self.percent * total // 100 + 1 if self.strict else -(-self.percent * total // 100)
        return f"Cần ít nhất {needed}/{total} {self.part_vi}"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        return facts.award_year + 1


class CountRange(Condition):
    """A member count or a place within ``min``..``max``."""

    type: Literal["count"]
    fact: Literal["members_grassroots_fighter", "members_disciplined", "cluster_rank"]
    fact_label_vi: str
    min: int | None = None
    max: int | None = None
    KIND = "collective"

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        number = facts.now(self.fact)
        met = number.known
        if self.min is not None:
            met &= number.at_least(self.min)
        if self.max is not None:
            met &= ~number.at_least(self.max + 1)
        return tested(met, number.known, facts.n)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        value = int(getattr(facts, self.fact)[row])
        return f"{self.fact_label_vi}: {'chưa rõ' if value == UNKNOWN else value}"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        return facts.award_year + 1
