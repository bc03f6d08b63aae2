"""What changed between two texts of an article, word by word. Pure: texts in, pieces out."""

from difflib import SequenceMatcher

# Words of a changed stretch up to which single words are compared; beyond, the stretch is shown as a whole.
MOST_WORDS = 4_000
Piece = tuple[str, str]  # ("same" | "gone" | "new", words)


def changes(before: str, after: str) -> list[list[Piece]]:
    """The paragraphs of both texts (one blank line between them), each as pieces in reading order."""
    old, new = before.split("\n\n"), after.split("\n\n")
    found: list[list[Piece]] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found += [[("same", text)] for text in new[c:d]]
            continue
        pairs = min(b - a, d - c)
        found += [_words(old[a + n], new[c + n]) for n in range(pairs)]
        found += [[("gone", text)] for text in old[a + pairs : b]]
        found += [[("new", text)] for text in new[c + pairs : d]]
    return [pieces for pieces in found if any(text for _, text in pieces)]


def _words(before: str, after: str) -> list[Piece]:
    old, new = before.split(), after.split()
    if len(old) + len(new) > MOST_WORDS:
        return [("gone", before), ("new", after)]
    found: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(("same", " ".join(new[c:d])))
            continue
        if b > a:
            found.append(("gone", " ".join(old[a:b])))
        if d > c:
            found.append(("new", " ".join(new[c:d])))
    return found
