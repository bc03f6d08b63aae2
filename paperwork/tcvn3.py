"""TCVN3 (ABC fonts, .VnTime) to Unicode: the old 8-bit encoding still met in office files.

Such text reaches us as Latin-1 characters: "NguyÔn V¨n" is "Nguyễn Văn". Capital letters with tone marks have no codes
of their own (the capital fonts draw the small codes as capitals), so an initial capital can be lost; `capitalise_names`
gives it back where the text is a name.
"""

from __future__ import annotations

_LETTERS = {
    0xA1: "Ă", 0xA2: "Â", 0xA3: "Ê", 0xA4: "Ô", 0xA5: "Ơ", 0xA6: "Ư", 0xA7: "Đ",
    0xA8: "ă", 0xA9: "â", 0xAA: "ê", 0xAB: "ô", 0xAC: "ơ", 0xAD: "ư", 0xAE: "đ",
    0xB5: "à", 0xB6: "ả", 0xB7: "ã", 0xB8: "á", 0xB9: "ạ",
    0xBB: "ằ", 0xBC: "ẳ", 0xBD: "ẵ", 0xBE: "ắ", 0xC6: "ặ",
    0xC7: "ầ", 0xC8: "ẩ", 0xC9: "ẫ", 0xCA: "ấ", 0xCB: "ậ",
    0xCC: "è", 0xCE: "ẻ", 0xCF: "ẽ", 0xD0: "é", 0xD1: "ẹ",
    0xD2: "ề", 0xD3: "ể", 0xD4: "ễ", 0xD5: "ế", 0xD6: "ệ",
    0xD7: "ì", 0xD8: "ỉ", 0xDC: "ĩ", 0xDD: "í", 0xDE: "ị",
    0xDF: "ò", 0xE1: "ỏ", 0xE2: "õ", 0xE3: "ó", 0xE4: "ọ",
    0xE5: "ồ", 0xE6: "ổ", 0xE7: "ỗ", 0xE8: "ố", 0xE9: "ộ",
    0xEA: "ờ", 0xEB: "ở", 0xEC: "ỡ", 0xED: "ớ", 0xEE: "ợ",
    0xEF: "ù", 0xF1: "ủ", 0xF2: "ũ", 0xF3: "ú", 0xF4: "ụ",
    0xF5: "ừ", 0xF6: "ử", 0xF7: "ữ", 0xF8: "ứ", 0xF9: "ự",
    0xFA: "ỳ", 0xFB: "ỷ", 0xFC: "ỹ", 0xFD: "ý", 0xFE: "ỵ",
}  # fmt: skip
# Latin-1 characters that are letters of Vietnamese in Unicode too: alone they prove nothing.
_SHARED = frozenset("ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý")
_TELLTALE = frozenset(chr(code) for code in _LETTERS) - _SHARED
_ONLY_UNICODE = frozenset("ĂăĐđĨĩŨũƠơƯư")


def looks_like_tcvn3(text: str) -> bool:
    """Whether a text can only be TCVN3: a telltale character that touches a letter, and no Unicode Vietnamese."""
    if not text or text.isascii() or is_unicode_vietnamese(text):
        return False
    for place, letter in enumerate(text):
        if letter in _TELLTALE:
            around = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
            if any(other.isalpha() and other.isascii() for other in around):
                return True
    return False


def is_unicode_vietnamese(text: str) -> bool:
    """Whether a text has a letter that Vietnamese writes and Latin-1 does not know."""
    return any(letter in _ONLY_UNICODE or "\u1ea0" <= letter <= "\u1ef9" for letter in text)


def to_unicode(text: str) -> str:
    """TCVN3 text held as Latin-1 characters, in Unicode NFC. Other characters stay as they are."""
    return text.translate(_LETTERS)


def capitalise_names(text: str) -> str:
    """Each word with an initial capital, other letters untouched."""
    return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))
