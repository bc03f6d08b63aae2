"""The shape of what people enter about dossiers."""

from django import forms

from rulebook.book import load_book
from rulebook.ratios import BASES_VI
from thidua.law.queries import award_choices
from thidua.nominations.models import NominationLine
from thidua.nominations.queries import deciding_unit
from thidua.shared.forms import BaseForm, LongTextField, TextField, WholeNumberField, YearField
from thidua.units.models import Unit


class DraftForm(BaseForm):
    """A new dossier of one unit."""

    unit = forms.ModelChoiceField(label="Đơn vị đề nghị", queryset=Unit.objects.none(), empty_label=None)
    award_code = forms.ChoiceField(label="Danh hiệu, hình thức khen thưởng")
    year = YearField(label="Năm xét", min_value=2004)
    level_above = forms.BooleanField(
        label="Gửi lên cấp trên (khi người có thẩm quyền của đơn vị cũng có tên trong danh sách)", required=False
    )

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("unit", units)
        self.offer("award_code", award_choices())

    @property
    def to_unit(self) -> Unit:
        """The unit that decides, or the one above it when asked for."""
        decides = deciding_unit(self.cleaned_data["award_code"], self.cleaned_data["unit"])
        return decides.parent if self.cleaned_data["level_above"] and decides.parent else decides


class RatioForm(BaseForm):
    """A ratio to try out on a list."""

    percent = WholeNumberField(label="Tỷ lệ thử (%)", min_value=0, max_value=100)
    base = forms.ChoiceField(
        label="Tính trên", choices=[(key, BASES_VI[key].capitalize()) for key in ("advanced_holders", "members")]
    )


class ReasonForm(BaseForm):
    reason = LongTextField(label="Lý do", rows=3, max_length=300)


class AchievementForm(BaseForm):
    achievement = LongTextField(label="Tóm tắt thành tích", rows=5, max_length=4000, required=False)


class AppraisalForm(BaseForm):
    """The appraiser's word on one nominee. The action says when a reason is needed."""

    appraisal = forms.ChoiceField(
        label="Kết luận thẩm định",
        choices=[c for c in NominationLine.Appraisal.choices if c[0] != NominationLine.Appraisal.PENDING],
        widget=forms.RadioSelect,
    )
    reason = TextField(label="Lý do", max_length=500, required=False)

    def __init__(self, *args, line: NominationLine, **kwargs):
        super().__init__(*args, **kwargs)
        self.line = line
        if line.outcome == NominationLine.Outcome.HUMAN_MUST_LOOK:
            self.fields["reason"].required = True
            self.fields[
                "reason"
            ].help_text = "Trường hợp này cần người xem xét nên phải ghi lý do dù đưa vào hay không."

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        needs = (
            cleaned.get("appraisal") == NominationLine.Appraisal.EXCLUDED
            or self.line.outcome == NominationLine.Outcome.HUMAN_MUST_LOOK
        )
        if cleaned.get("appraisal") and needs and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Hãy ghi lý do.")
        return cleaned


def award_kinds(award_code: str) -> list[str]:
    """Which lists the build page offers: "person", "unit" or both."""
    kinds = load_book().award(award_code).recipient_kinds
    return [name for name, kind in (("person", "individual"), ("unit", "collective")) if kind in kinds]
