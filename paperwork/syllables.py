"""One Vietnamese syllable: where its tone mark belongs."""

import unicodedata

_MARKED = "ăâêôơư"
_TONE_OF = "\u0300\u0309\u0303\u0301\u0323"


def placed(syllable: str) -> str:
    """One lower-case syllable with its tone where spelling puts it (hòa, thúy, quý, gì), whatever was typed."""
    plain = unicodedata.normalize("NFD", syllable)
    tones = [c for c in plain if c in _TONE_OF]
    bare = unicodedata.normalize("NFC", "".join(c for c in plain if c not in _TONE_OF))
    if len(tones) != 1:
        return unicodedata.normalize("NFC", syllable)
    vowels = [place for place, c in enumerate(bare) if c in "aăâeêioôơuưy"]
    # In "qu" the u, and in "gi" before another vowel the i, belong to the onset.
    if bare[:2] in ("qu", "gi") and len(vowels) > 1 and vowels[0] == 1:
        vowels = vowels[1:]
    if not vowels or vowels[-1] - vowels[0] != len(vowels) - 1:
        return unicodedata.normalize("NFC", syllable)  # not one Vietnamese syllable: left alone
    marked = [place for place in vowels if bare[place] in _MARKED]
    if marked:
        at = marked[-1]
    elif len(vowels) == 1:
        at = vowels[0]
    elif len(vowels) == 2:
        at = vowels[0] if vowels[-1] == len(bare) - 1 else vowels[1]
    else:
        at = vowels[1]
    return unicodedata.normalize("NFC", bare[: at + 1] + tones[0] + bare[at + 1 :])
