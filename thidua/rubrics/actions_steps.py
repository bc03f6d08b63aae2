"""How one step of editing is kept: the copy that is worked on, the sentence in the history, the tree to go back to."""

import copy
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from thidua.rubrics import compare, permissions, tree
from thidua.rubrics.models import RubricChange, RubricRecord
from thidua.rubrics.problems import reason_vi
from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.gate import check_fresh, touch
from thidua.shared.text import fold

STEPS_KEPT = 20  # steps that can be taken back, one after the other


def settled(plain: Mapping[str, Any]) -> tree.Tree:
    try:
        return tree.checked_size(tree.settled(plain))
    except ValidationError as error:
        raise Denied(f"Nội dung bảng chưa dùng được: {reason_vi(error)}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Denied("Nội dung bảng chưa dùng được: cấu trúc không đúng mẫu.") from error


def say(record: RubricRecord, text: str, by, at: datetime, **more: Any) -> None:
    RubricChange.objects.create(record=record, sentence=text[:1000], changed_at=at, changed_by=by, **more)


def begin(record: RubricRecord, seen_version: Any, by, at: datetime) -> tree.Tree:
    """Check the right and the page, and give a copy of the tree to work on."""
    permissions.check_can_edit(by, record, at.date())
    check_fresh(record, seen_version)
    content: tree.Tree = copy.deepcopy(record.tree)
    return content


def keep(record: RubricRecord, content: tree.Tree, by, at: datetime, act: str) -> str:
    """Store a changed tree with its sentence; "" when nothing changed."""
    found = compare.differences(record.tree, content)
    if not found:
        return ""
    said = compare.sentence(found)
    put(record, content, said, by, at)
    audit.record(act, record, by=by, at=at, detail={"changes": len(found)})
    return said


def put(
    record: RubricRecord, content: tree.Tree, said: str, by, at: datetime, takes_back: RubricChange | None = None
) -> None:
    """Store a tree with its sentence. A step of one's own keeps the tree before it, an undoing has none to give back."""
    before, title = record.tree, content["title_vi"]
    touch(record, tree=content, title=title, title_fold=fold(title)[:300], year=content["year"])
    say(record, said, by, at, before=None if takes_back else before, takes_back=takes_back)
    kept = list(record.changes.order_by("-id").values_list("pk", flat=True)[:STEPS_KEPT])
    record.changes.filter(before__isnull=False).exclude(pk__in=kept).update(before=None)
