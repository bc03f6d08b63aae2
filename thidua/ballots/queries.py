"""Reads of the ballot box: who may see a ballot, how many have voted, what is published, how the ways are added."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from paperwork.blocks import written_share
from secretballot.codes import receipt_of
from secretballot.trustees import Circle
from thidua.accounts.models import User
from thidua.ballots.box import CHOICES
from thidua.ballots.models import Ballot, BallotTrustee, BallotVoter, PaperCount
from thidua.shared.certain import certain
from thidua.shared.denied import Denied
from thidua.units.queries import unit_ids_visible_to


@dataclass(frozen=True)
class Turnout:
    """eligible = cast + not_cast; cast = valid + invalid. ``valid`` and ``invalid`` are None before counting.

    ``online``, ``paper``, ``written`` are parts of ``cast``; before counting every paper ballot handed out counts as cast.
    """

    eligible: int
    cast: int
    not_cast: int
    valid: int | None
    invalid: int | None
    online: int = 0
    paper: int = 0
    written: int = 0


def visible_to(user, on: date) -> QuerySet[Ballot]:
    """Ballots of the units the account may see, and those in which it votes or keeps a share of the key."""
    return Ballot.objects.filter(
        Q(unit__in=unit_ids_visible_to(user, on))
        | Q(pk__in=BallotVoter.objects.filter(user=user).values("ballot"))
        | Q(trustees__user=user)
    ).distinct()


def waiting_for(user) -> QuerySet[Ballot]:
    """Open ballots in which the account is listed and has not voted."""
    mine = BallotVoter.objects.filter(user=user, has_voted=False, struck_at=None)
    return Ballot.objects.filter(state="open", pk__in=mine.values("ballot")).order_by("pk")


def with_turnout(ballots: QuerySet[Ballot]) -> QuerySet[Ballot]:
    """Adds ``listed`` and ``voted`` to each row; numbers only, never names."""
    return ballots.annotate(
        listed=Count("voters", filter=Q(voters__struck_at=None), distinct=True),
        voted=Count("voters", filter=Q(voters__has_voted=True), distinct=True),
    )


def turnout(ballot: Ballot) -> Turnout:
    if ballot.eligible is not None:
        not_cast = certain(ballot.not_cast)
        return Turnout(
            eligible=ballot.eligible,
            cast=ballot.eligible - not_cast,
            not_cast=not_cast,
            valid=ballot.valid,
            invalid=ballot.invalid,
            online=certain(ballot.cast_online),
            paper=certain(ballot.cast_paper),
            written=certain(ballot.cast_written),
        )
    listed = Q(struck_at=None)
    row = ballot.voters.aggregate(
        eligible=Count("pk", filter=listed),
        **{way: Count("pk", filter=Q(way=way)) for way in BallotVoter.Way.values},
    )
    cast = sum(row[way] for way in BallotVoter.Way.values)
    valid = len(ballot.published) if ballot.published is not None else None
    return Turnout(
        eligible=row["eligible"],
        cast=cast,
        not_cast=row["eligible"] - cast,
        valid=valid,
        invalid=None if valid is None else cast - valid,
        online=row["online"],
        paper=row["paper"],
        written=row["written"],
    )


def recount(published: Iterable[Mapping[str, Any]], keys: Sequence[str] = ()) -> dict[str, dict[str, int]]:
    """Counts per item from the published list: {key: {"yes": n, "no": n, "blank": n}}. ``keys`` adds items that nobody
    answered because nobody voted."""
    counts = {key: dict.fromkeys(CHOICES, 0) for key in keys}
    for paper in published:
        for key, choice in paper["choices"].items():
            counts.setdefault(key, dict.fromkeys(CHOICES, 0))[choice] += 1
    return counts


def closed_to(ballot: Ballot, user) -> set[str]:
    """Keys of the items that the account does not vote on, and of those put off: on its paper they can only be left without
    an opinion."""
    return {item["key"] for item in ballot.items if "put_off" in item or user.pk in item.get("aside", ())}


def voted_items(ballot: Ballot) -> list[dict[str, Any]]:
    """The items whose sum is opened: all but those put off before the count."""
    return [item for item in ballot.items if not is_unopened(item)]


def is_unopened(item: Mapping[str, Any]) -> bool:
    return "put_off" in item and not item["put_off"]["opened"]


def put_off_words(item: Mapping[str, Any]) -> str:
    """What paper and board say of an item left for another session; "" where it was not."""
    if "put_off" not in item:
        return ""
    why = item["put_off"]["reason"].rstrip(".")
    if item["put_off"]["opened"]:
        return f"Để lại phiên sau ({why}): số phiếu đã công bố ở đây không tính."
    return f"Để lại phiên sau ({why}): không bỏ phiếu mục này, phiếu của mục này không mở."


def needs_phrases(ballot: Ballot) -> bool:
    """Whether opening and counting ask the two trustees for pass phrases (a box in a room)."""
    return ballot.mode == Ballot.Mode.ROOM


def is_ready(ballot: Ballot) -> bool:
    """Whether nothing is missing any more for an encrypted box to open: every trustee has the key, every voter a card."""
    voters = ballot.voters.filter(struck_at=None).count()
    return len(ballot.credentials) == voters and all(published(ballot, "acceptance"))


def keeper_work(user) -> QuerySet[BallotTrustee]:
    """Places as trustee of an encrypted ballot whose own part is still to be done: making the key of a prepared one, opening
    the result of a closed one as long as fewer than needed have."""
    making = Q(ballot__state="prepared", acceptance=b"")
    opening = Q(ballot__state="closed", factors=b"", given__lt=F("ballot__trustees_needed"))
    given = Count("ballot__trustees", filter=~Q(ballot__trustees__factors=b""))
    rows = BallotTrustee.objects.filter(user=user, ballot__mode=Ballot.Mode.ENCRYPTED).annotate(given=given)
    return rows.filter(making | opening).select_related("ballot").order_by("ballot")


def new_public_id() -> str:
    return uuid.uuid4().hex


def fingerprint(ballot: Ballot) -> bytes:
    """SHA-256 of the frozen text of an open encrypted ballot: bound into every proof."""
    return hashlib.sha256(ballot.manifest.encode()).digest()


def fingerprint_text(ballot: Ballot) -> str:
    """The fingerprint as people compare it aloud: the first 24 of its 64 hexadecimal signs, in groups of four."""
    text = fingerprint(ballot).hex()[:24]
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def circle_of(ballot: Ballot) -> Circle:
    return Circle(ballot.public_id, ballot.trustees.count(), ballot.trustees_needed)


def published(ballot: Ballot, field: str) -> list[bytes]:
    """What each trustee's device published in one round, in the order of places; b"" where it has not yet."""
    return [bytes(content) for content in ballot.trustees.order_by("pk").values_list(field, flat=True)]


def dealings_of(ballot: Ballot) -> list[bytes]:
    return published(ballot, "dealing")


def place_of(ballot: Ballot, trustee: BallotTrustee) -> int:
    """The trustee's number in every proof, from 1."""
    return ballot.trustees.filter(pk__lt=trustee.pk).count() + 1


def factors_given(ballot: Ballot) -> dict[int, bytes]:
    """{place: decryption factors} of the trustees who have given them."""
    return {place: made for place, made in enumerate(published(ballot, "factors"), start=1) if made}


def sums_of(ballot: Ballot) -> list[tuple[bytes, bytes]]:
    """The published sums of a closed encrypted ballot that are opened: those of the items voted on, in their order."""
    pairs = zip(ballot.items, certain(ballot.sums), strict=True)
    found = [bytes.fromhex(text) for item, text in pairs if not is_unopened(item)]
    return [(text[:32], text[32:]) for text in found]


def board_papers(ballot: Ballot) -> list[bytes]:
    """All papers in the box, sorted by their bytes: an order that says nothing."""
    lying = ballot.slots.filter(envelope__isnull=False).values_list("envelope", flat=True)
    return sorted(bytes(certain(content)) for content in lying)


def receipts(ballot: Ballot) -> list[str]:
    """The receipts of all encrypted papers, sorted: shown once the box is closed, so that nobody watches them arrive."""
    if ballot.mode != Ballot.Mode.ENCRYPTED or ballot.state not in ("closed", "counted"):
        return []
    return sorted(receipt_of(paper) for paper in board_papers(ballot))


def trustee_names(ballot: Ballot) -> list[str]:
    return [row.user.display_name for row in ballot.trustees.select_related("user").order_by("pk")]


def possible_trustees(ballot: Ballot) -> QuerySet[User]:
    """Accounts that may keep the box: its voters, its present trustees, and those who hold a role in its unit."""
    mine = (
        Q(grants__unit=ballot.unit) | Q(pk__in=ballot.voters.values("user")) | Q(pk__in=ballot.trustees.values("user"))
    )
    return User.objects.filter(mine, is_active=True).distinct().order_by("display_name", "pk")


def check_code(ballot: Ballot) -> str:
    """What the papers of a session print to fix the published result: SHA-256 over the published list, or over the frozen
    text and the papers of an encrypted ballot, in groups of eight."""
    if ballot.mode == Ballot.Mode.ENCRYPTED:
        digest = hashlib.sha256(ballot.manifest.encode() + b"".join(board_papers(ballot))).hexdigest()
    else:
        text = json.dumps(certain(ballot.published), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        digest = hashlib.sha256(text.encode()).hexdigest()
    return " ".join(digest[n : n + 8] for n in range(0, 64, 8))


def paper_entries(ballot: Ballot) -> list[PaperCount]:
    return list(ballot.paper_counts.select_related("entered_by").order_by("entered_at", "pk"))


def differences(ballot: Ballot, one: PaperCount, other: PaperCount) -> list[str]:
    """Where two hand counts differ, in the words of the form; what was entered on an item that is put off does not matter."""
    words = {"issued": "số phiếu phát ra", "returned": "số phiếu thu về", "spoiled": "số phiếu không hợp lệ"}
    found = [word for name, word in words.items() if getattr(one, name) != getattr(other, name)]
    items = [item for item in ballot.items if not is_unopened(item)]
    numbers = zip(numbers_of(ballot.items), ballot.items, strict=True)
    number = {item["key"]: place for place, item in numbers}
    # None on both sides: neither has entered an item that was taken up again since.
    return found + [
        f"mục {number[item['key']]}"
        for item in items
        if one.counts.get(item["key"]) is None or one.counts.get(item["key"]) != other.counts.get(item["key"])
    ]


def entries_differ(ballot: Ballot) -> str:
    """Where the hand counts entered so far differ, said to who entered them; "" while there is one, or two agree."""
    entries = paper_entries(ballot)
    pairs = [(one, other) for place, one in enumerate(entries) for other in entries[:place]]
    found = [differences(ballot, one, other) for one, other in pairs]
    if not found or not all(found):
        return ""
    where = ", ".join(found[-1])
    one, other = (entry.entered_by.display_name for entry in pairs[-1])
    return f"Hai lần nhập của {other} và {one} khác nhau ở: {where}. Hãy đếm lại, ai nhầm thì nhập lại; chưa kiểm phiếu được."


def agreed_paper_count(ballot: Ballot) -> PaperCount | None:
    """The hand count that two different people entered alike; None when no paper ballot was handed out. Denied, with the
    reason, as long as papers are out and no two entries agree."""
    handed_out = ballot.voters.filter(way=BallotVoter.Way.PAPER).count()
    if not handed_out:
        return None
    entries = [entry for entry in paper_entries(ballot) if entry.issued == handed_out]
    for place, entry in enumerate(entries):
        if not all(differences(ballot, entry, other) for other in entries[:place]):
            return entry
    raise Denied(
        f"Đã phát {handed_out} phiếu giấy nhưng chưa có hai người nhập kết quả phiếu giấy giống nhau; chưa kiểm phiếu được."
    )


def signed_choices(ballot: Ballot) -> dict[int, dict[str, str]]:
    """{account: choices} of the signed written opinions as they count: blank where the account stands aside."""
    rows = ballot.opinions.order_by("pk").values_list("user_id", "choices")
    aside = {item["key"]: item.get("aside", ()) for item in ballot.items}
    return {
        user: {key: "blank" if user in aside.get(key, ()) else choice for key, choice in choices.items()}
        for user, choices in rows
    }


def add_ways(
    ballot: Ballot,
    *,
    online: Mapping[str, Mapping[str, int]],
    invalid_online: int,
    cast_online: int,
    by_paper: PaperCount | None,
) -> dict[str, Any]:
    """The fields of a counted ballot: where the votes come from, their sum, and the numbers that must add up."""
    opinions = list(signed_choices(ballot).values())
    eligible = ballot.voters.filter(struck_at=None).count()
    keys = [item["key"] for item in voted_items(ballot)]
    written = recount([{"choices": choices} for choices in opinions], keys)
    empty = dict.fromkeys((*CHOICES, "invalid"), 0)
    tally = {
        "online": {key: {**empty, **online[key], "invalid": invalid_online} for key in keys},
        "paper": {key: empty | (by_paper.counts[key] if by_paper else {}) for key in keys},
        "written": {key: empty | written[key] for key in keys},
    }
    cast_paper = by_paper.returned if by_paper else 0
    invalid = invalid_online + (by_paper.spoiled if by_paper else 0)
    cast = cast_online + cast_paper + len(opinions)
    return {
        "tally": tally,
        "counts": {
            key: {choice: sum(way[key][choice] for way in tally.values()) for choice in CHOICES} for key in keys
        },
        "eligible": eligible,
        "not_cast": eligible - cast,
        "cast_online": cast_online,
        "cast_paper": cast_paper,
        "cast_written": len(opinions),
        "valid": cast - invalid,
        "invalid": invalid,
    }


def _published_item(item: Mapping[str, Any]) -> dict[str, Any]:
    row = {name: item[name] for name in item if name not in ("aside", "put_off")}
    return row | (
        {"put_off": {name: item["put_off"][name] for name in ("reason", "opened")}} if "put_off" in item else {}
    )


def export(ballot: Ballot) -> dict[str, Any]:
    """The published board: what ``tools/recount.py`` (room) or ``tools/verify_ballot.py`` (encrypted) reads."""
    seen = turnout(ballot)
    entry = agreed_paper_count(ballot) if ballot.state == "counted" else None
    board: dict[str, Any] = {
        "ballot": ballot.pk,
        "mode": ballot.mode,
        "title": ballot.title,
        "unit": ballot.unit.name,
        "total_members": ballot.total_members,
        "eligible": seen.eligible,
        "cast": seen.cast,
        "not_cast": seen.not_cast,
        "valid": seen.valid,
        "invalid": seen.invalid,
        "cast_online": seen.online,
        "cast_paper": seen.paper,
        "cast_written": seen.written,
        "paper_ballots": {"issued": entry.issued, "returned": entry.returned, "spoiled": entry.spoiled}
        if entry
        else None,
        "items": [_published_item(item) for item in ballot.items],
        "tally": ballot.tally,
        "counts": ballot.counts,
    }
    if ballot.mode == Ballot.Mode.ENCRYPTED:
        given = factors_given(ballot)
        return board | {
            "manifest": ballot.manifest,
            "papers": [paper.hex() for paper in board_papers(ballot)],
            "sums": ballot.sums,
            "factors": [{"trustee": place, "factors": made.hex()} for place, made in given.items()],
        }
    return board | {"published": ballot.published}


def numbers_of(items: Sequence[Mapping[str, Any]]) -> list[int]:
    """The number of each item on the paper: that of the agenda it stands on, else its place."""
    return [item.get("number") or place for place, item in enumerate(items, start=1)]


def item_results(ballot: Ballot) -> list[dict[str, Any]]:
    """One row per item for a result page: {"key", "label", "award_code", "yes", "no", "blank", "share"}.

    ``share``: yes votes over the total number of members (the law counts the whole membership), as the papers write it:
    "42,85%", cut and never rounded up over a threshold.
    """
    counts = ballot.counts or {}
    rows = []
    for item in ballot.items:
        row = counts.get(item["key"], dict.fromkeys(CHOICES, 0))
        rows.append({**item, **row, "share": written_share(row["yes"], ballot.total_members)})
    return rows
