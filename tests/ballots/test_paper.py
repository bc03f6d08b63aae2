"""Paper ballots and written opinions beside the votes online: one count, and numbers that cannot be otherwise."""

import pytest
from django.db import IntegrityError, transaction

from tests.ballots.encrypted import refused
from thidua.ballots import actions, actions_paper, queries
from thidua.ballots.models import PaperCount, WrittenOpinion
from thidua.ballots.warnings import secrecy_warnings
from tools.recount import recount

L1 = {"yes": 1, "no": 0, "blank": 0, "invalid": 0}
NONE = {"yes": 0, "no": 0, "blank": 0, "invalid": 0}


def numbers(issued, returned, spoiled, **rows):
    return {"issued": issued, "returned": returned, "spoiled": spoiled, "counts": rows}


def issue(sealed, voter):
    actions_paper.issue_paper(**sealed.run, voter=voter)


def enter(sealed, by, entry):
    return actions_paper.enter_paper_count(ballot=sealed.fresh(), **entry, by=by, at=sealed.at)


def opinion(sealed, voter, l1="yes", l2="yes", **changes):
    given = {"choices": {"l1": l1, "l2": l2}, "reference": "12/YK ngày 10/7/2025"} | changes
    return actions_paper.record_opinion(**(sealed.run | {"voter": voter} | given))


def test_online_paper_and_written_votes_make_one_count_each_shown_apart(sealed):
    online, first, second, absent = sealed.voters
    sealed.cast(online, "yes", "no")
    issue(sealed, first)
    issue(sealed, second)
    opinion(sealed, absent, "no", "blank")
    entry = numbers(2, 2, 1, l1=L1 | {"invalid": 1}, l2=NONE | {"no": 1, "invalid": 1})
    enter(sealed, sealed.secretary, entry)
    enter(sealed, sealed.trustees[0], entry)
    sealed.close()
    sealed.give()
    assert sealed.count() == {"l1": {"yes": 2, "no": 1, "blank": 0}, "l2": {"yes": 0, "no": 2, "blank": 1}}
    ballot = sealed.fresh()
    assert queries.turnout(ballot) == queries.Turnout(4, 4, 0, 3, 1, online=1, paper=2, written=1)
    assert ballot.tally == {
        "online": {"l1": L1, "l2": NONE | {"no": 1}},
        "paper": {"l1": L1 | {"invalid": 1}, "l2": NONE | {"no": 1, "invalid": 1}},
        "written": {"l1": NONE | {"no": 1}, "l2": NONE | {"blank": 1}},
    }


def test_a_box_in_a_room_counts_paper_ballots_too(open_box):
    first, second, third = open_box.voters
    open_box.cast(first, "no", "no")
    for voter in (second, third):
        actions_paper.issue_paper(ballot=open_box.ballot, voter=voter, by=open_box.secretary, at=open_box.at)
    entry = numbers(2, 1, 0, l1=L1, l2=NONE | {"blank": 1})
    for by in (open_box.secretary, open_box.trustees[1]):
        actions_paper.enter_paper_count(ballot=open_box.ballot, **entry, by=by, at=open_box.at)
    assert open_box.count() == {"l1": {"yes": 1, "no": 1, "blank": 0}, "l2": {"yes": 0, "no": 1, "blank": 1}}
    assert queries.turnout(open_box.ballot) == queries.Turnout(3, 2, 1, 2, 0, online=1, paper=1)
    assert recount(queries.export(open_box.ballot)) == (open_box.ballot.counts, [])


def test_who_took_a_paper_ballot_cannot_vote_online_or_in_writing(sealed):
    voter = sealed.voters[0]
    issue(sealed, voter)
    given = {"ballot": sealed.fresh(), "paper": sealed.sealed("yes", "no"), "by": voter, "at": sealed.at}
    assert refused(actions.cast_ballot, **given) == "Bạn đã nhận phiếu giấy nên không bỏ phiếu trên hệ thống nữa."
    taken = f"{voter.display_name} đã bỏ phiếu theo cách khác: phiếu giấy."
    assert refused(issue, sealed=sealed, voter=voter) == taken
    assert refused(opinion, sealed=sealed, voter=voter) == taken


def test_who_voted_online_gets_no_paper_ballot(sealed):
    voter = sealed.voters[0]
    sealed.cast(voter, "yes", "no")
    assert refused(issue, sealed=sealed, voter=voter) == (
        f"{voter.display_name} đã bỏ phiếu theo cách khác: trên hệ thống."
    )


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (
            numbers(3, 2, 0, l1=L1, l2=L1),
            "Số phiếu giấy phát ra đã nhập là 3, nhưng danh sách ghi đã phát 2 phiếu.",
        ),
        (numbers(2, 3, 0, l1=L1, l2=L1), "Số phiếu giấy thu về (3) không được nhiều hơn số phát ra (2)."),
        (numbers(2, -1, 0, l1=L1, l2=L1), "Số phiếu giấy thu về (-1) không được nhiều hơn số phát ra (2)."),
        (numbers(2, 1, 2, l1=L1, l2=L1), "Số phiếu không hợp lệ (2) không được nhiều hơn số thu về (1)."),
        (
            numbers(2, 2, 0, l1=L1, l2=L1),
            "“Nguyễn Thị An — Chiến sĩ thi đua cấp tỉnh”: các số cộng lại là 1, phải bằng 2 phiếu thu về.",
        ),
        (
            numbers(2, 1, 1, l1=L1, l2=L1),
            "“Nguyễn Thị An — Chiến sĩ thi đua cấp tỉnh”: 1 phiếu không hợp lệ cũng không hợp lệ ở mục này.",
        ),
        (
            numbers(2, 0, 0, l1={"yes": -1, "no": 1}, l2={}),
            "“Nguyễn Thị An — Chiến sĩ thi đua cấp tỉnh”: các số cộng lại là 0, phải bằng 0 phiếu thu về.",
        ),
        (numbers(2, 1, 0, l1=L1, l2=L1, l9=L1), "Kết quả phiếu giấy có mục không thuộc cuộc bỏ phiếu này."),
    ],
)
def test_a_hand_count_that_cannot_be_true_is_refused(sealed, entry, why):
    issue(sealed, sealed.voters[0])
    issue(sealed, sealed.voters[1])
    assert refused(enter, sealed=sealed, by=sealed.secretary, entry=entry) == why
    assert PaperCount.objects.count() == 0


def test_two_different_people_must_enter_the_same(sealed):
    for voter in sealed.voters[:2]:
        issue(sealed, voter)
    sealed.close()
    waits = "Đã phát 2 phiếu giấy nhưng chưa có hai người nhập kết quả phiếu giấy giống nhau; chưa kiểm phiếu được."
    entry = numbers(2, 1, 0, l1=L1, l2=L1)
    assert refused(actions.count_ballot, **sealed.run) == waits
    enter(sealed, sealed.secretary, entry)
    enter(sealed, sealed.secretary, entry)
    assert refused(actions.count_ballot, **sealed.run) == waits
    enter(sealed, sealed.trustees[0], numbers(2, 1, 0, l1=L1, l2=NONE | {"no": 1}))
    assert refused(actions.count_ballot, **sealed.run) == waits
    enter(sealed, sealed.trustees[0], entry)
    assert sealed.count()["l2"] == {"yes": 1, "no": 0, "blank": 0}
    assert queries.turnout(sealed.fresh()) == queries.Turnout(4, 1, 3, 1, 0, paper=1)


def test_the_database_refuses_more_papers_back_than_were_out(sealed):
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperCount.objects.create(
            ballot=sealed.ballot, issued=1, returned=2, spoiled=0, counts={}, entered_at=sealed.at,
            entered_by=sealed.secretary,
        )  # fmt: skip


def test_a_written_opinion_needs_its_paper_every_item_and_another_persons_hand(sealed):
    absent = sealed.voters[2]
    assert refused(opinion, sealed=sealed, voter=absent, reference=" ") == "Hãy ghi số, ngày của văn bản có chữ ký."
    every = "Ý kiến bằng văn bản phải có đủ mọi mục: đồng ý, không đồng ý hoặc không có ý kiến."
    for choices in ({"l1": "yes"}, {"l1": "yes", "l2": "maybe"}, {"l1": "yes", "l2": "no", "l3": "no"}):
        assert refused(opinion, sealed=sealed, voter=absent, choices=choices) == every
    own = sealed.trustees[0]  # a trustee who also votes
    assert refused(opinion, sealed=sealed, voter=own, by=own) == (
        "Không tự ghi ý kiến bằng văn bản của mình; hãy để người khác ghi."
    )
    assert refused(opinion, sealed=sealed, voter=absent, by=absent).startswith("Để ghi ý kiến bằng văn bản cần vai trò")
    assert refused(opinion, sealed=sealed, voter=sealed.secretary) == (
        f"{sealed.secretary.display_name} không có trong danh sách bỏ phiếu."
    )
    opinion(sealed, absent)
    assert [o.user for o in WrittenOpinion.objects.all()] == [absent]


def test_one_lone_paper_ballot_is_warned_of(sealed):
    on = sealed.at.date()
    before = secrecy_warnings(sealed.fresh(), on)
    issue(sealed, sealed.voters[0])
    after = secrecy_warnings(sealed.fresh(), on)
    assert [warning[:24] for warning in after if warning not in before] == ["Mới phát 1 phiếu giấy: p"]
