"""The law of one award on one day as the reading room shows it: plain records for the templates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from rulebook.award import KINDS_VI, LEVELS_VI, RECIPIENTS_VI, Award, Version
from rulebook.book import Book
from rulebook.casebook import Case, cases_of
from rulebook.comparison import Change, ChangeKind, Comparison, Part, days_of_change
from rulebook.conditions import Condition
from rulebook.vocabulary import AnyNode, Duty, Group, MeetsStandardOf, NotCovered
from rulebook.words import JOINS_VI, bonus_vi, dossier_vi, ratio_vi, vote_vi, whom_vi
from thidua.law.basis import Basis, basis_of
from thidua.law.queries import award_name
from thidua.law.tables import award_url

OUTCOMES_VI = {
    "may_be_proposed": "Có thể đề xét",
    "human_must_look": "Cần người có thẩm quyền xem xét",
    "may_not": "Chưa đủ điều kiện đề xét",
}


@dataclass(frozen=True)
class Line:
    """One condition or group of the standard; ``parts`` stand below it."""

    code: str
    anchor: str
    text: str
    join_vi: str
    whom_vi: str
    is_note: bool
    is_open: bool
    note: str
    basis: Basis
    examples: int
    examples_url: str
    refers: tuple[str, str] | None
    parts: tuple["Line", ...]


@dataclass(frozen=True)
class Fact:
    """One value beside the conditions: rows (label, words), its note and basis."""

    title: str
    rows: tuple[tuple[str, str], ...]
    note: str
    basis: Basis


@dataclass(frozen=True)
class Turn:
    """A day on which something of the award changed."""

    day: date
    what: str
    url: str
    compare_url: str
    here: bool


class AwardPage:
    """Everything the page of ``award`` says on ``day``."""

    def __init__(self, book: Book, regime: str, award: Award, day: date) -> None:
        self.book, self.regime, self.award, self.day = book, regime, award, day
        self.version: Version | None = award.version_on(day)
        self.cases = cases_of(regime, award.code)
        self._named: dict[str, int] = {}
        for case in self.cases:
            for code in case.outcomes:
                self._named[code] = self._named.get(code, 0) + 1

    @property
    def known(self) -> bool:
        return self.book.is_known(self.award, self.day)

    @property
    def name(self) -> str:
        return award_name(self.award.code)

    @property
    def official_name(self) -> str:
        """The name in the law, where people in a province say another."""
        return self.award.name_vi if self.award.name_vi != self.name else ""

    @property
    def kind_vi(self) -> str:
        return f"{KINDS_VI[self.award.kind]} · {LEVELS_VI[self.award.level]}"

    @property
    def recipients_vi(self) -> str:
        words = "; ".join(RECIPIENTS_VI[kind] for kind in self.award.recipient_kinds)
        return words[0].upper() + words[1:]

    @property
    def join_vi(self) -> str:
        return JOINS_VI[self.version.join] if self.version else ""

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is counted, in the order of the data."""
        return tuple(line for line in self._all if not line.is_note)

    @property
    def notes(self) -> tuple[Line, ...]:
        """Duties and details left to others: shown, not counted."""
        return tuple(line for line in self._all if line.is_note)

    @property
    def _all(self) -> tuple[Line, ...]:
        if "_lines" not in self.__dict__:
            self._lines = tuple(self._below(self.version.conditions, "")) if self.version else ()
        return self._lines

    def _below(self, nodes: Iterable[AnyNode], above: str) -> Iterable[Line]:
        for node in nodes:
            if node.holds_on(self.day) and any(self.award.goes_to(kind) for kind in node.applies_to):
                yield self._line(node, f"{above}.{node.code}" if above else node.code)

    def _line(self, node: AnyNode, path: str) -> Line:
        examples = self._named.get(node.code, 0)
        refers = None
        if isinstance(node, MeetsStandardOf):
            refers = (award_name(node.award), award_url(node.award, self.day))
        return Line(
            code=node.code,
            anchor=f"dk.{path}",
            text=node.text_vi,
            join_vi=JOINS_VI[node.type] if isinstance(node, Group) else "",
            whom_vi=whom_vi(node, self.award),
            is_note=isinstance(node, Condition) and (isinstance(node, Duty) or not node.decides),
            is_open=isinstance(node, NotCovered),
            note=node.note_vi,
            basis=basis_of(node, self.book, self.day),
            examples=examples,
            examples_url=cases_url(self.award.code, self.day, node.code) if examples else "",
            refers=refers,
            parts=tuple(self._below(node.parts, path)) if isinstance(node, Group) else (),
        )

    # ── beside the conditions ──

    def _facts(self, title: str, values: Iterable[Any], words: Any) -> tuple[Fact, ...]:
        return tuple(
            Fact(title, tuple(words(each).items()), each.note_vi, basis_of(each, self.book, self.day))
            for each in values
            if each.holds_on(self.day)
        )

    @property
    def authorities(self) -> tuple[Fact, ...]:
        return self._facts("Thẩm quyền quyết định", self.award.authorities, lambda each: {"": each.label_vi})

    @property
    def proposers(self) -> tuple[Fact, ...]:
        return self._facts("Nơi trình, đề nghị", self.award.proposers, lambda each: {"": each.label_vi})

    @property
    def sections(self) -> tuple[tuple[str, tuple[Fact, ...], str], ...]:
        """(heading, facts, what to say when there is none) in the order of reading."""
        silent = "Dữ liệu chưa có nội dung này cho ngày đang xem."
        return (
            ("Thẩm quyền quyết định", self.authorities, silent),
            ("Nơi trình, đề nghị", self.proposers, silent),
            ("Hội đồng bỏ phiếu", self._facts("", self.award.votes, vote_vi), silent),
            ("Tỷ lệ", self._facts("", self.award.ratios, ratio_vi), ""),
            ("Tiền thưởng", self._facts("", self.award.bonuses, self._bonus), silent),
            ("Hồ sơ đề nghị", self._facts("", self.award.dossiers, dossier_vi), silent),
            ("Hiện vật kèm theo", self._facts("", self.award.items, lambda each: {"": "; ".join(each.items_vi)}), ""),
        )

    def _bonus(self, bonus: Any) -> dict[str, str]:
        people = {each.code: each.label_vi for each in self.award.authorities}
        of = {"Của": people.get(bonus.issuer, bonus.issuer)} if bonus.issuer else {}
        return of | (bonus_vi(bonus) or {"": "không có tiền thưởng"})

    # ── in time ──

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Newest first."""
        code = self.award.code
        found = days_of_change(self.book, code)
        latest = max((day for day, _ in found if day <= self.day), default=None)
        return tuple(
            Turn(
                day,
                summary_vi(comparison),
                award_url(code, day),
                compare_url(code, date.fromordinal(day.toordinal() - 1), day),
                day == latest,
            )
            for day, comparison in reversed(found)
        )

    @property
    def other_editions(self) -> tuple[tuple[str, str], ...]:
        """(name of the regime, address) of the award under other regimes, also under another code."""
        found = []
        names = {regime.code: regime.name_vi for regime in self.book.regimes}
        editions = list(self.book.editions(self.award.code))
        for code in self.book.codes():
            for _, award in self.book.editions(code):
                if award.continues == self.award.code and code != self.award.code:
                    editions += [each for each in self.book.editions(code) if each[1] is award]
        if self.award.continues and self.award.continues != self.award.code:
            editions += self.book.editions(self.award.continues)
        for regime, award in editions:
            if regime != self.regime:
                day = min(award.last_day, date(2199, 12, 31)) if award.last_day < self.day else award.first_day
                known_as = "" if award.code == self.award.code else f": {award.name_vi}"
                found.append((f"{names[regime]}{known_as}", award_url(award.code, day)))
        return tuple(found)


_PARTS_VI = {
    Part.STANDARD: "tiêu chuẩn",
    Part.CONDITION: "điều kiện",
    Part.AUTHORITY: "thẩm quyền",
    Part.PROPOSER: "nơi trình",
    Part.VOTE: "bỏ phiếu",
    Part.RATIO: "tỷ lệ",
    Part.BONUS: "tiền thưởng",
    Part.DOSSIER: "hồ sơ",
    Part.ITEMS: "hiện vật",
}


def standard_unknown(comparison: Comparison) -> bool:
    """Whether the standard of one of the two days is not known."""
    return any(
        change.part is Part.CONDITION and change.kind is ChangeKind.SILENT for change in comparison.changes
    ) or any(
        label == "Nội dung tiêu chuẩn"
        for change in comparison.changes
        if change.part is Part.STANDARD
        for label, _, _ in change.fields
    )


def summary_vi(comparison: Comparison) -> str:
    """One sentence on what two days differ in."""
    if comparison.before is None:
        return "Bắt đầu có trong dữ liệu"
    if comparison.after is None:
        return "Không còn trong dữ liệu"
    if standard_unknown(comparison):
        return "Chưa biết nội dung tiêu chuẩn ở một trong hai thời điểm"
    if not comparison.differs:
        return "Giữ nguyên"
    if not comparison.of_substance:
        return "Chỉ đổi căn cứ pháp lý hoặc tình trạng đối chiếu"
    verbs = {
        ChangeKind.ADDED: "thêm",
        ChangeKind.REMOVED: "bỏ",
        ChangeKind.CHANGED: "đổi",
        ChangeKind.SILENT: "chưa rõ",
    }
    said = []
    for kind, verb in verbs.items():
        counts: dict[Part, int] = {}
        for change in comparison.changes:
            named = change.part in _PEOPLE and kind in (ChangeKind.ADDED, ChangeKind.REMOVED)
            if change.kind is kind and change.of_substance and not named:
                counts[change.part] = counts.get(change.part, 0) + 1
        for part, number in counts.items():
            said.append(f"{verb} {f'{number} ' if part is Part.CONDITION else ''}{_PARTS_VI[part]}")
    people = [words for part in _PEOPLE if (words := _people_vi(comparison, part))]
    text = "; ".join([*people, *([", ".join(said)] if said else [])])
    return text[0].upper() + text[1:]


_PEOPLE = (Part.AUTHORITY, Part.PROPOSER)
_NAMED = 4  # more people than that are only counted


def _people_vi(comparison: Comparison, part: Part) -> str:
    """Who came and who went: "thẩm quyền: A → B"."""

    def labels(kind: ChangeKind) -> list[str]:
        found = (change.entry.title_vi for change in comparison.changes if change.part is part and change.kind is kind)
        return list(dict.fromkeys(label.replace("Ủy ban nhân dân", "UBND") for label in found))

    gone, new = labels(ChangeKind.REMOVED), labels(ChangeKind.ADDED)
    if len(gone) + len(new) > _NAMED:
        counted = (f"{verb} {len(names)}" for verb, names in (("bỏ", gone), ("thêm", new)) if names)
        return f"{_PARTS_VI[part]}: {', '.join(counted)}"
    if gone and new:
        return f"{_PARTS_VI[part]}: {', '.join(gone)} → {', '.join(new)}"
    if gone or new:
        return f"{'bỏ' if gone else 'thêm'} {_PARTS_VI[part]}: {', '.join(gone or new)}"
    return ""


def only_less_known(comparison: Comparison) -> bool:
    """Whether nothing changed that is known on both days: the data merely does not know one of them."""
    real = [change for change in comparison.changes if change.of_substance]
    return bool(real) and all(change.kind is ChangeKind.SILENT for change in real)


def compare_url(code: str, one: date, other: date) -> str:
    days = urlencode({"tu": one.isoformat(), "den": other.isoformat()})
    address = reverse("law:compare", args=[code]) if code else reverse("law:compare-all")
    return f"{address}?{days}"


def cases_url(code: str, day: date, condition: str = "") -> str:
    asked = {"ngay": day.isoformat()} | ({"dieu-kien": condition} if condition else {})
    return f"{reverse('law:cases', args=[code])}?{urlencode(asked)}"


def case_url(case: Case) -> str:
    return reverse("law:case", args=[case.award, case.regime, case.slug])


# ── two days ──


@dataclass(frozen=True)
class Difference:
    """A change as the comparison shows it."""

    state: str
    is_same: bool
    title: str
    depth: int
    join_vi: str
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str, str], ...]
    only_around: bool


@dataclass(frozen=True)
class PartOfLaw:
    heading: str
    differences: tuple[Difference, ...]
    same: int


_HEADINGS = {
    Part.STANDARD: "Tiêu chuẩn",
    Part.CONDITION: "Điều kiện",
    Part.AUTHORITY: "Thẩm quyền quyết định",
    Part.PROPOSER: "Nơi trình, đề nghị",
    Part.VOTE: "Hội đồng bỏ phiếu",
    Part.RATIO: "Tỷ lệ",
    Part.BONUS: "Tiền thưởng",
    Part.DOSSIER: "Hồ sơ đề nghị",
    Part.ITEMS: "Hiện vật kèm theo",
}


def parts_of(comparison: Comparison, only_differing: bool = False) -> tuple[PartOfLaw, ...]:
    """The comparison by heading; headings of which neither day says anything are left out.

    ``only_differing`` leaves out what stayed the same, but counts it.
    """
    found = []
    for part, heading in _HEADINGS.items():
        changes = [change for change in comparison.changes if change.part is part]
        shown = [change for change in changes if change.kind is not ChangeKind.SAME or not only_differing]
        # That there is a standard on both days, under the same text, needs no heading of its own.
        if shown and not (part is Part.STANDARD and all(change.kind is ChangeKind.SAME for change in shown)):
            same = sum(1 for change in changes if change.kind is ChangeKind.SAME)
            found.append(PartOfLaw(heading, tuple(_difference(change) for change in shown), same))
    return tuple(found)


def _difference(change: Change) -> Difference:
    entry = change.entry
    hidden = {"Nội dung", "Tình trạng đối chiếu", "Thuộc nhóm", "Ai"}

    def shown(fields: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        return tuple((label, words) for label, words in fields.items() if label not in hidden)

    node = entry.thing
    around = change.kind is ChangeKind.CHANGED and not change.of_substance
    return Difference(
        state="change_around" if around else f"change_{change.kind.value}",
        is_same=change.kind is ChangeKind.SAME,
        title=entry.title_vi,
        depth=min(entry.depth, 4),
        join_vi=JOINS_VI[node.type] if isinstance(node, Group) else "",
        before=shown(change.before.fields) if change.before else (),
        after=shown(change.after.fields) if change.after else (),
        fields=change.fields,
        only_around=around and change.part is not Part.STANDARD,
    )
