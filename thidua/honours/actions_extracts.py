"""Extracts of the register: a request is taken, the paper numbered and issued, or refused; every opening is kept."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from paperwork.blocks import PaperError
from thidua.honours import emails
from thidua.honours.codes import new_code
from thidua.honours.models import Extract, Honour
from thidua.honours.papers import SYMBOL, print_extract, shown_lines
from thidua.honours.permissions import check_can_issue_extract, check_can_open_extract, check_can_take_request
from thidua.honours.queries import chains_of, visible_to
from thidua.papers.actions import keep_paper, next_number, number_text
from thidua.papers.permissions import EXTRACT, EXTRACT_PROOF
from thidua.people.queries import selves
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied
from thidua.shared.gate import check_fresh, pass_gate, stamp
from thidua.shared.text import nfc
from thidua.shared.uploads import take_document
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_not_own
from thidua.units.queries import users_with_role

Asker, Role = Extract.Asker, RoleGrant.Role
MOST = 200


@transaction.atomic
def take_request(
    *,
    unit: Unit,
    honours: Sequence[Honour],
    asker: str,
    asker_name: str,
    purpose: str,
    by,
    at: datetime,
    relation: str = "",
    proof: File | None = None,
) -> Extract:
    """Record who asks for an extract of which award lines, for what; returns the request.

    ``honours`` are award lines of one recipient the account may see. An heir or a proxy needs ``relation`` and ``proof``.
    """
    on = timezone.localdate(at)
    check_can_take_request(by, unit, on)
    asker_name, purpose, relation = nfc(asker_name), nfc(purpose), nfc(relation)
    if not asker_name or not purpose:
        raise Denied("Hãy ghi người yêu cầu và mục đích sử dụng.")
    if len(asker_name) > 200 or len(purpose) > 300 or len(relation) > 120:
        raise Denied("Tên, mục đích hoặc quan hệ ghi quá dài.")
    lines = _lines(honours, by, on)
    first = lines[0]
    if asker not in Asker.values:
        raise Denied("Hãy chọn người yêu cầu là ai.")
    if (asker == Asker.COLLECTIVE) == bool(first.person_id) or (first.unit_id and asker in (Asker.SELF, Asker.HEIR)):
        raise Denied("Người yêu cầu không hợp với đối tượng được khen.")
    check_not_own(
        by, [Role.OFFICER], unit, on, selves(first.person_id),
        "Không ai tự nhận yêu cầu trích lục của chính mình; mời đồng nghiệp nhận.",
    )  # fmt: skip
    if asker in (Asker.HEIR, Asker.PROXY):
        if not relation:
            raise Denied("Hãy ghi quan hệ với người được khen.")
        if proof is None:
            raise Denied("Thân nhân, người được ủy quyền cần giấy tờ chứng minh. Hãy đính kèm.")
    present = chains_of(lines)[first.pk][-1]
    kept = None
    if proof is not None:
        taken = take_document(proof)
        kept = keep_paper(
            kind=EXTRACT_PROOF, title="Giấy tờ kèm yêu cầu trích lục", unit=unit, content=taken.content, issued_on=on, by=by,
            at=at, suffix=taken.suffix.removeprefix("."),
        )  # fmt: skip
    extract = Extract.objects.create(
        unit=unit,
        person=first.person,
        collective=first.unit,
        recipient_name=present.recipient_name,
        asker=asker,
        asker_name=asker_name,
        relation=relation,
        proof=kept,
        purpose=purpose,
        **stamp("asked", by=by, at=at),
    )
    extract.honours.set(lines)
    audit.record("extract_asked", extract, by=by, at=at, detail={"asker": asker, "count": len(lines)})
    outbox.queue(users_with_role([Role.CLERK], unit, on), *emails.extract_waits(extract), by=by, at=at)
    return extract


def _lines(honours: Sequence[Honour], by, on: date) -> Sequence[Honour]:
    wanted = {honour.pk for honour in honours}
    if not wanted:
        raise Denied("Hãy chọn khen thưởng cần trích lục.")
    if len(wanted) > MOST:
        raise Denied(f"Một giấy trích lục ghi nhiều nhất {MOST} khen thưởng.")
    lines = list(visible_to(by, on).filter(pk__in=wanted).select_related("person", "unit").order_by("decided_on", "pk"))
    if len(lines) != len(wanted):
        raise Denied("Có khen thưởng không thuộc phạm vi bạn được xem.")
    first = lines[0]
    same = selves(first.person_id) if first.person_id else []
    for line in lines:
        mine = line.person_id in same if first.person_id else line.unit_id == first.unit_id
        if not mine or (not (first.person_id or first.unit_id) and line.recipient_fold != first.recipient_fold):
            raise Denied("Một giấy trích lục chỉ ghi về một người hoặc một tập thể.")
    return lines


@transaction.atomic
def issue_extract(
    *, extract: Extract, signer_name: str, by, at: datetime, seen_version: int | str | None = None
) -> Extract:
    """Number and print the extract as the register stands now, and keep it; the gate first, so that a second click never
    takes a number."""
    on = timezone.localdate(at)
    check_can_issue_extract(by, extract, on)
    check_fresh(extract, seen_version)
    signer_name = nfc(signer_name)
    if not signer_name or len(signer_name) > 120:
        raise Denied("Hãy ghi người ký, không quá 120 ký tự.")
    number = next_number(extract.unit, SYMBOL, on.year)
    written, code = number_text(number, SYMBOL, extract.unit), new_code()
    chains = chains_of(list(extract.honours.order_by("decided_on", "pk")))
    shown = shown_lines(list(chains.values()))
    pass_gate(
        extract, "issue", shown=shown, check_code=code, signer_name=signer_name, **stamp("issued", by=by, at=at)
    )  # fmt: skip
    try:
        content = print_extract(extract, shown, number, on, code, signer_name)
    except PaperError as error:
        raise Denied(f"Chưa in được trích lục: {error}") from error
    paper = keep_paper(
        kind=EXTRACT, title="Trích lục khen thưởng", unit=extract.unit, content=content, issued_on=on, by=by, at=at,
        number=number, number_text=written,
    )  # fmt: skip
    Extract.objects.filter(pk=extract.pk).update(paper=paper)
    extract.paper = paper
    audit.record("extract_issued", extract, by=by, at=at, detail={"number": written, "count": len(shown)})
    return extract


@transaction.atomic
def refuse_extract(*, extract: Extract, reason: str, by, at: datetime, seen_version: int | str | None = None) -> None:
    """Say why no extract is given."""
    check_can_open_extract(by, extract.unit, timezone.localdate(at))
    check_fresh(extract, seen_version)
    reason = nfc(reason)
    if not reason or len(reason) > 300:
        raise Denied("Hãy ghi lý do không cấp, không quá 300 ký tự.")
    pass_gate(extract, "refuse", refused_reason=reason, **stamp("refused", by=by, at=at))
    audit.record("extract_refused", extract, by=by, at=at)


OPENABLE = {"asker": "người yêu cầu", "proof": "giấy tờ kèm theo", "paper": "giấy trích lục"}


@transaction.atomic
def open_extract(*, extract: Extract, what: str, by, at: datetime) -> None:
    """Look at who asked, at their proof or at the issued paper: personal data, so each opening is kept."""
    check_can_open_extract(by, extract.unit, timezone.localdate(at))
    if what not in OPENABLE or (what != "asker" and getattr(extract, what) is None):
        raise Denied("Không có giấy tờ này.")
    audit.record("extract_opened", extract, by=by, at=at, detail={"what": what})
