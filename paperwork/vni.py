"""VNI (fonts VNI-Times …) to Unicode: the other old encoding of office files, two characters for a marked vowel.

Such text reaches us as Latin-1 characters: "Nguyeãn Vaên Ñöùc" is "Nguyễn Văn Đức".
"""

from __future__ import annotations

import re
import unicodedata

_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
# On a, e, o: one character stands for the circumflex with its tone; on a another row for the breve.
_CIRCUMFLEX = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_ALONE = {"ñ": "đ", "ö": "ư", "ô": "ơ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _pairs() -> dict[str, str]:
    pairs: dict[str, str] = {}
    for vowel in "aeouy":
        pairs |= {vowel + sign: vowel + tone for sign, tone in _TONES.items()}
    for written, vowel in (("ö", "ư"), ("ô", "ơ")):
        pairs |= {written + sign: vowel + tone for sign, tone in _TONES.items()}
    for vowel, marked in (("a", "â"), ("e", "ê"), ("o", "ô")):
        pairs |= {vowel + sign: marked + tone for sign, tone in _CIRCUMFLEX.items()}
    pairs |= {"a" + sign: "ă" + tone for sign, tone in _BREVE.items()}
    both = pairs | _ALONE
    for key, value in list(both.items()):
        # A capital vowel may carry a capital or a small sign.
        capital = unicodedata.normalize("NFC", value)[:1].upper() + unicodedata.normalize("NFC", value)[1:]
        both[key.upper()] = capital
        both[key[:1].upper() + key[1:]] = capital
    return {key: unicodedata.normalize("NFC", value) for key, value in both.items()}


_TABLE = _pairs()
_PATTERN = re.compile("|".join(sorted(map(re.escape, _TABLE), key=len, reverse=True)))
# Pairs no Unicode Vietnamese holds: proof of VNI. "oà", "oá", "oã" stand in both and prove nothing.
_PROOF = re.compile(
    "[aeouyöô][ùøûõï]|[ae][âåä]|o[âåä]|e[áàã]|a[áàãêéèúüë]|ñ[aeouyiöôíì]|[AEOUYÖÔ][ÙØÛÕÏ]|[AEO][ÂÅÄ]|E[ÁÀÃ]|Ñ[AEOUYIÖÔÍÌ]|Ñ[aeouyiöôíì]"
)
_ONLY_UNICODE = re.compile("[ăĂđĐĩĨũŨơƠưƯ\u1ea0-\u1ef9]")


def looks_like_vni(text: str) -> bool:
    """Whether a text can only be VNI: a pair no Vietnamese word holds, and no Unicode Vietnamese."""
    return bool(not text.isascii() and _PROOF.search(text) and not _ONLY_UNICODE.search(text))


def to_unicode(text: str) -> str:
    """VNI text held as Latin-1 characters, in Unicode NFC. Other characters stay as they are."""
    return _PATTERN.sub(lambda match: _TABLE[match.group()], text)
