"""Recipients as old lists print them: numbering, forms of address, capitals, birth, post and unit in one line.

The printed words are kept; the canonical name (NFC, tone marks in their place, capitals as names have them) is for
matching and for the eye.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from paperwork.award_said import CLEAR, DOUBT, GUESSED, NOTHING, Said, birth_in
from paperwork.syllables import placed
from paperwork.values import fold

_NUMBERING = re.compile(r"^\s*(?:\(?\d{1,4}\s*[.)/]|\(?[a-zđ]\)|[-–—+•*▪●◦·])\s*", re.IGNORECASE)
_ADDRESS = re.compile(
    r"^(?:(?:các\s+)?(?:ông\s*\(bà\)|ông/bà|ông|bà|đồng chí|đ/c|đ\.c|cô|thầy|anh|chị|em|cháu|cụ|mr|ms))\b\.?\s*[:.]?\s+",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"^(?:(?:pgs|gs|ts|ths|bs|ds|ks|cn|nsưt|nsnd|ngưt|bsck\s*i{0,2}|bs\.?\s*ck\s*i{0,2}|ckii?)(?:\.+\s*|\s+)"
    r"|(?:thiếu|trung|thượng|đại)\s+(?:úy|uý|tá|tướng)\s+)+",
    re.IGNORECASE,
)
_FORCES = re.compile(r"\b(?:úy|uý|tá|tướng)\b", re.IGNORECASE)
_FAMILY_WORDS = """
nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh trinh doan luong dao truong lam mai
cao phung chu to ta thai luu trieu ha quach tong kieu vuong nghiem la lai dam tang luc bach chau dong khuc khong
mac ma ninh nong on phi phuong quan sam tieu ton tu ung van vi chuong diep giap hua kim lo lu ca cam chung co
giang ham hau hoa khuat leo lieu loc long luyen man mau moc ngan nhan nham nhu phu quang sung thach than thi tan
thieu tinh trang u uong vang vuu xa y h a ban be boc can chang chao dieng du hang hoi hu khau lang ksor kpa
kpuih nay nie rmah romah rcom siu ro rahlan puih tho thao sinh mua cu seo chiu chieu tac voong
"""
_FAMILIES = frozenset(_FAMILY_WORDS.split())
# How the name of a unit or a household begins; with its marks, since Bàn, Vũ, Tô, Đoàn are families and Ban, Vụ, Tổ are not.
_UNIT = re.compile(
    r"^(?:tập thể|phòng|ban|sở|bộ|trường|mầm non|ubnd|ủy ban|xã|phường|thị trấn|thị xã|huyện|quận|thành phố|tỉnh"
    r"|đặc khu|chi cục|cục|vụ"
    r"|tổng cục|trung tâm|công ty|tổng công ty|hợp tác xã|htx|đội|tổ|khoa|bệnh viện|trạm|văn phòng|chi bộ|đảng bộ"
    r"|đảng ủy|hội|thôn|bản|khu"
    r"|cụm|khối|nhân dân|cán bộ|quân và dân|đài|nhà máy|xí nghiệp|doanh nghiệp|công đoàn|liên đoàn|mặt trận|ubmttq"
    r"|hđnd|hội đồng|tòa án|viện|kho bạc"
    r"|ngân hàng|chi nhánh|bảo hiểm|công an|đồn|hạt|thanh tra|chi đoàn|lớp|bộ phận|clb|câu lạc bộ|nghiệp đoàn|quỹ|báo|tòa soạn"
    r"|đoàn (?:thanh niên|tncs|thể|khối|kinh tế|thanh tra|nghệ thuật|tn)|lâm trường|nông trường|mỏ|ga|cảng|hải quan"
    r"|tạp chí|nhà (?:văn hóa|thiếu nhi|hát|xuất bản))\b"
)
_HOUSEHOLD = re.compile(r"^(?:ho (?:gia dinh|ong|ba)|gia dinh)\b")
_POST = re.compile(
    r"^(?:nguyen )?(?:pho |quyen )?(?:chu tich|bi thu|giam doc|tong giam doc|truong|pho|hieu truong|chuyen vien"
    r"|can bo|cong chuc|vien chuc|nhan vien"
    r"|giao vien|giang vien|bac si|dieu duong|y si|ke toan|van thu|thu quy|chanh|cuc truong|vu truong|doi truong"
    r"|to truong|uy vien|thanh tra vien|"
    r"ky su|cong an vien|xa doi truong|truong thon|lai xe|bao ve|cong nhan|nong dan|hoc sinh|sinh vien|phong vien"
    r"|bien tap vien|tong bien tap|thuong truc|dai bieu|chi huy|tro ly|chien si|nguoi lao dong)\b"
)
# Where a post is followed by its unit without a comma: "Phó Chủ tịch UBND phường Hồng Gai".
_UNIT_INSIDE = re.compile(
    r"\s(?=(?:UBND|Ủy ban|UB|HĐND|Hội|Phòng|Sở|Ban|Trường|Trung tâm|Chi cục|Cục|Công ty|Đội|Tổ|Khoa|Bệnh viện|Trạm|Văn phòng|"
    r"Đảng ủy|Chi bộ|Đảng bộ|Mặt trận|UBMTTQ|Hợp tác xã|HTX|Xã|Phường|xã|phường|đặc khu|thị trấn|Công an|Liên đoàn|Đoàn)\b)"
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who a text names. ``printed``: as it stands, without number and form of address; ``detail``: what follows it."""

    printed: str
    kind: str
    name: Said
    born: Said
    post: Said
    unit: Said
    detail: str


def tidy(text: str) -> str:
    """NFC, one blank between words, invisible signs gone: the words as printed."""
    text = unicodedata.normalize("NFC", text)
    return " ".join("".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cf", "Cc")).split())


def looks_like_unit(text: str) -> bool:
    """Whether a text begins as the name of a unit does."""
    start = " ".join(placed(word) for word in re.split(r"[\s.:]+", tidy(text).lower())[:4])
    return bool(_UNIT.match(start))


def is_household(text: str) -> bool:
    return bool(_HOUSEHOLD.match(fold(text)))


def looks_like_person(text: str) -> bool:
    """Whether a text is two to seven words that begin with a known family name."""
    words = fold(text).replace("’", "'").split()
    first = re.split(r"['-]", words[0])[0] if words else ""
    return 2 <= len(words) <= 7 and first in _FAMILIES and not any(sign.isdigit() for sign in text)


def joined_name(text: str) -> str:
    """A cell of several lines as one text: a broken name whole again, posts and units above behind commas."""
    parts = [part for line in text.split("\n") if (part := tidy(line))]
    if parts and looks_like_unit(parts[0]):
        return parts[0] + "".join(f"{', ' if looks_like_unit(part) else ' '}{part}" for part in parts[1:])
    whole, rest = " ".join(parts), " ".join(parts[1:])
    bare = _RANK.sub("", _ADDRESS.sub("", whole))
    of_name = all(word[:1].isupper() for word in rest.split()) or whole.islower()
    # "Trường" alone ends a name as often as it begins a post.
    is_post = len(rest.split()) > 1 and bool(_POST.match(fold(rest)))
    return whole if looks_like_person(bare) and of_name and not is_post else ", ".join(parts)


def _cased(word: str) -> str:
    parts = re.split(r"([-'’])", word)
    return "".join(part[:1].upper() + part[1:] for part in parts)


def canonical(name: str) -> str:
    """A person's name as it is compared and shown: tone marks in their place; where it was written in capitals or small
    letters only, each word with one capital."""
    shouted = name.isupper() or name.islower()
    words = []
    for word in tidy(name).split():
        low = "".join(placed(part) for part in re.split(r"([-'’])", word.lower()))
        if shouted:
            words.append(_cased(low))
        elif len(low) == len(word):
            words.append("".join(a.upper() if b.isupper() else a for a, b in zip(low, word, strict=True)))
        else:
            words.append(word)
    return " ".join(words)


def person_name(text: str, *, is_addressed: bool = False) -> Said:
    """The canonical name of a person with how sure it is one."""
    name = canonical(text)
    sure, reasons = CLEAR, []
    if text.isupper() or text.islower():
        sure, reasons = GUESSED, ["tên viết toàn chữ hoa hoặc chữ thường, đã viết lại theo lối thường"]
    elif name != tidy(text):
        sure, reasons = GUESSED, ["đã đặt lại dấu thanh"]
    words = name.split()
    if any(sign.isdigit() or sign in "?□�*_" for sign in name):
        return Said(name, DOUBT, (*reasons, "họ tên có chữ số hoặc ký tự lạ"))
    if not 2 <= len(words) <= 7:
        return Said(name, DOUBT, (*reasons, "không giống họ tên một người"))
    if not looks_like_person(name):
        if is_addressed:
            return Said(name, max(sure, GUESSED, key=(CLEAR, GUESSED).index), (*reasons, "họ ít gặp"))
        return Said(name, DOUBT, (*reasons, "họ không quen: có đúng là tên người?"))
    if fold(words[-1]) in ("van", "thi") and len(words) == 2:
        return Said(name, DOUBT, (*reasons, "họ tên có thể bị cắt mất"))
    return Said(name, sure, tuple(reasons))


def recipient_of(text: str, kind: str = "") -> Recipient:
    """Whom an item of a list or a cell names, with birth, post and unit where they follow. ``kind``: what the part of
    the list says it is for ("person", "unit", "")."""
    bare = _NUMBERING.sub("", tidy(text), count=1)
    unaddressed = _ADDRESS.sub("", bare)
    is_addressed = unaddressed != bare
    unranked = _RANK.sub("", unaddressed)
    rank = unaddressed[: len(unaddressed) - len(unranked)].strip(" .")
    born, rest = birth_in(unranked)
    head, tail = _split(tidy(rest).strip(" .;,:"))
    as_unit = looks_like_unit(head) and not is_addressed
    if is_household(head):
        name = Said(head, DOUBT, ("hộ gia đình: sổ vàng chưa có loại này, chọn cá nhân hoặc tập thể",))
        return Recipient(head, kind, name, born, NOTHING, Said(tail), tail)
    if as_unit and kind != "person":
        whole = tidy(rest).strip(" .;,:")
        head, tail = _split_unit(whole)
        return Recipient(head, "unit", Said(head), NOTHING, NOTHING, Said(whole), tail)
    if kind == "unit" and not as_unit and not is_addressed:
        name = Said(head, DOUBT, ("không giống tên tập thể",))
        return Recipient(head, "unit", name, born, NOTHING, Said(head), tail)
    name = person_name(head, is_addressed=is_addressed)
    if kind == "unit":
        name = name.but(DOUBT, "phần này ghi tập thể nhưng dòng này là tên người")
    elif as_unit:
        name = name.but(DOUBT, "phần này ghi cá nhân nhưng dòng này giống tên tập thể")
    post, unit = post_and_unit(tail)
    if _FORCES.search(rank) and not post.value:  # a degree is no post
        post = Said(rank)
    return Recipient(head, "person", name, born, post, unit, tail)


def _split(text: str) -> tuple[str, str]:
    """(name, what follows it)."""
    match = re.search(r"\s*[,;:(]\s*|\s+[-–—]\s+|\s+[-–—](?=\S)", text)
    if match is None:
        return text, ""
    opened = "(" in match.group()
    tail = text[match.end() :]
    return text[: match.start()], (tail.replace(")", "", 1) if opened else tail).strip(" .;,")


def _split_unit(text: str) -> tuple[str, str]:
    """A unit keeps the units above it in what follows the first comma."""
    head, comma, tail = text.partition(",")
    return head.strip(), tail.strip() if comma else ""


def post_and_unit(text: str) -> tuple[Said, Said]:
    """(post, unit) of what stands behind a name."""
    parts = [part.strip() for part in re.split(r"\s*[,;\n]\s*|\s+[-–—]\s+", text) if part.strip()]
    for place, part in enumerate(parts):
        if looks_like_unit(part) and not _POST.match(fold(part)):
            return Said(", ".join(parts[:place])), Said(", ".join(parts[place:]))
        if match := _UNIT_INSIDE.search(part):
            post = ", ".join([*parts[:place], part[: match.start()]])
            return Said(post), Said(", ".join([part[match.end() :], *parts[place + 1 :]]))
    if parts and not _POST.match(fold(parts[0])):
        return NOTHING, Said(", ".join(parts), GUESSED, ("không rõ là chức vụ hay đơn vị",))
    return Said(", ".join(parts)), NOTHING
