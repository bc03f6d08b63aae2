"""What the law of another day would do to the open dossiers: a table, and a CSV."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from rulebook.transition import why_not_vi
from thidua.law.queries import award_name, in_use
from thidua.management.listing import write_csv
from thidua.nominations.facts import subject_name
from thidua.nominations.impact import impact
from thidua.nominations.models import Nomination, NominationLine
from thidua.shared import clock
from thidua.shared.wording import vi_date

HEADS = (
    "Hồ sơ số", "Đơn vị đề nghị", "Cá nhân, tập thể", "Danh hiệu, hình thức", "Đang áp dụng quy định ngày",
    "Kết quả", "Theo ngày đã chọn", "Điều kiện làm đổi kết quả",
)  # fmt: skip


class Command(BaseCommand):
    help = "Hồ sơ đang giải quyết nào đổi kết quả theo quy định của một ngày khác. Không thay đổi dữ liệu."

    def add_arguments(self, parser):
        parser.add_argument("--on", required=True, help="ngày có hiệu lực của quy định đem thử, YYYY-MM-DD")
        parser.add_argument("--out", type=Path, default=None, help="ghi bảng ra tệp CSV này")

    def handle(self, *args, **options):
        day = asked_day(options["on"])
        tried = impact(Nomination.objects.all(), day, clock.today())
        changed = [row for row in tried if row.changes]
        lines = (
            NominationLine.objects.select_related("person", "unit", "nomination__unit")
            .defer("verdict")
            .in_bulk([row.line for row in changed])
        )
        outcome = NominationLine.Outcome
        rows = [
            (
                row.nomination,
                lines[row.line].nomination.unit.name,
                subject_name(lines[row.line]),
                award_name(row.award_code),
                row.law_now,
                outcome(row.outcome_now).label,
                outcome(row.outcome_then).label,
                in_use("; ".join(row.differing)),
            )
            for row in changed
        ]
        for number, unit, who, award, law_now, now, then, why in rows:
            self.stdout.write(f"{number}\t{unit}\t{who}\t{award}\t{vi_date(law_now)}\t{now} → {then}\t{why}")
        self.stdout.write(
            f"Theo quy định ngày {vi_date(day)}: {len(changed)} trong {len(tried)} trường hợp của hồ sơ đang giải quyết "
            "đổi kết quả."
        )
        if options["out"] is not None:
            write_csv(options["out"], HEADS, rows)
            self.stdout.write(f"Đã ghi {options['out']}.")


def asked_day(text: str) -> date:
    """The day of ``--on``; a text that is no day, or a day before the first law, ends the command with code 2."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” không phải là ngày dạng YYYY-MM-DD.", returncode=2) from None
    if refused := why_not_vi(day, day):
        raise CommandError(refused, returncode=2)
    return day
