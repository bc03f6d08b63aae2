"""What kinds of letters there are, and how the wording of a letter says of which kind it is (requirement Q1).

Each package words its letters in ``emails.py``: one function a letter, marked with its kind. People choose by kind what
reaches them by e-mail; an agency chooses by kind what an officer looks at before it leaves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec

from django.db.models import Model

P = ParamSpec("P")


@dataclass(frozen=True)
class LetterKind:
    """``group``: the heading it stands under. ``is_legal``: nobody can decline it by e-mail. ``is_private``: between the
    system and its reader (sign-in, roles, staff sessions): no officer reads it, holds it or takes it back, since it may
    be about that very officer. ``must_go``: an officer reads it, but nobody may hold it up (the call to a ballot).
    ``is_quiet``: leaves in office hours of working days only. ``may_be_introduced``: a covering sentence may be added."""

    code: str
    label: str
    group: str
    is_legal: bool = False
    is_private: bool = False
    must_go: bool = False
    is_quiet: bool = False
    may_be_introduced: bool = True

    @property
    def may_wait(self) -> bool:
        """Whether an officer may hold letters of this kind, change or take them back."""
        return not (self.is_private or self.must_go)


_KINDS: dict[str, LetterKind] = {}


def register(kind: LetterKind) -> LetterKind:
    """Make a kind known; ValueError when another one has its code."""
    if _KINDS.setdefault(kind.code, kind) != kind:
        raise ValueError(f"two kinds of letters are called {kind.code}")
    return kind


OTHER = register(LetterKind("other", "Thông báo khác", "Khác"))


def kinds() -> list[LetterKind]:
    """Every kind, by group and label."""
    return sorted(_KINDS.values(), key=lambda kind: (kind.group == OTHER.group, kind.group, kind.label))


def kind_of(code: str) -> LetterKind:
    """The kind with a code; that of other letters when an older version wrote one we no longer know."""
    return _KINDS.get(code, OTHER)


class Subject(str):
    """The subject line of a letter, which knows of what kind the letter is and what it is about."""

    kind: LetterKind
    about_kind: str
    about_id: str

    @classmethod
    def of(cls, text: str, kind: LetterKind, about: Model | None) -> "Subject":
        line = cls(text)
        line.kind = kind
        line.about_kind = (about._meta.model_name or "") if about is not None else ""
        line.about_id = str(about.pk) if about is not None else ""
        return line


def letter(kind: LetterKind) -> Callable[[Callable[P, tuple[str, str]]], Callable[P, tuple[Subject, str]]]:
    """Mark a function that words a letter, (subject, body), with its kind. What the letter is about is the first record
    the function is given."""
    register(kind)

    def mark(words: Callable[P, tuple[str, str]]) -> Callable[P, tuple[Subject, str]]:
        @wraps(words)
        def worded(*args: P.args, **kwargs: P.kwargs) -> tuple[Subject, str]:
            subject, body = words(*args, **kwargs)
            about = next((each for each in (*args, *kwargs.values()) if isinstance(each, Model)), None)
            return Subject.of(subject, kind, about), body

        return worded

    return mark
