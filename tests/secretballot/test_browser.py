"""The browser's code and Python speak the same bytes: each side's work is checked by the other."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from secretballot import codes, papers, tally, trustees
from tests.secretballot.conftest import BALLOT_ID, FINGERPRINT

DEVICE = Path(__file__).with_name("device.mjs")
VENDOR = Path(__file__).parents[2] / "static" / "vendor" / "noble"
pytestmark = pytest.mark.skipif(not shutil.which("node") or not VENDOR.is_dir(), reason="needs Node.js and set-up")

CIRCLE = {"ballotId": BALLOT_ID, "members": 3, "needed": 2}


def browser(act: str, **question):
    asked = json.dumps({"act": act, **question})
    done = subprocess.run(["node", DEVICE], input=asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def hexed(contents):
    return [content.hex() for content in contents]


def test_codes_are_read_alike():
    made = browser("codes")["answer"]
    assert codes.read_code(made["card"].lower().replace("-", " "), codes.CARD_GROUPS) == made["card"]
    assert codes.read_code(made["keeper"], codes.KEEPER_GROUPS) == made["keeper"]
    card = codes.new_code(4)
    assert browser("read", typed=card.lower(), groups=4)["answer"] == card
    assert browser("read", typed="0000-1111", groups=4)["answer"] is None
    assert browser("credential", card=card, id=BALLOT_ID)["answer"] == codes.credential_of(card, BALLOT_ID).public.hex()


def test_a_whole_ballot_with_browsers_and_python_mixed():
    circle = trustees.Circle(BALLOT_ID, 3, 2)
    secrets = [codes.new_code(5) for _ in range(3)]
    one = {"code": secrets[0], "circle": CIRCLE, "place": 1}
    people = [trustees.Keeper(code, circle, place) for place, code in enumerate(secrets, start=1)]
    enrolments = [bytes.fromhex(browser("enrol", **one)["answer"]), people[1].enrol(), people[2].enrol()]
    trustees.check_enrolment(circle, 1, enrolments[0])
    first = bytes.fromhex(browser("deal", **one, enrolments=hexed(enrolments))["answer"])
    dealings = [first, people[1].deal(enrolments), people[2].deal(enrolments)]
    trustees.check_dealing(circle, 1, first, enrolments)
    known = {"enrolments": hexed(enrolments), "dealings": hexed(dealings)}
    trustees.check_acceptance(circle, 1, bytes.fromhex(browser("accept", **one, **known)["answer"]), dealings)
    people[1].accept(enrolments, dealings)
    # the browser's trustee can go on in Python with the same code
    assert people[0].deal(enrolments)[:64] == first[:64]

    key, items = trustees.public_key(circle, dealings), ["a", "b", "c"]
    choices = {"a": "yes", "b": "no", "c": "blank"}
    card = codes.new_code(4)
    asked = {"fingerprint": FINGERPRINT.hex(), "key": key.hex(), "items": items, "choices": choices, "card": card}
    made = browser("seal", **asked, id=BALLOT_ID)["answer"]
    paper = bytes.fromhex(made["paper"])
    papers.check_paper(paper, FINGERPRINT, key, 3)
    assert made["receipt"] == codes.receipt_of(paper)
    assert papers.credential_in(paper) == codes.credential_of(card, BALLOT_ID).public

    other = papers.seal_paper(
        FINGERPRINT,
        key,
        items,
        {"a": "yes", "b": "yes", "c": "blank"},
        codes.credential_of(codes.new_code(4), BALLOT_ID),
    )
    sums = tally.add_up([paper, other], 3)
    opened = browser(
        "open", **one, dealings=hexed(dealings), sums=[hexed(s) for s in sums], fingerprint=FINGERPRINT.hex()
    )
    factors = {
        place: trustees.check_factors(circle, place, made, sums, dealings, FINGERPRINT)
        for place, made in ((1, bytes.fromhex(opened["answer"])), (3, people[2].open_sums(sums, dealings, FINGERPRINT)))
    }
    assert tally.read_sums(sums, tally.join_factors(factors), 2) == [
        {"yes": 2, "no": 0, "blank": 0},
        {"yes": 1, "no": 1, "blank": 0},
        {"yes": 0, "no": 0, "blank": 2},
    ]


def test_the_browser_refuses_a_dealing_that_was_exchanged():
    circle = trustees.Circle(BALLOT_ID, 3, 2)
    secrets = [codes.new_code(5) for _ in range(3)]
    people = [trustees.Keeper(code, circle, place) for place, code in enumerate(secrets, start=1)]
    enrolments = [keeper.enrol() for keeper in people]
    dealings = [keeper.deal(enrolments) for keeper in people]
    spy = trustees.Keeper(codes.new_code(5), circle, 2)
    dealings[1] = spy.deal([enrolments[0], spy.enrol(), enrolments[2]])
    answer = browser(
        "accept", code=secrets[0], circle=CIRCLE, place=1, enrolments=hexed(enrolments), dealings=hexed(dealings)
    )
    assert answer == {"badRound": 2, "why": "the proof does not hold"}
