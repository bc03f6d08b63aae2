"""Sums of dong in words, as receipts and payment lists write them."""

from __future__ import annotations

from paperwork.blocks import PaperError

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu", "tỷ")
MOST = 10**15


def _three(number: int, *, full: bool) -> list[str]:
    """Words of 0 … 999; ``full``: hundreds are named even when there are none ("không trăm linh năm")."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0:
        return [*words, *((["linh"] if words else []) + [_DIGITS[ones]] if ones else [])]
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if ones == 1 and tens > 1:
        return [*words, "mốt"]
    if ones == 5:
        return [*words, "lăm"]
    return [*words, _DIGITS[ones]] if ones else words


def dong_in_words(amount: int) -> str:
    """ "Bảy trăm mười nghìn đồng": a sum of 0 … 10^15 dong in words, the first letter large.

    Raises `PaperError` for what is no such sum.
    """
    if isinstance(amount, bool) or not isinstance(amount, int) or not 0 <= amount < MOST:
        raise PaperError("Số tiền phải là số nguyên đồng, không âm.")
    words = [] if amount else ["không"]
    # Groups of nine figures are counted in tỷ: 1 234 567 tỷ is read as a number of its own.
    for power, part in ((1, amount // 10**9), (0, amount % 10**9)):
        if not part:
            continue
        begun = bool(words)
        for scale in (2, 1, 0):
            group = part // 1000**scale % 1000
            if group:
                words += [*_three(group, full=begun), *([_SCALES[scale]] if scale else [])]
                begun = True
        if power:
            words.append("tỷ")
    text = " ".join([*words, "đồng"])
    return text[:1].upper() + text[1:]
