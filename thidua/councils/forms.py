"""The shape of what people enter about sessions."""

from collections.abc import Sequence

from django import forms
from django.forms.boundfield import BoundField

from thidua.accounts.models import User
from thidua.ballots.models import Ballot
from thidua.councils.forms_council import member_words
from thidua.councils.models import AgendaItem, CouncilMember, CouncilSession
from thidua.law.queries import award_name
from thidua.nominations.models import Nomination, NominationLine
from thidua.people.models import Person
from thidua.records.models import Initiative
from thidua.scoring.models import Standing
from thidua.shared.forms import BaseForm, DateField, LongTextField, ReasonField, TextField, WholeNumberField, YearField

Role = CouncilMember.Role


class TimeField(forms.TimeField):
    """An hour as people write it: 8:00, 08h30."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "08:00", "autocomplete": "off"})
    default_error_messages = {"invalid": "Giờ viết như 08:00."}

    def to_python(self, value):
        if isinstance(value, str):
            value = value.strip().lower().replace("h", ":").removesuffix(":")
            value = f"{value}:00" if value.isdecimal() else value
        return super().to_python(value)


class SessionForm(BaseForm):
    """A session with the dossiers it deals with, what earlier sessions left, what clusters propose, one more topic.
    ``keeping``: what is proposed for its box, in words."""

    year = YearField(label="Năm xét khen thưởng", min_value=2004)
    way = forms.ChoiceField(label="Hình thức", choices=CouncilSession.Way.choices, required=False)
    held_on = DateField(label="Ngày họp")
    begins = TimeField(label="Giờ bắt đầu", required=False)
    place = TextField(label="Địa điểm", max_length=160)
    ballot_mode = forms.ChoiceField(
        label="Cách bỏ phiếu kín",
        choices=[("", "Theo mặc định của Hội đồng"), *Ballot.Mode.choices],
        required=False,
    )
    replies_until = DateField(
        label="Hạn gửi ý kiến bằng văn bản",
        required=False,
        help_text="Bắt buộc khi xin ý kiến bằng văn bản; khi họp là hạn cho thành viên vắng mặt.",
    )
    nominations = forms.ModelMultipleChoiceField(
        label="Hồ sơ đưa ra phiên họp", queryset=Nomination.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    other_year_reason = TextField(
        label="Lý do xét hồ sơ của năm khác",
        max_length=300,
        required=False,
        help_text="Chỉ ghi khi có hồ sơ không cùng năm với phiên họp; lý do được in vào biên bản.",
    )
    deferred = forms.ModelMultipleChoiceField(
        label="Trường hợp phiên trước để lại",
        queryset=NominationLine.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    flags = forms.ModelMultipleChoiceField(
        label="Đề nghị của cụm, khối thi đua",
        queryset=Standing.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    initiatives = forms.ModelMultipleChoiceField(
        label="Sáng kiến đã nộp đơn",
        queryset=Initiative.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    topic_kind = forms.ChoiceField(
        label="Nội dung khác",
        choices=[("", "— không —"), ("initiative", "Sáng kiến"), ("draft", "Góp ý dự thảo")],
        required=False,
    )
    topic_title = TextField(label="Tên sáng kiến, dự thảo", max_length=300, required=False)
    topic_author = forms.ModelChoiceField(
        label="Tác giả sáng kiến", queryset=Person.objects.none(), required=False, empty_label="— chọn người —"
    )
    topic_detail = LongTextField(label="Tóm tắt nội dung", required=False, rows=4, max_length=20_000)

    def __init__(self, *args, keeping, waiting, deferred=None, flags=None, initiatives=None, authors=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ballot_mode"].help_text = keeping
        for name, rows, text in (
            (
                "nominations",
                waiting,
                lambda n: f"{award_name(n.award_code)} năm {n.year} – {n.unit.name} ({n.included} trường hợp)",
            ),
            (
                "deferred",
                deferred,
                lambda line: f"{line.subject} – {award_name(line.nomination.award_code)}",
            ),
            ("flags", flags, lambda s: f"{s.unit.name} – {award_name(s.proposed_award)} ({s.season.cluster.name})"),
            ("initiatives", initiatives, lambda i: f"{i.title} – {i.person.full_name}"),
        ):
            if rows is None or not rows.exists():
                del self.fields[name]
                if name == "nominations":
                    del self.fields["other_year_reason"]
            else:
                self.offer_rows(name, rows, text)
        if authors is None:
            del self.fields["topic_author"]
        else:
            self.offer_rows("topic_author", authors, str)
        others = [name for name in ("deferred", "flags", "initiatives") if name in self.fields]
        data = self.data if self.is_bound else {}
        if "nominations" in self.fields:
            self.fields["nominations"].required = not (data.get("topic_kind") or any(data.get(name) for name in others))

    def clean(self):
        data = super().clean() or self.cleaned_data
        if data.get("topic_kind") and not data.get("topic_title"):
            self.add_error("topic_title", "Mời ghi tên sáng kiến hoặc dự thảo.")
        return data


def _phrase(user: User, is_chosen: bool) -> forms.CharField:
    """``is_chosen``: for the first time, to lock the box; else it is asked for to open it."""
    chosen = "Ít nhất 12 ký tự; chính người này tự gõ và giữ kín. Mất mật khẩu thì phải bỏ phiếu lại."
    asked = "Mật khẩu người này đã đặt khi mở hòm phiếu; chính người này tự gõ."
    return forms.CharField(
        label=f"Mật khẩu mở hòm của {user.display_name}",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        strip=False,
        max_length=200,
        help_text=chosen if is_chosen else asked,
    )


class _WithPhrases(BaseForm):
    """Adds one pass phrase per trustee when there is a box to open."""

    chooses_phrases = True

    def __init__(self, *args, trustees: Sequence[User] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.trustees = trustees
        for user in trustees:
            self.fields[f"phrase_{user.pk}"] = _phrase(user, self.chooses_phrases)
        for field in self.fields.values():
            self._dress(field)

    @property
    def pass_phrases(self) -> dict[int, str]:
        return {user.pk: self.cleaned_data[f"phrase_{user.pk}"] for user in self.trustees}


class OpenForm(_WithPhrases):
    """The roll call of a meeting: a row for each seat (``rows``), then what else is asked (``rest``)."""

    present = forms.ModelMultipleChoiceField(
        label="Thành viên có mặt", queryset=CouncilMember.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    online = forms.ModelMultipleChoiceField(
        label="Thành viên dự trực tuyến",
        queryset=CouncilMember.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    presider = forms.ModelChoiceField(
        label="Phó Chủ tịch chủ trì (khi Chủ tịch vắng)",
        queryset=CouncilMember.objects.none(),
        required=False,
        empty_label="— Chủ tịch chủ trì —",
    )

    box_later = forms.BooleanField(
        label="Mở hòm phiếu sau, ở trang của hòm phiếu",
        required=False,
        help_text="Không đánh dấu thì hòm mở ngay khi khai mạc: thành viên bỏ phiếu được cả trước khi thảo luận. Đánh dấu thì "
        "chưa cần gõ mật khẩu ở đây.",
    )

    def __init__(self, *args, members, seats, has_box=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_box:
            del self.fields["box_later"]
        elif self.is_bound and self.data.get(self.add_prefix("box_later")):
            for user in self.trustees:
                self.fields[f"phrase_{user.pk}"].required = False
        words = {seat.member.pk: ", ".join(part for part in (seat.words, seat.title) if part) for seat in seats}
        for name in ("present", "online"):
            self.offer_rows(name, members, lambda m: words[m.pk])
        vices = members.filter(role__in=[Role.STANDING_VICE, Role.VICE_CHAIR])
        self.offer_rows("presider", vices, member_words)
        if not vices.exists():
            del self.fields["presider"]
        self.seated = [seat.member.pk for seat in seats]
        self._named = {seat.member.pk: (words[seat.member.pk], seat.name) for seat in seats}
        for seat in seats:
            self.fields[f"reason_{seat.member.pk}"] = TextField(
                label=f"Lý do vắng của {seat.name}", max_length=300, required=False
            )
        for field in self.fields.values():
            self._dress(field)

    @property
    def rows(self) -> list[dict]:
        """{"pk", "words", "name", "is_present", "is_online", "reason"} of every seat, as typed or as answered before."""
        marked = {name: {str(pk) for pk in self[name].value() or ()} for name in ("present", "online")}
        return [
            {
                "pk": pk,
                "words": words,
                "name": name,
                "is_present": str(pk) in marked["present"],
                "is_online": str(pk) in marked["online"],
                "reason": self[f"reason_{pk}"].value() or "",
            }
            for pk, (words, name) in self._named.items()
        ]

    @property
    def rest(self) -> list[BoundField]:
        return [field for field in self if field.name in ("presider", "box_later") or field.name.startswith("phrase_")]

    @property
    def given(self) -> dict:
        data = self.cleaned_data
        return {
            "present": [member.pk for member in data["present"]],
            "online": [member.pk for member in data["online"]],
            "presider": data.get("presider"),
            "open_box": not data.get("box_later"),
            "reasons": {pk: data[f"reason_{pk}"] for pk in self.seated if data[f"reason_{pk}"]},
        }


class SendOutForm(_WithPhrases):
    """Nothing to fill in: a consultation opens for every seat."""

    @property
    def given(self) -> dict:
        return {}


class RepeatForm(_WithPhrases):
    """New phrases for a new box."""


class CloseForm(_WithPhrases):
    chooses_phrases = False
    note = LongTextField(label="Ý kiến thảo luận ghi vào biên bản", required=False, rows=4, max_length=4000)


class AgreementForm(BaseForm):
    """A show of hands on all items settled by agreement, those of one award, or one item. One number of hands is for items on
    which as many may vote: where these differ, "all" is offered apart for each number."""

    items = forms.ChoiceField(label="Ghi cho")
    yes = WholeNumberField(label="Đồng ý", min_value=0, max_value=1000)
    no = WholeNumberField(label="Không đồng ý", min_value=0, max_value=1000)
    blank = WholeNumberField(label="Không có ý kiến", min_value=0, max_value=1000, required=False)

    def __init__(self, *args, agenda: Sequence[AgendaItem], entitled: dict[int, int], **kwargs):
        """``entitled``: {item settled by hands: how many present may vote on it}."""
        super().__init__(*args, **kwargs)
        self.agenda = [item for item in agenda if item.pk in entitled]
        self.entitled = entitled
        codes = dict.fromkeys(item.award_code for item in self.agenda if item.award_code)
        choices = self._groups("all", self.agenda, "Tất cả {} trường hợp")
        for code in codes:
            rows = [item for item in self.agenda if item.award_code == code]
            choices += self._groups(f"award:{code}", rows, f"Tất cả: {award_name(code)}")
        choices += [(f"item:{item.pk}", self._item_label(item)) for item in self.agenda]
        self.offer("items", choices)
        # What is not recorded yet comes first.
        waits = (key for key, _ in choices if any(item.yes is None for item in self._named(key)))
        self.initial.setdefault("items", next(waits, "all"))

    def _groups(self, key: str, rows: Sequence[AgendaItem], label: str) -> list[tuple[str, str]]:
        counts = sorted({self.entitled[item.pk] for item in rows}, reverse=True)
        if len(counts) < 2:
            return [(key, label.format(len(rows)))]
        sizes = {count: sum(self.entitled[item.pk] == count for item in rows) for count in counts}
        return [
            (f"{key}:{count}", f"{label.format(size)} có {count} người được biểu quyết")
            for count, size in sizes.items()
        ]

    def _item_label(self, item: AgendaItem) -> str:
        fewer = len(set(self.entitled.values())) > 1
        count = f" ({self.entitled[item.pk]} người được biểu quyết)" if fewer else ""
        return f"{item.ordinal}. {item.subject}{count}"

    @property
    def chosen(self) -> list[AgendaItem]:
        return self._named(self.cleaned_data["items"])

    def _named(self, choice: str) -> list[AgendaItem]:
        kind, _, key = choice.partition(":")
        if kind == "item":
            return [item for item in self.agenda if str(item.pk) == key]
        code, _, count = key.partition(":") if kind == "award" else ("", "", key)
        rows = [item for item in self.agenda if not code or item.award_code == code]
        return [item for item in rows if not count or str(self.entitled[item.pk]) == count]


def trustees_of(session: CouncilSession) -> list[User]:
    """The keepers of the box of a session, in the order of the box."""
    if session.ballot is None:
        return []
    return [t.user for t in session.ballot.trustees.select_related("user").order_by("pk")]


class InitiativesForm(BaseForm):
    """The decision on initiatives a closed session has heard."""

    recognised = forms.ModelMultipleChoiceField(
        label="Công nhận (Hội đồng đã thông qua)",
        queryset=AgendaItem.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    replicable = forms.ModelMultipleChoiceField(
        label="Có khả năng nhân rộng",
        queryset=AgendaItem.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    decision_no = TextField(label="Số quyết định công nhận", max_length=60, required=False)
    decided_on = DateField(label="Ngày quyết định", required=False)
    refused = forms.ModelMultipleChoiceField(
        label="Không công nhận (Hội đồng không thông qua)",
        queryset=AgendaItem.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Lý do ghi theo kết quả biểu quyết của Hội đồng; tác giả đọc được.",
    )

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        passed, failed = items.filter(has_passed=True), items.filter(has_passed=False)
        for name, rows in (("recognised", passed), ("replicable", passed), ("refused", failed)):
            self.offer_rows(name, rows, lambda item: f"{item.ordinal}. {item.title}")
        for names, rows in (
            (("recognised", "replicable", "decision_no", "decided_on"), passed),
            (("refused",), failed),
        ):
            if not rows.exists():
                for name in names:
                    del self.fields[name]

    def clean(self):
        data = super().clean() or self.cleaned_data
        if data.get("recognised"):
            for name in ("decision_no", "decided_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, "Mời ghi để công nhận sáng kiến.")
        return data

    @property
    def given(self) -> dict:
        data = self.cleaned_data
        found = {name: list(data.get(name) or ()) for name in ("recognised", "replicable", "refused")}
        return {**found, "decision_no": data.get("decision_no") or "", "decided_on": data.get("decided_on")}


class MoveForm(BaseForm):
    held_on = DateField(label="Ngày họp mới")
    begins = TimeField(label="Giờ bắt đầu", required=False)
    place = TextField(label="Địa điểm", max_length=160)
    replies_until = DateField(label="Hạn gửi ý kiến bằng văn bản", required=False)
    reason = TextField(label="Lý do đổi lịch", max_length=300)


class WhyForm(BaseForm):
    """One reason."""

    reason = ReasonField(label="Lý do", max_length=300)


class PauseForm(BaseForm):
    reason = TextField(label="Lý do tạm hoãn", max_length=300)
    continues_on = DateField(label="Họp tiếp ngày")


class PaperForm(BaseForm):
    title = TextField(label="Tên tài liệu", max_length=300)
    file = forms.FileField(
        label="Tệp", help_text="PDF, Word, Excel, PowerPoint, OpenDocument, JPG, PNG; không nhận tệp có macro."
    )


class AnswerForm(BaseForm):
    answer = LongTextField(label="Trả lời", rows=4, max_length=2000)
