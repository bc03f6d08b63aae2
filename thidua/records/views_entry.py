"""Screens on which one record is entered, put right or ended. The lists and the pages of people and units: views.py."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from thidua.accounts.queries import signed_in
from thidua.people.models import Person
from thidua.people.permissions import is_own
from thidua.people.queries import homes_of
from thidua.records import actions, permissions
from thidua.records.forms import (
    AbsenceForm,
    DisciplineForm,
    HoldForm,
    LiftForm,
    ReasonForm,
    correction_form,
)
from thidua.records.models import Absence, Discipline, Hold, RecordCorrection, TaskRating
from thidua.records.views import form_page, person_or_404, place_of, unit_or_404
from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.shared.forms import posted
from thidua.shared.ui import Crumb
from thidua.shared.wording import vi_date
from thidua.units.models import RoleGrant, Unit

Role = RoleGrant.Role
MODELS = {"rating": TaskRating, "absence": Absence, "discipline": Discipline, "hold": Hold}


def _place_or_denied(request: HttpRequest, whose: Person, what: str) -> Unit:
    place = place_of(signed_in(request), whose, clock.today())
    if place is None:
        homes = homes_of(whose, clock.today())
        if not homes:
            raise Denied("Chưa có đơn vị nào giữ hồ sơ của người này.")
        permissions.check_can_enter(signed_in(request), homes[0], clock.today(), what)
        place = homes[0]
    return place


def absence_new(request: HttpRequest, pk: int) -> HttpResponse:
    whose = person_or_404(request, pk)
    place = _place_or_denied(request, whose, "số ngày nghỉ")
    return form_page(
        request, AbsenceForm(posted(request), initial={"year": clock.today().year}), actions.enter_absences,
        lambda data: {"rows": [Absence(person=whose, **data)], "under": place}, title="Nhập ngày nghỉ",
        kicker=whose.full_name, back=reverse("records:person", args=[whose.pk]), done="Đã nhập ngày nghỉ.",
        steps=(Crumb(whose.full_name, reverse("records:person", args=[whose.pk])),),
    )  # fmt: skip


def discipline_new(request: HttpRequest, pk: int) -> HttpResponse:
    whose = person_or_404(request, pk)
    place = _place_or_denied(request, whose, "kỷ luật")
    return form_page(
        request, DisciplineForm(posted(request)), actions.enter_disciplines,
        lambda data: {"rows": [Discipline(person=whose, **data)], "under": place}, title="Nhập kỷ luật",
        kicker=whose.full_name, back=reverse("records:person", args=[whose.pk]), done="Đã nhập kỷ luật.",
        lead="Dữ liệu cá nhân nhạy cảm: chỉ mở xem khi nêu mục đích, và mỗi lần mở được ghi lại.",
        steps=(Crumb(whose.full_name, reverse("records:person", args=[whose.pk])),),
    )  # fmt: skip


def hold_new_person(request: HttpRequest, pk: int) -> HttpResponse:
    whose = person_or_404(request, pk)
    place = _place_or_denied(request, whose, "việc tạm dừng xét")
    permissions.check_can_hold(signed_in(request), place, [whose.pk], clock.today())
    return _hold_form(
        request, {"person": whose, "under": place}, whose.full_name, reverse("records:person", args=[whose.pk])
    )


def hold_new_unit(request: HttpRequest, pk: int) -> HttpResponse:
    whose = unit_or_404(request, pk)
    permissions.check_can_hold(signed_in(request), whose, [], clock.today())
    return _hold_form(request, {"unit": whose, "under": whose}, whose.name, reverse("records:unit", args=[pk]))


def _hold_form(request: HttpRequest, about: dict[str, Any], name: str, back: str) -> HttpResponse:
    return form_page(
        request, HoldForm(posted(request), initial={"starts_on": clock.today()}), actions.enter_hold,
        lambda data: {**about, **data}, title="Tạm dừng xét khen thưởng", kicker=name, back=back,
        done="Đã ghi tạm dừng xét; từ nay kết quả đối chiếu pháp luật tính đến việc này.", submit="Ghi tạm dừng",
        lead="Khi đang xem xét kỷ luật, điều tra, thanh tra, kiểm tra có dấu hiệu vi phạm hoặc đang xác minh đơn thư thì chưa "
        "khen, chưa đề nghị (Điều 4 khoản 4 Nghị định 152/2025/NĐ-CP).",
        steps=(Crumb(name, back),),
    )  # fmt: skip


# ── correcting, ending ──


def _whose(request: HttpRequest, row: Any) -> tuple[str, str, Unit]:
    """(name, page, unit under which the account may act) of the subject of a record the account may see."""
    me, on = signed_in(request), clock.today()
    if row.person_id:
        whose = person_or_404(request, row.person_id)
        homes = homes_of(whose, on)
        place = place_of(me, whose, on, (Role.OFFICER,)) or (homes[0] if homes else None)
        if place is None:
            raise Denied("Chưa có đơn vị nào giữ hồ sơ của người này.")
        return whose.full_name, reverse("records:person", args=[whose.pk]), place
    found = unit_or_404(request, row.unit_id)
    return found.name, reverse("records:unit", args=[found.pk]), found


def correct(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One record put right, with a reason. Opening the form of a sensitive one shows it: only for who may enter it."""
    model = MODELS.get(kind)
    if model is None:
        raise Http404
    row: Any = get_object_or_404(model, pk=pk)
    name, back, place = _whose(request, row)
    me, on = signed_in(request), clock.today()
    permissions.check_can_correct(me, place, on, "dữ liệu này")
    if row.person_id and is_own(me, row.person):
        raise Denied("Đây là dữ liệu về chính bạn nên bạn không tự sửa; hãy để người khác hoặc cấp trên sửa.")
    fields = actions.correctable(model)
    form = correction_form(kind)(posted(request), initial={field: getattr(row, field) for field in fields})
    return form_page(
        request, form, actions.correct_record,
        lambda data: {
            "record": row, "changes": {field: data[field] for field in fields},
            "seen": {field: getattr(row, field) for field in fields}, "reason": data["why"], "under": place,
        },
        title=f"Sửa: {dict(RecordCorrection.Kind.choices)[kind].lower()}", kicker=name, back=back,
        done="Đã sửa; dữ liệu cũ và lý do được giữ lại.", steps=(Crumb(name, back),),
        facts=[("Năm", str(row.year))] if hasattr(row, "year") else (),
    )  # fmt: skip


def hold_lift(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Hold.objects.select_related("person", "unit"), pk=pk)
    name, back, place = _whose(request, row)
    permissions.check_can_lift(signed_in(request), row, place, clock.today())
    return form_page(
        request, LiftForm(posted(request), initial={"lifted_on": clock.today()}), actions.lift_hold,
        lambda data: {"hold": row, "under": place, **data}, title="Kết quả của việc tạm dừng xét", kicker=name, back=back,
        done="Đã ghi kết quả; việc tạm dừng đã hết.", submit="Ghi kết quả", steps=(Crumb(name, back),),
        facts=[("Loại vụ việc", row.get_kind_display()), ("Tạm dừng từ", vi_date(row.starts_on)), ("Văn bản", row.source)],
    )  # fmt: skip


def discipline_annul(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Discipline.objects.select_related("person"), pk=pk)
    name, back, place = _whose(request, row)
    permissions.check_can_correct(signed_in(request), place, clock.today(), "kỷ luật")
    if is_own(signed_in(request), row.person):
        raise Denied("Đây là dữ liệu về chính bạn nên bạn không tự hủy; hãy để người khác hoặc cấp trên làm.")
    return form_page(
        request, ReasonForm(posted(request)), actions.annul_discipline,
        lambda data: {"discipline": row, "under": place, **data}, title="Hủy dòng kỷ luật nhập nhầm", kicker=name, back=back,
        done="Đã hủy dòng nhập nhầm; dòng cũ và lý do được giữ lại.", submit="Hủy dòng này", steps=(Crumb(name, back),),
        lead="Chỉ dùng khi nhập nhầm người hoặc nhầm quyết định. Kỷ luật đã hết hiệu lực thì ghi ngày hết hiệu lực.",
    )  # fmt: skip
