"""The register held against the law of its day: a wrong award is found with its reason, a right one holds, nothing proves
itself, the unknown stays unknown."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import START, Role
from tests.honours.builders import past_line, revoke
from tests.nominations.conftest import words_of
from thidua.honours.actions import correct_honour, import_past_honours
from thidua.honours.facts import person_facts
from thidua.honours.models import Honour
from thidua.honours.queries import standing
from thidua.nominations import legality
from thidua.nominations.models import Nomination, NominationLine
from thidua.records import actions as records
from thidua.records.models import Discipline, Initiative, TaskRating
from thidua.shared import clock
from thidua.shared.models import AuditEvent, DemoClock
from thidua.units import actions as units
from thidua.units.models import Unit

TODAY = date(2025, 12, 20)
AT = clock.at_hour(TODAY)
DECIDED = date(2025, 12, 10)
HOLDS, FAILS, LOOK = legality.HOLDS, legality.FAILS, legality.LOOK


def give(ward, people, *, award="advanced_worker", year=2025, decided_on=DECIDED, first=1, **fields) -> list[Honour]:
    rows = [
        past_line(ward.office, person, ordinal=n, award=award, year=year, decided_on=decided_on, **fields)
        for n, person in enumerate(people, start=first)
    ]
    import_past_honours(rows=rows, under=ward.office.unit, by=ward.office.officer, at=AT)
    return rows


def audited(**narrow) -> dict[str, legality.Audited]:
    entries = standing().filter(**narrow).order_by("pk")
    names = dict(entries.values_list("pk", "recipient_name"))
    return {names[each.entry]: each for each in legality.audit(entries, TODAY)}


def discipline(ward, person, form="warning", on=date(2025, 6, 1)) -> None:
    rows = [Discipline(person=person, form=form, decided_on=on)]
    records.enter_disciplines(rows=rows, under=ward.office.unit, by=ward.office.officer, at=AT)


# ── the judging ──


def test_a_right_award_holds_a_planted_wrong_one_is_found_with_its_reason_and_the_unproved_needs_a_person(ward):
    wrong = ward.good[1]
    TaskRating.objects.filter(person=wrong, year=2025).update(rating="completed")
    give(ward, [ward.good[0], wrong, ward.giang])
    found = audited()
    assert {name: (each.outcome, each.why_look, each.reason_vi) for name, each in found.items()} == {
        "Nguyễn Thị An": (HOLDS, "", ""),
        "Nguyễn Thị Bình": (
            FAILS, "", f"Chưa đạt: {words_of('rating', DECIDED)} (Xếp loại năm 2025: hoàn thành nhiệm vụ).",
        ),
        "Nguyễn Thị Giang": (
            LOOK, "needs_evidence", f"Thiếu dữ liệu: {words_of('no_pending_case', DECIDED)}.",
        ),
    }  # fmt: skip
    assert {each.outcome_vi for each in found.values()} == {
        "Còn đứng vững", "Không còn đứng vững", "Cần người xem xét",
    }  # fmt: skip


def test_what_became_known_after_the_decision_counts(ward):
    give(ward, ward.good[:2])
    assert {each.outcome for each in audited().values()} == {HOLDS}
    discipline(ward, ward.good[0])
    assert {name: each.outcome for name, each in audited().items()} == {
        "Nguyễn Thị An": LOOK, "Nguyễn Thị Bình": HOLDS,
    }  # fmt: skip
    assert audited()["Nguyễn Thị An"].reason_vi == (
        f"Còn chờ nhận định của người có thẩm quyền: {words_of('no_discipline_this_year', DECIDED)}."
    )


def test_a_discipline_of_another_year_does_not_count(ward):
    give(ward, ward.good[:1])
    discipline(ward, ward.good[0], on=date(2024, 6, 1))
    assert audited()["Nguyễn Thị An"].outcome == HOLDS


def test_an_award_is_no_evidence_for_itself_but_those_of_earlier_years_are(ward):
    an = ward.good[0]
    give(ward, [an])
    give(ward, [an], year=2024, decided_on=date(2024, 12, 20))
    facts = person_facts([an.pk], 2025, TODAY)
    assert facts.title("advanced_worker").tolist() == [[0, 0, 0, 1, 1]]
    without = legality.without_own_title(facts, "advanced_worker")
    assert without.title("advanced_worker").tolist() == [[0, 0, 0, 1, 0]]
    assert [name for _, name in without.records if name.startswith("titles.")] == ["titles.advanced_worker.2024"]
    assert facts.title("advanced_worker").tolist() == [[0, 0, 0, 1, 1]]
    assert legality.without_own_title(facts, "grassroots_emulation_fighter") is facts


def test_before_the_register_is_complete_the_own_title_becomes_unknown_not_absent(ward, settings):
    settings.REGISTER_COMPLETE_FROM = 2026
    give(ward, ward.good[:1])
    facts = legality.without_own_title(person_facts([ward.good[0].pk], 2025, TODAY), "advanced_worker")
    assert facts.title("advanced_worker")[0, -1] == -1


PROVINCE_TITLE = "ministry_province_emulation_fighter"


@pytest.fixture
def fighter(ward) -> Honour:
    """An: Chiến sĩ thi đua cơ sở of three years, an initiative of the province, hence Chiến sĩ thi đua cấp tỉnh 2025."""
    an = ward.good[0]
    for year in (2023, 2024, 2025):
        give(ward, [an], award="grassroots_emulation_fighter", year=year, decided_on=min(date(year, 12, 20), DECIDED),
             first=10)  # fmt: skip
    rows = [Initiative(person=an, year=2025, title="Một cửa số", scope="province", recognised_on=date(2025, 11, 1),
                       decision_no="9/QĐ-UBND")]  # fmt: skip
    records.enter_initiatives(rows=rows, under=ward.office.unit, by=ward.office.officer, at=AT)
    [honour] = give(ward, [an], award=PROVINCE_TITLE, first=20)
    return honour


def test_an_award_does_not_stand_in_its_own_way_either(fighter):
    """The years of a title count once: with the audited title among the facts they would count as used up by itself."""
    each = audited(award_code=PROVINCE_TITLE)["Nguyễn Thị An"]
    outcomes = {reason.code: reason.outcome for reason in each.answer.explain().conditions}
    assert (outcomes["streak"], outcomes["years_not_counted_before"]) == ("met", "met")
    assert (each.outcome, each.why_look) == (LOOK, "needs_judgement")


def test_a_title_revoked_since_no_longer_supports_a_later_one(ward, fighter):
    second = Honour.objects.get(award_code="grassroots_emulation_fighter", year=2024)
    revoke(second, ward.office.decider, AT)
    each = audited(award_code=PROVINCE_TITLE)["Nguyễn Thị An"]
    assert each.outcome == FAILS
    assert each.reason_vi.startswith(
        "Chưa đạt: 03 lần liên tục được tặng danh hiệu Chiến sĩ thi đua cơ sở (Xét các năm"
    )


def test_the_law_of_the_decision_day_where_there_is_no_dossier(ward):
    give(ward, ward.good[:1])
    each = audited()["Nguyễn Thị An"]
    assert (each.law_on, each.by_dossier) == (DECIDED, False)


def test_the_rule_date_of_the_dossier_where_there_is_one(ward):
    nomination = ward.received(ward.good[:1])
    NominationLine.objects.filter(nomination=nomination).update(result="passed")
    give(ward, ward.good[:2])
    found = audited()
    assert (found["Nguyễn Thị An"].law_on, found["Nguyễn Thị An"].by_dossier) == (nomination.rule_date, True)
    assert (found["Nguyễn Thị Bình"].law_on, found["Nguyễn Thị Bình"].by_dossier) == (DECIDED, False)
    Nomination.objects.filter(pk=nomination.pk).update(rule_date=date(2025, 12, 11))
    assert audited()["Nguyễn Thị An"].by_dossier is False, "a dossier received after the decision is another one"


def test_an_award_of_a_day_whose_standard_is_not_in_the_data_needs_a_person_never_fails(ward):
    give(ward, ward.good[:1], year=2004, decided_on=date(2004, 12, 20))
    each = audited()["Nguyễn Thị An"]
    assert (each.outcome, each.why_look) == (LOOK, "not_covered")
    assert each.reason_vi == (
        f"Chưa có nội dung quy định trong dữ liệu: {words_of('earlier_rules_unread', date(2004, 12, 20))}."
    )


def test_what_cannot_be_judged_says_why(ward):
    stranger = past_line(ward.office, None, year=2025, decided_on=DECIDED, unit=None, recipient_name="Trần Văn Cũ")
    old = past_line(ward.office, ward.good[0], ordinal=2, award="huy_hieu_cu", year=2025, decided_on=DECIDED)
    wrong = past_line(ward.office, None, ordinal=3, year=2025, decided_on=DECIDED)
    rows = [stranger, old, wrong]
    import_past_honours(rows=rows, under=ward.office.unit, by=ward.office.officer, at=AT)
    assert {name: (each.outcome, each.why_look, each.reason_vi) for name, each in audited().items()} == {
        "Trần Văn Cũ": (
            LOOK, "needs_evidence",
            "Dòng này chưa gắn với người, tập thể trong danh sách nên không có dữ liệu để đối chiếu.",
        ),
        "Nguyễn Thị An": (LOOK, "not_covered", "Dữ liệu pháp luật không có danh hiệu, hình thức này."),
        "Phường Hạ Long": (FAILS, "", "Lao động tiên tiến không tặng cho tập thể."),
    }  # fmt: skip


def test_a_correction_is_judged_as_corrected_and_a_revoked_award_not_at_all(ward):
    first, second = give(ward, ward.good[:2])
    correct_honour(honour=first, year=2024, reason="Ghi nhầm năm", by=ward.office.officer, at=AT)
    revoke(second, ward.office.decider, AT)
    found = audited()
    assert {name: (each.year, each.root) for name, each in found.items()} == {"Nguyễn Thị An": (2024, first.pk)}


def test_a_collective_dissolved_since_is_judged_as_it_stood(ward):
    [room] = units.enter_units(
        parent=ward.office.unit, by=ward.office.officer, at=ward.province.at,
        units=[Unit(code="P9", name="Phòng Văn hóa", kind="section", valid_from=START, agency_name="Phòng", symbol="P",
                    head_title="Trưởng phòng", place="Hạ Long")],
    )  # fmt: skip
    row = past_line(
        ward.office, None, award="advanced_labour_collective", year=2025, decided_on=DECIDED, unit=room,
        recipient_name="Phòng Văn hóa",
    )  # fmt: skip
    import_past_honours(rows=[row], under=ward.office.unit, by=ward.office.officer, at=AT)

    def dissolved(ended_on):
        Unit.objects.filter(pk=room.pk).update(valid_to=ended_on)
        verdict = audited()["Phòng Văn hóa"].answer.explain()
        return next(each.outcome for each in verdict.conditions if each.code == "not_dissolved")

    assert dissolved(date(2025, 12, 15)) == "met"
    assert dissolved(date(2025, 12, 1)) == "not_met"


def test_the_queries_do_not_grow_with_the_honours(ward):
    give(ward, ward.good[:1])
    audited()
    entries = standing().filter(year=2025)
    with CaptureQueriesContext(connection) as one:
        legality.audit(entries, TODAY)
    give(ward, ward.office.people[1:], first=2)
    give(ward, ward.good, award="grassroots_emulation_fighter", first=20)
    with CaptureQueriesContext(connection) as many:
        assert len(legality.audit(entries, TODAY)) == 13
    assert (len(one), len(many)) == (13, 13)


def test_auditing_changes_nothing(ward):
    give(ward, ward.good[:2])
    before = (AuditEvent.objects.count(), list(Honour.objects.order_by("pk").values()))
    audited()
    assert (AuditEvent.objects.count(), list(Honour.objects.order_by("pk").values())) == before


# ── the screens ──


@pytest.fixture
def december(settings, db):
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=TODAY)


def page(client, user, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"legality:{'line' if args else 'list'}", args=args), query)


def names(answer) -> list[str]:
    return [row.record.recipient_name for row in answer.context["table"].rows]


@pytest.fixture
def three(ward, december) -> list[Honour]:
    """An holds, Bình does not, Giang needs a person; Chi has one of 2024."""
    TaskRating.objects.filter(person=ward.good[1], year=2025).update(rating="completed")
    give(ward, [ward.good[2]], year=2024, decided_on=date(2024, 12, 20))
    return give(ward, [ward.good[0], ward.good[1], ward.giang])


def test_the_newest_year_opens_and_what_does_not_hold_stands_first(ward, client, three):
    answer = page(client, ward.office.appraiser)
    assert (answer.context["year"], answer.context["years"]) == (2025, [2024])
    assert names(answer) == ["Nguyễn Thị Bình", "Nguyễn Thị Giang", "Nguyễn Thị An"]
    assert [(tile.label, tile.figure) for tile in answer.context["tiles"]] == [
        ("Khen thưởng đã đối chiếu", "3"),
        ("Không còn đứng vững", "1"),
        ("Cần người xem xét", "1"),
        ("Đã có người xem xét", "0"),
        ("Còn đứng vững", "1"),
    ]
    assert names(client.get(answer.context["tiles"][1].url)) == ["Nguyễn Thị Bình"]


def test_the_list_is_narrowed_by_award_year_unit_outcome_and_reason(ward, client, three):
    user, unit = ward.office.appraiser, ward.office.unit.pk
    narrowed = {
        str(query): names(page(client, user, **query))
        for query in (
            {"year": "2024"},
            {"award": "advanced_worker", "outcome": "may_be_proposed"},
            {"unit": unit, "q": "giang"},
            {"why": "needs_evidence"},
            {"why": "not_covered"},
            {"year": "2023"},  # a year without honours: the newest is shown
        )
    }
    assert list(narrowed.values()) == [
        ["Nguyễn Thị Chi"],
        ["Nguyễn Thị An"],
        ["Nguyễn Thị Giang"],
        ["Nguyễn Thị Giang"],
        [],
        ["Nguyễn Thị Bình", "Nguyễn Thị Giang", "Nguyễn Thị An"],
    ]


def test_a_line_opens_the_whole_verdict(ward, client, three):
    answer = page(client, ward.office.appraiser, three[1].pk)
    verdict = answer.context["verdict"]
    assert (verdict.outcome, verdict.rule_date, verdict.subject) == ("may_not", "10/12/2025", "Nguyễn Thị Bình")
    failed = [
        each.label
        for each in verdict.conditions
        if each.outcome == "not_met" and each.label == words_of("rating", DECIDED)
    ]
    assert len(failed) == 1
    assert dict(answer.context["rows"])["Quy định áp dụng"] == (
        "Có hiệu lực ngày 10/12/2025 (ngày quyết định; hệ thống không có hồ sơ)"
    )


def test_a_line_that_cannot_be_judged_opens_too(ward, client, december):
    row = past_line(ward.office, None, year=2025, decided_on=DECIDED, unit=None, recipient_name="Trần Văn Cũ")
    import_past_honours(rows=[row], under=ward.office.unit, by=ward.office.officer, at=AT)
    answer = page(client, ward.office.appraiser, row.pk)
    assert (answer.status_code, answer.context["verdict"]) == (200, None)


def test_closed_to_everybody_but_appraisers_and_auditors(ward, client, three):
    office = ward.office
    for user in (office.officer, office.head, office.decider, office.clerk, office.editor, ward.province.stranger):
        answer = page(client, user)
        assert (answer.status_code, answer.context["reason"]) == (
            403,
            "Để xem kết quả đối chiếu pháp luật của cả đơn vị cần vai trò “Cán bộ thẩm định” hoặc “Người kiểm soát”.",
        )
        assert page(client, user, three[0].pk).status_code == 403


def test_an_auditor_sees_the_own_units_and_nobody_sees_those_of_others(ward, client, three):
    auditor = units.open_account(
        username="kiem.tra", display_name="Kiểm tra", password=None, under=ward.province.root.unit,
        by=ward.province.root.officer, at=ward.province.at,
    )  # fmt: skip
    units.grant_role(
        user=auditor, role=Role.AUDITOR, unit=ward.office.unit, by=ward.province.root.officer, at=ward.province.at,
        starts_on=START,
    )  # fmt: skip
    assert len(names(page(client, auditor))) == 3
    assert len(names(page(client, ward.province.root.appraiser))) == 3
    assert names(page(client, ward.province.cam_pha.appraiser)) == []
    assert page(client, ward.province.cam_pha.appraiser, three[0].pk).status_code == 404


def test_the_list_leaves_as_a_file(ward, client, three):
    answer = page(client, ward.office.appraiser, outcome="may_not", export="csv")
    lines = b"".join(answer.streaming_content).decode().lstrip("\ufeff").splitlines()
    assert lines == [
        "Người, tập thể được khen;Đơn vị;Danh hiệu, hình thức;Số quyết định;Ngày quyết định;Quy định ngày;Kết quả;Vì sao",
        "Nguyễn Thị Bình;Phường Hạ Long;Lao động tiên tiến;12/QĐ-UBND;10/12/2025;10/12/2025;Không còn đứng vững;"
        f"Chưa đạt: {words_of('rating', DECIDED)} (Xếp loại năm 2025: hoàn thành nhiệm vụ).",
    ]


def test_the_ways_to_the_screens_are_shown_to_those_who_may_go_them(ward, client, december):
    def ways(user):
        client.force_login(user)
        answer = client.get(reverse("nominations:list"))
        return [act.label for act in answer.context["actions"] if act.url == reverse("legality:list")]

    assert ways(ward.office.appraiser) == ["Đối chiếu sổ vàng"]
    assert ways(ward.office.officer) == []


# ── the command ──


def run(**options) -> list[str]:
    out = StringIO()
    call_command("legality_audit", stdout=out, **options)
    return out.getvalue().splitlines()


def test_the_command_prints_what_fails_what_needs_a_person_and_the_sum(ward, three, tmp_path):
    place = tmp_path / "doi-chieu.csv"
    failed, look, total, written = run(year="2025", out=place)
    assert failed.split("\t") == [
        "Nguyễn Thị Bình", "Lao động tiên tiến", "số 12/QĐ-UBND ngày 10/12/2025", "quy định ngày 10/12/2025",
        "Không còn đứng vững",
        f"Chưa đạt: {words_of('rating', DECIDED)} (Xếp loại năm 2025: hoàn thành nhiệm vụ).",
    ]  # fmt: skip
    assert look == f"1 × Lao động tiên tiến: Thiếu dữ liệu: {words_of('no_pending_case', DECIDED)}."
    assert (
        total
        == "Năm 2025: 3 khen thưởng; không còn đứng vững: 1; cần người xem xét: 1; đã có người xem xét: 0; còn đứng vững: 1."
    )
    assert written == f"Đã ghi {place}."
    rows = place.read_bytes().decode().split("\r\n")
    assert [row.split(";")[0] for row in rows[1:-1]] == ["Nguyễn Thị An", "Nguyễn Thị Bình", "Nguyễn Thị Giang"]


def test_the_command_takes_one_award(ward, three):
    assert run(year="2025", award="grassroots_emulation_fighter") == [
        "Năm 2025: 0 khen thưởng; không còn đứng vững: 0; cần người xem xét: 0; đã có người xem xét: 0; còn đứng vững: 0."
    ]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"year": "hai nghìn"}, "“hai nghìn” không phải là năm."),
        ({"year": "0"}, "“0” không phải là năm."),
        ({"year": "2025", "award": "anh_hung"}, "Không có danh hiệu, hình thức khen thưởng mã “anh_hung”."),
    ],
)
def test_the_command_refuses_bad_input_in_one_line(db, options, reason):
    with pytest.raises(CommandError) as refused:
        run(**options)
    assert (str(refused.value), refused.value.returncode) == (reason, 2)
