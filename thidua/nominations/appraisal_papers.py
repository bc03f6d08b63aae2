"""The appraisal report (báo cáo thẩm định) as a paper, from what the desk wrote on each line."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import takewhile

from django.utils import timezone

from paperwork.blocks import Distribution, Reference
from paperwork.papers.appraisal_report import AppraisalReport, Appraised, OpinionLine
from thidua.honours.wording import authority_of, wording
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.models_consultation import Consultation
from thidua.nominations.papers import describe_subjects, for_what
from thidua.papers.letterhead import issuer_of, signer_of, symbol_of
from thidua.shared.certain import certain
from thidua.shared.wording import vi_date
from thidua.units.models import RoleGrant
from thidua.units.queries import users_with_role

SYMBOL = "BC"
# "Điểm a khoản 1 Điều 24 Luật Thi đua, khen thưởng số 06/2022/QH15", as the rulebook labels a place in a document.
_PLACE = re.compile(
    r"(?:điểm (?P<point>\w+) )?(?:khoản (?P<clause>\d+\w*) )?Điều (?P<article>\d+\w*) (?P<document>.+)", re.IGNORECASE
)
_Order = tuple[int, str, int, str, int, str]
_POINTS = "abcdđeghiklmnopqrstuvxy"
Appraisal = NominationLine.Appraisal


def report_of(nomination: Nomination, number: int | None, recommendation: str, on: date) -> AppraisalReport:
    """The values of the paper. Units and submission of the dossier should be selected. About ten queries, whatever the
    number of lines."""
    unit = nomination.to_unit
    lines = list(nomination.lines.select_related("person", "unit", "outsider").order_by("ordinal"))
    for line in lines:
        line.nomination = nomination
    named = describe_subjects(lines, on)
    words = wording(nomination.award_code, unit)
    heads = users_with_role([RoleGrant.Role.HEAD], unit, on)

    def cases(appraisal: str) -> tuple[Appraised, ...]:
        chosen = [line for line in lines if line.appraisal == appraisal]
        return tuple(Appraised(*named[line.pk], line.get_outcome_display(), line.appraisal_reason) for line in chosen)

    return AppraisalReport(
        issuer=issuer_of(unit),
        reference=Reference(number, symbol_of(SYMBOL, unit), on if number else None),
        summary=f"Thẩm định hồ sơ đề nghị {words.phrase} năm {nomination.year} của {nomination.unit.name}",
        addressees=(authority_of(unit),),
        dossier=_dossier(nomination, len(lines)),
        rules=rules_of(lines),
        included=cases(Appraisal.INCLUDED),
        excluded=cases(Appraisal.EXCLUDED),
        recommendation=tuple(part for part in recommendation.splitlines() if part.strip()),
        signer=signer_of(unit, heads[0].display_name if heads else ""),
        distribution=Distribution(("Như trên", nomination.unit.agency_name), "VT"),
        opinions=tuple(
            OpinionLine(
                each.body,
                str(each.line.subject) if each.line else "Cả hồ sơ",
                f"{each.get_rating_display()}{f'. {each.note}' if each.note else ''}",
                each.number_text,
                each.dated,
            )
            for each in nomination.opinions.filter(withdrawn_at=None)
            .select_related("line__person", "line__unit", "line__outsider")
            .order_by("pk")
        ),
        consultation=tuple(_consulted(each) for each in nomination.consultations.exclude(state="open").order_by("pk")),
    )


def _consulted(each: Consultation) -> str:
    days = f"{each.days} ngày làm việc, từ ngày {vi_date(each.opened_at)} đến hết ngày {vi_date(each.closes_on)}"
    if each.state == "cancelled":
        return f"{days}; đã hủy ngày {vi_date(each.cancelled_at)}. Lý do: {each.cancelled_reason}"
    return f"{days}. {each.summary}"


def _dossier(nomination: Nomination, lines: int) -> tuple[str, ...]:
    sent = f"{nomination.unit.name} đề nghị {lines} trường hợp"
    if nomination.paper is not None:
        sent += f" theo Tờ trình số {nomination.paper.number_text} ngày {vi_date(nomination.paper.issued_on)}"
    received = timezone.localdate(certain(nomination.received_at))
    day = (
        f"Hồ sơ tiếp nhận ngày {vi_date(received)}, xét theo quy định có hiệu lực ngày {vi_date(nomination.rule_date)}"
    )
    why = f". Lý do chọn ngày áp dụng: {nomination.rule_date_reason}" if nomination.rule_date_reason else ""
    return f"{sent}.", *for_what(nomination), f"{day}{why}."


def rules_of(lines: Sequence[NominationLine]) -> tuple[str, ...]:
    """The articles that the verdicts of these lines rest on: each document once, in the order they are met, its articles
    each once in their own order ("Luật …: khoản 1 Điều 23; Điều 24.").

    Of a document whose articles have not been read the rulebook names the whole; the paper says that it does so.
    """
    found: dict[str, dict[str, _Order]] = {}
    for line in lines:
        for reason in (line.verdict or {}).get("conditions", ()):
            if not reason.get("citation"):
                continue
            place = _PLACE.match(reason["citation"])
            document = place["document"] if place else reason["citation"]
            places = found.setdefault(document, {})
            if place:
                told = reason["citation"].removesuffix(f" {document}")
                places[told if told.startswith("Điều") else told[:1].lower() + told[1:]] = _order(place)
    return tuple(
        f"{document}: {'; '.join(sorted(places, key=places.__getitem__))}."
        if places
        else f"{document} (chưa xác định điều, khoản)."
        for document, places in found.items()
    )


def _order(place: re.Match[str]) -> _Order:
    article, clause, point = (place[name] or "" for name in ("article", "clause", "point"))
    return _number(article), article, _number(clause), clause, _POINTS.find(point) if point else -1, point


def _number(of: str) -> int:
    """12 of "12a"; 0 where there is none, so that a whole article stands before its clauses."""
    return int("".join(takewhile(str.isdigit, of)) or 0)
