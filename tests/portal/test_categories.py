"""Categories of the news as data: kept by the province's editors, retired not removed, old addresses valid."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.portal.builders import draft, published
from thidua.portal import actions, actions_categories
from thidua.portal.actions_categories import (
    MOST,
    add_category,
    move_category,
    rename_category,
    restore_category,
    retire_category,
)
from thidua.portal.actions_founding import found_categories
from thidua.portal.actions_revisions import take_back_text
from thidua.portal.models import Article, NewsCategory
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent
from thidua.units.models import RoleGrant

FOUNDED = ["tin-tuc", "guong-dien-hinh", "phong-trao", "khen-thuong", "huong-dan"]


def _refusal(act, **given) -> str:
    with pytest.raises(Denied) as caught:
        act(**given)
    return caught.value.reason


@pytest.fixture
def editor(province):
    """An editor of the province itself."""
    return province.root.editor


def _slugs() -> list[str]:
    return list(NewsCategory.objects.filter(retired_at=None).values_list("slug", flat=True))


def test_an_installation_begins_with_five_and_finding_them_again_changes_nothing(db):
    NewsCategory.objects.filter(slug="phong-trao").update(name="Phong trào")
    found_categories()
    assert (_slugs(), NewsCategory.objects.get(slug="phong-trao").name) == (FOUNDED, "Phong trào")


def test_only_editors_of_the_province_keep_them(province, editor):
    category, at = NewsCategory.objects.get(slug="phong-trao"), province.at
    reason = (
        "Chuyên mục dùng chung cho cả cổng thông tin: việc này cần vai trò “Biên tập viên” của "
        f"{province.root.unit.name}."
    )
    for by in (province.ha_long.editor, province.root.officer):
        for act, given in (
            (add_category, {"name": "Mới"}),
            (rename_category, {"category": category, "name": "Khác"}),
            (move_category, {"category": category, "up": True}),
            (retire_category, {"category": category, "reason": "Thôi"}),
            (restore_category, {"category": category}),
        ):
            assert _refusal(act, **given, by=by, at=at) == reason
    assert _slugs() == FOUNDED


def test_a_category_is_added_named_moved_retired_and_used_again_each_in_the_audit(province, editor):
    at, by = province.at, {"by": editor, "at": province.at}
    made = add_category(name="  Chuyển đổi số ", **by)
    assert (made.slug, made.name, made.ordinal) == ("chuyen-doi-so", "Chuyển đổi số", 6)
    rename_category(category=made, name="Cải cách, chuyển đổi số", **by)
    move_category(category=made, up=True, **by)
    assert _slugs()[-2:] == ["chuyen-doi-so", "huong-dan"]
    retire_category(category=made, reason="Gộp vào Tin tức", **by)
    made.refresh_from_db()
    assert (_slugs(), made.retired_at, made.retired_by, made.retired_reason) == (FOUNDED, at, editor, "Gộp vào Tin tức")
    restore_category(category=made, **by)
    assert _slugs() == [*FOUNDED, "chuyen-doi-so"]
    told = AuditEvent.objects.filter(thing_kind="newscategory", thing_id=str(made.pk)).values_list("act", "detail")
    assert list(told.order_by("seq")) == [
        ("news_category_added", {"slug": "chuyen-doi-so", "name": "Chuyển đổi số"}),
        ("news_category_renamed", {"was": "Chuyển đổi số", "name": "Cải cách, chuyển đổi số"}),
        ("news_category_moved", {"place": 5}),
        ("news_category_retired", {"reason": "Gộp vào Tin tức"}),
        ("news_category_restored", {}),
    ]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"name": " "}, "Mời ghi tên chuyên mục, không quá 60 ký tự."),
        ({"name": "x" * 61}, "Mời ghi tên chuyên mục, không quá 60 ký tự."),
        ({"name": "GƯƠNG điển hình"}, "Đã có chuyên mục mang tên này (kể cả chuyên mục đã thôi dùng)."),
        ({"name": "Mới", "slug": "tin-tuc"}, "Tên “tin-tuc” trong địa chỉ đã dùng cho một chuyên mục. Mời đặt tên khác."),
        *(
            (
                {"name": "Mới", "slug": slug},
                "Tên trong địa chỉ gồm chữ thường không dấu, số và gạch nối, không quá 20 ký tự, ví dụ guong-sang.",
            )
            for slug in ("Mới", "a b", "-a", "a--b", "a/b", "x" * 21, "tin\u202e")
        ),
        ({"name": "中文"}, "Tên trong địa chỉ gồm chữ thường không dấu, số và gạch nối, không quá 20 ký tự, ví dụ guong-sang."),
    ],
)  # fmt: skip
def test_a_category_that_cannot_be_is_refused(province, editor, given, reason):
    assert (_refusal(add_category, **given, by=editor, at=province.at), _slugs()) == (reason, FOUNDED)


def test_those_the_system_drafts_into_stay_and_there_are_never_too_many(province, editor, monkeypatch):
    by = {"by": editor, "at": province.at}
    for slug, name in (("tin-tuc", "Tin tức thi đua"), ("guong-dien-hinh", "Gương điển hình")):
        found = NewsCategory.objects.get(slug=slug)
        assert _refusal(retire_category, category=found, reason="Thôi", **by) == (
            f"Bài soạn từ hội nghị, từ gương điển hình cần chuyên mục “{name}” nên không thôi dùng được."
        )
    for number in range(MOST - len(FOUNDED)):
        add_category(name=f"Mục số {number}", **by)
    assert _refusal(add_category, name="Thêm nữa", **by) == (
        "Nhiều nhất 20 chuyên mục cùng lúc. Mời cho thôi dùng một chuyên mục khác trước."
    )


def test_of_two_at_once_one_retires_or_renames(province, editor):
    by = {"by": editor, "at": province.at}
    first, second = (NewsCategory.objects.get(slug="phong-trao") for _ in range(2))
    rename_category(category=first, name="Phong trào", **by)
    with pytest.raises(Stale):
        rename_category(category=second, name="Các phong trào", **by)
    first, second = (NewsCategory.objects.get(slug="phong-trao") for _ in range(2))
    retire_category(category=first, reason="Thôi", **by)
    with pytest.raises(Stale):
        retire_category(category=second, reason="Thôi", **by)
    assert _refusal(retire_category, category=first, reason="Thôi", **by) == "Chuyên mục này đã thôi dùng."


def test_a_retired_category_takes_no_new_article_and_its_address_stays_valid(province, editor, client):
    at, writer = province.at, province.ha_long.editor
    old = published(province.ha_long, at, "Bài ở mục cũ", category="phong-trao")
    category = NewsCategory.objects.get(slug="phong-trao")
    before = client.get("/tin-tuc/?muc=phong-trao").content.decode()
    retire_category(category=category, reason="Ít dùng", by=editor, at=at)
    after = client.get("/tin-tuc/?muc=phong-trao").content.decode()
    assert [page.count("Bài ở mục cũ") for page in (before, after)] == [1, 1]
    assert re.findall(r"<h1[^>]*>([^<]*)</h1>", after) == ["Phong trào thi đua"]
    assert "?muc=phong-trao" not in client.get("/tin-tuc/").content.decode()

    refused = "Chuyên mục này không có hoặc đã thôi dùng. Mời chọn chuyên mục khác."
    for wrong in ("phong-trao", "khong-co", ""):
        assert _refusal(draft, office=province.ha_long, at=at, title="Bài mới", category=wrong) == refused
    # what stands there may be edited and stay; once moved away it does not come back, not by an old text either
    texts = {"title": "Bài sửa", "lead": "Mở.", "body": "Thân.", "author_name": "Hà"}
    actions.edit_article(article=old, **texts, category="phong-trao", by=writer, at=at)
    actions.edit_article(article=old, **texts, category="tin-tuc", by=writer, at=at)
    assert _refusal(actions.edit_article, article=old, **texts, category="phong-trao", by=writer, at=at) == refused
    assert _refusal(take_back_text, revision=old.revisions.get(number=1), article=old, by=writer, at=at) == refused
    assert Article.objects.get().category == "tin-tuc"


def test_a_new_name_is_at_once_on_every_page(province, editor, client):
    published(province.ha_long, province.at, "Bài", category="huong-dan")
    anybody = Client()
    pages = ("/", "/tin-tuc/", "/tin-tuc/bai/", "/tin-tuc/?muc=huong-dan")
    assert ["Chủ trương, hướng dẫn" in anybody.get(page).content.decode() for page in pages] == [True] * 4
    rename_category(category=NewsCategory.objects.get(slug="huong-dan"), name="Hỏi đáp", by=editor, at=province.at)
    for page in pages:
        told = anybody.get(page).content.decode()
        assert ("Hỏi đáp" in told, "Chủ trương, hướng dẫn" in told) == (True, False), page


def test_the_whole_way_through_the_screens(province, editor, client):
    client.force_login(editor)
    listed = reverse("portal:categories")
    assert listed in client.get(reverse("portal:desk")).content.decode()
    client.post(reverse("portal:category-add"), {"name": "Chuyển đổi số", "slug": ""})
    made = NewsCategory.objects.get(slug="chuyen-doi-so")
    client.post(reverse("portal:category-rename", args=[made.pk]), {"name": "Số hóa"})
    client.post(reverse("portal:category-move", args=[made.pk]), {"up": "1"})
    client.post(reverse("portal:category-retire", args=[made.pk]), {"reason": "Gộp lại"})
    page = client.get(listed).content.decode()
    told = ("Thêm chuyên mục “Chuyển đổi số”", "Đổi tên “Chuyển đổi số” thành “Số hóa”", "Chuyển “Số hóa” đến chỗ thứ 5",
            "Thôi dùng “Số hóa”")  # fmt: skip
    assert [text in page for text in told] == [True] * 4
    client.post(reverse("portal:category-restore", args=[made.pk]))
    assert _slugs()[-1] == "chuyen-doi-so"
    refused = client.post(reverse("portal:category-add"), {"name": "Số hóa", "slug": ""})
    assert (refused.status_code, "Đã có chuyên mục mang tên này" in refused.content.decode()) == (422, True)


def test_who_is_no_editor_of_the_province_reads_the_list_and_does_nothing(province, client):
    client.force_login(province.ha_long.editor)
    page = client.get(reverse("portal:categories")).content.decode()
    assert ("Thêm chuyên mục" in page, "Đổi tên" in page) == (True, False)
    made = NewsCategory.objects.get(slug="phong-trao")
    answers = [
        client.post(reverse(f"portal:category-{name}", args=[made.pk]), {"name": "X", "reason": "X"}).status_code
        for name in ("rename", "retire", "restore", "move")
    ]
    assert (set(answers) <= {403}, NewsCategory.objects.get(pk=made.pk).name) == (True, "Phong trào thi đua")
    assert RoleGrant.objects.filter(role="editor", unit=province.ha_long.unit).exists()


def test_the_list_costs_the_same_however_many_articles(province, editor, client, django_assert_max_num_queries):
    for number in range(12):
        published(province.ha_long, province.at, f"Bài {number}")
    client.force_login(editor)
    with django_assert_max_num_queries(12):
        client.get(reverse("portal:categories"))
    assert Article._meta.get_field("category").max_length == actions_categories.LONGEST_SLUG
