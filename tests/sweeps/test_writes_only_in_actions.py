"""Writes happen in ``actions.py`` only: walked over the syntax tree of every other module of the work."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "update_or_create",
    "get_or_create",
    "delete",
    "acreate",
    "asave",
}
# The foundations through which the actions themselves write, migrations, and the start of a practice province's clock.
ALLOWED = {"thidua/shared/audit.py", "thidua/shared/outbox.py", "thidua/shared/gate.py", "thidua/shared/clock.py"}
MODULES = sorted(
    str(path.relative_to(ROOT))
    for path in (ROOT / "thidua").rglob("*.py")
    if "migrations" not in path.parts and path.name not in {"actions.py", "models.py"}
)
PLAIN = [m for m in MODULES if m not in ALLOWED and not Path(m).name.startswith("actions")]


def writes_in(source: str) -> list[str]:
    """Calls that write through the ORM, as ``line: name``."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value)
            on_rows = ".objects" in owner or "_default_manager" in owner
            if node.func.attr in WRITES and (on_rows or node.func.attr in {"bulk_create", "update_or_create"}):
                found.append(f"{node.lineno}: {owner}.{node.func.attr}")
            elif node.func.attr == "update" and on_rows:
                found.append(f"{node.lineno}: {owner}.update")
            elif node.func.attr == "save" and not node.args and owner not in {"super()"}:
                found.append(f"{node.lineno}: {owner}.save")
    return found


def test_the_walk_sees_a_write_when_there_is_one():
    assert writes_in("def view(r):\n    Unit.objects.create(name='x')\n    thing.save()\n") == [
        "2: Unit.objects.create",
        "3: thing.save",
    ]


@pytest.mark.parametrize("module", PLAIN)
def test_module_does_not_write(module):
    assert writes_in((ROOT / module).read_text()) == []
