"""People from a sheet: new ones with their post, details corrected, people who moved to another post."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.views.decorators.debug import sensitive_variables

from paperwork.values import fold
from thidua.imports.births import ONLY_YEAR
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
    masked,
    others_of,
    refused,
    repeated,
)
from thidua.imports.register import NotFound, People, Units
from thidua.imports.shapes import PEOPLE
from thidua.people import checks
from thidua.people.actions import enter_people
from thidua.people.actions_bulk import (
    CORRECTABLE,
    correct_people,
    correct_posts,
    erase_numbers,
    lock_numbers,
    move_people,
    private_keys,
    take_back_people,
)
from thidua.people.actions_private import identity_marks
from thidua.people.models import Person, Post, PrivateValue
from thidua.shared.actions_bulk import in_use
from thidua.shared.fieldlock import Secret
from thidua.shared.wording import vi_date
from thidua.units.models import Unit

_TWICE = {
    "code": "mã này có hai lần",
    "full_name": "người này có hai lần (cùng tên, có thể khác dấu, cùng ngày sinh)",
    "identity": "số định danh này có hai lần",
}
_NEEDED = {"gender": "giới tính", "subject": "đối tượng (công chức, viên chức…)", "title": "chức vụ, chức danh"}
# What a new person is made of; the unit stands after the first six.
_NEW_KEYS = ("code", "full_name", "born_on", "gender", "subject", "recruited_on", "title", "is_leader", "starts_on")
_DETAILS = [PEOPLE.by_key[key] for key in CORRECTABLE]


def _lowered(sentence: str) -> str:
    """A sentence of the checks as a reason after a colon."""
    return sentence[:1].lower() + sentence[1:].removesuffix(".")


def made_code(name: str, born_on: date | None, unit: Unit) -> str:
    """A code for somebody whose sheet has none: the same whenever the same row comes again, in whatever order."""
    text = f"{fold(name)}|{born_on}|{unit.code}"
    return "T" + base64.b32encode(hashlib.sha256(text.encode()).digest())[:11].decode()


class PeoplePlanner:
    def plan(self, typed: Typed, scene: Scene, tell: Tell) -> list[Line]:
        tell(0, typed.count, "Đang đọc danh sách cán bộ hiện có")
        units = Units(scene.unit)
        people = People(units)
        values = typed.values
        places = self._units(typed, units, scene)
        codes = [code.casefold() if code else None for code in values["code"]]
        folded: dict[str, str] = {}
        for name in values["full_name"]:
            if name and name not in folded:
                folded[name] = fold(name)
        alike = [
            (folded[name], born_on, unit.pk) if name and born_on and unit else None
            for name, born_on, unit in zip(values["full_name"], values["born_on"], places, strict=True)
        ]
        numbers = self._numbers(typed)
        repeats = {
            "code": (codes, repeated(codes)),
            "full_name": (alike, repeated(alike)),
            "identity": (numbers, repeated(numbers)),
        }
        rows = zip(
            codes,
            alike,
            *(values[key] for key in _NEW_KEYS[:6]),
            places,
            *(values[key] for key in _NEW_KEYS[6:]),
            strict=True,
        )
        lines, stranger = [], self._strangers(typed, people, repeats, scene)
        for place, (code, same, *payload) in enumerate(rows):
            if place % 2000 == 0:
                tell(place, typed.count, "Đang đối chiếu cán bộ")
            if stranger(place, code, same, payload):
                title = f"{payload[1]} ({payload[0]})"
                lines.append(Line(typed.numbers[place], NEW, title, (), (), payload))
            else:
                lines.append(self._line(place, typed, scene, people, places[place], repeats))
        return lines

    def _strangers(self, typed: Typed, people: People, repeats, scene: Scene):
        """A quick look that tells most rows of a first import: complete, once in the sheet, and neither the code nor
        anybody of that name and birth is known. Whatever is not told by it takes the long way."""
        codes, alikes, problems = repeats["code"][1], repeats["full_name"][1], typed.problems
        known, by_fold, today = people.by_code, people.by_fold, scene.today
        numbers, oldest, youngest = (
            repeats["identity"][0],
            date(today.year - checks.OLDEST + 1, 1, 1),
            checks.YOUNGEST + 1,
        )

        def is_sane(born: date, recruited: date | None, unit: Unit, starts: date | None) -> bool:
            """Beyond doubt what checks would let through; the rest they judge themselves."""
            grown = born.year + youngest
            return (
                oldest < born and grown <= (recruited or today).year <= today.year
                and (recruited or today) <= today and unit.valid_to is None
                and unit.valid_from <= (starts or today) and (recruited or born) <= (starts or today)
            )  # fmt: skip

        def is_stranger(place: int, code, same, payload) -> bool:
            return bool(
                numbers[place] is None and
                same and code and code not in codes and same not in alikes and place not in problems
                and code not in known and (same[0], same[1]) not in by_fold
                and payload[3] and payload[4] and payload[7]
                and is_sane(same[1], payload[5], payload[6], payload[9])
            )  # fmt: skip

        return is_stranger

    @sensitive_variables("numbers", "number", "text")
    def _numbers(self, typed: Typed) -> list[str | None]:
        """The identity number of each row in the one form it is kept in; a wrong one is a problem of its cell."""
        numbers: list[str | None] = []
        for place, text in enumerate(typed.values["identity"]):
            number = None
            if text:
                number, wrong = checks.private_value(PrivateValue.Field.IDENTITY, text)
                if wrong:
                    if sum(sign.isdigit() for sign in text) in (8, 10, 11):
                        wrong = f"{wrong} Ô này thiếu chữ số: có thể Excel đã bỏ số 0 ở đầu."
                    typed.problems[place].append(Problem("identity", typed.shown("identity", place), _lowered(wrong)))
            numbers.append(number or None)
        return numbers

    def _units(self, typed: Typed, units: Units, scene: Scene) -> list[Unit | None]:
        """The unit of each row, as of the day the post starts, today where that is not said."""
        found: list[Unit | None] = []
        for place, (text, day) in enumerate(zip(typed.values["unit"], typed.values["starts_on"], strict=True)):
            unit = None
            if text:
                try:
                    unit = units.find_inside(text, min(day or scene.today, scene.today))
                    if unit.valid_to is not None and unit.valid_to < scene.today:
                        raise NotFound(f"{unit.name} đã kết thúc ngày {vi_date(unit.valid_to)}")
                except NotFound as reason:
                    unit = None
                    typed.problems[place].append(Problem("unit", typed.shown("unit", place), str(reason)))
            found.append(unit)
        return found

    def _line(self, place: int, typed: Typed, scene: Scene, people: People, unit: Unit | None, repeats) -> Line:
        values = typed.values
        code, name, born_on = values["code"][place], values["full_name"][place], values["born_on"][place]
        title = f"{name or ''}{f' ({code})' if code else ''}"
        problems = list(typed.problems[place]) if place in typed.problems else []
        for key, (keys, groups) in repeats.items():
            if groups and keys[place] in groups:
                others = others_of(typed, groups[keys[place]], place)
                problems.append(Problem(key, typed.shown(key, place), f"{_TWICE[key]} trong bảng: {others}"))
        if problems or not name or unit is None:
            return refused(typed, place, title, problems)

        def wrong(key: str, reason: str) -> Line:
            return refused(typed, place, title, [Problem(key, typed.shown(key, place), reason)])

        if born_on and born_on > scene.today:
            return wrong("born_on", "ngày sinh ở tương lai")
        number = repeats["identity"][0][place]
        owner = (
            next((pk for mark in identity_marks(number) if (pk := people.by_number.get(mark))), None)
            if number
            else None
        )
        year = values["born_year"][place]
        person = people.by_pk[owner] if owner and not code else self._person(code, name, born_on or year, unit, people)
        if isinstance(person, str):
            return wrong("code" if code else "full_name", person)
        if owner and (person is None or person.pk != owner or person.name_fold != fold(name)):
            return wrong("identity", "số định danh này đã có trong một hồ sơ khác; hãy đối chiếu ở trang Cán bộ")
        if year and person is None:
            return wrong("born_on", ONLY_YEAR)
        if year and person is not None and person.born_on and person.born_on.year != year:
            return wrong("born_on", f"hồ sơ của người này ghi ngày sinh {vi_date(person.born_on)}")
        if person is None:
            lacking = [word for key, word in _NEEDED.items() if values[key][place] is None]
            if lacking:
                return wrong("full_name", f"người mới cần thêm: {', '.join(lacking)}")
            details, work = (tuple(values[key][place] for key in keys) for keys in (_NEW_KEYS[1:6], _NEW_KEYS[6:]))
            payload = (code, *details, unit, *work, number)
            made, post = self._new(payload, scene)
            found = checks.person_problems(made, scene.today) + checks.post_problems(post, made)
            if found:
                problems = [Problem(k, typed.shown(k, place), _lowered(why)) for k, why in found if k in PEOPLE.by_key]
                return refused(typed, place, title, problems)
            return Line(typed.numbers[place], NEW, title, (), (), payload)
        stored = people.number_of.get(person.pk)
        if number and stored and stored not in identity_marks(number):
            return wrong("identity", "khác số định danh đang ghi; sửa ở trang Cán bộ")
        fresh = number if number and not stored else None
        return self._known(place, typed, scene, people, person, unit, title, wrong, fresh)

    def _person(self, code, name, born: date | int | None, unit: Unit, people: People) -> Person | str | None:
        """The person of a row, None for somebody new, or why it cannot be told. ``born``: a day, or the year alone."""
        born_on, year = (None, born) if isinstance(born, int) else (born, None)
        if code and (person := people.by_code.get(code.casefold())):
            same_birth = person.born_on and born_on and person.born_on == born_on
            if fold(name) != person.name_fold and not same_birth:
                return f"mã này là của {person.full_name}; hãy kiểm tra lại mã hoặc họ tên"
            return person
        near = [p for p in people.alike(fold(name), born_on) if people.is_inside(p)]
        if not code and year:
            same = [p for p in people.named(name) if p.born_on and p.born_on.year == year]
            if len(same) > 1:
                return f"có {len(same)} người cùng họ tên, năm sinh; hãy ghi mã cán bộ"
            return same[0] if same else None
        if not code:
            same = [person for person in near if person.name_key == people.key_of(name)]
            if len(same) == 1:
                return same[0]
            if same:
                return f"có {len(same)} người cùng họ tên, ngày sinh; hãy ghi mã cán bộ"
            if born_on is None:
                return "cần mã cán bộ hoặc ngày sinh để nhận ra người này"
            return (
                f"có {near[0].full_name} (mã {near[0].code}) cùng ngày sinh, khác dấu; hãy ghi mã cán bộ"
                if near
                else None
            )
        for person in near:
            post = people.current_post(person)
            if post is not None and post.unit_id == unit.pk:
                return f"có thể là {person.full_name} đã có mã {person.code} ở cùng đơn vị; hãy dùng mã đó"
        return None

    @staticmethod
    def _new(payload: tuple, scene: Scene) -> tuple[Person, Post]:
        """The person and the first post of a new row; made only when they are written."""
        code, name, born_on, gender, subject, recruited_on, unit, title, is_leader, starts_on, *_ = payload
        person = Person(
            code=code or made_code(name, born_on, unit), full_name=name, born_on=born_on, gender=gender, subject=subject,
            recruited_on=recruited_on,
        )  # fmt: skip
        return person, Post(unit=unit, title=title, is_leader=bool(is_leader), starts_on=starts_on or scene.today)

    def _known(
        self, place, typed: Typed, scene: Scene, people: People, person: Person, unit: Unit, title, wrong, identity
    ) -> Line:
        values, number = typed.values, typed.numbers[place]
        post = people.current_post(person)
        if post is None or post.unit_id not in people.units.inside:
            at = people.units.by_pk[post.unit_id].name if post else "nơi khác"
            return wrong("unit", f"người này đang công tác ở {at}, không thuộc {people.units.under.name}")
        row = {key: values[key][place] for key in CORRECTABLE}
        if people.key_of(row["full_name"]) == person.name_key:
            row["full_name"] = person.full_name  # Hòa and Hoà are one name
        before = {key: getattr(person, key) for key in CORRECTABLE}
        changes = list(changes_of(_DETAILS, before, row))
        after = {key: row[key] for key in CORRECTABLE if row[key] is not None and row[key] != before[key]}
        if identity:
            changes.append((PEOPLE.by_key["identity"].label, "–", masked(identity)))
        if after and (found := checks.person_problems(Person(code=person.code, **before | after), scene.today)):
            key = found[0][0] if found[0][0] in PEOPLE.by_key else "full_name"
            return wrong(key, _lowered(found[0][1]))
        title_now, leads, starts_on = values["title"][place], values["is_leader"][place], values["starts_on"][place]
        moved = unit.pk != post.unit_id
        other_work = (title_now is not None and title_now != post.title) or (
            leads is not None and leads != post.is_leader
        )
        new_post, post_change = None, None
        if moved or (other_work and starts_on and starts_on > post.starts_on):
            if starts_on is None or starts_on <= post.starts_on:
                since = vi_date(post.starts_on)
                return wrong(
                    "unit",
                    f"chuyển đơn vị cần “Giữ chức vụ từ ngày” sau {since}; đang ở {people.units.by_pk[post.unit_id].name}",
                )
            new_post = Post(
                person=person, unit=unit, title=title_now or post.title, starts_on=starts_on,
                is_leader=post.is_leader if leads is None else leads,
            )  # fmt: skip
            before_text = f"{post.title}, {people.units.by_pk[post.unit_id].name}"
            changes.append(("Chức vụ", before_text, f"{new_post.title}, {unit.name} từ {vi_date(starts_on)}"))
        elif other_work:
            old = {"title": post.title, "is_leader": post.is_leader}
            new = {"title": title_now or post.title, "is_leader": post.is_leader if leads is None else leads}
            changes += changes_of([PEOPLE.by_key["title"], PEOPLE.by_key["is_leader"]], old, new)
            post_change = (post.pk, old, new)
        if not changes:
            return Line(number, SAME, title)
        change = (person.pk, {key: before[key] for key in after}, after) if after else None
        return Line(
            number,
            CHANGED,
            title,
            tuple(changes),
            payload=(change, post_change, post.pk, new_post, (person.pk, identity)),
        )

    def resolved(self, line: Line) -> Mapping[str, str]:
        return {"unit": line.payload[6].full_name} if line.payload and line.verdict == NEW else {}

    def write(self, lines: Sequence[Line], scene: Scene) -> list[Effect]:
        act = {"under": scene.unit, "by": scene.by, "at": scene.at}
        strangers = [line.payload for line in lines if line.verdict == NEW]
        new = [self._new(payload, scene) for payload in strangers]
        private = {
            person.code: {str(PrivateValue.Field.IDENTITY): Secret(payload[10])}
            for (person, _), payload in zip(new, strangers, strict=True)
            if len(payload) > 10 and payload[10]
        }
        new.sort(key=lambda pair: pair[0].code)
        changed = [line.payload for line in lines if line.verdict == CHANGED]
        effects = []
        if new:
            enter_people(people=new, private=private, **act)
            effects.append(Effect("made", "person", [person.pk for person, _ in new]))
            effects.append(Effect("made", "post", [post.pk for _, post in new]))
        if details := sorted((change for change, _, _, _, _ in changed if change), key=lambda change: change[0]):
            correct_people(changes=details, **act)
            effects.append(Effect("changed", "person", [list(change) for change in details]))
        if posts := sorted((change for _, change, _, _, _ in changed if change), key=lambda change: change[0]):
            correct_posts(changes=posts, **act)
            effects.append(Effect("changed", "post", [list(change) for change in posts]))
        if moves := sorted(((old, post) for _, _, old, post, _ in changed if post), key=lambda move: move[0]):
            entered = move_people(moves=moves, **act)
            ended = [[old, {}, {"ends_on": post.starts_on - timedelta(days=1)}] for old, post in moves]
            effects.append(Effect("made", "post", [post.pk for post in entered]))
            effects.append(Effect("changed", "post", ended))
        if numbers := {pk: Secret(number) for _, _, _, _, (pk, number) in changed if number}:
            lock_numbers(numbers=numbers, **act)
            effects.append(Effect("made", "privatevalue", sorted(numbers)))
        return effects

    def blockers(self, effects: Sequence[Effect], scene: Scene) -> list[str]:
        made = {
            table: [pk for e in effects if (e.act, e.table) == ("made", table) for pk in e.rows]
            for table in ("person", "post")
        }
        own = {"post": made["post"], "privatevalue": private_keys(made["person"])}
        used = in_use(Person, made["person"], own) | in_use(Post, made["post"], {})
        return [f"đã có {count} dòng ở bảng “{name}” của người trong lượt nhập này" for name, count in used.items()]

    def undo(self, effects: Sequence[Effect], scene: Scene, reason: str) -> None:
        act = {"under": scene.unit, "by": scene.by, "at": scene.at}
        people = [pk for e in effects if (e.act, e.table) == ("made", "person") for pk in e.rows]
        posts = [pk for e in effects if (e.act, e.table) == ("made", "post") for pk in e.rows]
        reopened = [
            (pk, date.fromisoformat(after["ends_on"]))
            for e in effects
            if (e.act, e.table) == ("changed", "post")
            for pk, _, after in e.rows
            if "ends_on" in after
        ]
        for effect in effects:
            back = (
                [(pk, after, before) for pk, before, after in effect.rows if before] if effect.act == "changed" else []
            )
            if back:
                (correct_people if effect.table == "person" else correct_posts)(changes=back, **act)
        if numbers := [pk for e in effects if e.table == "privatevalue" for pk in e.rows]:
            erase_numbers(people=numbers, reason=reason, **act)
        take_back_people(people=people, posts=posts, reopened=reopened, reason=reason, **act)

    def rows(self, scene: Scene) -> Iterable[Mapping[str, Any]]:
        people = People(Units(scene.unit))
        for person in sorted(people.by_pk.values(), key=lambda person: (person.name_key, person.code)):
            post = people.current_post(person)
            if post is not None and post.unit_id in people.units.inside:
                unit = people.units.by_pk[post.unit_id]
                yield {key: getattr(person, key) for key in ("code", *CORRECTABLE)} | {
                    "unit": unit.code, "title": post.title, "is_leader": post.is_leader, "starts_on": post.starts_on,
                }  # fmt: skip
