"""What stands in one line of a scorecard's pages: figures, points, pledge, doubt; and what keeps the card from being sent."""

from datetime import date
from typing import Any

from django.urls import reverse

from rulebook.scoring import Line, UnitScore
from thidua.scoring import cells, marking, queries, queries_pledges
from thidua.scoring.clashes import Said
from thidua.scoring.forms import CardForm
from thidua.scoring.models import Scorecard, ScoreEntry
from thidua.shared.wording import vi_date, vi_number


def obstacles_of(
    rows: list[dict[str, Any]],
    missing: list[marking.Item],
    clashing: set[str],
    unproved: list[str],
    unconfirmed: list[str],
) -> list[tuple[str, list[marking.Item]]]:
    """What keeps the card from being sent, with the criteria in printed order; last what has no points yet, which may be
    sent all the same (formulas that compare units wait for the others)."""
    why = [
        ("Chưa nhập", {item.code for item in missing}),
        ("Số liệu ghi khác nhau giữa các mục", clashing),
        ("Thiếu tệp hoặc liên kết minh chứng bắt buộc", set(unproved)),
        ("Lấy từ giao ước, chưa xác nhận", set(unconfirmed)),
        ("Đã nhập nhưng chưa tính được điểm (vẫn gửi được)", {r["line"].code for r in rows if _is_undefined(r)}),
    ]
    found = [(words, [row["line"] for row in rows if row["line"].code in codes]) for words, codes in why]
    return [(words, items) for words, items in found if items]


def _is_undefined(row: dict[str, Any]) -> bool:
    own = row["own"]
    return bool(row["entered"] and not row["disputed"] and own and own.assigned and own.points is None)


def clashes_at(clashing: list[tuple[Said, ...]], code: str) -> list[dict[str, Any]]:
    """The figures a criterion states otherwise than others do: its own value, and who says what else."""
    found = []
    for said in clashing:
        own = next((each for each in said if each.item.code == code), None)
        others = [each for each in said if own is not None and each.text != own.text]
        if own is not None and others:
            found.append({"own": own, "others": others})
    return found


def score_or_none(card: Scorecard, entries, verified: bool) -> UnitScore | None:
    try:
        return queries.score_of(card, list(entries), verified)
    except marking.BadFigure:
        return None


def pledge_beside(
    line: marking.Item | marking.Heading, entry: ScoreEntry | None, now: queries_pledges.PledgeFigure | None
) -> dict[str, Any] | None:
    """What the unit's pledge says for a criterion: where the figures came from, whether the unit has confirmed them, and
    what the pledge says now where that is different."""
    if not isinstance(line, marking.Item) or now is None:
        return None
    same = entry is not None and entry.self_input == now.data
    return {
        "url": reverse("pledges:detail", args=[now.target.pledge_id]),
        "note": now.note,
        "taken": same and entry is not None and entry.source_id is not None,
        "waits": same and entry is not None and entry.source_id is not None and entry.entered_by_id is None,
        "differs": None if same else figures_of(line, now.data),
    }


def gap_beside(line: marking.Item | marking.Heading, entry: ScoreEntry | None, pledged: queries_pledges.Pledged) -> str:
    """Why the pledge says nothing for a criterion that others have pledged; "" where the task was not given."""
    if entry is not None and entry.self_input and entry.self_input.get("assigned") is False:
        return ""
    return pledged.gaps.get(line.code, "") if isinstance(line, marking.Item) else ""


def bound_fields(form: CardForm, line: marking.Item | marking.Heading) -> dict[str, Any] | None:
    if not isinstance(line, marking.Item):
        return None
    return {"fields": form.bound(line), "evidence": form[f"{line.code}:evidence"]}


def row_of(line, score: UnitScore | None, verified: UnitScore | None, entries) -> dict[str, Any]:
    """One line of the sheet: what was claimed, what stands, how it was computed."""
    own, stands = line_points(score, line), line_points(verified, line)
    entry = entries.get(line.code)
    is_item = isinstance(line, marking.Item)
    figures = entry.self_input if entry else None
    standing = entry.verified_input if entry and verified else None
    return {
        "line": line,
        "is_item": is_item,
        "part": line.part if is_item else "",
        "unscored": is_item and line.part in ("gate", "event", "tie"),
        "entered": bool(entry and entry.self_input),
        "own": own,
        "stands": stands,
        "changed": bool(own and stands and own.points != stands.points),
        "entry": entry,
        "figures": figures_of(line, figures) if is_item else [],
        "verified_figures": figures_of(line, standing or figures) if is_item else [],
        "doubt": cells.doubt_of(line, standing or figures) if is_item else "",
    }


def line_points(score: UnitScore | None, line: marking.Item | marking.Heading) -> Line | None:
    if score is None:
        return None
    return marking.line_of(score, line) if isinstance(line, marking.Item) else score.lines.get(line.code)


def figures_of(item: marking.Item, given: dict[str, Any] | None) -> list[tuple[str, str]]:
    """The stored figures as (label, text)."""
    shown: list[tuple[str, str]] = []
    if not given:
        return shown
    for field in item.fields:
        value = given.get(field.key)  # a task that was not given has no figures
        if value is None:
            continue
        if isinstance(value, bool):
            text = "Có" if value else "Không"
        elif isinstance(value, list):
            text = ", ".join(value) or "không có"
        elif field.kind == "day":
            text = "chưa có văn bản" if value == "missing" else vi_date(date.fromisoformat(value))
        else:
            text = vi_number(value) if field.kind in ("number", "whole") else str(value)
        shown.append((field.label, text))
    return shown
