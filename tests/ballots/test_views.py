"""The screens: what a member, a trustee, a stranger sees, and that one paper gives one vote."""

import json
import re
import subprocess
import sys

from django.urls import reverse

from paperwork.blocks import written_share
from tests.ballots.conftest import FIRST, SECOND
from tests.ballots.test_actions import prepare
from thidua.accounts.models import Session
from thidua.ballots.models import Ballot, BallotSlot
from thidua.shared.models import DemoClock

CHOICES = {"muc-l1": "yes", "muc-l2": "no"}


def page(client, user, name, ballot, method="get", data=None):
    client.force_login(user)
    return getattr(client, method)(reverse(f"ballots:{name}", args=[ballot.pk]), data or {})


def envelopes() -> int:
    return BallotSlot.objects.filter(envelope__isnull=False).count()


def test_a_member_reads_checks_and_sends_the_paper_and_gets_a_receipt_once(client, open_box):
    voter = open_box.voters[0]
    paper = page(client, voter, "vote", open_box.ballot)
    assert paper.status_code == 200
    assert paper.content.decode().count('type="radio"') == 6
    check = page(client, voter, "vote", open_box.ballot, "post", CHOICES | {"step": "review"})
    assert check.status_code == 200
    assert envelopes() == 0
    sent = page(client, voter, "vote", open_box.ballot, "post", CHOICES | {"step": "cast"})
    receipt = re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", sent.content.decode()).group()
    assert "no-store" in sent["Cache-Control"]
    assert envelopes() == 1
    again = page(client, voter, "vote", open_box.ballot, "post", CHOICES | {"step": "cast"})
    assert again.status_code == 403
    assert envelopes() == 1
    open_box.count()
    assert [p["receipt"] for p in Ballot.objects.get().published] == [receipt]
    assert receipt in page(client, voter, "detail", open_box.ballot).content.decode()


def test_the_receipt_does_not_stay_in_the_session(client, open_box):
    voter = open_box.voters[0]
    sent = page(client, voter, "vote", open_box.ballot, "post", CHOICES | {"step": "cast"})
    receipt = re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", sent.content.decode()).group()
    stored = json.dumps([session.get_decoded() for session in Session.objects.all()])
    assert "_auth_user_id" in stored
    assert receipt not in stored


def test_a_paper_with_a_gap_comes_back_with_the_gap_marked(client, open_box):
    answer = page(client, open_box.voters[0], "vote", open_box.ballot, "post", {"muc-l1": "no", "step": "cast"})
    assert answer.status_code == 422
    assert answer.content.decode().count("Mời chọn một ý kiến cho mục này.") == 1
    assert 'value="no" id="muc-l1-1" checked' in answer.content.decode()
    assert envelopes() == 0


def test_agreeing_to_all_only_fills_the_paper(client, open_box):
    answer = page(client, open_box.voters[0], "vote", open_box.ballot, "post", {"step": "all_yes"})
    assert answer.content.decode().count(" checked") == 2
    assert answer.content.decode().count('type="radio"') == 6
    assert envelopes() == 0


def test_who_is_not_listed_gets_no_paper(client, open_box, province):
    assert page(client, open_box.trustees[0], "vote", open_box.ballot).status_code == 403
    assert page(client, province.stranger, "vote", open_box.ballot).status_code == 404
    assert page(client, province.stranger, "detail", open_box.ballot).status_code == 404


def test_trustees_open_and_count_on_one_page_each(client, box):
    first, second = (t.pk for t in box.trustees)
    typed = {f"phrase_{first}": FIRST, f"phrase_{second}": SECOND}
    missing = page(client, box.secretary, "open", box.ballot, "post", typed)
    assert missing.status_code == 422
    differing = typed | {f"again_{first}": FIRST, f"again_{second}": "khác hẳn câu trước"}
    refused = page(client, box.secretary, "open", box.ballot, "post", differing)
    assert refused.content.decode().count("Hai lần gõ chưa giống nhau.") == 2  # at the field and in the summary
    assert Ballot.objects.get().state == "prepared"
    right = typed | {f"again_{first}": FIRST, f"again_{second}": SECOND}
    assert page(client, box.secretary, "open", box.ballot, "post", right).status_code == 302
    wrong = page(client, box.secretary, "count", box.ballot, "post", typed | {f"phrase_{second}": "câu sai hoàn toàn"})
    assert wrong.status_code == 422
    assert "Mật khẩu mở hòm phiếu không đúng." in wrong.content.decode()
    assert FIRST not in wrong.content.decode()
    assert page(client, box.secretary, "count", box.ballot, "post", typed).status_code == 302
    assert page(client, box.secretary, "count", box.ballot, "post", typed).status_code == 403
    assert Ballot.objects.get().state == "counted"


def test_the_screen_writes_a_share_as_the_papers_do(client, open_box):
    ballot = open_box.ballot
    open_box.cast(open_box.voters[0])
    open_box.count()
    counts = {item["key"]: {"yes": 3, "no": 0, "blank": 0} for item in ballot.items}
    Ballot.objects.filter(pk=ballot.pk).update(counts=counts, total_members=7)
    text = page(client, open_box.secretary, "detail", ballot).content.decode()
    assert text.count("3/7 (42,85%)") == len(ballot.items)  # cut, not 42,9
    assert written_share(3, 7) == "42,85%"


def test_a_voter_sees_only_numbers_before_the_count(client, open_box):
    open_box.cast(open_box.voters[1])
    text = page(client, open_box.voters[0], "detail", open_box.ballot).content.decode()
    assert open_box.voters[1].display_name not in text
    assert "Chưa bỏ phiếu: 2" in text
    assert page(client, open_box.voters[0], "count", open_box.ballot).status_code == 403
    assert page(client, open_box.voters[0], "cancel", open_box.ballot).status_code == 403


def test_cancelling_on_the_page_needs_a_reason(client, open_box):
    assert page(client, open_box.secretary, "cancel", open_box.ballot, "post").status_code == 422
    answer = page(client, open_box.secretary, "cancel", open_box.ballot, "post", {"reason": "Mất điện"})
    assert answer.status_code == 302
    assert Ballot.objects.get().cancelled_reason == "Mất điện"


def test_the_export_exists_only_after_counting_and_the_downloaded_script_recounts_it(client, open_box, tmp_path):
    assert page(client, open_box.secretary, "export", open_box.ballot).status_code == 404
    receipt = open_box.cast(open_box.voters[0], "yes", "no")
    open_box.count()
    export = page(client, open_box.secretary, "export", open_box.ballot).json()
    file = tmp_path / "phieu.json"
    file.write_text(json.dumps(export))
    script = tmp_path / "recount.py"
    script.write_bytes(b"".join(client.get(reverse("ballots:recount-tool")).streaming_content))

    def run(*arguments):
        done = subprocess.run([sys.executable, "-I", script, *arguments], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    code, words = run(file, receipt)
    assert (code, "Đếm lại khớp với kết quả công bố." in words, "không đồng ý" in words) == (0, True, True)
    export["counts"]["l1"]["yes"] = 2
    file.write_text(json.dumps(export))
    assert run(file)[0] == 1
    file.write_text("[]")
    assert run(file)[0] == 2


def test_the_list_shows_what_waits_and_costs_the_same_for_one_and_many(client, open_box, django_assert_max_num_queries):
    client.force_login(open_box.voters[0])
    with django_assert_max_num_queries(12):
        text = client.get(reverse("ballots:list")).content.decode()
    assert f"Bỏ phiếu: {open_box.ballot.title}" in text
    client.force_login(open_box.secretary)
    assert f"Bỏ phiếu: {open_box.ballot.title}" not in client.get(reverse("ballots:list")).content.decode()


def test_a_council_in_which_passing_needs_everybody_is_warned(client, province, settings):
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=province.at.date())
    ballot = prepare(province, total_members=3)
    text = page(client, province.root.council_secretary, "detail", ballot).content.decode()
    assert "phiếu của từng người không còn kín" in text
    large = prepare(province, total_members=15)
    assert "không còn kín" not in page(client, province.root.council_secretary, "detail", large).content.decode()
