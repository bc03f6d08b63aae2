"""What cannot be: a name without letters, a post before the unit existed, an identity number of a wrong length.

Plain questions about one record, asked by the acts, by forms, and by whoever reads spreadsheets. Each answer is a list of
(field, reason in Vietnamese), empty when nothing is wrong; nothing here asks the database.
"""

import re
import unicodedata
from datetime import date

from django.views.decorators.debug import sensitive_variables

from thidua.people.models import Departure, Person, Post, PrivateValue
from thidua.shared.text import fold, nfc
from thidua.shared.wording import vi_date

Problem = tuple[str, str]
Field = PrivateValue.Field

YOUNGEST = 15  # years at recruitment: Bộ luật Lao động 2019, Điều 3 khoản 1
OLDEST = 110
_FIRST_YEAR = 1900

# The 54 peoples of Vietnam (danh mục thành phần các dân tộc Việt Nam, Quyết định 121-TCTK/PPCĐ of 1979).
ETHNICITIES = (
    "Kinh", "Tày", "Thái", "Hoa", "Khmer", "Mường", "Nùng", "Mông", "Dao", "Gia Rai", "Ngái", "Ê Đê", "Ba Na", "Xơ Đăng",
    "Sán Chay", "Cơ Ho", "Chăm", "Sán Dìu", "Hrê", "Mnông", "Raglay", "Xtiêng", "Bru - Vân Kiều", "Thổ", "Giáy", "Cơ Tu",
    "Giẻ Triêng", "Mạ", "Khơ Mú", "Co", "Ta Ôi", "Chơ Ro", "Kháng", "Xinh Mun", "Hà Nhì", "Chu Ru", "Lào", "La Chí",
    "La Ha", "Phù Lá", "La Hủ", "Lự", "Lô Lô", "Chứt", "Mảng", "Pà Thẻn", "Cơ Lao", "Cống", "Bố Y", "Si La", "Pu Péo",
    "Brâu", "Ơ Đu", "Rơ Măm",
)  # fmt: skip
PARTY = ("Đảng viên chính thức", "Đảng viên dự bị", "Không")
_ETHNICITY_OF = {fold(name): name for name in ETHNICITIES}
_PARTY_OF = {fold(name): name for name in PARTY}


def person_problems(person: Person, on: date) -> list[Problem]:
    """What is wrong with a person's details, as known on the day ``on``."""
    found: list[Problem] = []
    name = nfc(person.full_name)
    if not name:
        found.append(("full_name", "Chưa có họ và tên."))
    elif not any(sign.isalpha() for sign in name) or any(
        sign.isdigit() or unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn", "Sc", "Sm"} for sign in name
    ):
        found.append(("full_name", f"Họ và tên “{name[:60]}” có ký tự không dùng trong tên người."))
    elif len(name) > 120:
        found.append(("full_name", "Họ và tên dài quá 120 ký tự."))
    if len(person.code) > 20:
        found.append(("code", "Mã dài quá 20 ký tự."))
    if person.gender not in Person.Gender.values:
        found.append(("gender", _not_offered("Giới tính", person.gender, Person.Gender.labels)))
    if person.subject not in Person.Subject.values:
        found.append(("subject", _not_offered("Đối tượng", person.subject, Person.Subject.labels)))
    born, recruited = person.born_on, person.recruited_on
    if born is not None:
        if born > on:
            found.append(("born_on", f"Ngày sinh {vi_date(born)} ở tương lai."))
        elif born.year < _FIRST_YEAR or _years(born, on) > OLDEST:
            found.append(("born_on", f"Ngày sinh {vi_date(born)} không hợp lý: quá {OLDEST} tuổi."))
        elif _years(born, on) < YOUNGEST:
            found.append(("born_on", f"Ngày sinh {vi_date(born)} không hợp lý: chưa đủ {YOUNGEST} tuổi."))
    if recruited is not None:
        if (recruited - on).days > 366:  # a decision may be signed before its day
            found.append(("recruited_on", f"Ngày tuyển dụng {vi_date(recruited)} còn cách hơn một năm."))
        elif recruited.year < _FIRST_YEAR:
            found.append(("recruited_on", f"Ngày tuyển dụng {vi_date(recruited)} không hợp lý."))
        elif born is not None and recruited < born:
            found.append(("recruited_on", f"Ngày tuyển dụng {vi_date(recruited)} trước ngày sinh {vi_date(born)}."))
        elif born is not None and born <= on and _years(born, recruited) < YOUNGEST:
            found.append(
                ("recruited_on", f"Ngày tuyển dụng {vi_date(recruited)} khi chưa đủ {YOUNGEST} tuổi "
                                 f"(sinh ngày {vi_date(born)}).")
            )  # fmt: skip
    return found


def _not_offered(what: str, given: str, labels: list) -> str:
    return f"{what} “{given}” không có trong danh mục ({', '.join(str(label) for label in labels)})."


def _years(since: date, on: date) -> int:
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def post_problems(post: Post, person: Person) -> list[Problem]:
    """What is wrong with a post of this person, taken by itself. The unit must be loaded."""
    found: list[Problem] = []
    unit, starts, ends = post.unit, post.starts_on, post.ends_on
    if not nfc(post.title):
        found.append(("title", "Chưa có chức vụ, vị trí công tác."))
    elif len(nfc(post.title)) > 160:
        found.append(("title", "Chức vụ, vị trí công tác dài quá 160 ký tự."))
    if len(post.basis) > 160:
        found.append(("basis", "Căn cứ dài quá 160 ký tự."))
    if ends is not None and ends < starts:
        found.append(("ends_on", f"Ngày kết thúc {vi_date(ends)} trước ngày bắt đầu {vi_date(starts)}."))
    if starts < unit.valid_from:
        found.append(
            ("starts_on", f"{unit.name} thành lập ngày {vi_date(unit.valid_from)}, chưa có vào ngày {vi_date(starts)}.")
        )
    elif unit.valid_to is not None and starts > unit.valid_to:
        found.append(
            (
                "starts_on",
                f"{unit.name} đã kết thúc ngày {vi_date(unit.valid_to)}, không còn vào ngày {vi_date(starts)}.",
            )
        )
    elif unit.valid_to is not None and (ends is None or ends > unit.valid_to):
        found.append(
            ("ends_on", f"{unit.name} kết thúc ngày {vi_date(unit.valid_to)}: chức vụ phải kết thúc không muộn hơn.")
        )
    if person.born_on is not None and starts < person.born_on:
        found.append(("starts_on", f"Ngày bắt đầu {vi_date(starts)} trước ngày sinh {vi_date(person.born_on)}."))
    elif person.recruited_on is not None and starts < person.recruited_on:
        found.append(
            ("starts_on", f"Ngày bắt đầu {vi_date(starts)} trước ngày tuyển dụng {vi_date(person.recruited_on)}.")
        )
    return found


def overlap(post: Post, others: list[Post]) -> Post | None:
    """The main post among ``others`` that holds on a day on which ``post``, itself a main one, would hold too."""
    if not post.is_main:
        return None
    end = post.ends_on or date.max
    for other in others:
        if other.is_main and other.pk != post.pk and other.starts_on <= end:
            if (other.ends_on or date.max) >= post.starts_on:
                return other
    return None


def departure_problem(kind: str, on: date, posts: list[Post]) -> str:
    """Why somebody cannot leave on this day, or ""."""
    if kind not in Departure.Kind.values:
        return _not_offered("Lý do thôi công tác", kind, Departure.Kind.labels)
    for post in posts:
        if post.starts_on > on:
            return (
                f"Có chức vụ “{post.title}” bắt đầu ngày {vi_date(post.starts_on)}, sau ngày thôi công tác. "
                "Hãy sửa chức vụ đó trước."
            )
    return ""


_DIGITS = re.compile(r"\d+", re.ASCII)
_EMAIL = re.compile(r"[^@\s<>\"']+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@sensitive_variables()
def private_value(field: str, given: str) -> tuple[str, str]:
    """(the value as it is kept, why it is refused): one of the two is "". The refusal never repeats the value."""
    text = nfc(given)
    if not text:
        return "", "Chưa có giá trị."
    if len(text) > 120:
        return "", "Giá trị dài quá 120 ký tự."
    if field == Field.IDENTITY:
        number = re.sub(r"[\s.\-]", "", text)
        if not _DIGITS.fullmatch(number) or len(number) not in (9, 12):
            return "", "Số định danh cá nhân gồm 12 chữ số (chứng minh nhân dân cũ: 9 chữ số)."
        return number, ""
    if field == Field.ETHNICITY:
        found = _ETHNICITY_OF.get(fold(text), "")
        return found, "" if found else "Dân tộc không có trong danh mục 54 dân tộc Việt Nam."
    if field == Field.PARTY:
        found = _PARTY_OF.get(fold(text), "")
        return found, "" if found else f"Chọn một trong: {', '.join(PARTY)}."
    if field == Field.PHONE:
        number = re.sub(r"[\s.\-()]", "", text)
        plain = "0" + number[3:] if number.startswith("+84") else number
        if not _DIGITS.fullmatch(plain) or not plain.startswith("0") or not 10 <= len(plain) <= 11:
            return "", "Số điện thoại gồm 10 hoặc 11 chữ số, bắt đầu bằng 0."
        return plain, ""
    if field == Field.EMAIL:
        return (
            (text.lower(), "") if _EMAIL.fullmatch(text) else ("", "Địa chỉ thư điện tử chưa đúng dạng ten@coquan.vn.")
        )
    return "", "Không có mục thông tin này."


PROVINCE_CODES = range(1, 97)
NO_OFFICE_BELOW = (
    50  # years: the earliest early retirement is ten years before the age of 60–62 (Nghị định 135/2020/NĐ-CP)
)


@sensitive_variables()
def identity_doubts(number: str, born_on: date | None, gender: str) -> list[str]:
    """Where a 12-figure number contradicts the record: three figures of the province, one of century and gender, two of
    the year of birth (Nghị định 137/2015/NĐ-CP, Điều 13; Thông tư 59/2021/TT-BCA, Điều 4). Never repeats the number."""
    number = re.sub(r"[\s.\-]", "", nfc(number))
    if len(number) != 12 or not _DIGITS.fullmatch(number):
        return []
    found = []
    if int(number[:3]) not in PROVINCE_CODES:
        found.append("Ba chữ số đầu của số định danh không phải mã tỉnh, thành phố nào.")
    century, is_female = 1900 + int(number[3]) // 2 * 100, int(number[3]) % 2 == 1
    if gender in Person.Gender.values and is_female != (gender == Person.Gender.FEMALE):
        of = "nữ" if is_female else "nam"
        found.append(f"Chữ số thứ tư của số định danh là của {of}, khác giới tính đang ghi.")
    year = century + int(number[4:6])
    if born_on is not None and year != born_on.year:
        found.append(f"Số định danh ghi năm sinh {year}, khác ngày sinh đang ghi ({vi_date(born_on)}).")
    return found


def departure_doubts(person: Person, kind: str, on: date, today: date) -> list[str]:
    """What an officer would look at twice before somebody leaves."""
    found = []
    if on > today:
        found.append(f"Ngày {vi_date(on)} chưa đến: chức vụ sẽ kết thúc vào ngày đó.")
    if kind == Departure.Kind.RETIRED and person.born_on is not None and _years(person.born_on, on) < NO_OFFICE_BELOW:
        found.append(f"{person.full_name} mới {_years(person.born_on, on)} tuổi vào ngày đó mà ghi nghỉ hưu.")
    return found


def tidy_name(typed: str) -> str:
    """A name with single blanks, and with a capital where a word was typed all small or all large: "bùi  thị MAI" →
    "Bùi Thị Mai". Words of mixed case ("McCarthy") stay as typed."""
    return " ".join(re.sub(r"[^\W\d_]+", _capitalised, word) for word in nfc(typed).split())


def _capitalised(found: re.Match[str]) -> str:
    word = found.group()
    return word.capitalize() if word.islower() or (word.isupper() and len(word) > 1) else word


def masked(text: str) -> str:
    """What of a value is shown to those who have not opened it: the last three signs of a long one, else nothing."""
    return f"••• {text[-3:]}" if len(text) >= 9 and text.isascii() and text.isdigit() else "•••"


def holds_number(text: str) -> bool:
    """Whether a sentence holds what looks like an identity, phone or account number."""
    return bool(re.search(r"\d{9,}", re.sub(r"[\s.\-]", "", text), re.ASCII))
