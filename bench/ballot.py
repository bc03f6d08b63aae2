"""The encrypted ballot of a large council, and two hundred votes in a minute, against a plain sealed envelope.

    python bench/ballot.py [--members 25] [--candidates 200] [--votes 200] [--items 25]

Part one: 25 members × 200 candidates. One member's device in Python (a browser is slower, and has only one paper to seal),
the server's check of all papers, and tools/verify_ballot.py over the whole board with as many processes as there are
processors. Every candidate is yes, no or blank, so each proof has three branches. The floor is what a box in a room does:
one sealed envelope a member (libsodium sealed box), which protects against far less. Seconds are those of the processor,
except where it says wall.

Part two: the acts themselves on a database of their own. 200 papers of 25 items, sealed beforehand, are cast by four
threads; afterwards the box is closed, opened by two of three trustees and counted. The sum must equal the plain count of
what was chosen: none is lost, none counts twice. Goal: under a minute.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench._rival import write_report  # noqa: E402
from secretballot import codes, papers, tally, trustees  # noqa: E402

MEMBER_GOAL, VERIFY_GOAL, MINUTE, THREADS = 0.09, 3.2, 60.0, 4


def timed(work):
    wall, start = time.perf_counter(), time.process_time()
    found = work()
    return time.process_time() - start, time.perf_counter() - wall, found


def sealed_board(members: int, candidates: int) -> tuple[dict, dict]:
    """(figures, a counted board) of one council in memory."""
    ballot_id, dice = "0b" * 16, random.Random(7)
    circle = trustees.Circle(ballot_id, 3, 2)
    keepers = [trustees.Keeper(codes.new_code(5), circle, place) for place in (1, 2, 3)]
    enrolments = [keeper.enrol() for keeper in keepers]
    dealings = [keeper.deal(enrolments) for keeper in keepers]
    acceptances = [keeper.accept(enrolments, dealings) for keeper in keepers]
    key, keys = trustees.public_key(circle, dealings), [f"c{n}" for n in range(candidates)]
    cards = [codes.credential_of(codes.new_code(4), ballot_id) for _ in range(members)]
    rounds = zip(enrolments, dealings, acceptances, strict=True)
    manifest = json.dumps(
        {
            "protocol": "thidua-ballot-1",
            "id": ballot_id,
            "title": "Bench",
            "unit": "Bench",
            "items": [{"key": name, "label": name} for name in keys],
            "voters": members,
            "total_members": members,
            "trustees_needed": 2,
            "trustees": [
                {"name": f"T{n}", "enrolment": one.hex(), "dealing": two.hex(), "acceptance": three.hex()}
                for n, (one, two, three) in enumerate(rounds)
            ],
            "public_key": key.hex(),
            "credentials": sorted(card.public.hex() for card in cards),
        }
    )
    fingerprint = hashlib.sha256(manifest.encode()).digest()
    votes = [{name: dice.choice(papers.CHOICES) for name in keys} for _ in range(members)]
    seal, _, made = timed(
        lambda: [papers.seal_paper(fingerprint, key, keys, v, c) for v, c in zip(votes, cards, strict=True)]
    )
    check, check_wall, _ = timed(lambda: [papers.check_paper(p, fingerprint, key, candidates) for p in made])
    made.sort()
    adding, _, sums = timed(lambda: tally.add_up(made, candidates))
    opening, _, factors = timed(lambda: {n: keepers[n - 1].open_sums(sums, dealings, fingerprint) for n in (1, 3)})
    found = {n: trustees.check_factors(circle, n, given, sums, dealings, fingerprint) for n, given in factors.items()}
    counts = dict(zip(keys, tally.read_sums(sums, tally.join_factors(found), members), strict=True))
    plain = {name: dict.fromkeys(papers.CHOICES, 0) | Counter(vote[name] for vote in votes) for name in keys}
    if counts != plain:
        raise AssertionError("the opened sums are not the plain count")
    nothing = {name: dict.fromkeys((*papers.CHOICES, "invalid"), 0) for name in keys}
    board = {
        "manifest": manifest,
        "papers": [paper.hex() for paper in made],
        "sums": [(alpha + beta).hex() for alpha, beta in sums],
        "factors": [{"trustee": n, "factors": given.hex()} for n, given in factors.items()],
        "tally": {
            "online": {name: row | {"invalid": 0} for name, row in counts.items()},
            "paper": nothing,
            "written": nothing,
        },
        "counts": counts,
        "paper_ballots": None,
        "eligible": members,
        "cast": members,
        "not_cast": 0,
        "valid": members,
        "invalid": 0,
        "cast_online": members,
        "cast_paper": 0,
        "cast_written": 0,
    }
    figures = {
        "seal_s_a_member": round(seal / members, 4),
        "check_all_s": round(check, 2),
        "check_all_wall_s": round(check_wall, 2),
        "add_up_s": round(adding, 3),
        "open_two_trustees_s": round(opening, 3),
        "bytes_a_paper": len(made[0]),
    }
    return figures, board


def verified(board: dict, jobs: int) -> float:
    """Wall seconds of the independent verifier as anybody runs it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "board.json"
        file.write_text(json.dumps(board))
        command = [sys.executable, ROOT / "tools" / "verify_ballot.py", file, "--jobs", str(jobs)]
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise AssertionError(f"the verifier does not agree: {done.stdout}{done.stderr}")
        return time.perf_counter() - start


def envelope_floor(members: int, candidates: int) -> dict[str, float]:
    """The naive sealed envelope: encrypted whole on the server, every paper opened."""
    from thidua.ballots import box

    public, private = box.new_key()
    keys = [f"c{n}" for n in range(candidates)]
    choices = dict.fromkeys(keys, "yes")
    seal, _, made = timed(lambda: [box.seal_paper(public, keys, box.new_receipt(), choices) for _ in range(members)])
    opening, _, _ = timed(lambda: box.open_all(private, keys, made))
    return {"seal_s_a_member": round(seal / members, 6), "open_all_s": round(opening, 4)}


def minute(votes: int, items: int) -> dict[str, float]:
    """Part two, in a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        given = {"DEMO": "1", "MEDIA_ROOT": folder, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
        os.environ.update(given, DJANGO_SETTINGS_MODULE="config.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        return _rush(votes, items)


def _rush(votes: int, items: int) -> dict[str, float]:
    from django.db import connections

    from tests.conftest import small_province
    from thidua.accounts.models import User
    from thidua.ballots import actions
    from thidua.management.year import ballot_devices as devices

    province = small_province()
    users = User.objects.bulk_create([User(username=f"bench{n}", display_name=f"B {n}") for n in range(votes)])
    run = {"by": province.root.council_secretary, "at": province.at}
    ballot = actions.prepare_ballot(
        title="Bench",
        unit=province.root.unit,
        items=[{"key": f"i{n}", "label": f"Mục {n}"} for n in range(items)],
        voters=users,
        trustees=[province.root.head, province.root.clerk, province.root.decider],
        total_members=votes,
        mode="encrypted",
        **run,
    )
    kit = devices.get_ready(ballot, by=run["by"], at=run["at"])
    ballot.refresh_from_db()
    actions.open_ballot(ballot=ballot, **run)
    dice, waiting = random.Random(11), []
    wanted = {f"i{n}": dict.fromkeys(papers.CHOICES, 0) for n in range(items)}
    for user in users:
        choices = {key: dice.choice(papers.CHOICES) for key in wanted}
        for key, choice in choices.items():
            wanted[key][choice] += 1
        waiting.append((user, devices.sealed(ballot, choices, devices.draw(kit, dice))))
    lock, broken = threading.Lock(), []

    def work():
        while True:
            with lock:
                if not waiting:
                    break
                user, paper = waiting.pop()
            try:
                actions.cast_ballot(ballot=ballot, paper=paper, by=user, at=run["at"])
            except Exception as error:
                broken.append(repr(error))
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    casting = time.perf_counter() - start
    ballot.refresh_from_db()
    start = time.perf_counter()
    actions.close_ballot(ballot=ballot, **run)
    devices.open_result(ballot, kit, run["at"])
    ballot.refresh_from_db()
    counts = actions.count_ballot(ballot=ballot, **run)
    if broken or counts != wanted:
        raise AssertionError(f"votes were lost or changed: {broken[:3]}")
    return {"cast_wall_s": round(casting, 2), "close_open_count_wall_s": round(time.perf_counter() - start, 2)}


def main() -> int:
    parser = argparse.ArgumentParser()
    for name, size in (("members", 25), ("candidates", 200), ("votes", 200), ("items", 25)):
        parser.add_argument(f"--{name}", type=int, default=size)
    asked = parser.parse_args()
    jobs = os.cpu_count() or 1
    figures, board = sealed_board(asked.members, asked.candidates)
    figures["verify_board_wall_s"] = round(verified(board, jobs), 2)
    figures["verify_processes"] = jobs
    figures["envelope_floor"] = envelope_floor(asked.members, asked.candidates)
    figures |= minute(asked.votes, asked.items)
    shown = f"{asked.members} × {asked.candidates}"
    print(
        f"  {shown}: {figures['seal_s_a_member']} s a member (goal {MEMBER_GOAL}), check of all {figures['check_all_s']} s"
    )
    print(f"  verifier, {jobs} processes: {figures['verify_board_wall_s']} s (goal {VERIFY_GOAL})")
    print(f"  {asked.votes} votes × {asked.items} items: {figures['cast_wall_s']} s (goal {MINUTE:.0f}), none lost")
    write_report("ballot", round(figures["seal_s_a_member"] / MEMBER_GOAL, 3), 1.0, figures | {"sizes": vars(asked)})
    return 1 if figures["cast_wall_s"] > MINUTE else 0


if __name__ == "__main__":
    sys.exit(main())
