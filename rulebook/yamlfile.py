"""Reads one data file so that every complaint names the file and the line."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

# The same safe loader, written in C where the package brings it: ten times as fast over twenty thousand lines.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
M = TypeVar("M", bound=BaseModel)


class BookError(ValueError):
    """A data file is wrong. The message starts with ``file:line``."""


def _check_unique_keys(node: yaml.Node, path: Path) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                raise BookError(f"{path}:{key.start_mark.line + 1}: the key {key.value!r} stands twice")
            seen.add(key.value)
            _check_unique_keys(value, path)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _check_unique_keys(item, path)


def read_yaml(path: Path) -> tuple[Any, yaml.Node]:
    """The plain content and the node tree (for line numbers). Raises ``BookError``."""
    text = path.read_text(encoding="utf-8")
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            raise BookError(f"{path}:1: the file is empty")
        _check_unique_keys(node, path)
        return loader.construct_document(node), node
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BookError(f"{path}:{line}: {error.problem}") from None


def line_of(node: yaml.Node, where: tuple[Any, ...]) -> int:
    """The line of the deepest part of ``where`` that the file has; steps that are not in the file are skipped."""
    for step in where:
        if isinstance(node, yaml.MappingNode):
            found = next((value for key, value in node.value if key.value == str(step)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = node.value[step]
        else:
            found = None  # pydantic puts the name of a union member between two steps
        node = found or node
    return node.start_mark.line + 1


def load_model(path: Path, model: type[M], context: dict[str, Any] | None = None) -> M:
    """``path`` validated as ``model``. Raises ``BookError`` naming file, line, place and reason."""
    raw, node = read_yaml(path)
    if not isinstance(raw, dict):
        raise BookError(f"{path}:1: a mapping is needed")
    try:
        return model.model_validate(raw, context={**(context or {}), "last_checked": raw.get("last_checked")})
    except ValidationError as error:
        first = _telling(error)
        place = ".".join(str(step) for step in first["loc"])
        cause = first.get("ctx", {}).get("error")
        twice = getattr(cause, "code", None)
        line = _last_with_code(node, twice) if twice else line_of(node, first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        raise BookError(f"{path}:{line}: {f'{place}: ' if place else ''}{reason}") from None


def _telling(error: ValidationError) -> Any:
    """The complaint that says most: a key nobody knows explains the key that is missing."""
    found: list[Any] = error.errors()
    strange = next((each for each in found if each["type"] == "extra_forbidden"), None)
    if strange is None:
        return found[0]
    *place, key = strange["loc"]
    missing = [each["loc"][-1] for each in found if each["type"] == "missing" and each["loc"][:-1] == tuple(place)]
    meant = get_close_matches(str(key), map(str, missing), n=1)
    hint = f"; {meant[0]!r} is missing" if meant else ""
    return {**strange, "msg": f"there is no such key{hint}"}


class CalledTwice(ValueError):
    """Two things of one file carry the same code where only one may."""

    def __init__(self, what: str, code: str) -> None:
        super().__init__(f"two {what} are called {code} on the same day")
        self.code = code


def _last_with_code(node: yaml.Node, code: str) -> int:
    """The line of the last mapping whose ``code`` is this one."""
    found = 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "code" and isinstance(value, yaml.ScalarNode) and value.value == code:
                found = max(found, value.start_mark.line + 1)
            found = max(found, _last_with_code(value, code))
    elif isinstance(node, yaml.SequenceNode):
        found = max([1, *(_last_with_code(item, code) for item in node.value)])
    return found
