"""Exemplars: from spotted to copied elsewhere; never in public without consent; gone when it is taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from thidua.portal import actions, queries
from thidua.portal import actions_exemplars as acts
from thidua.portal import actions_publishing as publishing
from thidua.portal.models import Article
from thidua.portal.models_newsroom import Exemplar
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent

DEED = "Mười năm mở lớp học buổi tối cho trẻ em làng chài.\nHơn 200 em đã biết chữ."


def _spotted(province, **fields) -> Exemplar:
    given = {
        "unit": province.ha_long.unit, "kind": "person", "name": "Nguyễn Thị Mai", "detail": "giáo viên, khu 4",
        "deed": DEED, "found": "Tổ dân phố khu 4 giới thiệu", "by": province.ha_long.editor, "at": province.at,
    }  # fmt: skip
    return acts.spot_exemplar(**(given | fields))


def _verified(province, **fields) -> Exemplar:
    exemplar = _spotted(province, **fields)
    acts.verify_exemplar(
        exemplar=exemplar, proof="Gặp tổ dân phố ngày 05/7/2025", by=province.ha_long.editor, at=province.at
    )
    return exemplar


def _agree(province, exemplar, **fields) -> None:
    given = {
        "exemplar": exemplar, "consent": "written", "consent_on": province.at.date(), "consent_kept": "Hồ sơ số 12, văn phòng",
        "by": province.ha_long.editor, "at": province.at,
    }  # fmt: skip
    acts.record_consent(**(given | fields))


def _told(province) -> tuple[Exemplar, Article]:
    exemplar = _verified(province)
    _agree(province, exemplar)
    by = province.ha_long.editor
    article = acts.draft_article_of(exemplar=exemplar, by=by, at=province.at)
    publishing.publish_article(article=article, by=by, at=province.at)
    exemplar.refresh_from_db()
    return exemplar, article


def _denied(act, **given) -> str:
    with pytest.raises(Denied) as refused:
        act(**given)
    return refused.value.reason


def test_from_spotted_to_copied_elsewhere_with_consent_and_in_public(client, province):
    exemplar, article = _told(province)
    assert (exemplar.state, article.category, article.body.split("\n\n")) == (
        "told", "guong-dien-hinh", DEED.split("\n"),
    )  # fmt: skip
    acts.record_copy(
        exemplar=exemplar, unit=province.cam_pha.unit, copied_on=province.at.date(), how="Mở hai lớp buổi tối",
        by=province.ha_long.editor, at=province.at,
    )  # fmt: skip
    exemplar.refresh_from_db()
    assert exemplar.state == "copied"
    page = client.get(reverse("portal:article", args=[article.slug])).content.decode()
    assert "<strong>Phường Cẩm Phả</strong>, từ 08/07/2025: Mở hai lớp buổi tối" in page
    trail = AuditEvent.objects.filter(thing_kind="exemplar").order_by("seq").values_list("act", flat=True)
    assert list(trail) == ["exemplar_spotted", "exemplar_verified", "exemplar_consented", "exemplar_copied"]
    assert _denied(
        acts.record_copy, exemplar=exemplar, unit=province.cam_pha.unit, copied_on=province.at.date(), how="Lại",
        by=province.ha_long.editor, at=province.at,
    ) == "Đã ghi nhận Phường Cẩm Phả học tập gương này."  # fmt: skip


def test_nobody_is_held_up_without_being_verified_and_having_agreed(province):
    by = {"by": province.ha_long.editor, "at": province.at}
    spotted = _spotted(province)
    assert _denied(acts.draft_article_of, exemplar=spotted, **by) == (
        "Gương này chưa được xác minh (đang ở bước “Mới phát hiện”)."
    )
    assert _denied(_agree, province=province, exemplar=spotted) == (
        "Sự đồng ý được ghi nhận sau khi gương đã xác minh và trước khi nêu gương."
    )
    verified = _verified(province, name="Trần Văn Bình")
    assert _denied(acts.draft_article_of, exemplar=verified, **by) == (
        "Chưa ghi nhận sự đồng ý của người được nêu gương. Mời mở gương này và ghi nhận trước."
    )
    tomorrow = province.at.date() + timedelta(days=1)
    assert _denied(_agree, province=province, exemplar=verified, consent_on=tomorrow) == (
        "Ngày đồng ý 09/07/2025 còn ở phía trước."
    )
    plain = actions.draft_article(
        unit=province.ha_long.unit, title="Cô Mai", lead="Mở.", body="Lời.", author_name="Hà",
        category="guong-dien-hinh", **by,
    )  # fmt: skip
    assert _denied(publishing.publish_article, article=plain, **by) == (
        "Bài ở chuyên mục “Gương điển hình” phải được soạn từ một gương đã xác minh, có sự đồng ý của người được nêu gương. "
        "Mời vào Tin bài, Gương điển hình; hoặc chọn chuyên mục khác."
    )
    assert queries.published().count() == 0


def test_a_group_needs_no_persons_consent(province):
    exemplar = _verified(province, kind="group", name="Tổ dân phố khu 4")
    article = acts.draft_article_of(exemplar=exemplar, by=province.ha_long.editor, at=province.at)
    publishing.publish_article(article=article, by=province.ha_long.editor, at=province.at)
    exemplar.refresh_from_db()
    assert exemplar.state == "told"


def test_consent_that_is_taken_back_takes_the_page_down_and_keeps_the_record(client, province):
    exemplar, article = _told(province)
    by = {"by": province.ha_long.editor, "at": province.at}
    address = reverse("portal:article", args=[article.slug])
    assert client.get(address).status_code == 200
    acts.end_consent(exemplar=exemplar, reason="Bà Mai gọi điện đề nghị", **by)
    assert client.get(address).status_code == 404
    article.refresh_from_db()
    assert (article.state, article.withdrawn_reason, article.revisions.count()) == (
        "withdrawn", "Người được nêu gương rút lại sự đồng ý.", 1,
    )  # fmt: skip
    kept = Exemplar.objects.get()
    assert (kept.state, kept.ended_reason, kept.consent) == ("consent_ended", "Bà Mai gọi điện đề nghị", "written")
    acts_seen = list(AuditEvent.objects.order_by("-seq").values_list("act", flat=True)[:2])
    assert acts_seen == ["exemplar_consent_ended", "article_withdrawn"]
    assert _denied(acts.draft_article_of, exemplar=kept, **by) == (
        "Người được nêu gương đã rút lại sự đồng ý; bài này không đăng được nữa."
    )


def test_consent_taken_back_before_the_moment_stops_a_scheduled_article(province):
    exemplar, by = _verified(province), {"by": province.ha_long.editor, "at": province.at}
    _agree(province, exemplar)
    article = acts.draft_article_of(exemplar=exemplar, **by)
    due = province.at + timedelta(hours=1)
    publishing.schedule_article(article=article, publish_from=due, **by)
    acts.end_consent(exemplar=exemplar, reason="Thư bà Mai", **by)
    assert publishing.publish_due(at=due) == 0
    article.refresh_from_db()
    assert article.state == "draft"
    assert _denied(publishing.publish_article, article=article, **by) == (
        "Người được nêu gương đã rút lại sự đồng ý; bài này không đăng được nữa."
    )


def test_an_article_taken_off_for_another_reason_leaves_the_exemplar_to_be_told_anew(province):
    exemplar, article = _told(province)
    by = {"by": province.ha_long.editor, "at": province.at}
    publishing.withdraw_article(article=article, reason="Sai số liệu", **by)
    exemplar.refresh_from_db()
    assert exemplar.state == "verified"
    again = acts.draft_article_of(exemplar=exemplar, **by)
    assert _denied(acts.draft_article_of, exemplar=exemplar, **by) == (
        "Gương này đã có bài viết; mời mở bài đó để sửa."
    )
    publishing.publish_article(article=again, **by)
    exemplar.refresh_from_db()
    assert exemplar.state == "told"


def test_only_editors_of_the_unit_handle_and_read_exemplars(client, province):
    exemplar = _spotted(province)
    assert _denied(_spotted, province=province, by=province.ha_long.officer) == (
        "Để ghi nhận gương điển hình cần vai trò “Biên tập viên” của Phường Hạ Long hoặc của cấp trên."
    )
    assert _denied(acts.verify_exemplar, exemplar=exemplar, proof="x", by=province.cam_pha.editor, at=province.at) == (
        "Để xử lý gương điển hình cần vai trò “Biên tập viên” của Phường Hạ Long hoặc của cấp trên."
    )
    for who in (province.cam_pha.editor, province.ha_long.officer):
        client.force_login(who)
        assert client.get(reverse("portal:desk-exemplar", args=[exemplar.pk])).status_code == 404
        assert client.get(reverse("portal:desk-exemplars")).context["table"].rows == []


def test_the_whole_way_through_the_screens(client, province):
    client.force_login(province.ha_long.editor)
    data = {
        "unit": province.ha_long.unit.pk, "kind": "person", "name": "Nguyễn Thị Mai", "detail": "giáo viên",
        "deed": DEED, "found": "Khu phố giới thiệu",
    }  # fmt: skip
    assert client.post(reverse("portal:new-exemplar"), data).status_code == 302
    exemplar = Exemplar.objects.get()
    home = reverse("portal:desk-exemplar", args=[exemplar.pk])

    def offered() -> list[str]:
        return [action.label for action in client.get(home).context["actions"]]

    assert offered() == ["Xác minh", "Không nêu gương"]
    client.post(reverse("portal:verify-exemplar", args=[exemplar.pk]), {"proof": "Gặp khu phố"})
    assert offered() == ["Ghi nhận sự đồng ý", "Soạn bài", "Không nêu gương"]
    agreed = {"consent": "recorded", "consent_on": "08/07/2025", "consent_kept": "Băng ghi số 3"}
    client.post(reverse("portal:exemplar-consent", args=[exemplar.pk]), agreed)
    assert client.post(reverse("portal:exemplar-article", args=[exemplar.pk])).status_code == 302
    assert offered() == ["Ghi nhận rút lại đồng ý", "Không nêu gương"]
    article = Article.objects.get()
    client.post(reverse("portal:publish", args=[article.pk]), {"version": article.version})
    copied = {"unit": province.cam_pha.unit.pk, "copied_on": "08/07/2025", "how": "Mở lớp"}
    assert client.post(reverse("portal:exemplar-copy", args=[exemplar.pk]), copied).status_code == 302
    assert offered() == ["Ghi nơi học tập, nhân rộng", "Ghi nhận rút lại đồng ý"]
    assert client.post(reverse("portal:end-consent", args=[exemplar.pk]), {"reason": "Bà đề nghị"}).status_code == 302
    exemplar.refresh_from_db()
    assert (exemplar.state, offered()) == ("consent_ended", [])
