"""A table from the YAML of the rulebook, out of hands we do not know: small, plain, no anchors, no tags, no surprises."""

from typing import Any

import yaml
from pydantic import ValidationError

from rulebook.rubrics import Rubric
from thidua.rubrics.problems import reason_vi
from thidua.rubrics.tree import Tree, settled
from thidua.shared.denied import Denied

LARGEST = 1_000_000
DEEPEST = 40
MOST_NODES = 60_000
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{kind}" for kind in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp")
}
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_tree(content: bytes) -> Tree:
    """The table of a YAML file. Raises Denied with the line; aliases, tags and doubled keys are refused.

    Values stay plain: the safe loader makes no objects, and dates become days of the calendar only.
    """
    if len(content) > LARGEST:
        raise Denied("Tệp YAML quá lớn: nhiều nhất 1 MB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Denied("Tệp YAML phải viết bằng Unicode UTF-8.") from error
    try:
        _check_events(text)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                raise Denied("Tệp YAML rỗng.")
            _check_keys(node)
            plain = loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Denied(f"Tệp YAML sai cú pháp ở dòng {line}.") from error
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        raise Denied("Tệp YAML không đọc được.") from error
    if not isinstance(plain, dict):
        raise Denied("Tệp YAML phải là một bảng tiêu chí (các cặp tên: giá trị).")
    return checked(plain)


def checked(plain: dict[str, Any]) -> Tree:
    """Plain values as a tree that keeps every rule of the nodes. Draft rules of the whole stay for the screen."""
    try:
        try:
            return settled(Rubric.model_validate(plain).model_dump(mode="json", by_alias=True))
        except ValidationError as error:
            tree = settled(_texts(plain))
            for key in ("title_vi", "issuer_vi", "year", "rounding", "source", "criteria"):
                if key not in tree:
                    raise Denied(f"Bảng tiêu chí trong tệp thiếu phần “{key}”.") from error
            if any(not each["loc"] or each["loc"][0] not in ("criteria", "bonuses", "deductions")
                   for each in error.errors() if each["type"] != "value_error"):  # fmt: skip
                raise Denied(f"Bảng tiêu chí trong tệp chưa đúng mẫu: {reason_vi(error)}.") from error
            return tree
    except ValidationError as error:
        raise Denied(f"Bảng tiêu chí trong tệp chưa đúng mẫu: {reason_vi(error)}.") from error
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Denied("Bảng tiêu chí trong tệp chưa đúng mẫu.") from error


def _texts(value: Any) -> Any:
    """Days as texts, so that the tree can be kept as JSON."""
    if isinstance(value, dict):
        return {str(key): _texts(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_texts(each) for each in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _check_events(text: str) -> None:
    """Before anything is built: no alias, no anchor, no tag, not too deep, not too many nodes."""
    depth = count = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        tag = getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Denied(f"Tệp YAML dòng {line}: không nhận dấu & và * (dẫn chiếu); hãy viết đầy đủ nội dung.")
        if tag and tag not in _PLAIN_TAGS:
            raise Denied(f"Tệp YAML dòng {line}: không nhận nhãn kiểu “{tag[:40]}”.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        count += isinstance(event, yaml.NodeEvent)
        if depth > DEEPEST or count > MOST_NODES:
            raise Denied(f"Tệp YAML dòng {line}: quá nhiều cấp hoặc quá nhiều nội dung.")


def _check_keys(node: yaml.Node) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise Denied(f"Tệp YAML dòng {key.start_mark.line + 1}: tên phải là chữ.")
            if key.value in seen:
                raise Denied(f"Tệp YAML dòng {key.start_mark.line + 1}: tên “{key.value[:40]}” có hai lần.")
            if key.value == "<<":
                raise Denied(f"Tệp YAML dòng {key.start_mark.line + 1}: không nhận “<<”; hãy viết đầy đủ nội dung.")
            seen.add(key.value)
            _check_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _check_keys(item)


def write(tree: Tree) -> bytes:
    """The tree as YAML, in the order of the rulebook's own files; read back it is the same tree."""
    order = ["code", "title_vi", "issuer_vi", "year", "applies_to_vi", "status", "source", "rounding"]
    plain = {key: tree[key] for key in order if key in tree}
    plain |= {key: value for key, value in tree.items() if key not in plain}
    text = yaml.dump(plain, Dumper=_NoAliases, allow_unicode=True, sort_keys=False, width=110)
    return text.encode()


class _NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True
