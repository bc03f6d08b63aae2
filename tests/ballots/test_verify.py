"""The independent verifier: a true board passes, and every lie that a board could tell is found."""

import copy
import json
import subprocess
import sys

import pytest
from django.conf import settings

from secretballot import codes
from tests.ballots.test_paper import L1, NONE, enter, issue, numbers, opinion
from thidua.ballots import queries
from tools import verify_ballot


@pytest.fixture
def board(sealed) -> dict:
    """Two votes online, one in writing, one on paper; counted."""
    first, second, absent, lone = sealed.voters
    sealed.cast(first, "yes", "no")
    sealed.cast(second, "yes", "blank")
    opinion(sealed, absent, "no", "no")
    issue(sealed, lone)
    entry = numbers(1, 1, 0, l1=L1, l2=NONE | {"yes": 1})
    for by in (sealed.secretary, sealed.trustees[1]):
        enter(sealed, by, entry)
    sealed.close()
    sealed.give(1, 3)
    sealed.count()
    return json.loads(json.dumps(queries.export(sealed.fresh())))


def wrong(board: dict) -> str:
    with pytest.raises(verify_ballot.Wrong) as caught:
        verify_ballot.verify(board)
    return str(caught.value)


def bent(text: str, place: int) -> str:
    """The hexadecimal text with one bit changed."""
    data = bytearray.fromhex(text)
    data[place] ^= 1
    return data.hex()


def test_a_true_board_passes_also_with_nothing_but_python(board, monkeypatch):
    assert verify_ballot.verify(board)[1] == [
        "2 phiếu mã hóa đúng quy cách, mỗi phiếu một thẻ.",
        "Kết quả công bố đúng với các phiếu.",
    ]
    monkeypatch.setattr(verify_ballot, "GROUP", verify_ballot.Plain())
    assert len(verify_ballot.verify(board)[1]) == 2
    lie = copy.deepcopy(board)
    lie["papers"][0] = bent(lie["papers"][0], 120)
    assert wrong(lie).startswith("phiếu ")


def test_a_closed_board_without_result_passes_as_what_it_is(sealed):
    sealed.cast(sealed.voters[0], "yes", "no")
    sealed.close()
    notes = verify_ballot.verify(json.loads(json.dumps(queries.export(sealed.fresh()))))[1]
    assert notes[1] == "Hòm đã đóng, chưa kiểm phiếu: chưa có kết quả để so."


def test_every_figure_of_the_announcement_is_compared(board):
    for name in ("eligible", "cast", "not_cast", "valid", "invalid", "cast_online", "cast_paper", "cast_written"):
        lie = copy.deepcopy(board)
        lie[name] += 1
        assert "công bố" in wrong(lie) or "cộng lại" in wrong(lie), name
    for way in ("online", "paper", "written", "counts"):
        for mark in ("yes", "no", "blank"):
            lie = copy.deepcopy(board)
            (lie["counts"] if way == "counts" else lie["tally"][way])["l2"][mark] += 1
            assert wrong(lie).startswith("l2: "), (way, mark)


def test_votes_moved_from_one_way_to_another_are_found(board):
    lie = copy.deepcopy(board)
    lie["tally"]["online"]["l1"] |= {"yes": 1, "no": 1}
    lie["tally"]["written"]["l1"] |= {"yes": 1, "no": 0}
    assert wrong(lie).startswith("l1: phiếu trên hệ thống công bố")


def test_a_paper_added_removed_doubled_or_changed_is_found(board):
    lie = copy.deepcopy(board)
    lie["papers"] = lie["papers"][:1]
    assert wrong(lie) == "tổng công bố không phải tổng của các phiếu này"
    lie["papers"] = [board["papers"][0]] * 2
    assert wrong(lie) == "có thẻ bỏ phiếu dùng cho hơn một phiếu"
    for place in (70, 130, 300, len(board["papers"][0]) // 2 - 1):
        lie["papers"] = [bent(board["papers"][0], place), board["papers"][1]]
        assert wrong(lie).startswith("phiếu ")


def test_a_stuffed_paper_with_a_card_of_its_own_making_is_found(board, sealed):
    """The server makes a card, seals a paper with it and puts it on the board and into the sums."""
    from secretballot import papers, tally

    frozen = json.loads(board["manifest"])
    keys = [item["key"] for item in frozen["items"]]
    stuffed = papers.seal_paper(
        queries.fingerprint(sealed.fresh()),
        bytes.fromhex(frozen["public_key"]),
        keys,
        dict.fromkeys(keys, "yes"),
        codes.credential_of(codes.new_code(4), frozen["id"]),
    )
    lie = copy.deepcopy(board)
    lie["papers"].append(stuffed.hex())
    sums = tally.add_up([bytes.fromhex(text) for text in lie["papers"]], 2)
    lie["sums"] = [(alpha + beta).hex() for alpha, beta in sums]
    assert wrong(lie) == "có phiếu ký bằng thẻ không thuộc danh sách"
    # and putting its card on the list changes the frozen text that every other paper is bound to
    used = {paper[:64] for paper in board["papers"]}
    unused = next(place for place, name in enumerate(frozen["credentials"]) if name not in used)
    frozen["credentials"][unused] = stuffed[:32].hex()
    lie["manifest"] = json.dumps(frozen)
    assert wrong(lie).endswith("chữ ký của thẻ không đúng")


def test_anything_changed_in_the_frozen_text_is_found(board):
    for before, after in (
        ("Phường Hạ Long", "Phường Cẩm Phả"),
        ('"l1"', '"l9"'),
        ('"total_members": 5', '"total_members": 4'),
    ):
        lie = copy.deepcopy(board)
        assert before in lie["manifest"]
        lie["manifest"] = lie["manifest"].replace(before, after, 1)
        assert wrong(lie).startswith("phiếu ")
    lie["manifest"] = board["manifest"].replace('"trustees_needed": 2', '"trustees_needed": 3')
    assert wrong(lie).startswith("người giữ hòm head tỉnh: ")
    frozen = json.loads(board["manifest"])
    frozen["public_key"] = frozen["trustees"][0]["dealing"][:64]
    lie["manifest"] = json.dumps(frozen)
    assert wrong(lie) == "khóa của hòm phiếu không phải do những người giữ hòm này tạo ra"


def test_sums_and_factors_cannot_be_exchanged(board):
    lie = copy.deepcopy(board)
    lie["sums"].reverse()
    assert wrong(lie) == "tổng công bố không phải tổng của các phiếu này"
    for place in (0, 40, 70, 100):
        lie = copy.deepcopy(board)
        lie["factors"][0]["factors"] = bent(lie["factors"][0]["factors"], place)
        assert wrong(lie).startswith("người giữ hòm thứ 1: ")
    lie = copy.deepcopy(board)
    lie["factors"][1]["trustee"] = 2
    assert wrong(lie).startswith("người giữ hòm thứ 2: ")
    lie["factors"] = board["factors"][:1]
    assert wrong(lie) == "mới có 1 người giữ hòm mở kết quả, cần 2"
    lie["factors"] = [board["factors"][0]] * 2
    assert wrong(lie) == "người giữ hòm thứ 1: phần mở kết quả không đúng quy cách"


def test_on_the_command_line_it_says_yes_no_or_cannot_read(board, sealed, tmp_path):
    file = tmp_path / "board.json"
    script = settings.BASE_DIR / "tools" / "verify_ballot.py"

    def run(content, *more):
        file.write_text(content)
        command = [sys.executable, "-I", script, file, *more]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.splitlines()[-1]

    good, receipt = json.dumps(board), sealed.receipts[sealed.voters[0].pk]
    code = queries.fingerprint_text(sealed.fresh())
    assert run(good, receipt.lower(), "--code", code, "--jobs", "2") == (0, "Kết quả công bố đúng với các phiếu.")
    assert run(good, "AAAA-BBBB-CCCC-DDDD") == (1, "KHÁC: không có phiếu mang biên nhận AAAA-BBBB-CCCC-DDDD.")
    assert run(good, "--code", "0" * 24) == (1, "KHÁC: mã hòm không giống mã đã đọc khi mở hòm.")
    assert run(good, "--code", code[:4]) == (1, "KHÁC: mã hòm không giống mã đã đọc khi mở hòm.")
    assert run(json.dumps(board | {"valid": 9}))[0] == 1
    for broken in ("", "[]", "{}", json.dumps(board | {"papers": ["zz"]}), json.dumps(board | {"manifest": "{}"})):
        assert run(broken)[0] == 2
