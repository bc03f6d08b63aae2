"""The drafted news item: only what is known is said, as an officer would write it."""

from datetime import date

from thidua.portal.drafting import ConferenceFacts, write_article

FACTS = ConferenceFacts(
    title="Hội nghị tổng kết năm 2025, phát động thi đua năm 2026",
    organiser="Ủy ban nhân dân tỉnh Quảng Ninh",
    held_on=date(2026, 1, 15),
    place="Trung tâm Hội nghị tỉnh",
    group="Khối thi đua các phường",
    year_summarised=2025,
    year_launched=2026,
    came=14,
    invited=15,
    pledges_signed=9,
    honours=(("Cờ thi đua cấp tỉnh", 1), ("Bằng khen cấp tỉnh", 12)),
    reports=("Báo cáo kết quả phong trào thi đua năm 2025", "Báo cáo phương hướng năm 2026."),
    speeches=("Phát biểu của lãnh đạo tỉnh",),
    conclusion="Các đơn vị giữ vững kỷ cương",
    next_head="Phường Cẩm Phả",
)


def test_the_whole_article_reads_like_an_official_news_item():
    draft = write_article(FACTS)
    assert draft.title == ("Khối thi đua các phường tổng kết phong trào thi đua năm 2025 và phát động thi đua năm 2026")
    assert draft.lead == (
        "Ngày 15/01/2026, tại Trung tâm Hội nghị tỉnh, Ủy ban nhân dân tỉnh Quảng Ninh tổ chức hội nghị tổng kết năm "
        "2025, phát động thi đua năm 2026 của Khối thi đua các phường; hội nghị ghi nhận 13 tập thể, cá nhân được khen "
        "thưởng và chứng kiến 09 đơn vị ký giao ước thi đua."
    )
    assert draft.body.split("\n\n") == [
        "Dự hội nghị có đại diện của 14 đơn vị trong tổng số 15 đơn vị được mời.",
        "Hội nghị đã nghe báo cáo kết quả phong trào thi đua năm 2025 và báo cáo phương hướng năm 2026.",
        "Kết quả khen thưởng phong trào thi đua năm 2025 của Khối thi đua các phường gồm 01 Cờ thi đua cấp tỉnh và "
        "12 Bằng khen cấp tỉnh. Danh sách từng cá nhân, tập thể được công bố tại mục Vinh danh của cổng thông tin; mỗi "
        "khen thưởng có mã để mọi người kiểm tra.",
        "Tại hội nghị có phát biểu của lãnh đạo tỉnh.",
        "Bước sang năm 2026, 09 đơn vị đã ký giao ước thi đua với những chỉ tiêu cụ thể, có thời hạn và có người chịu "
        "trách nhiệm; kết quả được theo dõi theo từng quý.",
        "Hội nghị bàn giao nhiệm vụ Trưởng khối năm 2026 cho Phường Cẩm Phả.",
        "Kết luận hội nghị: các đơn vị giữ vững kỷ cương.",
    ]


def test_nothing_is_said_of_what_is_not_known():
    bare = ConferenceFacts("Hội nghị giao ban", "Sở Nội vụ", date(2026, 3, 5), "Hạ Long")
    draft = write_article(bare)
    assert (draft.title, draft.lead, draft.body) == (
        "Hội nghị giao ban",
        "Ngày 05/03/2026, tại Hạ Long, Sở Nội vụ tổ chức hội nghị giao ban.",
        "Hội nghị do Sở Nội vụ tổ chức ngày 05 tháng 3 năm 2026.",
    )
