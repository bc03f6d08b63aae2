"""On what a value of the law rests: articles, where they were read, how surely, and when they hold."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

from rulebook.book import Book
from rulebook.citations import Cited, Source, Status
from rulebook.dated import Dated
from thidua.shared.wording import vi_date

# Where the State publishes; asked only of an address that is in no list of what was read.
_STATE_HOSTS = ("chinhphu.vn", "gov.vn", "vbpl.vn")


class ArticleLink(NamedTuple):
    """An article and the page it was read on; ``is_copy``: neither the gazette nor an official portal."""

    label: str
    url: str
    publisher: str = ""
    is_copy: bool = False


@dataclass(frozen=True)
class Basis:
    """On what a value rests: articles, how far they were read, and the times."""

    articles: tuple[ArticleLink, ...]
    amended_vi: str
    state: str
    weak: bool
    times_vi: str
    checked_vi: str
    sources: tuple[Source, ...]


def link_to(label: str, url: str, book: Book) -> ArticleLink:
    """``label`` leading to ``url``, with whoever published that page; without an address the label alone."""
    if not url:
        return ArticleLink(label, "")
    read = next((source for source in book.sources.values() if source.url == url), None)
    if read is not None:
        return ArticleLink(label, url, read.publisher, not read.is_official)
    host = urlsplit(url).hostname or ""
    of_state = any(host == each or host.endswith(f".{each}") for each in _STATE_HOSTS)
    return ArticleLink(label, url, host, not of_state)


def times_vi(thing: Dated) -> str:
    """When a value holds, in words."""
    begins, ends = thing.valid_from, thing.valid_to
    if begins and ends:
        return f"từ {vi_date(begins)} đến hết {vi_date(ends)}"
    if begins:
        return f"từ {vi_date(begins)}"
    return f"đến hết {vi_date(ends)}" if ends else ""


def basis_of(value: Cited, book: Book, day: date | None = None) -> Basis:
    """Citations with what was read: the article itself when its source is known, else the text of the instrument.

    On a ``day`` whose law has not been read, what rests on the law as it was before says so and is weak.
    """
    links = []
    for cite in (value.cite, *value.also_cite):
        fallback = book.instruments[cite.instrument].url
        links.append(link_to(cite.label_vi, value.url if cite is value.cite and value.url else fallback, book))
    outdated = day is not None and _is_outdated(value, book, day)
    amended = book.instruments[value.amended_by].label_vi if value.amended_by else ""
    return Basis(
        articles=tuple(links),
        amended_vi=amended,
        state="status_outdated" if outdated else f"status_{value.status.value}",
        weak=outdated or not value.status.decides,
        times_vi=times_vi(value) if isinstance(value, Dated) else "",
        checked_vi=vi_date(value.last_checked) if value.last_checked else "",
        sources=value.sources,
    )


def _is_outdated(value: Cited, book: Book, day: date) -> bool:
    boundary = book.unknown_from(day)
    if boundary is None or value.status is Status.UNKNOWN:
        return False
    amended_law = book.regime_on(day).code  # a regime is called after its law
    begins = value.valid_from if isinstance(value, Dated) else None
    cites = (value.cite, *value.also_cite)
    return any(c.instrument == amended_law for c in cites) and (begins is None or begins < boundary.day)
