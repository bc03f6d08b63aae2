"""Acts of the appraisers' desk: its rules, who appraises, questions by line and their answers, opinions, holds (N4)."""

from collections.abc import Mapping
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction

from rulebook.deadlines import DeadlineError, add_working_days
from rulebook.dossiers import report_form
from thidua.accounts.models import User
from thidua.nominations import emails, facts, permissions
from thidua.nominations.actions_files import keep_file
from thidua.nominations.actions_judging import freeze, judged_again, needed_reason
from thidua.nominations.desk import rules_of
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.models_desk import (
    AgencyOpinion,
    AskRound,
    DeskRules,
    DossierHold,
    LineQuestion,
    Route,
)
from thidua.nominations.models_files import AchievementReport, DossierFile
from thidua.nominations.pieces import text_of
from thidua.nominations.words import some
from thidua.shared import audit, outbox
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import nfc, nfc_lines
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import users_with_role

Appraisal = NominationLine.Appraisal
Role = RoleGrant.Role
LONGEST_QUESTION, LONGEST_ANSWER = 1000, 2000
MOST_DAYS = 120


@transaction.atomic
def set_desk_rules(
    *,
    unit: Unit,
    basis: str,
    by,
    at: datetime,
    route: str = "",
    receive_days: int | None = None,
    appraise_days: int | None = None,
    reply_days: int | None = None,
) -> DeskRules:
    """How the desk of a unit works from now on: who looks again after an answer, and its own days where it has set some."""
    permissions.check_can_set_desk(by, unit, at.date())
    basis = needed_reason(basis, "đặt quy định: số, ngày văn bản hoặc nội dung chỉ đạo", 300)
    if route and route not in Route.values:
        raise Denied("Hãy chọn một trong các cách xét lại.")
    days = {"receive_days": receive_days, "appraise_days": appraise_days, "reply_days": reply_days}
    if any(value is not None and not 1 <= value <= MOST_DAYS for value in days.values()):
        raise Denied(f"Số ngày làm việc phải từ 1 đến {MOST_DAYS}.")
    rules = DeskRules.objects.create(unit=unit, route=route, basis=basis, **days, **stamp("chosen", by=by, at=at))
    audit.record("desk_rules_set", rules, by=by, at=at, detail={"unit": unit.pk, "route": route, **days})
    return rules


@transaction.atomic
def assign_nomination(*, nomination: Nomination, to: User, by, at: datetime) -> None:
    """Give a dossier to one of those who may appraise it."""
    on = at.date()
    permissions.check_can_assign(by, nomination, on)
    if to not in users_with_role([Role.APPRAISER], nomination.to_unit, on):
        raise Denied(f"{to.display_name} không có vai trò thẩm định của {nomination.to_unit.name}.")
    if nomination.assigned_to_id == to.pk:
        raise Denied(f"Hồ sơ đã được phân công cho {to.display_name}.")
    touch(nomination, assigned_to=to, **stamp("assigned", by=by, at=at))
    audit.record("nomination_assigned", nomination, by=by, at=at, detail={"to": to.pk})
    if to.pk != by.pk:
        outbox.queue([to], *emails.dossier_assigned(nomination), by=by, at=at)


# ── questions by line ──


@transaction.atomic
def ask_lines(*, nomination: Nomination, questions: Mapping[int, str], by, at: datetime, route: str = "") -> AskRound:
    """Ask about some nominees, {line: question}. The clock of the appraisal stands until the unit answers.

    ``route``: what happens after the answer; left out it is what the desk has chosen. Denied when nobody has chosen.
    """
    on = at.date()
    permissions.check_can_ask(by, nomination, on)
    rules = rules_of([nomination.to_unit_id]).get(nomination.to_unit_id)
    route = route or (rules.route if rules else "")
    if route not in Route.values:
        raise Denied(
            "Chưa chọn cách xét lại sau khi đơn vị trả lời; hãy chọn ở quy định của bàn thẩm định hoặc tại đây."
        )
    texts = {pk: nfc_lines(text) for pk, text in questions.items() if nfc(text)}
    if not texts:
        raise Denied("Hãy ghi câu hỏi cho ít nhất một trường hợp.")
    lines = {
        line.pk: line
        for line in nomination.lines.filter(pk__in=texts)
        .select_related("person", "unit", "outsider")
        .order_by("ordinal")
    }
    if set(texts) - set(lines):
        raise Stale()
    if long := [str(lines[pk].subject) for pk, text in texts.items() if len(text) > LONGEST_QUESTION]:
        raise Denied(f"Câu hỏi dài quá {LONGEST_QUESTION} ký tự: {some(long)}.")
    last = nomination.rounds.order_by("-ordinal").first()
    asked = AskRound.objects.create(
        nomination=nomination,
        ordinal=last.ordinal + 1 if last else 1,
        route=route,
        due_on=_due(on, rules.reply_days if rules else None),
        **stamp("asked", by=by, at=at),
    )
    standing = snapshot(nomination, lines)
    LineQuestion.objects.bulk_create(
        [LineQuestion(round=asked, line=line, text=texts[pk], before=standing[pk]) for pk, line in lines.items()]
    )
    pass_gate(nomination, "ask")
    audit.record("lines_asked", nomination, by=by, at=at, detail={"lines": sorted(lines), "route": route})
    outbox.queue(_proposers(nomination, on), *emails.lines_asked(nomination, asked, len(lines)), by=by, at=at)
    return asked


def _due(on: date, days: int | None) -> date | None:
    try:
        return add_working_days(on, days).day if days else None
    except DeadlineError:
        return None


def _proposers(nomination: Nomination, on: date) -> list:
    """Who sent it and whoever builds dossiers of that unit, each once."""
    people = [nomination.sent_by, *users_with_role([Role.OFFICER], nomination.unit, on)]
    return list({user.pk: user for user in people if user is not None}.values())


def snapshot(nomination: Nomination, lines: Mapping[int, NominationLine]) -> dict[int, dict[str, Any]]:
    """What the unit may change about each line, as plain texts. Two queries."""
    found: dict[int, dict[str, Any]] = {
        pk: {"achievement": line.achievement, "parts": {}, "files": [], "relies_on": line.relies_on}
        for pk, line in lines.items()
    }
    for report in AchievementReport.objects.filter(line__in=found):
        headings = {part.code: part.heading_vi for part in report_form(report.form).parts}
        found[report.line_id]["parts"] = {
            headings[part["code"]]: "\n".join(
                [*(" | ".join(row["cells"]) for row in part["rows"]), text_of(part)]
            ).strip()
            for part in report.parts
        }
    rows = DossierFile.objects.filter(nomination=nomination, line__in=found, removed_at=None).order_by("pk")
    for line, name, digest in rows.values_list("line_id", "name", "sha256"):
        found[certain(line)]["files"].append(f"{name} ({digest[:8]})")
    return found


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, str]]:
    """Only what differs: [{"what", "before", "after"}], of long texts only the paragraphs that differ."""
    texts = [("Tóm tắt thành tích", before["achievement"], after["achievement"])]
    headings = [*before["parts"], *(name for name in after["parts"] if name not in before["parts"])]
    texts += [(name, before["parts"].get(name, ""), after["parts"].get(name, "")) for name in headings]
    texts.append(("Tệp kèm theo", "\n".join(before["files"]), "\n".join(after["files"])))
    texts.append(("Căn cứ kèm giấy tờ", "\n".join(before["relies_on"]), "\n".join(after["relies_on"])))
    changed = []
    for what, old, new in texts:
        if old == new:
            continue
        was, now = old.split("\n"), new.split("\n")
        for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
            if tag != "equal":
                changed.append({"what": what, "before": "\n".join(was[a:b]), "after": "\n".join(now[c:d])})
    return changed


@transaction.atomic
def reply_lines(*, nomination: Nomination, answers: Mapping[int, str], by, at: datetime) -> int:
    """Answer every open question, {line: text}, by words, by changing the line, or both; returns how many lines changed.

    The route of the round says what is looked at again: every line, or those that were asked about.
    """
    on = at.date()
    permissions.check_can_reply(by, nomination, on)
    asked = nomination.rounds.filter(answered_at=None).select_related("asked_by").get()
    questions = list(asked.questions.select_related("line__person", "line__unit", "line__outsider"))
    after = snapshot(nomination, {each.line_id: each.line for each in questions})
    silent = []
    for question in questions:
        question.answer = nfc_lines(answers.get(question.line_id, ""))
        question.changes = changes_between(question.before, after[question.line_id])
        if not question.answer and not question.changes:
            silent.append(str(question.line.subject))
        if len(question.answer) > LONGEST_ANSWER:
            raise Denied(f"{question.line.subject}: câu trả lời dài quá {LONGEST_ANSWER} ký tự.")
    if silent:
        raise Denied(f"Chưa trả lời: {some(silent)}. Hãy ghi câu trả lời hoặc sửa, bổ sung trường hợp đó.")
    LineQuestion.objects.bulk_update(questions, ["answer", "changes"], batch_size=200)
    if AskRound.objects.filter(pk=asked.pk, answered_at=None).update(**stamp("answered", by=by, at=at)) != 1:
        raise Stale()
    pass_gate(nomination, "reply")
    _look_again(nomination, asked, {each.line_id for each in questions}, on)
    changed = sum(bool(each.changes) for each in questions)
    audit.record("lines_replied", nomination, by=by, at=at, detail={"lines": len(questions), "changed": changed})
    readers = [asked.asked_by, *users_with_role([Role.APPRAISER], nomination.to_unit, on)]
    once = list({user.pk: user for user in readers}.values())
    outbox.queue(once, *emails.lines_replied(nomination, len(questions), changed), by=by, at=at)
    return changed


def _look_again(nomination: Nomination, asked: AskRound, questioned: set[int], on: date) -> None:
    """Take back the appraiser's word where the route asks for it, and judge those lines on the records of today."""
    lines = list(nomination.lines.all())
    if asked.route != Route.RESTART:
        lines = [line for line in lines if line.pk in questioned]
    law_on = certain(nomination.rule_date)
    judged = facts.judge_lines(nomination, law_on, known_on=on)
    verdicts = judged_again(lines, {line.pk: judged[line.pk] for line in lines})
    for line in lines:
        line.appraisal, line.appraisal_reason, line.appraised_at, line.appraised_by = Appraisal.PENDING, "", None, None
    freeze(lines, verdicts, law_on, also=["appraisal", "appraisal_reason", "appraised_at", "appraised_by"])


# ── opinions of other bodies ──


@transaction.atomic
def enter_opinion(
    *,
    nomination: Nomination,
    topic: str,
    body: str,
    rating: str,
    number_text: str,
    dated: date,
    by,
    at: datetime,
    line: NominationLine | None = None,
    note: str = "",
    expires_on: date | None = None,
    upload: File | None = None,
) -> AgencyOpinion:
    """Keep what another body said of a nominee, or of all, with its document and the last day it may be relied on."""
    permissions.check_can_give_opinion(by, nomination, at.date())
    if topic not in AgencyOpinion.Topic.values or rating not in AgencyOpinion.Rating.values:
        raise Denied("Hãy chọn cơ quan và mức đánh giá.")
    body, number_text, note = nfc(body), nfc(number_text), nfc(note)
    if not body or not number_text:
        raise Denied("Hãy ghi tên cơ quan và số văn bản trả lời.")
    if dated > at.date():
        raise Denied("Ngày văn bản ở tương lai.")
    if expires_on is not None and expires_on < dated:
        raise Denied("Ngày hết giá trị phải từ ngày văn bản trở đi.")
    if rating != AgencyOpinion.Rating.AGREES and not note:
        raise Denied("Hãy ghi nội dung lưu ý hoặc lý do không nhất trí.")
    if len(body) > 200 or len(number_text) > 60 or len(note) > 500:
        raise Denied("Tên cơ quan, số văn bản hoặc nội dung dài quá.")
    file = keep_file(nomination, "opinion", upload, by, at, line) if upload is not None else None
    opinion = AgencyOpinion.objects.create(
        nomination=nomination,
        line=line,
        topic=topic,
        body=body,
        rating=rating,
        note=note,
        number_text=number_text,
        dated=dated,
        expires_on=expires_on,
        file=file,
        **stamp("entered", by=by, at=at),
    )
    detail = {"line": line.pk if line else None, "topic": topic, "rating": rating}
    audit.record("opinion_entered", nomination, by=by, at=at, detail=detail)
    return opinion


@transaction.atomic
def withdraw_opinion(*, opinion: AgencyOpinion, reason: str, by, at: datetime) -> None:
    permissions.check_can_give_opinion(by, opinion.nomination, at.date())
    reason = needed_reason(reason, "bỏ ý kiến đã ghi", 300)
    rows = AgencyOpinion.objects.filter(pk=opinion.pk, withdrawn_at=None)
    if rows.update(withdrawn_reason=reason, **stamp("withdrawn", by=by, at=at)) != 1:
        raise Stale("Ý kiến này đã được bỏ.")
    audit.record("opinion_withdrawn", opinion.nomination, by=by, at=at, detail={"opinion": opinion.pk})


# ── holds ──


@transaction.atomic
def hold(
    *,
    nomination: Nomination,
    ground: str,
    reason: str,
    by,
    at: datetime,
    line: NominationLine | None = None,
    is_told: bool = False,
) -> DossierHold:
    """Stop a dossier, or one nominee, while a complaint or an investigation runs. The proposing unit sees that it stands
    and since when; ``is_told``: why as well."""
    permissions.check_can_hold(by, nomination, at.date())
    reason = needed_reason(reason, "tạm dừng")
    if ground not in DossierHold.Ground.values:
        raise Denied("Hãy chọn căn cứ tạm dừng.")
    try:
        with transaction.atomic():
            placed = DossierHold.objects.create(
                nomination=nomination,
                line=line,
                ground=ground,
                reason=reason,
                is_told=is_told,
                **stamp("started", by=by, at=at),
            )
    except IntegrityError:
        raise Denied("Hồ sơ, trường hợp này đang tạm dừng rồi.") from None
    detail = {"line": line.pk if line else None, "ground": ground, "told": is_told}
    audit.record("dossier_held", nomination, by=by, at=at, detail=detail)
    outbox.queue(_proposers(nomination, at.date()), *emails.dossier_held(nomination, placed), by=by, at=at)
    return placed


@transaction.atomic
def lift_hold(*, held: DossierHold, reason: str, by, at: datetime) -> None:
    permissions.check_can_hold(by, held.nomination, at.date())
    reason = needed_reason(reason, "bỏ tạm dừng")
    rows = DossierHold.objects.filter(pk=held.pk, lifted_at=None)
    if rows.update(lifted_reason=reason, **stamp("lifted", by=by, at=at)) != 1:
        raise Stale("Việc tạm dừng này đã được bỏ.")
    held.refresh_from_db()
    audit.record("hold_lifted", held.nomination, by=by, at=at, detail={"hold": held.pk, "line": held.line_id})
    outbox.queue(_proposers(held.nomination, at.date()), *emails.hold_lifted(held.nomination), by=by, at=at)
