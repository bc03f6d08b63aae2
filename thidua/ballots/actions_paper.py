"""Paper ballots, counted by hand, and the signed written opinions of absent members: one count with the votes online."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from thidua.accounts.models import User
from thidua.ballots import permissions, queries
from thidua.ballots.actions_places import Way, mark_voted, unmark_voted
from thidua.ballots.box import CHOICES
from thidua.ballots.models import Ballot, BallotVoter, PaperCount, WrittenOpinion
from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.text import nfc
from thidua.shared.wording import vi_date

MARKS = (*CHOICES, "invalid")


def _open_for(ballot: Ballot, voter: User, by, at: datetime, to_do: str) -> Ballot:
    """The locked ballot, when the account may run it and the person may still vote."""
    locked = Ballot.objects.select_for_update().get(pk=ballot.pk)
    permissions.check_can_run(by, locked, at.date(), to_do)
    if locked.state != "open":
        raise Denied(f"Chỉ {to_do} được khi hòm phiếu đang mở.")
    row = BallotVoter.objects.filter(ballot=locked, user=voter).first()
    if row is None or row.struck_at is not None:
        raise Denied(f"{voter.display_name} không có trong danh sách bỏ phiếu.")
    if row.has_voted:
        raise Denied(f"{voter.display_name} đã bỏ phiếu theo cách khác: {row.get_way_display().lower()}.")
    return locked


@transaction.atomic
def issue_paper(*, ballot: Ballot, voter: User, by, at: datetime) -> None:
    """Hand a paper ballot to a listed person, who then cannot vote online. Whether it comes back only the count says."""
    locked = _open_for(ballot, voter, by, at, "phát phiếu giấy")
    mark_voted(locked, voter, Way.PAPER)
    audit.record("ballot_paper_issued", locked, by=by, at=at, detail={"account": voter.pk})


@transaction.atomic
def enter_paper_count(
    *,
    ballot: Ballot,
    issued: int,
    returned: int,
    spoiled: int,
    counts: Mapping[str, Mapping[str, int]],
    by,
    at: datetime,
) -> PaperCount:
    """One person's entry of the hand count: papers issued, returned, invalid as a whole (``spoiled``), and for each item
    {"yes", "no", "blank", "invalid"}, together the papers returned. May be entered again until the count."""
    ballot = Ballot.objects.select_for_update().get(pk=ballot.pk)
    permissions.check_can_run(by, ballot, at.date(), "nhập kết quả phiếu giấy")
    if ballot.state not in ("open", "closed"):
        raise Denied("Chỉ nhập kết quả phiếu giấy khi hòm phiếu đang mở hoặc đã đóng và chưa kiểm phiếu.")
    handed_out = ballot.voters.filter(way=Way.PAPER).count()
    if issued != handed_out:
        raise Denied(f"Số phiếu giấy phát ra đã nhập là {issued}, nhưng danh sách ghi đã phát {handed_out} phiếu.")
    if not 0 <= returned <= issued:
        raise Denied(f"Số phiếu giấy thu về ({returned}) không được nhiều hơn số phát ra ({issued}).")
    if not 0 <= spoiled <= returned:
        raise Denied(f"Số phiếu không hợp lệ ({spoiled}) không được nhiều hơn số thu về ({returned}).")
    rows = {item["key"]: _row(item, counts, returned, spoiled) for item in queries.voted_items(ballot)}
    if set(counts) - set(rows):
        raise Denied("Kết quả phiếu giấy có mục không thuộc cuộc bỏ phiếu này.")
    entry, _ = PaperCount.objects.update_or_create(
        ballot=ballot,
        entered_by=by,
        defaults={"issued": issued, "returned": returned, "spoiled": spoiled, "counts": rows, "entered_at": at},
    )
    numbers = {"issued": issued, "returned": returned, "spoiled": spoiled}
    audit.record("ballot_paper_counted", ballot, by=by, at=at, detail=numbers)
    return entry


def _row(item: Mapping[str, str], counts: Mapping[str, Mapping[str, int]], returned: int, spoiled: int) -> dict:
    row = {mark: int(counts.get(item["key"], {}).get(mark, 0)) for mark in MARKS}
    if min(row.values()) < 0 or sum(row.values()) != returned:
        raise Denied(f"“{item['label']}”: các số cộng lại là {sum(row.values())}, phải bằng {returned} phiếu thu về.")
    if row["invalid"] < spoiled:
        raise Denied(f"“{item['label']}”: {spoiled} phiếu không hợp lệ cũng không hợp lệ ở mục này.")
    return row


@transaction.atomic
def record_opinion(
    *, ballot: Ballot, voter: User, choices: Mapping[str, str], reference: str, by, at: datetime
) -> WrittenOpinion:
    """Record the signed written opinion of an absent member: an open vote under the person's name, counted by law and
    shown apart. ``reference``: number and date of the signed paper. Nobody records their own."""
    locked = _open_for(ballot, voter, by, at, "ghi ý kiến bằng văn bản")
    if voter.pk == by.pk:
        raise Denied("Không tự ghi ý kiến bằng văn bản của mình; hãy để người khác ghi.")
    reference = nfc(reference)
    if not reference:
        raise Denied("Hãy ghi số, ngày của văn bản có chữ ký.")
    keys = {item["key"] for item in queries.voted_items(locked)}
    if set(choices) != keys or not set(choices.values()) <= set(CHOICES):
        raise Denied("Ý kiến bằng văn bản phải có đủ mọi mục: đồng ý, không đồng ý hoặc không có ý kiến.")
    mark_voted(locked, voter, Way.WRITTEN)
    opinion = WrittenOpinion.objects.create(
        ballot=locked,
        user=voter,
        reference=reference[:200],
        choices=_filled(locked, choices),
        recorded_at=at,
        recorded_by=by,
    )
    audit.record("ballot_opinion_recorded", locked, by=by, at=at, detail={"account": voter.pk})
    return opinion


def _filled(ballot: Ballot, choices: Mapping[str, str]) -> dict[str, str]:
    """An opinion says something on every item: blank where the person had nothing to say or could not."""
    return {item["key"]: choices.get(item["key"], "blank") for item in ballot.items}


@transaction.atomic
def hand_in_opinion(*, ballot: Ballot, voter: User, choices: Mapping[str, str], by, at: datetime) -> WrittenOpinion:
    """The signed opinion a listed person handed in under their own name, inside the act of the stage that holds the ballot,
    which has checked who may write and on which items. It may come before the box opens, and again until the box closes:
    the last one stands. Denied for who has voted in another way."""
    locked = Ballot.objects.select_for_update().get(pk=ballot.pk)
    if locked.state not in ("prepared", "open"):
        raise Denied("Hòm phiếu đã đóng: ý kiến bằng văn bản đã gửi không thay đổi, không nhận ý kiến mới.")
    if set(choices) - {item["key"] for item in locked.items} or not set(choices.values()) <= set(CHOICES):
        raise Denied("Ý kiến bằng văn bản có mục hoặc lựa chọn không thuộc cuộc bỏ phiếu này.")
    row = BallotVoter.objects.filter(ballot=locked, user=voter, struck_at=None).first()
    if row is None:
        raise Denied("Bạn không có trong danh sách bỏ phiếu.")
    old = locked.opinions.filter(user=voter).first()
    if row.has_voted and (old is None or old.recorded_by_id != voter.pk):
        raise Denied(_HAS_VOTED[row.way])
    if old is None:
        mark_voted(locked, voter, Way.WRITTEN)
        # That somebody wrote, never what. Handed in again it is still one.
        audit.record("ballot_opinion_recorded", locked, by=by, at=at, detail={"account": voter.pk})
    opinion, _ = WrittenOpinion.objects.update_or_create(
        ballot=locked,
        user=voter,
        defaults={
            "reference": f"gửi trên hệ thống ngày {vi_date(at.date())}",
            "choices": _filled(locked, choices),
            "recorded_at": at,
            # Nobody records their own: the author here says that it was handed in.
            "recorded_by": voter,
        },
    )
    return opinion


_HAS_VOTED = {
    "online": "Phiếu kín của bạn đã ở trong hòm; không gửi thêm ý kiến bằng văn bản.",
    "paper": "Bạn đã nhận phiếu giấy; không gửi thêm ý kiến bằng văn bản.",
    "written": "Ý kiến bằng văn bản có chữ ký của bạn đã được ghi; không gửi thêm ý kiến.",
}


@transaction.atomic
def take_back_opinion(*, ballot: Ballot, voter: User, by, at: datetime) -> bool:
    """The author of an opinion handed in came to the meeting after all and votes there; True when there was one. Only until
    the box closes. What was handed in stays with the stage that took it; the box keeps no copy."""
    locked = Ballot.objects.select_for_update().get(pk=ballot.pk)
    mine = locked.opinions.filter(user=voter, recorded_by=voter)
    if locked.state not in ("prepared", "open") or not mine.exists():
        return False
    mine.delete()
    unmark_voted(locked, voter)
    audit.record("ballot_opinion_taken_back", locked, by=by, at=at, detail={"account": voter.pk})
    return True
