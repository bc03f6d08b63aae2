"""The honours of a year held against the law of their day: what does not hold, what a person must look at, and a CSV."""

from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from thidua.honours.models import Honour
from thidua.honours.queries import standing
from thidua.law.queries import award_name, the_book
from thidua.management.listing import write_csv
from thidua.nominations.legality import FAILS, HOLDS, LOOK, LOOKED_AT, OUTCOMES_VI, Audited, audit
from thidua.shared import clock
from thidua.shared.wording import vi_date

HEADS = (
    "Người, tập thể được khen", "Đơn vị", "Danh hiệu, hình thức", "Năm", "Số quyết định", "Ngày quyết định",
    "Quy định ngày", "Kết quả", "Vì sao",
)  # fmt: skip
_FIRST_YEAR, _LAST_YEAR = 1945, 2200


class Command(BaseCommand):
    help = "Xét lại khen thưởng của một năm theo quy định của ngày áp dụng. Không thay đổi dữ liệu."

    def add_arguments(self, parser):
        parser.add_argument("--year", required=True, help="năm của khen thưởng")
        parser.add_argument("--award", default="", help="chỉ một danh hiệu, hình thức (mã), ví dụ advanced_worker")
        parser.add_argument("--out", type=Path, default=None, help="ghi toàn bộ kết quả ra tệp CSV này")

    def handle(self, *args, **options):
        year, award = asked_year(str(options["year"])), asked_award(options["award"])
        entries = standing().filter(year=year).order_by("decided_on", "decision_number", "ordinal", "pk")
        audited = audit(entries, clock.today(), award_code=award)
        honours = entries.select_related("of_unit").in_bulk([each.entry for each in audited])
        for each in audited:
            if each.outcome == FAILS:
                self.stdout.write("\t".join(_told(honours[each.entry], each)))
        looks = Counter((award_name(each.award_code), each.reason_vi) for each in audited if each.outcome == LOOK)
        for (name, reason), count in looks.most_common():
            self.stdout.write(f"{count} × {name}: {reason}")
        counts = Counter(each.outcome for each in audited)
        told = "; ".join(f"{OUTCOMES_VI[key].lower()}: {counts[key]}" for key in (FAILS, LOOK, LOOKED_AT, HOLDS))
        self.stdout.write(f"Năm {year}: {len(audited)} khen thưởng; {told}.")
        if options["out"] is not None:
            write_csv(options["out"], HEADS, (_row(honours[each.entry], each) for each in audited))
            self.stdout.write(f"Đã ghi {options['out']}.")


def _row(honour: Honour, audited: Audited) -> tuple:
    return (
        honour.recipient_name,
        honour.of_unit.name if honour.of_unit else "",
        award_name(audited.award_code),
        str(audited.year),
        honour.decision_number,
        honour.decided_on,
        audited.law_on,
        audited.outcome_vi,
        audited.reason_vi,
    )


def _told(honour: Honour, audited: Audited) -> list[str]:
    name, _, award, _, number, decided_on, law_on, outcome, reason = _row(honour, audited)
    return [name, award, f"số {number} ngày {vi_date(decided_on)}", f"quy định ngày {vi_date(law_on)}", outcome, reason]


def asked_year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and _FIRST_YEAR <= int(text) <= _LAST_YEAR):
        raise CommandError(f"“{text}” không phải là năm.", returncode=2)
    return int(text)


def asked_award(code: str) -> str:
    """The award of ``--award``; one that the book does not know ends the command with code 2."""
    if code:
        try:
            the_book().award(code)
        except KeyError:
            raise CommandError(f"Không có danh hiệu, hình thức khen thưởng mã “{code}”.", returncode=2) from None
    return code
