"""Ceremonies: put in speaking order, prepared, handed over."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from thidua.decisions.models import Decision
from thidua.honours.models import Honour
from thidua.honours.queries import lines_of_decision
from thidua.rewards.models import CertificateCopy
from thidua.rewards.models_ceremony import HandingLine, HandingList
from thidua.rewards.permissions_stock import check_arranges, check_arranges_in
from thidua.rewards.queries_ceremony import AWARD_FIRST, DONE, ORDERS, in_speaking_order
from thidua.rewards.reckoning import root_of
from thidua.shared import audit
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, Stale
from thidua.shared.text import nfc
from thidua.units.models import Unit

Presence, Handed = HandingLine.Presence, HandingLine.Handed
MOST_LINES = 5_000
_ASIDE = 10_000_000  # where lines stand while their places change, which are unique


@transaction.atomic
def open_ceremony(
    *,
    unit: Unit,
    title: str,
    held_on: date,
    place: str,
    decisions: Sequence[Decision],
    by,
    at: datetime,
    order: str = AWARD_FIRST,
    giver: str = "",
) -> HandingList:
    """A ceremony with everybody whose honour stands in the chosen decisions, in speaking order (``queries.ORDERS``)."""
    check_arranges_in(by, unit, at.date())
    title, place, giver = nfc(title), nfc(place), nfc(giver)
    if not title:
        raise Denied("Cần ghi tên buổi lễ.")
    if max(len(title), len(place), len(giver)) > 200:
        raise Denied("Tên buổi lễ, địa điểm hoặc người trao dài quá 200 ký tự.")
    if order not in ORDERS:
        raise Denied("Cách xếp thứ tự không có trong danh sách.")
    if any(decision.state != "issued" for decision in decisions) or not decisions:
        raise Denied("Hãy chọn ít nhất một quyết định đã ban hành.")
    entries: list[Honour] = []
    for decision in decisions:
        entries += lines_of_decision(decision.unit, decision.number_text, certain(decision.decided_on))
    if not entries:
        raise Denied("Mọi khen thưởng của các quyết định này đã bị hủy bỏ.")
    if len(entries) > MOST_LINES:
        raise Denied(f"Buổi lễ có {len(entries)} lượt trao; nhiều nhất {MOST_LINES}. Hãy chọn bớt quyết định.")
    printed = set(
        CertificateCopy.objects.filter(run__decision__in=decisions, state="printed").values_list("honour", flat=True)
    )
    made = HandingList.objects.create(
        unit=unit, title=title, place=place, held_on=held_on, made_at=at, made_by=by
    )  # fmt: skip
    HandingLine.objects.bulk_create(
        [
            HandingLine(
                handing_list=made, ordinal=number, honour_id=root_of(entry), spoken=_spoken(entry),
                spoken_title=entry.recipient_detail, giver=giver,
                is_printed=root_of(entry) in printed,
            )
            for number, entry in enumerate(in_speaking_order(entries, order), start=1)
        ],
        batch_size=500,
    )  # fmt: skip
    audit.record("ceremony_opened", made, by=by, at=at, detail={"lines": len(entries)})
    return made


def _spoken(entry: Honour) -> str:
    called = {"female": "Bà ", "male": "Ông "}[entry.person.gender] if entry.person else ""
    return f"{called}{entry.recipient_name}"


def _touch(handing_list: HandingList) -> None:
    changed = HandingList.objects.filter(pk=handing_list.pk, version=handing_list.version).update(
        version=handing_list.version + 1
    )
    if changed != 1:
        raise Stale()
    handing_list.version += 1


@transaction.atomic
def reorder(*, handing_list: HandingList, places: Mapping[int, int], by, at: datetime) -> None:
    """Lines (primary keys) go to the places typed; the others keep their order around them."""
    check_arranges(by, handing_list, at.date())
    lines = list(handing_list.lines.order_by("ordinal"))
    known = {line.pk for line in lines}
    if not set(places) <= known:
        raise Denied("Có lượt không thuộc buổi lễ này.")
    if any(isinstance(place, bool) or not 1 <= place <= len(lines) for place in places.values()):
        raise Denied(f"Thứ tự phải từ 1 đến {len(lines)}.")
    moved = {line.pk: places[line.pk] for line in lines if places.get(line.pk, line.ordinal) != line.ordinal}
    rest = [line.pk for line in lines if line.pk not in moved]
    # What was typed comes in by rising place; two that want one place stand in the order they had.
    for pk, place in sorted(moved.items(), key=lambda pair: pair[1]):
        rest.insert(place - 1, pk)
    _touch(handing_list)
    before = {line.pk: line.ordinal for line in lines}
    changed = [(pk, place) for place, pk in enumerate(rest, start=1) if before[pk] != place]
    for extra in (_ASIDE, 0):
        for pk, place in changed:
            HandingLine.objects.filter(pk=pk).update(ordinal=place + extra)
    audit.record("ceremony_reordered", handing_list, by=by, at=at, detail={"moved": len(moved)})


@transaction.atomic
def prepare_line(
    *,
    line: HandingLine,
    spoken: str,
    spoken_title: str,
    giver: str,
    presence: str,
    by,
    at: datetime,
    place: int | None = None,
) -> None:
    """How a name is read aloud, who hands over, whether they will be there; ``place``: read as that one."""
    check_arranges(by, line.handing_list, at.date())
    if place is not None and place != line.ordinal:
        reorder(handing_list=line.handing_list, places={line.pk: place}, by=by, at=at)
    spoken, spoken_title, giver = nfc(spoken), nfc(spoken_title), nfc(giver)
    if not spoken:
        raise Denied("Cần ghi tên để đọc.")
    if len(spoken) > 250 or len(spoken_title) > 300 or len(giver) > 200:
        raise Denied("Tên đọc (250), chức vụ đọc (300) hoặc người trao (200) dài quá số ký tự cho phép.")
    if presence not in Presence.values:
        raise Denied("Tình trạng có mặt không có trong danh sách.")
    HandingLine.objects.filter(pk=line.pk).update(
        spoken=spoken, spoken_title=spoken_title, giver=giver, presence=presence
    )
    audit.record("ceremony_line_prepared", line, by=by, at=at)


def _chosen(handing_list: HandingList, lines: Iterable[int]):
    chosen = handing_list.lines.filter(pk__in=set(lines))
    if not chosen.exists():
        raise Denied("Chưa chọn lượt nào của buổi lễ này.")
    return chosen


@transaction.atomic
def check_pile(
    *, handing_list: HandingList, lines: Iterable[int], is_printed: bool, is_framed: bool, by, at: datetime
) -> int:
    """The pile of certificates beside the stage was gone through: these are printed, these framed; how many lines."""
    check_arranges(by, handing_list, at.date())
    if is_framed and not is_printed:
        raise Denied("Bằng, giấy chưa in thì chưa đóng khung được.")
    done = _chosen(handing_list, lines).update(is_printed=is_printed, is_framed=is_framed)
    detail = {"lines": done, "printed": is_printed, "framed": is_framed}
    audit.record("ceremony_pile_checked", handing_list, by=by, at=at, detail=detail)
    return done


@transaction.atomic
def hand_over(
    *, handing_list: HandingList, lines: Sequence[int], how: str, on: date, by, at: datetime, receiver: str = "",
    giver: str = "",
) -> int:  # fmt: skip
    """What became of ``lines``: handed to the recipient, to somebody for them (``receiver``), or left for later; how many.

    What was handed over stays so; a revoked honour is not handed over.
    """
    check_arranges(by, handing_list, at.date())
    receiver, giver = nfc(receiver), nfc(giver)
    if how not in (Handed.HANDED, Handed.ON_BEHALF, Handed.LATER):
        raise Denied("Cách trao không có trong danh sách.")
    if how == Handed.ON_BEHALF and not receiver:
        raise Denied("Cần ghi người nhận thay: họ tên, quan hệ hoặc chức vụ.")
    if max(len(receiver), len(giver)) > 200:
        raise Denied("Người nhận thay hoặc người trao dài quá 200 ký tự.")
    if on > at.date():
        raise Denied("Ngày trao ở tương lai.")
    chosen = _chosen(handing_list, lines).select_related("honour")
    revoked = chosen.filter(honour__later_entries__entry=Honour.Entry.REVOCATION).first()
    if revoked is not None and how in DONE:
        raise Denied(f"Khen thưởng của {revoked.spoken} đã bị hủy bỏ, không trao được.")
    fields: dict = {"handed": how, "receiver": receiver}
    if how in DONE:
        fields |= {"handed_on": on, "handed_at": at, "handed_by": by}
    if giver:
        fields["giver"] = giver
    done = chosen.exclude(handed__in=DONE).update(**fields)
    if not done:
        raise Denied("Các lượt này đã ghi nhận là đã trao.")
    audit.record("ceremony_handed", handing_list, by=by, at=at, detail={"lines": done, "how": str(how)})
    return done


@transaction.atomic
def add_decision(*, handing_list: HandingList, decision: Decision, by, at: datetime) -> int:
    """A decision that came late: its recipients stand behind the others until they are put in their place; how many."""
    check_arranges(by, handing_list, at.date())
    if decision.state != "issued":
        raise Denied("Hãy chọn quyết định đã ban hành.")
    there = set(handing_list.lines.values_list("honour", flat=True))
    entries = lines_of_decision(decision.unit, decision.number_text, certain(decision.decided_on))
    new = [entry for entry in entries if root_of(entry) not in there]
    if not new:
        raise Denied("Mọi khen thưởng của quyết định này đã có trong buổi lễ.")
    if len(there) + len(new) > MOST_LINES:
        raise Denied(f"Buổi lễ có nhiều nhất {MOST_LINES} lượt trao.")
    _touch(handing_list)
    try:
        with transaction.atomic():
            HandingLine.objects.bulk_create(
                [
                    HandingLine(
                        handing_list=handing_list, ordinal=place, honour_id=root_of(entry), spoken=_spoken(entry),
                        spoken_title=entry.recipient_detail,
                    )
                    for place, entry in enumerate(in_speaking_order(new, AWARD_FIRST), start=len(there) + 1)
                ],
                batch_size=500,
            )  # fmt: skip
    except IntegrityError as error:
        raise Stale() from error
    audit.record("ceremony_decision_added", handing_list, by=by, at=at, detail={"lines": len(new)})
    return len(new)
