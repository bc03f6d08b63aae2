"""Published results and rules: their own figures agree with each other, and the voting rule decides its examples."""

import pytest

from rulebook.observed import (
    ObservedAward,
    ObservedResult,
    load_ballot_rules,
    load_process_rules,
    observed_results,
)

RESULTS = {each.code: each for each in observed_results()}
COURTS = load_ballot_rules("toa_an_2024")


def awards(code):
    return {each.award_vi: each for each in RESULTS[code].awards}


def test_every_result_we_read_is_there_once():
    assert len(RESULTS) == len(observed_results()) == 14


def test_flags_and_certificates_of_ben_tre_are_the_units_of_the_headline():
    ben_tre = awards("ben_tre_2018")
    assert ben_tre["Cờ thi đua của UBND tỉnh"].agreed + ben_tre["Bằng khen"].agreed == 117


def test_flags_of_the_confederation_equal_the_number_of_its_clusters():
    assert sum(each.count for each in awards("tong_lien_doan_2022").values()) == RESULTS["tong_lien_doan_2022"].size


def test_one_unit_may_be_proposed_for_two_flags_of_different_levels():
    khanh_hoa = awards("khanh_hoa_khoi_so_1_2018")
    assert khanh_hoa["Cờ thi đua của Chính phủ"].units == khanh_hoa["Cờ thi đua của UBND tỉnh"].units == ("Sở LĐTBXH",)
    assert khanh_hoa["Bằng khen"].count == 3
    assert len(RESULTS["khanh_hoa_khoi_so_1_2018"].members) == 7


def test_half_of_police_cluster_eight_holds_a_flag_before_the_year_ends():
    cluster = RESULTS["cong_an_cum_8_2020"]
    assert 2 * len({unit for each in cluster.awards for unit in each.units}) == cluster.size
    assert cluster.held[0].day.year == cluster.year


def test_a_grade_everybody_has_cannot_decide_a_flag():
    cluster = RESULTS["mttq_dong_nai_cum_2_2022"]
    assert cluster.grades_vi == {"Hoàn thành xuất sắc": cluster.size}
    assert [each.count for each in cluster.awards] == [1, 3]
    assert cluster.next_deputy_vi in cluster.awards[1].units


def test_the_chain_of_papers_runs_forward_in_twenty_eight_days():
    days = [each.day for each in RESULTS["quang_binh_2022"].held]
    assert days == sorted(days)
    assert ((days[-1] - days[0]).days, (days[-1] - days[1]).days) == (28, 26)


def test_the_year_of_the_decision_may_be_the_next_one():
    hue = RESULTS["thua_thien_hue_2016"]
    assert (hue.held[0].day.year - hue.year, hue.awards[0].count) == (1, 10)


@pytest.mark.parametrize("example", COURTS.worked_examples, ids=lambda each: each.name)
def test_the_courts_count_all_members(example):
    assert COURTS.passes(example.title_vi, example.members, example.agreeing) is example.passed


def test_votes_that_cannot_be_and_titles_without_a_rule_are_refused():
    with pytest.raises(ValueError, match="12 votes of 11 members"):
        COURTS.passes("Cờ thi đua Tòa án nhân dân", 11, 12)
    with pytest.raises(KeyError, match="has no rule for 'Bằng khen'"):
        COURTS.passes("Bằng khen", 11, 11)
    for code in ("khong_co", "../results"):
        with pytest.raises(KeyError, match="nothing observed"):
            load_ballot_rules(code)


def test_the_process_of_bac_ninh_names_who_confirms_and_who_decides():
    rules = load_process_rules("bac_ninh_2025")
    assert len(rules.confirmations) == 7
    assert {each.award_vi: each.path_vi[-1] for each in rules.paths} == {
        "Cờ thi đua của Chính phủ": "Thủ tướng Chính phủ",
        "Cờ thi đua của UBND tỉnh": "UBND tỉnh",
        "Bằng khen và Tập thể lao động xuất sắc": "Chủ tịch UBND tỉnh",
    }


def test_figures_that_contradict_each_other_do_not_load():
    with pytest.raises(ValueError, match="5 agreed of 4 proposed"):
        ObservedAward(award_vi="Cờ", proposed=4, agreed=5)
    with pytest.raises(ValueError, match="1 names for 2 collectives"):
        ObservedAward(award_vi="Cờ", units=("a",), collectives=2)
    plain = RESULTS["khanh_hoa_khoi_so_1_2018"].model_dump()
    with pytest.raises(ValueError, match="7 members are named, the size is 8"):
        ObservedResult.model_validate({**plain, "size": 8})
