"""Freezing verdicts on the lines of a dossier, and choosing another day whose law judges it (requirement L5)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from rulebook.transition import why_not_vi
from thidua.nominations import emails, facts, permissions
from thidua.nominations.cards import early_day_vi
from thidua.nominations.models import Nomination, NominationLine
from thidua.shared import audit, outbox
from thidua.shared.certain import certain
from thidua.shared.denied import Denied
from thidua.shared.gate import stamp, touch
from thidua.shared.text import nfc

Appraisal = NominationLine.Appraisal
# What a dossier loses when it goes back to be changed: the next receipt chooses the law afresh.
NO_RULE_DATE: dict[str, Any] = {
    "rule_date": None,
    "rule_date_reason": "",
    "rule_date_changed_at": None,
    "rule_date_changed_by": None,
}
CONFIRM_EARLY_VI = "Hãy xác nhận nếu vẫn chọn ngày này."
# "Theo công văn" explains nothing to whoever reads the dossier in three years.
SHORTEST_REASON, FEWEST_WORDS = 20, 4


def judged_again(lines: list[NominationLine], verdicts: dict[int, dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """{line: newer verdict carrying what was frozen at sending and every difference since}."""
    return {line.pk: facts.judged_again(certain(line.verdict), verdicts[line.pk]) for line in lines}


def freeze(lines: list[NominationLine], verdicts: dict[int, dict], on: date, also: Iterable[str] = ()) -> None:
    """Write the verdicts, judged under the law of ``on``, and the fields named in ``also``."""
    for line in lines:
        verdict = verdicts[line.pk]
        line.verdict, line.outcome = verdict, verdict["outcome"]
        line.judged_on, line.law_version = on, verdict["data_version"]
    write_fields(lines, ["verdict", "outcome", "judged_on", "law_version", *also])


def write_fields(rows: Sequence[Model], fields: Sequence[str]) -> None:
    """Write some fields of many stored rows, read whole in this transaction. The rows are given as one table of values
    (``ON CONFLICT DO UPDATE``): for 2,000 verdicts a tenth of what one ``CASE`` per field and row costs (``bulk_update``)."""
    if rows:
        type(rows[0])._default_manager.bulk_create(
            rows, batch_size=200, update_conflicts=True, unique_fields=["pk"], update_fields=fields
        )


def tally(lines: list[NominationLine]) -> dict[str, int]:
    """{outcome: how many lines}, for the audit record."""
    return {outcome: sum(line.outcome == outcome for line in lines) for outcome in NominationLine.Outcome.values}


def needed_reason(text: str, to_do: str, longest: int = 500) -> str:
    """The reason in canonical form; refused when it is empty or too long."""
    reason = nfc(text)
    if not reason:
        raise Denied(f"Hãy ghi lý do {to_do}.")
    if len(reason) > longest:
        raise Denied(f"Lý do dài quá {longest} ký tự.")
    return reason


def thin_reason_vi(reason: str) -> str:
    """Why a reason for another rule date is too thin to be one; "" when it will do."""
    words = reason.split()
    if len(" ".join(words)) < SHORTEST_REASON or len(set(words)) < FEWEST_WORDS:
        return (
            f"Lý do cần ít nhất {SHORTEST_REASON} ký tự và nói rõ căn cứ, ví dụ: "
            "“Hồ sơ nộp đủ tại bộ phận một cửa ngày 28/6/2025, theo phiếu tiếp nhận số 12”."
        )
    return ""


@transaction.atomic
def change_rule_date(
    *, nomination: Nomination, day: date, reason: str, by, at: datetime, early_confirmed: bool = False
) -> int:
    """Let the law of another day judge a dossier that is being appraised; returns how many lines changed outcome.

    Every line is judged again with the records known now. A line whose conditions came out differently waits for its
    appraisal again: the appraiser's word was given on the conditions of another law. The sender is told the reason.
    A day before the dossier was sent or drafted, or before its year began, is refused unless ``early_confirmed``.
    """
    permissions.check_can_change_rule_date(by, nomination, at.date())
    reason = needed_reason(reason, "đổi ngày áp dụng quy định")
    if thin := thin_reason_vi(reason):
        raise Denied(thin)
    if refused := why_not_vi(day, at.date()):
        raise Denied(refused)
    before = certain(nomination.rule_date)
    if day == before:
        raise Denied("Hồ sơ đang xét theo quy định của chính ngày này.")
    early = early_day_vi(nomination, day)
    if early and not early_confirmed:
        raise Denied(f"{early} {CONFIRM_EARLY_VI}")
    lines = list(nomination.lines.all())
    was = {line.pk: (line.outcome, _outcomes(certain(line.verdict))) for line in lines}
    verdicts = judged_again(lines, facts.judge_lines(nomination, day, known_on=at.date()))
    touch(nomination, rule_date=day, rule_date_reason=reason, **stamp("rule_date_changed", by=by, at=at))
    waiting = 0
    for line in lines:
        if line.appraisal != Appraisal.PENDING and _outcomes(verdicts[line.pk]) != was[line.pk][1]:
            line.appraisal, line.appraisal_reason, line.appraised_at, line.appraised_by = (
                Appraisal.PENDING,
                "",
                None,
                None,
            )
            waiting += 1
    freeze(lines, verdicts, day, also=["appraisal", "appraisal_reason", "appraised_at", "appraised_by"])
    changed = sum(line.outcome != was[line.pk][0] for line in lines)
    detail = {"from": before.isoformat(), "to": day.isoformat(), "changed": changed, "to_appraise_again": waiting}
    audit.record("rule_date_changed", nomination, by=by, at=at, detail=tally(lines) | detail)
    outbox.queue([nomination.sent_by], *emails.rule_date_changed(nomination, before, changed), by=by, at=at)
    return changed


def _outcomes(verdict: Mapping[str, Any]) -> dict[str, str]:
    return {reason["path"]: reason["outcome"] for reason in verdict["conditions"]}
