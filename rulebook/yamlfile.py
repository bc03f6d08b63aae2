"""Reads one data file so that every complaint names the file and the line."""

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
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise BookError(f"{path}:{line_of(node, first['loc'])}: {place}: {first['msg']}") from None
