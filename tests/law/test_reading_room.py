"""The reading room: open to all, one award on a day, what is unknown is said, worked examples judged now.

Numbers come from the invented award of ``tests/rulebook/sample_book``; walks over every page take the real data.
"""

import sys
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from rulebook import book as law
from rulebook.casebook import Mismatch, shipped_cases
from rulebook.rules import load_open_questions
from tests.rulebook.builders import sample_book
from thidua.law import cases as worked
from thidua.law.search import searchable
from thidua.shared import clock
from thidua.shared.wording import vi_date

AWARD = "advanced_worker"


@pytest.fixture
def sample(tmp_path, monkeypatch):
    """The screens read the small book."""
    book = sample_book(tmp_path)
    monkeypatch.setattr(law, "load_book", lambda: book)
    for name, module in list(sys.modules.items()):
        if name.startswith("thidua.law") and hasattr(module, "the_book"):
            monkeypatch.setattr(module, "the_book", lambda: book)
    return book


def page(client, name, query="", **values):
    return client.get(f"{reverse(f'law:{name}', kwargs=values)}{query}")


def names(answer):
    return [row.record.name for row in answer.context["table"].rows]


class TestList:
    def test_everybody_reads_it_in_the_frame_that_is_theirs(self, client, province):
        outside = page(client, "list")
        assert "public_base.html" in [template.name for template in outside.templates]
        assert [item["label"] for item in outside.context["public_nav"] if item["current"]] == ["Tra cứu luật"]
        client.force_login(province.ha_long.officer, backend="django.contrib.auth.backends.ModelBackend")
        inside = page(client, "list")
        assert "public_base.html" not in [template.name for template in inside.templates]
        assert [item["label"] for item in inside.context["nav"] if item["current"]] == ["Luật"]

    def test_it_shows_the_awards_of_the_regime_of_the_day_and_whether_their_standard_is_known(self, client, sample):
        shown = page(client, "list", "?ngay=2025-12-31")
        assert [(r.record.name, r.record.known) for r in shown.context["table"].rows] == [("Lao động tiên tiến", True)]
        beyond = page(client, "list", "?ngay=2026-10-01")
        assert [(r.record.name, r.record.known) for r in beyond.context["table"].rows] == [
            ("Lao động tiên tiến", False)
        ]
        assert beyond.context["unknown"].day == date(2026, 10, 1)
        assert names(page(client, "list", "?ngay=2020-01-01")) == []

    def test_a_regime_may_be_chosen_and_is_shown_on_its_nearest_day(self, client, sample):
        answer = page(client, "list", "?ngay=2020-01-01&che-do=law_2022")
        assert (names(answer), answer.context["day"], answer.context["moved"]) == (
            ["Lao động tiên tiến"], date(2024, 1, 1), True,
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("asked", "where"),
        [
            ("lao dong", "Tên"),
            ("Lao động tiên tiến", "Tên"),
            ("LĐTT", "Tên"),
            ("ldtt", "Tên"),
            ("Advanced Worker", "Tên"),
            ("hoan thanh tot", "Hoàn thành tốt nhiệm vụ (Khoản 1 Điều 24 Luật Thi đua, khen thưởng số 06/2022/QH15)"),
            ("Điều 24", "Tên"),
            ("cấp huyện", "Cấp huyện (Điều 80 Luật Thi đua, khen thưởng số 06/2022/QH15)"),
        ],
    )
    def test_words_are_found_in_names_abbreviations_conditions_and_articles(self, client, sample, asked, where):
        answer = client.get(reverse("law:list"), {"q": asked, "ngay": "31/12/2025"})
        assert [row.record.found_vi for row in answer.context["table"].rows] == [where]

    @pytest.mark.parametrize("asked", ["Điều 2", "huân chương", "%", "--", "ao dong", "\x00"])
    def test_what_is_not_there_is_not_found(self, client, sample, asked):
        answer = client.get(reverse("law:list"), {"q": asked, "ngay": "31/12/2025"})
        expected = ["Lao động tiên tiến"] if asked == "\x00" else []
        assert names(answer) == expected

    def test_filters_narrow_the_list(self, client, sample):
        def found(**query):
            return names(client.get(reverse("law:list"), {"ngay": "31/12/2025", **query}))

        one = ["Lao động tiên tiến"]
        assert [found(loai="emulation_title"), found(loai="order")] == [one, []]
        assert [found(cap="grassroots"), found(cap="state")] == [one, []]
        assert [found(nhan="individual"), found(nhan="household")] == [one, []]
        assert [found(**{"tieu-chuan": "co"}), found(**{"tieu-chuan": "chua"})] == [one, []]
        assert found(loai="no such kind") == one

    def test_it_can_be_downloaded(self, client, sample):
        answer = page(client, "list", "?ngay=2025-12-31&export=csv")
        lines = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode("utf-8-sig")
        assert lines.splitlines()[1:] == ["Lao động tiên tiến;LĐTT;Danh hiệu thi đua;Cơ sở;cá nhân;đã có tiêu chuẩn"]

    @pytest.mark.django_db
    def test_it_asks_the_database_nothing(self, client, django_assert_num_queries):
        page(client, "list")
        with django_assert_num_queries(0):
            page(client, "list", "?q=sang kien")


class TestDays:
    @pytest.mark.parametrize("name", ["list", "award", "cases", "rules"])
    @pytest.mark.parametrize(
        ("day", "message"),
        [
            ("hôm qua", "Hãy nhập ngày theo dạng ngày/tháng/năm, ví dụ {today}."),
            ("2025-02-30", "Không có ngày 30/02/2025. Hãy xem lại ngày và tháng."),
            ("30/2/2023", "Không có ngày 30/02/2023. Hãy xem lại ngày và tháng."),
            ("9999-99-99", "Hãy nhập ngày theo dạng ngày/tháng/năm, ví dụ {today}."),
            ("30/06/2004", "Dữ liệu bắt đầu từ ngày 01/07/2004. Hãy chọn ngày từ đó trở đi."),
        ],
    )
    def test_a_bad_day_is_refused_at_its_field(self, client, name, day, message):
        values = {"award": AWARD} if name in ("award", "cases") else {}
        answer = client.get(reverse(f"law:{name}", kwargs=values), {"ngay": day})
        assert (answer.status_code, answer.context["form"].errors) == (
            422, {"ngay": [message.format(today=vi_date(clock.today()))]},
        )  # fmt: skip

    def test_two_days_must_stand_in_their_order(self, client):
        for name, values in (("compare", {"award": AWARD}), ("compare-all", {})):
            answer = page(client, name, "?tu=2025-07-01&den=2025-07-01", **values)
            assert (answer.status_code, answer.context["form"].errors) == (
                422, {"den": ["Ngày sau phải muộn hơn ngày trước (01/07/2025)."]},
            )  # fmt: skip

    def test_an_unknown_award_or_example_leads_to_the_search(self, client):
        for answer in (
            page(client, "award", award="no_such_award"),
            page(client, "compare", award="no_such_award"),
            page(client, "cases", award="no_such_award"),
            page(client, "case", award=AWARD, regime="law_2022", case="no-such-case"),
            page(client, "case", award=AWARD, regime="no_regime", case="x"),
        ):
            assert answer.status_code == 404
            assert "law/unknown.html" in [template.name for template in answer.templates]


class TestAward:
    def test_the_standard_of_the_day_is_a_tree_with_articles_status_and_times(self, client, sample):
        shown = page(client, "award", "?ngay=2025-12-31", award=AWARD).context["page"]
        assert [line.code for line in shown.lines] == ["absence", "rating", "discipline"]
        absence = shown.lines[0]
        assert (absence.basis.state, absence.basis.weak) == ("status_memory_medium", True)
        assert (absence.basis.times_vi, absence.basis.checked_vi) == ("từ 01/07/2025", "01/01/2026")
        assert [link.label for link in shown.lines[1].basis.articles] == [
            "Khoản 1 Điều 24 Luật Thi đua, khen thưởng số 06/2022/QH15"
        ]
        earlier = page(client, "award", "?ngay=2025-06-30", award=AWARD).context["page"]
        assert [line.code for line in earlier.lines] == ["absence", "rating", "spirit"]
        assert [fact.rows for fact in earlier.authorities] == [(("", "Thủ trưởng đơn vị"),), (("", "Cấp huyện"),)]

    def test_a_weak_value_says_that_it_does_not_decide(self, client, sample):
        text = page(client, "award", "?ngay=2025-12-31", award=AWARD).content.decode()
        assert text.count("Hệ thống không tự kết luận theo nội dung này.") == 1

    def test_beyond_the_day_whose_text_is_unknown_nothing_is_claimed(self, client, sample):
        answer = page(client, "award", "?ngay=2026-10-01", award=AWARD)
        shown = answer.context["page"]
        assert (shown.known, shown.lines, answer.context["unknown"].day) == (False, (), date(2026, 10, 1))
        assert [fact.basis.state for fact in shown.authorities] == ["status_outdated"]
        text = answer.content.decode()
        assert (text.count("chưa biết nội dung luật"), text.count("Chưa có dữ liệu tiêu chuẩn cho ngày này")) == (1, 1)

    def test_a_day_before_the_award_leads_to_the_nearest_one(self, client, sample):
        answer = page(client, "award", "?ngay=2020-01-01", award=AWARD)
        assert answer.context["existing"] is False
        assert answer.content.decode().count(f"{reverse('law:award', args=[AWARD])}?ngay=2024-01-01") == 1

    def test_its_days_of_change_lead_to_the_day_and_to_the_comparison(self, client, sample):
        turns = page(client, "award", "?ngay=2025-12-31", award=AWARD).context["page"].turns
        assert [(turn.day, turn.here) for turn in turns] == [
            (date(2026, 10, 1), False),
            (date(2026, 1, 1), False),
            (date(2025, 7, 1), True),
        ]
        assert turns[-1].what == (
            "Bỏ thẩm quyền: Cấp huyện; thêm 1 điều kiện, bỏ 1 điều kiện, đổi 1 điều kiện, đổi bỏ phiếu"
        )
        assert client.get(turns[-1].url).context["day"] == date(2025, 7, 1)
        assert client.get(turns[-1].compare_url).context["one"] == date(2025, 6, 30)

    def test_hostile_text_of_the_address_is_shown_as_text(self, client):
        answer = client.get(reverse("law:list"), {"q": '<script>alert("x")</script>', "ngay": "<b>"})
        assert "<script>alert" not in answer.content.decode()


class TestComparison:
    def test_a_changed_threshold_is_marked_with_both_values(self, client, sample):
        answer = page(client, "compare", "?tu=2025-06-30&den=2025-07-01", award=AWARD)
        parts = {part.heading: part.differences for part in answer.context["parts"]}
        absence = parts["Điều kiện"][0]
        assert (absence.state, absence.fields[0]) == ("change_changed", ("Số ngày nhiều nhất", "40", "30"))
        assert [each.state for each in parts["Điều kiện"]] == [
            "change_changed", "change_same", "change_removed", "change_added",
        ]  # fmt: skip
        vote = parts["Hội đồng bỏ phiếu"][0]
        assert [label for label, _, _ in vote.fields] == ["Tỷ lệ đồng ý"]

    def test_every_change_carries_its_word_not_colour_alone(self, client, sample):
        text = page(client, "compare", "?tu=2025-06-30&den=2025-07-01", award=AWARD).content.decode()
        said = {
            word: text.count(f"</svg>{word}</span>") for word in ("Thay đổi", "Giữ nguyên", "Không còn", "Thêm mới")
        }
        assert said == {"Thay đổi": 2, "Giữ nguyên": 3, "Không còn": 2, "Thêm mới": 1}

    def test_only_what_differs_may_be_shown(self, client, sample):
        answer = page(client, "compare", "?tu=2025-06-30&den=2025-07-01&chi=khac", award=AWARD)
        states = [each.state for part in answer.context["parts"] for each in part.differences]
        assert (len(states), "change_same" in states) == (5, False)

    def test_a_text_that_is_not_known_is_no_repeal(self, client, sample):
        answer = page(client, "compare", "?tu=2026-09-30&den=2026-10-01", award=AWARD)
        parts = {part.heading: {each.state for each in part.differences} for part in answer.context["parts"]}
        assert parts["Điều kiện"] == {"change_silent"}
        assert answer.context["summary"] == "Chưa biết nội dung tiêu chuẩn ở một trong hai thời điểm"

    def test_who_decides_no_longer_and_who_does_instead_is_named(self, client):
        answer = page(client, "compare", "?tu=2025-06-30&den=2025-07-01", award="grassroots_emulation_fighter")
        assert answer.context["summary"] == "Thẩm quyền: Chủ tịch UBND cấp huyện → Chủ tịch UBND cấp xã"

    def test_what_merely_became_unknown_is_folded_away_at_the_end(self, client):
        answer = page(client, "compare-all", "?tu=2025-06-30&den=2025-07-01")
        listed = {title: {summary for _, summary, _ in rows} for title, _, rows in answer.context["groups"]}
        folded = answer.context["less_known"]
        assert {part for _, said, _ in folded for part in said.lower().split(", ")} == {
            "chưa rõ hiện vật", "chưa rõ tiền thưởng",
        }  # fmt: skip
        assert "Chưa rõ hiện vật" not in listed["Thay đổi nội dung"]
        text = answer.content.decode()
        assert text.index('id="chua-ro"') > text.index('id="quy-dinh-chung"')
        assert text.count("<details open") == 0

    def test_the_page_of_differences_says_that_the_day_of_receipt_decides(self, client):
        lead = page(client, "differences").content.decode()
        assert (lead.count("luật có hiệu lực ngày tiếp nhận để thẩm định"), lead.count("của năm ấy")) == (1, 0)

    def test_the_whole_book_groups_awards_by_what_happened_to_them(self, client, sample):
        def groups(query):
            shown = page(client, "compare-all", query).context["groups"]
            return [(title, [name for name, _, _ in rows]) for title, _, rows in shown]

        only = ["Lao động tiên tiến"]
        assert groups("?tu=2025-06-30&den=2025-07-01") == [("Thay đổi nội dung", only)]
        assert groups("?tu=2025-07-01&den=2025-07-02") == [("Giữ nguyên", only)]
        assert groups("?tu=2023-12-31&den=2024-01-01") == [("Chỉ có ở ngày sau", only)]
        assert groups("?tu=2026-09-30&den=2026-10-01") == [("Chưa biết tiêu chuẩn của một trong hai ngày", only)]


class TestExamples:
    def test_a_condition_leads_to_the_examples_that_speak_of_it(self, client):
        case = next(case for case in shipped_cases() if case.outcomes)
        code = next(iter(case.outcomes))
        every = [
            each for each in shipped_cases()
            if (each.regime, each.award) == (case.regime, case.award) and code in each.outcomes
        ]  # fmt: skip
        answer = page(client, "cases", f"?ngay={case.day}&dieu-kien={code}", award=case.award)
        shown = {regime.code: [example.case.slug for example in rows] for regime, rows, _ in answer.context["groups"]}
        assert shown[case.regime] == [each.slug for each in every]

    def test_an_example_is_judged_now_and_says_that_it_holds(self, client):
        case = next(case for case in shipped_cases() if case.award == AWARD)
        answer = page(client, "case", award=case.award, regime=case.regime, case=case.slug)
        judged = answer.context["judged"]
        assert (answer.status_code, judged.holds, judged.verdict.outcome) == (200, True, case.expect)

    def test_an_example_that_no_longer_holds_says_in_what(self, client, monkeypatch):
        case = next(case for case in shipped_cases() if case.award == AWARD and case.expect == "may_be_proposed")
        monkeypatch.setattr(worked, "mismatches", lambda case, verdict: (
            Mismatch("verdict", "outcome", "may_not", verdict.outcome),
        ))  # fmt: skip
        answer = page(client, "case", award=case.award, regime=case.regime, case=case.slug)
        assert answer.context["judged"].differences == (
            "Kết luận: ví dụ mong đợi “Chưa đủ điều kiện đề xét”, hệ thống xét ra “Có thể đề xét”.",
        )
        assert answer.content.decode().count("Ví dụ này không khớp với kết quả hiện nay") == 1

    def test_an_example_that_cannot_be_judged_says_why(self, client, monkeypatch):
        case = next(case for case in shipped_cases() if case.award == AWARD)

        def broken(case, book):
            raise ValueError("advanced_worker does not go to a row of these facts")

        monkeypatch.setattr(worked, "run", broken)
        answer = page(client, "case", award=case.award, regime=case.regime, case=case.slug)
        assert (answer.status_code, answer.context["judged"].holds) == (200, False)

    def test_the_fingerprint_of_the_data_stands_in_the_foot_alone(self, client):
        case = next(case for case in shipped_cases() if case.award == AWARD)
        text = page(client, "case", award=case.award, regime=case.regime, case=case.slug).content.decode()
        version = law.load_book().data_version
        assert (text.count(version), text.count(f"Phiên bản dữ liệu: <code>{version}</code>")) == (1, 1)


class TestWhereItWasRead:
    def test_an_article_names_who_published_what_was_read_and_marks_copies(self, client):
        shown = page(client, "award", "?ngay=2025-12-31", award=AWARD).context["page"]
        sources = law.load_book().sources.values()
        official = {source.url: source.kind in ("gazette", "official_portal") for source in sources}
        links = [link for line in shown.lines for link in line.basis.articles if link.url in official]
        assert [link.publisher in {source.publisher for source in sources} for link in links] == [True] * len(links)
        assert {link.is_copy for link in links} == {True, False}
        assert [link.is_copy for link in links] == [not official[link.url] for link in links]

    def test_the_mark_stands_beside_the_link_and_not_beside_the_gazette(self, client):
        rows = page(client, "instruments").context["rows"]
        marks = {urlsplit(link.url).hostname: link.is_copy for _, _, _, link in rows if link.url}
        hosts = ("congbao.chinhphu.vn", "datafiles.chinhphu.vn", "vbpl.vn", "github.com", "thuvienphapluat.vn")
        assert [marks[host] for host in hosts] == [False, False, False, True, True]
        text = page(client, "instruments").content.decode()
        assert text.count("<strong>bản sao không chính thức</strong>") == sum(link.is_copy for _, _, _, link in rows)
        assert [link.publisher for _, _, _, link in rows if not link.url] == [""] * sum(not e.url for e, *_ in rows)

    def test_the_list_of_sources_marks_every_copy(self, client):
        copies = sum(not source.is_official for source in law.load_book().sources.values())
        text = page(client, "sources").content.decode()
        assert text.count("<strong>bản sao không chính thức</strong>") == copies


class TestWhatAnOfficerAsked:
    @pytest.mark.parametrize("asked", ["giay khen ubnd xa", "Giấy khen của Chủ tịch Ủy ban nhân dân cấp xã"])
    def test_the_peoples_committee_is_found_by_its_name_and_by_its_abbreviation(self, client, asked):
        answer = client.get(reverse("law:list"), {"q": asked, "ngay": "31/12/2025"})
        assert names(answer)[0] == "Giấy khen của Chủ tịch Ủy ban nhân dân cấp xã"

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("Chủ tịch Ủy ban nhân dân cấp xã", " chu tich uy ban nhan dan cap xa ubnd "),
            ("Chủ tịch UBND", " chu tich ubnd uy ban nhan dan "),
            ("Hội đồng", " hoi dong "),
        ],
    )
    def test_either_form_brings_the_other(self, text, words):
        assert searchable(text) == words

    def test_the_search_says_that_accents_are_not_needed(self, client):
        assert page(client, "list").context["table"].search_label.endswith("(không cần gõ dấu)")

    def test_tiles_of_the_stocktake_add_up(self, client):
        whole, *parts = page(client, "stocktake").context["whole"][:5]
        assert sum(int(tile.figure.replace(".", "")) for tile in parts) == int(whole.figure.replace(".", ""))

    @pytest.mark.parametrize(("day", "regime"), [("2023-12-31", "law_2003"), ("2025-12-31", "law_2022")])
    def test_an_award_shows_the_open_questions_of_the_regime_of_the_day(self, client, day, regime):
        code = "grassroots_emulation_fighter"
        shown = page(client, "award", f"?ngay={day}", award=code).context["questions"]
        of_award = [each for each in load_open_questions() if code in each.awards]
        assert [each.text for each in shown] == [each.question_vi for each in of_award if each.regime == regime]
        assert {each.regime for each in of_award} >= {"law_2022"}
