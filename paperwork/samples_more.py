"""More papers of the practice province: letters, invitations, handovers, lists, reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from paperwork.blocks import Distribution, Issuer, Reference, Section, Signer
from paperwork.papers.achievement_report import AchievementPaper
from paperwork.papers.conference_minutes import ConferenceMinutes, Resolution
from paperwork.papers.council_decision import CouncilDecision, Seat
from paperwork.papers.council_list import CouncilList
from paperwork.papers.handover import HandoverRecord
from paperwork.papers.invitation import Invitation, Invited
from paperwork.papers.letters import Lack, Late, Reminder, ReturnLetter
from paperwork.papers.movement_review import MovementReviewPaper, TargetLine
from paperwork.papers.named import NamedPaper
from paperwork.papers.rubric import RubricLine, RubricPaper, RubricPart
from paperwork.samples import (
    COUNCIL,
    HOME_AFFAIRS,
    LEGAL_BASES,
    PROVINCE,
    VIETNAM,
    council_results,
    honorific,
    movement_review,
    person,
    post,
)

HA_LONG = Issuer("", "Ủy ban nhân dân phường Hạ Long", "Hạ Long")
DIRECTOR = Signer("KT. Giám đốc", "Phó Giám đốc", "Phạm Thị Ngọc Hòa")


def reminder() -> Reminder:
    return Reminder(
        issuer=HOME_AFFAIRS,
        reference=Reference(128, "SNV-TĐKT", date(2025, 12, 9)),
        what="gửi bản tự chấm điểm thi đua năm 2025",
        basis="Kế hoạch số 41/KH-UBND ngày 10 tháng 02 năm 2025 của Ủy ban nhân dân tỉnh Quảng Ninh",
        as_of=date(2025, 12, 8),
        late=(
            Late("Ủy ban nhân dân phường Hạ Long", "Bản tự chấm điểm", date(2025, 12, 1)),
            Late("Ủy ban nhân dân đặc khu Cô Tô", "Bản tự chấm điểm, tài liệu kiểm chứng", date(2025, 12, 1)),
        ),
        until=date(2025, 12, 15),
        contact="Phòng Thi đua - Khen thưởng, Sở Nội vụ",
        signer=DIRECTOR,
        filed="VT, TĐKT",
    )


def returned() -> ReturnLetter:
    return ReturnLetter(
        issuer=HOME_AFFAIRS,
        reference=Reference(9, "SNV-TĐKT", date(2026, 1, 8)),
        addressee="Ủy ban nhân dân phường Hạ Long",
        submission="Tờ trình số 03/TTr-UBND ngày 05 tháng 01 năm 2026 của Ủy ban nhân dân phường Hạ Long",
        reason="Hồ sơ chưa có biên bản họp Hội đồng Thi đua - Khen thưởng của phường.",
        lacks=(
            Lack(honorific(3) + person(3), "Chiến sĩ thi đua cơ sở", "Chưa có quyết định công nhận sáng kiến"),
            Lack("Văn phòng HĐND và UBND", "Tập thể lao động xuất sắc", "Chưa có xác nhận mức độ hoàn thành nhiệm vụ"),
        ),
        until=date(2026, 1, 20),
        signer=DIRECTOR,
        filed="VT, TĐKT",
    )


def council_invitation() -> Invitation:
    return Invitation(
        issuer=COUNCIL,
        reference=Reference(2, "GM-HĐTĐKT", date(2026, 1, 6)),
        summary="Họp Hội đồng Thi đua - Khen thưởng tỉnh xét khen thưởng năm 2025",
        chair="Bà Nguyễn Thị Hạnh Phương, Chủ tịch Hội đồng",
        when="08 giờ 00 phút, ngày 12 tháng 01 năm 2026",
        place="Phòng họp số 3, trụ sở liên cơ quan số 2, phường Hạ Long",
        signer=Signer("TL. Chủ tịch", "Thư ký Hội đồng", "Trần Quang Khuê"),
        distribution=Distribution(("Như trên",), "VT"),
        invited=(Invited("Ông Lê Hữu Ưng, Ủy viên Hội đồng"), Invited("Bà Phạm Thị Yến, Ủy viên Hội đồng")),
        agenda=("Xét danh hiệu thi đua năm 2025;", "Bỏ phiếu kín."),
        notes=("Đề nghị thành viên vắng mặt gửi ý kiến bằng văn bản trước ngày họp",),
    )


def conference_invitation() -> Invitation:
    return Invitation(
        issuer=HA_LONG,
        reference=Reference(31, "GM-UBND", date(2025, 12, 18)),
        summary="Hội nghị tổng kết Cụm thi đua số 1 năm 2025",
        chair="Ông Trần Mạnh Hùng, Cụm trưởng",
        when="08 giờ 00 phút, ngày 26 tháng 12 năm 2025",
        place="Hội trường Ủy ban nhân dân phường Hạ Long",
        signer=Signer("TM. Ủy ban nhân dân", "Chủ tịch", "Đỗ Thị Bích Ngọc"),
        distribution=Distribution(("Như trên",), "VT"),
        invited=(Invited("Ủy ban nhân dân phường Bãi Cháy", "https://thidua.quangninh.example/m/7GQK-2M4P"),),
        notes=("Mời đơn vị trả lời trong mục Hội nghị của hệ thống: sẽ dự, cử người dự thay, hoặc vắng có lý do",),
        code_note="Quét mã này tại hội nghị để điểm danh. Mã chỉ dùng cho đại biểu ghi trên giấy mời.",
    )


def cluster_minutes() -> ConferenceMinutes:
    return ConferenceMinutes(
        issuer=Issuer("", "Cụm thi đua số 1\ntỉnh Quảng Ninh", "Hạ Long"),
        reference=Reference(4, "BB-CTĐ1", date(2025, 12, 26)),
        summary="Họp bình xét, suy tôn đơn vị dẫn đầu Cụm thi đua số 1 năm 2025",
        started_at=datetime(2025, 12, 26, 8, 0, tzinfo=VIETNAM),
        ended_at=datetime(2025, 12, 26, 11, 15, tzinfo=VIETNAM),
        venue="Hội trường Ủy ban nhân dân phường Hạ Long",
        chair="Ông Trần Mạnh Hùng, Cụm trưởng",
        secretary="Bà Lê Thị Quỳnh, Văn phòng Cụm trưởng",
        attendance=("Đại diện Sở Nội vụ", "Lãnh đạo 09 phường, xã thành viên"),
        agenda=(
            Section("Báo cáo kết quả chấm điểm", ("Tổ thư ký trình bày bảng tổng hợp điểm của 09 đơn vị.",)),
            Section("Thảo luận", ("Các đơn vị thống nhất điểm thẩm định; không có kiến nghị.",)),
        ),
        voters=9,
        resolutions=(Resolution("Suy tôn Ủy ban nhân dân phường Hạ Long dẫn đầu Cụm", 8, 1),),
    )


def handover() -> HandoverRecord:
    return HandoverRecord(
        issuer=PROVINCE,
        reference=Reference(6, "BB-UBND", date(2026, 1, 9)),
        summary="Bàn giao nhiệm vụ trưởng Cụm thi đua số 1 năm 2026",
        held_on=date(2026, 1, 9),
        place="trụ sở Sở Nội vụ",
        giver="Ủy ban nhân dân phường Hạ Long, trưởng Cụm thi đua số 1 năm 2025",
        given_by="Ông Trần Mạnh Hùng, Phó Chủ tịch",
        taker="Ủy ban nhân dân phường Bãi Cháy, trưởng Cụm thi đua số 1 năm 2026",
        taken_by="Bà Vũ Thị Thanh Hằng, Chủ tịch",
        files=("Quy chế hoạt động và giao ước thi đua năm 2025", "Hồ sơ chấm điểm của 09 đơn vị"),
        seal="Dùng con dấu của Ủy ban nhân dân phường làm trưởng cụm",
        unfinished=("Báo cáo tổng kết năm 2025 gửi Sở Nội vụ",),
    )


def conclusion_notice() -> NamedPaper:
    return NamedPaper(
        kind="Thông báo",
        issuer=PROVINCE,
        reference=Reference(12, "TB-UBND", date(2026, 1, 15)),
        summary="Kết luận tại Hội nghị tổng kết phong trào thi đua năm 2025",
        signer=Signer("TM. Ủy ban nhân dân\nKT. Chủ tịch", "Phó Chủ tịch", "Bùi Văn Khắng"),
        distribution=Distribution(("Các đơn vị dự hội nghị",), "VT"),
        opening=(
            "Ngày 12 tháng 01 năm 2026, tại Trung tâm Hội nghị tỉnh, Ủy ban nhân dân tỉnh Quảng Ninh đã tổ chức Hội nghị "
            "tổng kết phong trào thi đua năm 2025. Sau khi nghe báo cáo và các ý kiến phát biểu, chủ tọa kết luận như sau:",
        ),
        sections=(
            Section("Kết luận chung", ("Phong trào hoàn thành 17/19 chỉ tiêu.",)),
            Section("Nhiệm vụ trọng tâm", ("- Sở Nội vụ: tham mưu kế hoạch năm 2026 trước ngày 31/01/2026.",)),
        ),
        ending=("Ủy ban nhân dân tỉnh Quảng Ninh thông báo để các đơn vị biết, thực hiện.",),
    )


def council_decision() -> CouncilDecision:
    return CouncilDecision(
        issuer=HA_LONG,
        reference=Reference(2, "QĐ-UBND", date(2025, 7, 8)),
        verb="Thành lập",
        council="Hội đồng Thi đua - Khen thưởng phường Hạ Long",
        authority="Chủ tịch Ủy ban nhân dân phường Hạ Long",
        legal_bases=LEGAL_BASES,
        proposal="Theo đề nghị của Trưởng phòng Văn hóa - Xã hội",
        duties=(
            "Hội đồng tham mưu, tư vấn về công tác thi đua, khen thưởng trên địa bàn phường.",
            "Phòng Văn hóa - Xã hội là cơ quan thường trực của Hội đồng.",
        ),
        seats=(
            Seat("Bà Đỗ Thị Bích Ngọc", "Chủ tịch Ủy ban nhân dân phường", "Chủ tịch Hội đồng"),
            Seat("Ông Trần Mạnh Hùng", "Phó Chủ tịch Ủy ban nhân dân phường", "Phó Chủ tịch Hội đồng"),
            Seat("Bà Lê Thị Quỳnh", "Trưởng phòng Văn hóa - Xã hội", "Ủy viên, Thư ký"),
        ),
        signer=Signer("", "Chủ tịch", "Đỗ Thị Bích Ngọc"),
    )


def council_list() -> CouncilList:
    return CouncilList(
        issuer=COUNCIL,
        summary="Đề nghị tặng danh hiệu thi đua năm 2025",
        results=tuple(result for result in council_results() if result.passed),
        members_total=24,
        chair="Nguyễn Thị Hạnh Phương",
        secretary="Trần Quang Khuê",
        dated=date(2026, 1, 12),
        note="Tỷ lệ tính trên tổng số thành viên Hội đồng.",
    )


def rubric() -> RubricPaper:
    return RubricPaper(
        issuer=PROVINCE,
        title="Khối các xã, phường",
        year=2025,
        applies_to="54 xã, phường, đặc khu",
        parts=(
            RubricPart(
                "Tiêu chí",
                (
                    RubricLine("I", "Nhiệm vụ chính trị", "70", is_heading=True),
                    RubricLine(
                        "1.1", "Thu ngân sách trên địa bàn", "20", "Đạt 100%: đủ điểm; dưới: theo tỷ lệ", "Sở Tài chính"
                    ),
                    RubricLine("1.2", "Hồ sơ giải quyết đúng hạn", "15", "Từ 99%: đủ điểm", "Văn phòng UBND tỉnh"),
                ),
            ),
            RubricPart("Điểm trừ", (RubricLine("a", "Gửi báo cáo chậm", "2", "Trừ 0,5 điểm mỗi lần", "Sở Nội vụ"),)),
        ),
        notes=("Điểm làm tròn đến hai chữ số thập phân.", "Đơn vị bằng điểm được xếp cùng hạng."),
        signers=(
            Signer("", "Người lập biểu", "Lê Thị Quỳnh"),
            Signer("TM. Ủy ban nhân dân\nKT. Chủ tịch", "Phó Chủ tịch", "Bùi Văn Khắng"),
        ),
        dated=date(2025, 2, 10),
    )


def achievement_report() -> AchievementPaper:
    return AchievementPaper(
        issuer=HA_LONG,
        reference=Reference(None, "", date(2026, 1, 5)),
        award="tặng danh hiệu “Chiến sĩ thi đua cơ sở”",
        subject=f"{honorific(3)}{person(3)}, {post(3)}",
        sections=(
            Section("Sơ lược lý lịch", ("Họ và tên: Bà Phạm Thị Yến. Sinh năm 1985.",)),
            Section(
                "Thành tích đạt được",
                (
                    "Hoàn thành xuất sắc nhiệm vụ năm 2025; chủ trì 01 sáng kiến rút ngắn thời gian tiếp nhận hồ sơ từ ba "
                    "ngày xuống một ngày, được công nhận có phạm vi ảnh hưởng cấp cơ sở.",
                ),
            ),
            Section("Các hình thức đã được khen thưởng", ("Lao động tiên tiến năm 2024.",)),
        ),
        signers=(
            Signer("", "Thủ trưởng đơn vị xác nhận", "Đỗ Thị Bích Ngọc"),
            Signer("", "Người báo cáo", "Phạm Thị Yến"),
            Signer("", "Xác nhận của cấp trình khen thưởng", ""),
        ),
    )


def year_end_review() -> MovementReviewPaper:
    return replace(
        movement_review(),
        reference=Reference(118, "BC-UBND", date(2025, 12, 22)),
        summary="Tổng kết phong trào thi đua “Quảng Ninh đoàn kết, sáng tạo, bứt phá” năm 2025",
        targets=(TargetLine("Hồ sơ nộp trực tuyến toàn trình", "%", Decimal("90"), 54, 51, "bình quân 94,1 %"),),
    )
