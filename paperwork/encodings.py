"""Which encoding a text is in, told by how Vietnamese it reads; columns of old encodings repaired, with a note each."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path

from paperwork import tcvn3, vni
from paperwork.sheet_guard import BookRefused

_WORD = re.compile(r"[^\W\d_]+|[^\x00-\x7f]+")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_NUCLEI = (
    "a ă â e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iê iêu iu oa oai oao oay oă oe oeo oi ôi ơi oo ua uâ uây uê ui uô uôi "
    "uơ uy uya uyê uyu ưa ưi ươ ươi ươu ưu yê yêu"
)
_SYLLABLE = re.compile(
    rf"(?:ngh|ng|nh|kh|gh|gi|qu|th|tr|ph|ch|[bcdđghklmnpqrstvx])?"
    rf"(?:{'|'.join(sorted(_NUCLEI.split(), key=len, reverse=True))})(ng|nh|ch|[cmnpt])?"
)
_ONLY_UNICODE = re.compile("[ăĂđĐĩĨũŨơƠưƯ\u1ea0-\u1ef9]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")


def _is_syllable(word: str) -> bool:
    """Whether a word could be a Vietnamese syllable: vowels that go together, at most one tone, and before a stop
    (c, ch, p, t) none but the rising or the heavy one."""
    parts = unicodedata.normalize("NFD", word.lower())
    tones = [part for part in parts if part in _TONES]
    if len(tones) > 1:
        return False
    match = _SYLLABLE.fullmatch(unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES)))
    if match is None:
        return False
    return match.group(1) not in ("c", "ch", "p", "t") or tones in (["\u0301"], ["\u0323"])


def vietnamese_share(texts: Iterable[str]) -> float:
    """Of the words with letters beyond ASCII, the share that could be Vietnamese syllables; 1 where there are none."""
    good = seen = 0
    for text in texts:
        for word in _WORD.findall(unicodedata.normalize("NFC", text)):
            if not word.isascii():
                seen += 1
                good += _is_syllable(word)
    return good / seen if seen else 1.0


def csv_shape(path: Path) -> tuple[str, str, str]:
    """(encoding for Python, delimiter, note in Vietnamese or "") of a text file. Raises BookRefused when it is none.

    UTF-16 with or without its mark, UTF-8, else the 8-bit reading that is most Vietnamese: Windows-1258, or Latin-1 for
    TCVN3 and VNI, which are repaired column by column afterwards.
    """
    data = path.read_bytes()
    encoding, note = _encoding(data)
    text = data.decode(encoding, "replace")
    if "\0" in text:
        raise BookRefused("tệp không phải bảng CSV")
    return encoding, _delimiter(text[:200_000]), note


def _encoding(data: bytes) -> tuple[str, str]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16", "Tệp ở bảng mã UTF-16."
    sample = data[:4000]
    if len(sample) > 20 and sample[1::2].count(0) > len(sample) * 0.3:
        return "utf-16-le", "Tệp ở bảng mã UTF-16."
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8-sig", ""
    lines = [line for line in data[:400_000].split(b"\n") if not line.isascii()][:2000]
    as_1258 = vietnamese_share(line.decode("cp1258", "replace") for line in lines)
    latin = [line.decode("latin-1") for line in lines]
    as_latin = max(vietnamese_share(map(tcvn3.to_unicode, latin)), vietnamese_share(map(vni.to_unicode, latin)), 0.0)
    if as_1258 > as_latin:
        return "cp1258", "Tệp ở bảng mã Windows-1258, đã chuyển sang Unicode."
    return "latin-1", ""


def _delimiter(text: str) -> str:
    """The sign that cuts the most lines into the same number of columns."""
    best, chosen = (0, 0), ","
    for sign in (";", ",", "\t", "|"):
        try:
            rows = [len(row) for row in csv.reader(text.splitlines()[:60], delimiter=sign) if row]
        except csv.Error:
            continue
        counts = Counter(width for width in rows if width > 1)
        if counts:
            width, often = counts.most_common(1)[0]
            if (often, width) > best:
                best, chosen = (often, width), sign
    return chosen


def clean(text: str) -> str:
    """NFC without invisible signs, blanks single. ValueError for control characters, with a reason in Vietnamese."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if "  " in text or text[:1] == " " or text[-1:] == " " else text
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return " ".join(text.split())
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).replace("\r\n", "\n").replace("\u00a0", " ")
    for letter in text:
        if letter not in "\n\t" and unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn"):
            raise ValueError("ô có ký tự điều khiển hoặc ký tự không đọc được")
    return " ".join(text.split())


def repair(texts: Collection[str]) -> tuple[dict[str, str], str]:
    """How the texts of one column read in Unicode: {text: repaired} for those that change, and a note or "".

    A column wholly in TCVN3 or VNI is converted as a whole; in a mixed one only the texts that can be nothing else.
    """
    odd = [text for text in texts if not text.isascii()]
    open_ = [text for text in odd if not _ONLY_UNICODE.search(text)]  # the others are Unicode beyond doubt
    old3 = [text for text in open_ if tcvn3.looks_like_tcvn3(text)]
    old_vni = [text for text in open_ if vni.looks_like_vni(text)]
    changed: dict[str, str] = {}
    notes = []
    if old3 or old_vni:
        share3 = vietnamese_share(map(tcvn3.to_unicode, old3 or old_vni))
        share_vni = vietnamese_share(map(vni.to_unicode, old_vni or old3))
        is_vni = (share_vni, len(old_vni)) > (share3, len(old3))
        name, convert, found = ("VNI", vni.to_unicode, old_vni) if is_vni else ("TCVN3 (ABC)", tcvn3.to_unicode, old3)
        has_unicode = len(open_) < len(odd) or any(
            _ONLY_UNICODE.search(unicodedata.normalize("NFC", text)) for text in open_
        )
        changed = {text: new for text in (found if has_unicode else odd) if (new := convert(text)) != text}
        notes.append(f"chữ {name} đã chuyển sang Unicode" + (f" ({len(found)} ô khác nhau)" if has_unicode else ""))
    loose = [text for text in odd if text not in changed and not unicodedata.is_normalized("NFC", text)]
    if loose:
        changed |= {text: unicodedata.normalize("NFC", text) for text in loose}
        notes.append("chữ Unicode tổ hợp đã chuyển sang dựng sẵn")
    return changed, "; ".join(notes)
