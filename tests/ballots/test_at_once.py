"""Two devices of one person, two people with one card, a vote while the box is closed: at the same instant, in threads
against a real database of each kind."""

import json
import os
import subprocess
import sys

from django.conf import settings

from tests import databases

TWICE = {
    "Phiếu của bạn vừa được gửi từ một thiết bị khác. Phiếu này không được nhận thêm lần nữa.",
    "Phiếu của bạn đã ở trong hòm. Mỗi người bỏ một phiếu và không sửa lại được.",
}
USED = "Thẻ bỏ phiếu này đã dùng rồi; phiếu chưa được nhận. Hãy báo ngay thư ký."
CLOSED = "Hòm phiếu đã đóng, không nhận thêm phiếu."


def test_of_what_happens_at_the_same_instant_one_counts_and_nothing_is_lost(tmp_path):
    name = f"at_once_{os.getpid()}"
    address = databases.create(name) if databases.is_server() else f"sqlite:///{tmp_path / 'box.sqlite3'}"
    env = os.environ | {"DEMO": "1", "DATABASE_URL": address, "MEDIA_ROOT": str(tmp_path)}
    try:
        command = [sys.executable, "-m", "tests.ballots.at_once"]
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False)
    finally:
        if databases.is_server():
            databases.drop(name)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    two = found["two_devices"]
    assert (two["done"], two["broken"], set(two["told"]) <= TWICE, len(two["told"])) == (1, [], True, 1)
    assert found["one_card"] == {"done": 1, "told": [USED], "broken": []}
    assert found["papers"] == 2
    # either the vote came first and is counted, or the closing did and the vote is told so: never lost in between
    closing = found["closing"]
    assert (closing["broken"], closing["told"] in ([], [CLOSED]), closing["done"]) == (
        [],
        True,
        2 - len(closing["told"]),
    )
    cast = 3 - len(closing["told"])
    assert (found["lying"], found["audited"], found["turnout"]) == (cast, cast, [4, cast])
