"""Screens of conflicts, of two reports side by side, of balance and of noted kinship."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.law.queries import award_name
from thidua.nominations import actions_conflicts as actions
from thidua.nominations import balance, conflicts, queries
from thidua.nominations import permissions_conflicts as may
from thidua.nominations.actions_jobs import COMPARE, check_can_ask_to_compare, request_comparing
from thidua.nominations.facts import subject_name
from thidua.nominations.forms_conflicts import KinshipForm, SettleForm, UseForm, WithdrawForm
from thidua.nominations.hands import ADVICE, same_hands
from thidua.nominations.job_shown import job_shown
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.models_conflicts import Kinship, TextMatch
from thidua.nominations.report_texts import text_of_line
from thidua.nominations.tables_conflicts import KinshipTable
from thidua.nominations.views import crumbs_of, nomination_or_404
from thidua.nominations.views_line import line_or_404
from thidua.people.queries import living, selves_of, visible_to
from thidua.records.queries_initiatives import initiatives_of
from thidua.shared import clock
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.jobs.models import Job
from thidua.shared.similar import side_by_side
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Tile, guarded
from thidua.shared.wording import vi_date, vi_datetime
from thidua.units.queries import unit_ids_with_roles

MOST_SHOWN = 200


def conflict_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Every finding of a dossier, by nominee; ``?loai=`` one kind."""
    nomination, me, on = nomination_or_404(request, pk), signed_in(request), clock.today()
    found = conflicts.findings(nomination, on, with_kin=may.sees_kin(me, nomination, on))
    kinds = Counter(each.kind for each in found)
    chosen = request.GET.get("loai", "")
    shown = [each for each in found if each.kind == chosen] if chosen in kinds else found
    comparison = conflicts.last_comparison(nomination)
    here = reverse("nominations:conflicts", args=[pk])
    compare = guarded(
        "So các báo cáo", reverse("nominations:compare", args=[pk]), check_can_ask_to_compare, me, nomination, on,
        method="post", icon="look", kind="secondary" if comparison else "primary",
    )  # fmt: skip
    waiting = sum(1 for each in found if not each.is_settled)
    tiles = [
        Tile("Chưa xem xét", str(waiting), tone="caution" if waiting else "quiet"),
        Tile("Đã có kết quả xem xét", str(len(found) - waiting), tone="met"),
        *(
            Tile(label, str(kinds[kind]), tone="look", url=f"{here}?loai={kind}")
            for kind, label in conflicts.KINDS.items()
            if kind in kinds
        ),
    ]  # fmt: skip
    rows = [
        {
            "finding": each,
            "name": subject_name(each.line),
            "settle": f"{reverse('nominations:settle', args=[pk])}?muc={each.key}",
            "may_settle": not reason_against(may.check_can_settle, me, nomination, each.line, on),
        }
        for each in shown[:MOST_SHOWN]
    ]
    context = {
        "nomination": nomination,
        "crumbs": crumbs_of(nomination, "Vướng mắc"),
        "actions": [compare, Action("Cân đối danh sách", reverse("nominations:balance", args=[pk]), icon="chart")],
        "tiles": tiles,
        "rows": rows,
        "left": max(0, len(shown) - MOST_SHOWN),
        "kind": conflicts.KINDS.get(chosen, ""),
        "comparison": comparison,
        "is_stale": comparison is not None and actions.is_stale(comparison, nomination),
        "here": here,
        "hands": same_hands(nomination),
        "hands_advice": capfirst(ADVICE),
    } | job_shown(request, COMPARE, nomination)
    return render(request, "nominations/conflicts.html", context)


@require_POST
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    nomination = nomination_or_404(request, pk)
    done = request_comparing(nomination=nomination, by=signed_in(request), at=clock.now())
    if isinstance(done, Job):
        messages.success(request, "Có nhiều báo cáo nên việc so được làm ở phía sau; trang này báo khi xong.")
        return redirect("nominations:conflicts", pk)
    number = len(set(done.matches.values_list("line_key", flat=True)))
    told = f"{number} trường hợp có báo cáo giống báo cáo khác" if number else "không thấy báo cáo nào giống nhau"
    messages.success(request, f"Đã so với {done.reports} báo cáo từ năm {done.since_year}: {told}.")
    return redirect("nominations:conflicts", pk)


def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """What a person says about one finding, named by ``?muc=``."""
    nomination, me, on = nomination_or_404(request, pk), signed_in(request), clock.today()
    found = conflicts.findings(nomination, on, with_kin=may.sees_kin(me, nomination, on))
    finding = next((each for each in found if each.key == request.GET.get("muc", "")), None)
    if finding is None:
        raise Http404
    may.check_can_settle(me, nomination, finding.line, on)
    form = SettleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        attempt(
            form,
            actions.settle_finding,
            nomination=nomination,
            key=finding.key,
            by=me,
            at=clock.now(),
            **form.cleaned_data,
        )
        if not form.errors:
            messages.success(request, "Đã ghi kết quả xem xét.")
            return redirect("nominations:conflicts", pk)
    earlier = nomination.conflict_notes.filter(key=finding.key).select_related("settled_by")
    context = {
        "form": form,
        "title": f"Xem xét: {finding.kind_vi.lower()}",
        "kicker": subject_name(finding.line),
        "lead": finding.text,
        "facts": [
            ("Căn cứ", finding.citation or "So văn bản trong hệ thống"),
            *(
                (f"{note.settled_by.display_name}, {vi_date(note.settled_at)}", f"{note.get_outcome_display()}. {note.note}")
                for note in earlier
            ),
        ],
        "back": reverse("nominations:conflicts", args=[pk]),
        "submit_label": "Ghi kết quả",
        "crumbs": [*crumbs_of(nomination), Crumb("Vướng mắc", reverse("nominations:conflicts", args=[pk])), Crumb("Xem xét")],
    }  # fmt: skip
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def text_pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Two reports side by side, what they share marked. Whoever may not read the other dossier sees the own text only."""
    me, on = signed_in(request), clock.today()
    match = get_object_or_404(TextMatch.objects.select_related("comparison"), pk=pk)
    nomination = nomination_or_404(request, match.comparison.nomination_id)
    lines = NominationLine.objects.select_related("nomination__unit", "person", "unit", "outsider").defer("verdict")
    line = get_object_or_404(lines, pk=match.line_key, nomination=nomination)
    other = get_object_or_404(lines, pk=match.other_key)
    seen = queries.visible_to(me, on).filter(pk=other.nomination_id).exists()
    mine, theirs = side_by_side(text_of_line(line), text_of_line(other), phrases=actions.phrases())
    there = other.nomination
    sides = [
        {"title": subject_name(line), "note": _from(nomination), "pieces": mine, "url": reverse("nominations:line", args=[line.pk])},
        {
            "title": subject_name(other) if seen else "Một trường hợp của đơn vị khác",
            "note": _from(there) if seen else f"{there.unit.name}, năm {there.year}",
            "pieces": theirs if seen else [],
            "url": reverse("nominations:line", args=[other.pk]) if seen else "",
        },
    ]  # fmt: skip
    context = {
        "nomination": nomination,
        "match": match,
        "sides": sides,
        "seen": seen,
        "crumbs": [
            *crumbs_of(nomination),
            Crumb("Vướng mắc", reverse("nominations:conflicts", args=[nomination.pk])),
            Crumb("Hai báo cáo"),
        ],
        "compared": vi_datetime(match.comparison.compared_at),
    }  # fmt: skip
    return render(request, "nominations/text_pair.html", context)


def _from(nomination: Nomination) -> str:
    return f"{award_name(nomination.award_code)} năm {nomination.year}, {nomination.unit.name}"


def balance_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is on the list: direct workers, leaders, women, the grassroots, by unit and beside the years before."""
    nomination, on = nomination_or_404(request, pk), clock.today()
    whole, by_unit = balance.of_dossier(nomination, on)
    context = {
        "nomination": nomination,
        "award": award_name(nomination.award_code),
        "crumbs": crumbs_of(nomination, "Cân đối danh sách"),
        "headings": balance.headings(),
        "whole": whole,
        "by_unit": by_unit[:MOST_SHOWN],
        "left": max(0, len(by_unit) - MOST_SHOWN),
        "years": balance.over_years(nomination),
        "collectives": balance.collectives(nomination),
        "preferences": list(balance.preferences(nomination.rule_date or on)),
        "small": balance.SMALL,
        "day": vi_date(on),
    }
    return render(request, "nominations/balance.html", context)


def name_use(request: HttpRequest, pk: int) -> HttpResponse:
    """Which initiative of a nominee the case counts on."""
    line, me, on = line_or_404(request, pk), signed_in(request), clock.today()
    may.check_can_name_use(me, line, on)
    if line.person_id is None:
        raise Denied("Sổ dùng sáng kiến chỉ ghi cho cá nhân.")
    nomination = line.nomination
    held = initiatives_of([line.person_id], range(nomination.year - 9, nomination.year + 1), on).get(line.person_id, [])
    form = UseForm(posted(request), initiatives=held)
    back = reverse("nominations:conflicts", args=[nomination.pk])
    if request.method == "POST" and form.is_valid():
        attempt(form, actions.name_use, line=line, by=me, at=clock.now(), **form.cleaned_data)
        if not form.errors:
            messages.success(request, "Đã ghi vào sổ dùng sáng kiến.")
            return redirect(back)
    notices: list[dict[str, Any]] = []
    if not held:
        none = "Người này chưa có sáng kiến nào được công nhận trong mười năm tính đến năm xét."
        notices = [
            {"tone": "look", "title": "Chưa có sáng kiến được công nhận", "text": none, "items": None, "url": ""}
        ]
    context = {
        "form": form,
        "title": f"Sáng kiến dùng cho {subject_name(line)}",
        "kicker": _from(nomination),
        "lead": conflicts.cited("initiative_used_once", nomination.rule_date or on),
        "notices": notices,
        "facts": [("Đã dùng", each.said) for each in conflicts.standing_uses([line.person_id]).get(line.person_id, [])],
        "back": back,
        "submit_label": "Ghi vào sổ",
        "crumbs": crumbs_of(nomination, "Sáng kiến"),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


# ── kinship ──


def kinship_list(request: HttpRequest) -> HttpResponseBase:
    me, on = signed_in(request), clock.today()
    may.check_can_read_kin(me, on)
    rows = Kinship.objects.select_related("person", "relative", "noted_by")
    if not unit_ids_with_roles(me, on, set(conflicts.SEES_KIN)):
        own = selves_of([certain(me.person_id)]).ids
        rows = rows.filter(Q(person_id__in=own) | Q(relative_id__in=own))
    else:
        people = visible_to(me, on).values("pk")
        rows = rows.filter(Q(person__in=people) | Q(relative__in=people))
    add = Action("Ghi quan hệ", reverse("nominations:kinship-new"), kind="primary", icon="plus")
    context = {"crumbs": [Crumb("Hồ sơ", reverse("nominations:list")), Crumb("Quan hệ thân thích")], "actions": [add]}
    return table_page(request, KinshipTable(rows, request), "nominations/kinship.html", context)


def kinship_new(request: HttpRequest) -> HttpResponse:
    me = signed_in(request)
    form = KinshipForm(posted(request))
    back = reverse("nominations:kinship")
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        people = {person.code: person for person in living().filter(code__in=[data["one"], data["other"]])}
        for name in ("one", "other"):
            if data[name] not in people:
                form.add_error(name, "Không có cán bộ nào mang mã này.")
        if not form.errors:
            attempt(
                form, actions.note_kinship, person=people[data["one"]], relative=people[data["other"]],
                relation=data["relation"], by=me, at=clock.now(),
            )  # fmt: skip
        if not form.errors:
            messages.success(request, "Đã ghi quan hệ thân thích.")
            return redirect(back if not reason_against(may.check_can_read_kin, me, clock.today()) else "home")
    context = {
        "form": form,
        "title": "Ghi quan hệ thân thích",
        "kicker": "Để không ai xét khen thưởng cho người thân",
        "lead": "Chỉ ghi hai người và loại quan hệ. Người thẩm định, thư ký Hội đồng và người kiểm soát thấy dòng này.",
        "back": back,
        "submit_label": "Ghi",
        "crumbs": [Crumb("Hồ sơ", reverse("nominations:list")), Crumb("Quan hệ thân thích", back), Crumb("Ghi")],
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def kinship_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    row = get_object_or_404(Kinship.objects.select_related("person", "relative"), pk=pk)
    if not visible_to(me, on).filter(pk__in=[row.person_id, row.relative_id]).exists():
        raise Http404
    may.check_can_withdraw_kin(me, row, on)
    form = WithdrawForm(posted(request))
    back = reverse("nominations:kinship")
    if request.method == "POST" and form.is_valid():
        attempt(form, actions.withdraw_kinship, kinship=row, by=me, at=clock.now(), **form.cleaned_data)
        if not form.errors:
            messages.success(request, "Đã gỡ quan hệ thân thích.")
            return redirect(back)
    context = {
        "form": form,
        "title": "Gỡ quan hệ thân thích",
        "kicker": f"{row.person.full_name} và {row.relative.full_name}",
        "lead": "",
        "facts": [("Quan hệ", row.get_relation_display())],
        "back": back,
        "submit_label": "Gỡ",
        "crumbs": [Crumb("Hồ sơ", reverse("nominations:list")), Crumb("Quan hệ thân thích", back), Crumb("Gỡ")],
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)
