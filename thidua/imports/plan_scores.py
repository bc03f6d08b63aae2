"""A unit's own scores of a season from a sheet: the figures of each criterion, judged by the rubric's own rules."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
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
    others_of,
    refused,
    repeated,
)
from thidua.imports.register import NotFound, Units
from thidua.imports.shapes import SCORES
from thidua.scoring import marking, permissions
from thidua.scoring.actions import enter_scores
from thidua.scoring.actions_bulk import entered, restore_scores
from thidua.scoring.models import Scorecard
from thidua.scoring.queries import items_of
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, reason_against
from thidua.shared.text import nfc
from thidua.shared.wording import show

_FIGURES = tuple(each.key for each in SCORES.fields if each.key not in ("unit", "criterion", "evidence"))


class ScorePlanner:
    def plan(self, typed: Typed, scene: Scene, tell: Tell) -> list[Line]:
        season = certain(scene.season)
        units, items = Units(scene.unit), items_of(season)
        known_codes = {code.casefold(): code for code in items}
        cards = {
            card.unit_id: card
            for card in season.scorecards.select_related("unit", "season").prefetch_related("entries")
        }
        keys: list[tuple[int, str] | None] = []
        for place in range(typed.count):
            if place % 500 == 0:
                tell(place, typed.count, "Đang đối chiếu với bảng điểm")
            keys.append(self._key(place, typed, scene, units, known_codes, cards))
        twice = repeated(keys)
        return [self._line(place, typed, keys[place], twice, cards, items) for place in range(typed.count)]

    def _key(self, place, typed: Typed, scene: Scene, units: Units, codes, cards) -> tuple[int, str] | None:
        row = typed.row(place)

        def wrong(key: str, reason: str) -> None:
            typed.problems[place].append(Problem(key, typed.shown(key, place), reason))

        unit = scene.unit
        if row["unit"]:
            try:
                unit = units.find(row["unit"], scene.today)
            except NotFound as reason:
                wrong("unit", str(reason))
                return None
        if unit.pk not in cards:
            wrong("unit", f"{unit.name} không có bảng điểm trong mùa thi đua này")
            return None
        card = cards[unit.pk]
        reason_not = reason_against(permissions.check_can_enter, scene.by, card, scene.today) or reason_against(
            permissions.check_card_is_open, card
        )
        if reason_not:
            wrong("unit", reason_not)
        if row["criterion"] is None:
            return None
        code = codes.get(str(row["criterion"]).casefold())
        if code is None:
            wrong("criterion", "bảng tiêu chí không có mục này")
            return None
        return unit.pk, code

    def _line(self, place, typed: Typed, key, twice, cards, items) -> Line:
        row = typed.row(place)
        title = f"{row['criterion'] or 'chưa có mã'}" + (f", {row['unit']}" if row["unit"] else "")
        problems = list(typed.problems.get(place, ()))
        if key in twice:
            problems.append(
                Problem(
                    "criterion", str(row["criterion"]), f"có hai lần trong bảng: {others_of(typed, twice[key], place)}"
                )
            )
        if problems or key is None:
            return refused(typed, place, title, problems)
        card, item = cards[key[0]], items[key[1]]
        title = item.spoken[:120]
        data = {name: self._plain(row[name]) for name in _FIGURES if row[name] is not None}
        try:
            data = marking.clean_data(item, data)
        except marking.BadFigure as error:
            field = error.key if error.key in SCORES.by_key else "criterion"
            return refused(typed, place, title, [Problem(field, typed.shown(field, place), str(error))])
        before = next((entered(e) for e in card.entries.all() if e.criterion_code == key[1]), None)
        after = (data, nfc(row["evidence"] or "")[:300] if row["evidence"] or before is None else before[1])
        if before == after:
            return Line(typed.numbers[place], SAME, title)
        labels = {each.key: each.label for each in SCORES.fields}
        changes = tuple(
            (labels[name], _words(before[0].get(name)) if before else "–", _words(value))
            for name, value in data.items()
            if before is None or before[0].get(name) != value
        )
        if before is not None and before[1] != after[1]:
            changes += (("Minh chứng", before[1] or "–", after[1] or "–"),)
        return Line(
            typed.numbers[place], CHANGED if before else NEW, title, changes, payload=(card, key[1], before, after)
        )

    @staticmethod
    def _plain(value: Any) -> Any:
        return (
            Decimal(str(value)) if isinstance(value, float) else value.isoformat() if isinstance(value, date) else value
        )

    def resolved(self, line: Line) -> Mapping[str, str]:
        return {}

    def write(self, lines: Sequence[Line], scene: Scene) -> list[Effect]:
        by_card: dict[int, list] = {}
        cards: dict[int, Scorecard] = {}
        for line in lines:
            if line.verdict in (NEW, CHANGED):
                card, code, before, after = line.payload
                cards[card.pk] = card
                by_card.setdefault(card.pk, []).append((code, before, after))
        effects = []
        for pk in sorted(by_card):
            rows = sorted(by_card[pk], key=lambda row: row[0])
            card = Scorecard.objects.select_related("unit", "season").get(pk=pk)
            standing = {entry.criterion_code: entered(entry) for entry in card.entries.all()}
            if any(standing.get(code) != before for code, before, _ in rows):
                raise Denied(f"Bảng điểm của {card.unit.name} vừa được sửa; mời kiểm tra lại tệp.")
            enter_scores(card=card, rows=[(code, *after) for code, _, after in rows], by=scene.by, at=scene.at)
            effects.append(
                Effect("changed", "scorecard", [[pk, [[code, before, after] for code, before, after in rows]]])
            )
        return effects

    def _cards(self, effects: Sequence[Effect]) -> Iterable[tuple[Scorecard, list]]:
        for effect in effects:
            for pk, rows in effect.rows:
                yield Scorecard.objects.select_related("unit", "season").get(pk=pk), rows

    def blockers(self, effects: Sequence[Effect], scene: Scene) -> list[str]:
        found = []
        for card, rows in self._cards(effects):
            if reason := reason_against(permissions.check_card_is_open, card):
                found.append(f"{card.unit.name}: {reason}")
            now = {entry.criterion_code: entered(entry) for entry in card.entries.all()}
            if changed := [code for code, _, after in rows if now.get(code) != _pair(after)]:
                found.append(f"{card.unit.name}: mục {', '.join(changed[:5])} đã được sửa sau khi nhập")
        return found

    def undo(self, effects: Sequence[Effect], scene: Scene, reason: str) -> None:
        for card, rows in self._cards(effects):
            restore_scores(
                card=card,
                before={code: _pair(before) for code, before, _ in rows},
                after={code: _pair(after) for code, _, after in rows},
                by=scene.by,
                at=scene.at,
            )

    def rows(self, scene: Scene) -> Iterable[Mapping[str, Any]]:
        season = certain(scene.season)
        items = items_of(season)
        card = season.scorecards.filter(unit=scene.unit).prefetch_related("entries").first()
        standing = {entry.criterion_code: entry for entry in card.entries.all()} if card else {}
        for code, item in items.items():
            entry = standing.get(code)
            given = (entry.self_input or {}) if entry else {}
            row = {name: _typed(name, value) for name, value in given.items() if name in SCORES.by_key}
            yield row | {"criterion": item.code, "evidence": entry.evidence if entry and entry.evidence else None}


def _pair(given: Any) -> tuple | None:
    return None if given is None else (given[0], given[1])


def _typed(name: str, value: Any) -> Any:
    """A stored figure as its column holds it."""
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else None
    if isinstance(value, str) and SCORES.by_key[name].kind in ("number", "integer"):
        number = float(value)
        return int(number) if number.is_integer() else number
    if isinstance(value, str) and SCORES.by_key[name].kind == "date":
        return date.fromisoformat(value) if value != "missing" else None
    return value


def _words(value: Any) -> str:
    return "–" if value is None else show(value) if not isinstance(value, list) else ", ".join(map(str, value))
