"""Achievement reports: drafted from the records, edited by their author, sealed at sending (requirement N3)."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from rulebook.dossiers import ReportForm, form_named, forms_for, report_form
from thidua.nominations import permissions
from thidua.nominations.actions_judging import write_fields
from thidua.nominations.drafting import draft_parts
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.models_files import AchievementReport
from thidua.nominations.pieces import edited, plain, unwritten, words_of
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import stamp
from thidua.shared.text import nfc_lines
from thidua.shared.wording import vi_number

LONGEST_PART = 20_000
BATCH = 200


def form_for(line: NominationLine, chosen: str = "") -> ReportForm:
    """The form of a nominee's report: the one whose title names the award or loại hình, or the one chosen among those for
    such a recipient. Denied where no title names it and nobody has chosen."""
    nomination, recipient = line.nomination, line.recipient
    if chosen:
        if chosen not in [form.code for form in forms_for(recipient)]:
            raise Denied(f"{line.subject}: mẫu báo cáo đã chọn không dành cho đối tượng này.")
        return report_form(chosen)
    named = form_named(nomination.award_code, nomination.kind, recipient)
    if named is None:
        raise Denied("Nghị định không nêu mẫu báo cáo riêng cho danh hiệu, hình thức này. Hãy chọn mẫu.")
    return named


@transaction.atomic
def draft_reports(
    *,
    nomination: Nomination,
    by,
    at: datetime,
    lines: Iterable[NominationLine] | None = None,
    form: str | Mapping[str, str] = "",
) -> int:
    """Draft the reports of all lines that have none, or of those given; returns how many were drafted.

    ``form``: the code of a form, or {recipient: code}, where the source names none. A report that is there stays as it is.
    """
    chosen = list(nomination.lines.filter(report=None).select_related("person", "unit", "outsider").order_by("ordinal"))
    if lines is not None:
        wanted = {line.pk for line in lines}
        chosen = [line for line in chosen if line.pk in wanted]
    for line in chosen:
        line.nomination = nomination
    permissions.check_can_write(by, nomination, at.date(), {line.pk for line in chosen} if lines is not None else None)
    if not chosen:
        raise Denied("Mọi trường hợp đã có báo cáo thành tích.")
    choice = form if isinstance(form, Mapping) else dict.fromkeys({line.recipient for line in chosen}, form)
    forms = {line.pk: form_for(line, choice.get(line.recipient, "")) for line in chosen}
    parts = draft_parts(nomination, chosen, forms, at.date())
    reports = [
        AchievementReport(
            line=line,
            form=forms[line.pk].code,
            **_texts(forms[line.pk].code, parts[line.pk]),
            **stamp("drafted", by=by, at=at),
        )
        for line in chosen
    ]
    AchievementReport.objects.bulk_create(reports, batch_size=BATCH)
    audit.record("reports_drafted", nomination, by=by, at=at, detail={"count": len(reports)})
    return len(reports)


@transaction.atomic
def edit_report(*, report: AchievementReport, texts: Mapping[str, str], by, at: datetime, seen_version: int) -> None:
    """Write the author's text of some parts, {code of the part: text}; paragraphs that were drafted and stand as they were
    keep their records. Refused in words when a part is too long; nothing is cut off."""
    nomination = report.line.nomination
    permissions.check_can_write(by, nomination, at.date(), {report.line_id})
    headings = {part.code: part.heading_vi for part in report_form(report.form).parts}
    changed = []
    parts: list[dict[str, Any]] = []
    for part in report.parts:
        text = texts.get(part["code"])
        if text is None:
            parts.append(part)
            continue
        if len(text) > LONGEST_PART:
            raise Denied(
                f"Mục “{headings[part['code']]}” dài {vi_number(len(text))} ký tự; mỗi mục nhận nhiều nhất "
                f"{vi_number(LONGEST_PART)} ký tự. Hãy rút gọn, hoặc đính kèm tài liệu thành tệp."
            )
        pieces = edited(part["pieces"], nfc_lines(text))
        if pieces != part["pieces"]:
            changed.append(part["code"])
        parts.append(part | {"pieces": pieces})
    if not changed:
        raise Denied("Chưa có gì thay đổi trong báo cáo.")
    _save(report, parts, seen_version, by, at)
    audit.record("report_edited", nomination, by=by, at=at, detail={"line": report.line_id, "parts": changed})


@transaction.atomic
def draft_report_anew(*, report: AchievementReport, by, at: datetime, seen_version: int, form: str = "") -> None:
    """Draft a report again from the records of today, in another form where one is given. What the author wrote stays, in
    the part it stood in or, where the form has no such part, at the end of the last one."""
    line = report.line
    nomination = line.nomination
    permissions.check_can_write(by, nomination, at.date(), {line.pk})
    chosen = form_for(line, form or report.form)
    fresh = draft_parts(nomination, [line], {line.pk: chosen}, at.date())[line.pk]
    by_code = {part["code"]: part for part in fresh}
    for old in report.parts:
        own = [piece for piece in old["pieces"] if piece["origin"] != "drafted"]
        place = by_code.get(old["code"], fresh[-1])
        rewritten = {piece["drafted"] for piece in own if piece["drafted"]}
        place["pieces"] = [piece for piece in place["pieces"] if piece["text"] not in rewritten] + own
    form_changed = chosen.code != report.form
    _save(report, fresh, seen_version, by, at, form=chosen.code)
    detail = {"line": line.pk, "form": chosen.code, "form_changed": form_changed}
    audit.record("report_drafted_anew", nomination, by=by, at=at, detail=detail)


def _texts(form: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    """The parts with what is kept beside them so that a list need not read them."""
    empty = unwritten(parts, report_form(form).needed)
    return {"parts": parts, "words": words_of(parts), "unwritten": " ".join(empty)}


def _save(
    report: AchievementReport, parts: list[dict[str, Any]], seen_version: int, by, at: datetime, **fields
) -> None:
    fields |= {**_texts(fields.get("form", report.form), parts), **stamp("edited", by=by, at=at)}
    rows = AchievementReport.objects.filter(pk=report.pk, version=seen_version)
    if rows.update(version=F("version") + 1, **fields) != 1:
        raise Stale("Báo cáo vừa được người khác sửa. Mời tải lại rồi làm lại; chữ bạn đã nhập vẫn còn ở trang trước.")
    for name, value in fields.items():
        setattr(report, name, value)
    report.version = seen_version + 1


def seal_reports(nomination: Nomination) -> None:
    """The checksum of each report as it is sent; runs inside the transaction that sends the dossier."""
    reports = list(AchievementReport.objects.filter(line__nomination=nomination))
    for report in reports:
        report.sent_sha256 = hashlib.sha256(f"{report.form}\n{plain(report.parts)}".encode()).hexdigest()
    write_fields(reports, ["sent_sha256"])
