"""Who may see and enter what is on record, and who acts on an initiative. Closed by default."""

from collections.abc import Collection, Iterable
from datetime import date

from thidua.people.models import Person, Post
from thidua.people.permissions import is_own
from thidua.people.queries import homes_of, selves_of
from thidua.records.models import Hold, Initiative
from thidua.shared import behalf
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.shared.wording import vi_date
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role, check_not_own
from thidua.units.queries import has_role, unit_ids_below, unit_ids_with_roles

Role = RoleGrant.Role
# Ratings, holds and initiatives of a unit: those who build, answer for, appraise and control. Councils read dossiers.
TRACK_ROLES = frozenset({Role.OFFICER, Role.HEAD, Role.APPRAISER, Role.AUDITOR})
# A leader's judgement is the leader's own; the officer may enter what the head has signed.
MAY_ENTER = (Role.OFFICER, Role.HEAD)


def track_unit_ids(user, on: date) -> set[int]:
    """Units whose track record the account may read."""
    return unit_ids_with_roles(user, on, TRACK_ROLES)


def check_can_track(user, on: date) -> None:
    if not track_unit_ids(user, on):
        raise Denied("Theo dõi thành tích chỉ dành cho người lập, thẩm định, kiểm soát hồ sơ thi đua, khen thưởng.")


def check_can_see_unit(user, unit: Unit, on: date) -> None:
    if unit.pk not in track_unit_ids(user, on):
        raise Denied(f"Bạn không có quyền xem theo dõi thành tích của {unit.name}.")


def check_can_see_person(user, person: Person, on: date) -> None:
    """The person, and who holds a role of the track record in a unit that keeps the person's record."""
    if is_own(user, person):
        behalf.note(None)
        return
    seen = track_unit_ids(user, on)
    if not any(home.pk in seen for home in homes_of(person, on)):
        raise Denied("Bạn không có quyền xem theo dõi thành tích của người này.")


def check_can_enter(user, under: Unit, on: date, what: str) -> None:
    check_has_role(user, MAY_ENTER, under, on, f"nhập {what}")


def check_inside(people: Iterable[int], units: Iterable[int], under: Unit) -> None:
    """Everybody has or had a post in or below the unit, every unit lies there."""
    inside = unit_ids_below([under.pk])
    wanted = set(people)
    them = selves_of(wanted)
    here: set[int] = set()
    for start in range(0, len(them.ids), 500):
        rows = Post.objects.filter(person_id__in=them.ids[start : start + 500], unit_id__in=inside)
        for record in rows.order_by().values_list("person_id", flat=True):
            here |= set(them.asked(record))
    if wanted - here or set(units) - inside:
        raise Denied(f"Có người hoặc đơn vị không thuộc {under.name}. Chưa dòng nào được ghi.")


def check_can_correct(user, under: Unit, on: date, what: str) -> None:
    check_has_role(user, [Role.OFFICER], under, on, f"sửa {what}")


# ── holds ──


def check_can_hold(user, under: Unit, about: Collection[int], on: date) -> None:
    """The officer; nobody enters or lifts a hold that is about themselves. ``about``: persons it concerns."""
    check_has_role(user, [Role.OFFICER], under, on, "ghi việc tạm dừng xét khen thưởng")
    refusal = "Việc này về chính bạn nên bạn không tự ghi; hãy để người khác hoặc cấp trên làm."
    check_not_own(user, [Role.OFFICER], under, on, selves_of(about).ids, refusal)


def check_can_lift(user, hold: Hold, under: Unit, on: date) -> None:
    check_can_hold(user, under, [hold.person_id] if hold.person_id else [], on)
    if hold.lifted_at is not None:
        raise Denied(f"Việc tạm dừng này đã hết từ ngày {vi_date(hold.lifted_on)}.")


# ── initiatives ──


def author_ids(initiative: Initiative) -> list[int]:
    """Every record of every author."""
    named = [row.person_id for row in initiative.authors.all()] if initiative.pk else []
    return selves_of([*named, initiative.person_id]).ids


def is_author(user, initiative: Initiative) -> bool:
    return user.person_id is not None and user.person_id in author_ids(initiative)


def check_can_write(user, unit: Unit, people: Collection[int], on: date) -> None:
    """An author, or the officer of the unit for them."""
    if user.person_id is not None and user.person_id in selves_of(people).ids:
        behalf.note(None)
        return
    check_has_role(user, [Role.OFFICER], unit, on, "lập đơn yêu cầu công nhận sáng kiến cho tác giả")


def check_can_edit(user, initiative: Initiative, on: date) -> None:
    if initiative.state not in ("draft", "returned") or initiative.unit is None:
        raise Denied(f"Đơn đang ở bước “{initiative.state_label}” nên không sửa được.")
    check_can_write(user, initiative.unit, author_ids(initiative), on)


def check_can_submit(user, initiative: Initiative, on: date) -> None:
    check_gate(initiative, "submit")
    check_can_edit(user, initiative, on)


def check_can_withdraw(user, initiative: Initiative, on: date) -> None:
    check_gate(initiative, "withdraw")
    if initiative.unit is None:
        raise Denied("Sáng kiến này nhập từ danh sách cũ, không có đơn để rút.")
    check_can_write(user, initiative.unit, author_ids(initiative), on)


def check_can_see_initiative(user, initiative: Initiative, on: date) -> None:
    """The authors, and who reads the track record of the unit or of an author's unit."""
    if is_author(user, initiative):
        behalf.note(None)
        return
    seen = track_unit_ids(user, on)
    if initiative.unit_id in seen:
        return
    people = Person.objects.filter(pk__in=author_ids(initiative))
    if not any(home.pk in seen for person in people for home in homes_of(person, on)):
        raise Denied("Bạn không có quyền xem sáng kiến này.")


def recognising_unit(initiative: Initiative, scope: str) -> Unit:
    """Who recognises: the base where it was made (for a room, the agency it belongs to); the province for effect and
    scope beyond it (Luật TĐKT 2022, Điều 21 khoản 2, Điều 22 khoản 2, Điều 23 khoản 2)."""
    unit = initiative.unit
    if unit is None:
        raise Denied("Sáng kiến này chưa ghi đơn vị nên chưa rõ nơi công nhận.")
    if scope != Initiative.Scope.UNIT:
        return unit.root
    while unit.kind == Unit.Kind.SECTION and unit.parent is not None:
        unit = unit.parent
    return unit


_RECOGNISES = (Role.HEAD, Role.DECIDER, Role.COUNCIL_SECRETARY)


def check_can_recognise(user, initiative: Initiative, scope: str, on: date) -> None:
    """Head, signer, or secretary of the council (who enters what the head has decided); nobody for their own."""
    place = recognising_unit(initiative, scope)
    check_has_role(user, _RECOGNISES, place, on, "ghi việc công nhận sáng kiến")
    refusal = "Bạn là tác giả nên không tự công nhận sáng kiến này; hãy để người khác hoặc cấp trên làm."
    check_not_own(user, _RECOGNISES, place, on, author_ids(initiative), refusal)


def check_can_answer(user, initiative: Initiative, act: str, on: date) -> None:
    """Recognise, refuse or return an application, at its base."""
    check_gate(initiative, act)
    if act == "return":
        place = recognising_unit(initiative, Initiative.Scope.UNIT)
        check_has_role(user, [Role.OFFICER, *_RECOGNISES], place, on, "trả lại đơn sáng kiến")
    else:
        check_can_recognise(user, initiative, Initiative.Scope.UNIT, on)


def check_can_revoke(user, initiative: Initiative, on: date) -> None:
    check_gate(initiative, "revoke")
    check_can_recognise(user, initiative, initiative.scope or Initiative.Scope.UNIT, on)


def check_can_widen(user, initiative: Initiative, on: date) -> None:
    if initiative.state != "recognised":
        raise Denied("Chỉ sáng kiến đã được công nhận tại cơ sở mới được công nhận phạm vi rộng hơn.")
    check_can_recognise(user, initiative, Initiative.Scope.PROVINCE, on)


def check_can_certify(user, initiative: Initiative, on: date) -> None:
    """The certificate of an initiative: who records decisions or keeps the papers where it was recognised."""
    if initiative.state != "recognised":
        raise Denied("Giấy chứng nhận chỉ cấp cho sáng kiến đã được công nhận.")
    if initiative.certificate_id is not None:
        raise Denied("Giấy chứng nhận đã cấp; mở tệp đã lưu để in lại.")
    place = recognising_unit(initiative, Initiative.Scope.UNIT)
    check_has_role(user, [Role.CLERK, *_RECOGNISES], place, on, "cấp giấy chứng nhận sáng kiến")


def check_can_note_use(user, person: Person, on: date) -> None:
    """The ledger of use: officers and appraisers of a unit that keeps the author's record."""
    roles = [Role.OFFICER, Role.APPRAISER]
    homes = homes_of(person, on)
    if not any(has_role(user, roles, home, on) for home in homes):
        if not homes:
            raise Denied("Chưa có đơn vị nào giữ hồ sơ của tác giả này.")
        check_has_role(user, roles, homes[0], on, "ghi sáng kiến đã dùng cho khen thưởng")
