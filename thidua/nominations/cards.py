"""The rule date of a dossier in words. The card of a verdict: :mod:`thidua.law.cards`."""

from datetime import date
from typing import Any

from django.utils import timezone

from thidua.nominations.facts import rule_date_of
from thidua.nominations.models import Nomination
from thidua.shared.wording import vi_date


def law_day(nomination: Nomination, today: date) -> dict[str, Any]:
    """The day whose law judges the dossier, why, and what to look at before relying on it."""
    received = rule_date_of(nomination, today)
    if received is None:
        waiting = ("Ngày áp dụng", "Ngày tiếp nhận hồ sơ để thẩm định (chưa tiếp nhận)")
        return {"law_day": [waiting], "law_warnings": []}
    rows: list[tuple] = [("Ngày áp dụng", vi_date(nomination.rule_date))]
    by = nomination.rule_date_changed_by
    if by is not None:
        rows += [
            ("Vì sao", f"Thay cho ngày tiếp nhận {vi_date(received.day)}: {nomination.rule_date_reason}"),
            ("Người đổi", f"{by.display_name}, {vi_date(nomination.rule_date_changed_at)}"),
        ]
        return {"law_day": rows, "law_warnings": []}
    rows.append(("Vì sao", received.why_vi))
    if received.citation:
        rows.append(("Căn cứ", received.citation, received.url))
    return {"law_day": rows, "law_warnings": received.warnings_vi}


def early_day_vi(nomination: Nomination, day: date) -> str:
    """Why ``day`` is surprisingly early for the law of this dossier, nearest reason first; "" when it is not. Such a day
    can be right (received elsewhere, moved late), so it is confirmed rather than refused."""
    begun = [
        (nomination.sent_at, "trước khi gửi hồ sơ"),
        (nomination.drafted_at, "trước khi lập hồ sơ"),
    ]
    days = [(timezone.localdate(moment), told) for moment, told in begun if moment is not None]
    told = [f"{words} ({vi_date(each)})" for each, words in days if day < each]
    if day < date(nomination.year, 1, 1):
        told.append(f"trước khi năm xét {nomination.year} bắt đầu")
    return f"Ngày này {', '.join(told)}." if told else ""
