"""Check codes on certificates: readable, unguessable, and telling a typing error from an unknown code.

Fifteen random symbols of Crockford's base32 (75 bits; no I, L, O, U) and one check symbol, written in groups of four.
The check symbol is a weighted sum in the field of 32 elements: the weights are distinct powers of a generator, so every
single wrong symbol and every swap of two different symbols is noticed.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
GROUP = 4
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
# Letters people write for the digits they look like.
_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0"})
_IGNORED = str.maketrans("", "", "-–—_. \t\r\n\u00a0")


class BadCode(ValueError):
    """What was typed cannot be a check code; the message is Vietnamese and says where to look."""


def _powers() -> list[int]:
    """Powers of the generator x of GF(32), modulo x^5 + x^2 + 1."""
    powers, value = [], 1
    for _ in range(31):
        powers.append(value)
        value <<= 1
        if value & 32:
            value ^= 0b100101
    return powers


_POWER = _powers()
_LOG = {value: exponent for exponent, value in enumerate(_POWER)}


def _check_symbol(body: str) -> str:
    total = 0
    # The weight of the check symbol itself would be power 0, so the body starts at 1.
    for place, symbol in enumerate(body, start=1):
        value = _VALUE[symbol]
        if value:
            total ^= _POWER[(_LOG[value] + place) % 31]
    return ALPHABET[total]


def _grouped(symbols: str) -> str:
    return "-".join(symbols[start : start + GROUP] for start in range(0, len(symbols), GROUP))


def new_code() -> str:
    """A fresh code such as "7K3M-9QXA-…" from the operating system's randomness."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return _grouped(body + _check_symbol(body))


def read_code(typed: str) -> str:
    """The canonical form of what somebody typed; small letters, blanks and look-alike letters are understood.

    Raises :class:`BadCode` when it cannot be any code: then the person mistyped it, and no register need be asked.
    """
    symbols = typed.upper().translate(_IGNORED).translate(_ALIKE)
    if not symbols:
        raise BadCode("Mời nhập mã kiểm tra in trên giấy khen, bằng khen.")
    strange = sorted({symbol for symbol in symbols if symbol not in _VALUE})
    if strange:
        shown = ", ".join(f"“{symbol}”" for symbol in strange[:3] if symbol.isprintable())
        raise BadCode(f"Mã kiểm tra không có ký tự {shown or 'này'}. Mời xem lại mã in trên giấy và gõ lại.")
    if len(symbols) != LENGTH:
        raise BadCode(f"Mã kiểm tra có {LENGTH} ký tự, mã vừa nhập có {len(symbols)}. Mời xem lại và gõ lại.")
    if _check_symbol(symbols[:-1]) != symbols[-1]:
        raise BadCode("Mã vừa nhập có chỗ gõ sai: ký tự kiểm tra không khớp. Mời so lại từng nhóm bốn ký tự.")
    return _grouped(symbols)
