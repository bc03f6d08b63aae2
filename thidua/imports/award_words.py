"""How lists of old years write the awards: with and without "danh hiệu", quotation marks, "của", ranks in figures."""

from collections.abc import Iterable

_RANKS = (("Nhất", ("1", "I", "nhất")), ("Nhì", ("2", "II", "hai")), ("Ba", ("3", "III", "ba")))
_PROVINCE = (
    "Chủ tịch UBND tỉnh", "UBND tỉnh", "CT UBND tỉnh", "Chủ tịch Ủy ban nhân dân tỉnh", "Ủy ban nhân dân tỉnh",
    "Chủ tịch tỉnh", "tỉnh", "cấp tỉnh", "cấp bộ", "cấp bộ, ngành", "cấp bộ, tỉnh", "bộ, tỉnh", "Bộ trưởng",
    "cấp bộ, ban, ngành, tỉnh",
)  # fmt: skip
_PRIME_MINISTER = ("Thủ tướng", "Thủ tướng Chính phủ", "TTCP", "TTg")
_GOVERNMENT = ("Chính phủ", "CP")
_COMMUNE = (
    "Chủ tịch UBND cấp xã", "Chủ tịch UBND xã", "Chủ tịch UBND phường", "Chủ tịch UBND đặc khu", "UBND xã", "UBND phường",
    "UBND đặc khu", "UBND cấp xã", "Chủ tịch Ủy ban nhân dân xã", "Chủ tịch Ủy ban nhân dân phường",
)  # fmt: skip
_HEAD = (
    "Giám đốc",
    "Giám đốc Sở",
    "Giám đốc sở",
    "thủ trưởng đơn vị",
    "thủ trưởng cơ quan",
    "Hiệu trưởng",
    "cấp cơ sở",
)

# Kind of award, its short forms, who gives it, the code.
_BY_WHOM = (
    (("Bằng khen", "BK"), _PROVINCE, "diploma_of_merit_ministry_province"),
    (("Bằng khen", "BK"), _PRIME_MINISTER, "diploma_of_merit_prime_minister"),
    (("Cờ thi đua", "Cờ TĐ", "Cờ"), _PROVINCE, "ministry_province_emulation_flag"),
    (("Cờ thi đua", "Cờ TĐ", "Cờ"), _GOVERNMENT, "government_emulation_flag"),
    (("Giấy khen", "GK"), _COMMUNE, "certificate_of_merit_commune"),
    (("Giấy khen", "GK"), _HEAD, "certificate_of_merit_unit"),
)  # fmt: skip
_ALIKE = {
    "advanced_worker": ("LĐTT", "Lao động TT"),
    "grassroots_emulation_fighter": ("CSTĐ cơ sở", "CSTĐCS", "CSTĐ CS", "CSTĐ cấp cơ sở", "Chiến sĩ thi đua cấp cơ sở"),
    "ministry_province_emulation_fighter": (
        "CSTĐ cấp tỉnh", "CSTĐ tỉnh", "Chiến sĩ thi đua tỉnh", "CSTĐ cấp bộ", "Chiến sĩ thi đua cấp bộ",
        "CSTĐ cấp bộ, tỉnh",
    ),
    "national_emulation_fighter": ("CSTĐ toàn quốc", "CSTĐTQ", "CSTĐ TQ"),
    "advanced_labour_collective": ("TTLĐTT", "Tập thể LĐTT", "TT LĐTT"),
    "excellent_labour_collective": ("TTLĐXS", "Tập thể LĐXS", "TT LĐXS"),
}  # fmt: skip


def award_words(names: Iterable[tuple[str, str]], shorts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(word, code) of each award: its name first, then its abbreviation and what else people write.

    ``names`` and ``shorts``: (code, words). Of two awards with one abbreviation the first keeps it.
    """
    words: list[tuple[str, str]] = [(name, code) for code, name in names]
    codes = {code for _, code in words}
    words += [(short, code) for code, short in shorts]
    words += [(word, code) for code, some in _ALIKE.items() for word in some]
    for kinds, givers, code in _BY_WHOM:
        words += [(f"{kind} {of}{who}", code) for kind in kinds for of in ("của ", "") for who in givers]
    words = [pair for pair in words if pair[1] in codes]
    more = [(_bare(word), code) for word, code in words if _bare(word) != word]
    more += [(written, code) for word, code in words + more for written in _ranked(word)]
    more += [(f"Danh hiệu {word}", code) for word, code in words + more if not word.startswith("Danh hiệu ")]
    quoted = [
        (f"{before}{left}{word}{right}", code)
        for word, code in words
        for before in ("", "Danh hiệu ")
        for left, right in (("“", "”"), ('"', '"'))
    ]
    known: set[str] = set()
    kept = []
    for word, code in [*words, *more, *quoted]:
        if word not in known:
            known.add(word)
            kept.append((word, code))
    return kept


def _bare(name: str) -> str:
    return name.removeprefix("Danh hiệu ")


def _ranked(name: str) -> list[str]:
    """ "HCLĐ hạng Ba" also as "hạng 3", "hạng III"; "Huân chương" also as "HC"."""
    found = []
    for rank, others in _RANKS:
        if name.endswith(f" hạng {rank}"):
            stem = name.removesuffix(rank)
            found += [stem + other for other in others]
    if name.startswith("Huân chương "):
        short = "HC " + name.removeprefix("Huân chương ")
        found += [short, *_ranked(short)]
    return found
