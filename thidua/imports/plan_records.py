"""Ratings and initiatives from a sheet, matched with the people and units of the register."""

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
from thidua.imports.register import NotFound, People, Units
from thidua.imports.shapes import INITIATIVES, RATINGS
from thidua.people.models import Person
from thidua.records.actions import enter_initiatives, enter_ratings
from thidua.records.actions_bulk import (
    INITIATIVE_CORRECTABLE,
    correct_initiatives,
    correct_ratings,
    own_rows,
    take_back_records,
)
from thidua.records.models import Initiative, TaskRating
from thidua.shared.actions_bulk import in_use
from thidua.shared.clock import at_hour
from thidua.shared.text import fold, nfc
from thidua.units.models import Unit


class Holders:
    """Whom each row is about: a person where the row names one, else a unit."""

    def __init__(self, scene: Scene, with_units: bool = True) -> None:
        self.scene = scene
        self.units = Units(scene.unit)
        self.people = People(self.units)
        self.with_units = with_units

    def find(self, row: Mapping[str, Any], year: int | None, on=None) -> tuple[Person | None, Unit | None]:
        """(person, unit): the unit is where the row says the person worked, or the holder itself. Raises NotFound."""
        day = on or self.day_of(year)
        if row.get("person_code") or row.get("full_name"):
            unit = self._where(row["unit"], day) if row.get("unit") else None
            person = self.people.find(
                row.get("person_code"), row.get("full_name"), row.get("born_on"), unit, row.get("born_year")
            )
            return person, unit
        if not self.with_units:
            raise NotFound("cần mã cán bộ hoặc họ và tên")
        if not row.get("unit"):
            raise NotFound("cần người hoặc đơn vị")
        return None, self.units.find_inside(row["unit"], day)

    def _where(self, text: str, day) -> Unit:
        """The unit that helps to tell people apart: as it was then, or as the office calls it today."""
        try:
            return self.units.find_inside(text, day)
        except NotFound:
            return self.units.find_inside(text, self.scene.today)

    def unit_today(self, text: str) -> Unit | None:
        """The unit of that name as it stands today, inside; None when there is none."""
        try:
            return self.units.find_inside(text, self.scene.today)
        except NotFound:
            return None

    def day_of(self, year: int | None):
        """The last day of the year, today while it is not over."""
        if year is None:
            return self.scene.today
        return min(at_hour(self.scene.today.replace(year=year, month=12, day=31)).date(), self.scene.today)


def _place_of(row: Mapping[str, Any]) -> str:
    return "person_code" if row.get("person_code") else "full_name" if row.get("full_name") else "unit"


class _RecordPlanner:
    """What ratings and initiatives have in common: the holder, repeated rows, what stands already."""

    kind = RATINGS
    model: type[TaskRating] | type[Initiative] = TaskRating
    fields: tuple[str, ...] = ()
    with_units = True

    def plan(self, typed: Typed, scene: Scene, tell: Tell) -> list[Line]:
        tell(0, typed.count, "Đang đọc người và đơn vị hiện có")
        holders, found = Holders(scene, self.with_units), []
        for place in range(typed.count):
            if place % 2000 == 0:
                tell(place, 2 * typed.count, "Đang tìm người, đơn vị")
            row = typed.row(place)
            person, unit = None, None
            if not any(p.key in ("person_code", "full_name", "unit") for p in typed.problems.get(place, ())):
                try:
                    person, unit = holders.find(row, row["year"])
                except NotFound as reason:
                    key = "unit" if row.get("unit") and "đơn vị" in str(reason) else _place_of(row)
                    typed.problems[place].append(Problem(key, typed.shown(key, place), str(reason)))
            if row["year"] and row["year"] > scene.today.year:
                typed.problems[place].append(Problem("year", typed.shown("year", place), "năm ở tương lai"))
            found.append((person, None if person else unit, row))
        keys = [self.key_of(person, unit, row) if person or unit else None for person, unit, row in found]
        twice, standing = (
            repeated(keys),
            self.standing({p.pk for p, _, _ in found if p}, {u.pk for _, u, _ in found if u}),
        )
        lines = []
        for place, (person, unit, row) in enumerate(found):
            if place % 2000 == 0:
                tell(typed.count + place, 2 * typed.count, "Đang đối chiếu với dữ liệu đang có")
            lines.append(self._line(place, typed, person, unit, row, keys[place], twice, standing))
        return lines

    def _line(self, place, typed: Typed, person, unit, row, key, twice, standing) -> Line:
        title = self.title(person, unit, row)
        problems = list(typed.problems.get(place, ()))
        if key in twice:
            problems.append(
                Problem(_place_of(row), title, f"có hai lần trong bảng: {others_of(typed, twice[key], place)}")
            )
        if problems or key is None:
            return refused(typed, place, title, problems)
        known = standing.get(key)
        values = self.values(row)
        if known is None:
            return Line(typed.numbers[place], NEW, title, payload=self.made(person, unit, row))
        before = {name: getattr(known, name) for name in self.fields}
        changes = changes_of([self.kind.by_key[name] for name in self.fields], before, values)
        if not changes:
            return Line(typed.numbers[place], SAME, title)
        after = {n: values[n] for n in self.fields if values[n] is not None and values[n] != before[n]}
        return Line(
            typed.numbers[place], CHANGED, title, changes, payload=(known.pk, {n: before[n] for n in after}, after)
        )

    def title(self, person, unit, row) -> str:
        holder = person.full_name if person else unit.name if unit else row.get("full_name") or row.get("unit") or ""
        return f"{holder}, năm {row['year'] or '–'}"

    def values(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {name: row[name] for name in self.fields}

    def key_of(self, person, unit, row) -> tuple | None:
        raise NotImplementedError

    def standing(self, people: set[int], units: set[int]) -> dict[tuple, Any]:
        raise NotImplementedError

    def made(self, person, unit, row) -> Any:
        raise NotImplementedError

    def enter(self, rows: list, scene: Scene) -> None:
        raise NotImplementedError

    def correct(self, changes: list, scene: Scene) -> None:
        raise NotImplementedError

    def resolved(self, line: Line) -> Mapping[str, str]:
        return (
            {"unit": line.payload.unit.full_name} if line.verdict == NEW and getattr(line.payload, "unit", None) else {}
        )

    def write(self, lines: Sequence[Line], scene: Scene) -> list[Effect]:
        table, effects = self.model._meta.model_name or "", []
        new = [line.payload for line in lines if line.verdict == NEW]
        new.sort(
            key=lambda row: (
                row.person_id or 0,
                getattr(row, "unit_id", None) or 0,
                row.year,
                getattr(row, "title", ""),
            )
        )
        if new:
            self.enter(new, scene)
            effects.append(Effect("made", table, [row.pk for row in new]))
        if changes := sorted((line.payload for line in lines if line.verdict == CHANGED), key=lambda change: change[0]):
            self.correct(changes, scene)
            effects.append(Effect("changed", table, [list(change) for change in changes]))
        return effects

    def blockers(self, effects: Sequence[Effect], scene: Scene) -> list[str]:
        keys = [pk for effect in effects if effect.act == "made" for pk in effect.rows]
        used = in_use(self.model, keys, own_rows(self.model, keys))
        return [f"đã có {count} dòng ở bảng “{name}” dùng đến" for name, count in used.items()]

    def undo(self, effects: Sequence[Effect], scene: Scene, reason: str) -> None:
        for effect in reversed(effects):
            if effect.act == "made":
                take_back_records(
                    model=self.model, keys=effect.rows, under=scene.unit, reason=reason, by=scene.by, at=scene.at
                )
            else:
                self.correct([(pk, after, before) for pk, before, after in effect.rows], scene)


class RatingPlanner(_RecordPlanner):
    kind, model, fields = RATINGS, TaskRating, ("rating",)

    def key_of(self, person, unit, row) -> tuple | None:
        return (person.pk if person else None, unit.pk if unit else None, row["year"]) if row["year"] else None

    def standing(self, people: set[int], units: set[int]) -> dict[tuple, Any]:
        rows = TaskRating.objects.order_by("pk").iterator(chunk_size=5000)
        return {
            (row.person_id, row.unit_id, row.year): row
            for row in rows
            if row.person_id in people or row.unit_id in units
        }

    def made(self, person, unit, row) -> TaskRating:
        return TaskRating(person=person, unit=unit, year=row["year"], rating=row["rating"])

    def enter(self, rows: list, scene: Scene) -> None:
        enter_ratings(rows=rows, under=scene.unit, by=scene.by, at=scene.at)

    def correct(self, changes: list, scene: Scene) -> None:
        correct_ratings(changes=changes, under=scene.unit, by=scene.by, at=scene.at)

    def rows(self, scene: Scene) -> Iterable[Mapping[str, Any]]:
        people = People(Units(scene.unit))
        inside = people.units.inside
        for row in TaskRating.objects.order_by("year", "pk").iterator(chunk_size=5000):
            if row.person_id in people.by_pk and people.is_inside(people.by_pk[row.person_id]):
                person = people.by_pk[row.person_id]
                yield {"person_code": person.code, "full_name": person.full_name, "born_on": person.born_on,
                       "year": row.year, "rating": row.rating}  # fmt: skip
            elif row.unit_id in inside:
                yield {"unit": people.units.by_pk[row.unit_id].code, "year": row.year, "rating": row.rating}


class InitiativePlanner(_RecordPlanner):
    kind, model, fields, with_units = INITIATIVES, Initiative, INITIATIVE_CORRECTABLE, False

    def key_of(self, person, unit, row) -> tuple | None:
        return (person.pk, row["year"], fold(row["title"])) if row["year"] and row["title"] and person else None

    def standing(self, people: set[int], units: set[int]) -> dict[tuple, Any]:
        rows = Initiative.objects.order_by("pk").iterator(chunk_size=5000)
        return {(row.person_id, row.year, row.title_fold): row for row in rows if row.person_id in people}

    def values(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {name: row[name] for name in self.fields} | {"title": nfc(row["title"])}

    def made(self, person, unit, row) -> Initiative:
        values = self.values(row)
        return Initiative(person=person, year=row["year"], **values | {"is_replicable": bool(values["is_replicable"])})

    def enter(self, rows: list, scene: Scene) -> None:
        enter_initiatives(rows=rows, under=scene.unit, by=scene.by, at=scene.at)

    def correct(self, changes: list, scene: Scene) -> None:
        correct_initiatives(changes=changes, under=scene.unit, by=scene.by, at=scene.at)

    def rows(self, scene: Scene) -> Iterable[Mapping[str, Any]]:
        people = People(Units(scene.unit))
        for row in Initiative.objects.order_by("year", "pk").iterator(chunk_size=5000):
            person = people.by_pk.get(row.person_id)
            if person is not None and people.is_inside(person):
                yield {"person_code": person.code, "full_name": person.full_name, "born_on": person.born_on,
                       "year": row.year} | {name: getattr(row, name) for name in self.fields}  # fmt: skip
