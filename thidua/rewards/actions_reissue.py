"""Exchange and re-issue: taken in, answered, handed over. The honour and its code stay as they are."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from thidua.honours.models import Honour
from thidua.honours.queries import REVOKED, state_of
from thidua.rewards.actions_printing import replace_sheets
from thidua.rewards.models import CertificateCopy, PrintRun, Reissue
from thidua.rewards.models_ceremony import ReissueRequest
from thidua.rewards.permissions_stock import (
    check_can_answer_reissue,
    check_can_finish_reissue,
    check_can_print_reissue,
    check_can_receive_reissue,
    check_can_withdraw_reissue,
)
from thidua.rewards.queries_ceremony import due_of
from thidua.rewards.queries_printing import good_sheet
from thidua.shared import audit
from thidua.shared.certain import certain
from thidua.shared.denied import Denied
from thidua.shared.gate import pass_gate, stamp
from thidua.shared.text import nfc, nfc_lines, reason_trouble

Kind = ReissueRequest.Kind
Why = PrintRun.Why
LONGEST = {"asker": 200, "asker_role": 100, "reason": 500, "papers": 500, "confirmed_by": 200}


@transaction.atomic
def receive_reissue(
    *, honour: Honour, kind: str, asker: str, asker_role: str, reason: str, papers: str, received_on: date, by,
    at: datetime, confirmed_by: str = "",
) -> ReissueRequest:  # fmt: skip
    """Somebody asks: who (``asker_role``: the recipient, an heir, an agency), why, with which papers.

    A loss is confirmed by the commune or the agency (``confirmed_by``): form of Decree 85/2014, Article 42, kept because
    the present procedure was not read. The last day to answer comes from our data or stays unknown.
    """
    check_can_receive_reissue(by, honour, at.date())
    texts = {
        "asker": nfc(asker), "asker_role": nfc(asker_role), "reason": nfc(reason), "papers": nfc_lines(papers),
        "confirmed_by": nfc(confirmed_by),
    }  # fmt: skip
    for name, text in texts.items():
        if len(text) > LONGEST[name]:
            raise Denied(f"Có mục dài quá {LONGEST[name]} ký tự. Mời viết gọn lại.")
    if kind not in Kind.values:
        raise Denied("Loại đề nghị không có trong danh sách.")
    if not texts["asker"] or not texts["asker_role"] or not texts["papers"]:
        raise Denied("Cần ghi người đề nghị, tư cách đề nghị và giấy tờ kèm theo.")
    if trouble := reason_trouble(texts["reason"]):
        raise Denied(f"Lý do: {trouble}")
    if kind == Kind.LOST and not texts["confirmed_by"]:
        raise Denied("Cấp lại do mất cần nơi xác nhận: Ủy ban nhân dân cấp xã hoặc cơ quan, đơn vị.")
    if honour.entry != Honour.Entry.AWARD or state_of(honour) == REVOKED:
        raise Denied("Chỉ cấp đổi, cấp lại cho khen thưởng còn hiệu lực trong sổ vàng.")
    if not honour.decided_on <= received_on <= at.date():
        raise Denied("Ngày tiếp nhận phải từ ngày quyết định khen thưởng đến hôm nay.")
    due_on, due_basis = due_of(received_on)
    request = ReissueRequest(
        honour=honour, unit=honour.issuer, kind=kind, received_on=received_on, due_on=due_on,
        due_basis=due_basis[:300], **texts, **stamp("received", by=by, at=at),
    )  # fmt: skip
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError as error:
        raise Denied("Khen thưởng này đang có một đề nghị cấp đổi, cấp lại chưa xong.") from error
    audit.record("reissue_received", request, by=by, at=at, detail={"kind": str(kind), "honour": honour.pk})
    return request


@transaction.atomic
def grant_reissue(*, request: ReissueRequest, document: str, by, at: datetime) -> None:
    """Agree; ``document``: number and day of the answer."""
    check_can_answer_reissue(by, request, at.date())
    document = nfc(document)
    if not document or len(document) > 200:
        raise Denied("Cần ghi số, ngày văn bản đồng ý (nhiều nhất 200 ký tự).")
    if state_of(request.honour) == REVOKED:
        raise Denied("Khen thưởng này đã bị hủy bỏ, không cấp đổi, cấp lại.")
    pass_gate(request, "grant", answer_document=document, **stamp("answered", by=by, at=at))
    audit.record("reissue_granted", request, by=by, at=at)


@transaction.atomic
def refuse_reissue(*, request: ReissueRequest, document: str, reason: str, by, at: datetime) -> None:
    check_can_answer_reissue(by, request, at.date())
    reason, document = nfc(reason), nfc(document)
    if trouble := reason_trouble(reason):
        raise Denied(f"Lý do không đồng ý: {trouble}")
    fields = {"refused_reason": reason[:300], "answer_document": document[:200]}
    pass_gate(request, "refuse", **fields, **stamp("answered", by=by, at=at))
    audit.record("reissue_refused", request, by=by, at=at)


@transaction.atomic
def print_reissue(*, request: ReissueRequest, by, at: datetime) -> CertificateCopy:
    """Order the sheet that a granted request leads to, in place of the honour's good one; returns the new sheet, linked to
    the old one, whose code then tells everybody that it was replaced.

    The only way to a sheet after the first but for one spoiled in printing. Nothing is typed twice: reason, who asked and
    who confirmed are those of the request. Which procedure the agency must follow is not known to the system: Decree
    152/2025, article 12.2 leaves it to the Prime Minister for State awards.
    """
    on = timezone.localdate(at)
    check_can_print_reissue(by, request, on)
    why = Why.REISSUE if request.kind == Kind.LOST else Why.EXCHANGE
    if request.kind == Kind.MISPRINT and request.honour.later_entries.filter(entry="correction").exists():
        why = Why.CORRECTION
    old, reason = certain(good_sheet(request.honour)), request.reason[:300]
    new = replace_sheets([old], "replace", why, reason, by=by, at=at).copies.get()
    Reissue.objects.create(
        asked=request, copy=new, requested_on=request.received_on, confirmed_by=request.confirmed_by, reason=reason,
        request=f"Đề nghị của {request.asker} ({request.asker_role}), đồng ý tại {request.answer_document}"[:200],
        made_at=at, made_by=by,
    )  # fmt: skip
    audit.record("sheet_replaced", new, by=by, at=at, detail={"why": why, "original": old.pk})
    return new


@transaction.atomic
def finish_reissue(
    *, request: ReissueRequest, new_serial: str, old_returned: bool, handed_to: str, by, at: datetime
) -> None:
    """The new sheet was handed over; an exchange takes the old one back."""
    check_can_finish_reissue(by, request, at.date())
    new_serial, handed_to = nfc(new_serial), nfc(handed_to)
    if not handed_to or len(handed_to) > 200 or len(new_serial) > 60:
        raise Denied("Cần ghi người nhận (nhiều nhất 200 ký tự); số phôi mới nhiều nhất 60 ký tự.")
    if request.kind != Kind.LOST and not old_returned:
        raise Denied("Cấp đổi phải thu lại bản cũ trước khi trao bản mới.")
    fields = {"new_serial": new_serial, "old_returned": old_returned, "handed_to": handed_to}
    pass_gate(request, "finish", **fields, **stamp("done", by=by, at=at))
    audit.record("reissue_done", request, by=by, at=at, detail={"honour": request.honour_id})


@transaction.atomic
def withdraw_reissue(*, request: ReissueRequest, reason: str, by, at: datetime) -> None:
    """Whoever asked takes it back; the reason stands where a refusal would."""
    check_can_withdraw_reissue(by, request, at.date())
    reason = nfc(reason)
    if trouble := reason_trouble(reason):
        raise Denied(f"Lý do rút: {trouble}")
    pass_gate(request, "withdraw", refused_reason=reason[:300])
    audit.record("reissue_withdrawn", request, by=by, at=at)
