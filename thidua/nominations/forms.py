"""The shape of what people enter about dossiers."""

from datetime import date

from django import forms
from django.utils.text import capfirst

from rulebook.dossiers import KINDS_VI, kinds_of
from rulebook.ratios import BASES_VI
from rulebook.transition import why_not_vi
from thidua.law.queries import award_name, proposal_choices, state_route, the_book
from thidua.movements.models import Movement
from thidua.nominations.actions_judging import CONFIRM_EARLY_VI, thin_reason_vi
from thidua.nominations.cards import early_day_vi
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.queries import deciding_unit
from thidua.shared.certain import certain
from thidua.shared.forms import (
    BaseForm,
    DateField,
    LongTextField,
    TextField,
    VersionedMixin,
    WholeNumberField,
    YearField,
)
from thidua.shared.wording import vi_date
from thidua.units.models import Unit


class DraftForm(BaseForm):
    """A new dossier of one unit."""

    unit = forms.ModelChoiceField(label="Đơn vị đề nghị", queryset=Unit.objects.none(), empty_label=None)
    award_code = forms.ChoiceField(label="Danh hiệu, hình thức khen thưởng")
    kind = forms.ChoiceField(label="Loại hình", choices=[("", "Chọn loại hình"), *KINDS_VI.items()])
    year = YearField(label="Năm xét", min_value=2004)
    movement = forms.ModelChoiceField(
        label="Phong trào thi đua",
        queryset=Movement.objects.none(),
        required=False,
        empty_label="Không phải khen phong trào, hoặc phong trào không có ở đây",
    )
    occasion = TextField(
        label="Nội dung đề nghị",
        max_length=500,
        required=False,
        help_text="Khen đột xuất: việc gì, ngày nào, ở đâu. Khen chuyên đề: tên, thời gian phong trào nếu không chọn ở trên.",
    )
    level_above = forms.BooleanField(
        label="Gửi lên cấp trên (khi người có thẩm quyền của đơn vị cũng có tên trong danh sách)", required=False
    )

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("unit", units)
        self.offer("award_code", [("", "Chọn danh hiệu, hình thức"), *proposal_choices()])
        if route := state_route():
            self.fields[
                "award_code"
            ].help_text = f"Khen thưởng cấp Nhà nước: hồ sơ của đơn vị gửi về tỉnh. Người trình: {route}."
        reached = Movement.objects.filter(state__in=["launched", "summed_up"])
        self.offer_rows("movement", reached.order_by("-year", "title_fold"))

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        award, kind = cleaned.get("award_code"), cleaned.get("kind")
        if award and kind:
            kinds = kinds_of(award, the_book())
            if kind not in kinds:
                told = ", ".join(KINDS_VI[each].lower() for each in kinds)
                self.add_error("kind", f"{award_name(award)} chỉ đề nghị theo loại hình: {told}.")
        if kind == "ad_hoc" and not cleaned.get("occasion"):
            self.add_error("occasion", "Khen đột xuất: hãy ghi việc gì, ngày nào, ở đâu.")
        if kind == "emulation_movement" and not cleaned.get("movement") and not cleaned.get("occasion"):
            self.add_error("movement", "Hãy chọn phong trào, hoặc ghi tên, thời gian của phong trào ở ô dưới.")
        return cleaned

    @property
    def to_unit(self) -> Unit:
        """The unit that decides, or the one above it when asked for."""
        decides = deciding_unit(self.cleaned_data["award_code"], self.cleaned_data["unit"])
        return decides.parent if self.cleaned_data["level_above"] and decides.parent else decides


class RatioForm(BaseForm):
    """A ratio to try out on a list."""

    percent = WholeNumberField(label="Tỷ lệ thử (%)", min_value=0, max_value=100)
    base = forms.ChoiceField(
        label="Tính trên", choices=[(key, capfirst(BASES_VI[key])) for key in ("advanced_holders", "members")]
    )


class ReasonForm(BaseForm):
    reason = LongTextField(label="Lý do", rows=3, max_length=300)


class RuleDateForm(VersionedMixin, BaseForm):
    """Another day whose law judges the dossier. A day that cannot be and a thin reason are told at their field.

    A day that is surprisingly early brings a box to tick with the reason. The box is named after the day, so that a tick
    for one day confirms no other.
    """

    day = DateField(label="Xét theo quy định có hiệu lực ngày")
    reason = LongTextField(
        label="Lý do, căn cứ",
        rows=4,
        max_length=500,
        help_text="Người đọc hồ sơ sau này phải hiểu vì sao không dùng ngày tiếp nhận. Lý do được gửi cho đơn vị đề nghị.",
    )

    def __init__(self, *args, nomination: Nomination, today: date, **kwargs):
        super().__init__(*args, thing_name="hồ sơ", thing_version=nomination.version, **kwargs)
        self.present, self.today = certain(nomination.rule_date), today
        day = self._day_asked()
        self.early = early_day_vi(nomination, day) if day is not None else ""
        if day is not None and self.early:
            box = forms.BooleanField(
                label=f"{self.early} Tôi đã xem lại và vẫn chọn ngày {vi_date(day)}",
                error_messages={"required": CONFIRM_EARLY_VI},
            )
            self._dress(box)
            self.fields[f"early_{day.isoformat()}"] = box

    def _day_asked(self) -> date | None:
        """The day that was typed, when it can be read and can be chosen at all."""
        if not self.is_bound:
            return None
        try:
            day = self.fields["day"].clean(self.data.get(self.add_prefix("day")))
        except forms.ValidationError:
            return None
        return None if self._refused_vi(day) else day

    def _refused_vi(self, day: date) -> str:
        if day == self.present:
            return "Hồ sơ đang xét theo quy định của chính ngày này."
        return why_not_vi(day, self.today)

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if refused := self._refused_vi(day):
            raise forms.ValidationError(refused)
        return day

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"]
        if thin := thin_reason_vi(reason):
            raise forms.ValidationError(thin)
        return reason


class LawDayForm(BaseForm):
    """The day whose law the open dossiers are tried against; a day to come is welcome."""

    ngay = DateField(label="Theo quy định ngày")

    def clean_ngay(self) -> date:
        day = self.cleaned_data["ngay"]
        if refused := why_not_vi(day, day):
            raise forms.ValidationError(refused)
        return day


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
    kinds = set(the_book().award(award_code).recipient_kinds)
    wanted = (("person", {"individual"}), ("unit", {"collective", "commune", "province"}))
    return [name for name, any_of in wanted if kinds & any_of]
