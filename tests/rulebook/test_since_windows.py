"""Conditions of one path that count years from an award count from the same award and ask the same of the years."""

from collections.abc import Iterator

import pytest

from rulebook.book import load_book
from rulebook.vocabulary import AnyNode, Group
from rulebook.vocabulary_since import Since


def sinces(node: AnyNode) -> Iterator[Since]:
    if isinstance(node, Group):
        for part in node.parts:
            yield from sinces(part)
    elif (since := getattr(node, "since", None)) is not None:
        yield since


def paths() -> Iterator:
    """The "all of" groups that hold such a condition themselves."""
    for regime in load_book().regimes:
        for award in load_book().awards_of(regime.code):
            waiting = [node for version in award.versions for node in version.conditions]
            while waiting:
                node = waiting.pop()
                if not isinstance(node, Group):
                    continue
                waiting.extend(node.parts)
                if node.type == "all_of" and any(hasattr(part, "since") for part in node.parts):
                    yield pytest.param(node, id=f"{regime.code}/{award.code}: {node.code}")


@pytest.mark.parametrize("path", list(paths()))
def test_a_path_counts_from_one_award(path):
    found = list(sinces(path))
    assert [each for each in found if each != found[0]] == []
