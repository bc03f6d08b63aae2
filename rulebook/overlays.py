"""What one agency may lay down for itself, laid over the book (requirement L6): only where the law leaves it to them.

An overlay file of ``data/overlays`` can

- say what stands where the law of an award leaves the detail to ministries and provinces: the conditions replace a
  ``subsidiary_rules`` node of the award, which carries the delegating article;
- set a ratio where the national data says that nobody set one and who may (``Ratio`` with ``set_by_vi``);
- ask for a higher share of votes than the national rule, never for a lower one.

Anything else is refused with the file and the reason: an agency cannot change a national condition.
"""

from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from .award import Award, Ratio, Version, VoteRule, leaves
from .book import DATA, Book, load_book
from .dated import Dated, Strict
from .vocabulary import AnyNode, Group, MeetsStandardOf, SubsidiaryRules
from .yamlfile import BookError, load_model

FOLDER = DATA / "overlays"


class OverlayStandard(Dated):
    """Conditions in the place of the delegating node called ``replaces`` of ``award``. ``valid_from`` is needed."""

    award: str
    replaces: str
    join: str = Field(default="all_of", pattern="^(all_of|any_of)$")
    text_vi: str
    conditions: tuple[AnyNode, ...] = Field(min_length=1)


class OverlayRatio(Strict):
    award: str
    ratio: Ratio


class OverlayVote(Strict):
    award: str
    vote: VoteRule


class Overlay(Strict):
    """One agency's own rules."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name_vi: str
    regime: str
    last_checked: date
    standards: tuple[OverlayStandard, ...] = ()
    ratios: tuple[OverlayRatio, ...] = ()
    votes: tuple[OverlayVote, ...] = ()

    @model_validator(mode="after")
    def _begins_somewhere(self):
        for each in self.standards:
            if each.valid_from is None:
                raise ValueError(f"the standard of {each.award} needs valid_from")
        return self


def overlay_codes(folder: Path = FOLDER) -> tuple[str, ...]:
    """Codes of the overlays that are shipped, sorted."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


def read_overlay(path: Path, book: Book | None = None) -> Overlay:
    """Raises ``BookError`` with file and line for wrong data."""
    book = book or load_book()
    overlay = load_model(path, Overlay, {"instruments": book.instruments, "sources": book.sources})
    if overlay.code != path.stem:
        raise BookError(f"{path}:1: the file holds {overlay.code!r}, its name says {path.stem!r}")
    return overlay


def book_with(overlay: Overlay, book: Book | None = None) -> Book:
    """The book as it reads for the agency. Raises ``BookError`` where the overlay takes what the law does not leave."""
    book = book or load_book()
    changed: dict[str, Award] = {}
    for standard in overlay.standards:
        award = changed.get(standard.award) or _edition(book, overlay, standard.award)
        changed[standard.award] = _with_standard(book, overlay, award, standard)
    for ratio in overlay.ratios:
        award = changed.get(ratio.award) or _edition(book, overlay, ratio.award)
        changed[ratio.award] = _with_ratio(overlay, award, ratio.ratio)
    for vote in overlay.votes:
        award = changed.get(vote.award) or _edition(book, overlay, vote.award)
        changed[vote.award] = _with_vote(overlay, award, vote.vote)
    mark = sha256(overlay.model_dump_json().encode()).hexdigest()
    return book.with_awards({(overlay.regime, code): award for code, award in changed.items()}, mark)


@lru_cache(maxsize=8)
def load_book_for(overlay: str = "") -> Book:
    """The shipped book with an overlay laid over it: the code of a shipped one or the path of a ``.yaml`` file; "" means
    none. ``KeyError``: no such overlay; ``BookError``: the file is wrong.
    """
    if not overlay:
        return load_book()
    if overlay.endswith(".yaml"):
        path = Path(overlay)
        if not path.is_file():
            raise KeyError(f"no overlay stands at {overlay!r}")
        return book_with(read_overlay(path))
    if overlay not in overlay_codes():
        raise KeyError(f"no overlay is called {overlay!r}")
    return book_with(read_overlay(FOLDER / f"{overlay}.yaml"))


def _edition(book: Book, overlay: Overlay, code: str) -> Award:
    try:
        found = dict(book.editions(code)).get(overlay.regime)
    except KeyError:
        found = None
    if found is None:
        raise BookError(f"overlay {overlay.code}: {overlay.regime} has no award {code!r}")
    return found


def _with_standard(book: Book, overlay: Overlay, award: Award, standard: OverlayStandard) -> Award:
    for leaf in leaves(standard.conditions):
        for code in (*leaf.awards_asked(), *([leaf.award] if isinstance(leaf, MeetsStandardOf) else [])):
            _edition(book, overlay, code)
    found = []
    versions = []
    for version in award.versions:
        nodes, hits = _replaced(version.conditions, standard)
        found += hits
        versions.append(version.model_copy(update={"conditions": nodes}) if hits else version)
    if not found:
        raise BookError(
            f"overlay {overlay.code}: {award.code} leaves nothing called {standard.replaces!r} to agencies; "
            "only subsidiary_rules nodes can be filled"
        )
    return award.model_copy(update={"versions": tuple[Version, ...](versions)})


def _replaced(nodes: tuple[AnyNode, ...], standard: OverlayStandard) -> tuple[tuple[AnyNode, ...], list[Any]]:
    """``nodes`` with the delegating node split in time: as the law left it before, the agency's rules from then on."""
    out: list[AnyNode] = []
    hits: list[Any] = []
    for node in nodes:
        if isinstance(node, SubsidiaryRules) and node.code == standard.replaces:
            out += _split(node, standard)
            hits.append(node)
        elif isinstance(node, Group):
            parts, below = _replaced(node.parts, standard)
            hits += below
            out.append(node.model_copy(update={"parts": parts}) if below else node)
        else:
            out.append(node)
    return tuple(out), hits


def _split(node: SubsidiaryRules, standard: OverlayStandard) -> list[AnyNode]:
    start, end = standard.valid_from, standard.valid_to
    assert start is not None
    own = Group.model_construct(
        type=standard.join,
        parts=standard.conditions,
        code=node.code,
        text_vi=standard.text_vi,
        applies_to=node.applies_to,
        only=node.only,
        cite=standard.conditions[0].cite,
        also_cite=(node.cite,),
        amended_by=None,
        status=standard.conditions[0].status,
        sources=standard.conditions[0].sources,
        note_vi=node.note_vi,
        last_checked=standard.conditions[0].last_checked,
        valid_from=max(filter(None, (start, node.valid_from))),
        valid_to=min(filter(None, (end, node.valid_to)), default=None),
    )
    parts: list[AnyNode] = [own]
    if node.valid_from is None or node.valid_from < start:
        parts.insert(0, node.model_copy(update={"valid_to": date.fromordinal(start.toordinal() - 1)}))
    if end is not None and (node.valid_to is None or end < node.valid_to):
        parts.append(node.model_copy(update={"valid_from": date.fromordinal(end.toordinal() + 1)}))
    return parts


def _with_ratio(overlay: Overlay, award: Award, ratio: Ratio) -> Award:
    start = ratio.valid_from or award.first_day
    left = [each for each in award.ratios if each.holds_on(start) and each.percent is None and each.set_by_vi]
    if not left:
        raise BookError(f"overlay {overlay.code}: the law leaves no ratio of {award.code} to agencies on {start}")
    return award.model_copy(update={"ratios": (*award.ratios, ratio)})


def _with_vote(overlay: Overlay, award: Award, vote: VoteRule) -> Award:
    start = vote.valid_from or award.first_day
    national = award.vote_rule_on(start)
    if national is None or vote.percent is None or (national.percent is not None and vote.percent < national.percent):
        asked = "nothing" if national is None or national.percent is None else f"{national.percent} %"
        raise BookError(
            f"overlay {overlay.code}: {award.code} asks for {asked} nationally, an agency may only ask more"
        )
    return award.model_copy(update={"votes": (vote, *award.votes)})
