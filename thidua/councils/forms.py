"""The shape of what people enter about councils and sessions."""

from collections.abc import Sequence

from django import forms
from django.forms.boundfield import BoundField

from thidua.accounts.models import User
from thidua.councils.models import AgendaItem, CouncilMember, CouncilSession
from thidua.law.queries import award_name
from thidua.nominations.models import Nomination
from thidua.shared.forms import BaseForm, DateField, LongTextField, TextField, WholeNumberField, YearField
from thidua.units.models import Unit

SEATS = 9
Role = CouncilMember.Role


class EstablishForm(BaseForm):
    """A council with up to ``SEATS`` members; empty seats are left out."""

    unit = forms.ModelChoiceField(label="Đơn vị", queryset=Unit.objects.none(), empty_label=None)
    name = TextField(label="Tên Hội đồng", max_length=200)
    legal_basis = TextField(
        label="Căn cứ thành lập", max_length=300, help_text="Ví dụ: Quyết định số 15/QĐ-UBND ngày 10/7/2025"
    )

    def __init__(self, *args, units, accounts, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("unit", units)
        names = [("", "— chọn người —"), *((account.pk, str(account)) for account in accounts)]
        for seat in range(1, SEATS + 1):
            role = {1: Role.CHAIR, 2: Role.SECRETARY}.get(seat, Role.MEMBER)
            required = seat <= 3
            who = forms.ModelChoiceField(label=f"Thành viên {seat}", queryset=accounts, required=required)
            who.choices = names  # read once for all seats
            self.fields[f"user_{seat}"] = who
            self.fields[f"role_{seat}"] = forms.ChoiceField(
                label=f"Vai trò của thành viên {seat}", choices=Role.choices, initial=role, required=False
            )
            self.fields[f"title_{seat}"] = TextField(
                label=f"Chức vụ của thành viên {seat}", max_length=160, required=False
            )
        for field in self.fields.values():
            self._dress(field)

    @property
    def heads(self) -> list[BoundField]:
        """The fields of the council itself."""
        return [self[name] for name in ("unit", "name", "legal_basis")]

    @property
    def seats(self) -> list[list[BoundField]]:
        """The three fields of each seat, side by side on a wide page."""
        return [[self[f"{part}_{seat}"] for part in ("user", "role", "title")] for seat in range(1, SEATS + 1)]

    @property
    def members(self) -> list[tuple[User, str, str]]:
        data = self.cleaned_data
        return [
            (data[f"user_{seat}"], data[f"role_{seat}"] or Role.MEMBER, data[f"title_{seat}"])
            for seat in range(1, SEATS + 1)
            if data.get(f"user_{seat}")
        ]


class SessionForm(BaseForm):
    """A session with the dossiers it deals with."""

    year = YearField(label="Năm xét khen thưởng", min_value=2004)
    held_on = DateField(label="Ngày họp")
    place = TextField(label="Địa điểm", max_length=160)
    nominations = forms.ModelMultipleChoiceField(
        label="Hồ sơ đưa ra phiên họp", queryset=Nomination.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, waiting, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows(
            "nominations",
            waiting,
            lambda n: f"{award_name(n.award_code)} – {n.unit.name} ({n.included} trường hợp)",
        )


def _phrase(user: User) -> forms.CharField:
    return forms.CharField(
        label=f"Mật khẩu mở hòm của {user.display_name}",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        strip=False,
        max_length=200,
        help_text="Ít nhất 12 ký tự; chính người này tự gõ và giữ kín. Mất mật khẩu thì phải bỏ phiếu lại.",
    )


class _WithPhrases(BaseForm):
    """Adds one pass phrase per trustee when there is a box to open."""

    def __init__(self, *args, trustees: Sequence[User] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.trustees = trustees
        for user in trustees:
            self.fields[f"phrase_{user.pk}"] = _phrase(user)
        for field in self.fields.values():
            self._dress(field)

    @property
    def pass_phrases(self) -> dict[int, str]:
        return {user.pk: self.cleaned_data[f"phrase_{user.pk}"] for user in self.trustees}


class OpenForm(_WithPhrases):
    present = forms.ModelMultipleChoiceField(
        label="Thành viên có mặt", queryset=CouncilMember.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows(
            "present",
            members,
            lambda m: ", ".join(part for part in (m.user.display_name, m.get_role_display(), m.title) if part),
        )


class RepeatForm(_WithPhrases):
    """New phrases for a new box."""


class CloseForm(_WithPhrases):
    note = LongTextField(label="Ý kiến thảo luận ghi vào biên bản", required=False, rows=4, max_length=4000)


class AgreementForm(BaseForm):
    """A show of hands on all items settled by agreement, those of one award, or one item."""

    items = forms.ChoiceField(label="Ghi cho")
    yes = WholeNumberField(label="Đồng ý", min_value=0, max_value=1000)
    no = WholeNumberField(label="Không đồng ý", min_value=0, max_value=1000)

    def __init__(self, *args, agenda: Sequence[AgendaItem], **kwargs):
        super().__init__(*args, **kwargs)
        self.agenda = [item for item in agenda if item.way == AgendaItem.Way.MINUTES]
        codes = dict.fromkeys(item.nomination.award_code for item in self.agenda)
        choices = [
            ("all", f"Tất cả {len(self.agenda)} trường hợp"),
            *((f"award:{code}", f"Tất cả: {award_name(code)}") for code in codes),
            *((f"item:{item.pk}", f"{item.ordinal}. {item.line.subject}") for item in self.agenda),
        ]
        self.offer("items", choices)

    @property
    def chosen(self) -> list[AgendaItem]:
        kind, _, key = self.cleaned_data["items"].partition(":")
        if kind == "award":
            return [item for item in self.agenda if item.nomination.award_code == key]
        return [item for item in self.agenda if kind == "all" or str(item.pk) == key]


def trustees_of(session: CouncilSession) -> list[User]:
    """The keepers of the box of a session, in the order of the box."""
    if session.ballot is None:
        return []
    return [t.user for t in session.ballot.trustees.select_related("user").order_by("pk")]
