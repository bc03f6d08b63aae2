"""The editors' desk: who sees what, one act per click."""

from datetime import date

from django.urls import reverse

from tests.portal.builders import draft, held_conference
from thidua.portal.models import Article
from thidua.units.models import Unit


def _titles(answer) -> list[str]:
    return [row.record.title for row in answer.context["table"].rows]


def test_from_the_conference_to_the_published_article_through_the_screens(client, province):
    conference = held_conference(province)
    client.force_login(province.root.editor)
    page = client.get(reverse("portal:desk"))
    assert [row["conference"] for row in page.context["conferences"]] == [conference]
    answer = client.post(reverse("portal:draft-from-conference", args=[conference.pk]))
    article = Article.objects.get()
    assert answer.url == reverse("portal:desk-article", args=[article.pk])
    form = client.get(reverse("portal:edit", args=[article.pk])).context["form"]
    data = {name: form[name].value() for name in form.fields} | {"author_name": "Thu Hà"}
    assert client.post(reverse("portal:edit", args=[article.pk]), data).status_code == 302
    stale = client.post(reverse("portal:edit", args=[article.pk]), data | {"title": "Khác"})
    assert stale.status_code == 422
    article.refresh_from_db()
    for _ in range(2):
        client.post(reverse("portal:publish", args=[article.pk]), {"version": article.version})
    article.refresh_from_db()
    assert (article.state, article.author_name) == ("published", "Thu Hà")
    page = client.get(reverse("portal:desk-article", args=[article.pk]))
    assert [a.label for a in page.context["actions"]] == ["Xem trên cổng", "Sửa bài", "Gỡ bài"]
    version = {"reason": "Sai", "version": article.version}
    assert client.post(reverse("portal:withdraw", args=[article.pk]), version).status_code == 302
    assert client.get(reverse("portal:article", args=[article.slug])).status_code == 404


def test_the_desk_of_another_unit_is_empty(client, province):
    article = draft(province.ha_long, province.at)
    client.force_login(province.cam_pha.editor)
    assert _titles(client.get(reverse("portal:desk"))) == []
    for name in ("desk-article", "edit", "publish", "withdraw"):
        assert client.post(reverse(f"portal:{name}", args=[article.pk])).status_code == 404
    client.force_login(province.root.editor)
    assert _titles(client.get(reverse("portal:desk"))) == [article.title]


def test_who_is_no_editor_reads_and_is_told_why_not_more(client, province):
    article = draft(province.ha_long, province.at)
    client.force_login(province.ha_long.officer)
    page = client.get(reverse("portal:desk"))
    assert (_titles(page), page.context["actions"][0].refused) == (
        [article.title], "Để soạn bài viết cần vai trò “Biên tập viên”.",
    )  # fmt: skip
    assert client.get(reverse("portal:new")).status_code == 403
    page = client.get(reverse("portal:desk-article", args=[article.pk]))
    assert [(a.label, bool(a.refused)) for a in page.context["actions"]] == [
        ("Đăng bài", True), ("Sửa bài", True), ("Hẹn giờ đăng", True),
    ]  # fmt: skip


def test_a_new_article_is_written_for_a_unit_of_the_editor(client, province):
    client.force_login(province.ha_long.editor)
    data = {"category": "guong-dien-hinh", "title": "Cô giáo vùng cao", "lead": "Mở.", "body": "", "author_name": "Hà"}
    answer = client.post(reverse("portal:new"), data | {"unit": province.cam_pha.unit.pk})
    assert (answer.status_code, dict(answer.context["form"].errors)) == (
        422,
        {
            "body": ["Mục này không được để trống."],
            "unit": ["Giá trị đã chọn không có trong danh sách. Hãy chọn lại."],
        },
    )
    answer = client.post(reverse("portal:new"), data | {"unit": province.ha_long.unit.pk, "body": "Thân."})
    assert answer.status_code == 302
    assert list(Article.objects.values_list("title", "category", "unit")) == [
        ("Cô giáo vùng cao", "guong-dien-hinh", province.ha_long.unit.pk)
    ]


def test_a_new_article_is_offered_in_the_name_of_the_editors_own_unit(client, province):
    client.force_login(province.root.editor)
    form = client.get(reverse("portal:new")).context["form"]
    assert form["unit"].value() == province.root.unit.pk


def test_units_that_are_no_more_are_not_offered_and_equal_names_are_told_apart(client, province):
    ha_long, cam_pha = province.ha_long.unit, province.cam_pha.unit

    def unit(code, parent, kind="school", **fields):
        values = {
            "name": "Trường Tiểu học Kim Đồng",
            "agency_name": "Trường",
            "symbol": "TH",
            "head_title": "Hiệu trưởng",
        }
        return Unit.objects.create(
            code=code, parent=parent, kind=kind, place="QN", **({"valid_from": date(2025, 7, 1)} | values | fields)
        )

    here, there, twin = unit("S1", ha_long), unit("S2", cam_pha), unit("S3", cam_pha)
    room = unit("P1", ha_long, kind="section", name="Văn phòng")
    unit("S0", ha_long, valid_from=date(2010, 1, 1), valid_to=date(2025, 6, 30))
    client.force_login(province.root.editor)
    for name in ("portal:new", "portal:new-exemplar", "portal:new-poll"):
        field = client.get(reverse(name)).context["form"].fields["unit"]
        told = {str(value): label for value, label in field.choices}
        schools = {pk: label for pk, label in told.items() if "Kim Đồng" in label}
        assert (name, schools) == (
            name,
            {
                str(here.pk): "Trường Tiểu học Kim Đồng, Phường Hạ Long",
                str(there.pk): "Trường Tiểu học Kim Đồng, Phường Cẩm Phả (S2)",
                str(twin.pk): "Trường Tiểu học Kim Đồng, Phường Cẩm Phả (S3)",
            },
        )
        assert (told[str(room.pk)], told[str(ha_long.pk)]) == ("Văn phòng, Phường Hạ Long", "Phường Hạ Long")
