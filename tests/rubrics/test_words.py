"""What an officer writes and reads: numbers, bands, letters, lists; each family of formulas in words and back."""

from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.formulas import AnyFormula
from thidua.rubrics import families, files, params, words

MODELS = {model.model_fields["type"].annotation.__args__[0]: model for model in get_args(get_args(AnyFormula)[0])}
# Bounds that only the plain proportional formula reads; others inherit them and a setting of theirs is kept unseen.
UNSEEN = {"clamp_low", "clamp_high"}


def test_every_family_of_the_rulebook_has_words_for_each_of_its_settings():
    assert set(families.FAMILIES) == set(MODELS)
    for kind, family in families.FAMILIES.items():
        keys = {param.key for param in family.params}
        assert keys - set(MODELS[kind].model_fields) == set()
        assert set(MODELS[kind].model_fields) - keys - {"type"} <= UNSEEN


def test_every_family_goes_into_words_and_back_and_computes_an_example():
    names: dict[str, str] = {}
    said = {}
    for node in files.example_nodes(names):
        scoring, code = node["scoring"], node["code"]
        texts = params.texts_of(scoring, code, names)
        assert params.scoring_from(scoring["type"], texts, code, dict(names)) == scoring
        said[scoring["type"]] = families.example(scoring, node["max"])
    assert said["proportional_to_target"] == "Đạt 95/100 → 19 điểm"
    assert said["proportional_with_bonus_split"] == "Đạt 107/100 → 20 điểm và 1,4 điểm thưởng"
    assert said["ladder_percent"] == "Tỷ lệ 90% → 20 điểm"
    assert said["unknown"] == "Chưa rõ → chưa tính được: văn bản đã đọc không nêu cách chấm mục này"
    assert "" not in said.values()


@pytest.mark.parametrize(
    ("typed", "read"),
    [("20", "20"), ("0,25", "0.25"), ("1.234,5", "1234.5"), (20.0, "20"), (0.4, "0.4"), ("", None), (None, None)],
)
def test_a_number_is_read_the_vietnamese_way(typed, read):
    assert words.read_number(typed) == read


@pytest.mark.parametrize("typed", ["hai mươi", "-1", "NaN", "1e9", float("nan"), float("inf"), "9" * 30, "0.5", True])
def test_what_is_no_number_of_points_is_refused(typed):
    with pytest.raises(ValueError, match=r"\S"):
        words.read_number(typed)


def test_bands_are_read_in_words():
    assert words.read_bands("dưới 88 = 0\ntừ 88% đến dưới 90%: 2 điểm | trên 90 đến 95,5 = 3\nmọi giá trị = 1") == [
        {"below": "88", "points": "0"},
        {"from": "88", "below": "90", "points": "2"},
        {"above": "90", "to": "95.5", "points": "3"},
        {"points": "1"},
    ]
    assert words.read_bands("từ 01/02/2025 đến 15/2/2025 = 2", days=True) == [
        {"from": "2025-02-01", "to": "2025-02-15", "points": "2"}
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("88 = 2", "mức 1 “88 = 2”: chưa đọc được, viết như “từ 88 đến dưới 90 = 2”"),
        ("từ 88", "mức 1 “từ 88”: thiếu dấu “=” trước số điểm, viết như “từ 88 đến dưới 90 = 2”"),
        ("từ 88 =", "mức 1 “từ 88 =”: thiếu một số"),
        ("\n".join(["dưới 1 = 0"] * 61), "nhiều nhất 60 mức"),
    ],
)
def test_a_band_that_cannot_be_read_is_named(text, reason):
    with pytest.raises(ValueError) as refused:
        words.read_bands(text)
    assert str(refused.value) == reason


@given(
    st.lists(
        st.tuples(st.sampled_from(["from", "above", ""]), st.sampled_from(["to", "below", ""]),
                  st.decimals(0, 1000, places=2), st.decimals(0, 1000, places=2), st.decimals(0, 100, places=2)),
        min_size=1, max_size=8,
    )
)  # fmt: skip
def test_any_band_survives_being_written_and_read(drawn):
    bands = []
    for low, high, a, b, points in drawn:
        band = {low: words.plain(a)} if low else {}
        band |= {high: words.plain(b)} if high else {}
        bands.append({**band, "points": words.plain(points)})
    assert words.read_bands("\n".join(words.write_bands(bands))) == bands


def test_letters_without_a_mark_stay_open():
    marks = {"B": "8", "C": "5.5", "D": None}
    assert words.write_marks(marks) == ["B = 8", "C = 5,5", "D = chưa thống nhất"]
    assert words.read_marks("\n".join(words.write_marks(marks))) == marks
    with pytest.raises(ValueError, match="mức B có hai lần"):
        words.read_marks("B = 1 | B = 2")


def test_a_figure_called_in_words_is_shared_and_never_takes_a_known_name():
    names = {"recipients": "Số đối tượng"}
    assert params.figure_key("số đối tượng", names) == "recipients"
    assert params.figure_key("Số thẻ", names) == "so_the"
    assert params.figure_key("Số thế", names) == "so_the"  # the same letters: the same figure
    assert names == {"recipients": "Số đối tượng", "so_the": "Số thẻ"}
    with pytest.raises(ValueError, match="có dấu"):
        params.figure_key("<script>", names)


def test_largest_number_of_points_is_a_thousand_million():
    assert words.read_number("1.000.000.000") == "1000000000"
    assert Decimal("1000000000") == words.LARGEST
