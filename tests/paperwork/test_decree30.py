"""Every kind of paper is measured in its PDF against the decree; wrong layouts and wrong values are found."""

import shutil
from dataclasses import replace
from datetime import date

import pytest

from paperwork import render as press
from paperwork import samples, samples_more
from paperwork.blocks import Distribution, Issuer, Reference, Signer
from paperwork.catalogue import BY_CODE, KINDS
from paperwork.papers.letters import reminder_letter
from paperwork.papers.named import named_data
from paperwork.papers.nomination_list import submission_of
from paperwork.papers.official_letter import letter_data
from paperwork.render import UNDATED, render
from tests.paperwork.measure import findings

each_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.code for kind in KINDS])


@each_kind
def test_every_kind_of_paper_is_printed_as_the_decree_says(kind):
    assert findings(kind.pdf(), kind.layout, kind.sample()) == []


def printed(layout, data):
    return findings(render(layout, data, created_at=UNDATED), layout, data)


# ── What a person may put in still comes out in form ─────────────────────────────────────────────────────────

SIGNERS = (
    Signer("TM. Ủy ban nhân dân", "Chủ tịch", "Bùi Văn Khắng"),
    Signer("TM. Ủy ban nhân dân\nKT. Chủ tịch", "Phó Chủ tịch", "Bùi Văn Khắng"),
    Signer("TL. Chủ tịch\nKT. Chánh Văn phòng", "Phó Chánh Văn phòng", "Bùi Văn Khắng"),
    Signer("TUQ. Chủ tịch", "Giám đốc Sở Nội vụ", "Bùi Văn Khắng"),
    Signer("", "Q. Giám đốc", "Nguyễn Thị Hạnh Phương Thanh Huyền Trân"),
)


@pytest.mark.parametrize("signer", SIGNERS, ids=lambda signer: signer.authority_prefix or signer.position)
def test_every_authority_to_sign_keeps_its_block(signer):
    assert printed("named", named_data(replace(samples_more.conclusion_notice(), signer=signer))) == []


@pytest.mark.parametrize(
    "issuer",
    [
        Issuer("", "Ủy ban nhân dân đặc khu Vân Đồn", "Vân Đồn"),
        Issuer("Ủy ban nhân dân tỉnh Quảng Ninh", "Ban Quản lý Khu kinh tế Quảng Ninh", "Quảng Ninh"),
        Issuer(
            "Ủy ban nhân dân tỉnh Quảng Ninh",
            "Trung tâm Phục vụ hành chính công và Kiểm soát thủ tục hành chính tỉnh",
            "Quảng Ninh",
        ),
        Issuer("", "Công ty cổ phần Than Hà Tu", "Hạ Long"),
    ],
    ids=lambda issuer: issuer.name,
)
def test_names_of_agencies_of_any_length_keep_rule_and_middle(issuer):
    assert (
        printed("official_letter", letter_data(replace(reminder_letter(samples_more.reminder()), issuer=issuer))) == []
    )


@pytest.mark.parametrize("number", [1, 9, 10, 128, 2820])
@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 9), date(2026, 12, 31)])
def test_numbers_and_dates_are_padded_as_the_decree_says(number, day):
    paper = replace(samples_more.conclusion_notice(), reference=Reference(number, "TB-UBND", day), sections=())
    data = named_data(paper)
    assert printed("named", data) == []
    assert data["reference"] == {
        "code": f"{'0' if number < 10 else ''}{number}/TB-UBND",
        "date": {
            date(2026, 1, 1): "ngày 01 tháng 01 năm 2026",
            date(2026, 2, 28): "ngày 28 tháng 02 năm 2026",
            date(2026, 3, 9): "ngày 09 tháng 3 năm 2026",
            date(2026, 12, 31): "ngày 31 tháng 12 năm 2026",
        }[day],
    }


def test_several_addressees_and_many_recipients_keep_their_dashes():
    paper = replace(
        samples_more.conclusion_notice(),
        addressees=("Bộ Nội vụ", "Thường trực Tỉnh ủy", "Hội đồng Thi đua - Khen thưởng tỉnh"),
        distribution=Distribution(tuple(f"Sở thứ {n}" for n in range(1, 13)), "VT, TĐKT"),
    )
    assert printed("named", named_data(paper)) == []


def test_a_summary_over_three_lines_keeps_a_rule_of_its_last_line():
    summary = "Tổng kết phong trào thi đua “Quảng Ninh đoàn kết, sáng tạo, bứt phá” và phát động phong trào " * 2
    assert printed("named", named_data(replace(samples_more.conclusion_notice(), summary=summary.strip()))) == []


# ── A layout that is wrong is found, each by the element that is wrong ───────────────────────────────────────

WRONG_LAYOUTS = [
    ("top: 20mm, bottom: 20mm, left: 30mm", "top: 20mm, bottom: 20mm, left: 24mm", "left margin"),
    ("bottom: 20mm, left", "bottom: 8mm, left", "bottom margin"),
    ("right: 15mm", "right: 10mm", "right margin"),
    ("top: 20mm", "top: 30mm", "top margin"),
    ('size: 13pt, weight: "bold")[CỘNG HÒA', 'size: 14pt, weight: "bold")[CỘNG HÒA', "state: 14"),
    ('weight: "bold")[Độc lập', 'weight: "regular")[Độc lập', "motto: Regular"),
    ("last-letter], share: 100%", "last-letter], share: 60%", "motto: rule is 0.6"),
    (
        'ruled(text(size: 13pt, weight: "bold", lines(issuer.name)',
        'ruled(share: 80%, text(size: 13pt, weight: "bold", lines(issuer.name)',
        "agency: rule is 0.8",
    ),
    ("ruled(balanced(90%, titled", "ruled(share: 20%, balanced(90%, titled", "summary: rule is 0.2"),
    (
        "text(size: 13pt, lines(issuer.parent))",
        'text(size: 13pt, weight: "bold", lines(issuer.parent))',
        "parent: Bold",
    ),
    ("set text(size: 13pt, top-edge: 10pt)", "set text(size: 12pt, top-edge: 10pt)", "number: 12"),
    ('top-edge: 10pt, style: "italic")', "top-edge: 10pt)", "date: Regular"),
    ("size: 14pt, top-edge: 10pt, style", "size: 14pt, top-edge: 22pt, style", "date: not on the line"),
    ('text(size: size, weight: "bold", lines(kind))', "text(size: size, lines(kind))", "kind: Regular"),
    ("#let indent = 12.7mm", "#let indent = 20mm", "text: first line begins 20"),
    ("#let between = 0.62em + 6pt", "#let between = 0.62em + 1pt", "between paragraphs"),
    ("leading: 0.62em", "leading: 1.4em", "lines 28"),
    ("set par(justify: true", "set par(justify: false", "not justified"),
    ('size: 14pt, lang: "vi"', 'size: 12pt, lang: "vi"', "text: 12"),
    (
        'size: 12pt, weight: "bold", style: "italic")[Nơi nhận',
        'size: 12pt, style: "italic")[Nơi nhận',
        "recipients: Italic",
    ),
    ("text(size: 11pt, list", "text(size: 12pt, list", "recipient: 12"),
    ("number > 1 {", "number > 0 {", "page_number: “1” on page 1"),
    ("text(size: 13pt)[#number]", "text(size: 10pt)[#number]", "page_number: 10"),
    ("align(center, text(size: 13pt)[#number])", "align(right, text(size: 13pt)[#number])", "page_number: middle"),
    ('size: 14pt, weight: "bold", item.label', 'size: 12pt, weight: "bold", item.label', "appendix_label: 12"),
    ('style: "italic", item.attached', "item.attached", "appendix_attached: Regular"),
    ("counter(page).update(0)", "", "page_number: “4” on page 4"),
    ("else { v(room) }", "else { v(2mm) }", "no room for a seal"),
    ('list.map(line => ([], "- " + line))', "list.map(line => ([], [- #line]))", "was not printed"),
    ("fallback: false, hyphenate: false, overhang: false)", "fallback: false, hyphenate: false)", "ends -"),
]


def probe():
    """A named paper that has every block."""
    return replace(
        samples.nomination_list(),
        addressees=("Chủ tịch Ủy ban nhân dân tỉnh Quảng Ninh", "Hội đồng Thi đua - Khen thưởng tỉnh"),
    )


@pytest.mark.parametrize(("right", "wrong", "finding"), WRONG_LAYOUTS, ids=[finding for *_, finding in WRONG_LAYOUTS])
def test_a_wrong_layout_is_found(tmp_path, monkeypatch, right, wrong, finding):
    folder = tmp_path / "layouts"
    shutil.copytree(press.LAYOUTS, folder)
    family = folder / "nd30.typ"
    text = family.read_text()
    assert right in text, "the layout no longer says this: give the test its new words"
    family.write_text(text.replace(right, wrong, 1))
    monkeypatch.setattr(press, "LAYOUTS", folder)
    monkeypatch.setattr(press, "_presses", {})
    # The opening reaches the foot of the page and has lines that end in a comma.
    paper = replace(probe(), opening=samples.LONG_OPENING)
    found = printed("named", named_data(submission_of(paper)))
    assert [each for each in found if finding in each], found


def test_values_against_the_decree_are_found():
    data = BY_CODE["decision"].sample()
    data["distribution"] = ["- Như Điều 3.", "- VT."]
    data["reference"] = {"code": "5/QĐ-UBND", "date": "ngày 3 tháng 2 năm 2026"}
    data["bases"][0]["text"] = data["bases"][0]["text"].rstrip(";")
    data["articles"][-1]["text"] = "Quyết định này có hiệu lực."
    assert [
        [each for each in printed("decision", data) if each.startswith(f"{element}:")] != []
        for element in ("number", "date", "basis", "text", "recipient")
    ] == [True] * 5
