"""The book: complete, cited, dated; wrong data names file and line."""

import shutil
from datetime import date
from decimal import Decimal

import pytest

from rulebook.book import DATA, Book, BookError, leaves, load_book
from rulebook.citations import Status

# Awards with all their conditions under the law of 2022, which a province decides.
CODES = {
    "advanced_worker",
    "grassroots_emulation_fighter",
    "ministry_province_emulation_fighter",
    "advanced_labour_collective",
    "excellent_labour_collective",
    "ministry_province_emulation_flag",
    "diploma_of_merit_ministry_province",
    "certificate_of_merit_commune",
    "certificate_of_merit_unit",
}


def test_the_book_has_all_awards_of_both_regimes_and_is_read_once():
    assert {regime.code: len(load_book().awards_of(regime.code)) for regime in load_book().regimes} == {
        "law_2003": 58,
        "law_2022": 62,
    }
    assert {code for code in CODES if not load_book().is_known(load_book().award(code), date(2025, 12, 31))} == set()
    assert load_book() is load_book()


@pytest.mark.parametrize("regime", ["law_2003", "law_2022"])
def test_every_condition_is_cited_checked_and_has_a_source_or_a_weak_status(regime):
    for award in load_book().awards_of(regime):
        for version in award.versions:
            for leaf in leaves(version.conditions):
                assert leaf.cite.label_vi
                assert leaf.last_checked == date(2026, 11, 20)
                assert leaf.url.startswith("http") or leaf.status not in (Status.VERIFIED, Status.VERIFIED_PARTIAL)


def test_an_award_is_looked_up_in_the_regime_of_the_day():
    book = load_book()
    codes = [book.award("advanced_worker", day).cite.instrument for day in (date(2023, 12, 31), date(2024, 1, 1))]
    assert codes == ["law_2003", "law_2022"]
    before = book.award("certificate_of_merit_commune", date(2023, 12, 31))
    assert before.code == "certificate_of_merit"
    assert [regime for regime, _ in book.editions("advanced_worker")] == ["law_2022", "law_2003"]
    assert book.regime_on(date(2023, 12, 31)).code == "law_2003"
    with pytest.raises(KeyError, match="no regime is known on 2004-06-30"):
        book.regime_on(date(2004, 6, 30))


def test_the_change_whose_text_is_unknown_is_known_as_a_day():
    assert load_book().unknown_from(date(2026, 9, 30)) is None
    assert load_book().unknown_from(date(2026, 10, 1)).instrument == "law_2026"


def test_a_standard_that_refers_to_itself_through_another_is_refused(tmp_path):
    folder = copy_of_data(tmp_path)
    path = folder / "regimes" / "law_2022" / "advanced_worker.yaml"
    text = path.read_text(encoding="utf-8")
    first = "    conditions:\n"
    circle = first + (
        "      - {type: meets_standard_of, code: circle, text_vi: Vòng, award: grassroots_emulation_fighter, "
        "cite: law_2022:24, status: memory_high}\n"
    )
    path.write_text(text.replace(first, circle, 1), encoding="utf-8")
    with pytest.raises(BookError, match="the standard of advanced_soldier refers to itself through others"):
        Book(folder)


def test_a_version_outside_its_regime_and_a_folder_without_regime_are_refused(tmp_path):
    folder = copy_of_data(tmp_path)
    path = folder / "regimes" / "law_2022" / "advanced_worker.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("versions:\n  - valid_from: 2024-01-01", "versions:\n  - valid_from: 2023-12-31"))
    with pytest.raises(BookError, match="advanced_worker has versions outside law_2022"):
        Book(folder)
    path.write_text(text, encoding="utf-8")
    (folder / "regimes" / "law_2022").rename(folder / "regimes" / "law_1990")
    with pytest.raises(BookError, match=r"'law_1990' is not in regimes\.yaml"):
        Book(folder)


def test_citation_reads_as_a_vietnamese_reader_expects():
    cite = load_book().award("ministry_province_emulation_fighter").version_on(date(2025, 1, 1)).conditions[0].cite
    assert cite.label_vi == "Điểm a khoản 1 Điều 22 Luật Thi đua, khen thưởng số 06/2022/QH15"
    assert cite.short == "law_2022:22.1.a"


@pytest.mark.parametrize("code", sorted(CODES))
def test_the_amended_law_is_a_version_whose_text_is_unknown(code):
    award = load_book().award(code)
    assert award.version_on(date(2026, 9, 30)).status is Status.VERIFIED
    assert award.version_on(date(2026, 10, 1)).status is Status.UNKNOWN
    assert award.version_on(date(2026, 10, 1)).conditions == ()
    assert award.version_on(date(2023, 12, 31)) is None
    assert award.vote_rule_on(date(2026, 10, 1)).percent is None


def test_commune_chair_took_over_from_the_district_on_the_first_of_july_2025():
    award = load_book().award("grassroots_emulation_fighter")
    before = {each.code for each in award.authorities_on(date(2025, 6, 30))}
    after = {each.code for each in award.authorities_on(date(2025, 7, 1))}
    assert before - after == {"district_people_committee_chair"}
    assert after - before == {"commune_people_committee_chair"}


@pytest.mark.parametrize(
    ("code", "day", "person", "collective", "household"),
    [
        ("certificate_of_merit_commune", date(2025, 6, 30), "0.15", None, None),
        ("certificate_of_merit_commune", date(2025, 7, 1), "0.3", "0.6", "0.45"),
        ("advanced_worker", date(2025, 12, 31), "0.3", None, None),
        ("ministry_province_emulation_fighter", date(2026, 1, 31), "3.0", None, None),
        ("excellent_labour_collective", date(2026, 1, 31), None, "1.5", None),
        ("ministry_province_emulation_flag", date(2024, 1, 1), None, "8.0", None),
    ],
)
def test_bonus_coefficient_of_the_day(code, day, person, collective, household):
    bonus = load_book().award(code).bonus_on(day)
    wanted = [None if each is None else Decimal(each) for each in (person, collective, household)]
    assert [bonus.person, bonus.collective, bonus.household] == wanted


def test_attestations_list_every_question_once_also_those_of_a_standard_referred_to():
    questions = load_book().attestations("grassroots_emulation_fighter", date(2025, 12, 31), "person")
    keys = [key for key, _ in questions]
    assert keys == [
        "self_reliance_solidarity",
        "productive_labour_and_emulation",
        "exemplary_citizen",
        "service_time_accepted",
        "absence_accepted",
        "achievement_after_discipline",
    ]
    assert load_book().attestations("advanced_worker", date(2026, 10, 1), "person") == ()


def copy_of_data(tmp_path):
    return shutil.copytree(DATA, tmp_path / "data")


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("min: good", "min: great", 129, "Input should be 'completed', 'good' or 'excellent'"),
        ("cite: law_2022:24.1.a", "cite: law_1999:1", 130, "names an instrument"),
        ("cite: law_2022:24.1.a", "cite: Điều 24", 130, "is not written instrument:article.clause.point"),
        ("months: 6", "months: sáu", None, "Input should be a valid integer"),
        ("type: task_rating", "type: python_code", None, "does not match any of the expected tags"),
        ("[T_circular_01_copy, S43, S93, S121]", "[S43, S999]", None, "source 'S999' is not in sources.yaml"),
        ("short_vi: LĐTT", "short_vi: LĐTT\ncolour: red", None, "colour: there is no such key"),
        ("months: 6", "month: 6", 0, "month: there is no such key; 'months' is missing"),
        ("code: rating\n", "code: subject\n", None, "two conditions are called subject on the same day"),
        (
            "valid_from: 2026-10-01\n    law",
            "valid_from: 2026-09-01\n    law",
            None,
            "two versions hold on the same day",
        ),
        (
            "status: unknown\n    note_vi: Từ",
            "status: verified\n    note_vi: Từ",
            None,
            "exactly when its status can decide",
        ),
        ("join: all_of\n", "join: all_of\n    join: any_of\n", None, "the key 'join' stands twice"),
        ("versions:", "versions: [", None, "expected"),
    ],
)
def test_wrong_data_is_refused_with_file_line_and_reason(tmp_path, old, new, line, reason):
    folder = copy_of_data(tmp_path)
    path = folder / "regimes" / "law_2022" / "advanced_worker.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    if line is not None:
        line = text[: text.index(old)].count("\n") + 1
    with pytest.raises(BookError) as caught:
        Book(folder)
    message = str(caught.value)
    assert message.startswith(f"{path}:{line or ''}")
    assert reason in message


def test_a_file_that_holds_another_award_or_names_an_unknown_one_is_refused(tmp_path):
    folder = copy_of_data(tmp_path)
    path = folder / "regimes" / "law_2022" / "advanced_worker.yaml"
    path.rename(path.with_name("other.yaml"))
    with pytest.raises(BookError, match=r"the file holds 'advanced_worker', its name says 'other'"):
        Book(folder)
    path.with_name("other.yaml").unlink()
    (folder / "regimes" / "law_2003" / "advanced_worker.yaml").unlink()
    with pytest.raises(BookError, match="names the unknown award 'advanced_worker'"):
        Book(folder)


def test_data_version_changes_with_the_data_and_only_with_it(tmp_path):
    folder = copy_of_data(tmp_path)
    assert Book(folder).data_version == load_book().data_version
    path = folder / "regimes" / "law_2022" / "advanced_worker.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert Book(folder).data_version == load_book().data_version
    path.write_text(path.read_text(encoding="utf-8").replace("months: 6", "months: 9"), encoding="utf-8")
    assert Book(folder).data_version != load_book().data_version
