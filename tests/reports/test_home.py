"""The first page: what waits for whom, counted where the role is held; the year; few queries."""

from datetime import date

import pytest
from django.urls import reverse

from tests.decisions.builders import closed_session, concluded_nomination, drafted, issued, signed
from tests.movements.samples import launched
from tests.pledges import samples as pledges
from tests.portal.builders import draft, held_conference
from thidua.councils.models import CouncilMember, CouncilSession
from thidua.councils.models_sessions import SessionReply
from thidua.decisions.actions import draft_decisions, issue_decision, sign_decision
from thidua.movements.actions import answer_call, draft_movement
from thidua.movements.models import Movement, MovementCall
from thidua.nominations.models import Nomination
from thidua.pledges.actions import draft_registration, enter_quarter
from thidua.portal.queries import tasks_for as editors_tasks
from thidua.reports.queries import Task, tasks_for
from thidua.reports.year import working_year, year_steps
from thidua.scoring.models import Objection, Scorecard, Season
from thidua.scoring.models_marks import MarkSheet
from thidua.shared import clock


def _tasks(user, province) -> list[tuple[str, int]]:
    return [(task.label, task.count) for task in tasks_for(user, province.at.date())]


def test_in_a_new_province_only_the_movement_of_the_year_waits(province):
    people = (province.root.officer, province.ha_long.officer, province.ha_long.head, province.stranger)
    to_draft = [("Phong trào thi đua năm 2025 cần soạn", 1)]
    assert [_tasks(user, province) for user in people] == [to_draft, [], [], []]
    draft_movement(unit=province.root.unit, year=2025, title="Thi đua", by=province.root.officer, at=province.at)
    assert [_tasks(user, province) for user in people] == [[], [], [], []]
    assert _tasks(province.root.head, province) == [("Phong trào chờ phát động", 1)]


def test_a_call_waits_in_the_unit_it_reached_until_it_is_answered(province):
    movement = Movement.objects.create(
        unit=province.root.unit, year=2025, title="Thi đua", state="launched", drafted_at=province.at,
        drafted_by=province.root.officer, launched_at=province.at, launched_by=province.root.head,
    )  # fmt: skip
    MovementCall.objects.create(movement=movement, unit=province.ha_long.unit)
    MovementCall.objects.create(
        movement=movement, unit=province.cam_pha.unit, answered_at=province.at, answered_by=province.cam_pha.officer
    )
    asked = [("Giao ước cần lập cho phong trào đã phát động", 1), ("Bản đăng ký thi đua cần lập", 1)]
    people = (province.ha_long.officer, province.cam_pha.officer, province.root.officer, province.ha_long.clerk)
    assert [_tasks(user, province) for user in people] == [
        [("Phong trào chờ đơn vị trả lời", 1), *asked], asked, [], [],
    ]  # fmt: skip


def _waiting(user, on: date) -> list[tuple[str, str]]:
    return [(task.label, task.url) for task in tasks_for(user, on)]


def test_after_the_launch_a_pledge_and_a_sheet_wait_until_they_are_made(province):
    officer, on = province.ha_long.officer, province.at.date()
    movement = launched(province)
    answer_call(call=movement.calls.get(unit=province.ha_long.unit), answer="Đã phổ biến", by=officer, at=province.at)
    assert _waiting(officer, on) == [
        ("Giao ước cần lập cho phong trào đã phát động", reverse("pledges:new")),
        ("Bản đăng ký thi đua cần lập", reverse("pledges:registration-new") + "?year=2025"),
    ]
    pledge = pledges.drafted(province, movement=movement)
    sheet = draft_registration(unit=province.ha_long.unit, year=2025, by=officer, at=province.at)
    assert _waiting(officer, on) == [
        ("Bản đăng ký thi đua cần gửi", reverse("pledges:registration", args=[sheet.pk])),
        ("Giao ước đang soạn, chưa trình ký", reverse("pledges:detail", args=[pledge.pk])),
    ]


def test_a_movement_of_a_year_gone_by_asks_for_no_pledge(province):
    movement = launched(province)
    answer_call(
        call=movement.calls.get(unit=province.ha_long.unit), answer="Đã phổ biến", by=province.ha_long.officer,
        at=province.at,
    )  # fmt: skip
    assert _waiting(province.ha_long.officer, date(2026, 3, 1)) == []
    assert [label for label, _ in _waiting(province.ha_long.officer, date(2026, 2, 28))] == [
        "Giao ước cần lập cho phong trào đã phát động", "Bản đăng ký thi đua cần lập",
    ]  # fmt: skip


def test_the_head_above_is_led_to_the_board_where_all_pledges_are_signed(province):
    movement = launched(province)
    one = pledges.proposed(province, movement=movement)
    pledges.proposed(province, province.cam_pha, movement)
    on = province.at.date()
    board = ("Giao ước của cấp dưới chờ ký", reverse("pledges:board", args=[movement.pk]))
    assert _waiting(province.root.head, on) == [board]
    assert _waiting(province.ha_long.head, on) == [("Giao ước chờ ký", reverse("pledges:detail", args=[one.pk]))]


def test_a_quarter_without_results_waits_once_it_is_over_and_the_pledge_is_settled_after_the_year(province):
    pledge = pledges.signed(province)
    page = reverse("pledges:detail", args=[pledge.pk])

    def of_pledge(on):
        return [task for task in _waiting(province.ha_long.officer, on) if task[1] == page]

    assert of_pledge(date(2025, 9, 30)) == []
    assert of_pledge(date(2025, 10, 1)) == [("Giao ước chưa có kết quả quý 3", page)]
    values = [(target, target.goal, "Báo cáo") for target in pledge.targets.all()]
    enter_quarter(
        pledge=pledge, quarter=3, values=values, by=province.ha_long.officer, at=clock.at_hour(date(2025, 10, 2))
    )
    assert of_pledge(date(2025, 10, 2)) == []
    assert of_pledge(date(2026, 1, 5)) == [
        ("Giao ước chưa có kết quả quý 4", page), ("Giao ước hết năm, cần tổng kết", page),
    ]  # fmt: skip


def test_from_november_on_a_cluster_without_a_season_waits_to_be_opened(province):
    draft_movement(unit=province.root.unit, year=2025, title="Thi đua", by=province.root.officer, at=province.at)
    heads = (province.cluster_head, province.root.officer, province.ha_long.officer)
    assert [_waiting(user, date(2025, 10, 31)) for user in heads] == [[], [], []]
    task = ("Mùa chấm điểm năm 2025 cần mở", reverse("scoring:open"))
    assert [_waiting(user, date(2025, 11, 1)) for user in heads] == [[task], [task], []]


def test_the_head_of_a_cluster_is_told_the_next_step_and_never_of_the_own_card(province):
    season = Season.objects.create(
        cluster=province.cluster, year=2025, rubric_code="x", rubric={}, rubric_hash="x", opened_at=province.at,
        opened_by=province.cluster_head,
    )  # fmt: skip
    offices = (province.ha_long, province.cam_pha, province.van_don)
    cards = [Scorecard.objects.create(season=season, unit=office.unit) for office in offices]
    page, on = reverse("scoring:detail", args=[season.pk]), date(2025, 12, 1)

    def stand(season_state, *card_states):
        Season.objects.update(state=season_state)
        for card, state in zip(cards, card_states, strict=True):
            Scorecard.objects.filter(pk=card.pk).update(state=state)
        return [_waiting(user, on) for user in (province.cluster_head, province.root.appraiser)]

    assert stand("self_scoring", "sent", "sent", "draft") == [[], []]
    assert stand("self_scoring", "sent", "sent", "sent") == [
        [("Cụm, khối đã gửi đủ bảng điểm, chờ chuyển sang thẩm định", page)], [],
    ]  # fmt: skip
    own = ("Bảng điểm của đơn vị trưởng cụm, khối chờ thẩm định", reverse("scoring:card", args=[cards[0].pk]))
    assert stand("verifying", "sent", "sent", "verified") == [
        [("Bảng điểm của cụm, khối chờ thẩm định", page)], [own],
    ]  # fmt: skip
    assert stand("verifying", "verified", "verified", "verified") == [
        [("Cụm, khối đã thẩm định xong, chờ họp", page)],
        [],
    ]
    assert stand("meeting", "verified", "verified", "verified") == [[("Cụm, khối đã họp, chờ xếp hạng", page)], []]
    assert stand("ranked", "verified", "verified", "verified") == [
        [("Bảng xếp hạng chờ đề nghị khen thưởng", page)], [("Kết quả cụm, khối chờ công nhận", page)],
    ]  # fmt: skip
    assert stand("confirmed", "verified", "verified", "verified") == [[], []]


def test_a_closed_session_with_passed_nominees_waits_for_the_draft_of_a_decision(province):
    nomination = concluded_nomination(province.ha_long, province.ha_long.people[:2], at=province.at)
    session = closed_session(province.ha_long, [nomination], province.at)
    secretary, on = province.ha_long.council_secretary, province.at.date()
    task = ("Kết quả Hội đồng chờ dự thảo quyết định", reverse("decisions:list"))
    assert [_waiting(user, on) for user in (secretary, province.ha_long.officer, province.cam_pha.officer)] == [
        [task], [task], [],
    ]  # fmt: skip
    draft_decisions(session=session, by=secretary, at=province.at)
    assert _waiting(secretary, on) == []


@pytest.mark.parametrize("role", ["officer", "head", "appraiser", "council_secretary", "decider", "clerk"])
def test_the_tasks_of_a_role_take_one_query_and_the_rights(province, role, django_assert_num_queries):
    launched(province)
    with django_assert_num_queries(2):
        tasks_for(getattr(province.ha_long, role), date(2025, 12, 1))


def test_several_things_lead_to_their_narrowed_list(province):
    nominations = [
        concluded_nomination(province.ha_long, [person], at=province.at, award=award)
        for person, award in zip(
            province.ha_long.people, ("advanced_worker", "certificate_of_merit_unit"), strict=False
        )
    ]
    for nomination, state in zip(nominations, ("sent", "sent"), strict=True):
        Nomination.objects.filter(pk=nomination.pk).update(state=state)
    assert _waiting(province.ha_long.appraiser, province.at.date()) == [
        ("Hồ sơ chờ tiếp nhận", reverse("nominations:desk") + "?state=sent&to=own")
    ]


@pytest.mark.parametrize(
    ("state", "who", "label"),
    [
        ("draft", "officer", "Hồ sơ đang lập, chưa gửi"),
        ("sent", "appraiser", "Hồ sơ chờ tiếp nhận"),
        ("received", "appraiser", "Hồ sơ đang thẩm định"),
        ("appraised", "council_secretary", "Hồ sơ đã thẩm định, chờ đưa ra Hội đồng"),
    ],
)
def test_a_dossier_waits_for_the_one_whose_turn_it_is(province, state, who, label):
    nomination = concluded_nomination(province.ha_long, province.ha_long.people[:1], at=province.at)
    nomination.state = state
    nomination.save()
    waiting = {
        role: _tasks(getattr(province.ha_long, role), province)
        for role in ("officer", "appraiser", "council_secretary")
    }
    assert waiting == {role: [(label, 1)] if role == who else [] for role in waiting}


def test_decisions_wait_for_the_signature_the_number_and_the_printer(province):
    at, ha_long = province.at, province.ha_long
    drafted(ha_long, at, people=1)
    signed(ha_long, at, people=1, award="grassroots_emulation_fighter")
    issued(ha_long, at, people=1, award="certificate_of_merit_commune")
    assert _tasks(ha_long.decider, province) == [("Quyết định chờ ký", 1)]
    assert _tasks(ha_long.clerk, province) == [
        ("Quyết định chờ cấp số, ban hành", 1),
        ("Giấy khen, bằng khen chờ in", 1),
    ]
    assert _tasks(province.cam_pha.decider, province) == []


def test_drafts_and_conferences_wait_for_the_editor(province):
    draft(province.ha_long, province.at)
    held_conference(province)
    desk = reverse("portal:desk")
    assert editors_tasks(province.root.editor, date(2026, 1, 16)) == [
        Task("Bài viết chờ duyệt và đăng", desk, 1),
        Task("Hội nghị đã họp, chưa có bài viết", desk, 1),
        Task("Ý kiến bạn đọc chờ duyệt", f"{reverse('portal:desk-comments')}?state=waiting", 0),
        Task(
            "Đề nghị gỡ, sửa thông tin chờ trả lời",
            f"{reverse('portal:desk-messages')}?state=new&subject=removal",
            0,
        ),
        Task("Thư bạn đọc chờ trả lời", f"{reverse('portal:desk-messages')}?state=new", 0),
    ]
    assert editors_tasks(province.root.officer, date(2026, 1, 16)) == []


def test_the_page_shows_tasks_of_both_kinds_and_roles_in_few_queries(client, province, django_assert_max_num_queries):
    draft(province.ha_long, province.at)
    client.force_login(province.ha_long.editor)
    with django_assert_max_num_queries(30):
        page = client.get(reverse("home"))
    assert [(tile.label, tile.figure) for tile in page.context["tiles"]] == [("Bài viết chờ duyệt và đăng", "1")]
    assert [grant.role for grant in page.context["grants"]] == ["editor"]


@pytest.mark.parametrize(
    ("on", "year"), [(date(2025, 12, 31), 2025), (date(2026, 2, 28), 2025), (date(2026, 3, 1), 2026)]
)
def test_in_january_and_february_people_still_work_on_the_year_before(on, year):
    assert working_year(on) == year


def _steps(year: int = 2025) -> tuple[int, list[str]]:
    """(the place of the current stage, the days on which stages began)."""
    steps = year_steps(year)
    states = [step.state for step in steps]
    here = states.index("current")
    assert states == ["done"] * here + ["current"] + ["next"] * (6 - here)
    return here, [step.when for step in steps if step.when]


def test_the_year_stands_where_the_work_of_its_top_unit_stands(province, django_assert_num_queries):
    began = "từ 08/07/2025"
    assert _steps() == (0, [])
    movement = launched(province)
    assert _steps() == (1, [began])
    pledges.drafted(province, movement=movement)
    assert _steps() == (1, [began] * 2)
    issued(province.ha_long, province.at, people=1)  # a ward decides its own titles earlier
    assert _steps() == (1, [began] * 2)
    nomination = concluded_nomination(
        province.ha_long, province.ha_long.people[:1], at=province.at, award="diploma_of_merit_ministry_province",
        to_unit=province.root.unit,
    )  # fmt: skip
    Nomination.objects.filter(pk=nomination.pk).update(
        state="sent", sent_at=province.at, sent_by=province.ha_long.officer
    )
    assert _steps() == (3, [began] * 3)
    Nomination.objects.filter(pk=nomination.pk).update(state="concluded")
    assert _steps()[0] == 4
    session = closed_session(province.root, [nomination], province.at, state="open")
    assert _steps()[0] == 4
    CouncilSession.objects.filter(pk=session.pk).update(state="closed")
    session.refresh_from_db()
    assert _steps()[0] == 5
    (decision,) = draft_decisions(session=session, by=province.root.council_secretary, at=province.at)
    assert _steps()[0] == 5
    sign_decision(decision=decision, by=province.root.decider, at=province.at)
    issue_decision(decision=decision, by=province.root.clerk, at=province.at)
    assert _steps() == (6, [began] * 3 + ["từ 07/07/2025", began])
    assert _steps(2024) == (0, [])
    with django_assert_num_queries(1):
        year_steps(2025)


def test_marks_that_are_owed_wait_for_the_officer_of_the_unit_that_gives_them(province):
    season = Season.objects.create(
        cluster=province.cluster, year=2025, rubric_code="x", rubric={}, rubric_hash="x", opened_at=province.at,
        opened_by=province.cluster_head, state="verifying",
    )  # fmt: skip
    offices = (province.ha_long, province.cam_pha, province.van_don)
    cards = [Scorecard.objects.create(season=season, unit=office.unit, state="sent") for office in offices]
    given = {"codes": ["I.1"], "assigned_at": province.at, "assigned_by": province.cluster_head, "role": "check"}
    sheets = [MarkSheet.objects.create(card=card, unit=province.cam_pha.unit, **given) for card in cards[::2]]
    words, on = "Phiếu chấm bảng điểm của đơn vị khác chờ chấm", date(2025, 10, 1)

    def marks(user):
        return [(task.url, task.count) for task in tasks_for(user, on) if task.label == words]

    assert marks(province.cam_pha.officer) == [(reverse("scoring:desk") + "?state=open", 2)]
    assert marks(province.ha_long.officer) == []
    MarkSheet.objects.filter(pk=sheets[0].pk).update(
        state="given", given_at=province.at, given_by=province.cam_pha.officer
    )
    assert marks(province.cam_pha.officer) == [(reverse("scoring:sheet", args=[sheets[1].pk]), 1)]
    Scorecard.objects.filter(pk=cards[2].pk).update(state="returned")
    assert marks(province.cam_pha.officer) == []


def test_an_objection_waits_for_the_head_and_for_the_organiser_where_it_touches_the_head(province):
    season = Season.objects.create(
        cluster=province.cluster, year=2025, rubric_code="x", rubric={}, rubric_hash="x", opened_at=province.at,
        opened_by=province.cluster_head, state="ranked",
    )  # fmt: skip
    offices = (province.ha_long, province.cam_pha, province.van_don)
    cards = [Scorecard.objects.create(season=season, unit=office.unit) for office in offices]
    page, on = reverse("scoring:objections", args=[season.pk]), date(2025, 12, 1)

    def object_to(card, office):
        Objection.objects.all().delete()
        Objection.objects.create(
            card=card, unit=office.unit, criterion_code="I.1", reason="Xem lại", raised_at=province.at,
            raised_by=office.officer,
        )  # fmt: skip
        return [
            [task.label for task in tasks_for(user, on) if task.url == page]
            for user in (province.cluster_head, province.root.appraiser)
        ]

    to_head, to_organiser = (
        ["Kiến nghị về điểm chờ trả lời"],
        ["Kiến nghị liên quan đơn vị trưởng cụm, khối chờ trả lời"],
    )
    assert object_to(cards[1], province.van_don) == [to_head, []]
    assert object_to(cards[0], province.van_don) == [[], to_organiser]
    assert object_to(cards[1], province.ha_long) == [[], to_organiser]
    Objection.objects.update(
        state="refused", answer="Giữ nguyên", answered_at=province.at, answered_by=province.cluster_head
    )
    assert [t.url for t in tasks_for(province.root.appraiser, on) if t.url == page] == []


def test_a_question_of_the_appraiser_waits_for_the_officer_until_it_is_answered(province):
    ha_long, at = province.ha_long, province.at
    dossier = concluded_nomination(ha_long, ha_long.people[:1], at=at)
    Nomination.objects.filter(pk=dossier.pk).update(state="asked")
    asked = ("Câu hỏi của cơ quan thẩm định chờ trả lời", reverse("nominations:reply", args=[dossier.pk]))
    assert asked in _waiting(ha_long.officer, at.date())
    Nomination.objects.filter(pk=dossier.pk).update(state="received")
    assert asked not in _waiting(ha_long.officer, at.date())


def test_an_invitation_waits_for_the_member_and_a_running_session_for_its_chair(province):
    ha_long, at, on = province.ha_long, province.at, province.at.date()
    session = closed_session(ha_long, [], at, state="prepared", held_on=date(2025, 7, 9))
    common = {"council": session.council, "starts_on": date(2025, 7, 1)}
    chair = CouncilMember.objects.create(user=ha_long.head, role="chair", **common)
    member = CouncilMember.objects.create(user=ha_long.clerk, **common)
    invited = ("Giấy mời họp Hội đồng chờ trả lời", reverse("councils:seat", args=[session.pk]))
    assert [invited in _waiting(each.user, on) for each in (chair, member)] == [True, True]
    SessionReply.objects.create(session=session, member=member, answer="comes", replied_at=at, replied_by=member.user)
    assert [invited in _waiting(each.user, on) for each in (chair, member)] == [True, False]
    CouncilSession.objects.filter(pk=session.pk).update(state="open", opened_at=at, opened_by=chair.user)
    running = ("Phiên họp bạn chủ trì chưa kết thúc", reverse("councils:detail", args=[session.pk]))
    assert [running in _waiting(each.user, on) for each in (chair, member)] == [True, False]
