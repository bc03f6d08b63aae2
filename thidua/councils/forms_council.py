"""The shape of what people enter about a council: its members, its regulation, who stands in for whom."""

from collections.abc import Iterable

from django import forms
from django.forms.boundfield import BoundField

from thidua.accounts.models import User
from thidua.councils.models import Council, CouncilMember, CouncilRules
from thidua.people.queries import posts_on
from thidua.shared import clock
from thidua.shared.forms import BaseForm, DateField, TextField, WholeNumberField
from thidua.units.models import Unit

SEATS = 15
NEW_SEATS = 5
Role = CouncilMember.Role


def account_words(accounts: Iterable[User]) -> list[tuple[int, str]]:
    """(account, "Nguyễn Văn A – Giám đốc, Sở Nội vụ"): of two people with one name the post tells who is meant. Three
    queries."""
    rows = list(accounts)
    posts = posts_on([row.person_id for row in rows if row.person_id], clock.today())
    return [
        (row.pk, f"{row} – {post.title}, {post.unit.name}" if (post := posts.get(row.person_id or 0)) else str(row))
        for row in rows
    ]


class _WithSeats(BaseForm):
    """Rows of (account, role, post); empty ones are left out."""

    def add_seats(self, accounts, count: int, *, required: int = 0, first: dict[int, str] | None = None) -> None:
        names = [("", "— chọn người —"), *account_words(accounts)]
        self.seat_count = count
        for seat in range(1, count + 1):
            who = forms.ModelChoiceField(label=f"Thành viên {seat}", queryset=accounts, required=seat <= required)
            who.choices = names  # read once for all seats
            self.fields[f"user_{seat}"] = who
            self.fields[f"role_{seat}"] = forms.ChoiceField(
                label=f"Vai trò của thành viên {seat}",
                choices=Role.choices,
                initial=(first or {}).get(seat, Role.MEMBER),
                required=False,
            )
            self.fields[f"title_{seat}"] = TextField(
                label=f"Chức vụ của thành viên {seat}", max_length=160, required=False
            )
        for field in self.fields.values():
            self._dress(field)

    @property
    def heads(self) -> list[BoundField]:
        """The fields that are no seat."""
        return [self[name] for name in self.fields if name.partition("_")[0] not in ("user", "role", "title")]

    @property
    def seats(self) -> list[list[BoundField]]:
        """The three fields of each seat, side by side on a wide page."""
        return [
            [self[f"{part}_{seat}"] for part in ("user", "role", "title")] for seat in range(1, self.seat_count + 1)
        ]

    @property
    def members(self) -> list[tuple[User, str, str]]:
        data = self.cleaned_data
        return [
            (data[f"user_{seat}"], data[f"role_{seat}"] or Role.MEMBER, data[f"title_{seat}"])
            for seat in range(1, self.seat_count + 1)
            if data.get(f"user_{seat}")
        ]


class EstablishForm(_WithSeats):
    """A council with up to ``SEATS`` members; empty seats are left out."""

    unit = forms.ModelChoiceField(label="Đơn vị", queryset=Unit.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label="Loại Hội đồng", choices=Council.Kind.choices, required=False)
    name = TextField(label="Tên Hội đồng", max_length=200)
    legal_basis = TextField(
        label="Căn cứ thành lập", max_length=300, help_text="Ví dụ: Quyết định số 15/QĐ-UBND ngày 10/7/2025"
    )
    standing_body = TextField(
        label="Cơ quan thường trực",
        max_length=200,
        required=False,
        help_text="Ví dụ: Sở Nội vụ; Văn phòng HĐND và UBND",
    )

    def __init__(self, *args, units, accounts, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("unit", units)
        self.add_seats(accounts, SEATS, required=3, first={1: Role.CHAIR, 2: Role.SECRETARY})

    @property
    def given(self) -> dict:
        """The council itself, for the act."""
        data = self.cleaned_data
        found = {name: data[name] for name in ("unit", "name", "legal_basis", "standing_body")}
        return found | {"kind": data["kind"] or Council.Kind.EMULATION}


class ChangeForm(_WithSeats):
    """A decision that changes the members: who leaves, who joins."""

    document = TextField(label="Quyết định", max_length=300, help_text="Ví dụ: Quyết định số 27/QĐ-UBND ngày 02/3/2026")
    effective_on = DateField(label="Có hiệu lực từ ngày")
    is_renewal = forms.BooleanField(
        label="Nhiệm kỳ mới: mọi thành viên hiện nay thôi, danh sách dưới đây là toàn bộ Hội đồng mới", required=False
    )
    leaves = forms.ModelMultipleChoiceField(
        label="Thành viên thôi tham gia (hoặc đổi vai trò)",
        queryset=CouncilMember.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = TextField(label="Ghi chú", max_length=500, required=False)

    def __init__(self, *args, members, accounts, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("leaves", members, member_words)
        self.add_seats(accounts, SEATS if kwargs.get("initial", {}).get("is_renewal") else NEW_SEATS)

    @property
    def given(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("document", "effective_on", "is_renewal", "leaves", "note")}


class DescribeForm(BaseForm):
    name = TextField(label="Tên Hội đồng", max_length=200)
    standing_body = TextField(label="Cơ quan thường trực", max_length=200, required=False)


class DissolveForm(BaseForm):
    document = TextField(label="Quyết định giải thể", max_length=300)
    last_day = DateField(label="Ngày làm việc cuối")


_TERNARY = [("", "Quy chế không nói"), ("1", "Có"), ("0", "Không")]


def _ternary(label: str, help_text: str = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=_TERNARY,
        required=False,
        empty_value=None,
        coerce=lambda value: value == "1",
        help_text=help_text,
    )


def _percent(label: str, help_text: str) -> WholeNumberField:
    return WholeNumberField(label=label, min_value=1, max_value=100, required=False, help_text=help_text)


class RulesForm(BaseForm):
    """What the regulation says; what it does not say stays empty."""

    document = TextField(label="Quy chế", max_length=300, help_text="Ví dụ: Quy chế số 05/QC-HĐTĐKT ngày 10/7/2025")
    in_force_from = DateField(label="Có hiệu lực từ ngày")
    quorum_percent = _percent("Tỷ lệ thành viên dự họp (%)", "Chỉ dùng khi chặt hơn quy định của pháp luật.")
    vote_percent = _percent("Tỷ lệ phiếu khi xét khen thưởng (%)", "Chỉ dùng khi chặt hơn quy định của pháp luật.")
    advice_percent = _percent(
        "Tỷ lệ phiếu đối với sáng kiến, góp ý dự thảo (%)",
        "Luật để quy chế quy định; chưa ghi thì chưa đưa ra họp được.",
    )
    advice_way = forms.ChoiceField(
        label="Cách biểu quyết đối với sáng kiến, góp ý dự thảo",
        choices=[("", "Quy chế không nói"), *CouncilRules.AdviceWay.choices],
        required=False,
    )
    recuses_own_unit = _ternary("Thành viên thuộc đơn vị được đề nghị không biểu quyết")
    substitutes_vote = _ternary("Người được cử họp thay được biểu quyết")


class SubstituteForm(BaseForm):
    member = forms.ModelChoiceField(label="Thay thành viên", queryset=CouncilMember.objects.none(), empty_label=None)
    user = forms.ModelChoiceField(label="Người thay", queryset=User.objects.none())
    title = TextField(label="Chức vụ người thay", max_length=160, required=False)
    document = TextField(label="Văn bản cử người thay", max_length=300)
    starts_on = DateField(label="Từ ngày")
    ends_on = DateField(label="Đến hết ngày")

    def __init__(self, *args, members, accounts, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("member", members, member_words)
        self.offer_rows("user", accounts)


def member_words(member: CouncilMember) -> str:
    return ", ".join(part for part in (member.user.display_name, member.get_role_display(), member.title) if part)
