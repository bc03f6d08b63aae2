"""The acts of an encrypted ballot: what each step needs, what is refused, and that the numbers always add up."""

import pytest
from django.db import IntegrityError, transaction

from secretballot import codes, trustees
from tests.ballots.encrypted import refused
from thidua.ballots import actions, actions_keys, queries
from thidua.ballots.models import Ballot, BallotSlot, BallotVoter
from thidua.management.year import ballot_devices as devices
from thidua.shared.models import AuditEvent, Letter

VOTES = (("yes", "yes"), ("yes", "no"), ("no", "blank"), ("yes", "yes"))


def all_voted(sealed):
    for voter, choices in zip(sealed.voters, VOTES, strict=True):
        sealed.cast(voter, *choices)


# ── the way from preparing to counting ──


def test_a_whole_ballot_gives_the_plain_count_and_the_numbers_add_up(sealed):
    for voter, choices in list(zip(sealed.voters, VOTES, strict=True))[:3]:
        sealed.cast(voter, *choices)
    sealed.close()
    sealed.give(1, 3)
    counts = sealed.count()
    assert counts == {"l1": {"yes": 2, "no": 1, "blank": 0}, "l2": {"yes": 1, "no": 1, "blank": 1}}
    ballot = sealed.fresh()
    assert (ballot.state, ballot.counts, ballot.published) == ("counted", counts, None)
    assert queries.turnout(ballot) == queries.Turnout(eligible=4, cast=3, not_cast=1, valid=3, invalid=0, online=3)
    assert [e.act for e in AuditEvent.objects.order_by("pk")][-4:] == [
        "ballot_closed",
        "ballot_factors_given",
        "ballot_factors_given",
        "ballot_counted",
    ]


def test_a_ballot_in_which_nobody_voted_counts_to_nothing_without_trustees(sealed):
    sealed.close()
    assert sealed.count() == {key: {"yes": 0, "no": 0, "blank": 0} for key in ("l1", "l2")}


def test_the_box_opens_only_when_every_trustee_and_every_card_is_ready(prepared):
    assert refused(actions.open_ballot, **prepared.run) == (
        "Chưa mở hòm được: còn chờ người giữ hòm phiếu tạo khóa: "
        f"{', '.join(user.display_name for user in prepared.trustees)}."
    )
    devices.make_key(prepared.ballot, prepared.kit, prepared.at)
    assert refused(actions.open_ballot, **prepared.run) == (
        "Chưa mở hòm được: có 0 thẻ bỏ phiếu cho 4 người; hãy phát thẻ."
    )
    devices.print_cards(prepared.ballot, prepared.kit, by=prepared.secretary, at=prepared.at)
    actions.open_ballot(**prepared.run)
    assert {letter.to for letter in Letter.objects.filter(subject__startswith="Mời bỏ phiếu")} == set(prepared.voters)


def test_arranging_again_voids_key_and_cards(prepared):
    prepared.kit = devices.get_ready(prepared.ballot, by=prepared.secretary, at=prepared.at)
    before = prepared.fresh().public_id
    arranged = {"mode": "encrypted", "trustees": prepared.trustees, "trustees_needed": 3}
    actions_keys.arrange_ballot(**prepared.run, **arranged)
    after = prepared.fresh()
    assert (after.credentials, queries.published(after, "acceptance")) == ([], [b"", b"", b""])
    assert after.public_id != before


@pytest.mark.parametrize(
    ("mode", "count", "needed", "why"),
    [
        ("room", 3, 2, "Hòm phiếu cần đúng hai người giữ khác nhau."),
        ("encrypted", 1, 2, "Hòm phiếu cần từ hai đến 9 người giữ khác nhau."),
        ("encrypted", 3, 1, "Số người giữ hòm cùng mở kết quả phải từ hai đến tổng số người giữ hòm."),
        ("encrypted", 3, 4, "Số người giữ hòm cùng mở kết quả phải từ hai đến tổng số người giữ hòm."),
        ("open", 2, 2, "Cách bỏ phiếu đã chọn không có trong danh sách."),
    ],
)
def test_an_arrangement_that_protects_nothing_is_refused(prepared, mode, count, needed, why):
    chosen = {"mode": mode, "trustees": prepared.trustees[:count], "trustees_needed": needed}
    assert refused(actions_keys.arrange_ballot, **prepared.run, **chosen) == why


def test_after_opening_nothing_can_be_arranged_and_no_card_added(sealed):
    arranged = {"mode": "room", "trustees": sealed.trustees[:2], "trustees_needed": 2}
    once = "Việc này chỉ làm được khi cuộc bỏ phiếu đang chuẩn bị."
    assert refused(actions_keys.arrange_ballot, **sealed.run, **arranged) == once
    card = codes.credential_of(codes.new_code(4), sealed.ballot.public_id).public
    assert refused(actions_keys.register_cards, **sealed.run, credentials=[card]) == once
    device = trustees.Keeper(codes.new_code(5), queries.circle_of(sealed.ballot), 1)
    given = {"ballot": sealed.fresh(), "by": sealed.trustees[0], "at": sealed.at, "enrolment": device.enrol()}
    assert refused(actions_keys.enrol_trustee, **given) == once


def test_cards_are_one_for_each_voter_all_different_and_real_keys(prepared):
    cards = [codes.credential_of(codes.new_code(4), "x").public for _ in range(4)]
    wrong = "Cần đúng 4 thẻ bỏ phiếu khác nhau, mỗi người một thẻ."
    for few in (cards[:3], [*cards, cards[0]], [cards[0]] * 4):
        assert refused(actions_keys.register_cards, **prepared.run, credentials=few) == wrong
    bad = "Thẻ bỏ phiếu không đúng quy cách; hãy tải lại trang và làm lại."
    assert refused(actions_keys.register_cards, **prepared.run, credentials=[*cards[:3], bytes(32)]) == bad
    voter = {"ballot": prepared.fresh(), "by": prepared.voters[0], "at": prepared.at, "credentials": cards}
    assert refused(actions_keys.register_cards, **voter).startswith("Để chuẩn bị cuộc bỏ phiếu cần vai trò")


def test_only_a_trustee_hands_in_a_round_and_only_with_its_own_proof(prepared):
    circle = queries.circle_of(prepared.ballot)
    device = trustees.Keeper(codes.new_code(5), circle, 1)
    given = {"ballot": prepared.fresh(), "at": prepared.at}
    act = actions_keys.enrol_trustee
    assert refused(act, **given, by=prepared.secretary, enrolment=device.enrol()) == (
        "Bạn không phải người giữ hòm phiếu này."
    )
    wrong = "Dữ liệu từ máy của người giữ hòm không đúng nên chưa được nhận. Hãy tải lại trang và làm lại."
    assert refused(act, **given, by=prepared.trustees[1], enrolment=device.enrol()) == wrong
    assert refused(act, **given, by=prepared.trustees[0], enrolment=b"") == wrong


def test_a_trustee_who_lost_the_code_starts_again_and_the_others_follow(prepared):
    devices.make_key(prepared.ballot, prepared.kit, prepared.at)
    device = trustees.Keeper(codes.new_code(5), queries.circle_of(prepared.ballot), 1)
    given = {"ballot": prepared.fresh(), "by": prepared.trustees[0], "at": prepared.at, "enrolment": device.enrol()}
    actions_keys.enrol_trustee(**given)
    assert queries.published(prepared.ballot, "dealing") == [b"", b"", b""]
    prepared.open()
    assert prepared.ballot.state == "open"


# ── casting ──


def test_a_vote_after_closing_is_refused(sealed):
    late = sealed.sealed("yes", "no")
    sealed.close()
    given = {"ballot": sealed.fresh(), "paper": late, "by": sealed.voters[0], "at": sealed.at}
    assert refused(actions.cast_ballot, **given) == "Hòm phiếu đã đóng, không nhận thêm phiếu."


def test_a_replayed_request_is_refused_for_the_same_person_and_for_another(sealed):
    paper = sealed.sealed("yes", "no")
    given = {"ballot": sealed.fresh(), "paper": paper, "at": sealed.at}
    actions.cast_ballot(**given, by=sealed.voters[0])
    assert refused(actions.cast_ballot, **given, by=sealed.voters[0]) == (
        "Phiếu của bạn đã ở trong hòm. Mỗi người bỏ một phiếu và không sửa lại được."
    )
    assert refused(actions.cast_ballot, **given, by=sealed.voters[1]) == (
        "Thẻ bỏ phiếu này đã dùng rồi; phiếu chưa được nhận. Hãy báo ngay thư ký."
    )
    assert BallotSlot.objects.filter(envelope__isnull=False).count() == 1
    assert sealed.fresh().voters.filter(has_voted=True).count() == 1


def test_a_card_that_is_not_on_the_list_counts_nothing(sealed):
    paper = sealed.sealed("yes", "yes", card=codes.new_code(4))
    given = {"ballot": sealed.fresh(), "paper": paper, "by": sealed.voters[0], "at": sealed.at}
    assert refused(actions.cast_ballot, **given) == (
        "Thẻ bỏ phiếu không thuộc cuộc bỏ phiếu này; phiếu chưa được nhận. Hãy xem lại mã trên thẻ."
    )


def test_a_damaged_short_or_open_paper_is_refused_without_saying_what_it_holds(sealed):
    paper = bytearray(sealed.sealed("yes", "no"))
    paper[100] ^= 1
    given = {"ballot": sealed.fresh(), "by": sealed.voters[0], "at": sealed.at}
    assert refused(actions.cast_ballot, **given, paper=bytes(paper)) == (
        "Phiếu mã hóa không đúng quy cách nên chưa được nhận. Hãy tải lại trang và bỏ phiếu lại."
    )
    short = "Phiếu không đủ hoặc không thuộc cuộc bỏ phiếu này; phiếu chưa được nhận."
    for wrong in (None, b"", bytes(paper)[:-1]):
        assert refused(actions.cast_ballot, **given, paper=wrong) == short
    assert refused(actions.cast_ballot, **given, choices={"l1": "yes", "l2": "no"}) == short
    assert sealed.fresh().voters.filter(has_voted=True).count() == 0


def test_the_database_itself_holds_one_paper_a_card(sealed):
    sealed.cast(sealed.voters[0], "yes", "no")
    used = BallotSlot.objects.get(envelope__isnull=False).credential
    empty = BallotSlot.objects.filter(envelope=None).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        BallotSlot.objects.filter(pk=empty.pk).update(credential=used)


# ── removed, struck, cancelled ──


def test_a_member_removed_during_the_session_cannot_vote_and_is_no_longer_counted(sealed):
    gone = sealed.voters[3]
    actions_keys.strike_voter(**sealed.run, voter=gone, reason="Thôi là thành viên Hội đồng từ hôm nay")
    given = {"ballot": sealed.fresh(), "paper": sealed.sealed("yes", "no"), "by": gone, "at": sealed.at}
    assert refused(actions.cast_ballot, **given) == "Bạn đã được đưa ra khỏi danh sách bỏ phiếu. Hãy hỏi thư ký."
    sealed.cast(sealed.voters[0], "yes", "yes")
    sealed.close()
    sealed.give()
    sealed.count()
    assert queries.turnout(sealed.fresh()) == queries.Turnout(3, 1, 2, 1, 0, online=1)


def test_who_has_voted_cannot_be_taken_off_the_list(sealed):
    voter = sealed.voters[0]
    sealed.cast(voter, "yes", "yes")
    assert refused(actions_keys.strike_voter, **sealed.run, voter=voter, reason="Thôi việc") == (
        f"{voter.display_name} đã bỏ phiếu; phiếu kín không rút ra được. Nếu kết quả không dùng được nữa, "
        "hãy hủy và bỏ phiếu lại."
    )


def test_a_cancelled_ballot_keeps_nothing_that_opens_it(sealed):
    sealed.cast(sealed.voters[0], "yes", "yes")
    sealed.close()
    sealed.give(1)
    actions.cancel_ballot(**sealed.run, reason="Mất điện")
    assert queries.factors_given(sealed.fresh()) == {}


# ── opening and counting ──


def test_no_partial_count_before_closing(sealed):
    all_voted(sealed)
    assert refused(actions.count_ballot, **sealed.run) == (
        "Hãy đóng hòm phiếu, rồi để những người giữ hòm mở kết quả trước khi kiểm phiếu."
    )
    assert sealed.fresh().sums is None
    given = {"ballot": sealed.fresh(), "by": sealed.trustees[0], "at": sealed.at, "factors": b""}
    assert refused(actions_keys.give_factors, **given) == (
        "Người giữ hòm chỉ mở kết quả khi hòm phiếu đã đóng và chưa kiểm phiếu."
    )


def test_one_trustee_of_two_needed_does_not_suffice(sealed):
    all_voted(sealed)
    sealed.close()
    sealed.give(2)
    assert refused(actions.count_ballot, **sealed.run) == (
        "Chưa kiểm phiếu được: cần 2 người giữ hòm mở kết quả, mới có 1."
    )


def test_a_paper_exchanged_after_closing_stops_the_count(sealed):
    all_voted(sealed)
    sealed.close()
    sealed.give()
    first, second = BallotSlot.objects.filter(envelope__isnull=False)[:2]
    BallotSlot.objects.filter(pk=first.pk).update(envelope=bytes(second.envelope))
    assert refused(actions.count_ballot, **sealed.run) == (
        "Phiếu trong hòm không còn như lúc đóng hòm. Không kiểm phiếu được; hãy lập biên bản, hủy và bỏ phiếu lại."
    )


def test_a_paper_added_or_taken_away_in_the_database_stops_the_count(sealed):
    all_voted(sealed)
    sealed.close()
    sealed.give()
    BallotSlot.objects.filter(pk=BallotSlot.objects.filter(envelope__isnull=False)[0].pk).update(envelope=None)
    assert refused(actions.count_ballot, **sealed.run) == (
        "Trong hòm có 3 phiếu nhưng 4 người đã bỏ phiếu. Không kiểm phiếu được; hãy lập biên bản, hủy và bỏ phiếu lại."
    )


def test_the_database_refuses_numbers_that_do_not_add_up(sealed):
    all_voted(sealed)
    sealed.close()
    sealed.give()
    sealed.count()
    for change in ({"eligible": 5}, {"not_cast": 1}, {"cast_online": 3}, {"valid": 5}, {"invalid": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ballot.objects.filter(pk=sealed.ballot.pk).update(**change)


def test_a_voter_votes_in_one_way_only_says_the_database(sealed):
    row = BallotVoter.objects.filter(ballot=sealed.ballot).first()
    for change in ({"has_voted": True}, {"way": "paper"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BallotVoter.objects.filter(pk=row.pk).update(**change)
