"""The registers as an import asks them: units by whatever name a sheet gives, people by code or by name and birth.

Built once an import, a handful of queries whatever the number of rows; every distinct question is answered once.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from paperwork.values import fold
from thidua.people.models import Person, Post, PrivateValue
from thidua.shared.text import name_key
from thidua.shared.wording import vi_date
from thidua.units.models import Unit, UnitSuccession
from thidua.units.queries import unit_ids_below

_PREFIXES = (
    "uy ban nhan dan ", "ubnd ", "hoi dong nhan dan ", "hdnd ", "chu tich uy ban nhan dan ", "chu tich ubnd ", "chu tich ",
    "ct ubnd ", "giam doc ", "thu truong ",
)  # fmt: skip
_SHORT_KINDS = (
    (re.compile(r"^(p|ph)[. ]+"), "phuong "), (re.compile(r"^x[. ]+"), "xa "), (re.compile(r"^tt[. ]+"), "thi tran "),
    (re.compile(r"^tx[. ]+"), "thi xa "), (re.compile(r"^(tp|t\.p)[. ]+"), "thanh pho "),
    (re.compile(r"^h[. ]+"), "huyen "), (re.compile(r"^q[. ]+"), "quan "), (re.compile(r"^t[. ]+"), "tinh "),
    (re.compile(r"^vp[. ]+"), "van phong "), (re.compile(r"^(s|so)[. ]+"), "so "),
)  # fmt: skip


# "UBND tỉnh", "Chủ tịch UBND thành phố" without a name: the province the import is for.
_THE_PROVINCE = {"tinh", "cap tinh"}


def _stands(unit: Unit, on: date) -> bool:
    return unit.valid_from <= on and (unit.valid_to is None or unit.valid_to >= on)


class NotFound(ValueError):
    """What a sheet names is not in the register; the text says why and what to do."""


def unit_words(text: str) -> str:
    """The name of a unit as it is compared: folded, without the office that leads it, kinds written out."""
    words = fold(re.sub(r"[,;–-]+", " ", text))
    for prefix in _PREFIXES:
        words = words.removeprefix(prefix)
    for pattern, written in _SHORT_KINDS:
        changed = pattern.sub(written, words)
        if changed != words:
            return " ".join(changed.split())
    return " ".join(words.split())


class Units:
    """Units by code and by name, as of a day, with what became of those that are gone."""

    def __init__(self, under: Unit) -> None:
        self.under = under
        self.inside = unit_ids_below([under.pk])
        self.by_pk: dict[int, Unit] = {
            unit.pk: unit for unit in Unit.objects.without_tree_fields().select_related("parent").order_by("code", "pk")
        }
        self.above: set[int] = {under.pk}  # the unit itself and those above it
        parent_id = under.parent_id
        while parent_id is not None and parent_id not in self.above:
            self.above.add(parent_id)
            parent_id = self.by_pk[parent_id].parent_id
        self.by_code: dict[str, list[Unit]] = defaultdict(list)
        self._by_name: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.by_pk.values():
            self.by_code[unit.code.casefold()].append(unit)
            for name in {unit_words(unit.name), unit_words(unit.full_name), unit_words(unit.agency_name)}:
                self._by_name[name].append(unit)
        self._gone: dict[str, list[UnitSuccession]] = defaultdict(list)
        for row in UnitSuccession.objects.select_related("new"):
            self._gone[unit_words(row.old_name)].append(row)
            if row.old_code:
                self._gone[row.old_code.casefold()].append(row)
        self._answers: dict[tuple[str, date], Unit | NotFound] = {}
        self._roots = [unit for unit in self.by_pk.values() if unit.parent_id is None]

    def find(self, text: str, on: date) -> Unit:
        """The unit a sheet names, as it was on a day, anywhere in the register. Raises NotFound."""
        key = (text, on)
        if key not in self._answers:
            try:
                self._answers[key] = self._find(text, on)
            except NotFound as reason:
                self._answers[key] = reason
        answer = self._answers[key]
        if isinstance(answer, NotFound):
            raise answer
        return answer

    @property
    def province(self) -> Unit:
        """The unit at the top, above the one the import is for."""
        return next(self.by_pk[pk] for pk in self.above if self.by_pk[pk].parent_id is None)

    def find_inside(self, text: str, on: date) -> Unit:
        """As :meth:`find`, in the unit the import is for or below it."""
        unit = self.find(text, on)
        if unit.pk not in self.inside:
            raise NotFound(f"{unit.name} không thuộc {self.under.name}")
        return unit

    def _find(self, text: str, on: date) -> Unit:
        code = text.strip().casefold()
        if unit_words(text) in _THE_PROVINCE and (roots := [u for u in self._roots if _stands(u, on)]):
            own = [root for root in roots if root.pk in self.above]
            return (own or roots)[0]
        named = self.by_code.get(code) or self.by_code.get(code.zfill(5)) or self._by_name.get(unit_words(text)) or []
        standing = [unit for unit in named if _stands(unit, on)]
        inside = [unit for unit in standing if unit.pk in self.inside]
        chosen = inside or standing
        if len(chosen) == 1:
            return chosen[0]
        if chosen:
            names = "; ".join(f"{unit.full_name} (mã {unit.code})" for unit in chosen[:3])
            raise NotFound(f"có {len(chosen)} đơn vị cùng tên: {names}; hãy ghi mã đơn vị")
        raise NotFound(self._why_not(text, named, on))

    def _why_not(self, text: str, named: list[Unit], on: date) -> str:
        heirs = self.heirs(text)
        after = f"; nay thuộc {', '.join(dict.fromkeys(heir.new.name for heir in heirs))}" if heirs else ""
        if ended := [unit for unit in named if unit.valid_to and unit.valid_to < on]:
            return f"đơn vị này đã kết thúc ngày {vi_date(max(u.valid_to for u in ended if u.valid_to))}{after}"
        if later := [unit for unit in named if unit.valid_from > on]:
            return f"đơn vị này đến ngày {vi_date(min(u.valid_from for u in later))} mới có"
        if heirs:
            return f"đơn vị này đã được sắp xếp từ ngày {vi_date(heirs[0].on)}{after}"
        return "không có đơn vị này trong hệ thống"

    def heirs(self, text: str) -> list[UnitSuccession]:
        """What became of a unit that is known only as somebody's predecessor."""
        return self._gone.get(text.strip().casefold()) or self._gone.get(unit_words(text)) or []


class People:
    """People by code and by name and birth, with their posts."""

    def __init__(self, units: Units) -> None:
        self.units = units
        self.by_pk: dict[int, Person] = {}
        self.by_code: dict[str, Person] = {}
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        self.by_fold: dict[tuple[str, date], list[Person]] = defaultdict(list)
        for person in Person.objects.filter(merged_into=None).order_by("pk").iterator(chunk_size=5000):
            self.by_pk[person.pk] = person
            self.by_code[person.code.casefold()] = person
            self._by_name[person.name_key].append(person)
            if person.born_on:
                self.by_fold[person.name_fold, person.born_on].append(person)
        # Identity numbers are looked for by their marks; none is opened.
        self.number_of: dict[int, str] = {}
        self.by_number: dict[str, int] = {}
        held = PrivateValue.objects.filter(field=PrivateValue.Field.IDENTITY, person__merged_into=None)
        for person_id, mark, disputed in held.values_list("person_id", "blind", "is_disputed"):
            self.number_of[person_id] = mark
            if not disputed:
                self.by_number[mark] = person_id
        self.posts: dict[int, list[Post]] = defaultdict(list)
        for post in Post.objects.order_by("person_id", "starts_on", "id").iterator(chunk_size=5000):
            self.posts[post.person_id].append(post)
        self._keys: dict[str, str] = {}

    def key_of(self, name: str) -> str:
        """The order key of a name: equal for Hòa and Hoà, different for Hòa and Hoa."""
        if name not in self._keys:
            self._keys[name] = name_key(name)
        return self._keys[name]

    def current_post(self, person: Person) -> Post | None:
        """The newest post that has not ended."""
        open_posts = [post for post in self.posts.get(person.pk, ()) if post.ends_on is None]
        return open_posts[-1] if open_posts else None

    def post_on(self, person: Person, day: date) -> Post | None:
        """The post of a day; of several the newest."""
        held = [
            p for p in self.posts.get(person.pk, ()) if p.starts_on <= day and (p.ends_on is None or p.ends_on >= day)
        ]
        return held[-1] if held else None

    def is_inside(self, person: Person) -> bool:
        """Whether the person ever had a post where the import is for."""
        return any(post.unit_id in self.units.inside for post in self.posts.get(person.pk, ()))

    def alike(self, folded: str, born_on: date | None) -> list[Person]:
        """People born that day whose names differ in their marks at most."""
        return self.by_fold.get((folded, born_on), []) if born_on and self.by_fold else []

    def named(self, name: str) -> list[Person]:
        """People of this name who ever had a post where the import is for."""
        return [person for person in self._by_name.get(self.key_of(name), ()) if self.is_inside(person)]

    def find(
        self, code: str | None, name: str | None, born_on: date | None, unit: Unit | None, year: int | None = None
    ) -> Person:
        """The one person a row names. Raises NotFound with what is wrong or what more is needed."""
        if code:
            person = self.by_code.get(code.casefold())
            if person is None:
                raise NotFound("không có cán bộ mang mã này")
            if name and self.key_of(name) != person.name_key:
                raise NotFound(f"mã này là của {person.full_name}, không phải {name}")
            return self._inside(person)
        if not name:
            raise NotFound("cần mã cán bộ hoặc họ và tên")
        found = self.named(name)
        if year:
            found = [person for person in found if person.born_on is None or person.born_on.year == year]
        if born_on:
            found = [person for person in found if person.born_on in (born_on, None)]
        if unit is not None and len(found) > 1:
            below = unit_ids_below([unit.pk])
            found = [p for p in found if any(post.unit_id in below for post in self.posts.get(p.pk, ()))]
        if len(found) == 1:
            return found[0]
        if found:
            raise NotFound(f"có {len(found)} người cùng họ tên; hãy ghi mã cán bộ hoặc ngày sinh")
        if near := [person for person in self.alike(fold(name), born_on) if self.is_inside(person)]:
            raise NotFound(f"không có {name}; có {_named(near)} cùng ngày sinh, khác dấu: hãy kiểm tra lại họ tên")
        raise NotFound(f"không có cán bộ này ở {self.units.under.name}")

    def _inside(self, person: Person) -> Person:
        if not self.is_inside(person):
            raise NotFound(f"người mang mã này không thuộc {self.units.under.name}")
        return person


def _named(people: Iterable[Person]) -> str:
    return ", ".join(f"{person.full_name} (mã {person.code})" for person in list(people)[:3])
