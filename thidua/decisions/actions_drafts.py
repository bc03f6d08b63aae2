"""Drafts: a decision without a council, its list, the text of any draft, and later papers about an issued one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from rulebook.revocations import OTHER
from thidua.decisions import emails, queries
from thidua.decisions.actions import ground_of, keep_lines, nominee_line
from thidua.decisions.actions_copies import list_copies
from thidua.decisions.models import Decision, DecisionLine, LineChange
from thidua.decisions.permissions import (
    check_can_change_lines,
    check_can_draft_alone,
    check_can_edit,
    check_can_write_later,
)
from thidua.decisions.texts import ALONE_CASES, annulment_causes, default_title, named
from thidua.honours.bases import law_bases
from thidua.honours.wording import wording
from thidua.nominations.queries import deciding_unit
from thidua.people.models import Person
from thidua.people.queries import posts_on
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import stamp, touch
from thidua.shared.text import nfc
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import users_with_role

Kind = Decision.Kind
LEAST_BASIS, LEAST_OTHER = 10, 20


@transaction.atomic
def draft_alone(
    *, unit: Unit, award_code: str, year: int, case: str, basis: str, proposal: str, by, at: datetime
) -> Decision:
    """An empty draft that rests on no council. ``case``: of the simple procedure (Luật 2022, Điều 85); ``basis``: on what
    the officer rests that no council votes, since the law data do not say it."""
    check_can_draft_alone(by, unit, at.date())
    basis, proposal = nfc(basis), nfc(proposal)
    if award_code not in {code for _, pairs in queries.decidable_choices() for code, _ in pairs}:
        raise Denied("Danh hiệu, hình thức này không thuộc thẩm quyền quyết định ở đây.")
    if deciding_unit(award_code, unit) != unit:
        raise Denied(
            f"Danh hiệu, hình thức này do {deciding_unit(award_code, unit).name} quyết định, không phải {unit.name}."
        )
    if case not in {each.code for each in ALONE_CASES}:
        raise Denied("Mời chọn trường hợp khen thưởng.")
    if len(basis) < LEAST_BASIS:
        raise Denied(
            "Mời ghi rõ căn cứ để quyết định không qua Hội đồng: dữ liệu luật chưa nói trường hợp nào không phải họp."
        )
    if len(basis) > 500:
        raise Denied("Căn cứ dài quá 500 ký tự.")
    on = timezone.localdate(at)
    if not on.year - 100 <= year <= on.year:
        raise Denied("Năm thành tích không được sau năm nay.")
    decision = Decision.objects.create(
        unit=unit,
        year=year,
        award_code=award_code,
        title=f"Về việc {wording(award_code, unit).phrase} năm {year}"[:300],
        bases=law_bases(unit, on),
        proposal=(proposal or f"Theo đề nghị của bộ phận thi đua, khen thưởng {unit.agency_name}")[:300],
        alone_case=case,
        alone_basis=basis,
        **stamp("drafted", by=by, at=at),
    )
    list_copies(decision)
    audit.record("decision_drafted_alone", decision, by=by, at=at, detail={"award": award_code, "case": case})
    return decision


@dataclass(frozen=True)
class Recipient:
    """Who is put into a list: a person or a unit of the register, and the merit."""

    person: Person | None
    unit: Unit | None
    ground: str


@transaction.atomic
def add_recipients(*, decision: Decision, recipients: Sequence[Recipient], by, at: datetime) -> int:
    """People and units of the register into the list of a draft alone; returns how many."""
    check_can_change_lines(by, decision, at.date())
    touch(decision)
    on = timezone.localdate(at)
    here: set[tuple[int | None, int | None]] = set(decision.lines.values_list("person_id", "unit_id"))
    posts = posts_on([each.person.pk for each in recipients if each.person is not None], on)
    last = _last(decision)
    rows = []
    for each in recipients:
        if each.person is not None:
            post = posts.get(each.person.pk)
            if post is None:
                raise Denied(
                    f"{each.person.full_name} không có chức vụ, đơn vị công tác vào ngày này nên chưa ghi được."
                )
            of_unit, name, detail = post.unit, each.person.full_name, f"{post.title}, {post.unit.full_name}"
        elif each.unit is not None:
            of_unit, name = each.unit, each.unit.name
            detail = each.unit.parent.name if each.unit.parent else ""
        else:
            raise Denied("Mời chọn một cá nhân hoặc một tập thể.")
        key = (each.person.pk if each.person else None, each.unit.pk if each.unit else None)
        if key in here:
            raise Denied(f"{name} đã có trong danh sách.")
        here.add(key)
        last += 1
        rows.append(
            DecisionLine(
                decision=decision, ordinal=last, person=each.person, unit=each.unit, of_unit=of_unit,
                recipient_name=name, recipient_detail=detail[:300], ground=ground_of(each.ground, decision.year),
            )
        )  # fmt: skip
    keep_lines(rows)
    list_copies(decision)
    audit.record("decision_lines_added", decision, by=by, at=at, detail={"count": len(rows)})
    return len(rows)


def _last(decision: Decision) -> int:
    return decision.lines.aggregate(last=Max("ordinal"))["last"] or 0


@transaction.atomic
def add_from_dossiers(*, decision: Decision, chosen: Collection[int], by, at: datetime) -> int:
    """Nominees (primary keys of lines) of appraised or concluded dossiers into the list; returns how many."""
    check_can_change_lines(by, decision, at.date())
    touch(decision)
    lines = list(queries.dossier_lines(decision).filter(pk__in=chosen))
    if len(lines) != len(set(chosen)):
        raise Stale("Có trường hợp vừa được đưa vào quyết định khác hoặc không còn chờ quyết định. Mời chọn lại.")
    if not lines:
        raise Denied("Mời chọn ít nhất một trường hợp.")
    here = set(decision.lines.values_list("person_id", "unit_id"))
    if twice := next((x for x in lines if not x.outsider_id and (x.person_id, x.unit_id) in here), None):
        raise Denied(f"{twice.subject} đã có trong danh sách.")
    posts = posts_on([line.person_id for line in lines if line.person_id], timezone.localdate(at))
    last = _last(decision)
    keep_lines([nominee_line(decision, x, x.nomination.unit, posts, last + n) for n, x in enumerate(lines, start=1)])
    list_copies(decision)
    audit.record("decision_lines_added", decision, by=by, at=at, detail={"count": len(lines), "dossiers": True})
    return len(lines)


@transaction.atomic
def remove_recipient(*, decision: Decision, line: DecisionLine, by, at: datetime) -> None:
    """Out of the list of a draft alone; the others move up."""
    check_can_change_lines(by, decision, at.date())
    touch(decision)
    if not decision.lines.filter(pk=line.pk).delete()[0]:
        raise Stale()
    rows = list(decision.lines.all())
    for ordinal, row in enumerate(rows, start=1):
        if row.ordinal != ordinal:  # one by one from below: two rows never share a place
            DecisionLine.objects.filter(pk=row.pk).update(ordinal=ordinal)
    list_copies(decision)
    audit.record("decision_line_removed", decision, by=by, at=at, detail={"ordinal": line.ordinal})


@transaction.atomic
def submit_draft(*, decision: Decision, by, at: datetime) -> None:
    """Tell who decides that a draft written here waits."""
    check_can_edit(by, decision, at.date())
    if decision.kind == Kind.AWARD and not decision.lines.exists():
        raise Denied("Danh sách còn trống: hãy đưa người, tập thể vào trước khi trình ký.")
    deciders = users_with_role([RoleGrant.Role.DECIDER], decision.unit, at.date())
    if not deciders:
        raise Denied(f"{decision.unit.name} chưa có tài khoản người ký quyết định.")
    audit.record("decision_submitted", decision, by=by, at=at)
    outbox.queue(deciders, *emails.decision_waits_for_signature(decision), by=by, at=at)


@dataclass(frozen=True)
class Text:
    """The words of a draft; ``articles`` empty: made from the list."""

    title: str
    bases: tuple[str, ...]
    proposal: str
    articles: tuple[str, ...]


@transaction.atomic
def edit_text(*, decision: Decision, text: Text, by, at: datetime) -> None:
    """Put what the officer wrote in the place of the texts of a draft; what an issued paper says never changes."""
    check_can_edit(by, decision, at.date())
    title, proposal = nfc(text.title), nfc(text.proposal)
    bases = [line for each in text.bases if (line := nfc(each).rstrip(" ;.,"))]
    if not title or len(title) > 300:
        raise Denied("Trích yếu phải có và dài nhất 300 ký tự.")
    if not decision.is_letter and not bases:
        raise Denied("Quyết định phải có ít nhất một căn cứ.")
    wrong = next((line for line in bases if not line.lower().startswith("căn cứ ")), None)
    if wrong is not None:
        raise Denied(f"Mỗi dòng căn cứ bắt đầu bằng “Căn cứ”: “{wrong[:80]}”.")
    if len(bases) > 30 or any(len(line) > 500 for line in bases):
        raise Denied("Nhiều nhất 30 căn cứ, mỗi căn cứ nhiều nhất 500 ký tự.")
    articles = [line for each in text.articles if (line := nfc(each))]
    if len(articles) > 20 or any(len(line) > 3000 for line in articles):
        raise Denied("Nhiều nhất 20 điều, mỗi điều nhiều nhất 3.000 ký tự.")
    touch(decision, title=title, bases=bases, proposal=proposal[:300], articles=articles)
    audit.record(
        "decision_text_edited", decision, by=by, at=at, detail={"bases": len(bases), "articles": len(articles)}
    )


@dataclass(frozen=True)
class Change:
    """What a later paper says of a line of the list: taken back, or new texts ("" = as it was)."""

    line: DecisionLine
    is_taken_back: bool = False
    recipient_name: str = ""
    recipient_detail: str = ""
    ground: str = ""


@transaction.atomic
def draft_later(
    *, original: Decision, kind: str, reason: str, changes: Sequence[Change], by, at: datetime, ground: str = ""
) -> Decision:
    """A paper about an issued decision: amendment of its content, correction of its form, recall, annulment.

    ``ground``: for an annulment the case of ``rulebook.revocations`` its entries in the register will carry. Nghị định
    30/2020/NĐ-CP, Điều 18 khoản 3, 4; Luật Thi đua, khen thưởng 2022, Điều 93. It is signed, numbered and issued
    like a decision; the register changes when it is issued.
    """
    check_can_write_later(by, original, at.date())
    reason = nfc(reason)
    if kind not in (Kind.AMENDMENT, Kind.CORRECTION, Kind.RECALL, Kind.ANNULMENT):
        raise Denied("Mời chọn loại văn bản.")
    if len(reason) < LEAST_BASIS or len(reason) > 500:
        raise Denied(f"Lý do cần từ {LEAST_BASIS} đến 500 ký tự.")
    on = timezone.localdate(at)
    if kind == Kind.ANNULMENT and ground not in {each.code for each in annulment_causes(on)}:
        raise Denied("Mời chọn trường hợp hủy bỏ mà luật đang có hiệu lực nêu, hoặc “Trường hợp khác”.")
    if kind == Kind.ANNULMENT and ground == OTHER and len(reason) < LEAST_OTHER:
        raise Denied("Trường hợp khác: hãy ghi rõ điều, khoản của văn bản và lý do.")
    rows = [] if kind == Kind.RECALL else _checked(original, kind, changes)
    decision = Decision(
        kind=kind,
        refers_to=original,
        unit=original.unit,
        year=original.year,
        award_code=original.award_code,
        title=default_title(kind, original),
        reason=reason,
        ground=ground if kind == Kind.ANNULMENT else "",
        **stamp("drafted", by=by, at=at),
    )
    if not decision.is_letter:
        decision.bases = [*law_bases(original.unit, on), f"Căn cứ {named(original)} của {original.unit.agency_name}"]
        decision.proposal = f"Theo đề nghị của bộ phận thi đua, khen thưởng {original.unit.agency_name}"[:300]
    decision.save()
    try:
        with transaction.atomic():
            LineChange.objects.bulk_create(
                LineChange(
                    decision=decision, line=row.line, is_taken_back=row.is_taken_back,
                    recipient_name=nfc(row.recipient_name), recipient_detail=nfc(row.recipient_detail),
                    ground=nfc(row.ground),
                )
                for row in rows
            )  # fmt: skip
    except IntegrityError as error:
        raise Denied("Một dòng của danh sách chỉ ghi một lần.") from error
    list_copies(decision)
    detail = {"kind": kind, "of": original.pk, "lines": len(rows)}
    audit.record("later_paper_drafted", decision, by=by, at=at, detail=detail)
    deciders = users_with_role([RoleGrant.Role.DECIDER], original.unit, on)
    outbox.queue(deciders, *emails.decision_waits_for_signature(decision), by=by, at=at)
    return decision


def _checked(original: Decision, kind: str, changes: Sequence[Change]) -> list[Change]:
    """The changes, each of a line that still stands and with something to say."""
    annulled = set(
        LineChange.objects.filter(line__decision=original, is_taken_back=True)
        .exclude(decision__state="withdrawn")
        .values_list("line_id", flat=True)
    )
    rows = [row for row in changes if row.is_taken_back or row.recipient_name or row.recipient_detail or row.ground]
    if not rows:
        raise Denied("Mời chọn ít nhất một người, tập thể trong danh sách và ghi nội dung.")
    for row in rows:
        if row.line.decision_id != original.pk:
            raise Denied("Có dòng không thuộc quyết định này.")
        if row.line.pk in annulled:
            raise Denied(f"Khen thưởng của {row.line.recipient_name} đã hoặc đang được hủy bỏ.")
        if (kind == Kind.ANNULMENT) != row.is_taken_back:
            raise Denied("Hủy bỏ thì chọn người, tập thể; đính chính, sửa đổi thì ghi nội dung mới.")
        if len(row.recipient_name) > 200 or len(row.recipient_detail) > 300 or len(row.ground) > 300:
            raise Denied(f"Nội dung mới của {row.line.recipient_name} dài quá.")
    return rows
