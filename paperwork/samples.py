"""Realistic papers of Quảng Ninh province, invented people: what the tests print and the eye can check."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from paperwork.blocks import Column, Distribution, Issuer, Reference, Section, Signer, Table
from paperwork.certificates import Certificate
from paperwork.papers.appraisal_report import AppraisalReport, Appraised, OpinionLine
from paperwork.papers.conference_minutes import ConferenceMinutes, Resolution
from paperwork.papers.council_minutes import Absentee, Attendee, CouncilMinutes, CouncilResult
from paperwork.papers.count_sheet import CountSheet, Teller
from paperwork.papers.decision import AttachedList, Decision
from paperwork.papers.launch_plan import Criterion, LaunchPlan, Milestone
from paperwork.papers.movement_review import Commended, MovementReviewPaper, Steered, TargetLine, UnitLine
from paperwork.papers.nomination_list import NominationList, Nominee
from paperwork.papers.pledge import Party, Pledge, PledgeTarget, RegisteredTitle
from paperwork.papers.ranking import RankedUnit, Ranking
from paperwork.papers.verdict_sheet import ConditionLine, VerdictSheet

VIETNAM = timezone(timedelta(hours=7))
PROVINCE = Issuer(parent="", name="Ủy ban nhân dân tỉnh Quảng Ninh", place="Quảng Ninh")
HOME_AFFAIRS = Issuer(parent="Ủy ban nhân dân tỉnh Quảng Ninh", name="Sở Nội vụ", place="Quảng Ninh")
COUNCIL = Issuer(
    parent="Ủy ban nhân dân tỉnh Quảng Ninh",
    name="Hội đồng\nThi đua - Khen thưởng",
    place="Quảng Ninh",
)
CHAIR = Signer(authority_prefix="", position="Chủ tịch", name="Nguyễn Thị Hạnh Phương")
DEPUTY = Signer(authority_prefix="KT. Chủ tịch", position="Phó Chủ tịch", name="Bùi Văn Khắng")
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


def honorific(number: int) -> str:
    return "Bà " if "Thị" in person(number) else "Ông "


def post(number: int) -> str:
    return f"Chuyên viên Văn phòng HĐND và UBND {PLACES[number % len(PLACES)]}"


def decision(count: int = 40) -> Decision:
    rows: list[tuple[str | int, ...] | str] = ["I. CÁ NHÂN"]
    rows += [(n, honorific(n) + person(n), post(n), "") for n in range(1, count + 1)]
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
                note=f"(Danh sách này gồm {count} cá nhân và 01 tập thể.)",
            ),
        ),
    )


CSTD = "Danh hiệu “Chiến sĩ thi đua cơ sở”"
TTLDXS = "Danh hiệu “Tập thể lao động xuất sắc”"


def council_results() -> tuple[CouncilResult, ...]:
    rows = [CouncilResult(honorific(n) + person(n), post(n), CSTD, 22 + n % 3, 2 - n % 3, True) for n in range(1, 9)]
    rows.append(CouncilResult("Ông Đỗ Minh Sỹ", post(9), CSTD, 20, 4, False))
    rows.append(CouncilResult("Văn phòng HĐND và UBND", "Phường Bãi Cháy", TTLDXS, 24, 0, True))
    return tuple(rows)


def council_minutes() -> CouncilMinutes:
    return CouncilMinutes(
        issuer=COUNCIL,
        reference=Reference(number=3, symbol="BB-HĐTĐKT", dated=date(2026, 1, 12)),
        summary="Họp xét, đề nghị tặng danh hiệu thi đua năm 2025",
        started_at=datetime(2026, 1, 12, 8, 0, tzinfo=VIETNAM),
        ended_at=datetime(2026, 1, 12, 10, 45, tzinfo=VIETNAM),
        venue="Phòng họp số 3, trụ sở liên cơ quan số 2, phường Hạ Long",
        chair="Bà Nguyễn Thị Hạnh Phương, Chủ tịch Hội đồng",
        secretary="Ông Trần Quang Khuê, Thư ký Hội đồng",
        members_total=24,
        present=tuple(
            Attendee(
                honorific(n + 50) + person(n + 50), f"Phó Giám đốc Sở {('Tài chính', 'Y tế', 'Xây dựng')[n % 3]}", role
            )
            for n, role in enumerate(["Chủ tịch Hội đồng", "Phó Chủ tịch Hội đồng", *["Ủy viên"] * 20])
        ),
        absent=(
            Absentee("Ông Lê Hữu Ưng", "Giám đốc Sở Công Thương", "đi công tác", wrote=True),
            Absentee("Bà Phạm Thị Yến", "Phó Giám đốc Sở Tư pháp", "nghỉ ốm"),
        ),
        proceedings=(
            "Chủ trì nêu mục đích, yêu cầu của cuộc họp và quán triệt tiêu chuẩn danh hiệu theo quy định.",
            "Cơ quan thường trực báo cáo kết quả thẩm định hồ sơ của 09 cá nhân và 01 tập thể.",
            "Các thành viên Hội đồng thảo luận, thống nhất đưa toàn bộ trường hợp vào danh sách bỏ phiếu.",
        ),
        voting_method="bỏ phiếu kín",
        results=council_results(),
        conclusions=(
            "Hội đồng nhất trí đề nghị cấp có thẩm quyền tặng danh hiệu cho 08 cá nhân và 01 tập thể đạt tỷ lệ phiếu.",
        ),
    )


def count_sheet() -> CountSheet:
    return CountSheet(
        issuer=COUNCIL,
        reference=Reference(number=4, symbol="BB-HĐTĐKT", dated=date(2026, 1, 12)),
        summary="Kiểm phiếu xét tặng danh hiệu thi đua năm 2025",
        counted_at=datetime(2026, 1, 12, 10, 5, tzinfo=VIETNAM),
        venue="Phòng họp số 3, trụ sở liên cơ quan số 2, phường Hạ Long",
        tellers=(
            Teller("Bà Vũ Thị Thanh Hằng", "Trưởng ban"),
            Teller("Ông Bùi Quang Đạt", "Ủy viên"),
            Teller("Bà Ngô Thị Yến", "Ủy viên"),
        ),
        members_total=24,
        members_present=22,
        issued=22,
        returned=22,
        valid=22,
        invalid=0,
        written_opinions=2,
        threshold="từ 90% tổng số thành viên Hội đồng trở lên",
        results=council_results(),
        chair="Nguyễn Thị Hạnh Phương",
        secretary="Trần Quang Khuê",
        check_code="9f2c 71ab 04de 88c1",
    )


def conference_minutes() -> ConferenceMinutes:
    return ConferenceMinutes(
        issuer=Issuer("", "Cụm thi đua số 1\ntỉnh Quảng Ninh", "Hạ Long"),
        reference=Reference(number=1, symbol="BB-CTĐ1", dated=date(2025, 3, 6)),
        summary="Hội nghị ký kết giao ước thi đua năm 2025",
        started_at=datetime(2025, 3, 6, 14, 0, tzinfo=VIETNAM),
        ended_at=datetime(2025, 3, 6, 16, 30, tzinfo=VIETNAM),
        venue="Hội trường Ủy ban nhân dân phường Hạ Long",
        chair="Ông Trần Mạnh Hùng, Cụm trưởng",
        secretary="Bà Lê Thị Quỳnh, Văn phòng Cụm trưởng",
        attendance=("Đại diện Sở Nội vụ", "Lãnh đạo 09 phường, xã thành viên", "Công chức phụ trách thi đua"),
        agenda=(
            Section("Khai mạc", ("Cụm trưởng khai mạc, thông qua chương trình hội nghị.",)),
            Section("Thảo luận", ("Đại biểu thống nhất 12 chỉ tiêu và bảng điểm của Cụm năm 2025.",)),
        ),
        voters=9,
        resolutions=(Resolution("Thông qua bản giao ước thi đua năm 2025", 9, 0), Resolution("Bầu Cụm phó", 8, 0, 1)),
    )


def launch_plan() -> LaunchPlan:
    return LaunchPlan(
        issuer=PROVINCE,
        reference=Reference(number=41, symbol="KH-UBND", dated=date(2025, 2, 10)),
        summary="Phát động phong trào thi đua yêu nước năm 2025",
        movement="Quảng Ninh đoàn kết, sáng tạo, bứt phá",
        slogan="Nói đi đôi với làm, kết quả đo được",
        legal_bases=LEGAL_BASES[1:],
        purposes=(
            "1. Động viên các tập thể, cá nhân hoàn thành toàn diện chỉ tiêu kinh tế - xã hội năm 2025 của tỉnh.",
            "2. Phong trào gắn với nhiệm vụ thường xuyên, có tiêu chí, có kiểm tra, có sơ kết và tổng kết.",
        ),
        scope=("Đối tượng: các sở, ban, ngành; các xã, phường, đặc khu; doanh nghiệp và Nhân dân trên địa bàn tỉnh.",),
        criteria=(
            Criterion("Đối với tập thể", "Hoàn thành vượt mức thu ngân sách được giao", 20),
            Criterion("Đối với tập thể", "Tỷ lệ hồ sơ giải quyết đúng hạn từ 99% trở lên", 15),
            Criterion("Đối với cá nhân", "Có sáng kiến được công nhận, áp dụng có hiệu quả", 10),
        ),
        calendar=(
            Milestone("Phát động, ký kết giao ước", date(2025, 3, 6)),
            Milestone("Sơ kết 6 tháng", date(2025, 7, 15), "Cụm trưởng chủ trì"),
            Milestone("Tổng kết, bình xét", date(2025, 12, 20), "Gửi hồ sơ trước ngày 15/01/2026"),
        ),
        commendation=("Xét tặng cờ thi đua, bằng khen của tỉnh cho tập thể, cá nhân tiêu biểu theo quy định.",),
        tasks=(
            "1. Sở Nội vụ hướng dẫn, đôn đốc, tổng hợp, báo cáo Ủy ban nhân dân tỉnh.",
            "2. Các sở, ngành, địa phương xây dựng kế hoạch và tổ chức thực hiện.",
        ),
        signer=Signer("TM. Ủy ban nhân dân\nKT. Chủ tịch", "Phó Chủ tịch", "Nguyễn Thị Hạnh Phương"),
        distribution=Distribution(
            ("Ban Thi đua - Khen thưởng Trung ương (để báo cáo)", "Các sở, ban, ngành"), "VT, NV"
        ),
    )


def movement_review() -> MovementReviewPaper:
    targets = (
        TargetLine("Hồ sơ nộp trực tuyến toàn trình", "%", Decimal("90"), 12, 10, "bình quân 91,25 %"),
        TargetLine("Tuyến đường hoa xây dựng mới", "km", Decimal("12.5"), 9, 7, "86,4 km"),
    )
    return MovementReviewPaper(
        issuer=PROVINCE,
        reference=Reference(number=7, symbol="BC-UBND", dated=date(2025, 7, 15)),
        summary="Sơ kết phong trào thi đua “Quảng Ninh đoàn kết, sáng tạo, bứt phá”",
        opening="Thực hiện Kế hoạch số 41/KH-UBND ngày 10/02/2025, Ủy ban nhân dân tỉnh báo cáo kết quả như sau:",
        steering=("Phong trào được phát động đến 54 đơn vị; 51 đơn vị có kế hoạch hưởng ứng.",),
        documents=(Steered("12/UBND-NC", date(2025, 3, 4), "Ủy ban nhân dân tỉnh", "Đôn đốc ký kết giao ước"),),
        targets=targets,
        assessment=("Phong trào được triển khai rộng khắp, có trọng tâm.",),
        shortcomings=("Một số đơn vị báo cáo chậm.",),
        lessons=("Giao chỉ tiêu có đơn vị tính ngay từ khi phát động.",),
        directions=("Tập trung các chỉ tiêu chưa đạt trong quý IV.",),
        commended=(Commended("Nguyễn Thị Hạnh Phương", "Phường Hạ Long", "Có sáng kiến được áp dụng."),),
        units=(
            UnitLine(
                "Phường Hạ Long", (("Tuyến đường hoa xây dựng mới", Decimal("14"), "km", ""),), ("Đúng tiến độ.",)
            ),
        ),
        signer=Signer("TM. Ủy ban nhân dân", "Chủ tịch", "Nguyễn Thị Hạnh Phương"),
        distribution=Distribution(("Các sở, ban, ngành",)),
    )


def appraisal_report() -> AppraisalReport:
    return AppraisalReport(
        issuer=HOME_AFFAIRS,
        reference=Reference(number=88, symbol="BC-SNV", dated=date(2026, 1, 26)),
        summary="Thẩm định hồ sơ đề nghị tặng danh hiệu “Chiến sĩ thi đua cấp tỉnh” năm 2025 của Phường Hạ Long",
        addressees=("Chủ tịch Ủy ban nhân dân tỉnh Quảng Ninh",),
        dossier=(
            "Phường Hạ Long đề nghị 15 trường hợp theo Tờ trình số 14/TTr-UBND ngày 20/01/2026.",
            "Hồ sơ tiếp nhận ngày 21/01/2026, xét theo quy định có hiệu lực ngày 21/01/2026.",
        ),
        rules=("Khoản 1 Điều 22 Luật Thi đua, khen thưởng số 06/2022/QH15.",),
        included=tuple(Appraised(person(n), post(n), "Có thể đề xét") for n in range(1, 15)),
        excluded=(Appraised(person(15), post(15), "Cần người xem xét", "Đang chờ kết luận xác minh đơn tố cáo"),),
        recommendation=("Trình Hội đồng xét 14 trường hợp đưa vào danh sách.",),
        signer=Signer("KT. Giám đốc", "Phó Giám đốc", "Phạm Thị Ngọc Hòa"),
        distribution=Distribution(("Như trên", "Ủy ban nhân dân phường Hạ Long")),
        opinions=(OpinionLine("Công an tỉnh", "Cả hồ sơ", "Nhất trí", "12/CAT", date(2026, 1, 22)),),
    )


def nomination_list() -> NominationList:
    merit = "Hoàn thành xuất sắc nhiệm vụ 02 năm liên tục; có 01 sáng kiến được công nhận"
    return NominationList(
        issuer=HOME_AFFAIRS,
        reference=Reference(number=14, symbol="TTr-SNV", dated=date(2026, 1, 20)),
        summary="Về việc đề nghị tặng danh hiệu thi đua năm 2025",
        addressees=("Chủ tịch Ủy ban nhân dân tỉnh Quảng Ninh",),
        legal_bases=LEGAL_BASES[1:],
        opening=("Trên cơ sở kết quả họp, bỏ phiếu của Hội đồng Thi đua - Khen thưởng ngày 12 tháng 01 năm 2026,",),
        nominees=(
            *(Nominee(honorific(n) + person(n), post(n), CSTD, merit=merit, share="95,83%") for n in range(1, 15)),
            Nominee("Văn phòng HĐND và UBND", "Phường Bãi Cháy", TTLDXS, kind="unit", share="100,00%"),
        ),
        signer=Signer("KT. Giám đốc", "Phó Giám đốc", "Phạm Thị Ngọc Hòa"),
        distribution=Distribution(("Như trên", "Hội đồng Thi đua - Khen thưởng tỉnh"), "VT, BTĐKT"),
    )


def pledge() -> Pledge:
    return Pledge(
        issuer=Issuer("Cụm thi đua số 1", "Ủy ban nhân dân\nphường Hạ Long", "Hạ Long"),
        year=2025,
        movement="Quảng Ninh đoàn kết, sáng tạo, bứt phá",
        parties=(
            Party("Cụm thi đua số 1", "Ông Trần Mạnh Hùng, Cụm trưởng", Signer("", "Cụm trưởng", "Trần Mạnh Hùng")),
            Party(
                "Ủy ban nhân dân phường Hạ Long",
                "Bà Đỗ Thị Bích Ngọc, Chủ tịch",
                Signer("TM. Ủy ban nhân dân", "Chủ tịch", "Đỗ Thị Bích Ngọc"),
            ),
        ),
        targets=(
            PledgeTarget("Thu ngân sách trên địa bàn", "tỷ đồng", 1250, 1400, 20, date(2025, 12, 31)),
            PledgeTarget(
                "Hồ sơ thủ tục hành chính giải quyết đúng hạn", "%", Decimal("97.5"), 99, 15, date(2025, 12, 15)
            ),
            PledgeTarget("Hộ gia đình đạt chuẩn văn hóa", "%", Decimal("93.2"), 95, 10, date(2025, 11, 18)),
            PledgeTarget("Sáng kiến được công nhận", "sáng kiến", 6, 10, 10, None),
        ),
        titles=(
            RegisteredTitle("Tập thể lao động xuất sắc", "Văn phòng HĐND và UBND phường"),
            RegisteredTitle("Chiến sĩ thi đua cơ sở", "05 cá nhân"),
        ),
        commitments=("Phấn đấu hoàn thành và vượt các chỉ tiêu đã đăng ký; tự chấm điểm trung thực, đúng thời hạn.",),
        signed_on=date(2025, 3, 6),
    )


def ranking() -> Ranking:
    names = (
        "Hạ Long",
        "Bãi Cháy",
        "Cẩm Phả",
        "Uông Bí",
        "Móng Cái 1",
        "Đông Triều",
        "Quảng Yên",
        "Hồng Gai",
        "Tuần Châu",
    )
    return Ranking(
        issuer=Issuer("Ủy ban nhân dân tỉnh Quảng Ninh", "Cụm thi đua số 1", "Quảng Ninh"),
        year=2025,
        cluster="Cụm thi đua số 1 (các phường trung tâm)",
        rows=tuple(
            RankedUnit(
                max(1, n if n != 4 else 3),
                f"Ủy ban nhân dân phường {name}",
                Decimal("99.5") - n,
                Decimal("98.25") - n,
                Decimal("1.5"),
                0 if n < 5 else Decimal("0.5"),
                Decimal("99.75") - n,
                "Đề nghị tặng Cờ thi đua của tỉnh" if n == 1 else "",
            )
            for n, name in enumerate(names, start=1)
        ),
        signers=(Signer("", "Người lập biểu", "Lê Thị Quỳnh"), Signer("", "Cụm trưởng", "Trần Mạnh Hùng")),
        dated=date(2025, 12, 22),
        notes=("Điểm thẩm định là điểm sau khi Cụm kiểm tra chéo; đơn vị bằng điểm được xếp cùng hạng.",),
    )


def verdict_sheet() -> VerdictSheet:
    return VerdictSheet(
        issuer=HOME_AFFAIRS,
        subject="Bà Nguyễn Thị Thanh Huyền",
        post="Chuyên viên Phòng Kinh tế, Hạ tầng và Đô thị, UBND phường Hạ Long",
        award="Chiến sĩ thi đua cơ sở",
        rule_date=date(2026, 1, 12),
        regime="Luật Thi đua, khen thưởng năm 2022",
        outcome="unknown",
        conditions=(
            ConditionLine(
                "Đạt danh hiệu “Lao động tiên tiến”", "met", "LĐTT năm 2025, QĐ 88/QĐ-UBND", "Điều 23 khoản 1"
            ),
            ConditionLine("Một trong các thành tích sau", "unknown", "", "Điều 23 khoản 2"),
            ConditionLine("Hoàn thành xuất sắc nhiệm vụ", "not_met", "Xếp loại: Hoàn thành tốt", "Điều 23 khoản 2", 1),
            ConditionLine(
                "Có sáng kiến được công nhận", "unknown", "Chưa có quyết định công nhận", "Điều 23 khoản 2", 1
            ),
            ConditionLine("Không trong thời hạn bị kỷ luật", "met", "Không có kỷ luật", "Luật, Điều 23"),
        ),
        dated=date(2026, 1, 13),
        data_version="2025.1",
        signers=(Signer("", "Người lập phiếu", "Lê Thị Quỳnh"), Signer("KT. Giám đốc", "Phó Giám đốc", "Phạm Thị Hòa")),
    )


def certificate(number: int = 1) -> Certificate:
    return Certificate(
        authority="Chủ tịch Ủy ban nhân dân phường Hạ Long",
        award="Giấy khen",
        name=honorific(number) + person(number),
        detail="Chuyên viên Phòng Kinh tế, Hạ tầng và Đô thị, Ủy ban nhân dân phường Hạ Long",
        achievement=(
            "Đã hoàn thành xuất sắc nhiệm vụ, có nhiều đóng góp trong phong trào thi đua “Quảng Ninh đoàn kết, sáng "
            "tạo, bứt phá” năm 2025"
        ),
        decision="128/QĐ-UBND",
        decided_on=date(2026, 1, 15),
        gold_book_number=number,
        place="Hạ Long",
        issued_on=date(2026, 1, 15),
        signer=Signer("KT. Chủ tịch", "Phó Chủ tịch", "Đỗ Thị Bích Ngọc"),
        check_code=f"GK-2026-{number:06d}",
    )


# Fills more than a page, with paragraphs of many lines.
LONG_OPENING = tuple(
    f"{number}. Hội đồng Thi đua - Khen thưởng đã họp, xem xét hồ sơ, biểu quyết, bỏ phiếu kín theo đúng quy định, trình tự, "
    "thủ tục; kết quả được ghi trong biên bản, công khai tại cơ quan, đơn vị, không có kiến nghị, phản ánh; hồ sơ, tài liệu "
    "kèm theo đầy đủ, hợp lệ, gồm tờ trình, danh sách, báo cáo thành tích, biên bản họp, kết quả kiểm phiếu."
    for number in range(1, 13)
)
