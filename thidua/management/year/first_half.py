"""Launch, pledges and their conference, registration of titles, progress by quarter."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from thidua.conferences import actions as conferences
from thidua.conferences import actions_guests as guests
from thidua.conferences import actions_papers as remarks
from thidua.conferences.codes import code_for
from thidua.conferences.models import Conference
from thidua.management.year.cluster_work import hold_cluster_gatherings, plan_cluster_years
from thidua.management.year.movement_reviews import TARGETS, enter_documents, review
from thidua.management.year.runner import Office, Year, moment, vn
from thidua.movements import actions as movements
from thidua.movements.models import MovementCall, MovementReview
from thidua.people.models import Person
from thidua.people.queries import people_of
from thidua.pledges import actions as pledges
from thidua.pledges import actions_signing as signing
from thidua.pledges.achievement import is_met
from thidua.pledges.changes import row_of, values_of
from thidua.pledges.models import Pledge, PledgeTarget, RegistrationLine, RegistrationSheet
from thidua.pledges.queries import in_full
from thidua.pledges.queries_registration import with_results
from thidua.portal import actions as portal
from thidua.portal import actions_publishing as publishing
from thidua.shared.certain import certain
from thidua.units.models import Unit
from thidua.units.queries import sections_of

MOVEMENT = {
    "title": "Đoàn kết, đổi mới, chuyển đổi số, phục vụ Nhân dân; hoàn thành thắng lợi nhiệm vụ năm 2025",
    "slogan": "Chính quyền mới – Tinh thần mới – Kết quả mới",
    "objective": "Hoàn thành và vượt các chỉ tiêu kinh tế – xã hội năm 2025; vận hành thông suốt chính quyền địa phương hai cấp "
    "từ ngày 01/7/2025; chi trả an sinh xã hội không dùng tiền mặt cho người dân.",
    "scope": "Toàn tỉnh, từ ngày 08/7/2025 đến ngày 31/12/2025.",
    "subjects": "Các sở, ban, ngành, cơ quan Đảng, Mặt trận Tổ quốc, lực lượng vũ trang; các phường, xã, đặc khu; cán bộ, "
    "công chức, viên chức, người lao động trong tỉnh.",
    "content": "Thi đua hoàn thành nhiệm vụ được giao đúng hạn; thi đua giải quyết thủ tục hành chính trước hạn; thi đua mở tài "
    "khoản, chi trả trợ cấp không dùng tiền mặt; thi đua phát huy sáng kiến, xây dựng điển hình tiên tiến.",
    "criteria": "Theo bảng chấm điểm của cụm, khối thi đua và các chỉ tiêu trong bản giao ước đã ký.",
    "measures": "Ký giao ước thi đua giữa tỉnh với từng cơ quan, địa phương; kiểm tra tiến độ từng quý; chấm điểm, xếp hạng theo "
    "cụm, khối; kịp thời biểu dương, khen thưởng.",
    "steps": "Ban hành kế hoạch, phát động đến các cơ quan, địa phương: 08/07/2025\nKý giao ước thi đua: 15/07/2025\nĐăng ký danh "
    "hiệu thi đua: 25/07/2025\nBáo cáo tiến độ chỉ tiêu theo quý\nChấm điểm, xếp hạng theo cụm, khối: 20/12/2025",
    "coordinators": "Sở Nội vụ: tham mưu, theo dõi, đôn đốc\nỦy ban Mặt trận Tổ quốc Việt Nam tỉnh và các tổ chức chính trị - xã hội: "
    "tuyên truyền, vận động đoàn viên, hội viên, Nhân dân\nBáo và phát thanh, truyền hình tỉnh: giới thiệu điển hình tiên tiến",
    "linked": "Chủ đề công tác năm 2025 của tỉnh\nNghị quyết của Hội đồng nhân dân tỉnh về nhiệm vụ phát triển kinh tế - xã hội năm 2025",
    "budget_vnd": 450_000_000,
}
COMMITMENTS = (
    "Tổ chức phát động phong trào đến toàn thể cán bộ, công chức, viên chức, người lao động của đơn vị.\n"
    "Báo cáo tiến độ từng chỉ tiêu trước ngày 10 tháng đầu quý sau, kèm minh chứng.\n"
    "Phát hiện, bồi dưỡng, giới thiệu ít nhất một điển hình tiên tiến."
)
PLAN = "Tháng 7: phổ biến, ký giao ước trong đơn vị.\nTừng quý: kiểm tra, báo cáo tiến độ.\nTháng 12: tự chấm điểm, tổng kết."
# Of the pledges in their order: most are signed on the screen, one with certificates, one in ink.
BY_CERTIFICATE, BY_SCAN = 1, 6
NEGOTIATED = WITH_FILES = 3  # units that negotiate their pledge, and that hand in a file with their results
PLAN_REFERENCE = "Nghị quyết của HĐND tỉnh về nhiệm vụ phát triển kinh tế – xã hội năm 2025"
ANSWER = "Đơn vị đã phổ biến phong trào đến toàn thể cán bộ, công chức và xây dựng bản giao ước thi đua."


def launch(year: Year, day: date) -> str:
    """The province drafts and launches; every agency and locality answers."""
    province = year.province
    movement = movements.draft_movement(
        unit=year.root,
        year=year.year,
        kind="regular",
        starts_on=day,
        ends_on=date(year.year, 12, 31),
        midterm_on=date(year.year, 10, 20),
        answer_by=day + timedelta(days=10),
        by=province.officer,
        at=moment(day, 8),
        **MOVEMENT,
    )
    movements.set_targets(movement=movement, rows=TARGETS, by=province.officer, at=moment(day, 8))
    movements.launch_movement(movement=movement, by=province.head, at=moment(day, 9))
    year.kept["movement"] = movement
    calls = {
        call.unit_id: call for call in MovementCall.objects.filter(movement=movement).select_related("unit", "movement")
    }
    for office in year.below:
        movements.answer_call(
            call=calls[office.unit.pk], answer=ANSWER, plan=PLAN, by=office.officer, at=moment(day, 14)
        )
    enter_documents(year, movement, day)
    return f"1 phong trào · kế hoạch {certain(movement.plan).number_text} · {len(calls)} đơn vị được phát động, {len(year.below)} trả lời"


def sign_pledges(year: Year, day: date) -> str:
    """Every unit drafts and proposes its pledge; both sides sign at the launch conference."""
    movement = year.kept["movement"]
    rows = defaultdict(list)
    for row in year.given.targets:
        rows[row.unit_code].append(
            {
                "name": row.name,
                "unit_of_measure": row.unit_of_measure,
                "baseline": str(row.baseline),
                "goal": str(row.goal),
                "direction": row.direction,
                "weight": str(row.weight),
                "due_on": row.due_on,
                "criterion_code": row.criterion_code,
            }
        )
    made: dict[str, Pledge] = {}
    for office in year.below:
        code = office.unit.code
        if not rows[code]:
            continue
        pledge = pledges.draft_pledge(
            movement=movement,
            unit=office.unit,
            targets=rows[code],
            commitments=COMMITMENTS,
            by=office.officer,
            at=moment(day, 7),
        )
        made[code] = pledge
    for pledge in list(made.values())[:NEGOTIATED]:
        _negotiate(year, pledge, day)
    for code, pledge in made.items():
        pledges.propose_pledge(pledge=pledge, by=year.offices[code].officer, at=moment(day, 7))
    conference = conferences.plan_conference(
        kind="launch",
        title=f"Hội nghị phát động thi đua và ký giao ước thi đua năm {year.year}",
        unit=year.root,
        cluster=None,
        year_summarised=None,
        year_launched=year.year,
        held_on=day,
        place="Trung tâm Tổ chức hội nghị tỉnh",
        agenda=[
            ("report", "Báo cáo công tác thi đua, khen thưởng 6 tháng đầu năm", 20, "Sở Nội vụ"),
            ("launch", "Phát động phong trào thi đua", 10, "Chủ tịch Ủy ban nhân dân tỉnh"),
            ("signing", "Ký giao ước thi đua giữa tỉnh với các cơ quan, địa phương", 20, ""),
            ("speech", "Phát biểu của lãnh đạo tỉnh", 15, "Phó Bí thư Thường trực Tỉnh ủy"),
        ],
        invited=[office.unit for office in year.below],
        by=year.province.officer,
        at=moment(day, 7),
    )
    welcome(year, conference, moment(day, 7), moment(day, 8))
    on_screen = []
    for place, (code, pledge) in enumerate(made.items()):
        if place == BY_CERTIFICATE:
            _sign_by_certificate(year, code, pledge, day)
        elif place == BY_SCAN:
            _sign_on_paper(year, code, pledge, day)
        else:
            pledges.sign_pledge(pledge=pledge, by=year.offices[code].head, at=moment(day, 10))
            on_screen.append(pledge)
    pledges.sign_pledges(pledges=on_screen, by=year.province.head, at=moment(day, 10))
    remarks.add_remark(
        conference=conference, kind="task", text="Báo cáo tiến độ từng chỉ tiêu giao ước trước ngày 10 tháng đầu quý sau",
        due_on=date(year.year, 10, 10), by=year.province.officer, at=moment(day, 11),
    )  # fmt: skip
    conferences.record_conference(
        conference=conference,
        came={},
        conclusion="Hội nghị thống nhất nội dung phát động; các cơ quan, địa phương đã ký giao ước thi đua với tỉnh.",
        secretary=secretary_of(year, year.province, day),
        by=year.province.officer,
        at=moment(day, 11),
    )
    write_news(year, conference, moment(day, 15))
    year.kept["pledges"] = {code: Pledge.objects.get(pk=pledge.pk) for code, pledge in made.items()}
    year.kept["launch_conference"] = conference
    signed = sum(pledge.state == "signed" for pledge in year.kept["pledges"].values())
    year.figures["pledges"] = signed
    year.figures["targets"] = len(year.given.targets)
    plan_cluster_years(year, day)
    return f"{signed} giao ước đã ký đủ hai bên · {len(year.given.targets)} chỉ tiêu · 1 hội nghị"


def _sign_by_certificate(year: Year, code: str, pledge: Pledge, day: date) -> None:
    """Both heads sign the paper with certificates of the practice authority; the unit first."""
    signing.prepare_pledge_paper(pledge=pledge, by=year.offices[code].officer, at=moment(day, 8))
    for head in (year.offices[code].head, year.province.head):
        signing.sign_pledge_for_practice(pledge=_fresh(pledge), by=head, at=moment(day, 10))


def _sign_on_paper(year: Year, code: str, pledge: Pledge, day: date) -> None:
    """Both heads sign in ink; the unit's officer hands in the scan (here the paper as it was printed), the province's
    officer confirms the head of the province."""
    signing.prepare_pledge_paper(pledge=pledge, by=year.offices[code].officer, at=moment(day, 8))
    with certain(pledge.signing).issued.file.open("rb") as stream:
        content = stream.read()
    heads = {"superior": year.province.head, "member": year.offices[code].head}
    files = signing.scan_pledge(
        pledge=_fresh(pledge), content=content, signers=heads, signed_on=day, by=year.offices[code].officer,
        at=moment(day, 10), own_hand=True,
    )  # fmt: skip
    for file in files:
        if file.outcome == "flagged":
            reason = "Bản giấy có chữ ký, dấu của tỉnh lưu tại văn thư."
            signing.confirm_pledge_signer(
                file=file, reason=reason, remember=False, by=year.province.officer, at=moment(day, 10)
            )


def _fresh(pledge: Pledge) -> Pledge:
    return in_full(Pledge.objects.filter(pk=pledge.pk)).get()


def _negotiate(year: Year, pledge: Pledge, day: date) -> None:
    """One round: the province asks for two changes, the unit agrees to one and refuses the other with its reason."""
    officer, province = year.offices[pledge.unit.code].officer, year.province.officer
    pledges.offer_pledge(pledge=pledge, by=officer, at=moment(day, 7))
    first, *_, last = pledge.targets.all()
    linked = pledges.propose_change(
        pledge=pledge,
        kind="alter",
        target=first,
        row=values_of(row_of(first)) | {"plan_reference": PLAN_REFERENCE},
        reason="Gắn chỉ tiêu giao ước với kế hoạch kinh tế – xã hội.",
        by=province,
        at=moment(day, 7),
    )
    sooner = pledges.propose_change(
        pledge=pledge,
        kind="alter",
        target=last,
        row=values_of(row_of(last)) | {"due_on": date(year.year, 11, 30)},
        reason="Hoàn thành sớm để kịp chấm điểm cuối năm.",
        by=province,
        at=moment(day, 7),
    )
    pledges.answer_change(change=linked, accept=True, by=officer, at=moment(day, 7))
    refusal = "Số liệu cả năm chỉ chốt được ngày 31/12."
    sooner.pledge = linked.pledge
    pledges.answer_change(change=sooner, accept=False, reason=refusal, by=officer, at=moment(day, 7))


def secretary_of(year: Year, office: Office, day: date) -> str:
    """Who writes the minutes of an office's conference: its officer or, where that account is an office's, somebody of
    the unit; the province's people sit in the offices below it."""
    if own := conferences.secretary_of(office.officer):
        return own
    for each in (office, *year.below):
        others = (person for person in people_of(each.unit, day) if person.pk != each.head.person_id)
        if person := next(others, None):
            return person.full_name
    return office.officer.display_name


def write_news(year: Year, conference: Conference, at: datetime) -> None:
    """The editor drafts the news of a conference from its facts and publishes it on the same day."""
    article = portal.draft_article_from_conference(conference=conference, by=year.editor, at=at)
    publishing.publish_article(article=article, by=year.editor, at=at)
    year.kept.setdefault("articles", []).append(article)


def welcome(year: Year, conference: Conference, before: datetime, arriving: datetime) -> None:
    """Invitations go out, some units answer; then the first come in by their QR code, the others at the desk; one guest
    directs."""
    officer = conference.planned_by
    role = "Phó Bí thư Thường trực Tỉnh ủy"
    guests.add_to_list(conference=conference, guests=[(role, True)], by=officer, at=before)
    guests.invite(conference=conference, by=officer, at=before)
    rows = list(conference.participation.select_related("unit", "conference__unit", "conference__cluster"))
    for row in rows[:5]:
        if row.unit is not None:
            office = year.offices[row.unit.code]
            guests.answer_invitation(row=row, answer="comes", by=office.officer, at=before)
    for row in rows[:3]:
        guests.check_in(code=code_for(conference, row.pk), at=arriving)
    receive(year, conference, arriving)


def receive(year: Year, conference: Conference, at: datetime) -> None:
    """The desk notes everybody on the list with who represents the unit."""
    came = {}
    for row in conference.participation.select_related("unit"):
        office = year.offices[row.unit.code] if row.unit is not None else None
        came[row.pk] = f"{office.unit.head_title} {office.head.display_name}" if office is not None else ""
    guests.note_arrivals(conference=conference, came=came, by=conference.planned_by, at=at)


def register(year: Year, day: date) -> str:
    """Every unit registers the titles its people and collectives strive for; the province accepts."""
    streaks = _fighters_of_last_years(year)
    total = 0
    days = {"registration": date(year.year, 7, 31), "pledge": date(year.year, 7, 20)}
    pledges.set_deadlines(unit=year.root, year=year.year, days=days, by=year.province.officer, at=moment(day, 7))
    for office in year.below:
        sheet = pledges.draft_registration(unit=office.unit, year=year.year, by=office.officer, at=moment(day, 8))
        lines: list[tuple[Person | None, Unit | None, str]] = []
        for person in people_of(office.unit, day):
            wished = "grassroots_emulation_fighter" if person.code in streaks else "advanced_worker"
            lines.append((person, None, wished))
        lines += [(None, section, "advanced_labour_collective") for section in sections_of(office.unit, day)]
        lines.append((None, office.unit, "excellent_labour_collective"))
        # All units of a cluster registering for the one flag is normal (seed document 2).
        lines.append((None, office.unit, "ministry_province_emulation_flag"))
        pledges.register_titles(sheet=sheet, lines=lines, by=office.officer, at=moment(day, 9))
        pledges.send_registration(sheet=sheet, by=office.officer, at=moment(day, 10))
        if office is year.below[0]:
            _ask_and_answer(year, sheet, office, day)
        pledges.accept_registration(sheet=sheet, by=year.province.officer, at=moment(day, 15))
        total += len(lines)
    year.figures["registered"] = total
    return f"{len(year.below)} bản đăng ký · {vn(total)} danh hiệu"


def _ask_and_answer(year: Year, sheet: RegistrationSheet, office: Office, day: date) -> None:
    """The province returns one sheet with a question about its flag; the unit answers and sends again."""
    flag = sheet.lines.get(award_code="ministry_province_emulation_flag")
    province = year.province.officer
    question = {flag.pk: "Đơn vị mới lập trong năm: đề nghị nêu căn cứ đăng ký cờ."}
    pledges.remark_lines(sheet=sheet, remarks=question, by=province, at=moment(day, 11))
    pledges.return_registration(sheet=sheet, reason="", by=province, at=moment(day, 11))
    answer = {flag.pk: "Giữ đăng ký: các chỉ tiêu sáu tháng đầu năm đều vượt tiến độ."}
    pledges.reply_lines(sheet=sheet, replies=answer, by=office.officer, at=moment(day, 13))
    pledges.send_registration(sheet=sheet, by=office.officer, at=moment(day, 14))


def explain_flags(year: Year, at: datetime) -> int:
    """At the end of the year: units whose flag went to another say why; returns how many."""
    lines = RegistrationLine.objects.filter(award_code="ministry_province_emulation_flag", sheet__year=year.year)
    missed = with_results(lines).filter(achieved=False).select_related("sheet__unit").order_by("pk")
    reason = "Cờ thi đua dành cho đơn vị dẫn đầu cụm, khối; năm nay đơn vị xếp sau."
    for line in missed:
        pledges.explain_missed(line=line, reason=reason, by=year.offices[line.sheet.unit.code].officer, at=at)
    return len(missed)


def _fighters_of_last_years(year: Year) -> set[str]:
    """People who held a fighter's title or had an initiative lately: those who aim higher this year."""
    lately = {year.year - 1, year.year - 2}
    titled = {
        h.person_code
        for h in year.given.past_honours
        if h.person_code and h.year in lately and "fighter" in h.award_code
    }
    return titled | {i.person_code for i in year.given.initiatives if i.year >= year.year - 1}


def report_quarter(year: Year, quarter: int, day: date) -> int:
    """Every unit enters where its targets stand at the end of a quarter."""
    values: dict[str, dict[str, float]] = defaultdict(dict)
    for row in year.given.progress:
        if row.quarter == quarter:
            values[row.unit_code][row.criterion_code] = row.value
    entered = 0
    for code, pledge in year.kept["pledges"].items():
        pledge.refresh_from_db()
        targets = [t for t in pledge.targets.all() if t.criterion_code in values[code]]
        rows = [
            (t, Decimal(str(values[code][t.criterion_code])), f"Báo cáo quý {quarter} của {year.units[code].name}")
            for t in targets
        ]
        entered += pledges.enter_quarter(
            pledge=pledge,
            quarter=quarter,
            values=rows,
            # what the founding data hold was looked at when it was made
            confirmed=[target.pk for target in targets],
            is_early=True,  # the fourth quarter is reported in December
            by=year.offices[code].officer,
            at=moment(day, 9),
        )
    for code, pledge in list(year.kept["pledges"].items())[:WITH_FILES]:
        target = pledge.targets.all()[0]
        if target.criterion_code in values[code]:
            figures = [(t.name, values[code].get(t.criterion_code)) for t in pledge.targets.all()]
            upload = _report_file(quarter, figures)
            pledge.refresh_from_db()
            officer = year.offices[code].officer
            pledges.attach_evidence(target=target, quarter=quarter, upload=upload, by=officer, at=moment(day, 9))
    return entered


def _report_file(quarter: int, figures: Iterable[tuple[str, float | None]]) -> SimpleUploadedFile:
    """The unit's own sheet of the quarter; the same bytes on every run."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2025, 7, 1)})
        sheet = book.add_worksheet(f"Quý {quarter}")
        for row, (name, value) in enumerate(figures):
            sheet.write_string(row, 0, name)
            if value is not None:
                sheet.write_number(row, 1, value)
    return SimpleUploadedFile(f"so-lieu-quy-{quarter}.xlsx", stream.getvalue())


def progress(year: Year, day: date) -> str:
    """Third and fourth quarter; the communes exist since July."""
    third = report_quarter(year, 3, date(year.year, 10, 6))
    review(year, MovementReview.Kind.MIDTERM, date(year.year, 10, 8), date(year.year, 10, 20))
    hold_cluster_gatherings(year)
    fourth = report_quarter(year, 4, day)
    targets = PledgeTarget.objects.filter(pledge__movement=year.kept["movement"]).prefetch_related("progress")
    met, of = sum(is_met(target) for target in targets), len(targets)
    year.figures["targets_met"] = met
    return f"{third + fourth} kết quả quý · {met}/{of} chỉ tiêu đạt"
