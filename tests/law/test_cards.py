"""The verdict card: ways that need not hold say so instead of asking for something."""

import re

from django.template.loader import render_to_string

from thidua.law.cards import verdict_card


def _reason(text: str, depth: int, join: str, outcome: str) -> dict:
    return {
        "text_vi": text, "depth": depth, "join": join, "outcome": outcome, "fact_vi": "", "citation": "Điều 24",
        "what_would_change_vi": "" if outcome == "met" else f"Cần đạt: {text}", "url": "", "status": "verified",
        "status_vi": "",
    }  # fmt: skip


def _drawn(*reasons: dict) -> list[tuple[int, str, str, str]]:
    verdict = {
        "conditions": list(reasons), "summary_vi": "", "outcome": "met", "rule_date": "2025-12-19", "data_version": "1",
    }  # fmt: skip
    return [(c.depth, c.label, c.outcome, c.missing) for c in verdict_card(verdict, "", "").conditions]


def test_of_alternatives_only_the_way_taken_is_judged():
    assert _drawn(
        _reason("Nhóm đối tượng", 1, "any_of", "met"),
        _reason("Cán bộ", 2, "all_of", "met"),
        _reason("Hoàn thành tốt", 3, "", "met"),
        _reason("Nông dân", 2, "all_of", "not_met"),
        _reason("Sản xuất giỏi", 3, "", "needs_evidence"),
        _reason("Không kỷ luật", 1, "", "not_met"),
    ) == [
        (1, "Nhóm đối tượng", "met", ""),
        (2, "Cán bộ", "met", ""),
        (3, "Hoàn thành tốt", "met", ""),
        (2, "Nông dân", "not_needed", ""),
        (3, "Sản xuất giỏi", "not_needed", ""),
        (1, "Không kỷ luật", "not_met", "Cần đạt: Không kỷ luật"),
    ]


def test_while_no_alternative_holds_each_says_what_is_missing():
    assert _drawn(
        _reason("Nhóm đối tượng", 1, "any_of", "not_met"),
        _reason("Cán bộ", 2, "", "not_met"),
        _reason("Nông dân", 2, "", "needs_evidence"),
    ) == [
        (1, "Nhóm đối tượng", "not_met", "Cần đạt: Nhóm đối tượng"),
        (2, "Cán bộ", "not_met", "Cần đạt: Cán bộ"),
        (2, "Nông dân", "needs_evidence", "Cần đạt: Nông dân"),
    ]


def test_the_deepest_parts_are_drawn_at_the_last_indentation_there_is():
    assert [depth for depth, *_ in _drawn(*(_reason("Nhóm", n, "all_of", "met") for n in range(1, 8)))] == [
        1, 2, 3, 4, 5, 5, 5,
    ]  # fmt: skip


def test_each_depth_has_its_own_class_and_the_words_no_strokes():
    reasons = [_reason(f"Điều kiện {n}", n, "all_of", "met") for n in (1, 2, 3)]
    verdict = {
        "conditions": reasons, "summary_vi": "", "outcome": "may_be_proposed", "rule_date": "2025-12-19",
        "data_version": "1",
    }  # fmt: skip
    html = render_to_string("components/verdict_card.html", {"verdict": verdict_card(verdict, "", "")})
    assert re.findall(r'<li class="([^"]+)">', html) == ["tone-met", "tone-met depth-2", "tone-met depth-3"]
    assert re.findall(r'<p class="what">([^<]+)</p>', html) == ["Điều kiện 1", "Điều kiện 2", "Điều kiện 3"]
