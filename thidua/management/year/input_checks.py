"""The checks behind `YearInput.validate`: unknown references, duplicates, impossible dates and figures."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Hashable, Iterator
from typing import Any

from thidua.management.year import inputs
from thidua.management.year.inputs import InputProblem, YearInput

OLDEST_BIRTH_YEAR = 1930
YOUNGEST_AGE_AT_WORK = 15
SAFE_CODE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")


class _Checker:
    """Collects problems of one table row; keeps the codes seen so far."""

    def __init__(self, year_input: YearInput) -> None:
        self.input = year_input
        self.last_day = dt.date(year_input.year + 1, 6, 30)
        self.problems: list[InputProblem] = []
        self.units = {unit.code for unit in year_input.units}
        self.clusters = {cluster.code for cluster in year_input.clusters}
        self.people = {person.code: person for person in year_input.people}
        self.targets = {(row.unit_code, row.criterion_code) for row in year_input.targets}
        self.seen: dict[str, set[Hashable]] = {}
        self.table = ""
        self.row = 0

    def add(self, column: str, value: object, reason_vi: str) -> None:
        self.problems.append(
            InputProblem(
                self.table,
                self.row,
                column,
                "" if value is None else str(value),
                reason_vi,
            )
        )

    def unique(self, column: str, key: Hashable, shown: object, what_vi: str) -> None:
        seen = self.seen.setdefault(self.table, set())
        if key in seen:
            self.add(
                column,
                shown,
                f"{what_vi} đã có ở dòng trước, mỗi mục chỉ được ghi một lần",
            )
        seen.add(key)

    def code(self, column: str, value: str) -> None:
        if not value:
            self.add(column, value, "chưa có mã")
        elif len(value) > 40 or not set(value) <= SAFE_CODE:
            self.add(
                column,
                value,
                "mã chỉ gồm chữ không dấu, số, dấu chấm và gạch, dài không quá 40 ký tự",
            )

    def text(self, column: str, value: str, longest: int = 500) -> None:
        if not value.strip():
            self.add(column, value, "chưa ghi nội dung")
        elif len(value) > longest:
            self.add(column, value[:40] + "…", f"dài quá {longest} ký tự")

    def one_of(self, column: str, value: str, allowed: tuple[str, ...]) -> None:
        if value not in allowed:
            self.add(column, value, "giá trị không có trong danh mục")

    def unit(self, column: str, code: str | None) -> None:
        if code not in self.units:
            self.add(column, code, "không có đơn vị nào mang mã này")

    def person(self, column: str, code: str | None) -> None:
        if code not in self.people:
            self.add(column, code, "không có cán bộ nào mang mã này")

    def holder(self, person_code: str | None, unit_code: str | None) -> None:
        if (person_code is None) == (unit_code is None):
            self.add(
                "person_code",
                person_code or unit_code,
                "phải ghi đúng một đối tượng: cá nhân hoặc tập thể",
            )
        elif person_code is not None:
            self.person("person_code", person_code)
        else:
            self.unit("unit_code", unit_code)

    def day(self, column: str, value: dt.date, earliest: dt.date | None = None) -> None:
        if earliest is not None and value < earliest:
            self.add(
                column,
                f"{value:%d/%m/%Y}",
                f"ngày sớm hơn {earliest:%d/%m/%Y} là không thể có",
            )
        elif value > self.last_day:
            self.add(column, f"{value:%d/%m/%Y}", "ngày ở sau năm thi đua")

    def year(self, value: int) -> None:
        if not 1990 <= value <= self.input.year:
            self.add("year", value, f"năm phải từ 1990 đến {self.input.year}")

    def number(self, column: str, value: float, low: float = -math.inf, high: float = math.inf) -> None:
        if not math.isfinite(value) or not low <= value <= high:
            self.add(column, value, "số nằm ngoài khoảng cho phép")


def _units(c: _Checker, row: inputs.UnitRow) -> None:
    c.code("code", row.code)
    c.unique("code", row.code, row.code, "mã đơn vị")
    c.text("name", row.name, 200)
    c.one_of("kind", row.kind, inputs.UNIT_KINDS)
    if row.code == c.input.province:
        if row.parent_code is not None:
            c.add(
                "parent_code",
                row.parent_code,
                "đơn vị cấp tỉnh đứng đầu, không có đơn vị cấp trên",
            )
    else:
        c.unit("parent_code", row.parent_code)
        if row.parent_code == row.code:
            c.add(
                "parent_code",
                row.parent_code,
                "đơn vị không thể là cấp trên của chính mình",
            )
    if row.valid_to is not None and row.valid_to < row.valid_from:
        c.add(
            "valid_to",
            f"{row.valid_to:%d/%m/%Y}",
            "ngày hết hiệu lực sớm hơn ngày có hiệu lực",
        )


def _clusters(c: _Checker, row: inputs.ClusterRow) -> None:
    c.code("code", row.code)
    c.unique("code", row.code, row.code, "mã cụm, khối")
    c.text("name", row.name, 200)
    c.one_of("kind", row.kind, inputs.CLUSTER_KINDS)
    c.code("rubric_code", row.rubric_code)
    members = c.seen.setdefault("cluster members", set())
    for code in row.member_codes:
        c.unit("member_codes", code)
        if code in members:
            c.add(
                "member_codes",
                code,
                "đơn vị đã thuộc một cụm, khối khác; mỗi đơn vị chỉ ở một cụm, khối",
            )
        members.add(code)
    if len(row.member_codes) < 2:
        c.add(
            "member_codes",
            ", ".join(row.member_codes),
            "cụm, khối phải có từ hai đơn vị",
        )
    if row.head_code not in row.member_codes:
        c.add(
            "head_code",
            row.head_code,
            "cụm trưởng, khối trưởng phải là một đơn vị thành viên",
        )
    if row.deputy_code is not None and row.deputy_code not in row.member_codes:
        c.add(
            "deputy_code",
            row.deputy_code,
            "cụm phó, khối phó phải là một đơn vị thành viên",
        )
    if row.deputy_code is not None and row.deputy_code == row.head_code:
        c.add("deputy_code", row.deputy_code, "trưởng và phó phải là hai đơn vị khác nhau")


def _people(c: _Checker, row: inputs.PersonRow) -> None:
    c.code("code", row.code)
    c.unique("code", row.code, row.code, "mã cán bộ")
    c.text("full_name", row.full_name, 100)
    c.one_of("gender", row.gender, inputs.GENDERS)
    c.unit("unit_code", row.unit_code)
    c.text("post_title", row.post_title, 200)
    c.one_of("subject", row.subject, inputs.SUBJECTS)
    c.day("born_on", row.born_on, dt.date(OLDEST_BIRTH_YEAR, 1, 1))
    old_enough = dt.date(min(row.born_on.year + YOUNGEST_AGE_AT_WORK, dt.MAXYEAR), row.born_on.month, 1)
    c.day("recruited_on", row.recruited_on, old_enough)


def _ratings(c: _Checker, row: inputs.RatingRow) -> None:
    c.holder(row.person_code, row.unit_code)
    c.year(row.year)
    c.one_of("rating", row.rating, inputs.RATINGS)
    c.unique(
        "year",
        (row.person_code, row.unit_code, row.year),
        row.year,
        "xếp loại của năm này",
    )


def _absences(c: _Checker, row: inputs.AbsenceRow) -> None:
    c.person("person_code", row.person_code)
    c.year(row.year)
    c.number("days", row.days, 0, 366)
    c.one_of("reason", row.reason, inputs.ABSENCE_REASONS)
    c.unique(
        "reason",
        (row.person_code, row.year, row.reason),
        row.reason,
        "số ngày nghỉ vì lý do này",
    )


def _disciplines(c: _Checker, row: inputs.DisciplineRow) -> None:
    c.person("person_code", row.person_code)
    c.one_of("form", row.form, inputs.DISCIPLINE_FORMS)
    _after_birth(c, "decided_on", row.person_code, row.decided_on)
    c.unique("decided_on", row, f"{row.decided_on:%d/%m/%Y}", "quyết định kỷ luật này")


def _initiatives(c: _Checker, row: inputs.InitiativeRow) -> None:
    c.person("person_code", row.person_code)
    c.year(row.year)
    c.text("title", row.title)
    c.one_of("scope", row.scope, inputs.INITIATIVE_SCOPES)
    c.text("decision_no", row.decision_no, 60)
    _after_birth(c, "recognised_on", row.person_code, row.recognised_on)
    c.unique(
        "title",
        (row.person_code, row.year, row.title, row.scope),
        row.title,
        "sáng kiến này",
    )


def _past_honours(c: _Checker, row: inputs.PastHonourRow) -> None:
    c.holder(row.person_code, row.unit_code)
    c.one_of("award_code", row.award_code, inputs.AWARDS)
    if row.person_code is not None and row.award_code in inputs.UNIT_AWARDS:
        c.add(
            "award_code",
            row.award_code,
            "danh hiệu của tập thể không thể ghi cho cá nhân",
        )
    if row.unit_code is not None and row.award_code in inputs.PERSON_AWARDS:
        c.add(
            "award_code",
            row.award_code,
            "danh hiệu của cá nhân không thể ghi cho tập thể",
        )
    c.year(row.year)
    c.text("decision_no", row.decision_no, 60)
    c.day(
        "decided_on",
        row.decided_on,
        dt.date(row.year, 1, 1) if 1990 <= row.year <= 9999 else None,
    )
    c.unit("issuer_code", row.issuer_code)
    key = (row.person_code, row.unit_code, row.award_code, row.year, row.decision_no)
    c.unique("award_code", key, row.award_code, "khen thưởng này")


def _targets(c: _Checker, row: inputs.TargetRow) -> None:
    c.unit("unit_code", row.unit_code)
    c.code("criterion_code", row.criterion_code)
    c.text("name", row.name, 300)
    c.text("unit_of_measure", row.unit_of_measure, 60)
    c.number("baseline", row.baseline)
    c.number("goal", row.goal)
    c.one_of("direction", row.direction, inputs.DIRECTIONS)
    c.number("weight", row.weight, 0, 100)
    if row.due_on.year != c.input.year:
        c.add(
            "due_on",
            f"{row.due_on:%d/%m/%Y}",
            f"hạn của chỉ tiêu phải trong năm {c.input.year}",
        )
    c.unique(
        "criterion_code",
        (row.unit_code, row.criterion_code),
        row.criterion_code,
        "chỉ tiêu của đơn vị",
    )


def _progress(c: _Checker, row: inputs.ProgressRow) -> None:
    if (row.unit_code, row.criterion_code) not in c.targets:
        c.add(
            "criterion_code",
            row.criterion_code,
            f"đơn vị {row.unit_code} không đăng ký chỉ tiêu này",
        )
    if row.quarter not in (1, 2, 3, 4):
        c.add("quarter", row.quarter, "quý phải từ 1 đến 4")
    c.number("value", row.value)
    c.unique(
        "quarter",
        (row.unit_code, row.criterion_code, row.quarter),
        row.quarter,
        "tiến độ của quý",
    )


def _scores(c: _Checker, row: inputs.ScoreRow) -> None:
    c.unit("unit_code", row.unit_code)
    c.code("criterion_code", row.criterion_code)
    if frozenset(row.input) not in inputs.SCORE_INPUT_KEYS:
        c.add(
            "input",
            ", ".join(sorted(row.input)),
            "bộ số liệu tự chấm không đúng một kiểu tiêu chí nào",
        )
    for key, value in row.input.items():
        if key == "letter":
            c.one_of("input", str(value), ("A", "B", "C", "D"))
        elif isinstance(value, str):
            c.add("input", value, f"{key} phải là số")
        else:
            c.number("input", value, -math.inf if key in ("points", "actual", "plan") else 0)
    c.unique(
        "criterion_code",
        (row.unit_code, row.criterion_code),
        row.criterion_code,
        "tự chấm của tiêu chí này",
    )


def _attestations(c: _Checker, row: inputs.AttestationRow) -> None:
    c.holder(row.person_code, row.unit_code)
    c.year(row.year)
    c.text("key", row.key, 120)
    c.unique(
        "key",
        (row.person_code, row.unit_code, row.year, row.key),
        row.key,
        "xác nhận này",
    )


def _agreed_items(c: _Checker, row: inputs.AgreedItemRow) -> None:
    if row.cluster_code not in c.clusters:
        c.add("cluster_code", row.cluster_code, "không có cụm, khối nào mang mã này")
    c.code("criterion_code", row.criterion_code)
    c.code("group", row.group)
    c.text("name", row.name, 300)
    c.number("base", row.base, 0, 1000)
    c.one_of("kind", row.kind, inputs.AGREED_KINDS)
    for key in ("grade_b", "grade_c", "grade_d"):
        grade = getattr(row, key)
        if row.kind == "qualitative" and grade is None:
            c.add(key, grade, "tiêu chí xếp mức phải ghi điểm của từng mức")
        elif grade is not None:
            c.number(key, grade, 0, row.base)
    c.unique("criterion_code", (row.cluster_code, row.criterion_code), row.criterion_code, "mục điểm của khối")


def _after_birth(c: _Checker, column: str, person_code: str, value: dt.date) -> None:
    person = c.people.get(person_code)
    c.day(column, value, person.born_on if person else None)


_CHECKS: dict[str, Callable[[_Checker, Any], None]] = {
    "units": _units,
    "clusters": _clusters,
    "people": _people,
    "ratings": _ratings,
    "absences": _absences,
    "disciplines": _disciplines,
    "initiatives": _initiatives,
    "past_honours": _past_honours,
    "targets": _targets,
    "progress": _progress,
    "scores": _scores,
    "attestations": _attestations,
    "agreed_items": _agreed_items,
}


def find_problems(year_input: YearInput) -> Iterator[InputProblem]:
    """All problems of the input, table by table; references are looked up in the whole input."""
    checker = _Checker(year_input)
    if year_input.province not in checker.units:
        checker.table = "units"
        checker.add(
            "code",
            year_input.province,
            "không có đơn vị cấp tỉnh đứng đầu trong danh sách",
        )
    for table, rows in inputs.rows_of(year_input):
        checker.table = table
        for checker.row, row in enumerate(rows):
            _CHECKS[table](checker, row)
    yield from checker.problems
    yield from _loops(year_input)


def _loops(year_input: YearInput) -> Iterator[InputProblem]:
    """Units whose line of superiors never ends."""
    parents = {unit.code: unit.parent_code for unit in year_input.units}
    for index, unit in enumerate(year_input.units):
        seen, code = set(), unit.parent_code
        while code is not None and code not in seen:
            seen.add(code)
            code = parents.get(code)
        if unit.code in seen and unit.parent_code != unit.code:
            yield InputProblem(
                "units",
                index,
                "parent_code",
                unit.parent_code or "",
                "chuỗi đơn vị cấp trên quay vòng về chính nó",
            )
