"""With everything in hand that leaves the room by accident: the database dump, the logs, the audit chain, the pages."""

import itertools
import json
import logging
from collections import Counter

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
