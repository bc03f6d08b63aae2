"""An initiative from the application to the certificate, and the ledger of its uses."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from paperwork.blocks import PaperError
from thidua.papers.actions import keep_paper, next_number, number_text
from thidua.people.models import Person
from thidua.people.queries import homes_of, same_person, selves_of
from thidua.records import permissions
from thidua.records.actions import checked_reason, keep_corrections
from thidua.records.models import Initiative, InitiativeAuthor, WiderRecognition
from thidua.records.papers import certificate_of
from thidua.records.vocabulary import ASKED, LABELS, LONGEST_PART
from thidua.shared import audit
from thidua.shared.actions_rows import strike
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import fold, nfc, nfc_lines
from thidua.shared.wording import vi_date, vi_number
from thidua.units.models import Unit
from thidua.units.queries import unit_ids_below

MOST_AUTHORS = 20
WHOLE = Decimal(100)
_WIDTH = {scope: place for place, scope in enumerate(Initiative.Scope.values)}
# What an application may say beside its title; each with the longest text.
_TEXTS = {"area": ("Lĩnh vực áp dụng", 160), "investor": ("Chủ đầu tư tạo ra sáng kiến", 200),
          "applied_where": ("Nơi đã áp dụng", 500)}  # fmt: skip


def checked_shares(authors: Sequence[tuple[Person, Decimal]]) -> list[tuple[Person, Decimal]]:
    """(author, share in per cent) in order, once the shares are above 0, have at most two places and sum to 100."""
    if not authors:
        raise Denied("Sáng kiến cần ít nhất một tác giả.")
    if len(authors) > MOST_AUTHORS:
        raise Denied(f"Một sáng kiến có nhiều nhất {MOST_AUTHORS} tác giả.")
    named: list[Person] = []
    for person, share in authors:
        if any(same_person(person.pk, other.pk) for other in named):
            raise Denied(f"{person.full_name} được ghi hai lần.")
        named.append(person)
        if not share.is_finite() or share <= 0 or share > WHOLE or share != share.quantize(Decimal("0.01")):
            raise Denied(
                f"Tỷ lệ đóng góp của {person.full_name} phải lớn hơn 0, nhiều nhất 100, tối đa hai chữ số thập phân."
            )
    if (total := sum((share for _, share in authors), Decimal(0))) != WHOLE:
        raise Denied(f"Tổng tỷ lệ đóng góp của các tác giả phải bằng 100%, hiện là {vi_number(total)}%.")
    return list(authors)


def _content(given: Mapping[str, Any], unit: Unit, year: int, at: datetime) -> dict[str, Any]:
    found: dict[str, Any] = {}
    title = nfc(given.get("title", ""))
    if len(fold(title)) < 5 or len(title) > 300:
        raise Denied("Tên sáng kiến cần từ 5 đến 300 ký tự.")
    found["title"], found["title_fold"] = title, fold(title)
    for name, (label, most) in _TEXTS.items():
        text = nfc(given.get(name, ""))
        if len(text) > most:
            raise Denied(f"{label} dài quá {most} ký tự.")
        found[name] = text
    found["applied_on"] = given.get("applied_on")
    if found["applied_on"] is not None and found["applied_on"] > at.date():
        raise Denied(f"Ngày áp dụng lần đầu {vi_date(found['applied_on'])} ở tương lai.")
    found["applied_scope"] = given.get("applied_scope", "")
    if found["applied_scope"] not in ("", *Initiative.Scope.values):
        raise Denied("Phạm vi áp dụng không hợp lệ.")
    described = {key: nfc_lines(text) for key, text in given.get("described", {}).items() if text.strip()}
    if strange := set(described) - set(LABELS):
        raise Denied(f"Phần mô tả không hợp lệ: {', '.join(sorted(strange))}.")
    if long := [LABELS[key] for key, text in described.items() if len(text) > LONGEST_PART]:
        raise Denied(f"Phần “{long[0]}” dài quá {vi_number(LONGEST_PART)} ký tự.")
    found["described"] = described
    if not 2004 <= year <= at.year:
        raise Denied(f"Năm của sáng kiến phải từ 2004 đến {at.year}.")
    if unit.valid_to is not None and unit.valid_to < at.date():
        raise Denied(f"{unit.name} đã kết thúc ngày {vi_date(unit.valid_to)}.")
    return found


def _set_authors(initiative: Initiative, authors: Sequence[tuple[Person, Decimal]]) -> None:
    InitiativeAuthor.objects.filter(initiative=initiative).delete()
    InitiativeAuthor.objects.bulk_create(
        [
            InitiativeAuthor(initiative=initiative, person=person, share=share, ordinal=place)
            for place, (person, share) in enumerate(authors, start=1)
        ]
    )


def _check_somebody_belongs(people: Sequence[Person], unit: Unit, on: date) -> None:
    inside = unit_ids_below([unit.pk])
    if not any(home.pk in inside for person in people for home in homes_of(person, on)):
        raise Denied(f"Không tác giả nào công tác tại {unit.name}.")


@transaction.atomic
def draft_initiative(
    *, unit: Unit, year: int, authors: Sequence[tuple[Person, Decimal]], by, at: datetime, **content: Any
) -> Initiative:
    """Begin an application at ``unit``, the base where the initiative was made; one author at least works there.

    ``content``: ``title``, ``area``, ``investor``, ``applied_on``, ``applied_where``, ``applied_scope``, ``described``
    ({key of ``vocabulary.DESCRIPTION``: text}).
    """
    permissions.check_can_write(by, unit, [person.pk for person, _ in authors], at.date())
    authors = checked_shares(authors)
    _check_somebody_belongs([person for person, _ in authors], unit, at.date())
    initiative = Initiative(
        unit=unit, year=year, person=authors[0][0], entered_at=at, entered_by=by, **_content(content, unit, year, at)
    )
    initiative.save()
    _set_authors(initiative, authors)
    audit.record("initiative_drafted", initiative, by=by, at=at, detail={"unit": unit.pk, "authors": len(authors)})
    return initiative


@transaction.atomic
def edit_initiative(
    *, initiative: Initiative, authors: Sequence[tuple[Person, Decimal]], by, at: datetime, **content: Any
) -> None:
    """Change an application that is not handed in, or was given back."""
    permissions.check_can_edit(by, initiative, at.date())
    unit = (
        permissions.recognising_unit(initiative, Initiative.Scope.UNIT) if initiative.unit is None else initiative.unit
    )
    authors = checked_shares(authors)
    people = [person for person, _ in authors]
    permissions.check_can_write(by, unit, [person.pk for person in people], at.date())
    _check_somebody_belongs(people, unit, at.date())
    touch(initiative, person=people[0], **_content(content, unit, initiative.year, at))
    _set_authors(initiative, authors)
    audit.record("initiative_edited", initiative, by=by, at=at, detail={"authors": len(authors)})


@transaction.atomic
def submit_initiative(*, initiative: Initiative, by, at: datetime) -> None:
    """Hand the application in. Refused while a part the form asks for is missing."""
    permissions.check_can_submit(by, initiative, at.date())
    missing = [LABELS[key] for key in ASKED if not initiative.described.get(key)]
    if not initiative.area:
        missing.insert(0, "Lĩnh vực áp dụng")
    if initiative.applied_on is None:
        missing.append("Ngày áp dụng lần đầu hoặc áp dụng thử")
    if missing:
        raise Denied(f"Đơn còn thiếu: {'; '.join(missing)}.")
    checked_shares([(row.person, row.share or Decimal(0)) for row in initiative.authors.select_related("person")])
    pass_gate(initiative, "submit", **stamp("submitted", by=by, at=at))
    audit.record("initiative_submitted", initiative, by=by, at=at)


@transaction.atomic
def return_initiative(*, initiative: Initiative, reason: str, by, at: datetime) -> None:
    """Give an application back to be completed."""
    permissions.check_can_answer(by, initiative, "return", at.date())
    reason = checked_reason(reason, 500)
    pass_gate(initiative, "return", returned_reason=reason, **stamp("returned", by=by, at=at))
    audit.record("initiative_returned", initiative, by=by, at=at)


@transaction.atomic
def withdraw_initiative(*, initiative: Initiative, reason: str, by, at: datetime) -> None:
    """Take an application back before it is answered; it stays with the reason."""
    permissions.check_can_withdraw(by, initiative, at.date())
    reason = checked_reason(reason)
    pass_gate(initiative, "withdraw", withdrawn_reason=reason, **stamp("withdrawn", by=by, at=at))
    audit.record("initiative_withdrawn", initiative, by=by, at=at)


def _decision(number: str, decided_on: date, on: date, not_before: date | None) -> str:
    number = nfc(number)
    if not number or len(number) > 60:
        raise Denied("Mời ghi số quyết định công nhận (nhiều nhất 60 ký tự).")
    if decided_on > on:
        raise Denied(f"Ngày quyết định {vi_date(decided_on)} ở tương lai.")
    if not_before is not None and decided_on < not_before:
        raise Denied(f"Ngày quyết định {vi_date(decided_on)} trước ngày {vi_date(not_before)}.")
    return number


@transaction.atomic
def recognise_initiative(
    *,
    initiative: Initiative,
    decision_no: str,
    decided_on: date,
    by,
    at: datetime,
    is_replicable: bool = False,
    council: str = "",
    session_key: str = "",
) -> None:
    """The base recognises an initiative that was applied for, by a decision of its head.

    For the head, the signer or the council's secretary; a council of initiatives calls it with its conclusion:
    ``council`` names it and its session in words, ``session_key`` is the key of the session. Luật TĐKT 2022, Điều 21
    khoản 2. Nobody recognises their own.
    """
    permissions.check_can_answer(by, initiative, "recognise", at.date())
    number = _decision(decision_no, decided_on, at.date(), initiative.applied_on)
    pass_gate(
        initiative,
        "recognise",
        scope=Initiative.Scope.UNIT,
        recognised_on=decided_on,
        decision_no=number,
        is_replicable=is_replicable,
        council=nfc(council)[:200],
        session_key=session_key[:60],
        **stamp("recognised", by=by, at=at),
    )
    audit.record("initiative_recognised", initiative, by=by, at=at, detail={"decision": number, "scope": "unit"})


@transaction.atomic
def refuse_initiative(*, initiative: Initiative, reason: str, by, at: datetime, session_key: str = "") -> None:
    """The base does not recognise an initiative; the reason goes to the authors."""
    permissions.check_can_answer(by, initiative, "refuse", at.date())
    reason = checked_reason(reason, 500)
    pass_gate(
        initiative, "refuse", refused_reason=reason, session_key=session_key[:60], **stamp("refused", by=by, at=at)
    )
    audit.record("initiative_refused", initiative, by=by, at=at)


@transaction.atomic
def recognise_wider(
    *, initiative: Initiative, scope: str, decision_no: str, decided_on: date, by, at: datetime, council: str = ""
) -> WiderRecognition:
    """The province recognises the effect and scope beyond the base (Điều 22 khoản 2, Điều 23 khoản 2 Luật TĐKT 2022)."""
    permissions.check_can_widen(by, initiative, at.date())
    if scope not in (Initiative.Scope.PROVINCE, Initiative.Scope.NATIONAL):
        raise Denied("Phạm vi rộng hơn là cấp tỉnh hoặc toàn quốc.")
    held = [initiative.scope, *initiative.wider.filter(withdrawn_at=None).values_list("scope", flat=True)]
    if max(_WIDTH[each] for each in held) >= _WIDTH[scope]:
        raise Denied(f"Sáng kiến đã được công nhận phạm vi {Initiative.Scope(scope).label.lower()} hoặc rộng hơn.")
    number = _decision(decision_no, decided_on, at.date(), initiative.recognised_on)
    row = WiderRecognition(
        initiative=initiative, scope=scope, recognised_on=decided_on, decision_no=number, council=nfc(council)[:200],
        recorded_at=at, recorded_by=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Stale("Phạm vi này vừa được người khác ghi.") from error
    audit.record("initiative_recognised", initiative, by=by, at=at, detail={"decision": number, "scope": scope})
    return row


@transaction.atomic
def withdraw_wider(*, recognition: WiderRecognition, reason: str, by, at: datetime) -> None:
    """A wider recognition that was entered wrongly or cancelled: it counts no more and stays with the reason."""
    permissions.check_can_widen(by, recognition.initiative, at.date())
    strike(recognition, "withdrawn", reason=checked_reason(reason), by=by, at=at)
    audit.record(
        "wider_recognition_withdrawn", recognition.initiative, by=by, at=at, detail={"scope": recognition.scope}
    )


@transaction.atomic
def revoke_initiative(*, initiative: Initiative, reason: str, by, at: datetime) -> None:
    """The recognition is cancelled: the initiative counts no more; it stays, with the reason and its uses."""
    permissions.check_can_revoke(by, initiative, at.date())
    reason = checked_reason(reason)
    pass_gate(initiative, "revoke", withdrawn_reason=reason, **stamp("withdrawn", by=by, at=at))
    audit.record("initiative_revoked", initiative, by=by, at=at)


@transaction.atomic
def correct_authors(
    *, initiative: Initiative, authors: Sequence[tuple[Person, Decimal]], reason: str, by, at: datetime
) -> None:
    """Put the authors and shares of a recognised initiative right, with a reason: as the decision names them, where an
    old list named one only. What stood before is kept."""
    if initiative.state != "recognised":
        raise Denied("Chỉ sửa tác giả theo lý do khi sáng kiến đã được công nhận; trước đó hãy sửa đơn.")
    homes = [initiative.unit] if initiative.unit else homes_of(initiative.person, at.date())
    if not homes:
        raise Denied("Chưa có đơn vị nào giữ hồ sơ của tác giả này.")
    permissions.check_can_correct(by, homes[0], at.date(), "tác giả sáng kiến")
    permissions.check_not_own(
        by,
        [permissions.Role.OFFICER],
        homes[0],
        at.date(),
        [*permissions.author_ids(initiative), *selves_of(person.pk for person, _ in authors).ids],
        "Bạn là tác giả nên không tự sửa tỷ lệ đóng góp; hãy để người khác hoặc cấp trên sửa.",
    )
    authors, reason = checked_shares(authors), checked_reason(reason)
    stay = {person.pk for person, _ in authors}
    used = initiative.uses.filter(released_at=None).exclude(person__in=stay).select_related("person").first()
    if used is not None:
        raise Denied(
            f"{used.person.full_name} đã dùng sáng kiến này cho khen thưởng năm {used.year}; chưa bỏ tên được."
        )
    rows = list(initiative.authors.select_related("person"))
    before, after = _said([(row.person, row.share) for row in rows]), _said(authors)
    if before == after:
        raise Denied("Chưa có gì khác với dữ liệu đang lưu.")
    touch(initiative, person=authors[0][0])
    _set_authors(initiative, authors)
    keep_corrections(
        "initiative", initiative, {"authors": (before, after)}, initiative.person_id, initiative.unit_id, reason, by, at
    )
    audit.record("initiative_authors_corrected", initiative, by=by, at=at, detail={"authors": len(authors)})


def _said(authors: Sequence[tuple[Person, Decimal | None]]) -> str:
    return "; ".join(
        f"{person.full_name} {'chưa ghi tỷ lệ' if share is None else vi_number(share.normalize()) + '%'}"
        for person, share in authors
    )


@transaction.atomic
def certify_initiative(*, initiative: Initiative, by, at: datetime):
    """Print the certificate of a recognised initiative, numbered in the series of the base, and keep it; once.

    Returns the paper. One page for each author, all in one file.
    """
    permissions.check_can_certify(by, initiative, at.date())
    unit = permissions.recognising_unit(initiative, Initiative.Scope.UNIT)
    number = next_number(unit, "GCN-SK", at.year)
    text = number_text(number, "GCN-SK", unit)
    authors = list(initiative.authors.select_related("person"))
    try:
        content = certificate_of(initiative, authors, unit, text, at.date())
    except PaperError as error:
        raise Denied(f"Chưa in được: {error}") from error
    paper = keep_paper(
        kind="initiative_certificate",
        title=f"Giấy chứng nhận sáng kiến: {initiative.title}"[:300],
        unit=unit,
        content=content,
        issued_on=at.date(),
        number=number,
        number_text=text,
        by=by,
        at=at,
    )
    touch(initiative, certificate=paper)
    audit.record("initiative_certified", initiative, by=by, at=at, detail={"number": text})
    return paper


# ── the ledger of use ──
