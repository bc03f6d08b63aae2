"""The shape of what is entered about papers, reports, questions, opinions, holds and consultations."""

from django import forms

from rulebook.deadlines import DeadlineValue
from rulebook.dossiers import ReportForm, paper_names
from thidua.accounts.models import User
from thidua.nominations.models import Nomination, NominationLine, Outsider
from thidua.nominations.models_consultation import Consultation, ConsultationComment
from thidua.nominations.models_desk import AgencyOpinion, DossierHold, LineQuestion, Route
from thidua.nominations.queries import outsider_kinds
from thidua.shared.forms import BaseForm, DateField, LongTextField, TextField, WholeNumberField
from thidua.shared.uploads import PROOF

FILE_HELP = "PDF, Word (.docx), Excel (.xlsx), JPG, PNG; tối đa 20 MB."


class LineChoice(forms.ModelChoiceField):
    def label_from_instance(self, line: NominationLine) -> str:
        return f"{line.ordinal}. {line.subject}"


class LineChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, line: NominationLine) -> str:
        return f"{line.ordinal}. {line.subject}"


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, user: User) -> str:
        return user.display_name


class DossierChoice(forms.ModelChoiceField):
    def label_from_instance(self, nomination: Nomination) -> str:
        return f"Hồ sơ số {nomination.pk}, {nomination.lines.count()} trường hợp"


def file_field(label: str = "Tệp", required: bool = True, accept: str = ",".join(PROOF), help_text: str = FILE_HELP):
    return forms.FileField(
        label=label, required=required, help_text=help_text, widget=forms.FileInput(attrs={"accept": accept})
    )


class PaperForm(BaseForm):
    """A file handed in as one of the papers of a dossier."""

    paper_code = forms.ChoiceField(label="Giấy tờ")
    file = file_field()

    def __init__(self, *args, codes: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        names = paper_names()
        self.offer("paper_code", [(code, names[code]) for code in codes])


class GroundsForm(BaseForm):
    codes = forms.MultipleChoiceField(
        label="Đề nghị dựa trên", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Chọn mục nào thì giấy tờ của mục đó trở thành bắt buộc với trường hợp này.",
    )  # fmt: skip

    def __init__(self, *args, codes: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        names = paper_names()
        self.offer("codes", [(code, names[code]) for code in codes])


class FormChoiceForm(BaseForm):
    """Which form of report, where the source names none."""

    form = forms.ChoiceField(
        label="Mẫu báo cáo",
        widget=forms.RadioSelect,
        help_text="Văn bản không nêu mẫu riêng cho danh hiệu, hình thức này nên người lập hồ sơ chọn.",
    )

    def __init__(self, *args, choices: tuple[ReportForm, ...], **kwargs):
        super().__init__(*args, **kwargs)
        told = [(each.code, f"{each.order}. {each.title_vi}" if each.order else each.title_vi) for each in choices]
        self.offer("form", told)


class OutsiderForm(BaseForm):
    """A household, a foreigner or a foreign organisation."""

    kind = forms.ChoiceField(label="Đối tượng")
    name = TextField(label="Họ tên chủ hộ, họ tên hoặc tên tổ chức", max_length=200)
    place = TextField(label="Nơi cư trú, địa chỉ hoặc nơi công tác", max_length=300)
    country = TextField(label="Quốc tịch, nước", max_length=100, required=False)
    detail = TextField(label="Chức vụ hoặc thông tin ngắn", max_length=300, required=False)
    achievement = LongTextField(label="Tóm tắt thành tích", rows=4, max_length=4000)

    def __init__(self, *args, award_code: str, **kwargs):
        super().__init__(*args, **kwargs)
        # a browser would cut a long name without a word: let it come whole and be refused
        for name in ("name", "place", "country", "detail"):
            self.fields[name].widget.attrs.pop("maxlength", None)
        kinds = outsider_kinds(award_code)
        self.offer("kind", [pair for pair in Outsider.Kind.choices if pair[0] in kinds])

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        is_household = cleaned.get("kind") == Outsider.Kind.HOUSEHOLD
        if is_household and cleaned.get("country"):
            self.add_error("country", "Hộ gia đình không ghi quốc tịch; hãy để trống.")
        if cleaned.get("kind") and not is_household and not cleaned.get("country"):
            self.add_error("country", "Hãy ghi quốc tịch hoặc nước.")
        return cleaned


class SheetForm(BaseForm):
    file = file_field(
        "Tệp danh sách", accept=".xlsx,.csv", help_text="Excel (.xlsx) hoặc CSV, theo bảng mẫu; nhiều nhất 5.000 dòng."
    )


class AssignForm(BaseForm):
    to = PersonChoice(label="Người thẩm định", queryset=User.objects.none())

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("to", people)


class OpinionForm(BaseForm):
    """What another body answered."""

    line = LineChoice(
        label="Về trường hợp", queryset=NominationLine.objects.none(), required=False, empty_label="Cả hồ sơ"
    )
    topic = forms.ChoiceField(label="Lĩnh vực", choices=AgencyOpinion.Topic.choices)
    body = TextField(label="Cơ quan cho ý kiến", max_length=200)
    rating = forms.ChoiceField(label="Mức đánh giá", choices=AgencyOpinion.Rating.choices, widget=forms.RadioSelect)
    note = LongTextField(label="Nội dung lưu ý, lý do không nhất trí", rows=3, max_length=500, required=False)
    number_text = TextField(label="Số văn bản", max_length=60)
    dated = DateField(label="Ngày văn bản")
    expires_on = DateField(label="Có giá trị đến hết ngày", required=False)
    upload = file_field("Văn bản (tệp)", required=False)

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("line", lines)


class HoldForm(BaseForm):
    line = LineChoice(label="Tạm dừng", queryset=NominationLine.objects.none(), required=False, empty_label="Cả hồ sơ")
    ground = forms.ChoiceField(label="Căn cứ", choices=DossierHold.Ground.choices)
    reason = LongTextField(label="Nội dung, văn bản", rows=3, max_length=500)
    is_told = forms.BooleanField(
        label="Cho đơn vị đề nghị đọc căn cứ, nội dung này",
        required=False,
        help_text="Không đánh dấu: đơn vị chỉ thấy đang tạm dừng và từ ngày nào.",
    )

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("line", lines)


class DeskRulesForm(BaseForm):
    route = forms.ChoiceField(label="Sau khi đơn vị trả lời câu hỏi", choices=Route.choices, widget=forms.RadioSelect)
    receive_days = WholeNumberField(label="Tiếp nhận trong (ngày làm việc)", min_value=1, max_value=120, required=False)
    appraise_days = WholeNumberField(
        label="Thẩm định trong (ngày làm việc)",
        min_value=1,
        max_value=120,
        required=False,
        help_text="Để trống thì theo thời hạn của pháp luật, nếu dữ liệu có.",
    )
    reply_days = WholeNumberField(
        label="Đơn vị trả lời trong (ngày làm việc)", min_value=1, max_value=120, required=False
    )
    basis = TextField(label="Căn cứ (số, ngày văn bản hoặc chỉ đạo)", max_length=300)


class PaperRuleForm(BaseForm):
    codes = forms.MultipleChoiceField(label="Giấy tờ bắt buộc", required=False, widget=forms.CheckboxSelectMultiple)
    basis = TextField(label="Văn bản của tỉnh (số, ngày)", max_length=300)

    def __init__(self, *args, choices: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.offer("codes", choices)


class AskForm(BaseForm):
    """One question a line, {"cau-<line>": text}; the route only where the desk has chosen none."""

    route = forms.ChoiceField(label="Sau khi đơn vị trả lời", choices=Route.choices, widget=forms.RadioSelect)

    def __init__(self, *args, lines: list[NominationLine], route: str, **kwargs):
        super().__init__(*args, **kwargs)
        if route:
            del self.fields["route"]
        self.lines = lines
        for line in lines:
            field = LongTextField(label=f"{line.ordinal}. {line.subject}", rows=2, max_length=1000, required=False)
            field.optional_vi = "để trống nếu không hỏi"  # type: ignore[attr-defined]
            self._dress(field)
            self.fields[f"cau-{line.pk}"] = field

    @property
    def questions(self) -> dict[int, str]:
        return {
            line.pk: self.cleaned_data[f"cau-{line.pk}"] for line in self.lines if self.cleaned_data[f"cau-{line.pk}"]
        }


class ReplyForm(BaseForm):
    def __init__(self, *args, questions: list[LineQuestion], **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = questions
        for each in questions:
            field = LongTextField(label="Trả lời", rows=3, max_length=2000, required=False)
            field.optional_vi = "cần có khi chưa sửa gì"  # type: ignore[attr-defined]
            self._dress(field)
            self.fields[f"tra-loi-{each.line_id}"] = field

    @property
    def answers(self) -> dict[int, str]:
        return {each.line_id: self.cleaned_data[f"tra-loi-{each.line_id}"] for each in self.questions}


class SplitForm(BaseForm):
    lines = LineChoices(label="Tách ra", queryset=NominationLine.objects.none(), widget=forms.CheckboxSelectMultiple)
    reason = LongTextField(label="Lý do", rows=3, max_length=300)

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("lines", lines)


class JoinForm(BaseForm):
    other = DossierChoice(label="Ghép hồ sơ", queryset=Nomination.objects.none(), empty_label=None)
    reason = LongTextField(label="Lý do", rows=3, max_length=300)

    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("other", others)


class AnswerForm(BaseForm):
    """The answer of the Prime Minister or the President."""

    lines = LineChoices(
        label="Được khen thưởng",
        queryset=NominationLine.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Không chọn ai: cấp trên không tặng cho trường hợp nào.",
    )
    authority = TextField(label="Người quyết định", max_length=200, required=False)
    number = TextField(label="Số quyết định", max_length=60, required=False)
    decided_on = DateField(label="Ngày quyết định", required=False)

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("lines", lines)


class ConsultForm(BaseForm):
    days = WholeNumberField(label="Số ngày làm việc lấy ý kiến", min_value=1, max_value=60, required=False)
    basis = TextField(label="Căn cứ của thời hạn", max_length=300, required=False)
    contact = TextField(
        label="Nơi nhận ý kiến trực tiếp",
        max_length=300,
        help_text="Địa chỉ, điện thoại cơ quan; in trên trang công khai.",
    )

    def __init__(self, *args, law: DeadlineValue | None, **kwargs):
        """``law``: what sets the days; without it whoever publishes the list says how long and on what ground."""
        super().__init__(*args, **kwargs)
        if law is None or not law.days:
            self.fields["days"].required = self.fields["basis"].required = True
        else:
            del self.fields["basis"]
            self.fields["days"].help_text = f"Ít nhất {law.days} ngày làm việc ({law.cite.label_vi})."


class RecommendationForm(BaseForm):
    recommendation = LongTextField(label="Đề xuất của cơ quan thẩm định", rows=5, max_length=4000)


class ReturnLetterForm(BaseForm):
    until = DateField(label="Đề nghị gửi lại trước ngày", required=False, help_text="Để trống: công văn không ghi hạn.")


class TriageForm(BaseForm):
    triage = forms.ChoiceField(
        label="Phân loại", choices=[c for c in ConsultationComment.Triage.choices if c[0] != "new"]
    )
    note = TextField(label="Đã xác minh thế nào", max_length=500, required=False)


class SummaryForm(BaseForm):
    summary = LongTextField(
        label="Tóm tắt kết quả lấy ý kiến", rows=6, max_length=5000,
        help_text="Hiện trên trang công khai. Không nêu tên người góp ý.",
    )  # fmt: skip


class CommentForm(BaseForm):
    """A citizen's comment. ``website`` is a trap: people do not see it, programmes fill it."""

    line = LineChoice(
        label="Về ai, đơn vị nào", queryset=NominationLine.objects.none(), required=False, empty_label="Cả danh sách"
    )
    text = LongTextField(label="Ý kiến của bạn", rows=6, max_length=3000)
    name = TextField(label="Họ tên", max_length=120, required=False)
    contact = TextField(
        label="Cách liên hệ",
        max_length=120,
        required=False,
        help_text="Điện thoại hoặc thư điện tử, chỉ để cơ quan hỏi lại; không hiện công khai.",
    )
    website = forms.CharField(label="Để trống ô này", max_length=100, required=False)

    def __init__(self, *args, consultation: Consultation, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.consultation = consultation
        self.offer_rows("line", lines)
