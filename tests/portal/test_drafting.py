"""The drafted news item: only what is known is said, as an officer would write it."""

from datetime import date

from thidua.portal.drafting import ConferenceFacts, Record, write_article

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
    assert all(sentence.records == () for sentence in draft.sentences)  # pure facts without records: none invented
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


def record(kind: str, pk: int) -> Record:
    return Record(kind, pk, f"{kind} {pk}")


SOURCES = {
    "conference": [record("conference", 1)],
    "figures": [record("figure", 2)],
    "pledges": [record("pledge", 3), record("pledge", 4)],
    "comments": [record("remark", 5)],
    "flag": [record("registration", 2019)],
}


def body_of(**facts) -> list[str]:
    return write_article(ConferenceFacts(**facts, records=SOURCES)).body.split("\n\n")


def test_a_wards_summary_with_new_year_greeting_tells_lessons_papers_and_proposals():
    assert body_of(
        title="Hội nghị tổng kết phong trào thi đua năm 2018 và chúc Tết",
        organiser="Ủy ban nhân dân phường",
        held_on=date(2019, 1, 26),
        place="Hội trường phường",
        year_summarised=2018,
        lunar="Kỷ Hợi 2019",
        steering=12,
        assessment="Phong trào chuyển biến rõ, tháo gỡ nhiều khó khăn",
        proposals=(5, 3),
        lessons=["Phát động nhiều hình thức", "Phối hợp đoàn thể."],
    ) == [
        "Trong năm, 12 văn bản chỉ đạo, hướng dẫn đã được ban hành, triển khai.",
        "Phong trào chuyển biến rõ, tháo gỡ nhiều khó khăn. 05 sáng kiến, đề xuất được nêu tại hội nghị, trong đó 03 đã "
        "được tiếp thu hoặc thực hiện.",
        "Những bài học kinh nghiệm được rút ra: phát động nhiều hình thức; phối hợp đoàn thể. Nhân dịp này, hội nghị chúc "
        "Tết, chúc mừng năm mới Kỷ Hợi 2019.",
    ]


def test_a_blocs_launch_tells_theme_flag_rules_and_exchange():
    assert body_of(
        title="Hội nghị phát động, ký giao ước thi đua năm 2019",
        organiser="Sở Tư pháp",
        group="Khối thi đua Nội chính",
        held_on=date(2019, 3, 12),
        place="Hạ Long",
        theme="Đoàn kết, sáng tạo, đổi mới, vượt chỉ tiêu",
        year_launched=2019,
        pledges_signed=2,
        flag=(7, 7),
        adopted=["Quy chế hoạt động", "Kế hoạch phát động"],
        said=[("Đại biểu Công an tỉnh", "Nên giao lưu, học hỏi đều đặn hơn.")],
    ) == [
        "Đại biểu Công an tỉnh nêu ý kiến: nên giao lưu, học hỏi đều đặn hơn. Hội nghị thông qua “Quy chế hoạt động” và "
        "“Kế hoạch phát động”.",
        "Chủ đề thi đua năm 2019: “Đoàn kết, sáng tạo, đổi mới, vượt chỉ tiêu”. Tất cả 07 đơn vị đăng ký phấn đấu Cờ thi "
        "đua cấp tỉnh. Bước sang năm 2019, 02 đơn vị đã ký giao ước thi đua với những chỉ tiêu cụ thể, có thời hạn và có "
        "người chịu trách nhiệm; kết quả được theo dõi theo từng quý.",
    ]


def test_every_sentence_names_the_record_it_rests_on_and_the_conference_where_there_is_no_other():
    draft = write_article(
        ConferenceFacts(
            "Hội nghị giao ban", "Văn phòng", date(2018, 3, 31), "Sóc Sơn", host="Huyện Sóc Sơn", pledges_signed=2,
            comments=(4, 3), figures=["Thu ngân sách: 25.800 tỷ đồng, đạt 112 % kế hoạch giao."], records=SOURCES,
        )
    )  # fmt: skip
    assert [(sentence.text, [each.kind for each in sentence.records]) for sentence in draft.sentences[1:]] == [
        ("Hội nghị do Huyện Sóc Sơn đăng cai.", ["conference"]),
        ("Thu ngân sách: 25.800 tỷ đồng, đạt 112 % kế hoạch giao.", ["figure"]),
        ("Các thành viên đã góp 04 ý kiến vào dự thảo, 03 ý kiến được tiếp thu.", ["remark"]),
        ("02 đơn vị đã ký giao ước thi đua.", ["pledge", "pledge"]),
    ]
    text = f"{draft.lead} {draft.body}".replace("\n\n", " ")
    assert text == " ".join(sentence.text for sentence in draft.sentences)


def test_a_briefing_on_the_plan_of_a_year_launches_nothing():
    draft = write_article(
        ConferenceFacts(
            "Hội nghị giao ban quý I", "Sở Nội vụ", date(2026, 3, 5), "Hạ Long", year_launched=2026, is_launch=False,
            movements=["Xây dựng nông thôn mới"],
        )
    )  # fmt: skip
    assert (draft.title, draft.body) == (
        "Hội nghị giao ban quý I",
        "Hội nghị do Sở Nội vụ tổ chức ngày 05 tháng 3 năm 2026.",
    )
