"""A long list is sent, and many reports are compared, behind the page: one result for two clicks, the list as it was asked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.nominations.conftest import SENT, clear_records
from tests.nominations.screens import (
    december,  # noqa: F401
    page,
)
from tests.nominations.test_actions import refused
from tests.nominations.test_views import post, words
from thidua.nominations import actions, actions_jobs
from thidua.nominations.models_conflicts import TextComparison
from thidua.nominations.models_files import AchievementReport
from thidua.papers.models import Paper
from thidua.shared.jobs.models import Job
from thidua.shared.jobs.running import perform


@pytest.fixture
def short(monkeypatch):
    """Two nominees are a long list."""
    monkeypatch.setattr(actions_jobs, "SENT_AT_ONCE", 1)
    monkeypatch.setattr(actions_jobs, "COMPARED_AT_ONCE", 1)
    monkeypatch.setattr(actions_jobs, "DRAFTED_AT_ONCE", 1)


def asked(ward, nomination) -> Job:
    job = actions_jobs.request_sending(nomination=nomination, by=ward.office.officer, at=SENT)
    assert job is not None
    return job


def test_a_short_list_is_sent_while_one_waits(ward):
    nomination = ward.draft(ward.good[:2])
    assert actions_jobs.request_sending(nomination=nomination, by=ward.office.officer, at=SENT) is None
    assert (nomination.state, Job.objects.count()) == ("sent", 0)


def test_a_long_list_is_sent_behind_the_page_once(ward, short, client):
    nomination = ward.draft(ward.good[:2])
    by = ward.office.officer
    answers = [post(client, by, "nominations:send", nomination.pk, version=nomination.version) for _ in range(2)]
    assert [words(answer) for answer in answers] == [
        ["Danh sách dài nên hồ sơ được gửi ở phía sau; trang này báo khi xong."],
        ["Hồ sơ đang được gửi; mời chờ kết quả trên trang này."],
    ]
    job = Job.objects.get()
    shown = page(client, by, "nominations:detail", nomination.pk)
    assert (shown.context["poll_url"], job.title) == (
        reverse("jobs:progress", args=[job.pk]),
        f"Gửi hồ sơ số {nomination.pk}",
    )
    assert page(client, ward.office.head, "nominations:detail", nomination.pk).context["elsewhere"] == job
    assert perform(job.pk, with_pulse=False) == "done"
    job.refresh_from_db()
    nomination.refresh_from_db()
    papers = Paper.objects.filter(kind="nomination_list").count()
    assert (nomination.state, nomination.sent_by, papers, job.sentence) == (
        "sent", ward.office.officer, 1, "Đã chuyển 2 trường hợp sang thẩm định tại Phường Hạ Long.",
    )  # fmt: skip


def test_a_list_changed_before_the_job_came_to_it_is_not_sent(ward, short, client):
    nomination = ward.draft(ward.good[:2])
    job = asked(ward, nomination)
    actions.add_nominees(nomination=nomination, people=ward.good[2:3], by=ward.office.officer, at=SENT)
    assert perform(job.pk, with_pulse=False) == "failed"
    job.refresh_from_db()
    nomination.refresh_from_db()
    assert (nomination.state, Paper.objects.filter(kind="nomination_list").count(), job.sentence) == (
        "draft", 0, "Hồ sơ đã thay đổi sau khi bấm “Gửi hồ sơ” nên chưa gửi. Mời xem lại rồi gửi lại.",
    )  # fmt: skip


def test_what_the_law_refuses_while_the_job_runs_stands_on_the_page(ward, short, client):
    clear_records(ward.office, [ward.hoa], SENT, rating="not_completed")
    nomination = ward.draft([ward.good[0], ward.hoa])
    job = asked(ward, nomination)
    assert perform(job.pk, with_pulse=False) == "failed"
    seen = page(client, ward.office.officer, "nominations:detail", nomination.pk).context["stopped"]
    assert (seen, seen.sentence.startswith("Chưa gửi được vì có trường hợp chưa đủ điều kiện: ")) == (job, True)


def test_what_is_missing_is_told_at_once_without_a_job(ward, short):
    nomination = ward.draft(ward.good[:2], award="ministry_province_emulation_fighter")
    told = refused(actions_jobs.request_sending, nomination=nomination, by=ward.office.officer, at=SENT)
    assert (told.startswith("Chưa gửi được vì thiếu giấy tờ: "), Job.objects.count()) == (True, 0)


def test_many_reports_are_compared_behind_the_page(ward, short, client):
    nomination = ward.draft(ward.good[:2])
    answers = [post(client, ward.office.officer, "nominations:compare", nomination.pk) for _ in range(2)]
    assert [words(answer) for answer in answers] == [
        ["Có nhiều báo cáo nên việc so được làm ở phía sau; trang này báo khi xong."],
        ["Các báo cáo đang được so; mời chờ kết quả trên trang này."],
    ]
    job = Job.objects.get()
    assert (perform(job.pk, with_pulse=False), TextComparison.objects.get().compared_by) == (
        "done",
        ward.office.officer,
    )
    job.refresh_from_db()
    assert job.sentence == "Đã so với 0 báo cáo từ năm 2023."


def test_many_reports_are_drafted_behind_the_page_all_of_them_or_none(ward, short, client):
    nomination, by = ward.draft(ward.good[:2]), ward.office.officer
    answers = [post(client, by, "nominations:draft-reports", nomination.pk, form="merit_individual") for _ in range(2)]
    assert [words(answer) for answer in answers] == [
        ["Danh sách dài nên báo cáo được soạn ở phía sau; trang này báo khi xong."],
        ["Các báo cáo đang được soạn; mời chờ kết quả trên trang này."],
    ]
    job = Job.objects.get()
    shown = page(client, by, "nominations:papers", nomination.pk)
    assert shown.context["poll_url"] == reverse("jobs:progress", args=[job.pk])
    assert (AchievementReport.objects.count(), perform(job.pk, with_pulse=False)) == (0, "done")
    job.refresh_from_db()
    assert (job.sentence, set(AchievementReport.objects.values_list("form", "drafted_by"))) == (
        "Đã soạn 2 báo cáo thành tích. Mời người viết đọc lại, bổ sung.", {("merit_individual", by.pk)},
    )  # fmt: skip
    assert AchievementReport.objects.count() == 2


def test_drafting_that_is_refused_while_the_job_runs_says_so_on_the_page(ward, short, client):
    nomination = ward.draft(ward.good[:2])
    actions_jobs.request_drafting(
        nomination=nomination, form={"individual": "merit_collective"}, by=ward.office.officer, at=SENT
    )
    job = Job.objects.get()
    assert (perform(job.pk, with_pulse=False), AchievementReport.objects.count()) == ("failed", 0)
    seen = page(client, ward.office.officer, "nominations:papers", nomination.pk).context["stopped"]
    assert seen.sentence == "Nguyễn Thị An: mẫu báo cáo đã chọn không dành cho đối tượng này."


def test_of_two_clicks_the_second_gets_the_comparison_of_the_first(ward):
    nomination, by = ward.draft(ward.good[:2]), ward.office.officer
    first, second, later = (
        actions_jobs.request_comparing(nomination=nomination, by=by, at=SENT + timedelta(seconds=seconds))
        for seconds in (0, 2, 60)
    )
    assert (second == first, later == first, TextComparison.objects.count()) == (True, False, 2)
