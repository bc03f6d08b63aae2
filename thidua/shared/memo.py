"""Answers remembered while one page is being read, so that a page asks for a person's rights once, not ten times.

Only pages that change nothing remember: an act always asks afresh.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers_of_this_page", default=None)


def remembered(key: Hashable, ask: Callable[[], Any]) -> Any:
    """The answer of ``ask``, remembered under ``key`` until the page is done; asked each time outside a page."""
    answers = _answers.get()
    if answers is None:
        return ask()
    if key not in answers:
        answers[key] = ask()
    return answers[key]


@contextmanager
def one_reading() -> Iterator[None]:
    """For a piece of work that reads many registers and writes none: it asks each question once, as a page does."""
    if _answers.get() is not None:
        yield
        return
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def begin() -> object:
    """Start remembering; give the result to :func:`end`."""
    return _answers.set({})


def end(token) -> None:
    _answers.reset(token)
