"""A dossier taken back, split, joined, passed upward, and the answer from above (requirements N2, N4)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max

from thidua.honours.actions import import_past_honours
from thidua.honours.models import Honour
from thidua.law.queries import the_book
from thidua.nominations import emails, permissions
from thidua.nominations.actions_judging import needed_reason
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.models_consultation import Consultation
from thidua.nominations.models_desk import AgencyOpinion, DossierHold
from thidua.nominations.models_files import DossierFile
from thidua.nominations.papers import describe_subjects, keep_submission
from thidua.people.queries import posts_on
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import check_gate, pass_gate, stamp, touch
from thidua.shared.text import nfc
from thidua.units.models import RoleGrant
from thidua.units.permissions import check_has_role
from thidua.units.queries import users_with_role

Role = RoleGrant.Role
# Provinces submit to the Prime Minister, who decides or submits to the President (law of 2022, article 83.2).
ABOVE = "Thủ tướng Chính phủ"
SAME = ("unit_id", "to_unit_id", "award_code", "kind", "movement_id", "occasion", "year", "rule_date")


@transaction.atomic
def recall_nomination(*, nomination: Nomination, reason: str, by, at: datetime) -> None:
    """Take a sent dossier back to change it, before anybody has taken it in."""
    permissions.check_can_recall(by, nomination, at.date())
    reason = needed_reason(reason, "rút lại hồ sơ", 300)
    pass_gate(nomination, "recall")
    audit.record("nomination_recalled", nomination, by=by, at=at, detail={"reason": reason})
    readers = users_with_role([Role.APPRAISER], nomination.to_unit, at.date())
    outbox.queue(readers, *emails.dossier_recalled(nomination, reason), by=by, at=at)


@transaction.atomic
def split_nomination(
    *, nomination: Nomination, lines: Iterable[NominationLine], reason: str, by, at: datetime
) -> Nomination:
    """Put some nominees of a dossier under appraisal into one of their own; papers of the whole dossier go with both."""
    permissions.check_can_split(by, nomination, at.date())
    reason = needed_reason(reason, "tách hồ sơ", 300)
    chosen = {line.pk for line in lines}
    mine = set(nomination.lines.values_list("pk", flat=True))
    if not chosen or chosen - mine or chosen == mine:
        raise Denied("Hãy chọn một phần danh sách: ít nhất một trường hợp tách ra, ít nhất một trường hợp ở lại.")
    if nomination.consultations.filter(state="open").exists():
        raise Denied("Hồ sơ đang lấy ý kiến công khai nên không tách được.")
    part = Nomination.objects.get(pk=nomination.pk)
    part.pk, part._state.adding, part.version, part.split_from = None, True, 1, nomination
    part.save(force_insert=True)
    touch(nomination)
    for file in DossierFile.objects.filter(nomination=nomination, line=None, removed_at=None):
        file.pk, file._state.adding, file.nomination = None, True, part
        file.save(force_insert=True)
    for opinion in AgencyOpinion.objects.filter(nomination=nomination, line=None, withdrawn_at=None):
        opinion.pk, opinion._state.adding, opinion.nomination = None, True, part
        opinion.save(force_insert=True)
    for placed in DossierHold.objects.filter(nomination=nomination, line=None, lifted_at=None):
        placed.pk, placed._state.adding, placed.nomination = None, True, part
        placed.save(force_insert=True)
    moved = NominationLine.objects.filter(pk__in=chosen, nomination=nomination).update(nomination=part)
    if moved != len(chosen):
        raise Stale()
    _take_along(chosen, part)
    detail = {"into": part.pk, "lines": sorted(chosen), "reason": reason}
    audit.record("nomination_split", nomination, by=by, at=at, detail=detail)
    audit.record("nomination_split_off", part, by=by, at=at, detail={"from": nomination.pk, "reason": reason})
    outbox.queue([nomination.sent_by], *emails.dossier_split(nomination, len(chosen), reason), by=by, at=at)
    return part


def _take_along(lines: Iterable[int], nomination: Nomination) -> None:
    """What hangs on the lines goes with them."""
    for model in (DossierFile, AgencyOpinion, DossierHold):
        model.objects.filter(line__in=lines).update(nomination=nomination)


@transaction.atomic
def join_nominations(*, into: Nomination, other: Nomination, reason: str, by, at: datetime) -> None:
    """Put the nominees of ``other`` at the end of ``into``: both under appraisal, of one unit, for one award, under one law."""
    permissions.check_can_split(by, into, at.date())
    permissions.check_can_split(by, other, at.date())
    reason = needed_reason(reason, "ghép hồ sơ", 300)
    if into.pk == other.pk:
        raise Denied("Hãy chọn một hồ sơ khác để ghép.")
    if [getattr(into, name) for name in SAME] != [getattr(other, name) for name in SAME]:
        raise Denied(
            "Chỉ ghép được hai hồ sơ của cùng đơn vị, cùng danh hiệu, loại hình, năm và ngày áp dụng quy định."
        )
    if DossierHold.objects.filter(nomination__in=[into, other], line=None, lifted_at=None).exists():
        raise Denied("Một trong hai hồ sơ đang tạm dừng nên không ghép được.")
    if Consultation.objects.filter(nomination__in=[into, other], state="open").exists():
        raise Denied("Một trong hai hồ sơ đang lấy ý kiến công khai nên không ghép được.")
    last = into.lines.aggregate(last=Max("ordinal"))["last"] or 0
    lines = list(other.lines.values_list("pk", flat=True))
    pass_gate(other, "join", joined_into=into)
    touch(into)
    NominationLine.objects.filter(nomination=other).update(nomination=into, ordinal=F("ordinal") + last)
    _take_along(lines, into)
    standing = set(
        DossierFile.objects.filter(nomination=into, line=None, removed_at=None).values_list("paper_code", "sha256")
    )
    for file in DossierFile.objects.filter(nomination=other, line=None, removed_at=None):
        if (file.paper_code, file.sha256) not in standing:
            file.pk, file._state.adding, file.nomination = None, True, into
            file.save(force_insert=True)
    audit.record("nominations_joined", into, by=by, at=at, detail={"from": other.pk, "lines": lines, "reason": reason})
    audit.record("nomination_joined", other, by=by, at=at, detail={"into": into.pk, "reason": reason})
    outbox.queue([other.sent_by], *emails.dossier_joined(other, into, reason), by=by, at=at)


# ── upward ──


def is_of_the_state(award_code: str) -> bool:
    return the_book().award(award_code).level == "state"


def check_can_forward(user, nomination: Nomination, on: date) -> None:
    check_has_role(user, [Role.OFFICER, Role.HEAD], nomination.to_unit, on, "trình hồ sơ lên cấp trên")
    if not is_of_the_state(nomination.award_code):
        raise Denied("Danh hiệu, hình thức này do tỉnh hoặc đơn vị quyết định, không trình lên Thủ tướng Chính phủ.")
    check_gate(nomination, "forward")


@transaction.atomic
def forward_nomination(*, nomination: Nomination, by, at: datetime) -> None:
    """Pass those whom the council let through upward, with the province's own submission."""
    permissions.check_not_held(nomination)
    check_can_forward(by, nomination, at.date())
    passed = nomination.lines.filter(result=NominationLine.Result.PASSED).select_related("person", "unit", "outsider")
    lines = list(passed.order_by("ordinal"))
    if not lines:
        raise Denied("Không có trường hợp nào được Hội đồng thông qua.")
    paper = keep_submission(nomination, lines, by=by, at=at, unit=nomination.to_unit, addressee=ABOVE)
    pass_gate(nomination, "forward", forwarded_paper=paper, **stamp("forwarded", by=by, at=at))
    audit.record("nomination_forwarded", nomination, by=by, at=at, detail={"paper": paper.pk, "lines": len(lines)})
    outbox.queue([nomination.sent_by], *emails.dossier_forwarded(nomination, len(lines)), by=by, at=at)


@transaction.atomic
def enter_answer(
    *,
    nomination: Nomination,
    granted: Iterable[NominationLine],
    by,
    at: datetime,
    authority: str = "",
    number: str = "",
    decided_on: date | None = None,
) -> list[Honour]:
    """What came back from above: who was granted the award by which decision; the register gets one line each. Nobody
    granted: no decision is named."""
    check_has_role(by, [Role.OFFICER], nomination.to_unit, at.date(), "ghi kết quả của cấp trên")
    check_gate(nomination, "answer")
    wanted = {line.pk for line in granted}
    lines = [
        line
        for line in nomination.lines.select_related("person", "unit__parent", "outsider", "nomination__unit")
        if line.pk in wanted
    ]
    if len(lines) != len(wanted) or any(line.result != NominationLine.Result.PASSED for line in lines):
        raise Denied("Chỉ ghi kết quả cho trường hợp đã được trình.")
    honours: list[Honour] = []
    if lines:
        if not nfc(authority) or not nfc(number) or decided_on is None:
            raise Denied("Hãy ghi người quyết định, số và ngày quyết định.")
        described = describe_subjects(lines, at.date())
        posts = posts_on([line.person_id for line in lines if line.person_id], at.date())
        rows = []
        for ordinal, line in enumerate(lines, start=1):
            post = posts.get(line.person_id) if line.person_id else None
            name, detail = described[line.pk]
            rows.append(
                Honour(
                    person=line.person,
                    unit=line.unit,
                    of_unit=post.unit if post else line.unit or nomination.unit,
                    recipient_name=name,
                    recipient_detail=detail[:300],
                    award_code=nomination.award_code,
                    year=nomination.year,
                    ground=nfc(line.achievement)[:300],
                    issuer=nomination.to_unit,
                    authority=nfc(authority),
                    decision_number=nfc(number),
                    decided_on=decided_on,
                    ordinal=ordinal,
                )
            )
        import_past_honours(rows=rows, under=nomination.to_unit, by=by, at=at)
        honours = rows
    pass_gate(nomination, "answer", **stamp("answered", by=by, at=at))
    told = {"granted": len(lines), "decision": nfc(number), "award": nomination.award_code}
    audit.record("nomination_answered", nomination, by=by, at=at, detail=told)
    outbox.queue([nomination.sent_by], *emails.dossier_answered(nomination, len(lines)), by=by, at=at)
    return honours
