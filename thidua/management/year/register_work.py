"""What keeping the register brings after the awards: a slip corrected, an honour taken away, an extract for an heir."""

from datetime import date

from django.core.files.base import ContentFile

from paperwork.blocks import Distribution, Reference
from paperwork.papers.named import NamedPaper, render_named
from thidua.honours.actions import correct_honour
from thidua.honours.actions_ending import close_follow_up, revoke_honour
from thidua.honours.actions_extracts import issue_extract, take_request
from thidua.honours.models import Extract, Honour
from thidua.management.year.runner import Office, Year, moment
from thidua.papers.letterhead import issuer_of, signer_of

AWARD = "advanced_worker"


def keep_the_register(year: Year, day: date) -> None:
    """One of each, on the last awards of the year by unit and place; nothing where a year has too few."""
    lines = Honour.objects.filter(
        award_code=AWARD, year=year.year, source="decided", entry="award", person__isnull=False
    ).select_related("issuer", "person")
    # In a small year those who work in an office are among its awarded: nobody acts on their own line.
    others = [
        line
        for line in lines.order_by("-issuer__code", "-decision_number", "-ordinal")
        if line.person_id not in _staff(_office(year, line))
    ]
    if len(others) < 3:
        return
    slip, fraud, asked = others[:3]
    office = _office(year, slip)
    correct_honour(
        honour=slip, recipient_detail=f"{slip.recipient_detail} (theo quyết định bổ nhiệm)"[:300],
        reason="Thiếu căn cứ của chức vụ", by=office.officer, at=moment(day, 14),
    )  # fmt: skip
    _take_away(fraud, _office(year, fraud), day)
    office = _office(year, asked)
    extract = take_request(
        unit=office.unit,
        honours=[asked],
        asker=Extract.Asker.HEIR,
        asker_name="Nguyễn Minh Khôi",
        relation="con đẻ",
        proof=ContentFile(_plain(office, "Giấy xác nhận", "Quan hệ gia đình", day), name="quan-he.pdf"),
        purpose="Bổ sung hồ sơ hưởng chế độ",
        by=office.officer,
        at=moment(day, 15),
    )
    issue_extract(extract=extract, signer_name=office.head.display_name, by=office.clerk, at=moment(day, 16))


def _take_away(fraud: Honour, office: Office, day: date) -> None:
    line = revoke_honour(
        honour=fraud,
        cause="declaration_fraud",
        reason="Kết quả kiểm tra cho thấy kê khai không đúng thành tích",
        number=f"99/QĐ-{office.unit.symbol}",
        on=day,
        file=ContentFile(_plain(office, "Quyết định", "Hủy bỏ quyết định khen thưởng", day), name="huy-bo.pdf"),
        by=office.head,
        at=moment(day, 14),
    )
    first = line.follow_ups.order_by("pk").first()
    if first is not None:  # the others wait for their officer
        close_follow_up(
            row=first, done=True, note="Đã thu hồi, có biên bản bàn giao", by=office.officer, at=moment(day, 16)
        )


def _office(year: Year, line: Honour) -> Office:
    return year.offices[line.issuer.code]


def _staff(office: Office) -> set[int | None]:
    return {account.person_id for account in (office.officer, office.head, office.clerk)}


def _plain(office: Office, kind: str, summary: str, day: date) -> bytes:
    """A paper that came on paper and was scanned."""
    unit = office.unit
    return render_named(
        NamedPaper(
            kind=kind,
            issuer=issuer_of(unit),
            reference=Reference(99, f"QĐ-{unit.symbol}", day),
            summary=summary,
            signer=signer_of(unit, office.head.display_name),
            distribution=Distribution(("Như trên",)),
            opening=("Bản diễn tập.",),
        )
    )
