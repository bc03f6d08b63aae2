"""The timeline picture of a unit: those it came from to the left, those it passed to at the right, boxes and curves.

Computed on the server as plain numbers for an SVG in the template; the same rows stand in the table beneath, so nothing
is told by the picture alone.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from textwrap import wrap

from django.urls import reverse

from thidua.shared.wording import vi_date
from thidua.units.models import Unit, UnitSuccession

BOX_W, LINE_H, PAD = 230, 21, 12
GAP_X, GAP_Y = 96, 16
SIGNS_A_LINE = 25
MOST_BOXES = 36


@dataclass(frozen=True)
class Box:
    """One unit: upper left corner, size, lines of its name, its life, its address; ``is_here``: the unit of the page."""

    x: int
    y: int
    height: int
    lines: tuple[tuple[int, str], ...]  # (y of the base line, text)
    life: str
    life_y: int
    url: str
    is_here: bool
    is_ended: bool

    @property
    def text_x(self) -> int:
        return self.x + PAD

    @property
    def width(self) -> int:
        return BOX_W


@dataclass(frozen=True)
class Curve:
    """One succession: an SVG path, dashed when only a part passed, with where its word stands."""

    path: str
    is_part: bool
    label: str
    label_x: int
    label_y: int
    is_at_end: bool


@dataclass
class Picture:
    """Everything the template draws; ``left_out``: how many units only the table names."""

    width: int = 0
    height: int = 0
    boxes: list[Box] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)
    left_out: int = 0


def life_of(unit: Unit) -> str:
    """ "từ 01/07/2025", "01/07/2004 – 30/06/2025", "đến 30/06/2025" where nobody knows since when, "đã hủy"."""
    if unit.valid_to is not None and unit.valid_to < unit.valid_from:
        return "đã hủy, không có vào ngày nào"
    if not unit.is_start_known:
        return f"đến {vi_date(unit.valid_to)}" if unit.valid_to else "đang có, chưa rõ từ ngày nào"
    if unit.valid_to is None:
        return f"từ {vi_date(unit.valid_from)}"
    return f"{vi_date(unit.valid_from)} – {vi_date(unit.valid_to)}"


def share_text(row: UnitSuccession) -> str:
    """ "toàn bộ", "một phần" or "40%": what passed."""
    if not row.is_part:
        return "toàn bộ"
    if row.share is None:
        return "một phần"
    return f"{row.share.normalize():f}%".replace(".", ",")


@dataclass(frozen=True)
class _Node:
    key: tuple[str, int]
    name: str
    life: str
    url: str
    is_ended: bool
    begins: date


def draw(unit: Unit, rows: list[UnitSuccession]) -> Picture | None:
    """The picture of a family as :func:`thidua.units.lineage.family` gives it; None when the unit stands alone."""
    if not rows:
        return None
    nodes: dict[tuple[str, int], _Node] = {("unit", unit.pk): _node(unit)}
    edges: list[tuple[tuple[str, int], tuple[str, int], UnitSuccession]] = []
    for row in rows:
        old = ("unit", row.old_id) if row.old_id is not None else ("text", row.pk)
        new = ("unit", row.new_id)
        nodes.setdefault(new, _node(row.new))
        nodes.setdefault(old, _node(row.old) if row.old is not None else _text_node(row))
        edges.append((old, new, row))
    column = _columns(("unit", unit.pk), edges)
    placed: dict[int, list[_Node]] = defaultdict(list)
    for key, node in nodes.items():
        placed[column.get(key, 0)].append(node)
    kept, left_out = _kept(placed, ("unit", unit.pk))
    return _laid_out(kept, edges, ("unit", unit.pk), left_out)


def _node(unit: Unit) -> _Node:
    return _Node(
        ("unit", unit.pk), unit.name, life_of(unit), reverse("units:detail", args=[unit.pk]), unit.valid_to is not None,
        unit.valid_from,
    )  # fmt: skip


def _text_node(row: UnitSuccession) -> _Node:
    last = vi_date(row.on - timedelta(days=1))
    return _Node(("text", row.pk), row.old_name, f"đến {last}", "", True, row.on)


def _columns(here: tuple[str, int], edges: list) -> dict[tuple[str, int], int]:
    """{unit: generation}: 0 the unit itself, below it those before, above it those after; as far out as any line leads."""
    column = {here: 0}
    for _ in range(len(edges) + 1):
        changed = False
        for old, new, _row in edges:
            if new in column and column[new] <= 0 and column.get(old, 1) > column[new] - 1:
                column[old], changed = column[new] - 1, True
            if old in column and column[old] >= 0 and column.get(new, -1) < column[old] + 1 and new != here:
                column[new], changed = column[old] + 1, True
        if not changed:
            break
    return column


def _kept(placed: dict[int, list[_Node]], here: tuple[str, int]) -> tuple[dict[int, list[_Node]], int]:
    """The nearest generations first, until the picture is full."""
    kept: dict[int, list[_Node]] = {}
    room = left_out = 0
    room = MOST_BOXES
    for place in sorted(placed, key=abs):
        nodes = sorted(placed[place], key=lambda node: (node.key != here, node.name, node.key))
        kept[place] = nodes[:room]
        left_out += len(nodes) - len(kept[place])
        room -= len(kept[place])
    return {place: nodes for place, nodes in kept.items() if nodes}, left_out


def _laid_out(kept: dict[int, list[_Node]], edges: list, here: tuple[str, int], left_out: int) -> Picture:
    heights: dict[tuple[str, int], int] = {}
    texts: dict[tuple[str, int], list[str]] = {}
    for nodes in kept.values():
        for node in nodes:
            lines = wrap(node.name, SIGNS_A_LINE, max_lines=3, placeholder="…") or [node.name[:SIGNS_A_LINE]]
            texts[node.key], heights[node.key] = lines, 2 * PAD + LINE_H * (len(lines) + 1) - 6
    columns = sorted(kept)
    tall = {place: sum(heights[n.key] + GAP_Y for n in kept[place]) - GAP_Y for place in columns}
    whole = max(tall.values())
    picture = Picture(width=len(columns) * (BOX_W + GAP_X) - GAP_X + 4, height=whole + 4, left_out=left_out)
    corner: dict[tuple[str, int], tuple[int, int]] = {}
    for number, place in enumerate(columns):
        x, y = 2 + number * (BOX_W + GAP_X), 2 + (whole - tall[place]) // 2
        for node in kept[place]:
            corner[node.key] = (x, y)
            lines = texts[node.key]
            picture.boxes.append(
                Box(
                    x=x, y=y, height=heights[node.key],
                    lines=tuple((y + PAD + LINE_H * (n + 1) - 6, line) for n, line in enumerate(lines)),
                    life=node.life, life_y=y + PAD + LINE_H * (len(lines) + 1) - 7, url=node.url,
                    is_here=node.key == here, is_ended=node.is_ended,
                )
            )  # fmt: skip
            y += heights[node.key] + GAP_Y
    leaving = Counter(old for old, _, _ in edges)
    for old, new, row in edges:
        if old in corner and new in corner:
            curve = _curve(corner[old], heights[old], corner[new], heights[new], row, fans_out=leaving[old] > 1)
            picture.curves.append(curve)
    return picture


def _curve(
    start: tuple[int, int], start_h: int, end: tuple[int, int], end_h: int, row: UnitSuccession, *, fans_out: bool
) -> Curve:
    """The word stands at the end where the curves are apart: at the new units of a split, else at the old ones."""
    x1, y1 = start[0] + BOX_W, start[1] + start_h // 2
    x2, y2 = end[0], end[1] + end_h // 2
    bend = max(24, (x2 - x1) // 2)
    return Curve(
        path=f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}",
        is_part=row.is_part,
        label=share_text(row) if row.is_part else "",
        label_x=x2 - 6 if fans_out else x1 + 6,
        label_y=(y2 if fans_out else y1) - 7,
        is_at_end=fans_out,
    )
