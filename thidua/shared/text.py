"""Vietnamese text: one canonical form, a fold for search without diacritics, a key for the order of names."""

import unicodedata

from paperwork.syllables import placed

# The order of Vietnamese letters and of the five tone marks after the bare vowel.
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: f"{place:02d}" for place, letter in enumerate(_LETTERS, start=1)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def nfc(text: str) -> str:
    """Canonical composed form with single spaces; every text is stored so."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """Lower case without marks, đ as d: what search compares. Tone placement (Hòa, Hoà) folds away with the tones."""
    plain = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def _syllable_key(syllable: str) -> str:
    letters, tone = "", "0"
    for char in unicodedata.normalize("NFC", syllable.lower()):
        parts = unicodedata.normalize("NFD", char)
        tones = [c for c in parts if c in _TONES]
        bare = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
        if tones:
            tone = _TONES[tones[0]]
        letters += _RANK.get(bare, f"9{bare}")
    # Letters first, the tone only between equal letters; the blank sorts a shorter syllable first.
    return f"{letters} {tone}"


def name_key(full_name: str) -> str:
    """Sort key of a Vietnamese name: given name, then family and middle names; in each syllable letters, then tone."""
    syllables = nfc(full_name).split(" ")
    ordered = syllables[-1:] + syllables[:-1]
    return "|".join(_syllable_key(s) for s in ordered)[:400]


def tone_placed(text: str) -> str:
    """Lower case with every tone mark in its one place: what tells whether two names are the same (Hòa = Hoà, Thúy =
    Thuý, Quý = Qúy). For comparing only: a name is shown as its papers write it."""
    return " ".join(placed(word) for word in nfc(text).lower().split())


def nfc_lines(text: str) -> str:
    """As :func:`nfc`, line by line, for texts of several paragraphs; empty lines at the ends and doubled ones go."""
    lines = [nfc(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return "\n".join(kept).strip("\n")


def paragraphs(text: str) -> tuple[str, ...]:
    """The non-empty lines of a text, for papers."""
    return tuple(line for line in nfc_lines(text).split("\n") if line)


LEAST_REASON = 10


def reason_trouble(text: str, least: int = LEAST_REASON) -> str:
    """Why a text is no reason, "" when it may be one: too short, or one sign held down."""
    if len(text) < least:
        return f"Cần ít nhất {least} ký tự (đang có {len(text)}): nói rõ vì sao, để người xem lại sau này hiểu."
    letters = {sign for sign in text.casefold() if sign.isalpha()}
    if len(letters) < 4 or len(text.split()) < 2:
        return "Hãy ghi lý do bằng lời, ít nhất hai từ."
    return ""
