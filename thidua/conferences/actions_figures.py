"""Figures of the summary: entered by member and in all, asked about, confirmed."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from thidua.conferences.models import Conference
from thidua.conferences.models_stage import Figure, FigureLine
from thidua.conferences.permissions import check_can_write
from thidua.conferences.queries_figures import figure_questions, members_to_report
from thidua.conferences.vocabulary import MEASURES
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.text import nfc

Values = tuple[Decimal | None, Decimal, Decimal | None]
LARGEST = Decimal(10) ** 15


def _check_values(values: Values, name: str) -> None:
    for value in values:
        if value is not None and (not value.is_finite() or abs(value) >= LARGEST):
            raise Denied(f"{name}: số quá lớn.")


@transaction.atomic
def enter_figure(
    *,
    conference: Conference,
    name: str,
    measure: str,
    total: Values,
    lines: Mapping[int, Values],
    by,
    at: datetime,
    source: str = "",
    figure: Figure | None = None,
) -> Figure:
    """Enter a figure, or change one that is not confirmed (``figure``). ``total`` and ``lines`` ({unit id: …}) are (plan,
    result, last year), all in ``measure`` (a code of vocabulary.MEASURES)."""
    check_can_write(by, conference, at.date())
    name, source = nfc(name), nfc(source)
    if not name:
        raise Denied("Mời ghi tên số liệu, ví dụ “Thu ngân sách nhà nước”.")
    if len(name) > 200 or len(source) > 200:
        raise Denied("Tên số liệu, nguồn dài quá 200 ký tự.")
    if measure not in MEASURES:
        raise Denied("Mời chọn đơn vị tính trong danh sách.")
    members = {unit.pk: unit for unit in members_to_report(conference)}
    if strangers := set(lines) - set(members):
        raise Denied(f"Có {len(strangers)} đơn vị không thuộc hội nghị này.")
    _check_values(total, name)
    for unit, row in lines.items():
        _check_values(row, members[unit].name)
    plan, result, last_year = total
    values: dict[str, Any] = {"name": name, "measure": measure, "source": source, "plan": plan, "result": result}
    values |= {"last_year": last_year, "explained": "", "entered_at": at, "entered_by": by}
    if figure is None:
        try:
            with transaction.atomic():
                figure = Figure.objects.create(conference=conference, **values)
        except IntegrityError as error:
            raise Denied(f"Hội nghị đã có số liệu “{name}”.") from error
    else:
        _change(figure, values)
        figure.lines.all().delete()
    FigureLine.objects.bulk_create(
        [FigureLine(figure=figure, unit_id=u, plan=p, result=r, last_year=b) for u, (p, r, b) in lines.items()]
    )
    audit.record("figure_entered", figure, by=by, at=at, detail={"lines": len(lines), "measure": measure})
    return figure


def _change(figure: Figure, values: Mapping) -> None:
    if figure.confirmed_at is not None:
        raise Denied("Số liệu này đã xác nhận; muốn sửa hãy mở lại và ghi lý do.")
    try:
        with transaction.atomic():
            changed = Figure.objects.filter(pk=figure.pk, version=figure.version, confirmed_at=None).update(
                version=F("version") + 1, **values
            )
    except IntegrityError as error:
        raise Denied(f"Hội nghị đã có số liệu “{values['name']}”.") from error
    if changed != 1:
        raise Stale()
    figure.refresh_from_db()


@transaction.atomic
def confirm_figure(*, figure: Figure, by, at: datetime, explained: str = "") -> None:
    """Confirm a figure for minutes and news. Refused while something is wrong, and while an open question has no
    explanation."""
    check_can_write(by, figure.conference, at.date())
    explained = nfc(explained)
    if figure.confirmed_at is not None:
        raise Denied("Số liệu này đã xác nhận.")
    if len(explained) > 300:
        raise Denied("Giải thích dài quá 300 ký tự.")
    if not Figure.objects.filter(pk=figure.pk, version=figure.version).exists():
        raise Stale()  # what the person saw is no longer what stands there
    found = figure_questions(figure)
    if wrong := [q.text for q in found if q.weight == "wrong"]:
        raise Denied(f"Chưa xác nhận được: {' '.join(wrong)}")
    if found and not explained:
        raise Denied(f"Mời giải thích trước khi xác nhận: {' '.join(q.text for q in found)}")
    changed = Figure.objects.filter(pk=figure.pk, version=figure.version, confirmed_at=None).update(
        version=F("version") + 1, explained=explained, confirmed_at=at, confirmed_by=by
    )
    if changed != 1:
        raise Stale()
    figure.refresh_from_db()
    audit.record("figure_confirmed", figure, by=by, at=at, detail={"questions": len(found)})


@transaction.atomic
def reopen_figure(*, figure: Figure, reason: str, by, at: datetime) -> None:
    """Open a confirmed figure for correction; after the minutes are issued it stands as they print it."""
    check_can_write(by, figure.conference, at.date())
    reason = nfc(reason)
    if figure.confirmed_at is None:
        raise Denied("Số liệu này chưa xác nhận, sửa được ngay.")
    if figure.conference.state == "held":
        raise Denied("Biên bản đã lập với số liệu này; không mở lại được.")
    if not reason:
        raise Denied("Mời ghi lý do mở lại số liệu.")
    changed = Figure.objects.filter(pk=figure.pk, version=figure.version).update(
        version=F("version") + 1, confirmed_at=None, confirmed_by=None
    )
    if changed != 1:
        raise Stale()
    figure.refresh_from_db()
    audit.record("figure_reopened", figure, by=by, at=at, detail={"reason": reason[:300]})
