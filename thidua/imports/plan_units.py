"""Units from a sheet: new ones on any level, details corrected; what the law changes is left to dated acts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from thidua.imports.planning import (
    CHANGED,
    NEW,
    SAME,
    Effect,
    Line,
    Problem,
    Scene,
    Tell,
    Typed,
    changes_of,
    others_of,
    refused,
    repeated,
)
from thidua.imports.register import NotFound, Units, unit_words
from thidua.imports.shapes import UNITS
from thidua.shared.actions_bulk import in_use
from thidua.shared.wording import vi_date
from thidua.units.actions_bulk import CORRECTABLE, correct_units, enter_unit_tree, take_back_units
from thidua.units.models import Unit

_LOCALITIES = (Unit.Kind.PROVINCE, Unit.Kind.WARD, Unit.Kind.COMMUNE, Unit.Kind.SPECIAL_ZONE, Unit.Kind.DISTRICT)
_BY_ACT = "đổi tên, đổi loại, đổi cấp trên hay thời gian hiệu lực làm ở trang Đơn vị, có căn cứ pháp lý"


def _papers(unit: Unit) -> None:
    """How a unit signs, where the sheet does not say."""
    if unit.kind in _LOCALITIES:
        low = unit.name[:1].lower() + unit.name[1:]
        unit.agency_name = unit.agency_name or f"Ủy ban nhân dân {low}"[:200]
        unit.symbol = unit.symbol or "UBND"
        unit.head_title = unit.head_title or "Chủ tịch"
        unit.place = unit.place or unit.name.split(" ", 1)[-1][:80]
    else:
        unit.agency_name = unit.agency_name or unit.name
        unit.symbol = unit.symbol or "".join(word[0] for word in unit.name.split() if word[0].isupper())[:20] or "ĐV"
        unit.head_title = unit.head_title or "Thủ trưởng"
        unit.place = unit.place or (unit.parent.place if unit.parent else "")


class UnitPlanner:
    def plan(self, typed: Typed, scene: Scene, tell: Tell) -> list[Line]:
        units, values = Units(scene.unit), typed.values
        for place, given in enumerate(values["valid_from"]):
            if given is None:
                values["valid_from"][place] = self._standing_since(units, values["code"][place], scene)
        keys = [
            (code.casefold(), day) if code else None
            for code, day in zip(values["code"], values["valid_from"], strict=True)
        ]
        twice = repeated(keys)
        new_rows = {
            key[0]: place
            for place, key in enumerate(keys)
            if key and key not in twice and self._known(units, key[0], key[1]) is None
        }
        lines: dict[int, Line] = {}
        made: dict[int, Unit] = {}
        for place in range(typed.count):
            if place % 2000 == 0:
                tell(place, typed.count, "Đang đối chiếu đơn vị")
            self._line(place, typed, scene, units, keys, twice, new_rows, lines, made, ())
        return [lines[place] for place in range(typed.count)]

    def _standing_since(self, units: Units, code: str | None, scene: Scene):
        for unit in units.by_code.get((code or "").casefold(), ()):
            if unit.valid_to is None:
                return unit.valid_from
        return scene.today

    def _known(self, units: Units, code: str, day) -> Unit | None:
        return next((unit for unit in units.by_code.get(code, ()) if unit.valid_from == day), None)

    def _line(self, place, typed, scene, units, keys, twice, new_rows, lines, made, path) -> Line:
        """The line of a row; that of its superior in the sheet first, ``path`` being the rows asked about already."""
        if place in lines:
            return lines[place]
        row, problems = typed.row(place), list(typed.problems.get(place, ()))
        title = f"{row['name'] or ''} ({row['code'] or 'chưa có mã'})"

        def wrong(key: str, reason: str) -> None:
            problems.append(Problem(key, typed.shown(key, place), reason))

        if keys[place] in twice:
            wrong("code", f"mã này có hai lần trong bảng: {others_of(typed, twice[keys[place]], place)}")
        known = self._known(units, *keys[place]) if keys[place] else None
        if known is None and keys[place]:
            for other in units.by_code.get(keys[place][0], ()):
                if other.valid_to is None or other.valid_to >= row["valid_from"]:
                    until = f" đến {vi_date(other.valid_to)}" if other.valid_to else ""
                    wrong("valid_from", f"mã này đã có từ {vi_date(other.valid_from)}{until}; {_BY_ACT}")
        parent = self._parent(place, row, known, typed, scene, units, keys, twice, new_rows, lines, made, path, wrong)
        if known is not None:
            line = self._changed(place, row, known, parent, typed, units, problems, title, wrong)
        elif problems or parent is None:
            line = refused(typed, place, title, problems)
        else:
            more = {key: row[key] or "" for key in CORRECTABLE}
            made[place] = Unit(
                code=row["code"],
                name=row["name"],
                kind=row["kind"],
                valid_from=row["valid_from"],
                parent=parent,
                **more,
            )
            _papers(made[place])
            line = Line(typed.numbers[place], NEW, title, payload=(len(path), made[place]))
        lines[place] = line
        return line

    def _parent(
        self, place, row, known, typed, scene, units, keys, twice, new_rows, lines, made, path, wrong
    ) -> Unit | None:
        text = row["parent"]
        if not text:
            if known is None:
                wrong("parent", "đơn vị mới cần đơn vị cấp trên")
            return None
        above = new_rows.get(text.casefold())
        if above is None and (named := [p for p in new_rows.values() if p != place and self._is_named(typed, p, text)]):
            above = named[0] if len(named) == 1 else None
        if above is not None and above != place:
            if above in path or len(path) > 30:
                wrong("parent", "các đơn vị cấp trên nối thành vòng")
                return None
            self._line(above, typed, scene, units, keys, twice, new_rows, lines, made, (*path, place))
            if above not in made:
                wrong("parent", f"đơn vị cấp trên ở dòng {typed.numbers[above]} bị từ chối")
            return made.get(above)
        try:
            return units.find_inside(text, max(row["valid_from"], scene.today) if row["valid_from"] else scene.today)
        except NotFound as reason:
            wrong("parent", str(reason))
            return None

    def _is_named(self, typed: Typed, place: int, text: str) -> bool:
        name = typed.values["name"][place]
        return bool(name) and unit_words(name) == unit_words(text)

    def _changed(self, place, row, known: Unit, parent, typed, units: Units, problems, title, wrong) -> Line:
        if known.pk not in units.inside:
            wrong("code", f"{known.name} không thuộc {units.under.name}")
        if row["name"] and unit_words(row["name"]) != unit_words(known.name):
            wrong("name", f"đang ghi là {known.name}; {_BY_ACT}")
        if row["kind"] and row["kind"] != known.kind:
            wrong("kind", f"đang ghi là {known.get_kind_display()}; {_BY_ACT}")
        if parent is not None and parent.pk != known.parent_id:
            wrong("parent", f"đang thuộc {known.parent.name if known.parent else '–'}; {_BY_ACT}")
        if problems:
            return refused(typed, place, title, problems)
        before = {key: getattr(known, key) for key in CORRECTABLE}
        changes = changes_of(UNITS.fields, before, row)
        if not changes:
            return Line(typed.numbers[place], SAME, title)
        after = {key: row[key] for key in CORRECTABLE if row[key] is not None and row[key] != before[key]}
        return Line(
            typed.numbers[place],
            CHANGED,
            title,
            changes,
            payload=(known.pk, {key: before[key] for key in after}, after),
        )

    def resolved(self, line: Line) -> Mapping[str, str]:
        return (
            {"parent": line.payload[1].parent.name, "Ký tên văn bản": line.payload[1].agency_name}
            if line.verdict == NEW
            else {}
        )

    def write(self, lines: Sequence[Line], scene: Scene) -> list[Effect]:
        # A superior was planned before what lies below it, whatever the order of the rows.
        new = [line.payload[1] for line in lines if line.verdict == NEW]
        ordered: list[Unit] = []
        seen: set[int] = set()

        def put(unit: Unit) -> None:
            if id(unit) in seen or unit.pk:
                return
            seen.add(id(unit))
            if unit.parent is not None and not unit.parent.pk:
                put(unit.parent)
            ordered.append(unit)

        for unit in sorted(new, key=lambda unit: (unit.code, unit.valid_from)):
            put(unit)
        effects = []
        if ordered:
            entered = enter_unit_tree(units=ordered, under=scene.unit, by=scene.by, at=scene.at)
            effects.append(Effect("made", "unit", [unit.pk for unit in entered]))
        if changes := sorted((line.payload for line in lines if line.verdict == CHANGED), key=lambda change: change[0]):
            correct_units(changes=changes, under=scene.unit, by=scene.by, at=scene.at)
            effects.append(Effect("changed", "unit", [list(change) for change in changes]))
        return effects

    def blockers(self, effects: Sequence[Effect], scene: Scene) -> list[str]:
        keys = [pk for effect in effects if effect.act == "made" for pk in effect.rows]
        used = in_use(Unit, keys, {"unit": keys})
        return [f"đã có {count} dòng ở bảng “{name}” thuộc đơn vị của lượt nhập này" for name, count in used.items()]

    def undo(self, effects: Sequence[Effect], scene: Scene, reason: str) -> None:
        for effect in reversed(effects):
            if effect.act == "made":
                take_back_units(keys=effect.rows, under=scene.unit, reason=reason, by=scene.by, at=scene.at)
            else:
                back = [(pk, after, before) for pk, before, after in effect.rows]
                correct_units(changes=back, under=scene.unit, by=scene.by, at=scene.at)

    def rows(self, scene: Scene) -> Iterable[Mapping[str, Any]]:
        units = Units(scene.unit)
        for unit in units.by_pk.values():
            if unit.pk in units.inside and unit.pk != scene.unit.pk and unit.valid_to is None:
                parent = unit.parent.code if unit.parent else None
                names = ("code", "name", "kind", "valid_from", *CORRECTABLE)
                yield {name: getattr(unit, name) for name in names} | {"parent": parent}
