"""The text of an article: what markup is kept, what hostile input leaves, the words made of it. No database."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thidua.portal.changes import changes
from thidua.portal.richtext import LONGEST, cleaned, photos_in, shown, words_of
from thidua.shared.denied import Denied

WHOLE = (
    '<h2>Đề mục</h2>\n<p>Chữ <strong>đậm</strong>, <em>nghiêng</em>, <a href="https://a.vn/x" rel="noopener noreferrer">'
    "nối</a>.</p>\n<h3>Nhỏ</h3>\n<ul><li><p>một</p>\n</li></ul>\n<ol><li><p>hai</p>\n</li></ol>\n<blockquote><p>lời</p>\n"
    '</blockquote>\n<table><tbody><tr><th colspan="2"><p>Đầu</p>\n</th></tr><tr><td><p>1</p>\n</td><td><p>2</p>\n'
    '</td></tr></tbody></table>\n<figure data-photo="12"></figure>'
)


def test_everything_the_editor_offers_is_kept_and_kept_again_unchanged():
    assert cleaned(WHOLE) == WHOLE
    assert words_of(WHOLE).split("\n\n") == [
        "Đề mục", "Chữ đậm, nghiêng, nối.", "Nhỏ", "một", "hai", "lời", "Đầu", "1 | 2",
    ]  # fmt: skip
    assert photos_in(WHOLE) == [12]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ('<p onclick="x()" style="background:url(//e)" class="z">a</p>', "<p>a</p>"),
        ('<p><img src="x" onerror="alert(1)">a</p>', "<p>a</p>"),
        ('<p><a href="javascript:alert(1)">a</a></p>', '<p><a rel="noopener noreferrer">a</a></p>'),
        ('<p><a href="java\nscript:alert(1)">a</a></p>', '<p><a rel="noopener noreferrer">a</a></p>'),
        ('<p><a href="data:text/html,<script>1</script>">a</a></p>', '<p><a rel="noopener noreferrer">a</a></p>'),
        ("<p>a<style>p{}</style><svg onload=1><text>q</text></svg><math><mi>m</mi></math></p>", "<p>a</p>"),
        ('<p>a<iframe src="//e">i</iframe><object>o</object><template>t</template></p>', "<p>a</p>"),
        ("<li><strong>a</strong></li><p>b</p>", "<p>&lt;li&gt;&lt;strong&gt;a&lt;/strong&gt;&lt;/li&gt;&lt;p&gt;b&lt;/p&gt;</p>"),
        ("<p><li>a<table></table>", "<p>a</p>\n<table></table>"),
        ("<p>a<!-- x --></p><form><input name=q>b</form>", "<p>a</p>b"),
        ('<figure data-photo="1;x"><b>a</b></figure><p>b</p>', "<p>b</p>"),
        ('<figure data-photo="7"><img src=x onerror=1><figcaption>c</figcaption></figure>', '<figure data-photo="7"></figure>'),
        ('<table><tr><td colspan="9999" rowspan="-1">a</td></tr></table>', "<table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("<p>a <b>b</b> <i>c</i></p><p> <br></p>", "<p>a <strong>b</strong> <em>c</em></p>"),
        ("<p><strong> </strong></p>", ""),
        ("  Đoạn  một.\r\n\r\n Đoạn hai < ba & bốn.", "<p>Đoạn một.</p>\n<p>Đoạn hai &lt; ba &amp; bốn.</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("a <p onclick=1>b</p>", "<p>a &lt;p onclick=1&gt;b&lt;/p&gt;</p>"),
    ],
)  # fmt: skip
def test_what_hostile_or_careless_input_leaves(sent, kept):
    assert cleaned(sent) == kept


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ("<p>" + "a" * 2_000_000, "Nội dung dài quá 200.000 ký tự (kể cả định dạng). Mời chia thành nhiều bài."),
        (
            "<blockquote>" * 9_000 + "a",
            "Nội dung có quá nhiều lớp định dạng lồng nhau. Mời dán lại dạng văn bản thuần.",
        ),
    ],
)
def test_what_is_too_much_is_refused_with_the_way_out(sent, reason):
    with pytest.raises(Denied) as refused:
        cleaned(sent)
    assert refused.value.reason == reason


_PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<script>", "</script>", "<b>", "<table>", "<td>", "<svg>", "<style>", "<figure data-photo='3'>",
        "<img src=x onerror=y>", "<a href='javascript:z'>", "<!--", "-->", "chữ", "&lt;script&gt;", "\x00", "<h2 style='a'>",
        "</h2>", "<li>",
    ]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_PIECES, max_size=30).map(lambda parts: "<p>" + "".join(parts)))
def test_whatever_is_sent_cleaning_leaves_no_foreign_markup_and_is_stable(sent):
    kept = cleaned(sent)
    assert len(kept) <= LONGEST
    lowered = kept.lower()
    assert [
        bad for bad in ("<script", "<style", "<svg", "<img", "onerror=", 'href="javascript', "style=") if bad in lowered
    ] == []
    assert cleaned(kept) == kept


def test_pictures_and_wide_tables_are_put_in_when_the_page_is_made():
    page = shown(
        '<figure data-photo="1"></figure><table><tbody></tbody></table><figure data-photo="2"></figure>',
        lambda key: {1: "[1]"}.get(key, ""),
    )
    assert page == (
        '[1]<div class="article-table" role="region" aria-label="Bảng số liệu" tabindex="0"><table><tbody></tbody></table></div>'
    )


def test_two_texts_are_compared_word_by_word():
    assert changes("một hai ba\n\nbốn\n\nsáu", "một năm ba\n\nbốn\n\nbảy tám\n\nchín") == [
        [("same", "một"), ("gone", "hai"), ("new", "năm"), ("same", "ba")],
        [("same", "bốn")],
        [("gone", "sáu"), ("new", "bảy tám")],
        [("new", "chín")],
    ]
