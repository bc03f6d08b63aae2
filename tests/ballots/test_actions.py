"""The acts of a secret ballot, each refusal with its reason, and what a database dump gives away."""

import base64
import json
import re
import unicodedata

import pytest
from django.apps import apps
from django.core import serializers

from tests.ballots.conftest import ITEMS
from thidua.ballots import actions, queries
from thidua.ballots import box as box_file
from thidua.ballots.models import Ballot, BallotSlot, BallotTrustee, BallotVoter
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent, Letter


def refused(why, act, **kwargs):
    with pytest.raises(Denied) as caught:
        act(**kwargs)
    assert caught.value.reason == why


def prepare(province, **changes):
    fields = {
        "title": "Bỏ phiếu",
        "unit": province.root.unit,
        "items": ITEMS,
        "voters": [province.ha_long.head],
        "trustees": [province.root.head, province.root.clerk],
        "total_members": 3,
        "by": province.root.council_secretary,
        "at": province.at,
    }
    return actions.prepare_ballot(**fields | changes)


# ── preparing ──


def test_a_prepared_ballot_lists_voters_and_trustees_and_has_no_key_yet(box):
    assert box.ballot.state == "prepared"
    assert box.ballot.public_key is None
    assert {v.user for v in box.ballot.voters.all()} == set(box.voters)
    assert {t.user for t in box.ballot.trustees.all()} == set(box.trustees)
    assert BallotSlot.objects.count() == 0
    event = AuditEvent.objects.get(act="ballot_prepared")
    assert event.detail == {"unit": box.ballot.unit_id, "items": 2, "voters": 3}


def test_only_who_runs_ballots_in_the_unit_prepares_one(province):
    refused(
        "Để chuẩn bị cuộc bỏ phiếu cần vai trò “Thư ký Hội đồng” hoặc “Chủ tịch Hội đồng” hoặc "
        "“Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh.",
        prepare,
        province=province,
        by=province.ha_long.head,
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"items": []}, "Phiếu cần ít nhất một mục; mỗi mục có tên và mã riêng."),
        ({"items": [ITEMS[0], ITEMS[0]]}, "Phiếu cần ít nhất một mục; mỗi mục có tên và mã riêng."),
        ({"items": [{"key": "a", "label": " "}]}, "Phiếu cần ít nhất một mục; mỗi mục có tên và mã riêng."),
        ({"voters": []}, "Danh sách bỏ phiếu phải có ít nhất một người và không ai có tên hai lần."),
        ({"total_members": 0}, "Tổng số thành viên không được ít hơn số người trong danh sách bỏ phiếu."),
    ],
)
def test_a_ballot_that_cannot_be_right_is_not_prepared(province, changes, reason):
    refused(reason, prepare, province=province, **changes)
    assert Ballot.objects.count() == 0


def test_a_voter_listed_twice_or_one_trustee_alone_is_refused(province):
    head = province.ha_long.head
    refused(
        "Danh sách bỏ phiếu phải có ít nhất một người và không ai có tên hai lần.",
        prepare,
        province=province,
        voters=[head, head],
    )
    for trustees in ([head], [head, head], [head, province.root.head, province.root.clerk]):
        refused("Hòm phiếu cần đúng hai người giữ khác nhau.", prepare, province=province, trustees=trustees)


# ── opening ──


def test_opening_makes_one_empty_place_per_voter_and_invites_each(open_box):
    assert open_box.ballot.state == "open"
    assert [slot.envelope for slot in BallotSlot.objects.all()] == [None, None, None]
    assert len(bytes(Ballot.objects.get().public_key)) == 32
    assert {letter.to for letter in Letter.objects.all()} == set(open_box.voters)
    assert AuditEvent.objects.get(act="ballot_opened").by == open_box.secretary


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("ngắn", "mười hai bến nước", "Mật khẩu mở hòm phiếu cần ít nhất 12 ký tự."),
        ("mười hai bến nước", "mười hai bến nước", "Hai người giữ hòm phiếu phải đặt hai mật khẩu khác nhau."),
    ],
)
def test_weak_or_equal_phrases_do_not_lock_a_box(box, first, second, reason):
    phrases = {box.trustees[0].pk: first, box.trustees[1].pk: second}
    refused(reason, actions.open_ballot, ballot=box.ballot, pass_phrases=phrases, by=box.secretary, at=box.at)
    assert Ballot.objects.get().state == "prepared"


def test_the_phrases_must_be_those_of_the_two_trustees(box):
    phrases = {box.trustees[0].pk: "một câu khá là dài", box.voters[0].pk: "một câu khác cũng dài"}
    refused(
        "Cần mật khẩu của đúng hai người giữ hòm phiếu.",
        actions.open_ballot,
        ballot=box.ballot,
        pass_phrases=phrases,
        by=box.secretary,
        at=box.at,
    )


def test_a_voter_does_not_open_count_or_cancel(open_box, box):
    voter = box.voters[0]
    who = (
        "cần vai trò “Thư ký Hội đồng” hoặc “Chủ tịch Hội đồng” hoặc “Chuyên viên thi đua, khen thưởng” "
        "của Tỉnh Quảng Ninh."
    )
    common = {"ballot": box.ballot, "by": voter, "at": box.at}
    refused(f"Để mở hòm phiếu {who}", actions.open_ballot, pass_phrases=box.phrases, **common)
    refused(f"Để kiểm phiếu {who}", actions.count_ballot, pass_phrases=box.phrases, **common)
    refused(f"Để hủy cuộc bỏ phiếu {who}", actions.cancel_ballot, reason="x", **common)


def test_a_trustee_opens_and_counts_without_another_role(box):
    trustee = box.trustees[1]
    actions.open_ballot(ballot=box.ballot, pass_phrases=box.phrases, by=trustee, at=box.at)
    actions.count_ballot(ballot=box.ballot, pass_phrases=box.phrases, by=trustee, at=box.at)
    assert Ballot.objects.get().state == "counted"


def test_two_people_opening_at_once_leave_one_key(box):
    stale = Ballot.objects.get(pk=box.ballot.pk)
    box.open()
    key = bytes(Ballot.objects.get().public_key)
    with pytest.raises(Stale):
        actions.open_ballot(ballot=stale, pass_phrases=box.phrases, by=box.secretary, at=box.at)
    assert bytes(Ballot.objects.get().public_key) == key
    assert BallotSlot.objects.count() == 3


# ── casting ──


def test_a_cast_ballot_returns_a_receipt_and_says_only_that_the_person_voted(open_box):
    receipt = open_box.cast(open_box.voters[0], "yes", "no")
    assert box_file.is_receipt(receipt)
    assert [v.has_voted for v in BallotVoter.objects.order_by("pk")].count(True) == 1
    assert BallotSlot.objects.filter(envelope__isnull=False).count() == 1
    event = AuditEvent.objects.get(act="ballot_cast")
    assert (event.by, event.thing_id, event.detail) == (open_box.voters[0], str(open_box.ballot.pk), {})


def test_nobody_votes_twice(open_box):
    open_box.cast(open_box.voters[0])
    refused(
        "Phiếu của bạn đã ở trong hòm. Mỗi người bỏ một phiếu và không sửa lại được.",
        open_box.cast,
        voter=open_box.voters[0],
        l1="no",
    )
    assert BallotSlot.objects.filter(envelope__isnull=False).count() == 1
    assert AuditEvent.objects.filter(act="ballot_cast").count() == 1


def test_of_two_devices_at_the_same_instant_one_vote_counts(open_box, monkeypatch):
    """Both devices pass the check before either writes: the conditional update decides."""
    open_box.cast(open_box.voters[0])
    monkeypatch.setattr(actions.permissions, "check_can_cast", lambda user, ballot: None)
    with pytest.raises(Stale) as caught:
        open_box.cast(open_box.voters[0], "no", "no")
    assert caught.value.reason == (
        "Phiếu của bạn vừa được gửi từ một thiết bị khác. Phiếu này không được nhận thêm lần nữa."
    )
    assert BallotSlot.objects.filter(envelope__isnull=False).count() == 1


def test_who_is_not_listed_does_not_vote(open_box, province):
    refused("Bạn không có trong danh sách bỏ phiếu.", open_box.cast, voter=province.stranger)


def test_a_closed_box_takes_no_paper(box):
    refused("Cuộc bỏ phiếu chưa mở.", box.cast, voter=box.voters[0])
    box.open()
    box.count()
    refused("Cuộc bỏ phiếu đã kiểm phiếu, không nhận thêm phiếu.", box.cast, voter=box.voters[0])


def test_a_cancelled_ballot_takes_no_paper_and_its_key_is_gone(open_box):
    open_box.cast(open_box.voters[0])
    actions.cancel_ballot(ballot=open_box.ballot, reason="Mất điện", by=open_box.secretary, at=open_box.at)
    refused("Cuộc bỏ phiếu đã hủy.", open_box.cast, voter=open_box.voters[1])
    assert [(bytes(t.salt), bytes(t.sealed_share)) for t in BallotTrustee.objects.all()] == [(b"", b"")] * 2
    assert Letter.objects.filter(subject__startswith="Hủy cuộc bỏ phiếu").count() == 3
    assert AuditEvent.objects.get(act="ballot_cancelled").detail == {"was_open": True}


def test_cancelling_needs_a_reason_and_happens_once(box):
    refused(
        "Hãy ghi lý do hủy cuộc bỏ phiếu.",
        actions.cancel_ballot,
        ballot=box.ballot,
        reason="  ",
        by=box.secretary,
        at=box.at,
    )
    actions.cancel_ballot(ballot=box.ballot, reason="Nhầm danh sách", by=box.secretary, at=box.at)
    refused(
        "Không thực hiện được: cuộc bỏ phiếu đang ở bước “Đã hủy”.",
        actions.cancel_ballot,
        ballot=box.ballot,
        reason="Nhầm danh sách",
        by=box.secretary,
        at=box.at,
    )
    assert Letter.objects.count() == 0


@pytest.mark.parametrize(
    ("choices", "reason"),
    [
        ({"l1": "yes"}, f"Phiếu chưa đủ, chưa được nhận. Còn thiếu: {ITEMS[1]['label']}."),
        (
            {"l1": "yes", "l2": "maybe"},
            "Phiếu có mục hoặc lựa chọn không thuộc cuộc bỏ phiếu này; phiếu chưa được nhận.",
        ),
        (
            {"l1": "yes", "l2": "no", "l3": "yes"},
            "Phiếu có mục hoặc lựa chọn không thuộc cuộc bỏ phiếu này; phiếu chưa được nhận.",
        ),
    ],
)
def test_an_incomplete_or_strange_paper_is_not_taken_and_the_voter_may_try_again(open_box, choices, reason):
    voter = open_box.voters[0]
    refused(reason, actions.cast_ballot, ballot=open_box.ballot, choices=choices, by=voter, at=open_box.at)
    assert BallotSlot.objects.filter(envelope__isnull=False).count() == 0
    assert box_file.is_receipt(open_box.cast(voter))


# ── counting ──


def test_the_count_publishes_every_paper_under_its_receipt(open_box):
    first = open_box.cast(open_box.voters[0], "yes", "no")
    second = open_box.cast(open_box.voters[1], "blank", "no")
    counts = open_box.count()
    expected = {"l1": {"yes": 1, "no": 0, "blank": 1}, "l2": {"yes": 0, "no": 2, "blank": 0}}
    ballot = Ballot.objects.get()
    assert counts == ballot.counts == expected
    papers = {first: {"l1": "yes", "l2": "no"}, second: {"l1": "blank", "l2": "no"}}
    assert ballot.published == [{"receipt": r, "choices": papers[r]} for r in sorted(papers)]
    assert queries.recount(ballot.published) == expected
    assert queries.turnout(ballot) == queries.Turnout(eligible=3, cast=2, not_cast=1, valid=2, invalid=0, online=2)
    assert AuditEvent.objects.get(act="ballot_counted").detail == {"eligible": 3, "cast": 2, "valid": 2, "invalid": 0}
    assert Letter.objects.filter(subject__startswith="Kết quả kiểm phiếu").count() == 3


def test_an_empty_box_is_counted_as_empty(open_box):
    zero = {"yes": 0, "no": 0, "blank": 0}
    assert open_box.count() == {"l1": zero, "l2": zero}
    assert queries.turnout(open_box.ballot) == queries.Turnout(eligible=3, cast=0, not_cast=3, valid=0, invalid=0)


@pytest.mark.parametrize("wrong", [0, 1])
def test_a_wrong_phrase_opens_nothing_and_does_not_say_whose_it_was(open_box, wrong):
    open_box.cast(open_box.voters[0])
    phrases = dict(open_box.phrases)
    phrases[open_box.trustees[wrong].pk] = "không phải mật khẩu này"
    refused(
        "Mật khẩu mở hòm phiếu không đúng.",
        actions.count_ballot,
        ballot=open_box.ballot,
        pass_phrases=phrases,
        by=open_box.secretary,
        at=open_box.at,
    )
    ballot = Ballot.objects.get()
    assert (ballot.state, ballot.published, ballot.counts) == ("open", None, None)


def test_one_phrase_given_for_both_halves_opens_nothing(open_box):
    first = open_box.phrases[open_box.trustees[0].pk]
    refused(
        "Mật khẩu mở hòm phiếu không đúng.",
        actions.count_ballot,
        ballot=open_box.ballot,
        pass_phrases={t.pk: first for t in open_box.trustees},
        by=open_box.secretary,
        at=open_box.at,
    )


def test_a_phrase_typed_with_decomposed_accents_opens_the_same_box(open_box):
    phrases = {pk: unicodedata.normalize("NFD", phrase) for pk, phrase in open_box.phrases.items()}
    assert phrases != open_box.phrases
    actions.count_ballot(ballot=open_box.ballot, pass_phrases=phrases, by=open_box.secretary, at=open_box.at)
    assert Ballot.objects.get().state == "counted"


def test_a_damaged_envelope_counts_as_invalid(open_box):
    open_box.cast(open_box.voters[0])
    open_box.cast(open_box.voters[1], "no", "no")
    slot = BallotSlot.objects.filter(envelope__isnull=False).first()
    BallotSlot.objects.filter(pk=slot.pk).update(envelope=bytes(slot.envelope)[:-1] + b"\0")
    open_box.count()
    assert queries.turnout(open_box.ballot) == queries.Turnout(
        eligible=3, cast=2, not_cast=1, valid=1, invalid=1, online=2
    )


def test_an_envelope_slipped_into_the_database_stops_the_count(open_box):
    open_box.cast(open_box.voters[0])
    forged = box_file.seal_paper(
        bytes(open_box.ballot.public_key), ["l1", "l2"], "2222-2222-2222-2222", {"l1": "no", "l2": "no"}
    )
    free = BallotSlot.objects.filter(envelope__isnull=True).first()
    BallotSlot.objects.filter(pk=free.pk).update(envelope=forged)
    refused(
        "Trong hòm có 2 phiếu nhưng 1 người đã bỏ phiếu. Không kiểm phiếu được; hãy lập biên bản, hủy và bỏ phiếu lại.",
        open_box.count,
    )


def test_counting_twice_gives_one_result(open_box):
    open_box.cast(open_box.voters[0])
    stale = Ballot.objects.get()
    open_box.count()
    refused("Không thực hiện được: cuộc bỏ phiếu đang ở bước “Đã kiểm phiếu”.", open_box.count)
    with pytest.raises(Stale):
        actions.count_ballot(ballot=stale, pass_phrases=open_box.phrases, by=open_box.secretary, at=open_box.at)
    assert AuditEvent.objects.filter(act="ballot_counted").count() == 1


# ── with the whole database in hand ──


def dump() -> str:
    """Every row of every table of the application, as an attacker with a copy would have it."""
    rows = [obj for model in apps.get_app_config("thidua").get_models() for obj in model._default_manager.all()]
    return serializers.serialize("json", rows)


def all_voted(box) -> dict:
    """voter → (receipt, choices); every paper differs from the others."""
    votes = [("yes", "yes"), ("no", "blank"), ("blank", "no")]
    return {voter.pk: (box.cast(voter, *vote), vote) for voter, vote in zip(box.voters, votes, strict=True)}


def test_before_counting_a_copy_of_the_database_holds_neither_receipt_nor_phrase_nor_key(open_box):
    cast = all_voted(open_box)
    copy = dump()
    for receipt, _ in cast.values():
        assert receipt not in copy
    for phrase in open_box.phrases.values():
        assert phrase not in copy
    # the key that does open the box is really nowhere in the copy, in any usual spelling
    locked = [(bytes(t.salt), bytes(t.sealed_share), open_box.phrases[t.user_id]) for t in BallotTrustee.objects.all()]
    key = box_file.join_key(locked, bytes(open_box.ballot.public_key))
    for spelling in (key.hex(), base64.b64encode(key).decode(), base64.urlsafe_b64encode(key).decode()):
        assert spelling not in copy
    assert len({len(bytes(s.envelope)) for s in BallotSlot.objects.all()}) == 1


def test_after_counting_no_row_names_both_a_voter_and_a_receipt_or_place(open_box):
    cast = all_voted(open_box)
    open_box.count()
    rows = json.loads(dump())
    slots = {str(pk) for pk in BallotSlot.objects.values_list("pk", flat=True)}
    receipts = {receipt for receipt, _ in cast.values()}
    with_receipt = [row["model"] for row in rows if any(r in json.dumps(row) for r in receipts)]
    assert with_receipt == ["thidua.ballot"]
    pointing = {row["model"] for row in rows if any(s in json.dumps(row) for s in slots)}
    assert pointing == {"thidua.ballotslot"}
    # a slot carries nothing but its ballot and its envelope; a voter nothing but the fact
    fields = {row["model"]: sorted(row["fields"]) for row in rows if row["model"].startswith("thidua.ballot")}
    assert fields["thidua.ballotslot"] == ["ballot", "credential", "envelope"]
    assert fields["thidua.ballotvoter"] == [
        "ballot", "has_voted", "struck_at", "struck_by", "struck_reason", "user", "way",
    ]  # fmt: skip
    assert fields["thidua.ballottrustee"] == [
        "acceptance", "ballot", "dealing", "enrolment", "factors", "salt", "sealed_share", "user",
    ]  # fmt: skip


def test_the_order_in_which_people_voted_does_not_show_in_the_order_of_places_or_papers(province):
    """Vote thirty times in a known order; the k-th voter's envelope must not keep lying in the k-th place."""
    voters = [province.ha_long.head, province.cam_pha.head, province.van_don.head, province.root.head]
    trustees = [province.root.clerk, province.root.decider]
    hits = {"place": 0, "row": 0, "paper": 0}
    runs = 30
    for _ in range(runs):
        ballot = prepare(province, voters=voters, trustees=trustees, total_members=4)
        ballot.public_key, private = box_file.new_key()
        Ballot.objects.filter(pk=ballot.pk).update(state="open", public_key=ballot.public_key)
        BallotSlot.objects.bulk_create([BallotSlot(ballot=ballot) for _ in voters])
        receipts = [
            actions.cast_ballot(ballot=ballot, choices={"l1": "yes", "l2": "yes"}, by=voter, at=province.at)
            for voter in voters
        ]

        def owner(envelope, private=private, receipts=receipts):
            return receipts.index(box_file.open_paper(private, ["l1", "l2"], bytes(envelope))[0])

        by_pk = [owner(s.envelope) for s in BallotSlot.objects.filter(ballot=ballot).order_by("pk")]
        stored = [owner(s.envelope) for s in BallotSlot.objects.filter(ballot=ballot)]
        published = [receipts.index(r) for r in sorted(receipts)]
        for name, order in (("place", by_pk), ("row", stored), ("paper", published)):
            hits[name] += order == [0, 1, 2, 3]
    # one order in twenty-four comes up by chance; fifteen of thirty would be beyond all chance
    assert {name: count < 15 for name, count in hits.items()} == {"place": True, "row": True, "paper": True}


def test_the_audit_record_of_a_vote_carries_no_choice_receipt_or_place(open_box):
    cast = all_voted(open_box)
    records = json.dumps(
        [[e.act, e.thing_kind, e.thing_id, e.detail] for e in AuditEvent.objects.filter(act="ballot_cast")]
    )
    assert re.findall(r"yes|no\b|blank", records) == []
    assert [receipt for receipt, _ in cast.values() if receipt in records] == []
    assert {e.thing_id for e in AuditEvent.objects.filter(act="ballot_cast")} == {str(open_box.ballot.pk)}


# ── who sees which ballot ──


def test_a_ballot_is_visible_to_its_unit_voters_and_trustees_only(box, province):
    on = province.at.date()
    sees = [
        user
        for user in (*box.voters, *box.trustees, box.secretary, province.cam_pha.officer, province.stranger)
        if queries.visible_to(user, on).filter(pk=box.ballot.pk).exists()
    ]
    assert sees == [*box.voters, *box.trustees, box.secretary]


def test_ballots_waiting_for_a_person_are_the_open_ones_not_yet_voted_in(box):
    voter = box.voters[0]
    assert list(queries.waiting_for(voter)) == []
    box.open()
    assert list(queries.waiting_for(voter)) == [box.ballot]
    box.cast(voter)
    assert list(queries.waiting_for(voter)) == []
    assert list(queries.waiting_for(box.voters[1])) == [box.ballot]
