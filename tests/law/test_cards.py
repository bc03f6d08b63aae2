"""The verdict card: ways that need not hold say so instead of asking for something."""

from thidua.law.cards import verdict_card


def _reason(text: str, depth: int, join: str, outcome: str) -> dict:
    return {
        "text_vi": text, "depth": depth, "join": join, "outcome": outcome, "fact_vi": "", "citation": "Điều 24",
        "what_would_change_vi": "" if outcome == "met" else f"Cần đạt: {text}", "url": "", "status": "verified",
        "status_vi": "",
    }  # fmt: skip


def _drawn(*reasons: dict) -> list[tuple[str, str, str]]:
    verdict = {
        "conditions": list(reasons), "summary_vi": "", "outcome": "met", "rule_date": "2025-12-19", "data_version": "1",
    }  # fmt: skip
    return [(c.label, c.outcome, c.missing) for c in verdict_card(verdict, "", "").conditions]


def test_of_alternatives_only_the_way_taken_is_judged():
    assert _drawn(
        _reason("Nhóm đối tượng", 1, "any_of", "met"),
        _reason("Cán bộ", 2, "all_of", "met"),
        _reason("Hoàn thành tốt", 3, "", "met"),
        _reason("Nông dân", 2, "all_of", "not_met"),
        _reason("Sản xuất giỏi", 3, "", "needs_evidence"),
        _reason("Không kỷ luật", 1, "", "not_met"),
    ) == [
        ("Nhóm đối tượng", "met", ""),
        ("– Cán bộ", "met", ""),
        ("– – Hoàn thành tốt", "met", ""),
        ("– Nông dân", "not_needed", ""),
        ("– – Sản xuất giỏi", "not_needed", ""),
        ("Không kỷ luật", "not_met", "Cần đạt: Không kỷ luật"),
    ]


def test_while_no_alternative_holds_each_says_what_is_missing():
    assert _drawn(
        _reason("Nhóm đối tượng", 1, "any_of", "not_met"),
        _reason("Cán bộ", 2, "", "not_met"),
        _reason("Nông dân", 2, "", "needs_evidence"),
    ) == [
        ("Nhóm đối tượng", "not_met", "Cần đạt: Nhóm đối tượng"),
        ("– Cán bộ", "not_met", "Cần đạt: Cán bộ"),
        ("– Nông dân", "needs_evidence", "Cần đạt: Nông dân"),
    ]
