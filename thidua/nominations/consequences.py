"""What rests on an honour in dossiers and in the titles they led to, for when it is taken away. Reads only.

A dossier keeps the verdict it was judged by, with the decision of every title it counted: that tells it for certain. Where
no dossier is kept (old lists), the standard of the award tells that it may have counted; a person compares.
"""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from thidua.honours.consequences import Consequence, as_it_stands, finds
from thidua.honours.models import Honour
from thidua.honours.queries import standing
from thidua.law.queries import award_name, the_book
from thidua.nominations.models import NominationLine
from thidua.people.queries import selves
from thidua.shared.wording import vi_date

Appraisal, Result = NominationLine.Appraisal, NominationLine.Result
OVER = ("withdrawn", "joined", "decided")


def _lines(honour: Honour) -> QuerySet[NominationLine]:
    """Lines about the same recipient for the award's year or a later one."""
    mine = Q(person__in=selves(honour.person_id)) if honour.person_id else Q(unit=honour.unit_id, unit__isnull=False)
    lines = NominationLine.objects.filter(mine, nomination__year__gte=as_it_stands(honour).year)
    return lines.select_related("nomination__unit").order_by("pk")


def _kind(honour: Honour) -> str:
    return "person" if honour.person_id else "collective"


def _asks(award_code: str, year: int, day: date, present: Honour) -> bool:
    """Whether the standard of ``award_code`` for ``year`` reads the honour, by the law of a day."""
    book, kind = the_book(), _kind(present)
    try:
        asked = book.awards_asked(award_code, day, kind)  # type: ignore[arg-type]
        back = book.years_back(award_code, day, kind)  # type: ignore[arg-type]
    except KeyError:
        return False
    return present.award_code in asked and year - back < present.year <= year


def _counted(line: NominationLine, honour: Honour, present: Honour) -> bool:
    """Whether the frozen verdict counted the honour: a condition that is met quotes its decision, or its year as a year
    with a title the condition reads."""
    label = f"Quyết định số {honour.decision_number} ngày {honour.decided_on:%d/%m/%Y}"
    for reason in (line.verdict or {}).get("conditions", ()):
        fact = reason["fact_vi"]
        if reason["outcome"] == "met" and (label in fact or f"{present.year}: đạt danh hiệu" in fact):
            return True
    return False


def _rests(line: NominationLine, honour: Honour, present: Honour) -> str:
    """How it is known that a line rests on the honour; "" when it does not."""
    nomination = line.nomination
    if line.verdict is not None:
        if _counted(line, honour, present):
            return "phiếu xét điều kiện đã lưu trong hồ sơ có tính khen thưởng này"
        return ""
    if _asks(nomination.award_code, nomination.year, nomination.rule_date or date(nomination.year, 12, 31), present):
        return f"tiêu chuẩn của danh hiệu đề nghị có tính đến {award_name(present.award_code)}; hồ sơ chưa gửi nên chưa xét"
    return ""


@finds("nominations.title", "Danh hiệu, khen thưởng đã tính trên đó", lambda pk: reverse("honours:detail", args=[pk]))
def later_titles(honour: Honour, on: date) -> Iterator[Consequence]:
    """Honours that were awarded on a verdict that counted this one; and those without a kept verdict whose standard reads
    it. Four queries."""
    if not (honour.person_id or honour.unit_id):
        return
    present = as_it_stands(honour)
    judged: dict[tuple[str, int], list[NominationLine]] = {}
    for line in _lines(honour).filter(result=Result.PASSED, verdict__isnull=False):
        judged.setdefault((line.nomination.award_code, line.nomination.year), []).append(line)
    mine = Q(person__in=selves(honour.person_id)) if honour.person_id else Q(unit=honour.unit_id)
    later = standing().filter(mine, decided_on__gte=honour.decided_on, year__gte=present.year)
    for each in later.order_by("decided_on", "pk").values(
        "pk", "refers_to_id", "award_code", "year", "recipient_name", "decision_number", "decided_on"
    ):
        root = each["refers_to_id"] or each["pk"]
        if root == honour.pk:
            continue
        lines = judged.get((each["award_code"], each["year"]), [])
        if lines:
            if not any(_counted(line, honour, present) for line in lines):
                continue
            known = "phiếu xét điều kiện đã lưu trong hồ sơ có tính khen thưởng này"
        elif _asks(each["award_code"], each["year"], each["decided_on"], present):
            known = f"tiêu chuẩn có tính đến {award_name(present.award_code)}; hệ thống không giữ hồ sơ đã xét, cần người đối chiếu"
        else:
            continue
        yield Consequence(
            f"Xét lại {award_name(each['award_code'])} năm {each['year']} của {each['recipient_name']} "
            f"(quyết định số {each['decision_number']} ngày {vi_date(each['decided_on'])})",
            known,
            thing=root,
        )


@finds("nominations.dossier", "Hồ sơ đang xét có dựa vào", lambda pk: reverse("nominations:line", args=[pk]))
def open_dossiers(honour: Honour, on: date) -> Iterator[Consequence]:
    """Lines of dossiers not yet decided that counted the honour, or would. Two queries."""
    if not (honour.person_id or honour.unit_id):
        return
    present = as_it_stands(honour)
    waiting = _lines(honour).exclude(nomination__state__in=OVER).exclude(appraisal=Appraisal.EXCLUDED)
    for line in waiting.exclude(result=Result.FAILED):
        nomination = line.nomination
        if known := _rests(line, honour, present):
            yield Consequence(
                f"Xét lại {present.recipient_name} trong hồ sơ “{nomination.title}” của {nomination.unit.name} "
                f"({nomination.state_label.lower()})"[:500],
                known,
                thing=line.pk,
            )
