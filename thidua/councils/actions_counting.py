"""Votes onto the items: the box, the hands, the written opinions; and what each item needed."""

from collections.abc import Sequence

from thidua.ballots.queries import signed_choices, turnout
from thidua.councils.closing import no_votes_text
from thidua.councils.models import AgendaItem, CouncilSession
from thidua.councils.models_sessions import MemberOpinion
from thidua.councils.queries import recusals_of, seats_of
from thidua.councils.rules import Rulebook
from thidua.shared.certain import certain
from thidua.shared.denied import Denied

Way = AgendaItem.Way
COUNTED = (
    "yes", "no", "blank", "written_yes", "written_no", "written_blank", "threshold_percent", "needed", "has_passed",
)  # fmt: skip


def take_counts(session: CouncilSession, items: Sequence[AgendaItem]) -> None:
    """Votes of the box and written opinions onto the items (unsaved).

    A recused member who voted all the same cannot be told apart in a secret ballot; every vote above those who may vote is
    taken out of the yes votes, never out of the no votes. A signed opinion that was recorded in the box bears a name: what
    it says on such an item counts as blank.
    """
    recusals = recusals_of(session)
    written = _from_box(session, items, {item: {each.member_id for each in aside} for item, aside in recusals.items()})
    # What was written on an item of the ballot is in the box's open sum already.
    opinions = MemberOpinion.objects.filter(item__session=session, set_aside_at=None).exclude(item__way=Way.BALLOT)
    for opinion in opinions:
        aside = {each.member_id for each in recusals.get(opinion.item_id, ())}
        choice = "blank" if opinion.member_id in aside else opinion.choice
        written.setdefault(opinion.item_id, _none())[choice] += 1
    for item in items:
        found = written.get(item.pk, _none())
        item.written_yes, item.written_no, item.written_blank = found["yes"], found["no"], found["blank"]
        item.yes = (item.yes or 0) + found["yes"]
        item.no = (item.no or 0) + found["no"]
        item.blank = (item.blank or 0) + found["blank"]


def _none() -> dict[str, int]:
    return {"yes": 0, "no": 0, "blank": 0}


def in_box(session: CouncilSession) -> set[int]:
    """The members (seats) whose paper or signed opinion is in the box. Two queries."""
    if session.ballot is None:
        return set()
    voted = set(session.ballot.voters.filter(has_voted=True).values_list("user_id", flat=True))
    return {seat.member.pk for seat in seats_of(session) if seat.user.pk in voted}


def writers_of(session: CouncilSession, items: Sequence[AgendaItem]) -> set[int]:
    """The members (seats) whose signed opinion counts on at least one of these items."""
    found: set[int] = set()
    if session.ballot is not None and any(item.way == Way.BALLOT for item in items):
        signed = set(session.ballot.opinions.values_list("user_id", flat=True))
        found = {seat.member.pk for seat in seats_of(session) if seat.user.pk in signed}
    handed_in = MemberOpinion.objects.filter(item__in=[item.pk for item in items], set_aside_at=None)
    return found | set(handed_in.exclude(item__way=Way.BALLOT).values_list("member", flat=True))


def _from_box(
    session: CouncilSession, items: Sequence[AgendaItem], aside_of: dict[int, set[int]]
) -> dict[int, dict[str, int]]:
    """Votes of the box onto the items, without its open sum; returns that one, {item: {"yes", "no", "blank"}}."""
    ballot = session.ballot
    if ballot is None or ballot.counts is None or ballot.tally is None:
        return {}
    valid = certain(turnout(ballot).valid)
    voted = in_box(session)
    seat_of = {seat.user.pk: seat.member.pk for seat in seats_of(session)}
    opinions = {seat_of.get(user): said for user, said in signed_choices(ballot).items()}
    written: dict[int, dict[str, int]] = {}
    for item in items:
        if item.way != Way.BALLOT:
            continue
        signed = {choice: ballot.tally["written"][item.key][choice] for choice in _none()}
        votes, aside = {c: ballot.counts[item.key][c] - signed[c] for c in signed}, aside_of.get(item.pk, set())
        for member in aside & set(opinions):  # who stepped aside after the box was closed
            signed[opinions[member][item.key]] -= 1
            signed["blank"] += 1
        secretly = sum(member in voted and member not in opinions for member in aside)
        over = max(0, votes["yes"] + votes["no"] - (valid - len(opinions) - secretly)) if secretly else 0
        over = min(over, votes["yes"])
        item.yes, item.no, item.blank = votes["yes"] - over, votes["no"], votes["blank"] + over
        written[item.pk] = signed
    return written


def settle(session: CouncilSession, items: Sequence[AgendaItem], rules: Rulebook) -> None:
    """Compare every item with what it needed of the whole membership, and save. Denied for counts that cannot be."""
    total = session.total_members
    for item in items:
        rule = rules.certain_of(item)
        cast = certain(item.yes) + certain(item.no) + certain(item.blank)
        if not cast:
            raise Denied(no_votes_text(item))
        if cast > total:
            raise Denied(f"Mục {item.ordinal} có {cast} phiếu và ý kiến trong khi Hội đồng có {total} thành viên.")
        item.threshold_percent, item.needed = max(rule.percent, rule.own_percent or 0), rule.needed(total)
        item.has_passed = certain(item.yes) >= item.needed
    AgendaItem.objects.bulk_update(items, COUNTED, batch_size=500)


def forget(items: Sequence[AgendaItem]) -> None:
    """Take the outcome of a reopened session back: hands stay as recorded, written opinions and box are counted anew."""
    for item in items:
        if item.way == Way.MINUTES and item.yes is not None:
            item.yes, item.no = item.yes - item.written_yes, certain(item.no) - item.written_no
            item.blank = certain(item.blank) - item.written_blank
        else:
            item.yes = item.no = item.blank = None
        item.written_yes = item.written_no = item.written_blank = 0
        item.has_passed = item.needed = None
    AgendaItem.objects.bulk_update(items, COUNTED, batch_size=500)
