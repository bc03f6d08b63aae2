"""What is kept under lock about a person: writing it, opening it for a stated purpose, locking it under a new key.

Values never go into the audit chain, letters, lists or files; a person's own export is the one exception, made on the
order of the person or of the officer who keeps the record.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from thidua.people import checks
from thidua.people.models import Person, PrivateValue
from thidua.people.permissions import check_can_export, check_can_lock_values, check_can_open, is_own
from thidua.people.queries import identity_marks, selves_of, stored
from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.fieldlock import CannotOpen, Secret, blind, lock, present_key, unlock
from thidua.shared.text import nfc

Field = PrivateValue.Field
# Sensitive though not encrypted: rows of the records, shown with the same purpose and the same trace.
DISCIPLINE, ABSENCE, HOLD = "discipline", "absence", "hold"
OPENABLE = {**dict(Field.choices), DISCIPLINE: "Kỷ luật", ABSENCE: "Lý do nghỉ", HOLD: "Tạm dừng xét"}


def about(person: int, field: str) -> str:
    """The place a value is locked for."""
    return f"privatevalue.{field}.{person}"


TAKEN = (
    "Số định danh này đã có trong một hồ sơ khác. Nếu là cùng một người, hãy tìm hồ sơ đó và chuyển đơn vị thay vì nhập "
    "mới; nếu chưa chắc, hãy nhập hồ sơ không có số, rồi ghi số ở “Thông tin riêng” với mục “đang đối chiếu”."
)


@sensitive_variables()
def lock_values(
    *, values: Mapping[Person, Mapping[str, str | Secret]], by, at: datetime, disputed: Collection[Person] = ()
) -> int:
    """Write values of many people, new or instead of older ones; the caller has checked the right. How many.

    An identity number another person has is refused, unless the person stands in ``disputed``: then it is kept as
    claimed by both until the two records are compared.
    """
    rows: list[PrivateValue] = []
    numbers: dict[str, tuple[Person, list[str]]] = {}
    for person, given in values.items():
        for field, typed in given.items():
            text = typed.reveal() if isinstance(typed, Secret) else typed
            kept, refused = checks.private_value(field, text)
            if refused:
                raise Denied(f"{person.full_name}: {refused}")
            row = PrivateValue(person=person, field=field, entered_at=at, entered_by=by, key_id=present_key())
            row.token = lock(kept, about(person.pk, field))
            if field == Field.IDENTITY:
                row.blind, row.is_disputed = blind(kept, f"privatevalue.{field}"), person in disputed
                if not row.is_disputed:
                    if row.blind in numbers:
                        raise Denied(
                            f"{person.full_name} và {numbers[row.blind][0].full_name} cùng mang một số định danh. "
                            "Hãy xem lại: mỗi số chỉ thuộc về một người."
                        )
                    numbers[row.blind] = (person, identity_marks(kept))
            rows.append(row)
    owner = {mark: person for person, each in numbers.values() for mark in each}
    marks = list(owner)
    for start in range(0, len(marks), 5000):
        held = PrivateValue.objects.filter(blind__in=marks[start : start + 5000], is_disputed=False)
        for mark, holder in held.values_list("blind", "person_id"):
            if holder != owner[mark].pk:
                raise Denied(TAKEN if len(values) == 1 else f"{owner[mark].full_name}: {TAKEN}")
    try:
        with transaction.atomic():
            PrivateValue.objects.bulk_create(
                rows,
                batch_size=500,
                update_conflicts=True,
                unique_fields=["person", "field"],
                update_fields=["token", "blind", "key_id", "is_disputed", "entered_at", "entered_by"],
            )
    except IntegrityError as error:
        raise Denied(TAKEN) from error
    return len(rows)


@transaction.atomic
@sensitive_variables()
def enter_values(
    *, person: Person, values: Mapping[str, str | Secret], by, at: datetime, is_disputed: bool = False
) -> int:
    """Put sensitive values of one person under lock, new or instead of older ones; empty ones are left alone."""
    check_can_lock_values(by, person, at.date())
    given = {field: text for field, text in values.items() if isinstance(text, Secret) or text.strip()}
    if not given:
        raise Denied("Chưa nhập giá trị nào.")
    number = lock_values(values={person: given}, by=by, at=at, disputed=[person] if is_disputed else [])
    detail = {"fields": sorted(given), "disputed": is_disputed}
    audit.record("private_values_entered", person, by=by, at=at, detail=detail)
    return number


@transaction.atomic
def erase_value(*, person: Person, field: str, reason: str, by, at: datetime) -> None:
    """Take one value away for good: entered wrongly, or at the wish of the person."""
    check_can_lock_values(by, person, at.date())
    purpose_of(reason)
    erased, _ = PrivateValue.objects.filter(person_id__in=selves_of([person.pk]).ids, field=field).delete()
    if not erased:
        raise Denied("Mục này chưa có giá trị hoặc vừa được xóa.")
    detail = {"fields": [field], "purpose": purpose_of(reason)}
    audit.record("private_value_erased", person, by=by, at=at, detail=detail)


def purpose_of(text: str) -> str:
    """The purpose as the audit chain keeps it for good: a sentence, without numbers that belong under lock."""
    purpose = nfc(text)
    if len(purpose) < 5:
        raise Denied("Cần ghi rõ mục đích mở thông tin riêng.")
    if checks.holds_number(purpose):
        raise Denied("Đừng ghi số định danh, số điện thoại hay số tài khoản vào mục đích.")
    return purpose[:200]


@transaction.atomic
def open_values(*, person: Person, fields: Iterable[str], purpose: str, by, at: datetime) -> dict[str, Secret]:
    """Open fields (:data:`OPENABLE`) for a stated purpose; who, whose, which and why go into the audit chain.

    Returns {field: value} of those fields of ``PrivateValue`` that hold one. :class:`CannotOpen` when a stored value is
    damaged or its key is not here; then nothing is opened and nothing recorded.
    """
    check_can_open(by, person, at.date())
    wanted = [field for field in OPENABLE if field in set(fields)]
    if not wanted:
        raise Denied("Chưa chọn mục thông tin nào để mở.")
    opened = _opened(person, wanted)
    detail = {"fields": wanted, "purpose": purpose_of(purpose), "own": is_own(by, person)}
    audit.record("private_values_opened", person, by=by, at=at, detail=detail)
    return opened


@transaction.atomic
def open_for_export(*, person: Person, purpose: str, by, at: datetime) -> dict[str, Secret]:
    """Everything under lock about a person, for the file of all that the system holds about them."""
    check_can_export(by, person, at.date())
    opened = _opened(person, list(Field.values))
    detail = {"fields": sorted(opened), "purpose": purpose_of(purpose), "own": is_own(by, person)}
    audit.record("personal_data_exported", person, by=by, at=at, detail=detail)
    return opened


def _opened(person: Person, fields: Iterable[str]) -> dict[str, Secret]:
    return {row.field: unlock(row.token, about(row.person_id, row.field)) for row in stored(person, fields)}


def same_value(one: PrivateValue, other: PrivateValue) -> bool:
    """Whether two stored values are equal, told without showing either; what does not open is equal to nothing."""
    try:
        return unlock(one.token, about(one.person_id, one.field)) == unlock(
            other.token, about(other.person_id, other.field)
        )
    except CannotOpen:
        return False


@transaction.atomic
@sensitive_variables()
def relock(*, at: datetime, limit: int = 500) -> int:
    """Lock up to ``limit`` values that stand under an older key again with the first one; how many were done.

    Run by the operator after a change of FIELD_KEY: nobody sees a value. A value changed meanwhile is left for the next
    round; one that does not open stops the work with :class:`CannotOpen`.
    """
    now = present_key()
    rows = list(PrivateValue.objects.exclude(key_id=now).order_by("pk").select_related("person")[:limit])
    done = 0
    for row in rows:
        text = unlock(row.token, about(row.person_id, row.field)).reveal()
        fields = {"token": lock(text, about(row.person_id, row.field)), "key_id": now}
        if row.field == Field.IDENTITY:
            fields["blind"] = blind(text, f"privatevalue.{row.field}")
        done += PrivateValue.objects.filter(pk=row.pk, token=row.token).update(**fields)
    if done:
        audit.record("private_values_relocked", rows[0], by=None, at=at, detail={"count": done, "key": now})
    return done
