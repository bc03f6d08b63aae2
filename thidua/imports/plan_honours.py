"""Honours of earlier years from a sheet: each with the unit as it was on the day of its decision."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from thidua.honours.actions import import_past_honours
from thidua.honours.actions_bulk import withdraw_imported_honours
from thidua.honours.authorities import outside_authority
from thidua.honours.models import Honour
from thidua.honours.queries import standing
from thidua.imports.plan_records import Holders
from thidua.imports.planning import NEW, SAME, Effect, Line, Problem, Scene, Tell, Typed, others_of, refused, repeated
from thidua.imports.register import NotFound
from thidua.people.models import Person, Post
from thidua.shared.certain import certain
from thidua.shared.text import fold, nfc
from thidua.shared.wording import vi_date
from thidua.units.models import Unit

_HOLDER = ("person_code", "full_name", "unit")


class HonourPlanner:
    def plan(self, typed: Typed, scene: Scene, tell: Tell) -> list[Line]:
        tell(0, typed.count, "Đang đọc sổ vàng và danh sách cán bộ")
        holders = Holders(scene)
        found: list[Honour | None] = []
        for place in range(typed.count):
            if place % 2000 == 0:
                tell(place, typed.count, "Đang đối chiếu với sổ vàng")
            found.append(self._honour(place, typed, scene, holders))
        keys = [self._key(honour) if honour else None for honour in found]
        twice, known = repeated(keys), self._standing(holders)
        lines = []
        for place, honour in enumerate(found):
            row = typed.row(place)
            who = honour.recipient_name if honour else row["full_name"] or row["unit"] or ""
            title = f"{who}, năm {row['year'] or '–'}"
            problems = list(typed.problems.get(place, ()))
            if keys[place] in twice:
                where = others_of(typed, twice[keys[place]], place)
                problems.append(
                    Problem("award_code", typed.shown("award_code", place), f"có hai lần trong bảng: {where}")
                )
            key = keys[place]
            there = known.get(key) if key else None
            if there is not None and honour is not None and there.decided_on != honour.decided_on:
                problems.append(
                    Problem(
                        "decided_on",
                        typed.shown("decided_on", place),
                        f"sổ vàng đang ghi ngày {vi_date(there.decided_on)}; đính chính làm ở trang Sổ vàng",
                    )
                )
            if problems or honour is None:
                lines.append(refused(typed, place, title, problems))
            elif there is not None:
                lines.append(Line(typed.numbers[place], SAME, title))
            else:
                lines.append(Line(typed.numbers[place], NEW, title, payload=honour))
        return lines

    def _honour(self, place: int, typed: Typed, scene: Scene, holders: Holders) -> Honour | None:
        """The line of the register a row stands for, None when it cannot be made; what is wrong goes to ``problems``."""
        row, problems = typed.row(place), typed.problems

        def wrong(key: str, reason: str) -> None:
            problems[place].append(Problem(key, typed.shown(key, place), reason))

        day = row["decided_on"]
        if day and day > scene.today:
            wrong("decided_on", "ngày quyết định ở tương lai")
        if day and row["year"] and row["year"] > day.year:
            wrong("year", "năm thành tích sau năm của quyết định")
        if day is None:
            return None
        issuer, authority = None, outside_authority(row["issuer"]) if row["issuer"] else None
        if authority:
            issuer = holders.units.province
        elif row["issuer"]:
            try:
                issuer = holders.units.find(row["issuer"], day)
            except NotFound as reason:
                wrong("issuer", str(reason))
        named = "person_code" if row["person_code"] else "full_name" if row["full_name"] else "unit"
        person, of_unit, detail = None, None, ""
        try:
            if named != "unit":
                person = holders.people.find(
                    row["person_code"], row["full_name"], row["born_on"], None, row.get("born_year")
                )
                of_unit, detail = self._unit(row["unit"], day, holders, person)
            else:
                of_unit, detail = self._unit(row["unit"], day, holders, None)
            if of_unit is None:
                wrong("unit", "cần người hoặc đơn vị được khen thưởng")
        except NotFound as reason:
            wrong(
                named if "cán bộ" in str(reason) or "người" in str(reason) or "mã này" in str(reason) else "unit",
                str(reason),
            )
        if problems.get(place) or issuer is None:
            return None
        return Honour(
            person=person,
            unit=None if person else of_unit,
            recipient_name=person.full_name if person else of_unit.name if of_unit else "",
            recipient_detail=detail[:300],
            of_unit=of_unit,
            award_code=row["award_code"],
            year=row["year"],
            ground=row["ground"] or "",
            issuer=issuer,
            authority=authority,
            decision_number=row["decision_no"],
            decided_on=day,
        )

    def _unit(self, text: str | None, day, holders: Holders, person: Person | None) -> tuple[Unit | None, str]:
        """(unit of the line, words of its detail): the unit a row names, as it was on the day.

        For a person, lists of old years often name the unit of today: one that stands now but not on the day tells only
        where the person is, and the register says where they were. One that is known only as a predecessor stands for
        its heir. Either way the words of the sheet stay in the detail of the line.
        """
        if not text:
            return self._unit_of(person, day, holders) if person else (None, "")
        try:
            unit = holders.units.find_inside(text, day)
        except NotFound:
            if person is None:
                raise
            heirs = {heir.new_id: heir for heir in holders.units.heirs(text) if heir.on > day}
            if len(heirs) == 1 and (heir := next(iter(heirs.values()))).new_id in holders.units.inside:
                return heir.new, nfc(text)
            today = holders.unit_today(text)
            if today is None:
                raise
            then = holders.people.post_on(person, day)
            if then is not None and then.unit_id in holders.units.inside:
                unit = holders.units.by_pk[then.unit_id]
                return unit, f"{then.title}, {unit.full_name}"
            return today, today.full_name
        return unit, unit.full_name

    def _unit_of(self, person: Person, day, holders: Holders) -> tuple[Unit | None, str]:
        """Where the person worked on the day, as far as the register knows; else where they work now."""
        posts: list[Post] = holders.people.posts.get(person.pk, [])
        then = holders.people.post_on(person, day)
        post = then or (posts[-1] if posts else None)
        if post is None or post.unit_id not in holders.units.inside:
            raise NotFound(f"người này ngày {vi_date(day)} không thuộc {holders.scene.unit.name}")
        unit = holders.units.by_pk[post.unit_id]
        return unit, f"{post.title}, {unit.full_name}" if then else ""

    def _key(self, honour: Honour) -> tuple:
        who = ("person", honour.person_id) if honour.person_id else ("unit", honour.unit_id)
        return (*who, honour.award_code, honour.year, fold(honour.decision_number))

    def _standing(self, holders: Holders) -> dict[tuple, Honour]:
        """The lines that hold today, of everybody: a line entered by another office is not entered twice."""
        return {self._key(honour): honour for honour in standing().order_by("pk").iterator(chunk_size=5000)}

    def resolved(self, line: Line) -> Mapping[str, str]:
        if line.verdict != NEW:
            return {}
        honour: Honour = line.payload
        unit = honour.of_unit.full_name if honour.of_unit else ""
        detail = honour.recipient_detail
        place = f"{unit} (in: {detail})" if detail and detail != unit else unit
        return {"unit": place, "issuer": honour.issuer_name}

    def write(self, lines: Sequence[Line], scene: Scene) -> list[Effect]:
        new: list[Honour] = [line.payload for line in lines if line.verdict == NEW]
        if not new:
            return []
        new.sort(key=lambda h: (h.issuer_id, h.decision_number, h.decided_on, fold(h.recipient_name), h.award_code,
                                h.person_id or 0, h.unit_id or 0, h.year))  # fmt: skip
        numbers = {honour.decision_number for honour in new}
        last: dict[tuple, int] = {}
        for part in _parts(sorted(numbers)):
            rows = Honour.objects.filter(decision_number__in=part, entry=Honour.Entry.AWARD).order_by()
            for issuer, number, day, ordinal in rows.values_list(
                "issuer_id", "decision_number", "decided_on", "ordinal"
            ):
                key = (issuer, number, day)
                last[key] = max(last.get(key, 0), ordinal)
        for honour in new:
            key = (honour.issuer_id, honour.decision_number, honour.decided_on)
            last[key] = honour.ordinal = last.get(key, 0) + 1
        import_past_honours(rows=new, under=scene.unit, by=scene.by, at=scene.at)
        return [Effect("made", "honour", [honour.pk for honour in new])]

    def blockers(self, effects: Sequence[Effect], scene: Scene) -> list[str]:
        keys = [pk for effect in effects for pk in effect.rows]
        later = sum(Honour.objects.filter(refers_to_id__in=part).count() for part in _parts(keys))
        return [f"đã có {later} dòng đính chính hoặc hủy bỏ sau khi nhập"] if later else []

    def undo(self, effects: Sequence[Effect], scene: Scene, reason: str) -> None:
        for effect in effects:
            withdraw_imported_honours(keys=effect.rows, under=scene.unit, reason=reason, by=scene.by, at=scene.at)

    def rows(self, scene: Scene) -> Iterable[Mapping[str, Any]]:
        holders = Holders(scene)
        units, people = holders.units, holders.people
        for line in standing().order_by("year", "decision_number", "ordinal", "pk").iterator(chunk_size=5000):
            if (line.of_unit_id or line.unit_id) not in units.inside:
                continue
            issuer = units.by_pk[line.issuer_id]
            row: dict[str, Any] = {
                "award_code": line.award_code, "year": line.year, "decision_no": line.decision_number,
                "decided_on": line.decided_on, "issuer": line.authority or issuer.code, "ground": line.ground or None,
            }  # fmt: skip
            if line.person_id:
                person = people.by_pk.get(line.person_id)
                if person is None:  # a record joined with another: its lines are exported with neither name nor code
                    continue
                row |= {"person_code": person.code, "full_name": person.full_name, "born_on": person.born_on}
            if line.of_unit_id or line.unit_id:
                row["unit"] = units.by_pk[certain(line.of_unit_id or line.unit_id)].code
            yield row


def _parts(values: Sequence) -> Iterable[Sequence]:
    return (values[start : start + 500] for start in range(0, len(values), 500))
