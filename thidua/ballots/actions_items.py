"""What changes about an item of a ballot after it was prepared, inside the act of the stage that holds the ballot: who stands
aside on it, and whether it was left for another day."""

from collections.abc import Collection, Mapping
from typing import Any

from thidua.ballots import queries
from thidua.ballots.models import Ballot
from thidua.shared.denied import Denied
from thidua.shared.gate import touch
from thidua.shared.text import nfc


def aside_of(accounts: Collection[int]) -> dict[str, list[int]]:
    return {"aside": sorted(accounts)}


def say_who_stands_aside(ballot: Ballot, labels: Mapping[str, str], aside: Mapping[str, Collection[int]]) -> None:
    """Items said anew: {key: label}, {key: accounts that do not vote on it}.

    The label of an open ballot stays as it was frozen; on whose paper an item is closed is no part of the frozen text and
    follows until the box closes. A paper that lies in the box already stays: the counting stage takes care of it.
    """
    if ballot.state not in ("prepared", "open"):
        return
    items = [item | aside_of(aside.get(item["key"], item.get("aside", ()))) for item in ballot.items]
    if ballot.state == "prepared":
        items = [item | {"label": nfc(labels.get(item["key"], item["label"]))} for item in items]
    if items != ballot.items:
        touch(ballot, items=items)


def put_off_item(ballot: Ballot, key: str, reason: str) -> None:
    """The item is left for another day: papers can only leave it blank, its sum is neither opened nor published.

    After the count only the mark remains possible; the published sum stays, and the board says that it does not count.
    Denied between a trustee's part and the count: the sum is half open then.
    """
    if ballot.state == "cancelled":
        return
    if ballot.state == "closed" and queries.factors_given(ballot):
        raise Denied(
            "Những người giữ hòm đang mở kết quả nên chưa để mục này lại được. Hãy kiểm phiếu xong rồi để lại; bảng công "
            "bố sẽ ghi mục này không tính."
        )
    mark = {"reason": nfc(reason), "opened": ballot.state == "counted", "cast": queries.turnout(ballot).cast}
    _mark(ballot, key, mark)


def take_up_item(ballot: Ballot, key: str) -> None:
    """The item is voted on after all. Denied once papers went in that could only leave it blank, or the box closed without
    its sum being opened."""
    mark = next((item.get("put_off") for item in ballot.items if item["key"] == key), None)
    if mark is None or ballot.state == "cancelled":
        return
    if not mark["opened"] and ballot.state in ("closed", "counted"):
        raise Denied(
            "Hòm phiếu đã đóng khi mục này được để lại, phiếu của mục này không mở. Hãy đưa mục này vào phiên họp sau để bỏ "
            "phiếu lại."
        )
    if ballot.state == "open" and mark["cast"] != queries.turnout(ballot).cast:
        raise Denied(
            "Đã có phiếu được gửi khi mục này để lại, trên phiếu đó không chọn được ý kiến. Hãy đưa mục này vào phiên họp "
            "sau để bỏ phiếu lại."
        )
    _mark(ballot, key, None)


def _mark(ballot: Ballot, key: str, mark: dict[str, Any] | None) -> None:
    items = [
        item
        if item["key"] != key
        else {name: item[name] for name in item if name != "put_off"} | ({"put_off": mark} if mark else {})
        for item in ballot.items
    ]
    touch(ballot, items=items)
