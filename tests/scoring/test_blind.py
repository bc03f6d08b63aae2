"""The rule of blindness as a property: whatever the phase, whoever asks, by whatever door, nobody reads what another gave
before giving their own (requirement S5).

A season is played at random. Every claim, mark and correction carries words and figures that occur nowhere else; what
an answer holds of them is compared with what a second, independent account of the rule allows.
"""

import random
from dataclasses import dataclass, field

import pytest
from django.urls import reverse

from tests.scoring.conftest import rows
from tests.scoring.test_marks import plan, rules, treasury  # noqa: F401
from thidua.scoring import actions, actions_evidence, actions_marks, actions_setup, queries, queries_marks, urls
from thidua.scoring.models import Scorecard
from thidua.scoring.models_marks import MarkSheet
from thidua.shared import clock
from thidua.shared.models import Letter

RANKED = ("ranked", "confirmed")
# What the number in an address is, by how the address begins.
KINDS = {"bang-diem": "card", "phieu-cham": "sheet", "kien-nghi": "objection", "minh-chung": "proof"}


@dataclass
class World:
    """The season with what was planted: {(kind, whose, about whom): texts that occur nowhere else}."""

    scene: object
    treasury: object
    dice: random.Random
    planted: dict[tuple[str, str, str], tuple[str, ...]] = field(default_factory=dict)

    @property
    def offices(self):
        return {office.unit.code: office for office in self.scene.offices}

    def people(self):
        province = self.scene.province
        named = [(f"{code}.{role}", getattr(office, role), code) for code, office in self.offices.items()
                 for role in ("officer", "head")]  # fmt: skip
        return [
            *named,
            ("head of the cluster", province.cluster_head, "06652"),
            ("appraiser", province.root.appraiser, ""),
            ("officer of the organiser", province.root.officer, ""),
            ("treasury", self.treasury.officer, "SO-TC"),
            ("stranger", province.stranger, ""),
        ]

    # ── what is done ──

    def claim(self, code: str) -> None:
        cents = {"06652": 13, "06760": 37, "06994": 59}[code]
        amount = f"{60 + self.dice.randrange(9)},{cents}"
        office, words = self.offices[code], f"khai-{code}-{self.dice.randrange(10**6)}"
        given = [(c, d | ({"actual": amount.replace(",", ".")} if c == "I.3" else {}), words) for c, d, _ in rows()]
        actions.enter_scores(card=self.scene.card(office), rows=given, by=office.officer, at=self.scene.at)
        self.planted["claim", code, code] = (amount, amount.replace(",", "."), words)

    def prove(self, code: str) -> None:
        office, words = self.offices[code], f"tep-{code}-{self.dice.randrange(10**6)}"
        actions_evidence.attach_link(
            card=self.scene.card(office), criterion_code="I.1", url=f"https://example.vn/{words}", name=words,
            by=office.officer, at=self.scene.at,
        )  # fmt: skip
        self.planted["proof", code, code] = (words,)

    def mark(self, sheet: MarkSheet, give: bool) -> None:
        about, by = sheet.card.unit.code, sheet.unit.code
        number = len(self.planted)
        amount, words = f"{30 + number},{71 + number % 9}", f"cham-{by}-{about}-{number}"
        given = []
        for code, data, _ in rows():
            if code in sheet.codes:
                figures = data | ({"actual": amount.replace(",", ".")} if code == "I.3" else {})
                given.append((code, figures, f"{words} nhận xét"))
        who = self.treasury.officer if by == "SO-TC" else self.offices[by].officer
        actions_marks.enter_marks(sheet=sheet, rows=given, by=who, at=self.scene.at)
        if "I.3" not in sheet.codes:
            amount = words
        if give:
            actions_marks.give_sheet(sheet=self.sheet(sheet.pk), by=who, at=self.scene.at)
        self.planted["mark", by, about] = (amount, amount.replace(",", "."), words)

    def correct(self, code: str) -> None:
        words, letter = f"sua-{code}-{self.dice.randrange(10**6)}", self.dice.choice("BCD")
        actions.correct_score(
            card=self.scene.card(self.offices[code]), criterion_code="II", data={"gate": True, "letter": letter},
            reason=words, by=self.scene.province.root.appraiser, at=self.scene.at,
        )  # fmt: skip
        self.planted["correction", "", code] = (words,)

    @staticmethod
    def sheet(pk: int) -> MarkSheet:
        rows = MarkSheet.objects.select_related("card__season__cluster__organiser", "card__unit", "unit")
        return rows.get(pk=pk)

    # ── the rule once more, in other words ──

    def may_read(self, person: tuple, secret: tuple[str, str, str]) -> bool:
        kind, whose, about = secret
        name, _, unit = person
        state = self.scene.season.state
        card = Scorecard.objects.get(season=self.scene.season, unit__code=about)
        sheets = list(MarkSheet.objects.filter(card=card).exclude(state="set_aside").values_list("unit__code", "state"))
        own = dict(sheets).get(unit)
        owes = own == "open" and not name.startswith("head of the cluster")
        leads = name in ("appraiser", "head of the cluster")
        organises = name in ("appraiser", "officer of the organiser")
        member = unit in self.offices
        in_season = member or unit == "SO-TC"  # who leads a criterion belongs to the season
        mine_sent = member and self.scene.card(self.offices[unit]).state in ("sent", "verified")
        sees_card = (
            unit == about
            or (card.state in ("sent", "verified") and (organises or mine_sent))
            or (state in RANKED and in_season)
        )
        if name == "stranger":
            return False
        if kind in ("claim", "proof"):
            return sees_card or own is not None
        if kind == "correction":
            return sees_card and not owes
        if unit == whose and not name.startswith("head of the cluster"):
            return True
        given = (whose, "given") in sheets
        lead_stands = self.scene.season.mark_rule == "lead" and whose == "SO-TC"
        if not given or owes:
            return False
        if lead_stands and sees_card:  # it became a correction, with its reason
            return True
        if leads or organises:
            return True
        if own == "given":
            return all(each == "given" for _, each in sheets)
        return (unit == about and card.state == "verified") or (state in RANKED and in_season)

    # ── every door ──

    def doors(self) -> list[str]:
        season = self.scene.season
        keys = {
            "season": [season.pk],
            "card": list(season.scorecards.values_list("pk", flat=True)),
            "sheet": list(MarkSheet.objects.values_list("pk", flat=True)),
            "objection": [1],
            "proof": list(season.scorecards.exclude(evidence_files=None).values_list("evidence_files", flat=True)),
        }
        found = [reverse("home"), reverse("clusters:detail", args=[season.cluster_id]), reverse("imports:list")]
        for each in urls.urlpatterns:
            route = str(each.pattern)
            kind = KINDS.get(route.split("/")[0], "season")
            first = keys[kind] if "<int:pk>" in route else [None]
            for pk in first:
                for code in ("I.3", "II") if "<str:code>" in route else [None]:
                    given = {"pk": pk, "code": code, "number": 1, "slug": "xep-hang", "card_pk": keys["card"][0]}
                    wanted = {name: given[name] for name in each.pattern.converters}
                    found.append(reverse(f"scoring:{each.name}", kwargs=wanted))
        watch = reverse("scoring:grid-watch", args=[season.pk])
        return [*found, f"{watch}?tu=2020-01-01T00:00:00%2B00:00"]

    def read(self, client, person: tuple, doors: list[str]) -> dict[str, str]:
        """{door: what it answered}, and the letters the account has got."""
        client.force_login(person[1])
        client.raise_request_exception = True
        answers = {}
        for door in doors:
            answer = client.get(door)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            answers[door] = body.decode("utf-8", "replace")
        letters = Letter.objects.filter(to=person[1]).values_list("subject", "body")
        return answers | {"letters": "\n".join(f"{subject}\n{body}" for subject, body in letters)}

    def leaks(self, client, people: list[tuple], doors: list[str]) -> list[tuple[str, str, tuple]]:
        """(who, by which door, what) for everything read that should not have been."""
        self.scene.fresh()
        found = []
        for person in people:
            answers = self.read(client, person, doors)
            hidden = {secret: texts for secret, texts in self.planted.items() if not self.may_read(person, secret)}
            found += [
                (person[0], door, secret)
                for door, body in answers.items()
                for secret, texts in hidden.items()
                if any(text in body for text in texts)
            ]
        return found


def world_of(scene, treasury, seed) -> World:  # noqa: F811
    dice = random.Random(seed)
    rules(scene, mark_rule=("reconcile", "lead", "advice")[seed % 3])
    actions_setup.assign_leads(
        season=scene.fresh(), leads={"I.3": treasury}, by=scene.province.cluster_head, at=scene.at
    )
    plan(scene, per_unit=1)
    return World(scene, treasury, dice)


def played(world: World):
    """The season step by step in a random order; yields after every step that changes what may be seen."""
    scene, dice, province = world.scene, world.dice, world.scene.province
    order = list(world.offices)
    dice.shuffle(order)
    for code in order:
        world.claim(code)
        world.prove(code)
        if dice.random() < 0.5:
            yield f"{code} entered"
        actions.send_scorecard(card=scene.card(world.offices[code]), by=world.offices[code].head, at=scene.at)
        yield f"{code} sent"
    actions.start_verifying(season=scene.fresh(), by=province.cluster_head, at=scene.at)
    world.correct(order[0])
    yield "verifying"
    sheets = list(MarkSheet.objects.values_list("pk", flat=True))
    dice.shuffle(sheets)
    held_back = sheets[:2] if scene.fresh().mark_rule == "advice" else []
    for pk in sheets:
        world.mark(world.sheet(pk), give=pk not in held_back)
        if dice.random() < 0.5:
            yield f"sheet {pk}"
    if scene.season.mark_rule != "advice":
        for difference in queries_marks.differences_in(scene.season):
            if difference.is_open:
                actions_marks.settle(
                    card=scene.card(world.offices[difference.card.unit.code]), criterion_code=difference.item.code,
                    data=difference.claim, reason="Họp thống nhất theo hồ sơ", by=province.root.appraiser, at=scene.at,
                )  # fmt: skip
    for code in order:
        actions.verify_scorecard(card=scene.card(world.offices[code]), by=province.root.appraiser, at=scene.at)
    yield "verified"
    actions.call_meeting(season=scene.fresh(), by=province.cluster_head, at=scene.at)
    actions.rank_season(season=scene.fresh(), by=province.cluster_head, at=scene.at)
    yield "ranked"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nobody_reads_by_any_door_what_is_still_blind(scene, treasury, client, seed, monkeypatch):  # noqa: F811
    monkeypatch.setattr(clock, "today", lambda: scene.at.date())
    world = world_of(scene, treasury, seed)
    people, seen = world.people(), set()
    for step in played(world):
        doors = world.doors()
        asked = world.dice.sample(people, 2)
        some = world.dice.sample(doors, min(len(doors), 14))
        grid = reverse("scoring:grid", args=[scene.season.pk])
        some += [door for door in doors if door.startswith(grid) or door == reverse("home")]
        some += [reverse("scoring:card", args=[card.pk]) for card in scene.season.scorecards.all()]
        assert (step, world.leaks(client, asked, some)) == (step, [])
        seen |= {name for name, *_ in asked}
    assert len(seen) >= 5


@pytest.mark.parametrize(
    ("hole", "where"),
    [
        ((queries_marks, "is_blind", lambda *_: False), "card"),
        ((queries, "may_see_card", lambda *_: True), "grid"),
    ],
)
def test_a_hole_in_the_rule_would_be_found(scene, treasury, client, monkeypatch, hole, where):  # noqa: F811
    monkeypatch.setattr(clock, "today", lambda: scene.at.date())
    world = world_of(scene, treasury, 3)
    for step in played(world):
        if step == "verifying" if where == "card" else step.endswith("sent"):
            break
    doors = [reverse("scoring:grid", args=[scene.season.pk])]
    doors += [reverse("scoring:card", args=[card.pk]) for card in scene.season.scorecards.all()]
    members = [person for person in world.people() if person[2] in world.offices]
    assert world.leaks(client, members, doors) == []
    monkeypatch.setattr(*hole)
    assert {secret[0] for *_, secret in world.leaks(client, members, doors)} == (
        {"correction"} if where == "card" else {"claim"}
    )
