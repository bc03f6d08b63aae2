"""What members say about a session, and what the secretary notes of them: answers, questions, who stands aside, who comes."""

from django import forms

from thidua.councils.agenda import hands_erased
from thidua.councils.forms_council import member_words
from thidua.councils.models import AgendaItem, CouncilMember
from thidua.councils.models_sessions import Recusal, SessionReply
from thidua.shared.forms import BaseForm, LongTextField, TextField


class ReplyForm(BaseForm):
    answer = forms.ChoiceField(label="Bạn sẽ dự thế nào", choices=SessionReply.Answer.choices, widget=forms.RadioSelect)
    reason = TextField(label="Lý do vắng mặt", max_length=300, required=False)


class AskForm(BaseForm):
    item = forms.ModelChoiceField(
        label="Về mục", queryset=AgendaItem.objects.none(), required=False, empty_label="Cả phiên họp"
    )
    text = LongTextField(label="Câu hỏi", rows=3, max_length=1000)

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("item", items, lambda item: f"{item.ordinal}. {item.subject}")


class RecuseForm(BaseForm):
    """A member stands aside on an item; the secretary also says which member."""

    item = forms.ModelChoiceField(label="Ở mục", queryset=AgendaItem.objects.none(), empty_label=None)
    member = forms.ModelChoiceField(label="Thành viên", queryset=CouncilMember.objects.none(), empty_label=None)
    ground = forms.ChoiceField(label="Vì", choices=Recusal.Ground.choices, initial=Recusal.Ground.RELATIVE)
    reason = TextField(
        label="Nói rõ",
        max_length=300,
        required=False,
        help_text="Ví dụ: vợ của người được đề nghị. Chỉ thư ký và bạn đọc được.",
    )

    def __init__(self, *args, items, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("item", items, lambda item: f"{item.ordinal}. {item.subject}")
        if members is None:
            del self.fields["member"]
        else:
            self.offer_rows("member", members, member_words)
        asked = str(self.data.get(self.add_prefix("item"), "")) if self.is_bound else ""
        item = items.filter(pk=int(asked)).first() if asked.isascii() and asked.isdigit() and len(asked) < 15 else None
        if item is not None and (erased := hands_erased(item)):
            self.ask_to_forget(item, erased)

    def ask_to_forget(self, item: AgendaItem, erased: str) -> None:
        """A box to tick, named after the item: a tick for one item allows nothing on another."""
        box = forms.BooleanField(
            label=f"{erased} Tôi đã biết và vẫn ghi.",
            error_messages={"required": "Kết quả biểu quyết đã ghi sẽ bị xóa: hãy đánh dấu ô này nếu vẫn ghi."},
        )
        self._dress(box)
        self.fields[f"forget_{item.pk}"] = box

    @property
    def given(self) -> dict:
        data = self.cleaned_data
        found = {name: data[name] for name in ("item", "member", "ground", "reason") if name in data}
        return found | {"forget_hands": bool(data.get(f"forget_{data['item'].pk}"))}


class AttendanceForm(BaseForm):
    """Somebody comes or goes while the session is on."""

    member = forms.ModelChoiceField(label="Thành viên", queryset=CouncilMember.objects.none(), empty_label=None)
    mode = forms.ChoiceField(
        label="Nay", choices=[("present", "Có mặt"), ("online", "Dự trực tuyến"), ("absent", "Vắng, rời họp")]
    )
    reason = TextField(label="Lý do vắng, rời họp", max_length=300, required=False)

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("member", members, member_words)
