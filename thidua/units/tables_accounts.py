"""Lists of accounts, of roles, of staff sessions."""

from functools import cached_property
from typing import Any

from django.urls import reverse

from thidua.shared import clock
from thidua.shared.columns import Column, Filter
from thidua.shared.tables import Table
from thidua.shared.wording import vi_date, vi_datetime
from thidua.units.models import RoleGrant
from thidua.units.queries_accounts import role_lines

Role = RoleGrant.Role


class AccountTable(Table):
    caption = "Tài khoản"
    export_name = "tai-khoan"
    noun = "tài khoản"
    search_fields = ("name_fold",)
    plain_search_fields = ("username",)
    search_label = "Tìm theo tên (không cần gõ dấu) hoặc tên đăng nhập"
    default_sort = "display_name"
    columns = (
        Column(
            "display_name",
            "Người dùng",
            sort="name_fold",
            primary=True,
            link=lambda a: reverse("accounts-admin:detail", args=[a.pk]),
        ),
        Column("username", "Tên đăng nhập", sort="username"),
        Column("office.name", "Đơn vị quản lý", sort="office__name_fold"),
        Column("roles", "Vai trò hôm nay", value=lambda a: a.roles_line),
        Column("last_login", "Đăng nhập gần nhất", sort="last_login", format=vi_datetime),
        Column(
            "is_active",
            "Tình trạng",
            sort="is_active",
            value=lambda a: "Đang mở" if a.is_active else "Đã đóng",
            badge=lambda a: "done" if a.is_active else "closed",
        ),
    )
    empty_title = "Chưa có tài khoản nào"

    @cached_property
    def records(self) -> list[Any]:
        rows = super().records
        return self._with_roles(rows, [row.pk for row in rows])

    def _all_records(self) -> list[Any]:
        return self._with_roles(super()._all_records(), self.queryset.order_by().values("pk"))

    @staticmethod
    def _with_roles(rows, accounts) -> list[Any]:
        lines = role_lines(accounts, clock.today())
        found = []
        for row in rows:
            row.roles_line = lines.get(row.pk, "")
            found.append(row)
        return found

    @staticmethod
    def filters_for() -> list[Filter]:
        states = [("open", "Đang mở"), ("closed", "Đã đóng")]
        roles = [(code, label) for code, label in Role.choices]
        return [
            Filter("role", "Vai trò", roles, apply=lambda rows, role: rows.filter(pk__in=_holders(role))),
            Filter("state", "Tình trạng", states, apply=lambda rows, state: rows.filter(is_active=state == "open")),
        ]


def _holders(role: str):
    return RoleGrant.objects.filter(role=role).values("user")


def role_of(grant: RoleGrant) -> str:
    """The role with for whom it is held."""
    source = grant.delegated_from
    label = str(grant.get_role_display())
    return f"{label} (theo ủy quyền của {source.user.display_name})" if source is not None else label


class UnitRoleTable(Table):
    caption = "Vai trò trong đơn vị"
    export_name = "vai-tro"
    noun = "vai trò"
    search_fields = ("user__name_fold",)
    default_sort = "role"
    columns = (
        Column("user.display_name", "Người giữ vai trò", sort="user__name_fold", primary=True),
        Column("role", "Vai trò", sort="role", value=role_of),
        Column("starts_on", "Từ ngày", sort="starts_on", format=vi_date),
        Column("ends_on", "Đến hết ngày", sort="ends_on", format=vi_date),
        Column("document", "Văn bản"),
    )
    empty_title = "Không có ai giữ vai trò trong ngày này"


class StaffSessionTable(Table):
    caption = "Phiên kỹ thuật"
    export_name = "phien-ky-thuat"
    noun = "phiên"
    default_sort = "-began_at"
    columns = (
        Column("began_at", "Bắt đầu", sort="began_at", format=vi_datetime, primary=True),
        Column("began_by.display_name", "Kỹ thuật viên", sort="began_by__name_fold"),
        Column("user.display_name", "Xem màn hình của", sort="user__name_fold"),
        Column("reason", "Lý do"),
        Column("ends_at", "Tự kết thúc", sort="ends_at", format=vi_datetime),
    )
    empty_title = "Chưa có phiên kỹ thuật nào"
