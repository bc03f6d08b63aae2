"""Who awards from outside the province: the State, the Prime Minister, ministries and central organisations.

They are no units of the register, so an award line keeps their name as its decision prints it (``Honour.authority``).
"""

import re

from thidua.shared.text import fold, nfc

PRESIDENT, PRIME_MINISTER = "Chủ tịch nước", "Thủ tướng Chính phủ"
# The authorities that award or recommend above the province (Luật Thi đua, khen thưởng 2022, Điều 77–79).
NATIONAL = (PRESIDENT, PRIME_MINISTER, "Ủy ban Thường vụ Quốc hội", "Chính phủ")
_OTHER_WORDS = {
    "chu tich nuoc": PRESIDENT,
    "chu tich nuoc chxhcn viet nam": PRESIDENT,
    "chu tich nuoc cong hoa xa hoi chu nghia viet nam": PRESIDENT,
    "nha nuoc": PRESIDENT,
    "ctn": PRESIDENT,
    "thu tuong": PRIME_MINISTER,
    "thu tuong chinh phu": PRIME_MINISTER,
    "ttcp": PRIME_MINISTER,
    "tt chinh phu": PRIME_MINISTER,
    "ubtvqh": "Ủy ban Thường vụ Quốc hội",
}
# Ministries and bodies of their rank, those of today and those joined since; they award in old lists.
_MINISTRIES = (
    "Quốc phòng", "Công an", "Ngoại giao", "Nội vụ", "Tư pháp", "Tài chính", "Công Thương", "Xây dựng", "Y tế",
    "Giáo dục và Đào tạo", "Khoa học và Công nghệ", "Văn hóa, Thể thao và Du lịch", "Nông nghiệp và Môi trường",
    "Dân tộc và Tôn giáo", "Kế hoạch và Đầu tư", "Giao thông vận tải", "Thông tin và Truyền thông",
    "Tài nguyên và Môi trường", "Nông nghiệp và Phát triển nông thôn", "Lao động - Thương binh và Xã hội",
)  # fmt: skip
_CENTRAL = re.compile(
    r"thanh tra chinh phu|van phong (chinh phu|chu tich nuoc|quoc hoi)|uy ban dan toc"
    r"|tong lien doan lao dong( viet nam)?|kiem toan nha nuoc|ngan hang nha nuoc viet nam|bao hiem xa hoi viet nam"
    r"|(bch|ban chap hanh|ban thuong vu|ban bi thu) trung uong( doan| dang| hoi)?\b.*|trung uong (doan|hoi|mttq)\b.*"
    r"|(ban|hoi|uy ban)\b.* (trung uong( dang)?|trung uong hoi|mttq viet nam|mat tran to quoc viet nam)"
    r"|hoi (nong dan|cuu chien binh|lien hiep phu nu|chu thap do) viet nam"
    r"|((chanh an )?(toa an nhan dan|tand)|(vien truong )?(vien kiem sat nhan dan|vksnd)) toi cao"
)


def _words(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(text).replace("&", " va ")).split())


_NAMED = {_words(name): name for name in NATIONAL} | _OTHER_WORDS
_BO = {_words(name) for name in _MINISTRIES} | {
    "gd va dt", "gd dt", "kh va cn", "vhttdl", "vh tt va dl", "nn va mt", "nn va ptnt", "tn va mt", "tt va tt", "gtvt",
    "ldtbxh", "ld tb va xh", "ld tb xh", "kh va dt", "kh dt",
}  # fmt: skip


def outside_authority(text: str) -> str | None:
    """The authority above the province that a text names, as it is written; None where it may be a unit of ours."""
    words = _words(text)
    if words in _NAMED:
        return _NAMED[words]
    ministry = words.removeprefix("bo truong ").removeprefix("bo ")
    is_named = (words.startswith("bo ") and ministry in _BO) or _CENTRAL.fullmatch(words)
    return nfc(text)[:200] if is_named else None
