"""Near-identical texts found, boilerplate passed over: measured on invented reports with copies planted in them."""

import random

import pytest

from thidua.shared.similar import MOST_SYLLABLES, digest_of, side_by_side, similar_pairs, syllables

SET = [
    "Luôn chấp hành nghiêm chủ trương, đường lối của Đảng, chính sách, pháp luật của Nhà nước, nội quy, quy chế cơ quan",
    "Có tinh thần trách nhiệm, tận tụy với công việc, giữ gìn đoàn kết nội bộ, được đồng nghiệp tín nhiệm và nhân dân tin yêu",
    "Tích cực tham gia các phong trào thi đua do đơn vị phát động và các hoạt động đoàn thể, từ thiện ở địa phương",
]
WHO = [
    "người dân",
    "hộ kinh doanh",
    "học sinh lớp 5",
    "bệnh nhân nghèo",
    "hội viên nông dân",
    "đoàn viên",
    "cựu chiến binh",
]
DID = [
    "rà soát",
    "hướng dẫn",
    "tiếp nhận",
    "xác minh",
    "số hóa",
    "tập huấn cho",
    "vận động",
    "khảo sát",
    "hòa giải cho",
]
WHAT = ["hồ sơ đất đai", "đơn xin cấp phép", "sổ khám bệnh", "bài giảng điện tử", "tuyến kênh nội đồng", "mô hình nuôi tôm",
        "đường dây điện", "thẻ bảo hiểm", "kho lưu trữ", "vườn cây ăn quả"]  # fmt: skip
WHERE = [
    "khu Vườn Đào",
    "thôn Đông Thắng",
    "bến phà Tài Xá",
    "chợ Hạ Long 1",
    "xóm Bãi Dài",
    "trạm y tế phường",
    "ngõ 12 Lê Lợi",
]
END = [
    "giảm một nửa thời gian chờ",
    "không còn khiếu nại kéo dài",
    "tăng thu cho từng hộ",
    "được cấp trên ghi nhận bằng văn bản",
]


def report(dice: random.Random, own: int = 14) -> str:
    """A report: all the set sentences, and sentences of its own with figures."""
    mine = [
        f"Tháng {dice.randint(1, 12)} tôi {dice.choice(DID)} {dice.randint(2, 900)} {dice.choice(WHO)} về {dice.choice(WHAT)} tại "
        f"{dice.choice(WHERE)}, phối hợp {dice.choice(WHO)} {dice.choice(DID)} {dice.choice(WHAT)}, {dice.choice(END)}"
        for _ in range(own)
    ]
    parts = [*SET, *mine]
    dice.shuffle(parts)
    return ". ".join(parts) + "."


def copied(text: str, dice: random.Random) -> str:
    """As people copy: other figures, a sentence dropped, one of their own put in front."""
    sentences = text.split(". ")
    sentences.pop(dice.randrange(len(sentences)))
    swapped = ["".join(str(dice.randint(1, 9)) if sign.isdigit() else sign for sign in each) for each in sentences]
    return f"Bản thân tôi nhận thức rõ vai trò {dice.choice(WHO)} {dice.choice(WHERE)}. " + ". ".join(swapped)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_copies_are_found_and_nothing_else(seed):
    dice = random.Random(seed)
    texts = [report(dice) for _ in range(300)]
    planted = set()
    for place in range(20):
        texts.append(copied(texts[place], dice))
        planted.add((place, 300 + place))
    found = {(pair.one, pair.other) for pair in similar_pairs(texts)}
    assert (found - planted, planted - found) == (set(), set())


def test_half_a_report_taken_over_is_found_too():
    dice = random.Random(7)
    texts = [report(dice) for _ in range(100)]
    half = ". ".join(texts[0].split(". ")[:9]) + ". " + ". ".join(report(dice).split(". ")[:8])
    assert [(pair.one, pair.other) for pair in similar_pairs([*texts, half])] == [(0, 100)]


def test_tone_places_composition_case_and_figures_make_no_difference():
    one = "Năm 2025 tôi hoàn thiện việc hoà giải 12 vụ ở thôn Thuý Hoa, lập sổ theo dõi từng hộ, mời người có uy tín cùng dự"
    import unicodedata

    other = unicodedata.normalize(
        "NFD", one.replace("hoà", "hòa").replace("Thuý", "Thúy").replace("2025", "2.024").upper()
    )
    assert syllables(one) == syllables(other)
    [pair] = similar_pairs([one, other], least_common=5)
    assert (pair.one, pair.other, pair.share) == (0, 1, 1.0)


def test_texts_of_set_phrases_only_are_not_alike():
    text = (
        "Hoàn thành xuất sắc nhiệm vụ năm 2025; Chiến sĩ thi đua cơ sở các năm 2023, 2024; Lao động tiên tiến năm 2022."
    )
    assert similar_pairs([text, text, text], least_common=1) == []


def test_what_many_say_is_nobodys_own():
    dice = random.Random(5)
    many = "Trong năm qua cơ quan chúng tôi đã tổ chức thành công đại hội, kiện toàn bộ máy, sắp xếp lại trụ sở làm việc theo đề án"
    texts = [f"{many}. {report(dice, 6)}" for _ in range(40)]
    assert similar_pairs(texts) == []


def test_only_the_asked_texts_are_told():
    dice = random.Random(9)
    texts = [report(dice) for _ in range(6)]
    texts += [copied(texts[0], dice), copied(texts[1], dice)]
    assert [(pair.one, pair.other) for pair in similar_pairs(texts, only=[1])] == [(1, 7)]


def test_side_by_side_gives_both_texts_whole_with_the_shared_stretches_marked():
    one = "Mở đầu khác hẳn. Tôi trực tiếp lắp cân điện tử cho chợ cá, dạy từng hộ đọc số trên màn hình. Kết riêng."
    other = (
        "Phần riêng của tôi là thế. Tôi trực tiếp lắp cân điện tử cho chợ cá, dạy từng hộ đọc số trên màn hình! Hết."
    )
    first, second = side_by_side(one, other)
    assert ("".join(p.text for p in first), "".join(p.text for p in second)) == (one, other)
    shared = "Tôi trực tiếp lắp cân điện tử cho chợ cá, dạy từng hộ đọc số trên màn hình"
    assert [(p.text, p.number) for p in first if p.shared] == [(shared, 1)]
    assert [(p.text, p.number) for p in second if p.shared] == [(shared, 1)]


@pytest.mark.parametrize(
    "text", ["", "\n\t ", "x", "123 456", "🙂" * 50, "a" * 5_000_000, "á " * 2_500_000, "\ud800 lone"]
)
def test_odd_texts_are_read_without_harm(text):
    assert similar_pairs([text, "một câu bình thường của một báo cáo bình thường ở phường"]) == []
    assert len(syllables(text)) <= MOST_SYLLABLES


def test_the_digest_tells_an_edit_and_where_texts_end():
    assert digest_of(["ab", "c"]) != digest_of(["a", "bc"])
    assert digest_of(["ab", "c"]) == digest_of(["ab", "c"])
