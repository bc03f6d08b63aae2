"""Screens of dossiers: the list, one dossier, one nominee. Building and picking people: views_build.py."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from rulebook.lifecycles import LIFECYCLES
from thidua.honours.bases import said_left_out
from thidua.law.queries import award_choices, award_name
from thidua.nominations import desk as desk_clock
from thidua.nominations import dossier, facts, queries
from thidua.nominations import permissions as may
from thidua.nominations.actions_jobs import SEND
from thidua.nominations.acts_shown import acts_shown
from thidua.nominations.cards import law_day
from thidua.nominations.conflicts import drafter_among
from thidua.nominations.events import STEPS, events_of
from thidua.nominations.job_shown import job_shown
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.models_consultation import Consultation
from thidua.nominations.models_desk import LineQuestion
from thidua.nominations.permissions_conflicts import check_can_read_kin
from thidua.nominations.tables import DeskTable, LineTable, NominationTable
from thidua.shared import clock
from thidua.shared.certain import certain
from thidua.shared.columns import Filter
from thidua.shared.denied import reason_against
from thidua.shared.tables import asks_for_rows
from thidua.shared.ui import Action, Crumb, Tile, guarded
from thidua.units.models import RoleGrant
from thidua.units.queries import active_units, grants_of, home_unit, province, units_with_own_role

Outcome, Appraisal = NominationLine.Outcome, NominationLine.Appraisal
MOST_QUESTIONS = 200


def nomination_list(request: HttpRequest) -> HttpResponseBase:
    """All dossiers a person may read; ``?can-tham-dinh=1`` cuts them to the appraiser's queue."""
    on = clock.today()
    rows = queries.with_counts(queries.visible_to(request.user, on))
    years = [(y, str(y)) for y in range(on.year, on.year - 6, -1)]
    filters = [
        Filter("award", "Danh hiệu, hình thức", award_choices(), field="award_code"),
        Filter("state", "Tình trạng", list(LIFECYCLES["nomination"].states.items())),
        Filter("year", "Năm", years),
    ]
    home = home_unit(request.user, on)
    new = []
    if home is not None:
        url = reverse("nominations:new")
        new = [guarded("Lập hồ sơ", url, may.check_can_draft, request.user, home, on, kind="primary", icon="plus")]
    new.append(Action("Bàn thẩm định", reverse("nominations:desk"), icon="look"))
    if not reason_against(may.check_can_choose_papers, request.user, province(), on):
        new.append(Action("Giấy tờ do tỉnh quy định", reverse("nominations:paper-rules"), icon="file"))
    new.append(Action("Lộ trình", reverse("nominations:roadmap-people"), icon="flag"))
    if not reason_against(check_can_read_kin, request.user, on):
        new.append(Action("Quan hệ thân thích", reverse("nominations:kinship"), icon="people"))
    new += _law_reviews(request.user, on)
    table = NominationTable(rows, request, filters=filters)
    return _page(request, table, "nominations/list.html", {"actions": new})


def _law_reviews(user, on: date) -> list[Action]:
    """The screens that hold many dossiers or honours against the law, for those who may open them."""
    if reason_against(may.check_can_review_law, user, on):
        return []
    return [
        Action("Tác động khi đổi quy định", reverse("nominations:impact"), icon="law"),
        Action("Đối chiếu sổ vàng", reverse("legality:list"), icon="star"),
    ]


def desk(request: HttpRequest) -> HttpResponseBase:
    """The appraiser's queue: sent and received dossiers of the units the person appraises for; ``?to=own`` leaves out
    those that only reach the person because nobody below may appraise them."""
    on = clock.today()
    own = [unit.pk for unit in units_with_own_role(request.user, [RoleGrant.Role.APPRAISER], on)]
    places = [("own", "Đơn vị mình"), ("below", "Cấp dưới")]
    rows = queries.with_counts(queries.to_appraise(request.user, on)).select_related("unit", "to_unit", "assigned_to")
    rows = rows.prefetch_related("rounds", "holds")
    labels = LIFECYCLES["nomination"].states
    waiting = Filter("state", "Tình trạng", [(code, labels[code]) for code in queries.AT_THE_DESK])
    whose = [("me", "Giao cho tôi"), ("nobody", "Chưa giao")]
    mine = Filter(
        "giao",
        "Phân công",
        whose,
        apply=lambda queue, who: queue.filter(assigned_to=request.user if who == "me" else None),
    )
    sent_to = Filter(
        "to",
        "Gửi đến",
        places,
        apply=lambda queue, place: queue.filter(to_unit__in=own) if place == "own" else queue.exclude(to_unit__in=own),
    )
    table = DeskTable(rows, request, filters=[waiting, mine, sent_to])
    table.on = on
    crumbs = [Crumb("Hồ sơ", reverse("nominations:list")), Crumb("Bàn thẩm định")]
    acts = [*_law_reviews(request.user, on)]
    if own:
        acts.insert(0, Action("Quy định của bàn", reverse("nominations:desk-rules"), icon="law"))
    return _page(request, table, "nominations/desk.html", {"crumbs": crumbs, "actions": acts})


def _page(request: HttpRequest, table, template: str, context: dict, rows: str = "components/data_table.html"):
    kind = request.GET.get("export", "")
    if table.exportable and kind in {"csv", "xlsx"}:
        return table.export(kind)
    context |= {"table": table}
    answer = render(request, rows if asks_for_rows(request, table) else template, context)
    answer["Vary"] = "HX-Request"
    return answer


def nomination_or_404(request: HttpRequest, pk: int) -> Nomination:
    rows = queries.visible_to(request.user, clock.today()).select_related(
        "unit",
        "to_unit",
        "paper",
        "assigned_to",
        "movement",
        "forwarded_paper",
        "appraisal_report",
        "return_letter",
        *(f"{step}_by" for step in STEPS),
    )
    return get_object_or_404(rows, pk=pk)


def crumbs_of(nomination: Nomination, *more: str) -> list[Crumb]:
    here = Crumb(f"{nomination.title} – {nomination.unit.name}", reverse("nominations:detail", args=[nomination.pk]))
    return [Crumb("Hồ sơ", reverse("nominations:list")), here, *(Crumb(text) for text in more)]


def detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    nomination = nomination_or_404(request, pk)
    table = _line_table(request, nomination)
    counts = queries.with_counts(Nomination.objects.filter(pk=pk)).values(
        "total", "may", "may_not", "human", "waiting", "is_held"
    )[0]
    shown = acts_shown(request.user, nomination)
    consultations = queries.consultations_of(nomination)
    context = {
        "nomination": nomination,
        "award": award_name(nomination.award_code),
        "crumbs": crumbs_of(nomination),
        "actions": shown.front,
        "shown": shown,
        "tiles": _tiles(nomination, counts),
        "facts": _facts(nomination),
        **law_day(nomination, clock.today()),
        "is_judged": nomination.state != "draft",
        "consultation": _consultation(nomination, consultations, clock.today()),
        "may_triage": not reason_against(may.check_can_triage, request.user, nomination, clock.today()),
        **desk_state(request.user, nomination, consultations, clock.today()),
    }
    if nomination.state in may.EDITABLE:
        context |= job_shown(request, SEND, nomination)
        context["own"] = drafter_among(nomination)
        context["left_out"] = said_left_out(nomination.unit, clock.today())
    held = {each.line_id for each in context["holds"]}
    for line in table.records:
        line.is_held = None in held or line.pk in held
        line.reason = facts.short_reason(line.summary, line.outcome)
    return _page(request, table, "nominations/detail.html", context, "nominations/lines.html")


def _line_table(request: HttpRequest, nomination: Nomination) -> LineTable:
    """A draft has no verdicts of its own: when it is filtered by verdict, all its lines are judged once, for this page."""

    def by_verdict(rows: QuerySet, outcome: str) -> QuerySet:
        if nomination.state != "draft":
            return rows.filter(outcome=outcome)
        if not table.judged_today:
            table.judged_today = facts.outcomes_today(nomination, clock.today())
        return rows.filter(pk__in=[pk for pk, found in table.judged_today.items() if found == outcome])

    filters = [Filter("outcome", "Đối chiếu pháp luật", Outcome.choices, apply=by_verdict)]
    if nomination.state != "draft":
        filters.append(Filter("appraisal", "Thẩm định", Appraisal.choices))
    table = LineTable(queries.lines_of(nomination), request, filters=filters)
    return table


def _consultation(nomination: Nomination, rounds: Sequence[Consultation], on: date) -> dict[str, Any] | None:
    """The consultation that runs, or the one the law asks for before the next step; None where there is nothing to do."""
    present = next((each for each in rounds if each.state == "open"), None)
    if present is not None:
        return {
            "present": present,
            "is_over": on > present.closes_on,
            "new": present.comments.filter(triage="new").count(),
        }
    if nomination.state not in ("received", "appraised"):
        return None
    law = may.consultation_law(nomination.award_code, certain(nomination.rule_date))
    if law is None or any(each.state == "published" for each in rounds):
        return None
    return {"law": law}


def _tiles(nomination: Nomination, counts: "queries.Counts") -> list[Tile]:
    here = reverse("nominations:detail", args=[nomination.pk])
    total = Tile("Trường hợp đề nghị", str(counts["total"]), tone="quiet", url=here)
    if nomination.state == "draft":
        return [total]
    return [
        total,
        Tile("Có thể đề xét", str(counts["may"]), tone="met", url=f"{here}?outcome=may_be_proposed"),
        Tile("Cần người xem xét", str(counts["human"]), tone="look", url=f"{here}?outcome=human_must_look"),
        Tile("Chưa đủ điều kiện", str(counts["may_not"]), tone="error", url=f"{here}?outcome=may_not"),
        Tile("Chờ thẩm định", str(counts["waiting"]), tone="caution", url=f"{here}?appraisal=pending"),
    ]


def _facts(nomination: Nomination) -> list[tuple]:
    paper = nomination.paper
    url = reverse("papers:open", args=[paper.pk]) if paper else ""
    rows: list[tuple] = [
        ("Loại hình", nomination.get_kind_display()),
        ("Đơn vị đề nghị", nomination.unit.name),
        ("Nơi xét", f"{nomination.to_unit.name}{' (tự thẩm định)' if nomination.is_own_appraisal else ''}"),
        ("Tờ trình", paper.number_text if paper else "", url),
    ]
    if nomination.movement is not None:
        link = reverse("movements:detail", args=[nomination.movement.pk])
        rows.insert(1, ("Phong trào", nomination.movement.title, link))
    if nomination.occasion:
        rows.insert(1, ("Nội dung đề nghị", nomination.occasion))
    if nomination.assigned_to is not None:
        rows.append(("Người thẩm định", nomination.assigned_to.display_name))
    if nomination.appraisal_report is not None:
        report = nomination.appraisal_report
        rows.append(("Báo cáo thẩm định", f"{report.number_text} (PDF)", reverse("papers:open", args=[report.pk])))
        rows.append(("", "Bản Word", reverse("nominations:appraisal-docx", args=[nomination.pk])))
    if nomination.return_letter is not None:
        letter = f"{nomination.return_letter.number_text} (PDF)"
        rows.append(("Công văn trả hồ sơ", letter, reverse("nominations:return-letter", args=[nomination.pk])))
    if nomination.forwarded_paper is not None:
        above = nomination.forwarded_paper
        rows.append(("Tờ trình lên cấp trên", above.number_text, reverse("papers:open", args=[above.pk])))
    for label, other in (("Tách từ", nomination.split_from_id), ("Đã ghép vào", nomination.joined_into_id)):
        if other:
            rows.append((label, f"Hồ sơ số {other}", reverse("nominations:detail", args=[other])))
    return rows


def desk_state(user, nomination: Nomination, consultations: Sequence[Consultation], on: date) -> dict[str, Any]:
    """What the page says of clock, papers, questions and holds. Constant queries."""
    line = ("line__person", "line__unit", "line__outsider")
    holds = list(nomination.holds.select_related(*line).defer("line__verdict"))
    rounds = list(nomination.rounds.select_related("asked_by").order_by("-ordinal"))
    clocked = desk_clock.clock_of(
        nomination, on, desk_clock.rules_of([nomination.to_unit_id]).get(nomination.to_unit_id)
    )
    still = [each for each in holds if each.lifted_at is None]
    reads = may.reads_grounds(user, nomination, on)
    found: dict[str, Any] = {
        "holds": still,
        "reads_grounds": reads,
        "may_hold": not reason_against(may.check_can_hold, user, nomination, on),
        "clock": clocked,
        "events": events_of(nomination, rounds, holds, consultations, reads),
    }
    if nomination.state in ("draft", "returned", "sent", "received", "asked"):
        law_day = dossier.law_day_of(nomination, on)
        asked = dossier.asked_of(nomination, law_day)
        found |= {
            "asked": asked,
            "settled_by": dossier.who_settles(nomination, asked),
            "lacking": len(dossier.missing(nomination, law_day, asked)),
        }
    questions = LineQuestion.objects.filter(round__nomination=nomination).select_related(*line).defer("line__verdict")
    found["questions"] = list(questions.order_by("-round__ordinal", "pk")[:MOST_QUESTIONS]) if rounds else []
    for question in found["questions"]:
        question.answered = next(each for each in rounds if each.pk == question.round_id).answered_at is not None
    return found


def building_units(user, on):
    """Living units for which the person may start a dossier; those the person works in first. What a unit took over is
    asked for in its own name, so the units it came from are left out."""
    own = {grant.unit_id for grant in grants_of(user, on)}
    mine = active_units(on).filter(pk__in=queries.building_unit_ids(user, on))
    return mine.order_by(Case(When(pk__in=own, then=0), default=1), "code")


def back_to(request: HttpRequest, nomination: Nomination, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("nominations:detail", nomination.pk)
