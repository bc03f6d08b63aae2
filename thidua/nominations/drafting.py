"""The first draft of achievement reports from what is on record: sentences and table rows, each with the records it rests on.

Reads for many nominees at once; the number of queries does not grow with them. Nothing is said that no record says.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rulebook.dossiers import ReportForm
from thidua.honours.facts import members_by_unit
from thidua.honours.models import Honour
from thidua.honours.queries import standing
from thidua.law.queries import award_name, the_book
from thidua.nominations.models import Nomination, NominationLine, Outsider
from thidua.people.models import Post
from thidua.people.queries import selves_of
from thidua.pledges.achievement import outcome
from thidua.pledges.models import PledgeTarget, Progress
from thidua.records import queries as records
from thidua.records.models import Discipline, TaskRating
from thidua.scoring.models import Standing
from thidua.shared.certain import certain
from thidua.shared.text import paragraphs
from thidua.shared.wording import decision_words, vi_date, vi_number

Record = tuple[str, int, str]  # kind, primary key, what to call it
YEARS_BACK = 5
TITLES_VI, FORMS_VI = "Danh hiệu thi đua", "Hình thức khen thưởng"
COLUMNS_VI: dict[str, tuple[str, ...]] = {
    "posts": ("Từ ngày", "Đến ngày", "Chức vụ", "Đơn vị"),
    "ratings": ("Năm", "Mức độ hoàn thành nhiệm vụ"),
    "targets": ("Chỉ tiêu", "Kế hoạch", "Thực hiện", "Kết quả"),
    "initiatives": ("Năm", "Tên sáng kiến, đề tài", "Phạm vi", "Quyết định công nhận"),
    "honours": ("Năm", "Danh hiệu, hình thức", "Số, ngày quyết định; cơ quan ban hành"),
}
_REACHED_VI = {
    "unknown": "Chưa có số liệu",
    "missed": "Chưa đạt",
    "just": "Đạt",
    "most": "Đạt",
    "beyond": "Vượt",
}


@dataclass
class Known:
    """What is on record, by nominee: people by primary key, units by primary key."""

    posts: Mapping[int, list[Post]] = field(default_factory=dict)
    ratings: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    initiatives: Mapping[int, list] = field(default_factory=dict)
    honours: Mapping[int, list[Honour]] = field(default_factory=dict)
    disciplines: Mapping[int, list[Discipline]] = field(default_factory=dict)
    targets: Mapping[int, list[tuple[PledgeTarget, Any]]] = field(default_factory=dict)
    standings: Mapping[int, tuple[Standing, int]] = field(default_factory=dict)
    members: Mapping[int, int] = field(default_factory=dict)


def draft_parts(
    nomination: Nomination, lines: Iterable[NominationLine], forms: Mapping[int, ReportForm], on: date
) -> dict[int, list[dict[str, Any]]]:
    """{line: parts of its report}, as ``AchievementReport.parts`` keeps them, on the records known on ``on``.

    ``person``, ``unit`` and ``outsider`` of the lines must be selected. Twelve queries at most.
    """
    lines = list(lines)
    people = [line.person_id for line in lines if line.person_id is not None]
    units = [line.unit_id for line in lines if line.unit_id is not None]
    years = range(nomination.year - YEARS_BACK + 1, nomination.year + 1)
    by_person = _of_people(people, years, on) if people else Known()
    by_unit = _of_units(units, nomination.year, years, on) if units else Known()
    return {
        line.pk: [
            _part(part.code, nomination, line, by_person if line.person_id else by_unit, on)
            for part in forms[line.pk].parts
        ]
        for line in lines
    }


def _of_people(people: Collection[int], years: range, on: date) -> Known:
    them = selves_of(people)
    posts: dict[int, list[Post]] = defaultdict(list)
    for post in (
        Post.objects.filter(person_id__in=them.ids, starts_on__lte=on)
        .select_related("unit")
        .order_by("starts_on", "pk")
    ):
        for person in them.asked(post.person_id):
            posts[person].append(post)
    honours: dict[int, list[Honour]] = defaultdict(list)
    held = standing().filter(person_id__in=them.ids, decided_on__lte=on).select_related("issuer")
    for honour in held.order_by("year", "decided_on", "pk"):
        for person in them.asked(certain(honour.person_id)):
            honours[person].append(honour)
    disciplines: dict[int, list[Discipline]] = defaultdict(list)
    for row in Discipline.objects.filter(person_id__in=them.ids, decided_on__lte=on).order_by("decided_on", "pk"):
        for person in them.asked(row.person_id):
            disciplines[person].append(row)
    return Known(
        posts, records.ratings_of_people(people, years), records.initiatives_of(people, years, on), honours, disciplines
    )


def _of_units(units: Collection[int], year: int, years: range, on: date) -> Known:
    honours: dict[int, list[Honour]] = defaultdict(list)
    held = standing().filter(unit_id__in=units, decided_on__lte=on).select_related("issuer")
    for honour in held.order_by("year", "decided_on", "pk"):
        honours[honour.unit_id or 0].append(honour)
    rows = PledgeTarget.objects.filter(
        pledge__unit_id__in=units, pledge__year=year, pledge__state__in=["signed", "settled"]
    )
    targets = list(rows.select_related("pledge").order_by("pledge_id", "ordinal"))
    reached = dict(
        Progress.objects.filter(target__in=[each.pk for each in targets])
        .order_by("quarter")
        .values_list("target_id", "value")
    )
    of_unit: dict[int, list[tuple[PledgeTarget, Any]]] = defaultdict(list)
    for target in targets:
        of_unit[target.pledge.unit_id].append((target, reached.get(target.pk)))
    confirmed = Standing.objects.filter(season__year=year, season__state="confirmed")
    mine = list(confirmed.filter(unit_id__in=units).select_related("season__cluster"))
    sizes: dict[int, int] = defaultdict(int)
    for season in confirmed.filter(season__in=[each.season_id for each in mine]).values_list("season_id", flat=True):
        sizes[season] += 1
    return Known(
        ratings=records.ratings_of_units(units, years),
        honours=honours,
        targets=of_unit,
        standings={each.unit_id: (each, sizes[each.season_id]) for each in mine},
        members={unit: len(people) for unit, people in members_by_unit(units, on).items()},
    )


# ── parts ──


def piece(text: str, *of: Record) -> dict[str, Any]:
    return {"text": text, "origin": "drafted", "drafted": "", "records": [list(each) for each in of]}


def _row(cells: Iterable[str], *of: Record, group: str = "") -> dict[str, Any]:
    return {"cells": list(cells), "group": group, "records": [list(each) for each in of]}


def _part(code: str, nomination: Nomination, line: NominationLine, known: Known, on: date) -> dict[str, Any]:
    key = line.person_id or line.unit_id or 0
    rows = _ROWS[code](key, known) if code in _ROWS else []
    pieces = _PIECES[code](nomination, line, key, known, on) if code in _PIECES else []
    return {"code": code, "rows": rows, "pieces": pieces}


def _posts(key: int, known: Known) -> list[dict[str, Any]]:
    return [
        _row(
            (
                vi_date(post.starts_on),
                vi_date(post.ends_on) if post.ends_on else "nay",
                post.title,
                post.unit.full_name,
            ),
            ("post", key, f"{post.title}, {post.unit.name}"),
        )
        for post in known.posts.get(key, [])
    ]


def _ratings(key: int, known: Known) -> list[dict[str, Any]]:
    return [
        _row((str(year), TaskRating.Rating(rating).label), ("rating", key, f"Xếp loại năm {year}"))
        for year, rating in sorted(known.ratings.get(key, {}).items())
    ]


def _targets(key: int, known: Known) -> list[dict[str, Any]]:
    return [
        _row(
            (
                target.name,
                _measured(target.goal, target),
                _measured(value, target) if value is not None else "",
                _REACHED_VI[outcome(value, target.goal, target.direction)],
            ),
            ("pledge", target.pledge_id, f"Giao ước thi đua năm {target.pledge.year}"),
        )
        for target, value in known.targets.get(key, [])
    ]


def _measured(value: Any, target: PledgeTarget) -> str:
    if target.direction == PledgeTarget.Direction.DONE:
        return "Hoàn thành" if value else "Chưa hoàn thành"
    return f"{vi_number(value)} {target.unit_of_measure}".strip()


def _initiatives(key: int, known: Known) -> list[dict[str, Any]]:
    return [
        _row(
            (
                str(each.year),
                each.title,
                each.get_scope_display(),
                f"{decision_words(each.decision_no)}, {vi_date(each.recognised_on)}",
            ),
            ("initiative", key, each.title),
        )
        for each in known.initiatives.get(key, [])
    ]


def _is_title(code: str) -> bool:
    try:
        return the_book().award(code).kind == "emulation_title"
    except KeyError:
        return False


def _honours(key: int, known: Known) -> list[dict[str, Any]]:
    rows = [
        _row(
            (
                str(each.year),
                award_name(each.award_code),
                f"Quyết định số {each.decision_number} ngày {vi_date(each.decided_on)}; {each.issuer_name}",
            ),
            ("honour", each.pk, f"{award_name(each.award_code)} năm {each.year}"),
            group=TITLES_VI if _is_title(each.award_code) else FORMS_VI,
        )
        for each in known.honours.get(key, [])
    ]
    return sorted(rows, key=lambda row: row["group"] != TITLES_VI)


def _person(nomination, line: NominationLine, key: int, known: Known, on: date) -> list[dict[str, Any]]:
    person = line.person
    if person is None:
        return []
    record = ("person", person.pk, person.full_name)
    pieces = [piece(f"Họ và tên: {person.full_name}.", record)]
    if person.born_on:
        pieces.append(piece(f"Ngày sinh: {vi_date(person.born_on)}.", record))
    if person.gender:
        pieces.append(piece(f"Giới tính: {person.get_gender_display()}.", record))
    for post in _current(known.posts.get(key, []), on):
        pieces.append(
            piece(f"Chức vụ, đơn vị công tác: {post.title}, {post.unit.full_name}.", ("post", key, post.title))
        )
    return pieces


def _current(posts: list[Post], on: date) -> list[Post]:
    return [post for post in posts if post.ends_on is None or post.ends_on >= on]


def _unit(nomination, line: NominationLine, key: int, known: Known, on: date) -> list[dict[str, Any]]:
    unit = line.unit
    if unit is None:
        return []
    record = ("unit", unit.pk, unit.name)
    pieces = [piece(f"Tên tập thể: {unit.name}.", record)]
    if unit.place:
        pieces.append(piece(f"Địa điểm trụ sở chính: {unit.place}.", record))
    if count := known.members.get(key):
        pieces.append(piece(f"Tổng số cán bộ, công chức, viên chức, người lao động: {count} người.", record))
    return pieces


def _duties(nomination, line, key: int, known: Known, on: date) -> list[dict[str, Any]]:
    return [
        piece(
            f"Giữ chức vụ {post.title} tại {post.unit.full_name} từ ngày {vi_date(post.starts_on)}.",
            ("post", key, post.title),
        )
        for post in _current(known.posts.get(key, []), on)
    ]


def _merit(nomination: Nomination, line, key: int, known: Known, on: date) -> list[dict[str, Any]]:
    pieces, year = [], nomination.year
    if line.outsider_id is not None:  # nothing of theirs is on record
        return _typed(nomination, line, key, known, on)
    rated = known.ratings.get(key, {})
    if year in rated:
        label = TaskRating.Rating(rated[year]).label.lower()
        pieces.append(piece(f"Năm {year} được xếp loại {label}.", ("rating", key, f"Xếp loại năm {year}")))
    for each in known.initiatives.get(key, []):
        pieces.append(
            piece(
                f"Có sáng kiến “{each.title}” năm {each.year}, được công nhận phạm vi {each.get_scope_display().lower()} "
                f"theo {decision_words(each.decision_no)} ngày {vi_date(each.recognised_on)}.",
                ("initiative", key, each.title),
            )
        )
    if key in known.standings:
        place, size = known.standings[key]
        pieces.append(
            piece(
                f"Năm {year} xếp thứ {place.rank} trong {size} đơn vị của {place.season.cluster.name}.",
                ("season", place.season_id, f"Xếp hạng {place.season.cluster.name} năm {year}"),
            )
        )
    return pieces


def _movement(nomination: Nomination, line, key, known, on) -> list[dict[str, Any]]:
    movement = nomination.movement
    if movement is not None:
        return [
            piece(
                f"Phong trào “{movement.title}” do {movement.unit.agency_name} phát động năm {movement.year}.",
                ("movement", movement.pk, movement.title),
            )
        ]
    return (
        [piece(nomination.occasion, ("nomination", nomination.pk, "Nội dung đề nghị"))] if nomination.occasion else []
    )


def _circumstances(nomination: Nomination, line, key, known, on) -> list[dict[str, Any]]:
    return (
        [piece(nomination.occasion, ("nomination", nomination.pk, "Nội dung đề nghị"))] if nomination.occasion else []
    )


def _typed(nomination: Nomination, line: NominationLine, key, known, on) -> list[dict[str, Any]]:
    """What the dossier says of this nominee, paragraph by paragraph; the deed itself already stands under circumstances."""
    if not line.achievement or line.achievement == nomination.occasion:
        return []
    return [piece(text, ("line", line.pk, "Tóm tắt thành tích")) for text in paragraphs(line.achievement)]


def _discipline(nomination, line, key: int, known: Known, on: date) -> list[dict[str, Any]]:
    rows = known.disciplines.get(key, [])
    if not rows:
        told = f"Đến ngày {vi_date(on)} hệ thống không ghi nhận quyết định kỷ luật nào."
        return [piece(told, ("discipline", key, "Kỷ luật"))]
    return [
        piece(
            f"{row.get_form_display()} theo quyết định ngày {vi_date(row.decided_on)}.", ("discipline", key, "Kỷ luật")
        )
        for row in rows
    ]


def _outsider(nomination, line: NominationLine, key, known, on) -> list[dict[str, Any]]:
    who = line.outsider
    if who is None:
        return []
    record = ("outsider", who.pk, str(who))
    is_household = who.kind == Outsider.Kind.HOUSEHOLD
    pieces = [piece(f"{'Chủ hộ' if is_household else 'Tên'}: {who.name}.", record)]
    if who.country:
        pieces.append(piece(f"Quốc tịch, nước: {who.country}.", record))
    pieces.append(piece(f"{'Nơi cư trú' if is_household else 'Địa chỉ, nơi công tác'}: {who.place}.", record))
    if who.detail:
        pieces.append(piece(f"{who.detail}.", record))
    return pieces


_ROWS = {"posts": _posts, "ratings": _ratings, "targets": _targets, "initiatives": _initiatives, "honours": _honours}
_PIECES = {
    "person": _person,
    "unit": _unit,
    "guest_person": _outsider,
    "guest_unit": _outsider,
    "household": _outsider,
    "duties": _duties,
    "merit": _merit,
    "movement": _movement,
    "circumstances": _circumstances,
    "deed": _typed,
    "given": _typed,
    "contribution": _typed,
    "discipline": _discipline,
}
