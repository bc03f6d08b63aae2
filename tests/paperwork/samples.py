"""Realistic papers of Quảng Ninh province, invented people: what the tests print and the eye can check."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from paperwork.blocks import Column, Distribution, Issuer, Reference, Signer, Table
from paperwork.papers.decision import AttachedList, Decision

VIETNAM = timezone(timedelta(hours=7))
PROVINCE = Issuer(parent="", name="Ủy ban nhân dân tỉnh Quảng Ninh", place="Quảng Ninh")
HOME_AFFAIRS = Issuer(
    parent="Ủy ban nhân dân tỉnh Quảng Ninh", name="Sở Nội vụ", place="Quảng Ninh"
)
COUNCIL = Issuer(
    parent="Ủy ban nhân dân tỉnh Quảng Ninh",
    name="Hội đồng\nThi đua - Khen thưởng",
    place="Quảng Ninh",
)
CHAIR = Signer(authority_prefix="", position="Chủ tịch", name="Nguyễn Thị Hạnh Phương")
DEPUTY = Signer(
    authority_prefix="KT. Chủ tịch", position="Phó Chủ tịch", name="Bùi Văn Khắng"
)
PLACES = (
    "phường Hạ Long",
    "phường Bãi Cháy",
    "phường Cẩm Phả",
    "xã Vân Đồn",
    "đặc khu Cô Tô",
    "phường Uông Bí",
)
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
MIDDLE = ("Văn", "Thị", "Đức", "Ngọc", "Minh", "Thị Thanh", "Quang", "Hữu")
GIVEN = (
    "Hòa",
    "Hằng",
    "Tuấn",
    "Mỹ Duyên",
    "Khuê",
    "Thưởng",
    "Ưng",
    "Quỳnh",
    "Sỹ",
    "Đạt",
    "Yến",
)
LEGAL_BASES = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025",
    "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022",
    "Căn cứ Nghị định số 152/2025/NĐ-CP ngày 14 tháng 6 năm 2025 của Chính phủ quy định về phân cấp, phân quyền trong "
    "lĩnh vực thi đua, khen thưởng",
)


def person(number: int) -> str:
    """One of many distinct invented names."""
    return " ".join(
        (
            FAMILY[number % len(FAMILY)],
            MIDDLE[number // 3 % len(MIDDLE)],
            GIVEN[number * 7 % len(GIVEN)],
        )
    )


def post(number: int) -> str:
    return f"Chuyên viên Văn phòng HĐND và UBND {PLACES[number % len(PLACES)]}"


def decision(count: int = 40) -> Decision:
    rows: list[tuple[str | int, ...] | str] = ["I. CÁ NHÂN"]
    rows += [
        (n, ("Ông " if n % 2 else "Bà ") + person(n), post(n), "")
        for n in range(1, count + 1)
    ]
    rows += [
        "II. TẬP THỂ",
        (1, "Phòng Kinh tế, Hạ tầng và Đô thị", "Ủy ban nhân dân phường Hạ Long", ""),
    ]
    return Decision(
        issuer=PROVINCE,
        reference=Reference(number=5, symbol="QĐ-UBND", dated=date(2026, 2, 3)),
        summary="Về việc tặng danh hiệu “Chiến sĩ thi đua cơ sở” và “Tập thể lao động xuất sắc” năm 2025",
        authority="Chủ tịch Ủy ban nhân dân tỉnh Quảng Ninh",
        legal_bases=LEGAL_BASES,
        proposal="Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 14/TTr-SNV ngày 20 tháng 01 năm 2026",
        articles=(
            f"Tặng danh hiệu “Chiến sĩ thi đua cơ sở” năm 2025 cho {count} cá nhân và “Tập thể lao động xuất sắc” năm "
            "2025 cho 01 tập thể thuộc tỉnh Quảng Ninh (có danh sách kèm theo), đã có thành tích xuất sắc trong phong "
            "trào thi đua yêu nước.",
            "Tiền thưởng kèm theo danh hiệu được chi từ quỹ thi đua, khen thưởng của tỉnh theo quy định hiện hành.",
            "Quyết định này có hiệu lực kể từ ngày ký.\nChánh Văn phòng Ủy ban nhân dân tỉnh, Giám đốc Sở Nội vụ, thủ "
            "trưởng các cơ quan, đơn vị liên quan và các tập thể, cá nhân có tên tại Điều 1 chịu trách nhiệm thi hành "
            "Quyết định này.",
        ),
        signer=CHAIR,
        distribution=Distribution(
            recipients=(
                "Như Điều 3",
                "Thường trực Tỉnh ủy (để báo cáo)",
                "Các Phó Chủ tịch UBND tỉnh",
            ),
            filed="VT, BTĐKT",
        ),
        lists=(
            AttachedList(
                title="Danh sách cá nhân, tập thể được tặng danh hiệu thi đua năm 2025",
                table=Table(
                    columns=(
                        Column("STT", 0, "center"),
                        Column("Họ và tên", 3),
                        Column("Chức vụ, đơn vị công tác", 5),
                        Column("Ghi chú", 1.2),
                    ),
                    rows=tuple(rows),
                ),
                note="(Danh sách này gồm 40 cá nhân và 01 tập thể.)",
            ),
        ),
    )
