"""Marking who voted and dealing the papers into the places, so that no order, row or version in the database tells
whose paper is whose. Called inside the transaction of an act, with the ballot's row locked."""

import secrets
from collections.abc import Sequence

from django.db.models import BooleanField, Case, CharField, F, Value, When

from thidua.accounts.models import User
from thidua.ballots.models import Ballot, BallotSlot, BallotVoter
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, Stale

Way = BallotVoter.Way


def mark_voted(ballot: Ballot, voter: User, way: str) -> None:
    """The person has voted in this way; Stale when they had already. Every row of the list is written again in the same
    statement: one row alone would carry the number of the transaction that also wrote the paper."""
    may = BallotVoter.objects.filter(ballot=ballot, user=voter, has_voted=False, struck_at=None)
    if not may.exists():
        raise Stale("Phiếu của bạn vừa được gửi từ một thiết bị khác. Phiếu này không được nhận thêm lần nữa.")
    BallotVoter.objects.filter(ballot=ballot).update(
        has_voted=Case(When(user=voter, then=Value(True)), default=F("has_voted"), output_field=BooleanField()),
        way=Case(When(user=voter, then=Value(str(way))), default=F("way"), output_field=CharField()),
    )


def unmark_voted(ballot: Ballot, voter: User) -> None:
    """The person's written opinion was taken out of the box: they may vote again. Every row is written again, as above."""
    BallotVoter.objects.filter(ballot=ballot).update(
        has_voted=Case(When(user=voter, then=Value(False)), default=F("has_voted"), output_field=BooleanField()),
        way=Case(When(user=voter, then=Value("")), default=F("way"), output_field=CharField()),
    )


def make_places(ballot: Ballot, count: int) -> None:
    BallotSlot.objects.bulk_create([BallotSlot(ballot=ballot) for _ in range(count)], batch_size=500)


def put_in(ballot: Ballot, envelope: bytes, credential: str = "") -> None:
    """Take all papers out and deal them, with the new one, into places drawn at random.

    Writing all of them anew costs little and keeps three things from telling the order of voting: the place in the
    file, the version of the row, and PostgreSQL's separate store of long values.
    """
    lying = BallotSlot.objects.filter(ballot=ballot, envelope__isnull=False)
    papers = [(bytes(certain(content)), name) for content, name in lying.values_list("envelope", "credential")]
    papers.append((envelope, credential))
    places = list(BallotSlot.objects.filter(ballot=ballot).values_list("pk", flat=True))
    if len(papers) > len(places):
        raise Denied("Hòm phiếu không còn chỗ trống; phiếu chưa được nhận. Hãy báo thư ký.")
    lying.update(envelope=None, credential="")
    dice = secrets.SystemRandom()
    for place, (content, name) in zip(dice.sample(places, len(papers)), _shuffled(papers, dice), strict=True):
        BallotSlot.objects.filter(pk=place).update(envelope=content, credential=name)


def _shuffled(papers: Sequence[tuple], dice: secrets.SystemRandom) -> list[tuple]:
    return dice.sample(papers, len(papers))
