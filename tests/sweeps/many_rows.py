"""A year of the small province by real acts, then the same rows many times over: what long lists are measured on.

Only this module multiplies rows past the actions; every row is a copy of one that a real act made.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

from rulebook.rubrics import load_rubric
from tests.conferences.samples import planned
from tests.conftest import START, Office, Province, Role, small_province
from tests.councils.conftest import CLOSED, Chamber, convene
from tests.imports.samples import copies_of_import, two_imports
from tests.movements.samples import launched, reviewed
from tests.nominations.conftest import RECEIVED, SENT, Ward, ward_of
from tests.pledges.samples import TARGETS, proposed, signed
from tests.scoring.conftest import opened
from thidua.accounts.models import User
from thidua.ballots.models import Ballot, BallotVoter
from thidua.clusters import actions_work as cluster_work
from thidua.clusters.actions_gatherings import plan_gathering
from thidua.clusters.actions_work import MOST_ITEMS
from thidua.clusters.models import ClusterDocument, Gathering, GatheringUnit, PlanItem
from thidua.conferences import actions as conferences
from thidua.conferences import actions_ceremony as ceremony
from thidua.conferences import actions_figures as figures
from thidua.conferences import actions_guests as guests
from thidua.conferences import actions_papers as remarks
from thidua.conferences.models import Conference, Participation, Remark
from thidua.councils import actions as councils
from thidua.councils.models import AgendaItem, Attendance, Council, CouncilMember, CouncilSession
from thidua.decisions import actions as decisions
from thidua.decisions.actions_drafts import draft_alone
from thidua.decisions.models import Decision, DecisionLine
from thidua.honours.models import Honour
from thidua.imports.models import Import
from thidua.movements.models import (
    CommendationProposal,
    Movement,
    MovementCall,
    MovementReview,
    SteeringDocument,
    TraditionalDay,
    UnitReport,
)
from thidua.nominations import actions as nominations
from thidua.nominations.actions_consultation import open_consultation, send_comment
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.models_consultation import Consultation, ConsultationComment
from thidua.people.actions import correct_details
from thidua.people.actions_merge import find_duplicates
from thidua.people.actions_posts import send_transfer
from thidua.people.actions_private import open_values
from thidua.people.models import DuplicatePair, Transfer
from thidua.pledges import actions as pledges
from thidua.pledges import actions_signing as signing
from thidua.pledges.changes import row_of, values_of
from thidua.pledges.models import (
    JointPledge,
    LibraryTarget,
    Pledge,
    PledgeSignature,
    RegistrationLine,
    RegistrationSheet,
)
from thidua.portal import actions as portal
from thidua.portal import actions_exemplars as exemplars
from thidua.portal import actions_publishing as publishing
from thidua.portal import actions_voices as voices
from thidua.portal.models import Article
from thidua.portal.models_newsroom import Exemplar
from thidua.portal.models_voices import Comment, Message, Poll, PollVote
from thidua.rewards.actions_bonus import draft_bonus_list
from thidua.rewards.actions_ceremony import open_ceremony
from thidua.rewards.actions_fund import enter_fund
from thidua.rewards.actions_layouts import save_layout
from thidua.rewards.actions_printing import request_print
from thidua.rewards.actions_stock import add_item, receive_stock
from thidua.rewards.models import CertificateCopy, PrintLayout, PrintRun
from thidua.rewards.models_ceremony import HandingList
from thidua.rewards.models_money import BonusList
from thidua.rewards.models_stock import StockItem
from thidua.rewards.queries_printing import first_layout
from thidua.rubrics import actions as rubrics
from thidua.rubrics.models import RubricRecord
from thidua.scoring.models import Scorecard, ScoreEntry, Season, Standing
from thidua.shared import clock
from thidua.shared.certain import certain
from thidua.shared.jobs.actions_daily import start_round
from thidua.shared.jobs.models import Job, Round
from thidua.shared.jobs.queries import last_job
from thidua.shared.jobs.running import perform
from thidua.shared.models import AuditEvent, Dispatch, Letter
from thidua.signing.models import SignedFile
from thidua.signing.queries import content_of
from thidua.units import actions as units
from thidua.units.actions_accounts import begin_staff_session
from thidua.units.models import ClusterMembership, StaffSession
from thidua.units.permissions_accounts import AT_ROOT

# A cluster has members by the dozen: its own pages are measured at no more.
MOST_MEMBERS = 500


@dataclass
class World:
    """One of everything, and ``user``, who holds every role of the province and of Hạ Long: the most a page can ask."""

    province: Province
    user: User
    movement: Movement
    review: MovementReview
    pledge: Pledge
    draft_pledge: Pledge
    signed_file: SignedFile
    sheet: RegistrationSheet
    sent_sheet: RegistrationSheet
    returned_sheet: RegistrationSheet
    talks: Pledge
    joint: JointPledge
    season: Season
    gathering: Gathering
    rubric: RubricRecord
    rubric_draft: RubricRecord
    dossier: Nomination
    received: Nomination
    concluded: Nomination
    council: Council
    session: CouncilSession
    prepared: CouncilSession
    decision: Decision
    honour: Honour
    conference: Conference
    planned: Conference
    awarded: Conference
    bonus_list: BonusList
    stock_item: StockItem
    handing: HandingList
    lone_draft: Decision
    article: Article
    exemplar: Exemplar
    comment: Comment
    poll: Poll
    message: Message
    uploaded: Import
    checked: Import
    pair: DuplicatePair
    round: Round
    dispatch: Dispatch
    consultation: Consultation
    transfer: Transfer
    open_ballot: int = 0  # primary key of one that waits for the vote of ``user``
    rows: int = 0
    members: int = 0


def _rubric(province) -> RubricRecord:
    return rubrics.draft_rubric(
        unit=province.root.unit, content=load_rubric("can_tho_157_2025"), year=2025, clusters=[province.cluster],
        by=province.root.officer, at=province.at,
    )  # fmt: skip


def _frozen_rubric(province) -> RubricRecord:
    record = _rubric(province)
    rubrics.answer(record=record, answers={"rounding": "2"}, by=province.root.officer, at=province.at)
    return rubrics.freeze_rubric(record=record, by=province.root.officer, at=province.at)


def build() -> World:
    """By the acts the screens call, in an empty database."""
    province = small_province()
    at, root, ward = province.at, province.root, province.ha_long
    user = _everybody(province)
    pledge = signed(province)
    movement = pledge.movement
    draft_pledge = pledges.draft_pledge(
        movement=movement, unit=province.cam_pha.unit, commitments="Báo cáo đúng hạn.", targets=[],
        by=province.cam_pha.officer, at=at,
    )  # fmt: skip
    signed_file = _scanned(province, movement)
    sheet = pledges.draft_registration(unit=ward.unit, year=2025, by=ward.officer, at=at)
    pledges.register_titles(sheet=sheet, lines=[(ward.people[0], None, "advanced_worker")], by=ward.officer, at=at)
    sent_sheet, returned_sheet = _handed_in(province, province.cam_pha), _handed_in(province, province.van_don)
    line = returned_sheet.lines.get()
    pledges.remark_lines(sheet=returned_sheet, remarks={line.pk: "Căn cứ nào?"}, by=root.officer, at=at)
    pledges.return_registration(sheet=returned_sheet, reason="", by=root.officer, at=at)
    talks = _talks(province, launched(province, title="Phong trào thi đua làm sạch đường phố"))
    joint = pledges.draft_joint(
        cluster=province.cluster, movement=movement, targets=TARGETS, commitments="", by=province.cluster_head, at=at
    )
    gathering = _cluster_year(province)
    scene = opened(province)
    scene.ranked()
    people = ward_of(province)
    chamber = convene(people)
    session = _closed(chamber)
    received = _received(people)
    dossier = people.draft(award="certificate_of_merit_commune")
    consultation = open_consultation(
        nomination=received, days=60, basis="Quy chế", contact="Phòng Nội vụ", by=ward.appraiser, at=RECEIVED
    )
    send_comment(consultation=consultation, text="Tôi nhất trí với danh sách.", at=RECEIVED)
    prepared = chamber.prepared(_appraised_again(people))
    drafted = decisions.draft_decisions(session=session, by=ward.council_secretary, at=CLOSED)
    decision = drafted[0]
    decisions.sign_decision(decision=decision, by=ward.decider, at=CLOSED)
    decisions.issue_decision(decision=decision, by=ward.clerk, at=CLOSED)
    perform(last_job(request_print(decision=decision, by=ward.clerk, at=CLOSED).job_key).pk, with_pulse=False)
    save_layout(
        unit=ward.unit, award_code=decision.award_code, recipient_kind="person",
        layout=first_layout(decision.award_code), seen_version=0, by=ward.clerk, at=CLOSED,
    )  # fmt: skip
    bonus_list, stock_item, handing, lone_draft = _rewarded(ward, decision)
    today = clock.today()  # guests arrive on the day itself
    later = planned(province, title="Hội nghị giao ban", held_on=today, begins=time(0), year_launched=today.year)
    conference = planned(
        province, kind="year_end_launch", cluster=province.cluster, year_summarised=2024, year_launched=2025
    )
    guests.invite(conference=later, by=root.officer, at=clock.now())
    paper = remarks.add_paper(conference=conference, kind="plan", title="Kế hoạch", by=root.officer, at=at)
    remarks.add_remark(
        conference=conference,
        kind="comment",
        paper=paper,
        text="Rút gọn mục 2.",
        unit=ward.unit,
        by=root.officer,
        at=at,
    )
    figures.enter_figure(
        conference=conference, name="Thu ngân sách", measure="ty", total=(None, Decimal(5), None),
        lines={ward.unit.pk: (None, Decimal(5), None)}, by=root.officer, at=at,
    )  # fmt: skip
    came = {ward.unit.pk: "Chủ tịch Nguyễn Văn Nam"}
    conferences.record_conference(
        conference=conference,
        came=came,
        conclusion="Thống nhất nội dung.",
        secretary="Lê Thị Thư",
        by=root.officer,
        at=at,
    )
    article = portal.draft_article_from_conference(conference=conference, by=root.editor, at=at)
    publishing.publish_article(article=article, by=root.editor, at=at)
    comment, poll, message = _voices(article, at, root)
    uploaded, checked = two_imports(province, user)
    return World(
        province=province, user=user, movement=movement, review=reviewed(province, movement), pledge=pledge,
        draft_pledge=draft_pledge, signed_file=signed_file, sheet=sheet,
        sent_sheet=sent_sheet, returned_sheet=returned_sheet, talks=talks, joint=joint,
        season=Season.objects.get(), gathering=gathering, rubric=_frozen_rubric(province), rubric_draft=_rubric(province),
        dossier=dossier, received=received, consultation=consultation, concluded=chamber.advanced,
        council=chamber.council, session=session, prepared=prepared, decision=decision,
        honour=Honour.objects.earliest("pk"), conference=conference, planned=later, awarded=_awarded(ward),
        bonus_list=bonus_list, stock_item=stock_item, handing=handing, lone_draft=lone_draft,
        article=article, exemplar=_exemplar(at, root), comment=comment, poll=poll, message=message,
        uploaded=uploaded, checked=checked,
        pair=_pair(province), transfer=_transfer(province), round=_round(),
        dispatch=Dispatch.objects.filter(about_kind="movement").earliest("pk"),
    )  # fmt: skip


def _rewarded(ward: Office, decision: Decision) -> tuple[BonusList, StockItem, HandingList, Decision]:
    """Money, things on the shelf and a ceremony of one decision; a decision that rests on no council."""
    who: dict[str, Any] = {"by": ward.clerk, "at": CLOSED}
    bonus_list = draft_bonus_list(decision=decision, by=ward.officer, at=CLOSED)
    enter_fund(
        unit=ward.unit, year=CLOSED.year, kind="allocation", amount_vnd=100_000_000, on=CLOSED.date(),
        basis="Quyết định giao dự toán số 01", by=ward.accountant, at=CLOSED,
    )  # fmt: skip
    item = add_item(
        unit=ward.unit, kind="blank", name="Phôi Giấy khen A4", measure="tờ", has_serials=False, low_level=5, **who
    )
    receive_stock(item=item, on=CLOSED.date(), basis="Phiếu nhập kho số 01", quantity=100, **who)
    handing = open_ceremony(
        unit=ward.unit, title="Lễ trao thưởng", held_on=CLOSED.date(), place="Hội trường", decisions=[decision], **who
    )
    alone = draft_alone(
        unit=ward.unit, award_code="certificate_of_merit_commune", year=CLOSED.year, case="sudden",
        basis="Cứu người trong đợt lũ; Quy chế thi đua, khen thưởng của phường cho phép khen ngay", proposal="",
        by=ward.officer, at=CLOSED,
    )  # fmt: skip
    return bonus_list, item, handing, alone


def _exemplar(at: datetime, office: Office) -> Exemplar:
    """A group that is held up as an example."""
    by: dict[str, Any] = {"by": office.editor, "at": at}
    exemplar = exemplars.spot_exemplar(
        unit=office.unit,
        kind="group",
        name="Tổ dân phố khu 4",
        detail="khu 4",
        deed="Giữ sạch ngõ phố.",
        found="Phường",
        **by,
    )
    exemplars.verify_exemplar(exemplar=exemplar, proof="Đến xem", **by)
    publishing.publish_article(article=exemplars.draft_article_of(exemplar=exemplar, **by), **by)
    return exemplar


def _voices(article: Article, at: datetime, office: Office) -> tuple[Comment, Poll, Message]:
    """What readers sent: a shown comment, an open question with a vote, a message."""
    comment = voices.send_comment(
        article=article, name="Lan", email="", title="Hay", text="Bài viết rất hay.", source="a", at=at
    )
    voices.publish_comment(comment=comment, by=office.editor, at=at)
    poll = voices.draft_poll(
        unit=office.unit, question="Bạn thấy sao?", choices=["Tốt", "Kém"], closes_on=at.date(), by=office.editor, at=at
    )
    voices.open_poll(poll=poll, by=office.editor, at=at)
    voices.vote_in_poll(poll=poll, choice=poll.choices.earliest("ordinal"), device="d", source="a", at=at)
    message, _ = voices.send_message(
        unit=office.unit, subject="question", name="Lan", text="Bao giờ có kết quả?", source="a", at=at
    )
    return comment, poll, message


def _cluster_year(province: Province) -> Gathering:
    """Rules, a paper, a piece of the plan and a gathering of today's calendar."""
    who: dict[str, Any] = {"by": province.cluster_head, "at": province.at}
    cluster, day = province.cluster, province.at.date()
    cluster_work.add_regulation(
        cluster=cluster, title="Quy chế", in_force_from=day, number="01/QC", dated=day, issuer="Cụm", **who
    )
    cluster_work.add_document(cluster=cluster, year=2025, kind="plan", title="Kế hoạch", dated=day, issuer="Cụm", **who)
    item = cluster_work.add_item(
        cluster=cluster, year=2025, kind="briefing", text="Giao ban", due_on=date(2025, 9, 30), **who
    )
    return plan_gathering(
        cluster=cluster, year=2025, kind="briefing", title="Giao ban", held_on=day, place="Hội trường",
        agenda="Tiến độ", item=item, **who,
    )  # fmt: skip


def _round() -> Round:
    """A daily work of a day, as a worker asks for it."""
    start_round(at=datetime(2025, 7, 8, 9, tzinfo=UTC))
    return Round.objects.earliest("pk")


def _scanned(province: Province, movement: Movement) -> SignedFile:
    """A pledge signed in ink by its unit, the scan handed in."""
    office, at = province.van_don, province.at
    pledge = proposed(province, office, movement)
    signing.prepare_pledge_paper(pledge=pledge, by=office.officer, at=at)
    content = content_of(certain(pledge.signing).issued)
    files = signing.scan_pledge(
        pledge=pledge, content=content, signers={"member": office.head}, signed_on=at.date(), by=office.clerk, at=at,
        own_hand=True,
    )  # fmt: skip
    return files[0]


def _handed_in(province: Province, office: Office) -> RegistrationSheet:
    """The sheet of a unit with one line, sent up."""
    sheet = pledges.draft_registration(unit=office.unit, year=2025, by=office.officer, at=province.at)
    line = (office.people[0], None, "advanced_worker")
    pledges.register_titles(sheet=sheet, lines=[line], by=office.officer, at=province.at)
    return pledges.send_registration(sheet=sheet, by=office.officer, at=province.at)


def _talks(province: Province, movement: Movement) -> Pledge:
    """A pledge being negotiated, with a change that waits for its answer."""
    office, at = province.van_don, province.at
    pledge = pledges.draft_pledge(
        movement=movement, unit=office.unit, targets=TARGETS, commitments="", by=office.officer, at=at
    )
    pledges.offer_pledge(pledge=pledge, by=office.officer, at=at)
    target = pledge.targets.get(ordinal=1)
    row = values_of(row_of(target)) | {"goal": "99"}
    pledges.propose_change(
        pledge=pledge, kind="alter", target=target, row=row, reason="Theo kế hoạch.", by=province.root.officer, at=at
    )
    return pledge


def _awarded(ward: Office) -> Conference:
    """A conference of the ward at which its own honours of the year are called up."""
    held_on = CLOSED.date()
    conference = conferences.plan_conference(
        kind="year_end", title="Tổng kết phường", unit=ward.unit, held_on=held_on, place="Hội trường", year_summarised=2025,
        agenda=[("awards", "Trao thưởng")], by=ward.officer, at=CLOSED,
    )  # fmt: skip
    ceremony.arrange_awards(conference=conference, by=ward.officer, at=CLOSED)
    return conference


def _pair(province: Province) -> DuplicatePair:
    """Two of the ward whose records resemble each other, with an opening of what is under lock."""
    person, other = province.ha_long.people[:2]
    officer, at = province.ha_long.officer, province.at
    values = {"born_on": person.born_on, "full_name": person.full_name}
    correct_details(person=other, changes=values, reason="Ghi nhầm hồ sơ", by=officer, at=at)
    find_duplicates(under=province.ha_long.unit, by=officer, at=at)
    open_values(person=person, fields=["identity"], purpose="Lập hồ sơ", by=officer, at=at)
    return DuplicatePair.objects.get()


def _transfer(province: Province) -> Transfer:
    post = province.ha_long.people[-1].posts.get()
    by = province.ha_long.officer
    return send_transfer(post=post, to_unit=province.cam_pha.unit, on=date(2025, 8, 1), by=by, at=province.at)


def _everybody(province: Province) -> User:
    officer, at = province.root.officer, province.at
    user = units.open_account(
        username="moi.vai", display_name="Người giữ mọi vai trò", password=None, under=province.root.unit,
        by=officer, at=at,
    )  # fmt: skip
    for role in Role:
        if role == Role.CLUSTER_HEAD:
            units.grant_role(user=user, role=role, cluster=province.cluster, by=officer, at=at, starts_on=START)
            continue
        for office in (province.root,) if role in AT_ROOT else (province.root, province.ha_long):
            units.grant_role(user=user, role=role, unit=office.unit, by=officer, at=at, starts_on=START)
    return user


def _closed(chamber: Chamber) -> CouncilSession:
    session = chamber.opened()
    chamber.agree(session, 5)
    chamber.vote(session, "yes", "yes", "yes", "yes", "yes")
    councils.close_session(session=session, pass_phrases=chamber.phrases, by=chamber.chair, at=CLOSED)
    return session


def _received(ward: Ward) -> Nomination:
    nomination = ward.draft(ward.good[:1], award="certificate_of_merit_commune")
    nominations.send_nomination(nomination=nomination, by=ward.office.officer, at=SENT)
    nominations.receive_nomination(nomination=nomination, by=ward.office.appraiser, at=RECEIVED)
    return nomination


def _appraised_again(ward: Ward) -> Nomination:
    nomination = ward.draft(ward.good[1:2], award="certificate_of_merit_commune")
    nominations.send_nomination(nomination=nomination, by=ward.office.officer, at=SENT)
    nominations.receive_nomination(nomination=nomination, by=ward.office.appraiser, at=RECEIVED)
    for line in nomination.lines.all():
        nominations.appraise_line(
            line=line, appraisal="included", reason="Đã xem xét hồ sơ.", by=ward.office.appraiser, at=RECEIVED
        )
    nominations.finish_appraisal(nomination=nomination, by=ward.office.appraiser, at=RECEIVED)
    return nomination


# ── many ──


def grow(world: World, to: int) -> None:
    """Copy until every list has ``to`` rows more than the acts made."""
    new = range(world.rows, to)
    world.rows = to
    offices = _units(world, new)
    people = _people(world, new)
    _movements(world, new, offices)
    _registration(world, offices, people)
    _rubrics(world, new)
    _seasons(world, new, offices)
    _dossiers(world, new, people)
    _ballots_and_letters(world, new)
    _decisions(world, new)
    _conferences(world, new, offices)
    _accounts(world, new)
    copies_of_import(world.checked, new, _copies)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as the server does by itself a minute after so many new rows


def _copies(original: Model, keys: Iterable[Any], change: Callable[[Any], dict[str, Any]]) -> list[int]:
    """One copy of ``original`` for each key, with the changes that keep it legal (unique numbers, other owners).

    Returns the primary keys in the order of the keys. Written as plain rows: the model's own way takes minutes.
    """
    model = type(original)
    fields = {f.attname: f for f in model._meta.concrete_fields}
    key_name = model._meta.pk.attname
    first = (model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    common = {name: f.get_db_prep_save(getattr(original, name), connection) for name, f in fields.items()}
    rows, made = [], []
    for pk, key in enumerate(keys, start=first):
        changed = {name: fields[name].get_db_prep_save(value, connection) for name, value in change(key).items()}
        rows.append(tuple((common | changed | {key_name: pk}).values()))
        made.append(pk)
    names = ", ".join(connection.ops.quote_name(f.column) for f in fields.values())
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as stream:
                for row in rows:
                    stream.write_row(row)
            for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
                cursor.execute(statement)
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)
    return made


def _accounts(world: World, new: range) -> None:
    ward, user = world.province.ha_long, world.user
    officer = ward.officer
    made = _copies(officer, new, lambda n: {"username": f"tai-khoan-{n:06d}", "person_id": None})
    _copies(officer.grants.earliest("pk"), made, lambda account: {"user_id": account})
    watched = StaffSession.objects.first() or begin_staff_session(
        account=officer, reason="Xem lỗi không gửi được hồ sơ", by=user, at=world.province.at
    )
    _copies(watched, new, lambda n: {"ended_at": world.province.at, "ended_by_id": user.pk})


def _units(world: World, new: range) -> list[int]:
    member = world.province.ha_long.unit
    return _copies(member, new, lambda n: {"code": f"X{n:06d}", "name": f"Xã {n:06d}", "name_fold": f"xa {n:06d}"})


def _people(world: World, new: range) -> list[int]:
    first = world.province.ha_long.people[0]
    people = _copies(first, new, lambda n: {"code": f"nguoi-{n:06d}"})
    _copies(first.posts.get(), people, lambda person: {"person_id": person, "is_leader": False})
    # a transfer, a pair of records, an opening for each
    waiting = dict(zip(people, _copies(world.transfer.post, people, lambda person: {"person_id": person}), strict=True))
    _copies(world.transfer, people, lambda person: {"person_id": person, "post_id": waiting[person]})
    _copies(world.pair, people, lambda person: {"first_id": world.pair.first_id, "second_id": person})
    opening = AuditEvent.objects.filter(act="private_values_opened").latest("seq")
    _copies(opening, people, lambda person: {"hash": f"{person:064d}", "thing_id": str(world.honour.person_id)})
    return people


def _movements(world: World, new: range, offices: list[int]) -> None:
    ward, pledge = world.province.ha_long.unit, world.pledge
    made = _copies(world.movement, new, lambda n: {"parent_id": world.movement.pk})
    call = MovementCall.objects.get(movement=world.movement, unit=ward)
    _copies(call, made, lambda movement: {"movement_id": movement})
    _copies(call, offices, lambda unit: {"unit_id": unit})
    _copies(UnitReport.objects.get(unit=ward), offices, lambda unit: {"unit_id": unit})
    _copies(CommendationProposal.objects.filter(unit=ward).earliest("pk"), offices, lambda unit: {"unit_id": unit})
    _copies(TraditionalDay.objects.get(unit=ward), offices, lambda unit: {"unit_id": unit})
    _copies(SteeringDocument.objects.earliest("pk"), new, lambda n: {"number_text": f"{n}/CV-UBND"})
    waiting = {"state": "proposed", "signed_at": None, "signed_by_id": None, "frozen_hash": "", "paper_id": None}
    copies = _copies(pledge, offices, lambda unit: {"unit_id": unit, **(waiting if unit % 2 else {})})
    sides = {s.side: s for s in PledgeSignature.objects.filter(pledge=pledge)}
    _copies(sides["member"], copies, lambda copy: {"pledge_id": copy})
    both = [copy for copy, unit in zip(copies, offices, strict=True) if not unit % 2]
    _copies(sides["superior"], both, lambda copy: {"pledge_id": copy})


def _registration(world: World, offices: list[int], people: list[int]) -> None:
    sheets = _copies(world.sheet, offices, lambda unit: {"unit_id": unit})
    line = RegistrationLine.objects.filter(sheet=world.sheet).earliest("pk")
    _copies(line, sheets, lambda sheet: {"sheet_id": sheet})
    for sheet in (world.sheet, world.sent_sheet, world.returned_sheet):
        line = RegistrationLine.objects.filter(sheet=sheet).earliest("pk")
        _copies(line, people, lambda person: {"person_id": person})
    entry = LibraryTarget.objects.earliest("pk")
    _copies(entry, people, lambda n: {"name": f"Chỉ tiêu {n}", "name_fold": f"chi tieu {n}", "uses": 0})


def _rubrics(world: World, new: range) -> None:
    copies = _copies(world.rubric, new, lambda n: {"code": f"bang_{n}", "title_fold": f"bang {n}"})
    for cluster in world.rubric.clusters.all():
        through = RubricRecord.clusters.through
        through.objects.bulk_create([through(rubricrecord_id=copy, cluster_id=cluster.pk) for copy in copies])
    _copies(world.rubric.changes.earliest("pk"), new, lambda n: {"sentence": f"Sửa lần {n}"})


def _seasons(world: World, new: range, offices: list[int]) -> None:
    clusters = _copies(world.province.cluster, new, lambda n: {"code": f"CUM-{n:06d}"})
    few = range(new.start, max(new.start, min(new.stop, MOST_ITEMS)))  # a plan is read whole
    _copies(PlanItem.objects.earliest("pk"), few, lambda n: {"text": f"Việc {n}"})
    _copies(ClusterDocument.objects.earliest("pk"), new, lambda n: {"number_text": f"{n}/CV"})
    meetings = _copies(world.gathering, new, lambda n: {"title": f"Giao ban {n}"})
    _copies(
        GatheringUnit.objects.filter(gathering=world.gathering).earliest("pk"), meetings, lambda g: {"gathering_id": g}
    )
    seasons = _copies(world.season, clusters, lambda cluster: {"cluster_id": cluster})
    card = Scorecard.objects.filter(season=world.season).earliest("pk")
    _copies(card, seasons, lambda season: {"season_id": season})
    offices = offices[: MOST_MEMBERS - world.members]
    world.members += len(offices)
    membership = ClusterMembership.objects.filter(cluster=world.province.cluster, role="member").earliest("pk")
    _copies(membership, offices, lambda unit: {"unit_id": unit})
    cards = _copies(card, offices, lambda unit: {"unit_id": unit})
    for entry in ScoreEntry.objects.filter(card=card):
        _copies(entry, cards, lambda copy: {"card_id": copy})
    standing = Standing.objects.filter(season=world.season).earliest("pk")
    _copies(standing, offices, lambda unit: {"unit_id": unit})


def _dossiers(world: World, new: range, people: list[int]) -> None:
    comment = ConsultationComment.objects.filter(consultation=world.consultation).earliest("pk")
    _copies(comment, new, lambda n: {"text": f"Ý kiến {n}"})
    _copies(world.consultation, new, lambda n: {"state": "published", "summary": f"Kết quả {n}"})
    states = ("received", "appraised", "sent")
    copies = _copies(world.received, new, lambda n: {"state": states[n % 3]})
    seen = NominationLine.objects.filter(nomination=world.received).earliest("pk")
    _copies(seen, copies, lambda copy: {"nomination_id": copy, "appraisal": "included", "verdict": None, "ordinal": 1})
    pairs = list(zip(people, new, strict=True))
    _copies(seen, pairs, lambda pair: {"person_id": pair[0], "ordinal": 1000 + pair[1]})
    passed = NominationLine.objects.filter(nomination=world.concluded).earliest("ordinal")
    lines = _copies(passed, pairs, lambda pair: {"person_id": pair[0], "ordinal": 1000 + pair[1]})
    _copies(world.council, new, lambda n: {"name": f"Hội đồng {n}"})
    sessions = _copies(world.session, new, lambda n: {"ballot_id": None})
    item = AgendaItem.objects.filter(session=world.session, line=passed).get()
    pairs = list(zip(lines, new, strict=True))
    _copies(item, pairs, lambda pair: {"line_id": pair[0], "ordinal": 1000 + pair[1]})
    pairs = list(zip(lines, sessions, strict=True))
    _copies(item, pairs, lambda pair: {"line_id": pair[0], "session_id": pair[1]})


def _ballots_and_letters(world: World, new: range) -> None:
    counted: Ballot = world.session.ballot
    voter = BallotVoter.objects.filter(ballot=counted).earliest("pk")
    waiting = {"state": "open", "published": None, "counts": None, "counted_at": None, "counted_by_id": None}
    made = _copies(counted, new, lambda n: waiting)
    world.open_ballot = world.open_ballot or made[0]
    _copies(voter, made, lambda ballot: {"ballot_id": ballot, "user_id": world.user.pk, "has_voted": False, "way": ""})
    accounts = _copies(world.province.stranger, new, lambda n: {"username": f"nguoi.{n:06d}"})
    grant = world.province.ha_long.officer.grants.get()
    _copies(grant, accounts, lambda account: {"user_id": account, "role": "council_member"})
    _copies(voter, accounts, lambda account: {"user_id": account})
    counted.published = [*counted.published, *({**counted.published[0], "receipt": f"ban-{n}"} for n in new)]
    Ballot.objects.filter(pk=counted.pk).update(published=counted.published)
    member = CouncilMember.objects.filter(council=world.council, role="member").earliest("pk")
    if not CouncilMember.objects.filter(user=world.user).exists():
        _copies(member, [world.user.pk], lambda account: {"user_id": account})
    members = _copies(member, accounts, lambda account: {"user_id": account})
    _copies(Attendance.objects.filter(member=member).earliest("pk"), members, lambda m: {"member_id": m})
    letter = Letter.objects.select_related("dispatch").earliest("pk")
    _copies(letter, new, lambda n: {"to_id": world.user.pk, "key": f"ban-{n}"})
    dispatches = _copies(letter.dispatch, new, lambda n: {})
    _copies(letter, dispatches, lambda pk: {"dispatch_id": pk, "key": f"cua-{pk}"})
    days = iter(range(len(new)))
    jobs = _copies(Job.objects.earliest("pk"), new, lambda n: {"key": f"viec-{n}", "state": "done"})
    _copies(
        world.round,
        jobs,
        lambda job: {"job_id": job, "day": date(1990, 1, 1) + timedelta(days=world.rows + next(days))},
    )


def _decisions(world: World, new: range) -> None:
    decision, honour = world.decision, world.honour
    issued = _copies(decision, new, lambda n: {"number": 1000 + n, "number_text": f"{1000 + n}/QĐ-UBND"})
    line = DecisionLine.objects.filter(decision=decision).earliest("ordinal")
    _copies(line, new, lambda n: {"ordinal": 1000 + n, "nomination_line_id": None})
    _copies(line, issued, lambda copy: {"decision_id": copy, "nomination_line_id": None})
    run = PrintRun.objects.filter(decision=decision).earliest("pk")
    _copies(run, issued[::2], lambda copy: {"decision_id": copy})
    honours = _copies(honour, new, lambda n: {"decision_number": f"{1000 + n}/QĐ-UBND", "check_code": f"BAN-{n:06d}"})
    sheet = CertificateCopy.objects.filter(run=run).earliest("position")
    _copies(sheet, honours, lambda n: {"honour_id": n, "position": 10_000 + n, "check_code": f"TO-{n:06d}"})
    _copies(PrintLayout.objects.earliest("pk"), new, lambda n: {"version": 1, "award_code": f"ban-{n}"})
    _copies(run, new, lambda n: {})


def _conferences(world: World, new: range, offices: list[int]) -> None:
    for conference in (world.conference, world.planned):
        seat = Participation.objects.filter(conference=conference).earliest("pk")
        _copies(seat, offices, lambda unit: {"unit_id": unit})
    _copies(Remark.objects.earliest("pk"), new, lambda n: {"text": f"Góp ý {n}"})
    copies = _copies(world.conference, new, lambda n: {"held_on": world.conference.held_on - timedelta(n % 300)})
    seat = Participation.objects.filter(conference=world.conference).earliest("pk")
    _copies(seat, copies, lambda copy: {"conference_id": copy})
    draft = {"state": "draft", "published_at": None, "published_by_id": None}
    for form in ({}, draft):
        name = "nhap" if form else "tin"
        _copies(world.article, new, lambda n: {"slug": f"{name}-{n}", "conference_id": None, **form})  # noqa: B023
    for state in ("waiting", "published"):
        _copies(world.comment, new, lambda n: {"state": state, "title": f"Ý kiến {n}"})  # noqa: B023
    _copies(world.exemplar, new, lambda n: {"name": f"Tổ {n}"})
    _copies(world.article.revisions.earliest("number"), new, lambda n: {"number": n + 2})
    _copies(world.poll, new, lambda n: {"question": f"Câu hỏi {n}"})
    _copies(PollVote.objects.earliest("pk"), new, lambda n: {"device": f"d{n}"})
    _copies(world.message, new, lambda n: {"code_hash": f"{n:064d}"})
