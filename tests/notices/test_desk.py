"""The desk of notices: read, hold, release, introduce, take back; who may, and what the audit keeps."""

import pytest
from django.urls import reverse

from tests.notices.conftest import KIND, fresh
from thidua.accounts.actions_letters import change_email, choose_kinds, read_letters
from thidua.accounts.models import User
from thidua.notices import actions
from thidua.notices.actions_sending import send_waiting
from thidua.shared import outbox
from thidua.shared.denied import Denied, Stale
from thidua.shared.letters import Subject
from thidua.shared.models import AuditEvent, Dispatch, Letter
from thidua.units import actions as units
from thidua.units.emails import STAFF_SESSION

A, B = "an@quangninh.gov.vn", "binh@quangninh.gov.vn"


@pytest.fixture
def told(province):
    """A dispatch of the province to two readers of Hạ Long."""
    readers = [province.ha_long.officer, province.ha_long.clerk]
    for user, address in zip(readers, (A, B), strict=True):
        User.objects.filter(pk=user.pk).update(email=address)
    subject = Subject.of("Phong trào mới", KIND, province.root.unit)
    outbox.queue(readers, subject, "Nội dung", by=province.root.officer, at=province.at)
    return Dispatch.objects.get()


@pytest.fixture
def act(province):
    """``act(actions.hold_letters, …)`` by the province's officer."""

    def do(function, by=None, **given):
        return function(by=by or province.root.officer, at=province.at, **given)

    return do


def _states(dispatch: Dispatch) -> list[str]:
    return list(dispatch.letters.order_by("pk").values_list("state", flat=True))


def _again(dispatch: Dispatch) -> Dispatch:
    return Dispatch.objects.get(pk=dispatch.pk)


def test_a_dispatch_knows_its_kind_its_unit_and_what_it_is_about(told, province):
    assert (told.kind, told.unit, told.about_kind, told.about_id, told.title_fold) == (
        "tests.any", province.root.unit, "unit", str(province.root.unit.pk), "phong trao moi",
    )  # fmt: skip


def test_the_same_occasion_to_the_same_reader_is_one_letter(told, province):
    readers = [province.ha_long.officer, province.ha_long.officer, province.cam_pha.officer]
    subject = Subject.of("Phong trào mới", KIND, province.root.unit)
    new = outbox.queue(readers, subject, "Nội dung", by=province.root.officer, at=province.at)
    assert (new, Letter.objects.count(), Dispatch.objects.count()) == (1, 3, 2)


def test_what_a_cluster_head_says_is_the_organisers(province):
    outbox.queue([province.ha_long.officer], "Họp cụm", "x", by=province.cluster_head, at=province.at)
    assert Dispatch.objects.get().unit == province.root.unit


def test_held_letters_do_not_leave_and_are_not_read_until_released(told, act, post, client, province):
    assert act(actions.hold_letters, dispatch=told) == 2
    client.force_login(province.ha_long.officer)
    page = reverse("accounts:letters")
    held = (send_waiting(limit=9, at=province.at).sent, list(client.get(page).context["letters"]))
    assert act(actions.release_letters, dispatch=told) == 2
    sent = (send_waiting(limit=9, at=province.at).sent, len(client.get(page).context["letters"]))
    assert (held, sent, post.recipients) == ((0, []), (2, 1), [A, B])
    assert list(AuditEvent.objects.filter(thing_kind="dispatch").order_by("seq").values_list("act", "detail")) == [
        ("letters_held", {"letters": 2}),
        ("letters_released", {"letters": 2}),
    ]


def test_one_letter_of_many_is_held_alone(told, act):
    letter = told.letters.earliest("pk")
    act(actions.hold_letters, dispatch=told, letter=letter)
    assert _states(told) == ["held", "waiting"]


def test_two_clicks_at_once_give_one_result_and_one_message(told, act):
    act(actions.hold_letters, dispatch=told)
    with pytest.raises(Denied, match=r"^Không còn thư nào để giữ: thư đã gửi, đã hủy hoặc đang được gửi\.$"):
        act(actions.hold_letters, dispatch=told)


def test_what_was_taken_back_keeps_who_when_and_why(told, act, post, province):
    with pytest.raises(Denied, match=r"^Hãy ghi lý do hủy thông báo\.$"):
        act(actions.cancel_letters, dispatch=told, reason="  \n ")
    assert act(actions.cancel_letters, dispatch=told, reason="Ghi nhầm ngày họp") == 2
    letter = told.letters.earliest("pk")
    assert (letter.state, letter.cancelled_by, letter.cancelled_at, letter.cancelled_reason) == (
        "cancelled", province.root.officer, province.at, "Ghi nhầm ngày họp",
    )  # fmt: skip
    assert (send_waiting(limit=9, at=province.at).sent, post.taken) == (0, [])


def test_a_sent_letter_cannot_be_held_or_taken_back(told, act, post, province):
    send_waiting(limit=9, at=province.at)
    for verb, given in ((actions.hold_letters, {}), (actions.cancel_letters, {"reason": "Nhầm"})):
        with pytest.raises(Denied):
            act(verb, dispatch=told, **given)
    assert _states(told) == ["sent", "sent"]


def test_a_covering_sentence_stands_above_every_text_and_is_written_while_all_is_held(told, act, post, province):
    with pytest.raises(Denied, match=r"^Thông báo đang chờ gửi\. Hãy tạm giữ trước, sửa lời dẫn, rồi cho gửi\.$"):
        act(actions.write_covering, dispatch=told, covering="Kính chuyển.")
    act(actions.hold_letters, dispatch=told)
    act(actions.write_covering, dispatch=_again(told), covering=" Đề nghị  trả lời trước thứ Sáu. ")
    with pytest.raises(Stale):
        act(actions.write_covering, dispatch=told, covering="Trang cũ")
    act(actions.release_letters, dispatch=told)
    send_waiting(limit=9, at=province.at)
    assert [mail.get_content().splitlines()[2] for mail in post.taken] == ["Đề nghị trả lời trước thứ Sáu."] * 2
    with pytest.raises(Denied, match=r"^Đã có người đọc được thông báo này; lời dẫn không sửa được nữa\.$"):
        act(actions.write_covering, dispatch=_again(told), covering="Muộn")


def test_a_kind_that_waits_for_a_look_waits_and_the_others_go(act, province):
    assert act(actions.set_kind_rules, waiting={"tests.any"}) == 1
    outbox.queue(
        [province.ha_long.officer], Subject.of("Một", KIND, None), "x", by=province.root.officer, at=province.at
    )
    outbox.queue([province.ha_long.officer], "Hai", "x", by=province.root.officer, at=province.at)
    assert [_states(each) for each in Dispatch.objects.order_by("pk")] == [["look"], ["waiting"]]
    assert (act(actions.set_kind_rules, waiting=set()), act(actions.set_kind_rules, waiting=set())) == (1, 0)


def test_private_letters_and_calls_to_a_ballot_can_never_wait(act):
    for code in ("units.staff_session", "ballots.ballot"):
        with pytest.raises(Denied, match=rf"^Loại thông báo này luôn gửi ngay, không chờ được: {code}\.$"):
            act(actions.set_kind_rules, waiting={code})


def test_nobody_reads_or_holds_the_letter_that_says_a_technician_was_looking(act, province, client):
    subject = Subject.of("Kỹ thuật viên xem màn hình của bạn", STAFF_SESSION, None)
    outbox.queue([province.ha_long.officer], subject, "Bí mật của người nhận", by=province.root.officer, at=province.at)
    dispatch = Dispatch.objects.get()
    with pytest.raises(Denied, match="là chuyện riêng giữa hệ thống và người nhận"):
        act(actions.hold_letters, dispatch=dispatch)
    client.force_login(province.root.officer)
    pages = [
        reverse("notices:dispatch", args=[dispatch.pk]),
        reverse("notices:letter", args=[dispatch.letters.get().pk]),
    ]
    assert ["Bí mật" in client.get(page).content.decode() for page in pages] == [False, False]


def test_sending_now_passes_over_pauses_and_gives_a_failed_letter_new_attempts(told, act, post, province):
    post.refuse[A] = "550 unknown"
    send_waiting(limit=9, at=province.at)
    post.refuse.clear()
    assert act(actions.send_now, dispatch=told) == 1
    assert (send_waiting(limit=9, at=province.at).sent, _states(told)) == (1, ["sent", "sent"])


@pytest.mark.parametrize("verb", [actions.hold_letters, actions.release_letters, actions.send_now])
def test_only_the_officers_of_the_sending_unit_or_above_act(told, act, province, verb):
    for user in (province.ha_long.officer, province.root.clerk, province.stranger):
        with pytest.raises(Denied, match="cần vai trò “Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh"):
            act(verb, by=user, dispatch=told)


def test_a_desk_shows_what_its_own_units_said(told, province, client):
    outbox.queue([province.root.officer], "Trả lời", "x", by=province.ha_long.officer, at=province.at)
    seen = {}
    for name, user in (
        ("root", province.root.officer),
        ("ward", province.ha_long.officer),
        ("other", province.cam_pha.officer),
    ):
        client.force_login(user)
        seen[name] = [row.title for row in client.get(reverse("notices:desk")).context["table"].records]
    assert seen == {"root": ["Trả lời", "Phong trào mới"], "ward": ["Trả lời"], "other": []}
    client.force_login(province.cam_pha.officer)
    assert client.get(reverse("notices:dispatch", args=[told.pk])).status_code == 404
    client.force_login(province.stranger)
    assert client.get(reverse("notices:desk")).status_code == 403


def test_lists_mask_addresses_and_opening_one_is_written_down(told, province, client):
    client.force_login(province.root.officer)
    letter = told.letters.earliest("pk")
    page = client.get(reverse("notices:dispatch", args=[told.pk])).content.decode()
    opened = client.post(reverse("notices:letter-address", args=[letter.pk])).content.decode()
    assert (A in page, "a***@quangninh.gov.vn" in page, A in opened) == (False, True, True)
    event = AuditEvent.objects.get(act="address_opened")
    assert (event.by, event.detail) == (
        province.root.officer, {"letter": letter.pk, "account": province.ha_long.officer.pk},
    )  # fmt: skip


def test_an_auditor_reads_the_desk_and_changes_nothing(told, province, client, act):
    units.grant_role(user=province.stranger, role="auditor", unit=province.root.unit, by=province.root.officer,
                     at=province.at, starts_on=province.at.date())  # fmt: skip
    client.force_login(province.stranger)
    assert client.get(reverse("notices:dispatch", args=[told.pk])).status_code == 200
    with pytest.raises(Denied):
        act(actions.open_address, by=province.stranger, letter=told.letters.earliest("pk"))


def test_the_filters_narrow_by_state_kind_unit_and_time(told, province, client, act):
    outbox.queue([province.root.officer], "Trả lời", "x", by=province.ha_long.officer, at=province.at)
    act(actions.hold_letters, dispatch=told)
    client.force_login(province.root.officer)
    root = province.root.unit.pk
    titles = {
        query: [row.title for row in client.get(f"{reverse('notices:desk')}?{query}").context["table"].records]
        for query in ("tinh-trang=held", "loai=other", f"don-vi={root}", "don-vi=duoi", "tu=0", "tinh-trang=x&don-vi=y")
    }
    assert titles == {
        "tinh-trang=held": ["Phong trào mới"],
        "loai=other": ["Trả lời"],
        f"don-vi={root}": ["Phong trào mới"],
        "don-vi=duoi": ["Trả lời"],
        "tu=0": [],
        "tinh-trang=x&don-vi=y": ["Trả lời", "Phong trào mới"],
    }


def test_the_screens_of_an_officer_hold_introduce_release_and_cancel(told, province, client):
    client.force_login(province.root.officer)

    def post(name, **data):
        return client.post(reverse(f"notices:{name}", args=[told.pk]), data).status_code

    assert (post("hold"), post("covering", covering="Kính chuyển.", version="1"), post("release"), post("now"),
            post("cancel", reason=""), post("cancel", reason="Nhầm")) == (302, 302, 302, 302, 422, 302)  # fmt: skip
    assert (_states(told), _again(told).covering) == (["cancelled", "cancelled"], "Kính chuyển.")


# ── the reader ──


def test_a_reader_marks_one_letter_or_all_as_read_and_nobody_elses(told, province, client):
    officer, clerk = province.ha_long.officer, province.ha_long.clerk
    other = told.letters.get(to=clerk)
    client.force_login(officer)
    client.post(reverse("accounts:letters-read"), {"thu": other.pk})
    client.post(reverse("accounts:letters-read"), {"thu": "1 OR 1=1"})
    assert list(told.letters.order_by("pk").values_list("read_at", flat=True)) == [None, None]
    client.post(reverse("accounts:letters-read"), {"thu": told.letters.get(to=officer).pk})
    assert [each.read_at is not None for each in told.letters.order_by("pk")] == [True, False]
    assert read_letters(user=clerk, by=clerk, at=province.at) == 1
    with pytest.raises(Denied):
        read_letters(user=clerk, by=officer, at=province.at)


def test_my_work_counts_what_i_have_not_read(told, province, client):
    client.force_login(province.ha_long.officer)
    before = client.get(reverse("home")).context["unread"]
    client.post(reverse("accounts:letters-read"))
    assert (before, client.get(reverse("home")).context["unread"]) == (1, 0)


def test_people_choose_what_reaches_them_by_email_and_legal_letters_stay(province, client):
    user = province.ha_long.officer
    with pytest.raises(Denied, match=r"^Có loại thông báo bắt buộc gửi qua thư điện tử, không bỏ được\.$"):
        choose_kinds(user=user, declined={"decisions.issued"}, by=user, at=province.at)
    with pytest.raises(Denied):
        choose_kinds(user=user, declined=set(), by=province.root.officer, at=province.at)
    client.force_login(user)
    form = client.get(reverse("accounts:letter-choices")).context["form"]
    ticked = {
        name: [code for code, _ in form.fields[name].choices if code != "movements.answer"] for name in form.names
    }
    answer = client.post(reverse("accounts:letter-choices"), {"email": "an@thiđua.vn", **ticked})
    user.refresh_from_db()
    assert (answer.status_code, user.email, list(user.declined_kinds.values_list("kind", flat=True))) == (
        302, "an@thiđua.vn", ["movements.answer"],
    )  # fmt: skip
    wrong = client.post(reverse("accounts:letter-choices"), {"email": "an@\n", **ticked})
    assert (wrong.status_code, wrong.context["form"].errors["email"]) == (
        422, ["Địa chỉ thư điện tử viết sai, ví dụ đúng: an.nguyen@quangninh.gov.vn."],
    )  # fmt: skip


def test_a_new_address_hears_of_it_and_the_audit_holds_no_address(province):
    user = province.ha_long.officer
    change_email(user=user, email=A, by=user, at=province.at)
    change_email(user=user, email=A, by=user, at=province.at)
    assert list(Letter.objects.filter(to=user).values_list("subject", flat=True)) == ["Địa chỉ nhận thông báo"]
    assert AuditEvent.objects.get(act="email_changed").detail == {}
    with pytest.raises(Denied):
        change_email(user=user, email=B, by=province.root.officer, at=province.at)


def test_a_failed_letter_is_still_read_in_the_system(told, act, post, province, client):
    post.refuse[A] = "550 unknown"
    send_waiting(limit=9, at=province.at)
    client.force_login(province.ha_long.officer)
    letter = told.letters.earliest("pk")
    assert (fresh(letter).state, len(client.get(reverse("accounts:letters")).context["letters"])) == ("failed", 1)
