"""Which papers a dossier must hold, and which report belongs in it."""

from datetime import date

import pytest

from rulebook.book import load_book
from rulebook.dossiers import (
    KINDS_VI,
    form_named,
    forms_for,
    kinds_of,
    papers_asked,
    report_form,
    report_forms,
)

DAY = date(2025, 12, 1)


def needs(award: str, kind: str, day: date = DAY) -> dict[str, str]:
    return {paper.code: paper.need for paper in papers_asked(award, kind, day).papers}


def test_every_paper_of_every_award_is_explained():
    for award in load_book().awards():
        for dossier in award.dossiers:
            day = dossier.valid_from or DAY
            for kind in kinds_of(award.code):
                if kind in ("title", "merit"):
                    asked = papers_asked(award.code, kind, day, load_book())
                    assert len(asked.papers) == len(dossier.papers_vi)


def test_a_title_of_the_province_asks_for_report_and_minutes_with_the_votes():
    assert needs("ministry_province_emulation_fighter", "title") == {
        "submission": "always",
        "report": "always",
        "minutes_with_votes": "always",
        "initiative_proof": "relied",
    }


def test_what_the_law_leaves_to_provinces_is_unknown_until_they_choose():
    asked = papers_asked("advanced_worker", "title", DAY)
    assert asked.is_left_to_province
    assert asked.why_unknown_vi == "Luật giao bộ, ban, ngành, tỉnh quy định hồ sơ của hình thức này."
    assert needs("advanced_worker", "title") == {
        "submission": "always",
        "report": "unknown",
        "minutes": "unknown",
        "initiative_proof": "unknown",
    }
    before = papers_asked("advanced_worker", "title", date(2025, 6, 30))
    assert (before.is_left_to_province, before.why_unknown_vi) == (False, "")


@pytest.mark.parametrize("kind", ["ad_hoc", "contribution_process", "seniority", "external_relations"])
def test_the_simple_procedure_asks_for_a_submission_and_a_summary(kind):
    assert needs("labour_order_3", kind) == {
        "submission": "always",
        "summary_report": "always",
        "achievement_proof": "if_any",
    }


def test_state_awards_ask_for_the_opinions_of_other_bodies():
    assert needs("labour_order_3", "merit")["opinion"] == "always"


def test_after_the_amendment_nothing_is_guessed():
    asked = papers_asked("ministry_province_emulation_fighter", "title", date(2026, 11, 1))
    assert (asked.papers, asked.why_unknown_vi) == (
        (),
        "Dữ liệu chưa có quy định về thành phần hồ sơ của ngày 01/11/2026.",
    )
    simple = papers_asked("labour_order_3", "ad_hoc", date(2026, 11, 1))
    assert simple.why_unknown_vi == "Thủ tục đơn giản ngày 01/11/2026: chưa biết nội dung."
    assert [paper.need for paper in simple.papers] == ["always", "unknown", "unknown"]


def test_the_eleven_forms_stand_in_the_order_of_the_decree():
    of_the_decree = [form for form in report_forms() if form.order]
    assert [form.order for form in of_the_decree] == list(range(1, 12))
    assert [form.code for form in of_the_decree] == [
        "government_flag",
        "national_fighter",
        "merit_collective",
        "merit_individual",
        "ad_hoc",
        "contribution",
        "thematic",
        "hero_collective",
        "hero_individual",
        "foreign_collective",
        "foreign_individual",
    ]
    assert {form.parts_status.decides for form in of_the_decree} == {False}  # their parts were not read


@pytest.mark.parametrize(
    ("award", "kind", "recipient", "form"),
    [
        ("government_emulation_flag", "title", "collective", "government_flag"),
        ("national_emulation_fighter", "title", "individual", "national_fighter"),
        ("labour_order_3", "merit", "collective", "merit_collective"),
        ("labour_order_3", "merit", "individual", "merit_individual"),
        ("bravery_order", "ad_hoc", "individual", "ad_hoc"),
        ("labour_order_3", "contribution_process", "individual", "contribution"),
        ("diploma_of_merit_ministry_province", "emulation_movement", "collective", "thematic"),
        ("hero_of_labour", "merit", "collective", "hero_collective"),
        ("hero_of_labour", "merit", "individual", "hero_individual"),
        ("friendship_order", "external_relations", "foreign_collective", "foreign_collective"),
        ("friendship_medal", "external_relations", "foreign_individual", "foreign_individual"),
    ],
)
def test_the_form_is_the_one_whose_title_names_the_proposal(award, kind, recipient, form):
    found = form_named(award, kind, recipient)
    assert found is not None
    assert found.code == form


def test_where_no_title_names_it_a_person_chooses():
    assert form_named("advanced_worker", "title", "individual") is None
    assert form_named("labour_order_3", "seniority", "individual") is None
    assert [form.code for form in forms_for("household")] == ["ad_hoc", "summary", "household"]


def test_the_kind_of_commendation_fits_the_award():
    assert kinds_of("advanced_worker") == ("title",)
    assert kinds_of("ministry_province_emulation_flag") == ("title", "emulation_movement")
    assert kinds_of("friendship_order") == ("external_relations",)
    assert "external_relations" not in kinds_of("diploma_of_merit_ministry_province")
    assert kinds_of("labour_order_3") == tuple(kind for kind in KINDS_VI if kind != "title")


def test_parts_stand_in_the_order_of_the_file():
    assert [part.code for part in report_form("merit_individual").parts] == [
        "person",
        "duties",
        "ratings",
        "merit",
        "initiatives",
        "honours",
    ]
