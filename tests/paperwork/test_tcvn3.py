"""TCVN3 text is told apart from Unicode and turned into it."""

import pytest

from paperwork.tcvn3 import _LETTERS, capitalise_names, looks_like_tcvn3, to_unicode

# How well-known words look when TCVN3 bytes are shown as Latin-1.
KNOWN = {
    "NguyÔn V¨n Hïng": "Nguyễn Văn Hùng",
    "TrÇn ThÞ Ph­¬ng": "Trần Thị Phương",
    "§éc lËp - Tù do - H¹nh phóc": "Độc lập - Tự do - Hạnh phúc",
    "Céng hßa x· héi chñ nghÜa ViÖt Nam": "Cộng hòa xã hội chủ nghĩa Việt Nam",
    "Qu¶ng Ninh, tØnh, huyÖn, ph­êng": "Quảng Ninh, tỉnh, huyện, phường",
    "Lª Vò Kh¸nh": "Lê Vũ Khánh",
}


@pytest.mark.parametrize(("old", "new"), KNOWN.items())
def test_known_words_are_converted(old, new):
    assert looks_like_tcvn3(old)
    assert to_unicode(old) == new


def test_every_vietnamese_small_letter_has_one_code():
    vowels = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ"
    accented = {letter for letter in vowels if not letter.isascii()} | {"đ"}
    assert sorted(_LETTERS.values()) == sorted(accented | set("ĂÂÊÔƠƯĐ"))


@pytest.mark.parametrize(
    "text",
    ["Nguyễn Văn Hùng", "Hà", "Công ty", "VÂN", "", "Điều 24 § 1", "« trích »", "5 ± 2", "Hòa © 2025", "LÊ THU HÀ"],
)
def test_unicode_text_is_left_alone(text):
    assert not looks_like_tcvn3(text)


def test_lost_initial_capitals_of_names_come_back():
    assert capitalise_names(to_unicode("NguyÔn V¨n ¸nh")) == "Nguyễn Văn Ánh"
