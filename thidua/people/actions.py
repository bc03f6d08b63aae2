"""Entering people and correcting their details. Posts: ``actions_posts``; what is under lock: ``actions_private``;
two records of one person: ``actions_merge``."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.views.decorators.debug import sensitive_variables

from thidua.people import checks
from thidua.people.actions_private import lock_values
from thidua.people.models import DetailChange, Person, Post
from thidua.people.permissions import check_can_correct, check_can_enter
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.fieldlock import Secret
from thidua.shared.text import nfc
from thidua.shared.wording import show
from thidua.units.models import Unit
from thidua.units.queries import unit_ids_below

DETAILS = ("full_name", "born_on", "gender", "subject", "recruited_on")
DETAIL_LABELS = {
    "full_name": "Họ và tên",
    "born_on": "Ngày sinh",
    "gender": "Giới tính",
    "subject": "Đối tượng",
    "recruited_on": "Ngày tuyển dụng",
    "title": "Chức vụ, vị trí",
    "is_leader": "Lãnh đạo, quản lý",
    "is_main": "Chức vụ chính",
    "starts_on": "Ngày bắt đầu",
    "ends_on": "Ngày kết thúc",
    "basis": "Căn cứ",
}


@transaction.atomic
@sensitive_variables("private", "values")
def enter_people(
    *,
    people: Iterable[tuple[Person, Post]],
    under: Unit,
    by,
    at: datetime,
    private: Mapping[str, Mapping[str, str | Secret]] | None = None,
    is_disputed: bool = False,
) -> int:
    """Add people, each with a first post; all or none, a refusal names the first person and reason.

    ``Post.unit`` must be set and lie in or below ``under``; ``Post.person`` is filled here. A person without a code gets
    one. ``private``: {code: {field of PrivateValue: value}}, kept under lock.
    """
    check_can_enter(by, under, at.date())
    pairs = list(people)
    below = unit_ids_below([under.pk])
    without = [person for person, _ in pairs if not person.code]
    for person, code in zip(without, new_codes(len(without)) if without else [], strict=True):
        person.code = code
    for person, post in pairs:
        problems = checks.person_problems(person, at.date()) + checks.post_problems(post, person)
        if post.unit_id not in below:
            problems.append(("unit", f"{post.unit.name} không thuộc {under.name}."))
        if problems:
            raise Denied(f"{person.full_name or person.code}: {problems[0][1]}")
        post.title = nfc(post.title)
    try:
        with transaction.atomic():
            Person.objects.bulk_create([person.fill_keys() for person, _ in pairs], batch_size=500)
    except IntegrityError as error:
        raise Denied(f"{_taken(pairs)} Chưa người nào được nhập.") from error
    for person, post in pairs:
        post.person = person
    Post.objects.bulk_create([post for _, post in pairs], batch_size=500)
    if private:
        by_code = {person.code: person for person, _ in pairs}
        if unknown := [code for code in private if code not in by_code]:
            raise Denied(f"Không có người mang mã “{unknown[0]}” trong danh sách nhập.")
        values = {by_code[code]: each for code, each in private.items()}
        lock_values(values=values, by=by, at=at, disputed=list(values) if is_disputed else [])
    audit.record("people_entered", under, by=by, at=at, detail={"count": len(pairs)})
    return len(pairs)


def _taken(pairs: list[tuple[Person, Post]]) -> str:
    codes = [person.code for person, _ in pairs]
    twice = next((code for code in codes if codes.count(code) > 1), None) if len(codes) < 2000 else None
    there = Person.objects.filter(code__in=codes).values_list("code", flat=True).first()
    return f"Mã cán bộ “{there or twice}” đã có người mang." if there or twice else "Có mã cán bộ đã có người mang."


_OWN_CODE = r"^[A-Z]{2}[0-9]{6}$"


def new_codes(number: int) -> list[str]:
    """Codes for people who bring none: the next after the greatest of the form in use (two letters, six figures)."""
    last = Person.objects.filter(code__regex=_OWN_CODE).order_by("-code").values_list("code", flat=True).first()
    letters, start = (last[:2], int(last[2:])) if last else ("CB", 0)
    return [f"{letters}{start + each:06d}" for each in range(1, number + 1)]


@transaction.atomic
@sensitive_variables("private", "values")
def enter_person(
    *,
    person: Person,
    post: Post,
    by,
    at: datetime,
    private: Mapping[str, str | Secret] | None = None,
    is_disputed: bool = False,
) -> Person:
    """Add one person with a first post in ``post.unit``; what is sensitive goes under lock at once.

    ``is_disputed``: another record claims the identity number too; it is kept until the two are compared.
    """
    person.code = nfc(person.code) or new_codes(1)[0]
    values = {field: text for field, text in (private or {}).items() if isinstance(text, Secret) or text.strip()}
    enter_people(
        people=[(person, post)], under=post.unit, by=by, at=at, private={person.code: values}, is_disputed=is_disputed
    )
    return person


@transaction.atomic
def correct_details(*, person: Person, changes: Mapping[str, Any], reason: str, by, at: datetime) -> list[str]:
    """Put details right (:data:`DETAILS`), each change kept with the reason; the names of the fields that changed.

    The audit chain names the fields, never their values. ``person.version`` is the one the page showed.
    """
    check_can_correct(by, person, at.date())
    if unknown := set(changes) - set(DETAILS):
        raise Denied(f"Không sửa được mục “{sorted(unknown)[0]}”.")
    reason = needed(reason, "sửa thông tin")
    changed = write_details(person, changes, reason, by, at)
    if not changed:
        raise Denied("Không có gì thay đổi so với thông tin đang ghi.")
    audit.record("person_corrected", person, by=by, at=at, detail={"fields": changed})
    return changed


def write_details(person: Person, changes: Mapping[str, Any], reason: str, by, at: datetime) -> list[str]:
    """The writing half of a correction, for acts that have checked the right: the fields that changed, in order."""
    before = {name: getattr(person, name) for name in DETAILS}
    wanted = {name: nfc(value) if name == "full_name" else value for name, value in changes.items()}
    changed = [name for name in DETAILS if name in wanted and wanted[name] != before[name]]
    if not changed:
        return []
    tried = Person(**{"code": person.code, **before, **wanted}).fill_keys()
    problems = checks.person_problems(tried, at.date())
    first = person.posts.order_by("starts_on").select_related("unit").first()
    if not problems and first is not None and {"born_on", "recruited_on"} & set(changed):
        problems = [each for each in checks.post_problems(first, tried) if each[0] == "starts_on"]
    if problems:
        raise Denied(problems[0][1])
    fields: dict[str, Any] = {name: getattr(tried, name) for name in changed}
    fields |= {"name_fold": tried.name_fold, "name_key": tried.name_key, "version": F("version") + 1}
    if Person.objects.filter(pk=person.pk, version=person.version, merged_into__isnull=True).update(**fields) != 1:
        raise Stale()
    DetailChange.objects.bulk_create(
        [
            DetailChange(
                person=person,
                field=name,
                before=_shown(person, name),
                after=_shown(tried, name),
                reason=reason,
                changed_at=at,
                changed_by=by,
            )
            for name in changed
        ]
    )
    person.refresh_from_db()
    return changed


def _shown(person: Person, name: str) -> str:
    if name in ("gender", "subject"):
        return str(getattr(person, f"get_{name}_display")())
    value = getattr(person, name)
    return "" if value is None else show(value)


def needed(reason: str, to_do: str) -> str:
    """A reason as it is kept; refused when it says nothing or holds what belongs under lock."""
    text = nfc(reason)
    if len(text) < 5:
        raise Denied(f"Cần ghi rõ lý do {to_do}.")
    if checks.holds_number(text):
        raise Denied("Đừng ghi số định danh, số điện thoại hay số tài khoản vào lý do: mục này không được mã hóa.")
    return text[:300]


def day_known(day: date, at: datetime, what: str) -> None:
    """Refuse a day that is more than a year away: almost always a slip of the hand."""
    if (day - at.date()).days > 366:
        raise Denied(f"{what} {show(day)} còn cách hơn một năm. Hãy xem lại ngày.")
