"""``python -m rulebook`` on files: answers, and one line for bad input."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import rulebook
from rulebook.book import load_book
from rulebook.commandline import main
from rulebook.stocktake import take_stock

ROOT = Path(rulebook.__file__).parents[1]
HEADS = (
    "key,subject,recruited_on,ratings.2024,titles.advanced_worker,initiatives_unit.2024,absence_days,discipline,"
    "pending_case,attestations.self_reliance_solidarity"
)
GOOD = f"""{HEADS}
an,civil_servant,2015-09-01,excellent,2023 2024,1,0,none,không,có
binh,public_employee,2024-09-01,good,,,0,none,0,1
"""


@pytest.fixture
def facts(tmp_path):
    path = tmp_path / "facts.csv"
    path.write_text("\ufeff" + GOOD, encoding="utf-8")
    return path


def test_the_command_runs_without_django_and_judges_every_row(facts):
    code = "import sys, rulebook.commandline as c; c.main(sys.argv[1:]); assert 'django' not in sys.modules"
    arguments = ["judge", str(facts), "--on", "2024-12-01", "--award", "grassroots_emulation_fighter"]
    arguments += ["--award", "advanced_worker"]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert [line.split("\t")[:3] for line in done.stdout.splitlines()] == [
        ["an", "grassroots_emulation_fighter", "may_be_proposed"],
        ["an", "advanced_worker", "may_be_proposed"],
        ["binh", "grassroots_emulation_fighter", "human_must_look"],
        ["binh", "advanced_worker", "may_not"],
    ]


def test_verdicts_come_as_json_or_as_letters(facts, capsys):
    base = ["judge", str(facts), "--on", "2024-12-01", "--award", "advanced_worker"]
    assert main([*base, "--json"]) == 0
    verdicts = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(v["key"], v["outcome"], v["rule_date"]) for v in verdicts] == [
        ("an", "may_be_proposed", "2024-12-01"),
        ("binh", "may_not", "2024-12-01"),
    ]
    assert main([*base, "--explain"]) == 0
    letters = capsys.readouterr().out.strip().split("\n\n\n")
    text = "\n".join(letters)
    assert text.count("Kết quả đối chiếu tiêu chuẩn Lao động tiên tiến năm 2024 đối với") == 2
    assert "Điều kiện chưa đạt:\n- Người mới tuyển dụng đã công tác từ đủ 06 tháng" in text


def test_every_award_whose_standard_is_known_is_judged_when_none_is_named(facts, capsys):
    assert main(["judge", str(facts), "--on", "2024-12-01"]) == 0
    codes = {line.split("\t")[1] for line in capsys.readouterr().out.splitlines()}
    assert {"advanced_worker", "grassroots_emulation_fighter", "gold_star_order"} - codes == set()
    assert "excellent_labour_collective" not in codes  # does not go to people
    # Nothing is known of the law as amended: no standard is in the data on that day.
    assert main(["judge", str(facts), "--on", "2026-10-01"]) == 0
    assert capsys.readouterr().out.splitlines() == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1: the file is empty"),
        ("key,salary\nan,5\n", "2: salary: no such column; `python -m rulebook columns` lists them"),
        ("key,key\nan,5\n", "1: the column 'key' stands twice"),
        ("key,absence_days\nan\n", "2: 1 values for 2 columns"),
        ("key,absence_days\nan,five\n", "2: absence_days: 'five' is not a whole number"),
        ("key,pending_case\nan,maybe\n", "2: pending_case: 'maybe' is not yes or no"),
        ("key,ratings.today\nan,good\n", "2: ratings.today: 'today' is not a whole number"),
    ],
)
def test_a_bad_file_is_told_with_file_line_and_column(tmp_path, capsys, text, message):
    path = tmp_path / "facts.csv"
    path.write_text(text, encoding="utf-8")
    assert main(["judge", str(path), "--on", "2024-12-01"]) == 2
    assert capsys.readouterr().err == f"{path}:{message}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("key,ratings.1850\nan,good\n", "an: year in ratings is 1850, it must lie between 1900 and 2200"),
        ("key,titles.star\nan,2024\n", "an: titles has the unknown award 'star'"),
        (
            "key,recruited_on,titles.advanced_worker\nan,2020-01-01,2019\n",
            "an: titles.advanced_worker in 2019 is earlier than the recruitment in 2020",
        ),
        ("key,ratings.2024\nan,great\n", "an: ratings.2024 is 'great', one of"),
        ("key\nan\nan\n", "an: the key stands in two rows"),
    ],
)
def test_impossible_facts_are_told_with_row_and_field(tmp_path, capsys, text, message):
    path = tmp_path / "facts.csv"
    path.write_text(text, encoding="utf-8")
    assert main(["judge", str(path), "--on", "2024-12-01"]) == 2
    told = capsys.readouterr().err
    assert (told.startswith(message), told.count("\n")) == (True, 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--on", "2024-12-01", "--award", "star"], "no award is called 'star'\n"),
        (
            ["--on", "2024-12-01", "--award", "excellent_labour_collective"],
            "excellent_labour_collective does not go to a person\n",
        ),
        (["--on", "1999-01-01"], "no regime is known on 1999-01-01\n"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told_in_one_line(facts, capsys, arguments, message):
    assert main(["judge", str(facts), *arguments]) == 2
    assert capsys.readouterr().err == message


def test_a_missing_file_and_a_file_in_another_encoding_are_told(tmp_path, capsys):
    path = tmp_path / "none.csv"
    assert main(["judge", str(path), "--on", "2024-12-01"]) == 2
    assert capsys.readouterr().err == f"{path}: cannot be read (No such file or directory)\n"
    path.write_bytes("key\nNguyễn\n".encode("utf-16"))
    assert main(["judge", str(path), "--on", "2024-12-01"]) == 2
    assert capsys.readouterr().err == f"{path}: the text is not in UTF-8\n"


def test_a_roadmap_is_told_from_a_file_of_facts(tmp_path, capsys):
    path = tmp_path / "facts.json"
    row = {"key": "an", "subject": "civil_servant", "recruited_on": "2020-01-01", "ratings": {"2025": "good"}}
    row |= {"titles": {"advanced_worker": [2024]}, "initiatives_unit": {"2025": 1}}
    content = {"kind": "person", "award_year": 2025, "register_complete_from": 2020, "rows": [row]}
    path.write_text(json.dumps(content), encoding="utf-8")
    asked = ["--award", "ministry_province_emulation_fighter", "--json"]
    assert main(["roadmap", str(path), *asked]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert [(t["award"], t["earliest_year"], t["law_assumed"]) for t in found["targets"]] == [
        ("ministry_province_emulation_fighter", 2027, True)
    ]
    assert main(["roadmap", str(path)]) == 0
    assert "Chiến sĩ thi đua cơ sở: sớm nhất năm 2025" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "1: this is not JSON (Expecting property name enclosed in double quotes)"),
        ("[]", " an object with kind, award_year and rows is needed"),
        ('{"award_year": "2025", "rows": []}', " kind must be person or collective and award_year a year"),
        ('{"award_year": 2025, "rows": {}}', " rows must be a list"),
        ('{"award_year": 2025, "rows": [], "law": 1}', " unknown field 'law'"),
    ],
)
def test_a_bad_file_of_a_roadmap_is_told(tmp_path, capsys, content, message):
    path = tmp_path / "facts.json"
    path.write_text(content, encoding="utf-8")
    assert main(["roadmap", str(path)]) == 2
    assert capsys.readouterr().err == f"{path}:{message}\n"


def test_the_columns_a_file_may_have_are_listed(capsys):
    assert main(["columns", "collective"]) == 0
    heads = capsys.readouterr().out.splitlines()
    assert heads[0].split(",")[:3] == ["key", "form", "members_total"]
    assert heads[1] == "ratings.<year>"


def test_the_law_is_listed_with_what_is_verified_remembered_and_open(capsys):
    assert main(["law"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["đã", "đối", "chiếu", "theo", "trí", "nhớ", "khác", "chưa", "biết", "còn", "mở"]
    codes = {line.split()[0] for line in lines[1:] if line[0] != " "}
    assert {
        award.code for regime in load_book().regimes for award in load_book().awards_of(regime.code)
    } - codes == set()
    stock = take_stock()
    numbers = next(line for line in lines if line.startswith("tất cả")).split()[2:]
    assert numbers == [str(n) for n in _numbers(stock.whole)]
    assert lines[-1] == f"Câu hỏi còn mở: {len(stock.questions)}. Phiên bản dữ liệu: {load_book().data_version}"
    assert main(["law", "--open"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(stock.open) + len(stock.questions)


def _numbers(counts):
    return [counts.verified, counts.memory, counts.other, counts.unknown, counts.open]
