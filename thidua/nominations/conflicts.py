"""What stands against a dossier beside its conditions: worked out anew each time, each with its reason and article.

Rewarded twice, nominated twice, held already or too soon, people who would weigh themselves or a relative, an initiative
used before, somebody on hold, a report much like another one. Nothing here stops a dossier: a hold, and an initiative that
the law no longer counts, reach the judge by the facts; the rest is for a person, who settles each with a note.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from django.urls import reverse

from rulebook.rules import rule_on
from rulebook.vocabulary_common import NoOverlapWithEarlier
from thidua.accounts.models import User
from thidua.honours.facts import titles_held
from thidua.law.queries import award_name, the_book
from thidua.nominations.conflicts_uses import deciding_rule, excluded_by_rule, kind_of_award, standing_uses
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.models_conflicts import ConflictNote, Kinship, TextComparison, TextMatch
from thidua.people.queries import posts_on, selves_of
from thidua.records.models import Hold
from thidua.records.queries import holds_of_people, holds_of_units
from thidua.shared.certain import certain
from thidua.units.models import RoleGrant
from thidua.units.queries import in_force

Role = RoleGrant.Role
KINDS = {
    "twice": "Một thành tích khen hai lần",
    "double": "Đề nghị ở hai hồ sơ",
    "held": "Đã được tặng",
    "waiting": "Chưa hết thời gian chờ",
    "hold": "Đang tạm dừng xét",
    "own": "Tự xét về mình",
    "kin": "Người thân thích",
    "initiative": "Sáng kiến dùng lại",
    "text": "Báo cáo giống nhau",
}
# Who weighs a dossier where it is dealt with.
WEIGHS = (Role.APPRAISER, Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY, Role.COUNCIL_CHAIR, Role.DECIDER)
# Noted kinship is family: shown to these alone.
SEES_KIN = (Role.APPRAISER, Role.COUNCIL_SECRETARY, Role.COUNCIL_CHAIR, Role.AUDITOR)
SENDER = "Người gửi hồ sơ"
DRAFTER = "Người lập hồ sơ"
HOUSE_RULE = "Nguyên tắc của hệ thống: không ai tự thẩm định, tự quyết định về mình"


@dataclass(frozen=True)
class Finding:
    """One finding. ``key`` names it for the notes: kind, line, what it is about. ``by_law``: the judge or the act refuses
    for the same reason. ``url``: where to look closer. ``note``: the last word of a person on it."""

    kind: str
    key: str
    line: NominationLine
    text: str
    citation: str = ""
    by_law: bool = False
    url: str = ""
    note: ConflictNote | None = None

    @property
    def kind_vi(self) -> str:
        return KINDS[self.kind]

    @property
    def is_settled(self) -> bool:
        return self.note is not None and self.note.outcome != ConflictNote.Outcome.WAITING


def findings(nomination: Nomination, on: date, *, with_kin: bool = False) -> list[Finding]:
    """Every finding of a dossier on a day, by line and kind, with its note. About twenty queries whatever its size.

    ``with_kin``: the reader may know of noted kinship (:data:`SEES_KIN`).
    """
    lines = list(nomination.lines.select_related("person", "unit", "outsider").defer("verdict").order_by("ordinal"))
    if not lines:
        return []
    law_on = nomination.rule_date or on
    found = [
        *_elsewhere(nomination, lines, law_on),
        *_held(nomination, lines, law_on, on),
        *_on_hold(lines, on, law_on),
        *_weighing(nomination, lines, on, with_kin),
        *_initiatives(nomination, lines, law_on),
        *_texts(nomination, lines),
    ]
    notes = {
        note.key: note for note in nomination.conflict_notes.select_related("settled_by").order_by("settled_at", "pk")
    }
    order = {kind: place for place, kind in enumerate(KINDS)}
    found = [replace(each, note=notes.get(each.key)) for each in found]
    return sorted(found, key=lambda each: (each.line.ordinal, order[each.kind], each.key))


def _subjects(lines: Iterable[NominationLine]) -> tuple[dict[int, NominationLine], dict[int, NominationLine]]:
    lines = list(lines)
    return {line.person_id: line for line in lines if line.person_id}, {
        line.unit_id: line for line in lines if line.unit_id
    }


def cited(code: str, on: date) -> str:
    """Title and article of a general rule on a day; that our data is silent, where it is."""
    rule = rule_on(code, on)
    if rule is None:
        return "Chưa có quy định trong dữ liệu luật cho ngày này; cần người xem xét"
    doubt = "" if rule.status_on(on).decides else f"; {rule.status_on(on).label_vi}"
    return f"{rule.title_vi} ({rule.cite.label_vi}{doubt})"


def _elsewhere(nomination: Nomination, lines: list[NominationLine], law_on: date) -> list[Finding]:
    people, units = _subjects(lines)
    them = selves_of(people)
    rows = (
        NominationLine.objects.filter(nomination__year=nomination.year)
        .exclude(nomination=nomination)
        .exclude(nomination__state="withdrawn")
        .exclude(appraisal=NominationLine.Appraisal.EXCLUDED)
        .exclude(result=NominationLine.Result.FAILED)
        .select_related("nomination__unit")
        .defer("verdict", "achievement")
        .order_by("pk")
    )
    other_people = list(rows.filter(person_id__in=them.ids)) if people else []
    other_units = list(rows.filter(unit_id__in=units)) if units else []
    pairs = [(people[who], row) for row in other_people for who in them.asked(certain(row.person_id)) if who in people]
    pairs += [(units[certain(row.unit_id)], row) for row in other_units]
    found = []
    for line, other in pairs:
        there = other.nomination
        where = (
            f"hồ sơ số {there.pk} của {there.unit.name} ({award_name(there.award_code)}, {there.state_label.lower()})"
        )
        if there.award_code == nomination.award_code:
            found.append(
                Finding("double", f"double:{line.pk}:{other.pk}", line, f"Cùng danh hiệu, hình thức và năm, có ở {where}.",
                        cited("one_form_per_achievement", law_on), True)
            )  # fmt: skip
        elif kind_of_award(there.award_code) == kind_of_award(nomination.award_code) == "commendation_form":
            text = f"Cùng năm, được đề nghị một hình thức khen khác ở {where}; hãy xem có phải cùng một thành tích."
            found.append(
                Finding("twice", f"twice:{line.pk}:{other.pk}", line, text, cited("one_form_per_achievement", law_on))
            )
    return found


def _held(nomination: Nomination, lines: list[NominationLine], law_on: date, on: date) -> list[Finding]:
    people, units = _subjects(lines)
    found: list[Finding] = []
    for kind, subjects in (("person", people), ("unit", units)):
        if not subjects:
            continue
        waits = _waiting(nomination.award_code, law_on, kind)
        window = max([years for _, years, _ in waits], default=1)
        years = range(nomination.year - window + 1, nomination.year + 1)
        for subject, titles in titles_held(kind, subjects, years, on).items():
            if subject in subjects:
                found += _of_titles(nomination, subjects[subject], titles, waits, law_on)
    return found


def _of_titles(nomination, line, titles, waits, law_on: date) -> Iterable[Finding]:
    once = cited("one_form_per_achievement", law_on)
    for code, year, label in titles:
        if code == nomination.award_code and year == nomination.year:
            text = f"Đã được tặng {award_name(code)} năm {year} ({label})."
            yield Finding("held", f"held:{line.pk}:{code}:{year}", line, text, once)
        elif (
            year == nomination.year
            and kind_of_award(code) == kind_of_award(nomination.award_code) == "commendation_form"
        ):
            text = (
                f"Cùng năm đã được tặng {award_name(code)} ({label}); hãy xem có phải cùng một thành tích: một thành tích "
                "không được khen bằng nhiều hình thức."
            )
            yield Finding("twice", f"twice:{line.pk}:{code}:{year}", line, text, once)
        for title, years, citation in waits:
            if code == title and nomination.year - years < year < nomination.year:
                text = (
                    f"Đã được tặng {award_name(code)} năm {year} ({label}); thời gian {years} năm tính cho lần này có phần "
                    "đã dùng cho lần trước."
                )
                yield Finding("waiting", f"waiting:{line.pk}:{code}:{year}", line, text, citation)


def _waiting(award_code: str, law_on: date, kind: str) -> list[tuple[str, int, str]]:
    """(award, years that must not be counted twice, article) as the standard of the award asks on that day."""
    book = the_book()
    facts_kind: Literal["person", "collective"] = "person" if kind == "person" else "collective"
    return [
        (node.title, node.years, node.cite.label_vi)
        for node in book.nodes(book.award(award_code, law_on), law_on, facts_kind)
        if isinstance(node, NoOverlapWithEarlier)
    ]


def _on_hold(lines: list[NominationLine], on: date, law_on: date) -> list[Finding]:
    people, units = _subjects(lines)
    standing: list[tuple[NominationLine, Hold]] = []
    if people:
        standing += [
            (people[pk], hold) for pk, holds in holds_of_people(people, on).items() for hold in holds if pk in people
        ]
    if units:
        standing += [(units[pk], hold) for pk, holds in holds_of_units(units, on).items() for hold in holds]
    return [
        Finding("hold", f"hold:{line.pk}:{hold.pk}", line,
                f"Tạm dừng xét từ {hold.starts_on:%d/%m/%Y}: {hold.get_kind_display()[0].lower()}{hold.get_kind_display()[1:]}.",
                cited("hold_while_pending", law_on), True)
        for line, hold in standing
    ]  # fmt: skip


def _weighing(nomination: Nomination, lines: list[NominationLine], on: date, with_kin: bool) -> list[Finding]:
    """People who would weigh the dossier where it goes, and stand in it, head what stands in it, or are related."""
    people, units = _subjects(lines)
    grants = RoleGrant.objects.filter(in_force(on), unit=nomination.to_unit_id, role__in=WEIGHS, user__is_active=True)
    accounts: dict[int, tuple[User, str]] = {
        certain(grant.user.person_id): (grant.user, grant.get_role_display())
        for grant in grants.filter(user__person__isnull=False).select_related("user").order_by("-pk")
    }
    for user, role in ((nomination.sent_by, SENDER), (nomination.drafted_by, DRAFTER)):
        if user is not None and user.person_id:
            accounts.setdefault(user.person_id, (user, role))
    if not accounts:
        return []
    them = selves_of(people)
    found = []
    own = {who: record for record in accounts for who in them.asked(record) if who in people}
    for who, record in own.items():
        user, role = accounts[record]
        text = _own_text(user, role if role in (SENDER, DRAFTER) else f"{role} tại {nomination.to_unit.name}")
        found.append(Finding("own", f"own:{people[who].pk}:{user.pk}", people[who], text, HOUSE_RULE))
    if units:
        for record, post in posts_on(accounts, on).items():
            line = units.get(post.unit_id)
            if line is not None and post.is_leader:
                user, role = accounts[record]
                text = f"{user.display_name} ({role}) lãnh đạo chính tập thể này: không tự xét, phải để người khác."
                found.append(Finding("own", f"own:{line.pk}:{user.pk}", line, text, HOUSE_RULE))
    if with_kin:
        for record, who, relation in kin_among(accounts, people):
            user, role = accounts[record]
            text = f"{user.display_name} ({role}) có quan hệ {relation.lower()} với người này; cần xem việc không tham gia xét."
            found.append(Finding("kin", f"kin:{people[who].pk}:{user.pk}", people[who], text, HOUSE_RULE))
    return found


def _own_text(user: User, role: str) -> str:
    return f"{user.display_name} ({role}) có tên ở dòng này: không tự xét, phải để người khác."


def drafter_among(nomination: Nomination) -> str:
    """What the page of conflicts says when who drafted the dossier stands in it, for the draft itself; "" otherwise. Three
    queries at most."""
    user = nomination.drafted_by
    if user is None or not user.person_id:
        return ""
    line = nomination.lines.filter(person_id__in=selves_of([user.person_id]).ids).order_by("ordinal").first()
    return f"{line.ordinal}. {line.subject}: {_own_text(user, DRAFTER)}" if line is not None else ""


def kin_among(ones: Collection[int], others: Collection[int]) -> list[tuple[int, int, str]]:
    """(of ``ones``, of ``others``, relation) for every kinship noted between two sets of persons. For councils as well:
    whoever is named must leave the vote on that nominee to the rest. Two queries."""
    first, second = selves_of(ones), selves_of(others)
    both = [*first.ids, *second.ids]
    found = set()
    rows = Kinship.objects.filter(withdrawn_at=None, person_id__in=both, relative_id__in=both)
    for row in rows.order_by("pk"):
        for one, other in ((row.person_id, row.relative_id), (row.relative_id, row.person_id)):
            if one in first.ids and other in second.ids:
                found |= {
                    (a, b, str(row.get_relation_display()))
                    for a in first.asked(one)
                    for b in second.asked(other)
                    if a != b
                }
    return sorted(found)


def _initiatives(nomination: Nomination, lines: list[NominationLine], law_on: date) -> list[Finding]:
    people, _ = _subjects(lines)
    if not people:
        return []
    rule = deciding_rule(law_on)
    found = []
    for person, uses in standing_uses(list(people)).items():
        line = people.get(person)
        mine = {each.use.initiative_id for each in uses if each.line is not None and line and each.line.pk == line.pk}
        for each in uses:
            is_other = (each.use.award_code, each.use.year) != (nomination.award_code, nomination.year)
            if line is None or not is_other or not excluded_by_rule(each.use.award_code, nomination.award_code):
                continue
            counts = "không tính cho lần này" if rule else "cần người xem có được tính nữa không"
            again = "; dòng này đang ghi dùng lại" if each.use.initiative_id in mine else ""
            text = f"Sáng kiến “{each.use.initiative.title}” đã dùng cho {each.said}: {counts}{again}."
            key = f"initiative:{line.pk}:{each.use.pk}"
            found.append(Finding("initiative", key, line, text, cited("initiative_used_once", law_on), bool(rule)))
    return found


def last_comparison(nomination: Nomination) -> TextComparison | None:
    return nomination.comparisons.order_by("-compared_at", "-pk").first()


def _texts(nomination: Nomination, lines: list[NominationLine]) -> list[Finding]:
    comparison = last_comparison(nomination)
    if comparison is None:
        return []
    mine = {line.pk: line for line in lines}
    matches = [row for row in TextMatch.objects.filter(comparison=comparison) if row.line_key in mine]
    rows = NominationLine.objects.filter(pk__in={row.other_key for row in matches})
    others = {row.pk: row for row in rows.select_related("nomination__unit").defer("verdict", "achievement")}
    found: dict[NominationLine, list[Finding]] = defaultdict(list)
    for match in matches:
        line, other = mine[match.line_key], others.get(match.other_key)
        if other is None:
            continue
        there = other.nomination
        whose = "trong chính hồ sơ này" if there.pk == nomination.pk else f"của {there.unit.name}, năm {there.year}"
        text = f"Giống {match.share}% với báo cáo {whose} ({match.common} cụm từ chung, đã bỏ câu mẫu)."
        url = reverse("nominations:text-pair", args=[match.pk])
        found[line].append(Finding("text", f"text:{line.pk}:{other.pk}", line, text, "", False, url))
    return [each for of_line in found.values() for each in of_line]
