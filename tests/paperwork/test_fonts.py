import pytest

from tools.merge_fonts import BREVE, FACES, SOURCE, UNDER_BREVE, FontsMissing, is_fresh, merge_all, missing_characters


def test_missing_packages_name_the_file_and_the_command(tmp_path):
    with pytest.raises(FontsMissing, match=r"tinos-latin-400-normal\.woff2 is missing: run `make setup`"):
        merge_all(source=tmp_path, target=tmp_path / "fonts")


@pytest.mark.skipif(not SOURCE.is_dir(), reason="fonts are not fetched here: run `make setup`")
def test_merging_makes_every_face_whole_once_and_the_same_each_time(tmp_path):
    made = merge_all(target=tmp_path / "one")
    assert [file.stem for file in made] == [name for *_, name in FACES]
    assert [missing_characters(file) for file in made] == [""] * 4
    assert merge_all(target=tmp_path / "one") == []
    again = merge_all(target=tmp_path / "two")
    assert [a.read_bytes() == b.read_bytes() for a, b in zip(made, again, strict=True)] == [True] * 4


def test_older_font_is_stale(tmp_path):
    source, target = tmp_path / "a.woff2", tmp_path / "a.ttf"
    target.write_bytes(b"")
    assert is_fresh(target, [target]) is True
    source.write_bytes(b"")
    import os

    os.utime(target, (1, 1))
    assert is_fresh(target, [source]) is False


@pytest.mark.skipif(not SOURCE.is_dir(), reason="fonts are not fetched here: run `make setup`")
@pytest.mark.parametrize("face", ["Regular", "BoldItalic"])
def test_letters_with_a_breve_that_unicode_has_no_sign_for_are_drawn_as_one(tmp_path, face):
    from fontTools.ttLib import TTFont

    merge_all(target=tmp_path)
    font = TTFont(tmp_path / f"Tinos-{face}.ttf")
    codes, shapes = font.getBestCmap(), font["glyf"]
    for letter in UNDER_BREVE:
        made = shapes[f"{codes[ord(letter)]}.breve"]
        under = shapes[codes[ord(letter)]]
        assert (made.yMax > under.yMax, made.xMin >= under.xMin) == (True, True)
        assert font["hmtx"][f"{codes[ord(letter)]}.breve"][0] == font["hmtx"][codes[ord(letter)]][0]
    assert font["hmtx"][codes[ord(BREVE)]][0] == 0
