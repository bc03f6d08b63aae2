"""What a change of the law would do to the open dossiers: the right lines, the conditions that differ, few queries."""

import csv
import shutil
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rulebook.book import DATA, Book, load_book
from rulebook.facts import PersonFacts
from rulebook.judge import judge
from tests.nominations.conftest import RECEIVED, SENT, words_of
from thidua.nominations import actions, queries
from thidua.nominations.batches import Answer
from thidua.nominations.impact import differing_vi, impact
from thidua.nominations.models import Nomination, NominationLine
from thidua.shared import clock
from thidua.shared.models import AuditEvent, DemoClock
from thidua.shared.wording import vi_date

TODAY = date(2025, 12, 5)
UNKNOWN = date(2026, 10, 1)
UNKNOWN_VI = load_book().award("advanced_worker", UNKNOWN).version_on(UNKNOWN).note_vi


@pytest.fixture(scope="module")
def stricter(tmp_path_factory) -> Book:
    """The same law, but Lao động tiên tiến asks for excellent work."""
    folder = shutil.copytree(DATA, tmp_path_factory.mktemp("law") / "data")
    place = folder / "regimes" / "law_2022" / "advanced_worker.yaml"
    text = place.read_text()
    assert text.count("min: good") == 1
    place.write_text(text.replace("min: good", "min: excellent"))
    return Book(folder)


def tried(day, book=None, nominations=None):
    return impact(Nomination.objects.all() if nominations is None else nominations, day, TODAY, book)


def told(rows) -> dict[str, tuple]:
    lines = {line.pk: str(line.person or line.unit) for line in NominationLine.objects.all()}
    return {lines[row.line]: (row.outcome_now, row.outcome_then, row.differing) for row in rows}


def test_under_the_same_text_nothing_changes(ward):
    ward.received([*ward.good[:2], ward.giang])
    rows = tried(date(2025, 12, 4))
    assert [row.changes for row in rows] == [False, False, False]
    assert [row.differing for row in rows] == [[], [], []]
    assert {row.law_now for row in rows} == {RECEIVED.date()}


def test_under_a_text_that_is_not_known_everybody_needs_a_person_and_nobody_loses(ward):
    ward.received([*ward.good[:2], ward.giang])
    rows = told(tried(UNKNOWN))
    assert rows == {
        "Nguyễn Thị An": ("may_be_proposed", "human_must_look", [UNKNOWN_VI]),
        "Nguyễn Thị Bình": ("may_be_proposed", "human_must_look", [UNKNOWN_VI]),
        "Nguyễn Thị Giang": ("human_must_look", "human_must_look", [UNKNOWN_VI]),
    }


def test_another_book_is_tried_in_place_of_the_law_and_names_the_condition(ward, stricter):
    ward.received([ward.good[0], ward.giang])
    rows = told(tried(RECEIVED.date(), stricter))
    assert rows["Nguyễn Thị An"] == (
        "may_be_proposed", "may_not", [f"{words_of('rating', TODAY)}: không đạt"],
    )  # fmt: skip
    # what Giang lacked is lacking still: a graver condition does not take it away
    assert rows["Nguyễn Thị Giang"] == (
        "human_must_look", "may_not", [f"{words_of('rating', TODAY)}: không đạt"],
    )  # fmt: skip


def test_a_dossier_before_receipt_is_judged_by_the_law_of_today(ward):
    ward.draft(ward.good[:1])
    [row] = tried(UNKNOWN)
    assert (row.law_now, row.outcome_now) == (TODAY, "may_be_proposed")


def test_what_is_settled_or_left_out_is_not_tried(ward):
    kept = ward.received(ward.good[:3])
    line = kept.lines.get(person=ward.good[0])
    actions.appraise_line(line=line, appraisal="excluded", reason="Rút đề nghị.", by=ward.office.appraiser, at=RECEIVED)
    failed = kept.lines.get(person=ward.good[1])
    NominationLine.objects.filter(pk=failed.pk).update(result="failed")
    gone = ward.sent(ward.good[3:4])
    actions.withdraw_nomination(nomination=gone, reason="Gửi nhầm", by=ward.office.head, at=SENT)
    decided = ward.sent(ward.good[4:5])
    Nomination.objects.filter(pk=decided.pk).update(state="decided")
    assert list(told(tried(UNKNOWN))) == ["Nguyễn Thị Chi"]


def test_people_and_collectives_stand_in_one_answer(ward):
    ward.received(ward.good[:1])
    nomination = ward.draft(award="advanced_labour_collective")
    actions.add_nominees(nomination=nomination, units=[ward.office.unit], by=ward.office.officer, at=SENT)
    assert {name: then for name, (_, then, _) in told(tried(UNKNOWN)).items()} == {
        "Nguyễn Thị An": "human_must_look",
        "Phường Hạ Long": "human_must_look",
    }


def test_the_queries_do_not_grow_with_the_lines(ward):
    ward.received(ward.good[:1])
    tried(UNKNOWN)
    with CaptureQueriesContext(connection) as one:
        tried(UNKNOWN)
    ward.received(ward.good[1:5])
    ward.sent([ward.giang])
    with CaptureQueriesContext(connection) as six:
        assert len(tried(UNKNOWN)) == 6
    assert (len(one), len(six)) == (11, 11)


def test_trying_changes_nothing(ward):
    ward.received(ward.good[:2])
    events = AuditEvent.objects.count()
    before = list(NominationLine.objects.order_by("pk").values())
    tried(UNKNOWN)
    assert (AuditEvent.objects.count(), list(NominationLine.objects.order_by("pk").values())) == (events, before)


# ── the screens ──


@pytest.fixture
def december(settings, db):
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=TODAY)


def page(client, user, name="impact", *args, **query):
    client.force_login(user)
    return client.get(reverse(f"nominations:{name}", args=args), query)


def tiles(answer) -> list[tuple[str, str]]:
    return [(tile.label, tile.figure) for tile in answer.context["tiles"]]


def test_the_page_opens_at_the_next_change_that_is_known_of_and_says_what_is_not_known(ward, client, december):
    ward.received([*ward.good[:2], ward.giang])
    answer = page(client, ward.office.appraiser)
    assert (answer.context["day"], answer.context["unknown"].day) == (UNKNOWN, UNKNOWN)
    assert tiles(answer) == [
        ("Trường hợp của hồ sơ đang giải quyết", "3"),
        ("Đổi kết quả", "2"),
        ("Thành “Chưa đủ điều kiện”", "0"),
        ("Thành “Cần người xem xét”", "2"),
        ("Thành “Có thể đề xét”", "0"),
    ]
    rows = [[cell.text for cell in row.cells] for row in answer.context["table"].rows]
    assert rows[0] == [
        "Nguyễn Thị An", "Đề nghị tặng danh hiệu Lao động tiên tiến năm 2025", "Phường Hạ Long",
        "Có thể đề xét", "Cần người xem xét", UNKNOWN_VI,
    ]  # fmt: skip


def test_after_the_last_change_that_is_known_of_the_page_opens_at_today(ward, client, december):
    DemoClock.objects.update(today=date(2026, 11, 1))
    answer = page(client, ward.office.appraiser)
    assert answer.context["day"] == date(2026, 11, 1)


def test_another_day_is_asked_for_and_the_list_narrowed(ward, client, december):
    ward.received(ward.good[:2])
    assert page(client, ward.office.appraiser, ngay="2025-12-04").context["table"].count == 0
    many = page(client, ward.office.appraiser, ngay="1/10/2026")
    assert many.context["table"].count == 2
    narrowed = [
        page(client, ward.office.appraiser, ngay="2026-10-01", **query).context["table"].count
        for query in ({"change": "to_look"}, {"change": "to_may_not"}, {"award": "advanced_worker"}, {"q": "binh"})
    ]
    assert narrowed == [2, 0, 2, 1]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ("hôm qua", "Hãy nhập ngày theo dạng ngày/tháng/năm, ví dụ {today}."),
        ("", "Mục này không được để trống."),
        ("1/1/1999", "Dữ liệu pháp luật bắt đầu từ ngày 01/07/2004; hãy chọn ngày từ đó trở đi."),
    ],
)
def test_a_day_that_cannot_be_is_told_at_the_field(ward, client, december, asked, error):
    answer = page(client, ward.office.appraiser, ngay=asked)
    assert (answer.status_code, dict(answer.context["form"].errors)) == (
        200, {"ngay": [error.format(today=vi_date(clock.today()))]},
    )  # fmt: skip
    html = answer.content.decode()
    assert (answer.context["day"], html.count("Theo quy định có hiệu lực ngày"), html.count('class="tile ')) == (
        None,
        0,
        0,
    )


@pytest.mark.parametrize("query", [{}, {"ngay": "2025-12-04"}])
def test_without_open_dossiers_the_page_says_so_and_claims_nothing_of_them(ward, client, december, query):
    html = page(client, ward.office.appraiser, **query).content.decode()
    assert [html.count(text) for text in ("Không có hồ sơ đang giải quyết", "mọi trường hợp đều", 'class="tile ')] == [
        1, 0, 0,
    ]  # fmt: skip


def test_a_row_opens_the_two_outcomes_and_their_reason(ward, client, december):
    nomination = ward.received(ward.good[:1])
    listed = page(client, ward.office.appraiser, ngay="2026-10-01").context["table"].rows[0]
    line = nomination.lines.get()
    assert listed.cells[0].url == f"{reverse('nominations:impact-line', args=[line.pk])}?ngay=2026-10-01"
    answer = client.get(listed.cells[0].url)
    assert (answer.context["row"].outcome_now, answer.context["row"].outcome_then) == (
        "may_be_proposed", "human_must_look",
    )  # fmt: skip
    assert (answer.context["differing"], answer.context["changes"]) == ([UNKNOWN_VI], None)
    assert page(client, ward.office.appraiser, "impact-line", line.pk, ngay="x").status_code == 404


def test_only_appraisers_and_auditors_may_look_and_only_at_what_they_may_read(ward, client, december):
    nomination = ward.received(ward.good[:1])
    line = nomination.lines.get()
    for user in (ward.office.officer, ward.office.head, ward.office.decider, ward.province.stranger):
        assert page(client, user).status_code == 403
        assert page(client, user, "impact-line", line.pk, ngay="2026-10-01").status_code == 403
    assert page(client, ward.province.root.appraiser, ngay="2026-10-01").context["table"].count == 1
    assert page(client, ward.province.cam_pha.appraiser, ngay="2026-10-01").context["table"].count == 0
    other = page(client, ward.province.cam_pha.appraiser, "impact-line", line.pk, ngay="2026-10-01")
    assert other.status_code == 404
    assert list(queries.visible_to(ward.province.cam_pha.appraiser, TODAY)) == []


def test_the_list_leaves_as_a_file(ward, client, december):
    ward.received(ward.good[:1])
    answer = page(client, ward.office.appraiser, ngay="2026-10-01", export="csv")
    lines = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode().lstrip("\ufeff")), delimiter=";"))
    assert lines == [
        ["Cá nhân, tập thể", "Hồ sơ", "Đơn vị đề nghị", "Hiện nay", "Theo ngày đã chọn", "Điều kiện làm đổi kết quả"],
        ["Nguyễn Thị An", "Đề nghị tặng danh hiệu Lao động tiên tiến năm 2025", "Phường Hạ Long", "Có thể đề xét",
         "Cần người xem xét", UNKNOWN_VI],
    ]  # fmt: skip


# ── the command ──


def run(**options) -> list[str]:
    out = StringIO()
    call_command("law_impact", stdout=out, **options)
    return out.getvalue().splitlines()


def test_the_command_prints_the_lines_that_change_and_writes_them(ward, december, tmp_path):
    nomination = ward.received([ward.good[0], ward.giang])
    place = tmp_path / "tac-dong.csv"
    first, total, written = run(on="2026-10-01", out=place)
    number = nomination.pk
    assert first.split("\t") == [
        str(number), "Phường Hạ Long", "Nguyễn Thị An", "Lao động tiên tiến", "03/12/2025",
        "Có thể đề xét → Cần người xem xét", UNKNOWN_VI,
    ]  # fmt: skip
    assert total == "Theo quy định ngày 01/10/2026: 1 trong 2 trường hợp của hồ sơ đang giải quyết đổi kết quả."
    assert written == f"Đã ghi {place}."
    with place.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.reader(opened, delimiter=";"))
    assert rows[1:] == [
        [str(number), "Phường Hạ Long", "Nguyễn Thị An", "Lao động tiên tiến", "03/12/2025", "Có thể đề xét",
         "Cần người xem xét", UNKNOWN_VI]
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("on", "reason"),
    [
        ("2025-13-01", "“2025-13-01” không phải là ngày dạng YYYY-MM-DD."),
        ("hôm nay", "“hôm nay” không phải là ngày dạng YYYY-MM-DD."),
        ("1999-01-01", "Dữ liệu pháp luật bắt đầu từ ngày 01/07/2004; hãy chọn ngày từ đó trở đi."),
    ],
)
def test_the_command_refuses_an_impossible_day_in_one_line(db, on, reason):
    with pytest.raises(CommandError) as refused:
        run(on=on)
    assert (str(refused.value), refused.value.returncode) == (reason, 2)


def test_the_command_tells_a_place_that_cannot_be_written(ward, tmp_path):
    place = tmp_path / "khong-co" / "x.csv"
    with pytest.raises(CommandError) as refused:
        run(on="2026-10-01", out=place)
    assert (str(refused.value).startswith(f"Không ghi được {place}: "), refused.value.returncode) == (True, 2)


def test_the_clock_of_the_records_is_today_not_the_day_of_the_law(ward):
    """An initiative or a title decided after the tried day still counts: only the law changes."""
    ward.received(ward.good[:1])
    [row] = impact(Nomination.objects.all(), date(2025, 8, 10), clock.at_hour(TODAY).date())
    assert (row.outcome_now, row.outcome_then) == ("may_be_proposed", "may_be_proposed")


# ── in words ──

MERIT = "diploma_of_merit_ministry_province"


def answer(day: date, **facts) -> Answer:
    known = {
        "key": "an", "titles": {"grassroots_emulation_fighter": [2024, 2025]}, "movement_result": False,
        "pending_case": False, "ratings": {2024: "good", 2025: "good"}, "subject": "civil_servant",
        "attestations": {"no_pending_case": True, "exemplary_compliance": True, "unexpected_achievement": False,
                         "major_contribution": False, "achievements_in_field_of_ministry_province": False},
    }  # fmt: skip
    rows = PersonFacts.from_rows([known | facts], 2025, register_complete_from=2020, initiatives_complete_from=2020)
    return Answer(judge(MERIT, rows, day, load_book()), 0)


def test_what_opens_the_way_is_the_ground_now_met_not_the_one_that_is_still_missing():
    """Two titles are a ground since 2024; the movement, missing before, is missing still."""
    now, then = answer(date(2023, 12, 1)), answer(date(2025, 12, 1))
    assert (now.outcome, then.outcome) == ("may_not", "may_be_proposed")
    assert differing_vi(now, then) == [f"Nay đạt: {words_of('fighter_twice', date(2025, 12, 1), MERIT)}"]


def test_the_other_way_round_the_missing_ground_is_named():
    now, then = answer(date(2025, 12, 1)), answer(date(2023, 12, 1))
    assert (now.outcome, then.outcome) == ("may_be_proposed", "may_not")
    assert {text.partition(": ")[2] for text in differing_vi(now, then)} == {"không đạt"}


def test_a_condition_that_is_met_under_the_other_law_is_named_as_met(ward, stricter):
    ward.received(ward.good[:1])
    strict = {row.line: row.then for row in tried(RECEIVED.date(), stricter)}
    [row] = tried(RECEIVED.date())
    assert differing_vi(strict[row.line], row.now) == [f"Nay đạt: {words_of('rating', TODAY)}"]
