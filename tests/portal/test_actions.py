"""Articles: drafted, edited, published, taken off; by editors only."""

import pytest

from tests.portal.builders import draft, held_conference, published
from thidua.portal import actions
from thidua.portal import actions_publishing as publishing
from thidua.portal.models import Article
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent
from thidua.units.models import ClusterMembership

TEXTS = {"lead": "Mở.", "body": "Thân.", "author_name": "Thu Hà", "category": "tin-tuc"}


def test_a_draft_is_cleaned_and_gets_an_address_of_its_own(province):
    first = draft(province.ha_long, province.at, body="  Đoạn  một. \r\n\r\n\r\n Đoạn hai.\n")
    second = draft(province.ha_long, province.at)
    assert (first.state, first.html, first.body, first.title_fold) == (
        "draft", "<p>Đoạn một.</p>\n<p>Đoạn hai.</p>", "Đoạn một.\n\nĐoạn hai.", "phuong ha long bieu duong guong dien hinh",
    )  # fmt: skip
    assert [first.slug, second.slug] == [
        "phuong-ha-long-bieu-duong-guong-dien-hinh", "phuong-ha-long-bieu-duong-guong-dien-hinh-2",
    ]  # fmt: skip
    assert AuditEvent.objects.latest("seq").act == "article_drafted"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"title": " "}, "Bài viết còn thiếu tiêu đề."),
        ({"lead": ""}, "Bài viết còn thiếu sa-pô."),
        ({"body": "\n\n"}, "Bài viết còn thiếu nội dung."),
        ({"author_name": ""}, "Bài viết còn thiếu tác giả."),
    ],
)
def test_what_is_missing_is_named(province, fields, reason):
    with pytest.raises(Denied) as refused:
        draft(province.ha_long, province.at, **fields)
    assert refused.value.reason == reason
    assert Article.objects.count() == 0


def test_only_editors_of_the_unit_or_above_write(province):
    with pytest.raises(Denied) as refused:
        actions.draft_article(
            unit=province.ha_long.unit, title="A", **TEXTS, by=province.cam_pha.editor, at=province.at
        )
    assert refused.value.reason == "Để soạn bài viết cần vai trò “Biên tập viên” của Phường Hạ Long hoặc của cấp trên."
    article = actions.draft_article(
        unit=province.ha_long.unit, title="A", **TEXTS, by=province.root.editor, at=province.at
    )
    for act, reason in (
        (
            publishing.publish_article,
            "Để đăng bài viết cần vai trò “Biên tập viên” của Phường Hạ Long hoặc của cấp trên.",
        ),
    ):
        with pytest.raises(Denied) as refused:
            act(article=article, by=province.ha_long.officer, at=province.at)
        assert refused.value.reason == reason


def test_publishing_twice_at_once_gives_one(province):
    article = draft(province.ha_long, province.at)
    other = Article.objects.get(pk=article.pk)
    publishing.publish_article(article=article, by=province.ha_long.editor, at=province.at)
    with pytest.raises(Stale):
        publishing.publish_article(article=other, by=province.ha_long.editor, at=province.at)
    article.refresh_from_db()
    assert (article.state, article.published_at, article.published_by) == (
        "published", province.at, province.ha_long.editor,
    )  # fmt: skip


def test_an_edit_keeps_the_address_and_a_stale_one_is_refused(province):
    article = published(province.ha_long, province.at)
    other = Article.objects.get(pk=article.pk)
    common = TEXTS | {"by": province.ha_long.editor, "at": province.at}
    actions.edit_article(article=article, title="Tên mới", **common)
    article.refresh_from_db()
    assert (article.title, article.title_fold, article.slug, article.state) == (
        "Tên mới", "ten moi", "phuong-ha-long-bieu-duong-guong-dien-hinh", "published",
    )  # fmt: skip
    with pytest.raises(Stale):
        actions.edit_article(article=other, title="Tên khác", **common)


def test_a_withdrawn_article_keeps_its_reason_and_is_not_edited_again(province):
    article = published(province.ha_long, province.at)
    common = {"by": province.ha_long.editor, "at": province.at}
    for why, reason in (("", "Cần ghi rõ lý do gỡ bài."), ("a" * 301, "Lý do dài quá 300 ký tự. Mời viết gọn lại.")):
        with pytest.raises(Denied) as refused:
            publishing.withdraw_article(article=article, reason=why, **common)
        assert refused.value.reason == reason
    publishing.withdraw_article(article=article, reason="Sai số liệu", **common)
    article.refresh_from_db()
    assert (article.state, article.withdrawn_reason) == ("withdrawn", "Sai số liệu")
    with pytest.raises(Denied) as refused:
        actions.edit_article(article=article, title="A", **TEXTS, **common)
    assert refused.value.reason == "Bài viết đã gỡ, không sửa được nữa."


def test_a_held_conference_becomes_a_draft_with_its_facts(province):
    ClusterMembership.objects.create(
        cluster=province.cluster, unit=province.cam_pha.unit, year=2026, role=ClusterMembership.Role.HEAD
    )
    article = actions.draft_article_from_conference(
        conference=held_conference(province), by=province.root.editor, at=province.at
    )
    assert (article.state, article.unit, article.author_name) == ("draft", province.root.unit, "editor tỉnh")
    assert article.title == ("Cụm thi đua số 1 tổng kết phong trào thi đua năm 2025 và phát động thi đua năm 2026")
    assert article.body.split("\n\n") == [
        "Dự hội nghị có đại diện của 02 đơn vị trong tổng số 03 đơn vị được mời.",
        "Hội nghị đã nghe báo cáo kết quả phong trào thi đua năm 2025.",
        "Hội nghị phát động phong trào thi đua năm 2026.",
        "Hội nghị bàn giao nhiệm vụ Trưởng cụm năm 2026 cho Phường Cẩm Phả.",
        "Kết luận hội nghị: các đơn vị giữ vững kỷ cương, đổi mới cách làm.",
    ]


def test_a_briefing_of_a_cluster_does_not_hand_its_chair_over_in_the_news(province):
    """The head of the running year stands in the register all along; only a summary or a handover makes it news."""
    ClusterMembership.objects.create(
        cluster=province.cluster, unit=province.cam_pha.unit, year=2026, role=ClusterMembership.Role.HEAD
    )
    told = []
    for purposes in (["briefing"], ["briefing", "handover"]):
        held = held_conference(province, kind="briefing", year_summarised=None, purposes=purposes)
        article = actions.draft_article_from_conference(conference=held, by=province.root.editor, at=province.at)
        told.append([line for line in article.body.split("\n\n") if "bàn giao" in line])
    assert told == [[], ["Hội nghị bàn giao nhiệm vụ Trưởng cụm năm 2026 cho Phường Cẩm Phả."]]


def test_a_conference_gives_one_article_after_it_was_held(province):
    planned = held_conference(province, state="planned", held_at=None, held_by=None)
    common = {"by": province.root.editor, "at": province.at}
    with pytest.raises(Denied) as refused:
        actions.draft_article_from_conference(conference=planned, **common)
    assert refused.value.reason == "Hội nghị chưa được ghi nhận đã tổ chức nên chưa soạn được bài viết."
    held = held_conference(province)
    actions.draft_article_from_conference(conference=held, **common)
    with pytest.raises(Denied) as refused:
        actions.draft_article_from_conference(conference=held, **common)
    assert refused.value.reason == "Hội nghị này đã có bài viết; mời mở bài đó để sửa."


def test_a_launch_in_the_year_of_the_head_does_not_tell_of_a_handover_that_did_not_happen(province):
    ClusterMembership.objects.create(
        cluster=province.cluster, unit=province.cam_pha.unit, year=2026, role=ClusterMembership.Role.HEAD
    )
    handed = "Hội nghị bàn giao nhiệm vụ Trưởng cụm năm 2026 cho Phường Cẩm Phả."
    told = []
    for purposes in (["launch"], ["launch", "handover"]):
        conference = held_conference(province, kind="launch", purposes=purposes, year_summarised=None)
        article = actions.draft_article_from_conference(conference=conference, by=province.root.editor, at=province.at)
        told.append(handed in article.body.split("\n\n"))
    assert told == [False, True]
