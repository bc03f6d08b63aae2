"""The public portal: open without signing in, drafts never seen, few queries, codes told apart."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.decisions.builders import drafted, issued
from tests.honours.builders import import_for, past_line, revoke
from tests.portal.builders import draft, held_conference, published
from thidua.honours import actions as honours
from thidua.honours.codes import new_code
from thidua.honours.models import Honour
from thidua.portal import actions
from thidua.portal import actions_publishing as publishing

OPEN = ["front", "news", "roll", "verify", "decisions", "feed", "sitemap"]


def _text(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("name", OPEN)
def test_everybody_may_read_and_nothing_unpublished_is_told(client, province, name):
    ha_long, at = province.ha_long, province.at
    published(ha_long, at, title="Tin đã đăng")
    draft(ha_long, at, title="Bản nháp kín")
    gone = published(ha_long, at, title="Tin đã gỡ kín")
    publishing.withdraw_article(article=gone, reason="Sai", by=ha_long.editor, at=at)
    drafted(ha_long, at, award="grassroots_emulation_fighter")
    answer = client.get(reverse(f"portal:{name}"))
    assert answer.status_code == 200
    leaks = [word for word in ("Bản nháp kín", "ban-nhap-kin", "Tin đã gỡ kín", "tin-da-go-kin", "Nguyễn Thị An")
             if word in _text(answer)]  # fmt: skip
    assert leaks == []
    told = {"front": "Tin đã đăng", "news": "Tin đã đăng", "feed": "Tin đã đăng", "sitemap": "tin-da-dang"}
    assert told.get(name, "") in _text(answer)


def test_an_article_is_read_when_published_and_not_before_or_after(client, province):
    ha_long, at = province.ha_long, province.at
    article = draft(ha_long, at, body="Đoạn một <script>alert(1)</script>.\n\nĐoạn hai.")
    address = reverse("portal:article", args=[article.slug])
    seen = [client.get(address).status_code]
    publishing.publish_article(article=article, by=ha_long.editor, at=at)
    answer = client.get(address)
    seen.append(answer.status_code)
    assert answer.context["text"] == ("<p>Đoạn một &lt;script&gt;alert(1)&lt;/script&gt;.</p>\n<p>Đoạn hai.</p>")
    assert "<script>alert" not in _text(answer)
    assert "Thứ Ba, ngày 08 tháng 7 năm 2025, 09:00 (GMT+7)" in _text(answer)
    publishing.withdraw_article(article=article, reason="Sai", by=ha_long.editor, at=at)
    seen.append(client.get(address).status_code)
    assert seen == [404, 200, 404]


def test_the_roll_finds_by_name_unit_award_and_year(client, province):
    import_for(province.ha_long, province.at, people=5)
    import_for(province.cam_pha, province.at, people=2, year=2023, award="grassroots_emulation_fighter")
    address = reverse("portal:roll")

    def count(**query):
        return client.get(address, query).context["table"].count

    assert count() == 7
    assert [count(q="thi dao"), count(q="cam pha"), count(q="12/QĐ"), count(q="không ai")] == [1, 2, 7, 0]
    assert [count(award="grassroots_emulation_fighter"), count(year="2023"), count(year="2022")] == [2, 2, 7]
    assert count(unit=str(province.ha_long.unit.pk)) == 5
    revoked = Honour.objects.filter(of_unit=province.ha_long.unit).first()
    revoke(revoked, province.ha_long.decider, province.at)
    assert count() == 6


def test_check_codes_are_not_listed_in_public(client, province):
    honour, _ = import_for(province.ha_long, province.at)
    for name, args in (("roll", []), ("front", []), ("honour", [honour.pk])):
        answer = client.get(reverse(f"portal:{name}", args=args))
        assert ("Nguyễn Thị An" in _text(answer), honour.check_code in _text(answer)) == (True, False)


@pytest.mark.parametrize("count", [5, 400])
def test_lists_cost_the_same_queries_at_any_size(client, province, django_assert_max_num_queries, count):
    person = province.ha_long.people[0]
    rows = [past_line(province.ha_long, person, ordinal=n) for n in range(1, count + 1)]
    honours.import_past_honours(rows=rows, under=province.ha_long.unit, by=province.ha_long.officer, at=province.at)
    for n in range(min(count, 15)):
        published(province.ha_long, province.at, title=f"Tin số {n}")
    for name in ("front", "news", "roll", "decisions"):
        with django_assert_max_num_queries(12):
            client.get(reverse(f"portal:{name}"))


def test_a_good_code_shows_the_honour_and_nothing_more_than_the_decision(client, province):
    issued(province.ha_long, province.at, people=1)
    honour = Honour.objects.get()
    typed = honour.check_code.lower().replace("-", " ")
    answer = client.get(reverse("portal:verify"), {"ma": typed})
    assert answer.url == reverse("portal:verify-code", args=[honour.check_code])
    answer = client.get(answer.url)
    assert (answer.status_code, answer["X-Robots-Tag"], answer.context["state"]) == (200, "noindex", "valid")
    assert answer.context["facts"] == [
        ("Người, tập thể được khen", "Nguyễn Thị An"),
        ("Chức vụ, đơn vị", "Công chức, Phường Hạ Long"),
        ("Danh hiệu, hình thức", "Lao động tiên tiến"),
        ("Năm", "2025"),
        ("Quyết định", "Số 01/QĐ-UBND ngày 08/07/2025"),
        ("Cơ quan quyết định", "Ủy ban nhân dân phường hạ long"),
        ("Số sổ vàng", "1"),
    ]
    assert "01/01/1985" not in _text(answer)
    paper = answer.context["decision"].paper_id
    assert client.get(reverse("papers:open", args=[paper])).status_code == 200


def test_a_typing_error_and_an_unknown_code_are_told_apart(client, province):
    code = new_code()
    unknown = client.get(reverse("portal:verify-code", args=[code]))
    assert (unknown.status_code, unknown.context["unknown"]) == (404, True)
    last = "0" if code[-1] != "0" else "1"
    mistyped = client.get(reverse("portal:verify-code", args=[code[:-1] + last]))
    problem = "Mã vừa nhập có chỗ gõ sai: ký tự kiểm tra không khớp. Mời so lại từng nhóm bốn ký tự."
    assert (mistyped.status_code, mistyped.context["problem"]) == (422, problem)
    by_form = client.get(reverse("portal:verify"), {"ma": code[:-1] + last})
    assert (by_form.status_code, by_form.context["problem"], by_form["X-Robots-Tag"]) == (422, problem, "noindex")


def test_a_corrected_honour_shows_what_holds_and_a_revoked_one_says_so(client, province):
    honour, other = import_for(province.ha_long, province.at)
    line = honours.correct_honour(
        honour=honour, recipient_name="Nguyễn Thị Ân", reason="Lý do kín", by=province.ha_long.officer, at=province.at
    )
    revoke(other, province.ha_long.decider, province.at, reason="Lý do kín")
    seen = []
    for code in (honour.check_code, line.check_code, other.check_code):
        answer = client.get(reverse("portal:verify-code", args=[code]))
        seen.append((answer.context["state"], answer.context["facts"][0][1], "Lý do kín" in _text(answer)))
    assert seen == [
        ("corrected", "Nguyễn Thị Ân", False),
        ("corrected", "Nguyễn Thị Ân", False),
        ("revoked", "Nguyễn Thị Bình", False),
    ]
    act = "theo quyết định số 99/QĐ-UBND ngày 08/07/2025 của"
    told = [act in _text(client.get(reverse("portal:verify-code", args=[h.check_code]))) for h in (honour, other)]
    assert told == [False, True]


def test_only_award_lines_have_a_public_page(client, province):
    honour, _ = import_for(province.ha_long, province.at)
    line = honours.correct_honour(
        honour=honour, recipient_detail="X", reason="Sai", by=province.ha_long.officer, at=province.at
    )
    assert [client.get(reverse("portal:honour", args=[pk])).status_code for pk in (honour.pk, line.pk)] == [200, 404]


def test_issued_decisions_are_listed_with_their_paper_and_drafts_are_not(client, province):
    decision = issued(province.ha_long, province.at)
    drafted(province.cam_pha, province.at)
    answer = client.get(reverse("portal:decisions"))
    assert [(row.record.pk, row.cells[0].url) for row in answer.context["table"].rows] == [
        (decision.pk, reverse("papers:open", args=[decision.paper_id]))
    ]


def test_news_stand_in_the_order_of_publication_and_name_the_day_of_the_conference(client, province):
    first = published(province.ha_long, province.at, title="Tin đăng trước")
    last = actions.draft_article_from_conference(
        conference=held_conference(province), by=province.root.editor, at=province.at - timedelta(hours=2)
    )
    publishing.publish_article(article=last, by=province.root.editor, at=province.at + timedelta(hours=1))
    page = client.get(reverse("portal:news")).context["page"]
    assert [item.pk for item in page] == [last.pk, first.pk]
    metas = re.findall(r'<p class="news-meta">(.*?)</p>', _text(client.get(reverse("portal:news"))))
    assert [meta.partition("</time>")[2] for meta in metas] == [" · Hội nghị ngày 15/01/2026", ""]


def test_a_decision_with_a_revoked_line_says_so_in_the_list(client, province):
    ha_long, at = province.ha_long, province.at
    decision = issued(ha_long, at)

    def marks() -> list[bool]:
        return [row.is_annulled for row in client.get(reverse("portal:decisions")).context["table"].records]

    assert marks() == [False]
    revoke(Honour.objects.filter(decision_number=decision.number_text).first(), ha_long.decider, at)
    assert marks() == [True]
    assert "Có hủy bỏ" in client.get(reverse("portal:decisions")).text
