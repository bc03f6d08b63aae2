"""What readers write and what editors decide about it."""

from django import forms
from django.db.models import QuerySet

from thidua.portal.captcha import CaptchaField, CaptchaMixin
from thidua.portal.forms import offer_units
from thidua.portal.models_voices import Message, Poll, PollChoice
from thidua.shared.forms import BaseForm, DateField, LongTextField, ReasonField, TextField, VersionedMixin
from thidua.units.models import Unit

COMMENT, VOTE, MESSAGE = "binh-luan", "binh-chon", "thu"
PURPOSES = (COMMENT, MESSAGE)
_NOT_SENT = "Chưa gửi được: mời xem lại"


class CommentForm(CaptchaMixin, BaseForm):
    """A reader's comment (seeds 0.37–0.42)."""

    trouble_title = _NOT_SENT
    name = TextField(label="Họ tên", max_length=100, help_text="Hiện công khai cùng ý kiến.")
    email = forms.EmailField(
        label="Thư điện tử",
        max_length=254,
        required=False,
        help_text="Chỉ để cơ quan hỏi lại, không hiện công khai.",
        error_messages={"invalid": "Địa chỉ thư điện tử chưa đúng, ví dụ ten@coquan.vn."},
    )
    title = TextField(label="Tiêu đề", max_length=150)
    text = LongTextField(label="Nội dung", rows=6, max_length=3000)
    captcha = CaptchaField(COMMENT)


class MessageForm(CaptchaMixin, BaseForm):
    trouble_title = _NOT_SENT
    subject = forms.ChoiceField(label="Việc muốn gửi", choices=Message.Subject.choices)
    name = TextField(label="Họ tên", max_length=100)
    contact = TextField(
        label="Cách liên hệ",
        max_length=120,
        required=False,
        help_text="Điện thoại hoặc thư điện tử, nếu muốn cơ quan liên hệ lại. Không ghi vẫn đọc được câu trả lời bằng mã.",
    )
    page = TextField(
        label="Trang liên quan", max_length=300, required=False, help_text="Địa chỉ trang hoặc tên bài, nếu có."
    )
    text = LongTextField(label="Nội dung", rows=7, max_length=3000)
    captcha = CaptchaField(MESSAGE)


class CodeForm(BaseForm):
    trouble_title = "Chưa tìm thấy thư: mời xem lại mã"
    ma = TextField(label="Mã thư", max_length=20, help_text="Mười hai chữ và số nhận được lúc gửi thư.")


class VoteForm(forms.Form):
    """A poll on a public page; its choices are drawn by the page itself."""

    choice = forms.ModelChoiceField(
        queryset=PollChoice.objects.none(), error_messages={"required": "Mời chọn một câu trả lời."}
    )

    def __init__(self, *args, poll: Poll, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["choice"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = poll.choices.all()


class PollForm(BaseForm):
    unit = forms.ModelChoiceField(label="Đơn vị hỏi", queryset=Unit.objects.none(), empty_label=None)
    question = TextField(label="Câu hỏi", max_length=300)
    choices = LongTextField(
        label="Các lựa chọn", rows=5, max_length=1100, help_text="Mỗi dòng một lựa chọn, từ 2 đến 10 dòng."
    )
    closes_on = DateField(label="Hỏi đến hết ngày")

    def __init__(self, *args, units: QuerySet[Unit], **kwargs):
        super().__init__(*args, **kwargs)
        offer_units(self, units)


class RefusalForm(VersionedMixin, BaseForm):
    reason = ReasonField(label="Lý do không đăng")


class AnswerForm(VersionedMixin, BaseForm):
    answer = LongTextField(label="Trả lời", rows=6, max_length=3000)


class RemovalAnswerForm(AnswerForm):
    """To somebody who asks that something about them be taken down: first what became of it, then why."""

    outcome = forms.ChoiceField(label="Kết quả đề nghị", choices=Message.Outcome.choices, widget=forms.RadioSelect)
    field_order = ("outcome", "answer")
