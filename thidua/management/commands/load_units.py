"""Load the real administrative units of a province below the root of this installation."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError

from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.units import gazetteer
from thidua.units.actions_loading import load_province
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import province, users_with_role


class Command(BaseCommand):
    help = (
        "Nạp đơn vị hành chính của một tỉnh (trước và sau ngày 01/07/2025) dưới đơn vị gốc, kèm việc sắp xếp năm 2025."
    )

    def add_arguments(self, parser):
        parser.add_argument("--province", required=True, help="mã tỉnh, thành phố từ ngày 01/07/2025, ví dụ 22")
        parser.add_argument(
            "--since", default=None, help="đơn vị cũ có từ ngày nào, YYYY-MM-DD (mặc định: như đơn vị gốc)"
        )
        parser.add_argument(
            "--present-only", action="store_true", help="chỉ nạp đơn vị hiện nay, tên đơn vị cũ ghi bằng chữ"
        )
        parser.add_argument(
            "--by", default=None, help="tên đăng nhập của chuyên viên đơn vị gốc (mặc định: người đầu tiên)"
        )

    def handle(self, *args, **options):
        try:
            since = date.fromisoformat(options["since"]) if options["since"] else None
        except ValueError:
            raise CommandError(f"“{options['since']}” không phải là ngày dạng YYYY-MM-DD.", returncode=2) from None
        try:
            root = province()
        except Unit.DoesNotExist:
            raise CommandError("Hệ thống chưa có đơn vị gốc.") from None
        officers = users_with_role([RoleGrant.Role.OFFICER], root, clock.today())
        by = next((user for user in officers if options["by"] in (None, user.username)), None)
        if by is None:
            raise CommandError(f"Không tìm thấy chuyên viên “{options['by'] or ''}” của {root.name}.")
        try:
            loaded = load_province(
                root=root, province=options["province"], since=since, with_history=not options["present_only"],
                by=by, at=clock.now(),
            )  # fmt: skip
        except Denied as denied:
            raise CommandError(f"Chưa nạp, chưa có gì thay đổi: {denied.reason}") from denied
        name = gazetteer.new_places()[options["province"]].name
        self.stdout.write(
            f"Đã nạp {name}: {loaded.districts} đơn vị cấp huyện và {loaded.old} đơn vị cấp xã cũ, {loaded.new} đơn vị cấp "
            f"xã mới, {loaded.successions} dòng kế thừa."
        )
