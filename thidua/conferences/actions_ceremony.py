"""What happens on the stage and right after it: awards called in order, the chair handed over, the conclusion told."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from paperwork.blocks import PaperError
from thidua.clusters.actions_members import form_year, seat
from thidua.clusters.queries import may_be_hands, people_of
from thidua.conferences import emails
from thidua.conferences.models import Conference, Remark
from thidua.conferences.models_stage import CeremonyLine, Handover
from thidua.conferences.papers import render_handover_record, render_notice
from thidua.conferences.permissions import check_can_notice, check_can_plan, check_can_write
from thidua.conferences.queries_facts import honours_of
from thidua.honours.models import Honour
from thidua.honours.wording import news_rank
from thidua.papers.actions import keep_paper, next_number, number_text
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied
from thidua.shared.gate import touch
from thidua.shared.text import nfc, nfc_lines, paragraphs
from thidua.units.models import Cluster, ClusterMembership, RoleGrant, Unit
from thidua.units.queries import in_force, users_with_roles_in

MOST_CALLED = 20_000


@transaction.atomic
def arrange_awards(*, conference: Conference, by, at: datetime, codes: Iterable[str] | None = None) -> int:
    """Put the honours of the year summed up in the order of the ceremony: the highest award first, then by decision and
    its own order. ``codes``: only these awards. Done anew, lines already handed over stay; returns how many are called.
    """
    check_can_write(by, conference, at.date())
    if conference.year_summarised is None:
        raise Denied("Hội nghị không tổng kết năm nào nên không có khen thưởng để trao.")
    wanted = None if codes is None else set(codes)
    honours = [h for h in honours_of(conference) if wanted is None or h.award_code in wanted]
    if not honours:
        raise Denied(f"Chưa có khen thưởng năm {conference.year_summarised} nào đã ban hành để trao.")
    if len(honours) > MOST_CALLED:
        raise Denied(f"Quá nhiều lượt trao ({len(honours)}); hãy chọn bớt danh hiệu.")
    handed = {line.honour_id: line for line in conference.ceremony.exclude(handed_at=None)}
    honours.sort(key=_order)
    touch(conference)
    conference.ceremony.filter(handed_at=None).delete()
    # Lines that were handed over keep their row; they move out of the way first, since places are unique.
    for extra, line in enumerate(handed.values(), start=1):
        CeremonyLine.objects.filter(pk=line.pk).update(ordinal=10_000_000 + extra)
    places = {honour.pk: place for place, honour in enumerate(honours, start=1)}
    for line in handed.values():
        # One that was revoked since stays on record behind the others.
        place = places.pop(line.honour_id, None) or len(honours) + line.pk
        CeremonyLine.objects.filter(pk=line.pk).update(ordinal=place)
    CeremonyLine.objects.bulk_create(
        [CeremonyLine(conference=conference, honour_id=pk, ordinal=place) for pk, place in places.items()],
        batch_size=500,
    )
    audit.record("awards_arranged", conference, by=by, at=at, detail={"lines": len(honours)})
    return len(honours)


def _order(honour: Honour) -> tuple:
    return news_rank(honour.award_code), honour.award_code, honour.decided_on, honour.decision_number, honour.ordinal


@transaction.atomic
def hand_over_awards(*, conference: Conference, first: int, last: int, giver: str, by, at: datetime) -> int:
    """Places ``first`` to ``last`` of the ceremony were handed over by ``giver`` (office, name); how many are new."""
    check_can_write(by, conference, at.date())
    giver = nfc(giver)
    if not giver:
        raise Denied("Mời ghi chức vụ, họ tên người trao.")
    if len(giver) > 200:
        raise Denied("Chức vụ, họ tên người trao dài quá 200 ký tự.")
    if at.date() < conference.held_on:
        raise Denied(f"Hội nghị họp ngày {conference.held_on:%d/%m/%Y}; chưa trao được.")
    lines = conference.ceremony.filter(ordinal__gte=first, ordinal__lte=last)
    if first > last or not lines.exists():
        raise Denied("Không có lượt trao nào trong khoảng đã chọn.")
    done = lines.filter(handed_at=None).update(giver=giver, handed_at=at, handed_by=by)
    if not done:
        raise Denied("Các lượt này đã ghi nhận là đã trao.")
    detail = {"first": first, "last": last, "count": done}
    audit.record("awards_handed", conference, by=by, at=at, detail=detail)
    return done


@transaction.atomic
def hand_over_cluster(
    *,
    cluster: Cluster,
    year: int,
    taker: Unit,
    given_by_name: str,
    taken_by_name: str,
    handed_on: date,
    place: str,
    files: str,
    seal: str,
    by,
    at: datetime,
    unfinished: str = "",
    conference: Conference | None = None,
    deputy: Unit | None = None,
) -> Handover:
    """The head of a cluster hands the chair over for ``year``; the numbered record is issued.

    Who headed the cluster the year before gives. Where the cluster is not yet formed for ``year`` it is, with the members
    that still exist and ``taker`` as head (``clusters.form_year``: the officer of the organiser). Where it is formed,
    ``taker`` must be the head it was formed with: one period has one head. The role of the head's hand passes from the
    people of the giver to those named for the taker (its officers where nobody is), on that day or the first one of
    ``year``.
    """
    organiser = cluster.organiser
    check_can_plan(by, organiser, cluster, at.date())
    if conference is not None and conference.cluster_id not in (None, cluster.pk):
        raise Denied(f"Hội nghị này không phải của {cluster.name}.")
    if handed_on > at.date():
        raise Denied(f"Ngày bàn giao {handed_on:%d/%m/%Y} chưa đến.")
    if not handed_on.year <= year <= handed_on.year + 1:
        raise Denied(f"Nhiệm kỳ năm {year} không bàn giao vào ngày {handed_on:%d/%m/%Y}.")
    texts = {"giver": nfc(given_by_name), "taker": nfc(taken_by_name), "seal": nfc(seal), "place": nfc(place)}
    files, unfinished = nfc_lines(files), nfc_lines(unfinished)
    if not texts["giver"] or not texts["taker"]:
        raise Denied("Mời ghi họ tên, chức vụ người giao và người nhận.")
    if not files or not texts["seal"] or not texts["place"]:
        raise Denied("Mời ghi hồ sơ bàn giao, việc sử dụng con dấu và địa điểm.")
    if max(len(texts["giver"]), len(texts["taker"])) > 200 or len(texts["seal"]) > 300:
        raise Denied("Họ tên, chức vụ dài quá 200 ký tự hoặc nội dung về con dấu dài quá 300 ký tự.")
    giver = _head(cluster, year - 1)
    if giver is None:
        raise Denied(f"{cluster.name} không có trưởng năm {year - 1} để bàn giao.")
    if giver.pk == taker.pk:
        raise Denied(f"{taker.name} đang là trưởng {cluster.name} năm {year - 1}; không tự bàn giao cho mình.")
    _set_head(cluster, year, taker, deputy, by, at)
    number = next_number(organiser, "BB", handed_on.year)
    record = Handover(
        cluster=cluster,
        year=year,
        conference=conference,
        giver=giver,
        taker=taker,
        given_by_name=texts["giver"],
        taken_by_name=texts["taker"],
        handed_on=handed_on,
        files=files,
        seal=texts["seal"],
        unfinished=unfinished,
        recorded_at=at,
        recorded_by=by,
    )
    try:
        content = render_handover_record(record, number=number, place=texts["place"])
    except PaperError as error:
        raise Denied(f"Chưa in được biên bản bàn giao: {error}") from error
    record.paper = keep_paper(
        kind="handover_record",
        title=f"Biên bản bàn giao nhiệm vụ trưởng {cluster.name} năm {year}"[:300],
        unit=organiser,
        content=content,
        issued_on=handed_on,
        number=number,
        number_text=number_text(number, "BB", organiser),
        by=by,
        at=at,
    )
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError as error:
        raise Denied(f"Nhiệm vụ trưởng {cluster.name} năm {year} đã được bàn giao.") from error
    _pass_on(record, by, at)
    detail = {"cluster": cluster.pk, "year": year, "giver": giver.pk, "taker": taker.pk}
    audit.record("cluster_handed_over", record, by=by, at=at, detail=detail)
    return record


def _pass_on(record: Handover, by, at: datetime) -> None:
    cluster, on = record.cluster, at.date()
    may = {user.pk for user in may_be_hands(record.taker, on)}
    named = [grant.user for grant in people_of(cluster, on) if grant.user_id in may]
    seat(
        cluster=cluster,
        year=record.year,
        head=record.taker,
        people=named or None,
        on=max(record.handed_on, date(record.year, 1, 1)),
        document=f"Biên bản bàn giao số {record.paper.number_text}",
        reason=f"Bàn giao nhiệm vụ trưởng {cluster.name} cho {record.taker.name}",
        by=by,
        at=at,
    )


def _head(cluster: Cluster, year: int) -> Unit | None:
    heads = ClusterMembership.objects.filter(cluster=cluster, year=year, role=ClusterMembership.Role.HEAD)
    row = heads.select_related("unit").first()
    return row.unit if row else None


def _set_head(cluster: Cluster, year: int, taker: Unit, deputy: Unit | None, by, at: datetime) -> None:
    head = _head(cluster, year)
    if head is not None:
        if head.pk != taker.pk:
            raise Denied(f"Năm {year}, {cluster.name} đã có trưởng là {head.name}; một năm chỉ có một trưởng.")
        return
    until = date(year, 1, 1)
    rows = ClusterMembership.objects.filter(cluster=cluster, year=year - 1)
    standing = Unit.objects.filter(in_force(until, "valid_from", "valid_to"), pk__in=rows.values("unit"))
    members = {unit.pk: unit for unit in standing.order_by("code")}
    for unit in (taker, deputy):
        if unit is not None and unit.pk not in members:
            raise Denied(f"{unit.name} không phải thành viên của {cluster.name}.")
    roles = {deputy.pk: ClusterMembership.Role.DEPUTY} if deputy is not None else {}
    roles[taker.pk] = ClusterMembership.Role.HEAD
    form_year(
        cluster=cluster,
        year=year,
        members=[(unit, roles.get(pk, ClusterMembership.Role.MEMBER)) for pk, unit in members.items()],
        by=by,
        at=at,
    )


@transaction.atomic
def issue_notice(*, conference: Conference, by, at: datetime, text: str = "") -> Conference:
    """Issue the numbered notice of the conclusion: the conclusion (or ``text``) and the tasks with who and by when."""
    check_can_notice(by, conference, at.date())
    body = paragraphs(text) or paragraphs(conference.conclusion)
    tasks = list(conference.remarks.filter(kind=Remark.Kind.TASK).select_related("unit"))
    unit = conference.unit
    number = next_number(unit, "TB", at.date().year)
    try:
        content = render_notice(conference, body, tasks, number=number, issued_on=at.date())
    except PaperError as error:
        raise Denied(f"Chưa in được thông báo: {error}") from error
    paper = keep_paper(
        kind="conclusion_notice",
        title=f"Thông báo kết luận {conference.title}"[:300],
        unit=unit,
        content=content,
        issued_on=at.date(),
        number=number,
        number_text=number_text(number, "TB", unit),
        by=by,
        at=at,
    )
    touch(conference, notice=paper)
    audit.record("conclusion_issued", conference, by=by, at=at, detail={"paper": paper.pk, "tasks": len(tasks)})
    rows = conference.participation.exclude(unit=None).select_related("unit")
    told = users_with_roles_in([RoleGrant.Role.OFFICER], [row.unit for row in rows if row.unit is not None], at.date())
    outbox.queue(told, *emails.concluded(conference), by=by, at=at)
    return conference
