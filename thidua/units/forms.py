"""The shape of what people enter about units."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from thidua.shared import clock
from thidua.shared.forms import BaseForm, DateField, NumberField, TextField, VersionedMixin
from thidua.shared.wording import vi_date
from thidua.units import gazetteer
from thidua.units.models import Unit
from thidua.units.reorganising import LOCALITIES, LegalBasis, NewUnit

Kind = Unit.Kind
# What may be founded today; districts and townships ended with the reform and only stand in the past.
_KINDS_NOW = [(kind.value, kind.label) for kind in Kind if kind not in (Kind.DISTRICT, Kind.TOWNSHIP, Kind.PROVINCE)]
PARTS = 4
OLD_PAPER_DAYS = 2 * 366  # a change long after its paper is mostly a slip of the hand


def same_kind_of_body(kinds: Iterable[str]) -> bool:
    """Whether units of these kinds are commonly joined: localities with localities, the others with their own kind."""
    return len({"locality" if kind in LOCALITIES else kind for kind in kinds}) <= 1


def code_doubts(code: str, kind: str) -> list[str]:
    """A locality bears the five figures of the State's list (Quyết định 19/2025/QĐ-TTg)."""
    if kind in LOCALITIES and code and not (len(code) == 5 and code.isascii() and code.isdigit()):
        return [f"Mã “{code}” không phải mã năm chữ số của cấp xã theo danh mục Nhà nước."]
    return []


def usual_signature(name: str, kind: str, like: Unit | None) -> dict[str, str]:
    """How a unit of that name and kind signs, as a first proposal: localities through their people's committee, others
    under their own name with the abbreviation, office and place of the unit they come from."""
    if kind in LOCALITIES:
        bare = name
        for word in ("Phường ", "Xã ", "Đặc khu ", "Thị trấn "):
            bare = bare.removeprefix(word)
        agency = f"Ủy ban nhân dân {name[:1].lower()}{name[1:]}"
        return {"agency_name": agency[:200], "symbol": "UBND", "head_title": "Chủ tịch", "place": bare[:80]}
    if kind == Kind.PROVINCE and like is not None:
        return {"agency_name": name, "symbol": like.symbol, "head_title": like.head_title, "place": like.place}
    initials = "".join(word[0].upper() for word in name.split() if word[0].isalpha())[:20]
    same_kind = like is not None and like.kind == kind
    return {
        "agency_name": name,
        "symbol": like.symbol if same_kind and like is not None else initials,
        "head_title": like.head_title if same_kind and like is not None else "Thủ trưởng",
        "place": like.place if like is not None else name[:80],
    }


def new_unit(code: str, name: str, kind: str, like: Unit) -> NewUnit:
    """A unit to come, signing as its kind usually does."""
    signs = usual_signature(name, kind, like)
    return NewUnit(code, name, kind, signs["agency_name"], signs["symbol"], signs["head_title"], signs["place"])


class BasisForm(BaseForm):
    """The day a change takes effect and the paper behind it; the last fields of every form of a change."""

    on = DateField(
        label="Có hiệu lực từ ngày", help_text="Đơn vị cũ kết thúc ngày liền trước; đơn vị mới có từ ngày này."
    )
    basis_number = TextField(
        label="Số, ký hiệu văn bản", max_length=60, help_text="Ghi cả loại văn bản, ví dụ: Nghị quyết 1679/NQ-UBTVQH15."
    )
    basis_dated = DateField(label="Ngày văn bản")
    basis_issuer = TextField(
        label="Cơ quan ban hành", max_length=120, help_text="Ví dụ: Ủy ban Thường vụ Quốc hội; Hội đồng nhân dân tỉnh."
    )
    note = TextField(label="Ghi chú", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        last = {name: self.fields.pop(name) for name in ("on", "basis_number", "basis_dated", "basis_issuer", "note")}
        self.fields.update(last)

    def doubts(self) -> list[str]:
        """What an officer should look at twice in a valid form, told with the look ahead: a paper that looks like none."""
        given, found = self.cleaned_data, []
        number, issuer, dated = given["basis_number"], given["basis_issuer"], given["basis_dated"]
        if not any(sign.isdigit() for sign in number) or len([sign for sign in number if sign.isalpha()]) < 2:
            found.append(f"“{number}” chưa giống số, ký hiệu văn bản (ví dụ: Nghị quyết 1679/NQ-UBTVQH15).")
        if len(issuer) < 4:
            found.append(f"“{issuer}” chưa giống tên cơ quan ban hành.")
        if (given["on"] - dated).days > OLD_PAPER_DAYS:
            found.append(f"Văn bản ngày {vi_date(dated)} có trước ngày hiệu lực {vi_date(given['on'])} hơn hai năm.")
        return found

    def basis(self) -> dict[str, Any]:
        """The arguments of an act: day, legal basis, note. For a valid form."""
        given = self.cleaned_data
        paper = LegalBasis(given["basis_number"], given["basis_dated"], given["basis_issuer"])
        return {"on": given["on"], "basis": paper, "note": given["note"]}


class _WithSuccessor(BasisForm):
    """One new unit: code, name, kind. How it signs is proposed by :func:`usual_signature` and edited on its own page."""

    code = TextField(
        label="Mã đơn vị mới", max_length=20, help_text="Mã của cấp xã theo danh mục Nhà nước; được giữ mã cũ."
    )
    name = TextField(label="Tên đơn vị mới", max_length=200)
    kind = forms.ChoiceField(label="Loại đơn vị")

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.unit = unit
        here = [] if unit.kind in dict(_KINDS_NOW) else [(unit.kind, unit.get_kind_display())]
        self.offer("kind", [*here, *_KINDS_NOW])
        self.initial.setdefault("kind", unit.kind)  # what comes after a ward is nearly always a ward

    def successor(self) -> NewUnit:
        given = self.cleaned_data
        return new_unit(given["code"], given["name"], given["kind"], self.unit)

    def doubts(self) -> list[str]:
        return super().doubts() + code_doubts(self.cleaned_data.get("code", ""), self.cleaned_data.get("kind", ""))


class MergeForm(_WithSuccessor):
    """This unit with others of the same superior: to a new unit, or into this one."""

    others = forms.MultipleChoiceField(
        label="Sáp nhập cùng các đơn vị",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một đơn vị sáp nhập cùng."},
    )
    result = forms.ChoiceField(label="Kết quả", widget=forms.RadioSelect, initial="new")
    passing = forms.ChoiceField(
        label="Vai trò của tài khoản ở các đơn vị kết thúc",
        widget=forms.RadioSelect,
        initial="all",
        help_text="Vai trò không tiếp tục sẽ kết thúc ngày liền trước; có thể giao lại sau.",
    )
    field_order = ("others", "result", "code", "name", "kind", "passing")

    def __init__(self, *args: Any, unit: Unit, siblings: Iterable[Unit], **kwargs: Any):
        super().__init__(*args, unit=unit, **kwargs)
        self._siblings = {str(each.pk): each for each in siblings}
        self.offer("others", [(pk, f"{each.name} ({each.code})") for pk, each in self._siblings.items()])
        self.offer(
            "result", [("new", "Lập thành đơn vị mới"), ("into", f"Sáp nhập vào {unit.name}; đơn vị này tiếp tục")]
        )
        self.offer("passing", [
            ("all", "Tiếp tục ở đơn vị nhận, của mọi đơn vị"),
            ("here", f"Chỉ của {unit.name} tiếp tục (khi lập đơn vị mới)"),
            ("none", "Đều kết thúc, giao lại từ đầu"),
        ])  # fmt: skip
        for name in ("code", "name", "kind"):
            self.fields[name].required = False
            self.fields[name].optional_vi = "khi lập đơn vị mới"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("result") == "new":
            for name in ("code", "name", "kind"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, "Mục này không được để trống khi lập đơn vị mới.")
        return cleaned

    def doubts(self) -> list[str]:
        others = [self._siblings[pk] for pk in self.cleaned_data["others"]]
        kinds = {unit.kind: unit.get_kind_display() for unit in [self.unit, *others]}
        unlike = not same_kind_of_body(kinds)
        names = ", ".join(f"{unit.name} ({unit.get_kind_display().lower()})" for unit in [self.unit, *others])
        found = [f"Các đơn vị được chọn không cùng loại: {names}."] if unlike else []
        given = self.cleaned_data
        if not unlike and given["result"] == "new" and not same_kind_of_body({*kinds, given["kind"]}):
            found.append(f"Đơn vị mới “{given['name']}” khác loại với các đơn vị nhập vào.")
        return found + (super().doubts() if given["result"] == "new" else BasisForm.doubts(self))

    def arguments(self) -> dict[str, Any]:
        others = [self._siblings[pk] for pk in self.cleaned_data["others"]]
        into = self.cleaned_data["result"] == "into"
        ending = others if into else [self.unit, *others]
        passing = {"all": [each.pk for each in ending], "here": [self.unit.pk], "none": []}[
            self.cleaned_data["passing"]
        ]
        which = {"into": self.unit} if into else {"successor": self.successor()}
        return {"units": ending, "passing": passing, **which, **self.basis()}


class SplitForm(BasisForm):
    """Up to four parts, each a new unit or one that is there; the first filled one is the main heir."""

    passing = forms.ChoiceField(
        label="Vai trò của tài khoản",
        widget=forms.RadioSelect,
        initial="all",
        choices=[("all", "Tiếp tục ở đơn vị kế thừa chính"), ("none", "Đều kết thúc, giao lại từ đầu")],
    )

    def __init__(self, *args: Any, unit: Unit, siblings: Iterable[Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.unit = unit
        self._siblings = {str(each.pk): each for each in siblings}
        there = [("", "Lập đơn vị mới")] + [(pk, f"{each.name} ({each.code})") for pk, each in self._siblings.items()]
        made: dict[str, forms.Field] = {}
        for n in range(1, PARTS + 1):
            made[f"into_{n}"] = forms.ChoiceField(label="Giao cho", choices=there, required=False)
            made[f"code_{n}"] = TextField(label="Mã đơn vị mới", max_length=20, required=False)
            made[f"name_{n}"] = TextField(label="Tên đơn vị mới", max_length=200, required=False)
            made[f"kind_{n}"] = forms.ChoiceField(label="Loại", choices=_KINDS_NOW, required=False, initial=unit.kind)
            made[f"share_{n}"] = NumberField(
                label="Tỷ lệ (%)", min_value=Decimal("0.01"), max_value=100, required=False
            )
        for name, field in made.items():
            self._dress(field)
            self.fields[name] = field
        basis = {
            name: self.fields.pop(name)
            for name in ("passing", "on", "basis_number", "basis_dated", "basis_issuer", "note")
        }
        self.fields.update(basis)

    def groups(self) -> list[tuple[str, list]]:
        """The fields of each part under its heading, for the template."""
        names = ("into", "code", "name", "kind", "share")
        headings = ["Phần 1 (kế thừa chính)", "Phần 2", "Phần 3, nếu có", "Phần 4, nếu có"]
        return [(headings[n], [self[f"{name}_{n + 1}"] for name in names]) for n in range(PARTS)]

    def rest(self) -> list:
        """The fields after the parts."""
        return [self[name] for name in ("passing", "on", "basis_number", "basis_dated", "basis_issuer", "note")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for n in range(1, PARTS + 1):
            filled = cleaned.get(f"code_{n}") or cleaned.get(f"name_{n}")
            if cleaned.get(f"into_{n}"):
                if filled:
                    self.add_error(f"into_{n}", "Đã chọn đơn vị đang có thì bỏ trống mã và tên đơn vị mới.")
            elif filled or n <= 2 or cleaned.get(f"share_{n}"):
                for name in ("code", "name"):
                    if not cleaned.get(f"{name}_{n}") and f"{name}_{n}" not in self.errors:
                        self.add_error(f"{name}_{n}", f"Phần {n} lập đơn vị mới thì mục này không được để trống.")
        return cleaned

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        parts: list[tuple[Unit | NewUnit, Decimal | None]] = []
        for n in range(1, PARTS + 1):
            share = given.get(f"share_{n}")
            if given.get(f"into_{n}"):
                parts.append((self._siblings[given[f"into_{n}"]], share))
            elif given.get(f"name_{n}"):
                kind = given[f"kind_{n}"] or self.unit.kind
                parts.append((new_unit(given[f"code_{n}"], given[f"name_{n}"], kind, self.unit), share))
        passing = [self.unit.pk] if given["passing"] == "all" else []
        return {"unit": self.unit, "parts": parts, "main": 0, "passing": passing, **self.basis()}


class RenameForm(_WithSuccessor):
    field_order = ("code", "name", "kind")

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any):
        super().__init__(*args, unit=unit, **kwargs)
        self.initial.update(code=unit.code, name=unit.name, kind=unit.kind)

    def arguments(self) -> dict[str, Any]:
        return {"unit": self.unit, "successor": self.successor(), **self.basis()}


class _WithOther(BasisForm):
    """Another unit of the register, named by its code: there are too many to choose from a list."""

    other = TextField(label="Mã đơn vị", max_length=20)
    field_order = ("other",)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.unit = unit

    def clean_other(self) -> Unit | None:
        code = self.cleaned_data["other"]
        if not code:
            return None
        found = Unit.objects.filter(code__iexact=code, valid_to=None).order_by("-valid_from").first()
        if found is None:
            raise forms.ValidationError(f"Không có đơn vị nào đang hoạt động mang mã “{code}”.")
        return found


class AbolishForm(_WithOther):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["other"].label = "Mã đơn vị tiếp nhận nhiệm vụ"
        self.fields["other"].help_text = "Bỏ trống nếu văn bản không giao nhiệm vụ cho đơn vị nào."
        self.fields["other"].required = False

    def arguments(self) -> dict[str, Any]:
        return {"unit": self.unit, "into": self.cleaned_data["other"], **self.basis()}


class MoveForm(_WithOther):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["other"].label = "Mã đơn vị cấp trên mới"

    def arguments(self) -> dict[str, Any]:
        return {"unit": self.unit, "parent": self.cleaned_data["other"], **self.basis()}


class EnterForm(BaseForm):
    """A new unit below another, not formed from older ones."""

    code = TextField(label="Mã đơn vị", max_length=20, help_text="Chữ, số, dấu chấm, gạch; ví dụ 06652 hoặc 22.SNV.")
    name = TextField(label="Tên đơn vị", max_length=200)
    kind = forms.ChoiceField(label="Loại đơn vị", choices=_KINDS_NOW)
    valid_from = DateField(label="Thành lập từ ngày")
    agency_name = TextField(
        label="Tên cơ quan ban hành văn bản", max_length=200, required=False,
        help_text="Bỏ trống bốn mục này để hệ thống điền theo loại đơn vị; sửa lại được sau.",
    )  # fmt: skip
    symbol = TextField(label="Ký hiệu trong số văn bản", max_length=20, required=False)
    head_title = TextField(label="Chức danh người đứng đầu", max_length=120, required=False)
    place = TextField(label="Địa danh ghi trên văn bản", max_length=80, required=False)

    def __init__(self, *args: Any, parent: Unit, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.parent = parent

    def unit(self) -> Unit:
        given = dict(self.cleaned_data)
        usual = usual_signature(given["name"], given["kind"], None)
        usual["place"] = usual["place"] if given["kind"] in LOCALITIES else self.parent.place
        return Unit(**{name: value or usual.get(name, value) for name, value in given.items()})


class SignatureForm(VersionedMixin, BaseForm):
    agency_name = TextField(label="Tên cơ quan ban hành văn bản", max_length=200)
    symbol = TextField(label="Ký hiệu trong số văn bản", max_length=20, help_text="Ví dụ UBND trong 12/QĐ-UBND.")
    head_title = TextField(label="Chức danh người đứng đầu", max_length=120)
    place = TextField(label="Địa danh ghi trên văn bản", max_length=80)

    def fields_of_unit(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("agency_name", "symbol", "head_title", "place")}


class CorrectForm(VersionedMixin, BaseForm):
    name = TextField(label="Tên đơn vị", max_length=200)
    kind = forms.ChoiceField(label="Loại đơn vị", choices=Kind.choices)
    valid_from = DateField(label="Thành lập từ ngày")
    reason = TextField(label="Lý do đính chính", max_length=300)

    def fields_of_unit(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "kind", "valid_from", "reason")}


class UndoForm(BaseForm):
    reason = TextField(label="Lý do hủy", max_length=300)


class LoadForm(BaseForm):
    """The units of the register's own province, and since when its old ones are listed."""

    with_history = forms.ChoiceField(
        label="Nạp những gì",
        widget=forms.RadioSelect,
        initial="all",
        choices=[
            ("all", "Đơn vị cũ (huyện, xã đến 30/06/2025), đơn vị mới và việc sắp xếp ngày 01/07/2025"),
            ("present", "Chỉ đơn vị hiện nay; tên đơn vị cũ ghi bằng chữ"),
        ],
    )
    since = DateField(
        label="Xem được đơn vị cũ từ ngày",
        required=False,
        help_text="Bỏ trống: từ ngày của đơn vị gốc. Đây không phải ngày thành lập: ngày đó danh mục không có.",
    )

    def __init__(self, *args: Any, root: Unit, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.root = root
        self.own = gazetteer.own_province(root.code, root.name)

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "root": self.root,
            "province": self.own.code if self.own is not None else "",
            "since": given["since"],
            "with_history": given["with_history"] == "all",
        }


class DayForm(BaseForm):
    """Of which day the tree is shown."""

    ngay = DateField(label="Danh mục vào ngày", required=False)

    def day(self):
        """The asked day, today where none or no day was asked."""
        return (self.is_valid() and self.cleaned_data["ngay"]) or clock.today()
