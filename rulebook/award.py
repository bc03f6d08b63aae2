"""What a file of ``data/regimes`` holds: one award under one regime, with everything dated and cited."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BeforeValidator, Field, model_validator

from .citations import Cited, Status
from .conditions import Condition, Kind
from .dated import Dated, Strict, check_no_overlap, in_force
from .vocabulary import AnyNode, Group
from .yamlfile import CalledTwice

Number = Annotated[Decimal, BeforeValidator(lambda value: str(value) if isinstance(value, int | float) else value)]
Recipient = Literal[
    "individual",
    "collective",
    "household",
    "community",
    "commune",
    "province",
    "foreign_individual",
    "foreign_collective",
]
RECIPIENTS_VI: dict[str, str] = {
    "individual": "cá nhân",
    "collective": "tập thể",
    "household": "hộ gia đình",
    "community": "thôn, tổ dân phố",
    "commune": "xã, phường, đặc khu",
    "province": "tỉnh, thành phố",
    "foreign_individual": "cá nhân người nước ngoài, người Việt Nam ở nước ngoài",
    "foreign_collective": "tập thể người nước ngoài, người Việt Nam ở nước ngoài",
}
PERSONS = {"individual", "foreign_individual"}
AwardKind = Literal[
    "emulation_title",
    "order",
    "medal",
    "state_honorary_title",
    "prize",
    "commemorative_medal",
    "badge",
    "diploma_of_merit",
    "certificate_of_merit",
]
KINDS_VI: dict[str, str] = {
    "emulation_title": "Danh hiệu thi đua",
    "order": "Huân chương",
    "medal": "Huy chương",
    "state_honorary_title": "Danh hiệu vinh dự nhà nước",
    "prize": "Giải thưởng",
    "commemorative_medal": "Kỷ niệm chương",
    "badge": "Huy hiệu",
    "diploma_of_merit": "Bằng khen",
    "certificate_of_merit": "Giấy khen",
}
Level = Literal["grassroots", "commune", "sub_ministry", "ministry_province", "state"]
LEVELS_VI: dict[str, str] = {
    "grassroots": "Cơ sở",
    "commune": "Cấp xã",
    "sub_ministry": "Cấp quân khu, đại học quốc gia và tương đương",
    "ministry_province": "Cấp bộ, ban, ngành, tỉnh",
    "state": "Cấp Nhà nước",
}


class Authority(Dated, Cited):
    """Who may decide or propose the award."""

    code: str
    label_vi: str


class Bonus(Dated, Cited):
    """Coefficient of the base salary of the decision day; ``None`` where the form does not go to that recipient.

    ``issuer``: only for awards given by this authority (the code of an ``Authority``); ``None`` = by any.
    """

    person: Number | None = None
    collective: Number | None = None
    household: Number | None = None
    issuer: str | None = None


class VoteRule(Dated, Cited):
    """How many members must agree. ``percent`` of ``base``; ``strict`` means more than, not at least.

    ``percent`` is ``None`` when the law of that day is not known or asks for no share. ``quorum`` is a fraction of all
    members. ``secret``: whether the text asks for a secret ballot; ``None`` = it does not say.
    """

    percent: int | None = Field(default=None, ge=0, le=100)
    strict: bool = False
    base: Literal["all_members"] = "all_members"
    ballot_required: bool | None
    secret: bool | None = None
    absent: Literal["written_opinion", "not_stated"] = "not_stated"
    council_vi: str
    quorum: tuple[int, int] | None = None
    quorum_note_vi: str = ""


class Ratio(Dated, Cited):
    """A share that limits how many may receive the award. ``percent`` of ``base``; ``None``: nobody set one nationally.

    ``set_by_vi`` says who may set one by rules of its own.
    """

    percent: int | None = Field(default=None, ge=0, le=100)
    base: Literal["advanced_holders", "members", "cluster_units", "proposed_individuals"] | None = None
    set_by_vi: str = ""


class Dossier(Dated, Cited):
    """The papers of a proposal; ``sets`` is how many originals."""

    sets: int | None = None
    papers_vi: tuple[str, ...] = ()


class Items(Dated, Cited):
    """What is handed over with the award besides money."""

    items_vi: tuple[str, ...]


class Version(Dated):
    """The standard of an award during a time. ``status`` unknown: no conditions, a person always looks."""

    law_basis_vi: str
    status: Status
    join: Literal["all_of", "any_of"] = "all_of"
    conditions: tuple[AnyNode, ...] = ()
    note_vi: str = ""

    @model_validator(mode="after")
    def _known_or_empty(self):
        if bool(self.conditions) != self.status.decides:
            raise ValueError("a version has conditions exactly when its status can decide")
        return self

    def conditions_on(self, day: date, kind: Kind | None = None) -> tuple[AnyNode, ...]:
        """Top-level nodes in force on ``day`` (for ``person`` or ``collective`` when given)."""
        return tuple(
            node for node in self.conditions if node.holds_on(day) and (kind is None or kind in node.applies_to)
        )


def leaves(nodes: Iterable[AnyNode]) -> Iterator[Condition]:
    """Every leaf below ``nodes``, in order."""
    for node in nodes:
        if isinstance(node, Group):
            yield from leaves(node.parts)
        else:
            yield node


D = TypeVar("D", bound=Dated)


class Award(Cited):
    """An emulation title or a form of commendation, under one regime.

    ``continues``: the award of the regime before that this one takes the place of, where the code differs.
    """

    code: str
    name_vi: str
    name_en: str
    short_vi: str
    kind: AwardKind
    level: Level
    recipient_kinds: tuple[Recipient, ...]
    continues: str | None = None
    cadence_vi: str = ""
    authorities: tuple[Authority, ...]
    proposers: tuple[Authority, ...] = ()
    votes: tuple[VoteRule, ...]
    bonuses: tuple[Bonus, ...] = ()
    ratios: tuple[Ratio, ...] = ()
    dossiers: tuple[Dossier, ...] = ()
    items: tuple[Items, ...] = ()
    versions: tuple[Version, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_value_a_day(self):
        check_no_overlap(self.versions, "versions")
        check_no_overlap(self.votes, "vote rules")
        check_no_overlap(self.dossiers, "dossiers")
        for issuer in {bonus.issuer for bonus in self.bonuses}:
            check_no_overlap([bonus for bonus in self.bonuses if bonus.issuer == issuer], "bonuses")
        for base in {ratio.base for ratio in self.ratios}:
            check_no_overlap([ratio for ratio in self.ratios if ratio.base == base], "ratios")
        for people in (self.authorities, self.proposers):
            for code in {each.code for each in people}:
                check_no_overlap([each for each in people if each.code == code], f"entries of {code}")
        for version in self.versions:
            codes: dict[str, list[Condition]] = {}
            for leaf in leaves(version.conditions):
                for other in codes.setdefault(leaf.code, []):
                    if not _apart(leaf, other):
                        raise CalledTwice("conditions", leaf.code)
                codes[leaf.code].append(leaf)
        if self.last_checked is None:
            raise ValueError("last_checked is missing")
        return self

    @property
    def for_people(self) -> bool:
        """Whether persons can receive it."""
        return bool(PERSONS & set(self.recipient_kinds))

    @property
    def for_collectives(self) -> bool:
        """Whether collectives, households or places can receive it."""
        return bool(set(self.recipient_kinds) - PERSONS)

    def goes_to(self, kind: str) -> bool:
        """``kind`` of facts: person or collective."""
        return self.for_people if kind == "person" else self.for_collectives if kind == "collective" else False

    def version_on(self, day: date) -> Version | None:
        """The standard in force on ``day``; ``None`` when our data does not reach that day."""
        return in_force(self.versions, day)

    def with_condition(self, code: str, day: date, **values: Any) -> Self:
        """The award with other ``values`` in the condition called ``code`` of the version of ``day``.

        Raises ``KeyError`` when that version has no such condition and ``ValueError`` for values it cannot have.
        """
        changed: list[Condition] = []

        def walk(nodes: tuple[Any, ...]) -> tuple[Any, ...]:
            return tuple(change(node) for node in nodes)

        def change(node: Any) -> Any:
            if isinstance(node, Condition) and node.code == code and node.holds_on(day):
                given = {name: getattr(node, name) for name in type(node).model_fields}
                changed.append(type(node).model_validate(given | values))
                return changed[-1]
            return node.model_copy(update={"parts": walk(node.parts)}) if isinstance(node, Group) else node

        versions = tuple(
            each.model_copy(update={"conditions": walk(each.conditions)}) if each.holds_on(day) else each
            for each in self.versions
        )
        if not changed:
            raise KeyError(f"{self.code} has no condition {code!r} on {day}")
        return self.model_copy(update={"versions": versions})

    def vote_rule_on(self, day: date) -> VoteRule | None:
        return in_force(self.votes, day)

    def bonus_on(self, day: date, issuer: str | None = None) -> Bonus | None:
        """The coefficients of the day: those of ``issuer`` where the data names it, else those of any issuer."""
        own = in_force([bonus for bonus in self.bonuses if bonus.issuer == issuer], day)
        return own or in_force([bonus for bonus in self.bonuses if bonus.issuer is None], day)

    def authorities_on(self, day: date) -> tuple[Authority, ...]:
        return tuple(each for each in self.authorities if each.holds_on(day))

    def proposers_on(self, day: date) -> tuple[Authority, ...]:
        return tuple(each for each in self.proposers if each.holds_on(day))

    def ratios_on(self, day: date) -> tuple[Ratio, ...]:
        return tuple(each for each in self.ratios if each.holds_on(day))

    def dossier_on(self, day: date) -> Dossier | None:
        return in_force(self.dossiers, day)

    @property
    def first_day(self) -> date:
        """The first day our data speaks of the award under this regime."""
        return min(version.valid_from or date.min for version in self.versions)

    @property
    def last_day(self) -> date:
        return max(version.valid_to or date.max for version in self.versions)


def _apart(one: Dated, other: Dated) -> bool:
    return bool(
        (other.valid_to and one.valid_from and other.valid_to < one.valid_from)
        or (one.valid_to and other.valid_from and one.valid_to < other.valid_from)
    )


class Regime(Strict):
    """A time under one law. The folder of the same name holds its awards."""

    code: str
    name_vi: str
    valid_from: date
    valid_to: date | None = None
    note_vi: str = ""
