"""With everything in hand that leaves the room by accident: the database dump, the logs, the audit chain, the pages."""

import base64
import itertools
import json
import logging
from collections import Counter
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection
from django.urls import reverse

from secretballot import codes
from tests.ballots.encrypted import make
from thidua.accounts.models import Session
from thidua.ballots import actions, queries
from thidua.ballots.models import BallotSlot, BallotVoter
from thidua.management.year import ballot_devices as devices
from thidua.shared import audit, outbox
from thidua.shared.models import AuditEvent

ORDERS = list(itertools.permutations(range(4)))


def dump() -> list[dict]:
    """Every row of every table, as a backup holds them."""
    rows = []
    for model in apps.get_app_config("thidua").get_models():
        rows += json.loads(serializers.serialize("json", model._base_manager.all()))
    return rows


def test_with_the_dump_in_hand_no_row_links_a_voter_to_a_paper(sealed):
    """Whoever has every row looks for one that names a voter and anything of a paper: credential, receipt, place, bytes."""
    for voter in sealed.voters:
        sealed.cast(voter, "yes", "no")
    slots = list(BallotSlot.objects.all())
    traces = [s.credential for s in slots] + [str(s.pk) for s in slots] + [*sealed.receipts.values()]
    traces += [bytes(s.envelope).hex()[:80] for s in slots] + sealed.kit.cards
    found = Counter(row["model"] for row in dump() for trace in traces if trace and trace in json.dumps(row))
    # the list of cards in the ballot names all of them, with no person beside any
    assert dict(found) == {"thidua.ballotslot": 8, "thidua.ballot": 4}
    fields = {row["model"]: sorted(row["fields"]) for row in dump() if row["model"].startswith("thidua.ballot")}
    assert fields["thidua.ballotslot"] == ["ballot", "credential", "envelope"]
    voters = [row["fields"] for row in dump() if row["model"] == "thidua.ballotvoter"]
    assert {json.dumps({**fields, "user": 0}, sort_keys=True) for fields in voters} == {
        json.dumps(
            {
                "ballot": sealed.ballot.pk, "has_voted": True, "struck_at": None, "struck_by": None,
                "struck_reason": "", "user": 0, "way": "online",
            },
            sort_keys=True,
        )
    }  # fmt: skip


def _physical(table: str, what: str, ballot: int) -> list:
    """Rows in the order of the file and with what the database keeps of its own about each of them."""
    order, extra = ("ctid", "xmin::text") if connection.vendor == "postgresql" else ("rowid", "''")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {what}, {extra} FROM {table} WHERE ballot_id = %s ORDER BY {order}", [ballot])
        return cursor.fetchall()


def test_neither_the_place_in_the_file_nor_the_version_of_a_row_tells_the_order_of_voting(province):
    """Twelve ballots, each voted in an order of chance. An attacker guesses: the k-th paper in the file (or by primary key)
    is the k-th voter's of the audit chain; the list of voters lies in the order of voting. By chance one in twenty-four is."""
    hits: Counter = Counter()
    for _ in range(12):
        sealed = make(province)
        sealed.open()
        used, order = [], sealed.dice.sample(sealed.voters, 4)
        for voter in order:
            card = devices.draw(sealed.kit, sealed.dice)
            paper = sealed.sealed("yes", "no", card=card)
            used.append(codes.credential_of(card, sealed.ballot.public_id).public.hex())
            actions.cast_ballot(ballot=sealed.fresh(), paper=paper, by=voter, at=sealed.at)
        rows = [
            (used.index(name), version)
            for name, version in _physical("thidua_ballotslot", "credential", sealed.ballot.pk)
        ]
        hits["file"] += [k for k, _ in rows] == [0, 1, 2, 3]
        by_key = BallotSlot.objects.filter(ballot=sealed.ballot).order_by("pk")
        hits["key"] += [used.index(slot.credential) for slot in by_key] == [0, 1, 2, 3]
        voters = _physical("thidua_ballotvoter", "user_id", sealed.ballot.pk)
        hits["list"] += [user for user, _ in voters] == [user.pk for user in order]
        # on PostgreSQL every paper and every row of the list carries the number of the last vote
        assert (len({version for _, version in rows}), len({version for _, version in voters})) == (1, 1)
    assert {name: count < 6 for name, count in hits.items()} == {"file": True, "key": True, "list": True}


def test_a_snapshot_after_every_vote_shows_papers_moving_but_not_whose(sealed):
    """Two dumps, before and after one vote, do show which paper is new: docs/trust.md says so. What they cannot show is
    which of the papers already there belongs to whom."""
    seen = []
    for voter in sealed.voters:
        sealed.cast(voter, "yes", "no")
        filled = BallotSlot.objects.filter(envelope__isnull=False)
        seen.append({slot.credential: slot.pk for slot in filled})
    moved = [
        sum(later[name] != place for name, place in earlier.items()) for earlier, later in itertools.pairwise(seen)
    ]
    assert sum(moved) > 0


def test_the_audit_chain_knows_that_a_person_voted_and_nothing_of_the_paper(sealed):
    voter = sealed.voters[0]
    receipt = sealed.cast(voter, "no", "blank")
    event = AuditEvent.objects.get(act="ballot_cast")
    assert (event.by, event.thing_id, event.detail) == (voter, str(sealed.ballot.pk), {})
    chain = json.dumps([[e.act, e.thing_id, e.detail] for e in AuditEvent.objects.all()])
    slot = BallotSlot.objects.get(envelope__isnull=False)
    assert [t for t in (receipt, slot.credential, str(slot.pk)) if t in chain] == []


@pytest.mark.parametrize("breaks", [False, True])
def test_planted_choices_reach_no_log_session_history_or_error_page(client, sealed, caplog, monkeypatch, breaks):
    """The paper of a client that also sends its choices in clear, and an act that fails in the middle."""
    voter = sealed.voters[0]
    client.force_login(voter)
    client.raise_request_exception = False
    caplog.set_level(logging.DEBUG)
    planted = {"muc-l1": "MAU-GIAN-DIEP", "card": "THE-GIAN-DIEP", "choices": "Ý-KIẾN-GIÁN-ĐIỆP"}
    if breaks:
        monkeypatch.setattr("thidua.ballots.actions.mark_voted", lambda *a: 1 / 0)
    paper = sealed.sealed("no", "yes")
    address = reverse("ballots:vote", args=[sealed.ballot.pk])
    answer = client.post(address, {"paper": paper.hex()} | planted)
    assert answer.status_code == (500 if breaks else 200)
    pages = [answer.content.decode(), client.get(reverse("ballots:detail", args=[sealed.ballot.pk])).content.decode()]
    pages += [client.get(reverse("ballots:list")).content.decode(), caplog.text]
    kept = [json.dumps(dump(), ensure_ascii=False), json.dumps([s.get_decoded() for s in Session.objects.all()])]
    leaks = [word for word in (*planted.values(), paper.hex()[:100]) for text in (*pages, *kept) if word in text]
    assert leaks == []


def test_a_failed_act_leaves_neither_a_vote_nor_a_paper(client, sealed, monkeypatch):
    monkeypatch.setattr("thidua.ballots.actions.put_in", lambda *a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sealed.cast(sealed.voters[0], "yes", "yes")
    assert BallotVoter.objects.filter(ballot=sealed.ballot, has_voted=True).count() == 0


def test_receipts_and_papers_are_published_only_once_the_box_is_closed(client, sealed):
    receipt = sealed.cast(sealed.voters[0], "yes", "no")
    client.force_login(sealed.voters[1])
    page, board = reverse("ballots:detail", args=[sealed.ballot.pk]), reverse("ballots:export", args=[sealed.ballot.pk])
    assert (receipt in client.get(page).content.decode(), client.get(board).status_code) == (False, 404)
    sealed.close()
    assert receipt in client.get(page).content.decode()
    found = client.get(board).json()
    assert ([codes.receipt_of(bytes.fromhex(p)) for p in found["papers"]], found["counts"]) == ([receipt], None)
    assert queries.receipts(sealed.fresh()) == [receipt]


# ── whoever holds the dump tries to link, and would find a link if there were one ──


def leaves(value, name="") -> set[tuple[str, str]]:
    """(name of the field, text) of everything inside a row that could join two rows: not numbers, they are everywhere."""
    if isinstance(value, dict):
        return {leaf for key, each in value.items() for leaf in leaves(each, key)}
    if isinstance(value, list):
        return {leaf for each in value for leaf in leaves(each, name)}
    return {(name, value)} if isinstance(value, str) and len(value) >= 8 else set()


def texts(row: dict) -> set[str]:
    return {text for _, text in leaves({"pk": str(row["pk"]), **row["fields"]})}


PEOPLE = ("user", "by", "to", "person", "voter", "given_by", "noted_by", "queued_by")


def links(rows: list[dict], voters: set[int]) -> set[tuple[int, str]]:
    """{(voter, card of a paper)} that the rows give away: a row that names one voter and holds anything of one paper (its
    card, its place, its receipt, its bytes), or that shares a text with the row of the paper that no third row has, such as a
    moment. What names every voter or every card alike joins nobody to anything."""
    papers = {}
    for row in rows:
        if row["model"] == "thidua.ballotslot" and row["fields"]["credential"]:
            envelope = base64.b64decode(row["fields"]["envelope"])
            papers[row["fields"]["credential"]] = {codes.receipt_of(envelope), envelope.hex()} | texts(row)
    common = Counter(text for row in rows for text in texts(row))
    found = set()
    for row in rows:
        if row["model"] == "thidua.ballotslot":
            continue
        named = {value for field, value in row["fields"].items() if field in PEOPLE and value in voters}
        whole = json.dumps(row, ensure_ascii=False)
        own = texts(row)
        held = {
            card
            for card, traces in papers.items()
            if any(trace in whole for trace in traces if common[trace] <= 2)
            or any(common[text] == 2 for text in own & traces)
        }
        if len(named) == 1 and len(held) == 1:
            found.add((named.pop(), held.pop()))
    return found


@pytest.fixture
def voted(sealed):
    """Four votes a minute apart, each in a request of its own."""
    for minute, voter in enumerate(sealed.voters):
        paper = sealed.sealed("yes", "no")
        at = sealed.at + timedelta(minutes=minute)
        sealed.receipts[voter.pk] = actions.cast_ballot(ballot=sealed.fresh(), paper=paper, by=voter, at=at)
    return sealed


def test_whoever_tries_to_link_voters_to_papers_with_the_dump_in_hand_finds_nothing(voted):
    assert links(dump(), {voter.pk for voter in voted.voters}) == set()


def _card_of(voted, voter) -> str:
    receipt = voted.receipts[voter.pk]
    slots = BallotSlot.objects.filter(envelope__isnull=False)
    return next(slot.credential for slot in slots if codes.receipt_of(bytes(slot.envelope)) == receipt)


def _in_the_audit(voted, voter, slot):
    audit.record("ballot_cast", voted.ballot, by=voter, at=voted.at, detail={"slot": str(slot.pk)})


def _in_a_letter(voted, voter, slot):
    outbox.queue([voter], "Biên nhận", f"Biên nhận của đồng chí: {voted.receipts[voter.pk]}.", by=voter, at=voted.at)


def _in_the_reason_of_a_strike(voted, voter, slot):
    BallotVoter.objects.filter(ballot=voted.ballot, user=voter).update(struck_reason=f"thẻ {slot.credential}")


@pytest.mark.parametrize("plant", [_in_the_audit, _in_a_letter, _in_the_reason_of_a_strike])
def test_the_same_attempt_succeeds_where_a_link_was_planted(voted, plant):
    voter = voted.voters[2]
    card = _card_of(voted, voter)
    plant(voted, voter, BallotSlot.objects.get(credential=card))
    assert links(dump(), {each.pk for each in voted.voters}) == {(voter.pk, card)}


def test_the_same_attempt_succeeds_where_voter_and_paper_carry_one_moment(voted):
    voter, rows = voted.voters[1], dump()
    card = _card_of(voted, voter)
    for row in rows:
        if row["model"] == "thidua.ballotvoter" and row["fields"]["user"] == voter.pk:
            row["fields"]["voted_at"] = "2025-07-10T01:00:07.000001Z"
        if row["model"] == "thidua.ballotslot" and row["fields"]["credential"] == card:
            row["fields"]["put_in_at"] = "2025-07-10T01:00:07.000001Z"
    assert links(rows, {each.pk for each in voted.voters}) == {(voter.pk, card)}


# ── a box in one room: phrases and choices do pass through the server ──

SAID = ("mật khẩu gián điệp một", "mật khẩu gián điệp hai")


@pytest.mark.parametrize("breaks", [False, True])
def test_the_phrases_of_a_room_reach_no_log_session_history_or_error_page(client, box, caplog, monkeypatch, breaks):
    """Typed to open and to count, wrongly and rightly, and into an act that fails in the middle."""
    client.force_login(box.secretary)
    client.raise_request_exception = False
    caplog.set_level(logging.DEBUG)
    fields = {
        f"{part}_{user.pk}": phrase
        for user, phrase in zip(box.trustees, SAID, strict=True)
        for part in ("phrase", "again")
    }
    if breaks:
        monkeypatch.setattr("thidua.ballots.actions.make_places", lambda *a: 1 / 0)
    opened = client.post(reverse("ballots:open", args=[box.ballot.pk]), fields)
    assert opened.status_code == (500 if breaks else 302)
    pages = [opened.content.decode()]
    if not breaks:
        wrong = {name: f"{phrase} sai" for name, phrase in fields.items()}
        for given in (wrong, fields):
            pages.append(
                client.post(reverse("ballots:count", args=[box.ballot.pk]), given, follow=True).content.decode()
            )
    assert leaking(client, box.ballot.pk, SAID, pages, caplog) == []


@pytest.mark.parametrize("breaks", [False, True])
def test_the_choices_of_a_room_reach_no_log_session_history_or_error_page(
    client, open_box, caplog, monkeypatch, breaks
):
    """One member says no to the second item while everybody else has not voted: nothing that is kept or shown says so."""
    voter = open_box.voters[0]
    client.force_login(voter)
    client.raise_request_exception = False
    caplog.set_level(logging.DEBUG)
    if breaks:
        monkeypatch.setattr("thidua.ballots.actions.put_in", lambda *a: 1 / 0)
    data = {"step": "cast", "muc-l1": "yes", "muc-l2": "no", "planted": "Ý-KIẾN-GIÁN-ĐIỆP"}
    answer = client.post(reverse("ballots:vote", args=[open_box.ballot.pk]), data)
    assert answer.status_code == (500 if breaks else 200)
    pages = [answer.content.decode()] if breaks else []
    planted = ("Ý-KIẾN-GIÁN-ĐIỆP", "muc-l2=no", "'l2': 'no'", '"l2": "no"', "'muc-l2': 'no'")
    assert leaking(client, open_box.ballot.pk, planted, pages, caplog) == []


def leaking(client, ballot: int, planted, pages: list[str], caplog) -> list[str]:
    """Which of the planted words stand on a page, in an export, in the search, in the log or in any row that is kept."""
    shown = [
        client.get(reverse("ballots:detail", args=[ballot])),
        client.get(reverse("ballots:list")),
        client.get(reverse("ballots:list"), {"dang": "csv"}),
        client.get(reverse("people:search"), {"q": planted[0]}),
    ]
    board = client.get(reverse("ballots:export", args=[ballot]))
    whole = [*pages, *(each.getvalue().decode("utf-8", "replace") for each in shown[:3])]
    # the search writes back what was typed into it, and finds nobody
    assert shown[3].context["rows"] == []
    kept = [json.dumps(dump(), ensure_ascii=False), json.dumps([s.get_decoded() for s in Session.objects.all()])]
    if board.status_code == 200:
        whole.append(board.content.decode())
    return [word for word in planted for text in (*whole, *kept, caplog.text) if word in text]
