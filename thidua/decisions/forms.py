"""What officers, deciders and clerks enter about decisions."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from rulebook.revocations import Cause
from thidua.decisions.actions_drafts import Change, Text
from thidua.decisions.actions_public import Entry, Way
from thidua.decisions.models import Decision, DecisionLine
from thidua.decisions.queries import decidable_choices
from thidua.decisions.texts import ALONE_CASES
from thidua.people.forms import UnitField
from thidua.shared.forms import (
    BaseForm,
    DateField,
    LongTextField,
    ReasonField,
    TextField,
    VersionedMixin,
    WholeNumberField,
    YearField,
)
from thidua.shared.text import nfc_lines
from thidua.units.models import Unit

Kind = Decision.Kind
NO_REASON = "Để trống: công khai trên trang chung ngay sau khi ban hành."


class WithdrawForm(VersionedMixin, BaseForm):
    reason = LongTextField(label="Lý do rút dự thảo", rows=3, max_length=300)


class AloneForm(BaseForm):
    """A decision that rests on no council."""

    unit = forms.ModelChoiceField(label="Cơ quan quyết định", queryset=Unit.objects.none(), empty_label=None)
    award_code = forms.ChoiceField(label="Danh hiệu, hình thức khen thưởng")
    year = YearField(label="Năm thành tích", min_value=1945)
    case = forms.ChoiceField(
        label="Trường hợp",
        choices=[("", "Chọn trường hợp"), *((each.code, each.label) for each in ALONE_CASES)],
        help_text="Theo Điều 85 khoản 1 Luật Thi đua, khen thưởng 2022 (thủ tục đơn giản).",
    )
    basis = LongTextField(
        label="Căn cứ để không qua Hội đồng",
        rows=3,
        max_length=500,
        help_text="Dữ liệu luật của hệ thống chưa nói trường hợp nào không phải họp Hội đồng, nên người lập phải ghi rõ: "
        "điều, khoản, văn bản cho phép.",
    )
    proposal = TextField(
        label="Theo đề nghị của",
        required=False,
        max_length=300,
        help_text="Ví dụ: Theo đề nghị của Trưởng phòng Nội vụ tại Tờ trình số 05/TTr-NV ngày 02 tháng 7 năm 2025.",
    )

    def __init__(self, *args: Any, units, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer_rows("unit", units)
        self.offer("award_code", decidable_choices())


class TextForm(VersionedMixin, BaseForm):
    """The words of a draft."""

    title = LongTextField(label="Trích yếu", rows=2, max_length=300)
    bases = LongTextField(
        label="Căn cứ",
        rows=8,
        max_length=12_000,
        required=False,
        help_text="Mỗi dòng một căn cứ, bắt đầu bằng “Căn cứ”; đổi thứ tự dòng là đổi thứ tự trên văn bản.",
    )
    unread = forms.MultipleChoiceField(
        label="Căn cứ chưa đối chiếu văn bản",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Hệ thống biết văn bản này đang có hiệu lực nhưng chưa đọc nội dung. Chỉ đánh dấu khi chính người soạn đã "
        "đối chiếu; không đánh dấu thì không in.",
    )
    proposal = LongTextField(label="Theo đề nghị của", rows=2, max_length=300, required=False)
    articles = LongTextField(
        label="Nội dung",
        rows=14,
        max_length=20_000,
        required=False,
        help_text="Mỗi điều cách nhau một dòng trống, không ghi chữ “Điều 1”. Xóa hết thì hệ thống soạn lại theo danh sách.",
    )

    def __init__(self, *args: Any, decision: Decision, unread: Sequence[str] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        offered = [line for line in unread if line not in decision.bases]
        self.offer("unread", [(line, line.removeprefix("Căn cứ ")) for line in offered])
        if not offered or decision.is_letter:
            del self.fields["unread"]
        if decision.is_letter:
            del self.fields["bases"], self.fields["proposal"]
            self.fields["articles"].help_text = "Mỗi đoạn cách nhau một dòng trống; bảng đứng sau đoạn thứ nhất."

    def text(self) -> Text:
        given = self.cleaned_data
        parts = nfc_lines(given["articles"]).split("\n\n")
        return Text(
            given["title"],
            self._bases(),
            given.get("proposal", ""),
            tuple(" ".join(part.split()) if "\n" not in part.strip() else part.strip() for part in parts),
        )

    def _bases(self) -> tuple[str, ...]:
        """What was typed, with the ticked instruments behind the laws."""
        typed = self.cleaned_data.get("bases", "").splitlines()
        laws = sum(line.strip().lower().startswith("căn cứ luật") for line in typed)
        return (*typed[:laws], *self.cleaned_data.get("unread", ()), *typed[laws:])


class CopiesForm(VersionedMixin, BaseForm):
    """The distribution list as people write it: one line each."""

    printed = LongTextField(
        label="In ở phần Nơi nhận", rows=5, max_length=4_000, help_text="Mỗi dòng một nơi, ví dụ “Như Điều 3”."
    )
    filed = TextField(label="Lưu", max_length=100, help_text="Ví dụ: VT, TĐKT.")
    units = LongTextField(
        label="Đơn vị nhận trên hệ thống",
        rows=8,
        max_length=60_000,
        required=False,
        help_text="Mỗi dòng tên hoặc mã một đơn vị. Chuyên viên của đơn vị được báo khi văn bản ban hành và xác nhận đã nhận.",
    )
    by_hand = LongTextField(
        label="Nơi nhận bản giấy",
        rows=4,
        max_length=10_000,
        required=False,
        help_text="Mỗi dòng một nơi; văn thư ghi ngày gửi và người nhận.",
    )
    exchange = LongTextField(
        label="Nơi nhận qua trục liên thông",
        rows=3,
        max_length=10_000,
        required=False,
        help_text="Mỗi dòng một cơ quan; gói tin edXML lập sau khi ban hành.",
    )

    def clean_units(self) -> list[Unit]:
        field, found = UnitField(label="", required=False), []
        for line in self.cleaned_data["units"].splitlines():
            if line.strip():
                found.append(field.clean(line.strip()))
        return found

    def entries(self) -> list[Entry]:
        given = self.cleaned_data
        rows = [Entry(line.strip(), Way.NONE) for line in given["printed"].splitlines() if line.strip()]
        rows += [Entry(unit.agency_name, Way.SYSTEM, unit, False) for unit in given["units"]]
        for name, way in (("by_hand", Way.HAND), ("exchange", Way.EXCHANGE)):
            rows += [Entry(line.strip(), way, None, False) for line in given[name].splitlines() if line.strip()]
        return rows


class SendForm(BaseForm):
    """One more copy of an issued paper."""

    unit = UnitField(label="Đơn vị trong hệ thống", required=False)
    name = TextField(label="Hoặc nơi nhận khác", required=False, max_length=200)
    way = forms.ChoiceField(
        label="Cách gửi", choices=[(w.value, w.label) for w in (Way.SYSTEM, Way.HAND, Way.EXCHANGE)]
    )

    def entry(self) -> Entry:
        unit = self.cleaned_data["unit"]
        return Entry(unit.agency_name if unit else self.cleaned_data["name"], self.cleaned_data["way"], unit, False)


class RemindForm(BaseForm):
    until = DateField(label="Hạn mới", help_text="Công văn đề nghị xác nhận đã nhận trước ngày này.")


class NoteForm(BaseForm):
    note = TextField(
        label="Ghi chú", required=False, max_length=300, help_text="Gửi bằng cách nào; ai ký nhận, ngày nào."
    )


class IssueForm(VersionedMixin, BaseForm):
    """How a signed draft becomes a paper: ink or certificate, the next number or one typed, public or not."""

    way = forms.ChoiceField(
        label="Ký và đóng dấu",
        choices=[
            ("digital", "Ký số: cấp số, chờ chữ ký số của người ký rồi của cơ quan"),
            ("ink", "Trên giấy: cấp số và ban hành ngay, lưu bản quét sau"),
        ],
        widget=forms.RadioSelect,
        initial="digital",
    )
    number = WholeNumberField(
        label="Số ghi tay", required=False, min_value=1, help_text="Để trống: hệ thống cấp số kế tiếp."
    )
    withheld_reason = TextField(label="Lý do không công khai", required=False, max_length=300, help_text=NO_REASON)


class WithholdForm(VersionedMixin, BaseForm):
    reason = ReasonField(label="Lý do không công khai", help_text="Ví dụ: có nội dung bí mật nhà nước.")


class ScanForm(BaseForm):
    file = forms.FileField(
        label="Bản quét văn bản đã ký, đóng dấu",
        help_text="PDF, JPEG hoặc PNG; đủ các trang, thấy rõ chữ ký và dấu.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"}),
        allow_empty_file=True,
        max_length=300,
    )


class InkForm(ScanForm):
    signed_on = DateField(label="Ngày ký ghi trên giấy")


class LaterForm(BaseForm):
    """A paper about an issued decision. The lines by their place in the list."""

    kind = forms.ChoiceField(
        label="Loại văn bản",
        choices=[
            (Kind.CORRECTION, "Công văn đính chính: sai thể thức, kỹ thuật trình bày, thủ tục (Điều 18 khoản 3)"),
            (Kind.AMENDMENT, "Quyết định sửa đổi, bổ sung: sai nội dung (Điều 18 khoản 3)"),
            (Kind.RECALL, "Công văn thu hồi văn bản đã gửi (Điều 18 khoản 4)"),
            (Kind.ANNULMENT, "Quyết định hủy bỏ khen thưởng (Điều 93 Luật Thi đua, khen thưởng)"),
        ],
        widget=forms.RadioSelect,
    )
    reason = LongTextField(label="Lý do", rows=3, max_length=500)
    ground = forms.ChoiceField(
        label="Trường hợp hủy bỏ",
        required=False,
        help_text="Trường hợp luật nêu được ghi vào sổ vàng. “Trường hợp khác” thì phần lý do phải có điều, khoản, văn bản.",
    )
    places = TextField(
        label="Hủy bỏ của ai",
        required=False,
        max_length=300,
        help_text="Số thứ tự trong danh sách, ví dụ “3, 7-9”, hoặc “tất cả”.",
    )

    ROWS = 5

    def __init__(self, *args: Any, lines: dict[int, DecisionLine], causes: Iterable[Cause], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lines = lines
        cases = ((each.code, f"{each.label_vi} – {each.basis_vi}") for each in causes)
        self.offer("ground", [("", "Chỉ chọn khi hủy bỏ"), *cases])
        for row in range(1, self.ROWS + 1):
            self.fields[f"line{row}"] = WholeNumberField(label="Số thứ tự trong danh sách", required=False, min_value=1)
            self.fields[f"name{row}"] = TextField(
                label="Họ tên, tên tập thể ghi lại là", required=False, max_length=200
            )
            self.fields[f"detail{row}"] = TextField(label="Chức vụ, đơn vị ghi lại là", required=False, max_length=300)
        for field in self.fields.values():
            self._dress(field)

    @property
    def always(self) -> list[forms.BoundField]:
        return [self["kind"], self["reason"]]

    @property
    def of_annulment(self) -> list[forms.BoundField]:
        return [self["ground"], self["places"]]

    @property
    def sets(self) -> list[dict[str, Any]]:
        """The corrected lines, three fields each; ``is_open``: something stands in it, or in one behind it."""
        rows: list[dict[str, Any]] = []
        for row in range(self.ROWS, 0, -1):
            fields = [self[f"{name}{row}"] for name in ("line", "name", "detail")]
            is_open = any(field.value() or field.errors for field in fields) or bool(rows and rows[-1]["is_open"])
            rows.append({"fields": fields, "is_open": is_open})
        return rows[::-1]

    def clean_places(self) -> list[DecisionLine]:
        text = self.cleaned_data["places"].strip().lower()
        if text == "tất cả":
            return list(self.lines.values())
        chosen: dict[int, DecisionLine] = {}
        for part in filter(None, (each.strip() for each in text.replace(";", ",").split(","))):
            first, _, last = part.partition("-")
            if not first.strip().isdigit() or (last and not last.strip().isdigit()):
                raise forms.ValidationError(f"Không hiểu “{part}”. Ghi số thứ tự, ví dụ “3, 7-9”.")
            for number in range(int(first), min(int(last or first), 100_000) + 1):
                if number not in self.lines:
                    raise forms.ValidationError(f"Danh sách không có số thứ tự {number}.")
                chosen[number] = self.lines[number]
        return list(chosen.values())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for row in range(1, self.ROWS + 1):
            number = given.get(f"line{row}")
            if number is not None and int(number) not in self.lines:
                self.add_error(f"line{row}", "Danh sách không có số thứ tự này.")
        return given

    def changes(self) -> list[Change]:
        given = self.cleaned_data
        if given["kind"] == Kind.ANNULMENT:
            return [Change(line, is_taken_back=True) for line in given["places"]]
        rows = []
        for row in range(1, self.ROWS + 1):
            if (number := given.get(f"line{row}")) is not None:
                rows.append(
                    Change(
                        self.lines[int(number)],
                        recipient_name=given[f"name{row}"],
                        recipient_detail=given[f"detail{row}"],
                    )
                )
        return rows
