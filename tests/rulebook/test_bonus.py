"""The bonus of an award, checked against the cases a lawyer can read and at every edge of the data."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rulebook
from rulebook import bonus as module
from rulebook.bonus import BonusError, BonusRules, _BaseSalaries, base_salaries, base_salary, bonus, bonus_rules
from rulebook.book import BookError, load_book
from rulebook.citations import Status
from rulebook.dated import in_force
from rulebook.yamlfile import load_model, read_yaml

FOLDER = Path(rulebook.__file__).parent / "cases" / "bonus"
DATA = Path(rulebook.__file__).parent / "data"
KEYS = {"award", "recipient", "day", "issuer", "coefficient", "base_salary", "amount", "note", "person_looks"}
KINDS = ", ".join(load_book().award("advanced_worker", date(2025, 1, 1)).recipient_kinds)
AMENDED = (
    "Cần người có thẩm quyền xem xét: Luật số 06/2026/QH16 sửa đổi Luật Thi đua khen thưởng, từ ngày 01/10/2026, "
    "nội dung và văn bản hướng dẫn chưa đối chiếu"
)


def all_cases():
    for path in sorted(FOLDER.glob("*.yaml")):
        for case in read_yaml(path)[0]["cases"]:
            assert set(case) <= KEYS, f"{path.name}: {case} has an unknown key"
            yield pytest.param(case, id=f"{path.stem}: {case['award']} {case['recipient']} {case['day']}")


@pytest.mark.parametrize("case", list(all_cases()))
def test_case(case):
    found = bonus(case["award"], case["recipient"], case["day"], issuer=case.get("issuer"))
    assert (found.amount_vnd, found.needs_person_vi) == (case["amount"], AMENDED if case.get("person_looks") else "")
    if "coefficient" in case:
        assert found.coefficient == Decimal(case["coefficient"])
    if "base_salary" in case:
        assert found.base_salary_vnd == case["base_salary"]


def test_every_vector_of_both_regimes_is_a_case():
    assert len(list(all_cases())) == 17 + 13


def test_the_steps_are_sentences_an_officer_can_paste():
    found = bonus("advanced_worker", "individual", date(2025, 3, 1))
    assert found.steps_vi == (
        "Mức lương cơ sở ngày 01/03/2025: 2.340.000 đ",
        "0,3 × 2.340.000 đ = 702.000 đ, làm tròn lên 710.000 đ",
    )
    assert [label for label, _ in found.citations] == [
        "Điều 54 Nghị định số 98/2023/NĐ-CP",
        "Nghị định số 73/2024/NĐ-CP",
        "Nghị định số 98/2023/NĐ-CP",
    ]
    assert json.loads(json.dumps(found.to_dict()))["coefficient"] == "0.3"


def test_an_amount_that_is_already_round_is_not_said_to_be_rounded():
    found = bonus("grassroots_emulation_fighter", "individual", date(2026, 11, 1))
    assert found.steps_vi[1] == "1 × 2.530.000 đ = 2.530.000 đ"


@pytest.mark.parametrize(
    ("day", "vnd"),
    [
        (date(2016, 5, 1), 1_210_000),
        (date(2017, 6, 30), 1_210_000),
        (date(2017, 7, 1), 1_300_000),
        (date(2018, 7, 1), 1_390_000),
        (date(2019, 6, 30), 1_390_000),
        (date(2019, 7, 1), 1_490_000),
        (date(2023, 6, 30), 1_490_000),
        (date(2023, 7, 1), 1_800_000),
        (date(2024, 6, 30), 1_800_000),
        (date(2024, 7, 1), 2_340_000),
        (date(2026, 6, 30), 2_340_000),
        (date(2026, 7, 1), 2_530_000),
    ],
)
def test_base_salary_on_both_sides_of_every_change(day, vnd):
    assert base_salary(day).vnd_per_month == vnd


def test_recalled_base_salaries_do_not_decide():
    weak = {each.valid_from for each in base_salaries() if not each.status.decides}
    assert weak == {date(2016, 5, 1), date(2017, 7, 1)}


def test_a_collective_gets_twice_the_person_where_the_file_gives_only_the_person():
    found = bonus("certificate_of_merit_commune", "collective", date(2025, 6, 30))
    assert (found.coefficient, found.amount_vnd, found.status) == (Decimal("0.30"), 710_000, Status.VERIFIED_PARTIAL)


def test_a_household_before_its_rule_has_no_amount_and_a_person_looks():
    found = bonus("certificate_of_merit_commune", "household", date(2025, 6, 30))
    assert (found.amount_vnd, found.coefficient, found.status) == (None, None, Status.UNKNOWN)
    assert found.needs_person_vi == (
        "Cần người có thẩm quyền xem xét: chưa có hệ số tiền thưởng cho hộ gia đình trong dữ liệu"
    )


def test_a_day_after_the_end_of_the_decree_has_no_amount():
    found = bonus("advanced_worker", "individual", date(2027, 3, 1))
    assert found.amount_vnd is None
    assert found.needs_person_vi == (
        "Cần người có thẩm quyền xem xét: chưa có hệ số tiền thưởng vào ngày này trong dữ liệu; "
        "chưa có quy định về cách tính và làm tròn tiền thưởng vào ngày này trong dữ liệu; "
        + AMENDED.partition(": ")[2]
    )


def test_a_weak_value_shows_the_amount_and_asks_for_a_person(monkeypatch):
    weak = tuple(
        each.model_copy(update={"status": Status.MEMORY_MEDIUM}) if each.holds_on(date(2025, 3, 1)) else each
        for each in base_salaries()
    )
    monkeypatch.setattr(module, "base_salaries", lambda: weak)
    found = bonus("advanced_worker", "individual", date(2025, 3, 1))
    assert (found.amount_vnd, found.status) == (710_000, Status.MEMORY_MEDIUM)
    assert found.needs_person_vi == (
        "Cần người có thẩm quyền xem xét: Nghị định số 73/2024/NĐ-CP (chưa đối chiếu văn bản gốc, tin cậy vừa)"
    )


class OneAward:
    """A book that answers with one award."""

    def __init__(self, award):
        self.award = lambda code, on=None: award
        self.unknown_from = load_book().unknown_from


def test_who_signs_decides_the_coefficient_and_must_be_known():
    award = load_book().award("certificate_of_merit_commune")
    today = award.bonus_on(date(2025, 8, 1))
    signer = "commune_people_committee_chair"
    special = today.model_copy(update={"issuer": signer, "person": Decimal("0.15")})
    book = OneAward(award.model_copy(update={"bonuses": (*award.bonuses, special)}))
    signed = bonus(award.code, "individual", date(2025, 8, 1), book, issuer=signer)
    assert (signed.coefficient, signed.amount_vnd, signed.needs_person_vi) == (Decimal("0.15"), 360_000, "")
    nobody = bonus(award.code, "individual", date(2025, 8, 1), book)
    assert nobody.amount_vnd == 710_000
    assert nobody.needs_person_vi == (
        "Cần người có thẩm quyền xem xét: chưa rõ ai quyết định khen thưởng; hệ số khác khi người quyết định là "
        "Chủ tịch Ủy ban nhân dân cấp xã"
    )


def test_the_coefficients_of_the_files_agree_with_the_factors_of_the_law():
    seen = 0
    book = load_book()
    for award in (each for code in (a.code for a in book.awards()) for _, each in book.editions(code)):
        for entry in award.bonuses:
            day = entry.valid_from or date.min
            for field, series in (("collective", "collective_factor"), ("household", "household_factor")):
                factor, own = in_force(getattr(bonus_rules(), series), day), getattr(entry, field)
                if factor and own is not None and entry.person is not None and award.kind in factor.award_kinds:
                    assert own == entry.person * factor.factor, f"{award.code} {field} from {day}"
                    seen += 1
    assert seen >= 6


@given(
    st.sampled_from([award.code for award in load_book().awards()]),
    st.sampled_from(["individual", "collective", "household"]),
    st.dates(date(2017, 10, 1), date(2027, 2, 28)),
)
def test_amounts_are_rounded_up_by_less_than_one_step(code, recipient, day):
    if recipient not in load_book().award(code, day).recipient_kinds:
        return
    found = bonus(code, recipient, day)
    if found.amount_vnd is not None:
        exact = found.coefficient * found.base_salary_vnd
        assert found.amount_vnd % 10_000 == 0
        assert 0 <= found.amount_vnd - exact < 10_000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("no_such", "individual", date(2025, 1, 1)), "award_code is 'no_such', no award is called so"),
        (
            ("advanced_worker", "person", date(2025, 1, 1)),
            "recipient is 'person', one of individual, collective, household is needed",
        ),
        (
            ("advanced_worker", "collective", date(2025, 1, 1)),
            f"recipient is 'collective', advanced_worker goes to {KINDS}",
        ),
        (
            ("advanced_worker", "individual", date(2016, 4, 30)),
            "decided_on is 2016-04-30, our base salaries begin on 2016-05-01",
        ),
        (("advanced_worker", "individual", "2025-01-01"), "decided_on is '2025-01-01', a day is needed"),
        (
            ("advanced_worker", "individual", datetime(2025, 1, 1, 8)),
            "decided_on is datetime.datetime(2025, 1, 1, 8, 0), a day is needed",
        ),
    ],
)
def test_bad_input_is_refused_with_its_place(arguments, message):
    with pytest.raises(BonusError) as error:
        bonus(*arguments)
    assert str(error.value) == message


def test_an_issuer_that_does_not_decide_the_award_is_refused():
    with pytest.raises(BonusError) as error:
        bonus("certificate_of_merit_commune", "individual", date(2025, 8, 1), issuer="king")
    assert str(error.value) == (
        "issuer is 'king', certificate_of_merit_commune is decided by commune_people_committee_chair"
    )


@pytest.mark.parametrize(
    ("name", "model", "old", "new", "complaint"),
    [
        (
            "base_salary.yaml",
            _BaseSalaries,
            "valid_to: 2018-06-30",
            "valid_to: 2018-07-01",
            "two base salaries hold on the same day (2018-07-01)",
        ),
        (
            "base_salary.yaml",
            _BaseSalaries,
            "valid_to: 2018-06-30",
            "valid_to: 2018-06-29",
            "there is a gap or a wrong order before 2018-07-01",
        ),
        (
            "bonus_rules.yaml",
            BonusRules,
            "factor: '1.5'",
            "factor: 1.5",
            "1.5 must be written as text, '1.5': money is never a float",
        ),
        (
            "bonus_rules.yaml",
            BonusRules,
            "cite: decree_91_2017:68.2",
            "cite: decree_0",
            "citation 'decree_0' names an instrument that instruments.yaml does not have",
        ),
    ],
)
def test_wrong_data_is_refused(tmp_path, name, model, old, new, complaint):
    text = (DATA / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (tmp_path / name).write_text(text.replace(old, new), encoding="utf-8")
    book = load_book()
    with pytest.raises(BookError) as error:
        load_model(tmp_path / name, model, {"instruments": book.instruments, "sources": book.sources})
    assert str(error.value).startswith(f"{tmp_path / name}:")
    assert str(error.value).endswith(complaint)
