"""Kept texts, scheduled publishing, the moderator."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from tests.portal.builders import draft, published
from thidua.portal import actions, actions_voices, queries
from thidua.portal import actions_publishing as publishing
from thidua.portal.actions_revisions import take_back_text
from thidua.portal.models import Article
from thidua.portal.models_newsroom import ArticleRevision
from thidua.portal.models_voices import Comment
from thidua.shared import clock
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent, Letter
from thidua.units.models import RoleGrant

TEXTS = {"lead": "Mở.", "author_name": "Thu Hà", "category": "tin-tuc"}
SECOND = timedelta(seconds=1)


def _denied(act, **given) -> str:
    with pytest.raises(Denied) as refused:
        act(**given)
    return refused.value.reason


# ── kept texts ──


def test_every_saved_text_is_kept_and_an_earlier_one_comes_back_as_a_new_one(province):
    article, by = draft(province.ha_long, province.at, "Một", body="Lời một."), province.ha_long.editor
    actions.edit_article(article=article, title="Hai", body="<p>Lời <b>hai</b>.</p>", by=by, at=province.at, **TEXTS)
    first = article.revisions.get(number=1)
    take_back_text(revision=first, article=article, by=by, at=province.at + SECOND)
    article.refresh_from_db()
    assert (article.title, article.title_fold, article.html, article.body) == (
        "Một",
        "mot",
        "<p>Lời một.</p>",
        "Lời một.",
    )
    assert list(article.revisions.order_by("number").values_list("number", "title", "html", "taken_back")) == [
        (1, "Một", "<p>Lời một.</p>", None),
        (2, "Hai", "<p>Lời <strong>hai</strong>.</p>", None),
        (3, "Một", "<p>Lời một.</p>", 1),
    ]
    assert AuditEvent.objects.latest("seq").detail == {"text": 1}
    assert _denied(take_back_text, revision=first, article=article, by=by, at=province.at) == (
        "Bài viết đang đúng như bản lưu này."
    )


def test_only_an_editor_takes_a_text_back_and_only_of_the_same_article(province):
    article, other = draft(province.ha_long, province.at, "Một"), draft(province.ha_long, province.at, "Hai")
    kept = article.revisions.get()
    assert _denied(take_back_text, revision=kept, article=other, by=province.ha_long.editor, at=province.at) == (
        "Bản lưu này thuộc bài viết khác."
    )
    assert _denied(take_back_text, revision=kept, article=article, by=province.cam_pha.editor, at=province.at) == (
        "Để sửa bài viết cần vai trò “Biên tập viên” của Phường Hạ Long hoặc của cấp trên."
    )


def test_the_database_itself_keeps_a_saved_text(province):
    draft(province.ha_long, province.at)
    for change in (
        lambda: ArticleRevision.objects.update(title="Khác"),
        lambda: ArticleRevision.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_the_kept_texts_are_listed_and_compared_on_screen(client, province):
    article = draft(province.ha_long, province.at, body="Lời một <x>.")
    client.force_login(province.ha_long.editor)
    values = {"title": article.title, "body": "Lời hai.", "by": province.ha_long.editor, "at": province.at}
    actions.edit_article(article=article, **(TEXTS | {"lead": article.lead} | values))
    page = client.get(reverse("portal:texts", args=[article.pk]))
    assert [row.record.number for row in page.context["table"].rows] == [2, 1]
    page = client.get(reverse("portal:text", args=[article.pk, 2]))
    assert page.context["parts"] == [
        ("Nội dung", [[("same", "Lời"), ("gone", "một <x>."), ("new", "hai.")]]),
    ]
    assert "một &lt;x&gt;." in page.content.decode()
    version = {"version": Article.objects.get().version}
    client.post(reverse("portal:take-back", args=[article.pk, 1]), version)
    assert Article.objects.get().body == "Lời một <x>."
    client.force_login(province.cam_pha.editor)
    assert client.get(reverse("portal:text", args=[article.pk, 1])).status_code == 404


# ── a moment to come ──


def _scheduled(province, after=timedelta(hours=2)) -> Article:
    article = draft(province.ha_long, province.at)
    publishing.schedule_article(
        article=article, publish_from=province.at + after, by=province.ha_long.editor, at=province.at
    )
    return article


def test_a_scheduled_article_appears_at_its_moment_not_a_second_before(client, province):
    article = _scheduled(province)
    address = reverse("portal:article", args=[article.slug])
    due = article.publish_from
    assert publishing.publish_due(at=due - SECOND) == 0
    assert (client.get(address).status_code, queries.published().count()) == (404, 0)
    assert publishing.publish_due(at=due) == 1
    article.refresh_from_db()
    assert (article.state, article.published_at, article.published_by, article.publish_from) == (
        "published", due, province.ha_long.editor, None,
    )  # fmt: skip
    assert client.get(address).status_code == 200
    assert publishing.publish_due(at=due + SECOND) == 0


def test_a_moment_that_is_past_or_far_is_refused_and_one_can_be_given_up(province):
    article, by = draft(province.ha_long, province.at), province.ha_long.editor
    given = {"article": article, "by": by, "at": province.at}
    assert _denied(publishing.schedule_article, publish_from=province.at, **given) == (
        "Giờ đăng phải ở phía trước. Muốn đăng ngay thì chọn “Đăng bài”."
    )
    far = province.at + publishing.FARTHEST + SECOND
    assert _denied(publishing.schedule_article, publish_from=far, **given) == "Chỉ hẹn giờ đăng trong vòng một năm."
    publishing.schedule_article(publish_from=province.at + SECOND, **given)
    assert _denied(publishing.unschedule_article, **(given | {"by": province.ha_long.officer})) == (
        "Để bỏ hẹn giờ đăng cần vai trò “Biên tập viên” của Phường Hạ Long hoặc của cấp trên."
    )
    publishing.unschedule_article(**given)
    article.refresh_from_db()
    assert (article.state, article.publish_from, article.scheduled_by) == ("draft", None, None)
    assert publishing.publish_due(at=province.at + timedelta(days=1)) == 0


def test_a_scheduled_article_of_somebody_who_is_editor_no_longer_becomes_a_draft_and_editors_are_told(province):
    article = _scheduled(province, timedelta(days=2))
    RoleGrant.objects.filter(user=province.ha_long.editor, role="editor").update(ends_on=province.at.date())
    assert publishing.publish_due(at=article.publish_from) == 0
    article.refresh_from_db()
    assert (article.state, article.publish_from) == ("draft", None)
    event = AuditEvent.objects.get(act="article_not_published")
    assert (event.by, event.detail) == (
        None, {"reason": "Để đăng bài viết cần vai trò “Biên tập viên” của Phường Hạ Long hoặc của cấp trên."},
    )  # fmt: skip
    assert Letter.objects.filter(dispatch__kind="portal.not_published").count() == 0  # the ward has no editor left


def test_an_edit_of_a_scheduled_article_is_what_appears_and_a_stale_worker_does_nothing(province):
    article, by = _scheduled(province), province.ha_long.editor
    actions.edit_article(article=article, title="Tên cuối", body="Lời.", by=by, at=province.at, **TEXTS)
    stale = Article.objects.get(pk=article.pk)
    assert publishing.publish_due(at=article.publish_from) == 1
    assert list(queries.published().values_list("title", flat=True)) == ["Tên cuối"]
    with pytest.raises(Stale):
        publishing.publish_article(article=stale, by=by, at=province.at)


def test_the_hour_is_asked_on_screen(client, province, monkeypatch):
    article = draft(province.ha_long, province.at)
    monkeypatch.setattr(clock, "now", lambda: province.at)
    client.force_login(province.ha_long.editor)
    address = reverse("portal:schedule", args=[article.pk])
    data = {"version": article.version, "day": "09/07/2025", "time": "25:00"}
    answer = client.post(address, data)
    assert (answer.status_code, answer.context["form"].errors["time"]) == (422, ["Hãy ghi giờ và phút, ví dụ 07:30."])
    assert client.post(address, data | {"day": "01/07/2025", "time": "07:30"}).status_code == 422
    assert client.post(address, data | {"time": "07:30"}).status_code == 302
    article.refresh_from_db()
    assert article.publish_from == clock.at_hour(province.at.date() + timedelta(days=1), 7, 30)


# ── the moderator ──


@pytest.fixture
def moderator(province):
    account = province.ha_long.clerk
    RoleGrant.objects.filter(user=account).delete()
    RoleGrant.objects.create(user=account, role="moderator", unit=province.ha_long.unit, starts_on="2025-07-01")
    return account


def test_a_moderator_decides_about_comments_of_the_own_unit_and_nothing_else(client, province, moderator):
    article = published(province.ha_long, province.at)
    elsewhere = published(province.cam_pha, province.at, "Nơi khác")
    sent = {"name": "An", "email": "", "title": "Hay", "text": "Bài viết rất hay.", "source": "", "at": province.at}
    ours, theirs = (actions_voices.send_comment(article=each, **sent) for each in (article, elsewhere))
    common = {"by": moderator, "at": province.at}
    actions_voices.publish_comment(comment=ours, **common)
    assert Comment.objects.get(pk=ours.pk).state == "published"
    assert _denied(actions_voices.publish_comment, comment=theirs, **common) == (
        "Để xử lý ý kiến bạn đọc cần vai trò “Biên tập viên” hoặc “Người duyệt ý kiến bạn đọc” của Phường Cẩm Phả hoặc của "
        "cấp trên."
    )
    poll = {"question": "Trang này?", "choices": ["Tốt", "Khá"], "closes_on": province.at.date()}
    assert _denied(actions_voices.draft_poll, unit=province.ha_long.unit, **poll, **common) == (
        "Để xử lý bình chọn, thư bạn đọc cần vai trò “Biên tập viên” của Phường Hạ Long hoặc của cấp trên."
    )
    assert _denied(actions.edit_article, article=article, title="A", body="B", **TEXTS, **common) == (
        "Để sửa bài viết cần vai trò “Biên tập viên” của Phường Hạ Long hoặc của cấp trên."
    )
    client.force_login(moderator)
    page = client.get(reverse("portal:desk-comments"))
    assert [row.record.pk for row in page.context["table"].rows] == [ours.pk]
    assert client.get(reverse("portal:desk-polls")).context["table"].rows == []
