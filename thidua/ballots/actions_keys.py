"""Before and after the vote of an encrypted ballot: how it is kept, the cards, the trustees' devices.

What a device hands in is public and checked here; codes and shares never reach the server.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from secretballot import trustees as rounds
from secretballot.group import BadElement, check_point
from thidua.accounts.models import User
from thidua.ballots import emails, permissions, queries
from thidua.ballots.models import Ballot, BallotTrustee, BallotVoter
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import touch
from thidua.shared.text import nfc

_NOT_NOW = "Việc này chỉ làm được khi cuộc bỏ phiếu đang chuẩn bị."
_WRONG = "Dữ liệu từ máy của người giữ hòm không đúng nên chưa được nhận. Hãy tải lại trang và làm lại."


def _check_prepared(ballot: Ballot) -> None:
    if ballot.state != "prepared":
        raise Denied(_NOT_NOW)


@transaction.atomic
def arrange_ballot(
    *, ballot: Ballot, mode: str, trustees: Sequence[User], trustees_needed: int, by, at: datetime
) -> None:
    """Choose again how a prepared ballot is kept. What trustees and cards were made before no longer counts."""
    permissions.check_can_prepare(by, ballot.unit, at.date())
    _check_prepared(ballot)
    permissions.check_circle(mode, trustees, trustees_needed)
    # A new name, so that nothing published for the earlier arrangement can be used in this one.
    touch(ballot, mode=mode, trustees_needed=trustees_needed, credentials=[], public_id=queries.new_public_id())
    ballot.trustees.exclude(user__in=trustees).delete()
    ballot.trustees.update(enrolment=b"", dealing=b"", acceptance=b"", factors=b"")
    kept = set(ballot.trustees.values_list("user_id", flat=True))
    BallotTrustee.objects.bulk_create([BallotTrustee(ballot=ballot, user=u) for u in trustees if u.pk not in kept])
    if mode == Ballot.Mode.ENCRYPTED:
        outbox.queue(trustees, *emails.key_is_asked(ballot), by=by, at=at)
    detail = {"mode": str(mode), "trustees": len(trustees), "needed": trustees_needed}
    audit.record("ballot_arranged", ballot, by=by, at=at, detail=detail)


@transaction.atomic
def register_cards(*, ballot: Ballot, credentials: Sequence[bytes], by, at: datetime) -> None:
    """Take the public keys of the voting cards that the secretary's device made and printed, one for each voter. Making
    cards again voids the earlier ones."""
    permissions.check_can_prepare(by, ballot.unit, at.date())
    _check_prepared(ballot)
    if ballot.mode != Ballot.Mode.ENCRYPTED:
        raise Denied("Cuộc bỏ phiếu này không dùng thẻ bỏ phiếu.")
    voters = ballot.voters.filter(struck_at=None).count()
    if len(credentials) != voters or len(set(credentials)) != voters:
        raise Denied(f"Cần đúng {voters} thẻ bỏ phiếu khác nhau, mỗi người một thẻ.")
    try:
        for credential in credentials:
            check_point(credential)
    except BadElement as error:
        raise Denied("Thẻ bỏ phiếu không đúng quy cách; hãy tải lại trang và làm lại.") from error
    # Sorted: the order must not say which card came out of the printer first.
    touch(ballot, credentials=sorted(credential.hex() for credential in credentials))
    audit.record("ballot_cards_made", ballot, by=by, at=at, detail={"cards": voters})


@transaction.atomic
def enrol_trustee(*, ballot: Ballot, enrolment: bytes, by, at: datetime) -> None:
    """Round one from a trustee's device. Enrolling again (a lost code) sends all trustees back to round two."""
    row, place = _my_row(ballot, by)
    try:
        rounds.check_enrolment(queries.circle_of(ballot), place, enrolment)
    except rounds.BadRound as error:
        raise Denied(_WRONG) from error
    ballot.trustees.update(dealing=b"", acceptance=b"")
    _keep(row, "enrolment", enrolment)
    audit.record("ballot_trustee_enrolled", ballot, by=by, at=at, detail={"place": place})


@transaction.atomic
def deal_shares(*, ballot: Ballot, dealing: bytes, by, at: datetime) -> None:
    """Round two, once all trustees have enrolled."""
    row, place = _my_row(ballot, by)
    enrolments = queries.published(ballot, "enrolment")
    if not all(enrolments):
        raise Denied("Còn người giữ hòm chưa bắt đầu; hãy chờ đủ người.")
    try:
        rounds.check_dealing(queries.circle_of(ballot), place, dealing, enrolments)
    except rounds.BadRound as error:
        raise Denied(_WRONG) from error
    ballot.trustees.update(acceptance=b"")
    _keep(row, "dealing", dealing)
    audit.record("ballot_shares_dealt", ballot, by=by, at=at, detail={"place": place})


@transaction.atomic
def accept_shares(*, ballot: Ballot, acceptance: bytes, by, at: datetime) -> None:
    """Round three: the trustee's device found its share right."""
    row, place = _my_row(ballot, by)
    dealings = queries.dealings_of(ballot)
    if not all(dealings):
        raise Denied("Còn người giữ hòm chưa chia phần khóa; hãy chờ đủ người.")
    try:
        rounds.check_acceptance(queries.circle_of(ballot), place, acceptance, dealings)
    except rounds.BadRound as error:
        raise Denied(_WRONG) from error
    _keep(row, "acceptance", acceptance)
    audit.record("ballot_shares_accepted", ballot, by=by, at=at, detail={"place": place})


@transaction.atomic
def give_factors(*, ballot: Ballot, factors: bytes, by, at: datetime) -> None:
    """A trustee's part in opening the sum of a closed ballot; its proofs are checked on arrival."""
    ballot = Ballot.objects.select_for_update().get(pk=ballot.pk)
    row = permissions.trustee_row(by, ballot)
    if ballot.state != "closed":
        raise Denied("Người giữ hòm chỉ mở kết quả khi hòm phiếu đã đóng và chưa kiểm phiếu.")
    place = queries.place_of(ballot, row)
    try:
        rounds.check_factors(
            queries.circle_of(ballot),
            place,
            factors,
            queries.sums_of(ballot),
            queries.dealings_of(ballot),
            queries.fingerprint(ballot),
        )
    except rounds.BadRound as error:
        raise Denied(_WRONG) from error
    _keep(row, "factors", factors)
    audit.record("ballot_factors_given", ballot, by=by, at=at, detail={"place": place})


def _my_row(ballot: Ballot, by) -> tuple[BallotTrustee, int]:
    """The account's place while the key is being made. The lock keeps two devices from answering different rounds."""
    locked = Ballot.objects.select_for_update().get(pk=ballot.pk)
    row = permissions.trustee_row(by, locked)
    _check_prepared(locked)
    if locked.public_id != ballot.public_id:
        raise Stale()
    return row, queries.place_of(locked, row)


def _keep(row: BallotTrustee, field: str, content: bytes) -> None:
    setattr(row, field, content)
    row.save(update_fields=[field])


@transaction.atomic
def strike_voter(*, ballot: Ballot, voter: User, reason: str, by, at: datetime) -> None:
    """Take a person who left the council off the list of a ballot that is open or about to be, before they voted. A secret
    paper cannot be taken out again: after the vote only cancelling and repeating helps."""
    locked = Ballot.objects.select_for_update().get(pk=ballot.pk)
    permissions.check_can_strike(by, locked, at.date())
    reason = nfc(reason)
    if locked.state not in ("prepared", "open"):
        raise Denied("Chỉ đưa người ra khỏi danh sách khi cuộc bỏ phiếu đang chuẩn bị hoặc đang mở.")
    if not reason:
        raise Denied("Hãy ghi lý do đưa ra khỏi danh sách.")
    rows = BallotVoter.objects.filter(ballot=locked, user=voter, struck_at=None)
    if rows.filter(has_voted=True).exists():
        raise Denied(
            f"{voter.display_name} đã bỏ phiếu; phiếu kín không rút ra được. Nếu kết quả không dùng được nữa, "
            "hãy hủy và bỏ phiếu lại."
        )
    if rows.update(struck_at=at, struck_by=by, struck_reason=reason[:300]) != 1:
        raise Stale()
    audit.record("ballot_voter_struck", locked, by=by, at=at, detail={"account": voter.pk, "reason": reason[:300]})
