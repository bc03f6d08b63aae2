"""A season of the small cluster under a rubric of its own: shared figures, a gate, a bonus, a deduction, ties."""

from dataclasses import dataclass

import pytest

from rulebook.rubrics import Rubric
from thidua.scoring import actions
from thidua.scoring.models import Scorecard, Season

RUBRIC = {
    "code": "thu_nghiem",
    "title_vi": "Bảng tiêu chí thử nghiệm",
    "issuer_vi": "Cụm thi đua số 1",
    "year": 2025,
    "applies_to_vi": "Xã, phường",
    "status": "draft",
    "source": {"url": "https://example.vn", "form": "full", "completeness_vi": "Đủ"},
    "rounding": {"places": 2, "stated": True, "note_vi": ""},
    "criteria": [
        {
            "code": "I",
            "name_vi": "Chuyên môn",
            "max": 80,
            "children": [
                {
                    "code": "I.1",
                    "name_vi": "Mở tài khoản",
                    "max": 40,
                    "scoring": {"type": "proportional_to_target", "achieved": "accounts", "target": "people"},
                },
                {
                    "code": "I.2",
                    "name_vi": "Phát hành thẻ",
                    "max": 20,
                    "scoring": {"type": "proportional_to_target", "achieved": "cards", "target": "accounts"},
                },
                {
                    "code": "I.3",
                    "name_vi": "Thu ngân sách",
                    "max": 20,
                    "scoring": {"type": "proportional_to_target", "achieved": "revenue", "target": "plan"},
                },
            ],
        },
        {
            "code": "II",
            "name_vi": "Phong trào",
            "max": 20,
            "gate": {"value": "has_plan", "text_vi": "có kế hoạch phong trào"},
            "scoring": {"type": "graded_letter", "value": "movement", "grades": {"B": 15, "C": 10, "D": 5}},
        },
    ],
    "bonuses": [{"code": "T", "name_vi": "Sáng tạo", "max": 5, "scoring": {"type": "direct", "value": "idea"}}],
    "deductions": [
        {
            "code": "P",
            "name_vi": "Hồ sơ bị trả lại",
            "max": 10,
            "scoring": {"type": "per_occurrence", "value": "returned", "points": 2, "cap": 10},
        },
        {
            "code": "K",
            "name_vi": "Lãnh đạo bị kỷ luật",
            "max": 10,
            "scoring": {"type": "pass_fail", "value": "punished"},
            "disqualifies_vi": "Lãnh đạo bị kỷ luật, không đề nghị khen thưởng",
        },
    ],
    "tie_break": [
        {"kind": "more", "value": "transfers", "text_vi": "số lượt chi trả qua tài khoản nhiều hơn"},
        {"kind": "vote", "text_vi": "bỏ phiếu"},
    ],
}


def rows(accounts=90, cards=45, revenue=100, letter="A", idea=1, returned=0, punished=False, transfers=None):
    """Entries of one unit; with the defaults 36 + 10 + 20 + 20 + 1 = 87 points."""
    given = [
        ("I.1", {"actual": accounts, "plan": 100}, "Báo cáo số 12/BC-UBND"),
        ("I.2", {"actual": cards, "plan": accounts}, ""),
        ("I.3", {"actual": revenue, "plan": 100}, ""),
        ("II", {"gate": True, "letter": letter}, ""),
        ("T", {"points": idea}, ""),
        ("P", {"count": returned}, ""),
        ("K", {"done": punished}, ""),
    ]
    return [*given, ("tie.transfers", {"value": transfers}, "")] if transfers is not None else given


@dataclass
class Scene:
    province: object
    season: Season

    def card(self, office) -> Scorecard:
        return Scorecard.objects.select_related("season__cluster__organiser", "unit").get(
            season=self.season, unit=office.unit
        )

    @property
    def offices(self):
        return [self.province.ha_long, self.province.cam_pha, self.province.van_don]

    @property
    def at(self):
        return self.province.at

    def fresh(self) -> Season:
        self.season = Season.objects.select_related("cluster__organiser").get(pk=self.season.pk)
        return self.season

    def enter(self, office, **changes):
        return actions.enter_scores(card=self.card(office), rows=rows(**changes), by=office.officer, at=self.at)

    def send(self, office, **changes):
        self.enter(office, **changes)
        actions.send_scorecard(card=self.card(office), by=office.head, at=self.at)

    def send_all(self, *changes):
        for office, change in zip(self.offices, changes or ({}, {}, {}), strict=True):
            self.send(office, **change)

    def verifying(self, *changes):
        self.send_all(*changes)
        actions.start_verifying(season=self.fresh(), by=self.province.cluster_head, at=self.at)
        self.fresh()

    def meeting(self, *changes):
        self.verifying(*changes)
        for office in self.offices:
            actions.verify_scorecard(card=self.card(office), by=self.province.root.appraiser, at=self.at)
        actions.call_meeting(season=self.fresh(), by=self.province.cluster_head, at=self.at)
        self.fresh()

    def ranked(self, *changes):
        self.meeting(*changes)
        standings = actions.rank_season(season=self.fresh(), by=self.province.cluster_head, at=self.at)
        self.fresh()
        return standings


@pytest.fixture
def scene(province) -> Scene:
    return opened(province)


def opened(province) -> Scene:
    season = actions.open_season(
        cluster=province.cluster,
        year=2025,
        rubric=Rubric.model_validate(RUBRIC),
        by=province.root.officer,
        at=province.at,
    )
    return Scene(province, season)
