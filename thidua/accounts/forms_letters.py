"""What people choose about their letters."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from thidua.shared.forms import BaseForm, TextField
from thidua.shared.letters import LetterKind, kinds


class ChoicesForm(BaseForm):
    """One's address, and a box for each kind that may be declined; a ticked one comes by e-mail."""

    email = TextField(
        label="Địa chỉ thư điện tử",
        required=False,
        max_length=254,
        help_text="Nên dùng địa chỉ công vụ. Để trống nếu chỉ đọc thông báo trên hệ thống.",
    )

    def __init__(self, *args, declined: set[str], **kwargs):
        super().__init__(*args, **kwargs)
        groups: dict[str, list[LetterKind]] = {}
        for kind in kinds():
            if not kind.is_legal:
                groups.setdefault(kind.group, []).append(kind)
        self.names: list[str] = []
        for n, (group, found) in enumerate(groups.items()):
            name = f"nhom_{n}"
            field = forms.MultipleChoiceField(
                label=group,
                choices=[(kind.code, kind.label) for kind in found],
                required=False,
                initial=[kind.code for kind in found if kind.code not in declined],
                widget=forms.CheckboxSelectMultiple,
            )
            field.optional_vi = "chọn loại nhận qua thư"  # type: ignore[attr-defined]
            self.fields[name] = field
            self._dress(field)
            self.names.append(name)
        self.offered = {kind.code for found in groups.values() for kind in found}

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if email:
            try:
                validate_email(email)
            except ValidationError:
                raise forms.ValidationError(
                    "Địa chỉ thư điện tử viết sai, ví dụ đúng: an.nguyen@quangninh.gov.vn."
                ) from None
        return email

    @property
    def declined(self) -> set[str]:
        """The codes of the kinds left unticked."""
        return self.offered - {code for name in self.names for code in self.cleaned_data[name]}
