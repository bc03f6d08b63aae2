"""Names of awards: the level on screens, the agency in papers, the law's own name in the book."""

import pytest

from rulebook.book import load_book
from thidua.honours.wording import authority_of, in_the_news, wording
from thidua.law.queries import HANDLED, award_choices, award_name, handled_awards, in_use
from thidua.units.models import Unit

OF_PROVINCE = {
    "ministry_province_emulation_flag": "Cờ thi đua cấp tỉnh",
    "diploma_of_merit_ministry_province": "Bằng khen cấp tỉnh",
    "ministry_province_emulation_fighter": "Chiến sĩ thi đua cấp tỉnh",
}


def test_awards_of_the_province_are_named_after_their_level_and_the_others_as_in_the_law():
    assert {code: award_name(code) for code in OF_PROVINCE} == OF_PROVINCE
    others = [award for award in load_book().awards() if award.code not in OF_PROVINCE]
    assert [award_name(award.code) for award in others] == [award.name_vi for award in others]
    assert award_name("an_award_of_1985") == "an_award_of_1985"


def test_no_list_to_choose_from_speaks_of_ministries():
    assert [name for _, name in award_choices() if "bộ, ban, ngành" in name] == []
    assert sorted(code for code, _ in award_choices()) == sorted(HANDLED)
    assert [award.code for award in handled_awards()] == list(HANDLED)


def test_a_sentence_of_the_rulebook_is_said_with_the_names_in_use():
    official = "Có thể đề xét tặng Bằng khen của bộ, ban, ngành, tỉnh."
    assert in_use(official) == "Có thể đề xét tặng Bằng khen cấp tỉnh."
    assert in_use("Đã có Lao động tiên tiến.") == "Đã có Lao động tiên tiến."


@pytest.mark.parametrize(
    ("code", "paper"),
    [
        ("ministry_province_emulation_flag", "tặng Cờ thi đua của Ủy ban nhân dân tỉnh Quảng Ninh"),
        (
            "diploma_of_merit_ministry_province",
            "tặng Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh Quảng Ninh",
        ),
        ("ministry_province_emulation_fighter", "công nhận danh hiệu “Chiến sĩ thi đua tỉnh Quảng Ninh”"),
    ],
)
def test_a_paper_names_the_agency_where_a_screen_names_the_level(province, code, paper):
    assert wording(code, province.root.unit).phrase == paper
    assert OF_PROVINCE[code] in in_the_news(code)


def test_the_title_of_a_province_names_the_province_not_its_committee(province):
    province.root.unit.name = "Ủy ban nhân dân tỉnh Quảng Ninh"
    words = wording("ministry_province_emulation_fighter", province.root.unit)
    assert words.award == "Chiến sĩ thi đua tỉnh Quảng Ninh"


@pytest.mark.parametrize(
    ("title", "agency", "said"),
    [
        ("Trưởng ban", "Ban Tổ chức Tỉnh ủy", "Trưởng Ban Tổ chức Tỉnh ủy"),
        ("Chánh Văn phòng", "Văn phòng Tỉnh ủy", "Chánh Văn phòng Tỉnh ủy"),
        ("Giám đốc", "Sở Nội vụ", "Giám đốc Sở Nội vụ"),
        ("Chủ tịch", "Ủy ban nhân dân phường Hà Tu", "Chủ tịch Ủy ban nhân dân phường Hà Tu"),
    ],
)
def test_the_office_of_the_signer_says_no_word_twice(title, agency, said):
    assert authority_of(Unit(head_title=title, agency_name=agency)) == said
