"""What the practice year adds to the track record by the acts of the screens: initiatives applied for by two authors,
somebody on hold, a report taken over from another unit and found."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from thidua.management.year.inputs import InitiativeRow
from thidua.management.year.runner import Office, Year, moment
from thidua.nominations import actions as nominations
from thidua.nominations import actions_conflicts, conflicts
from thidua.nominations import actions_reports as reports
from thidua.nominations.models import Nomination
from thidua.nominations.models_files import AchievementReport
from thidua.people.models import Person
from thidua.records import actions as records
from thidua.records import actions_initiatives as initiatives

# How many of the year's initiatives go the whole way here; the others come from a list, as most offices have them.
APPLIED_FOR = 3
SHARES = (Decimal(60), Decimal(40))
DESCRIBED = {
    "known": "Trước đây việc này làm bằng sổ giấy, mỗi lần tra cứu mất nhiều thời gian và dễ sót.",
    "purpose": "Rút ngắn thời gian, giảm sai sót, để người dân không phải đi lại nhiều lần.",
    "substance": "Lập danh mục, gắn mã, nhập một lần, dùng chung; có bảng hướng dẫn từng bước cho người mới.",
    "novelty": "Lần đầu áp dụng tại đơn vị; kết hợp cách ghi của hai bộ phận vốn làm riêng.",
    "benefit": "Thời gian giải quyết giảm khoảng một nửa, không phát sinh kinh phí mới.",
}
REPORT = (
    "Chủ động lập sổ theo dõi điện tử cho từng hồ sơ tồn, gọi điện hẹn lại từng hộ, nhờ vậy bốn mươi ba hồ sơ kéo dài từ năm trước "
    "được giải quyết xong trong quý II. Trực tiếp soạn bộ câu hỏi thường gặp dán tại nơi tiếp dân, thay mẫu tờ khai ba trang bằng "
    "tờ khai một trang có ví dụ điền sẵn, tập huấn lại cho mười hai cộng tác viên ở khu phố. Đề xuất và thực hiện phiên trực tối "
    "thứ Năm hằng tuần cho người đi làm ca, mỗi phiên tiếp khoảng hai mươi lượt người."
)

# What a head writes of a unit; two of each, drawn by the unit's name, so that no two reports read alike by accident.
OWN_WORDS = {
    "measures": (
        "giao việc từng tuần kèm ngày xong và người chịu trách nhiệm",
        "họp giao ban ngắn sáng thứ Hai, gỡ vướng mắc ngay tại chỗ",
        "cử người có kinh nghiệm kèm người mới trong ba tháng đầu",
        "công khai tiến độ hồ sơ tại bảng tin để mọi người cùng theo dõi",
        "rà soát quy trình hằng quý, bỏ những bước trùng lặp",
        "phối hợp với các khu phố, đoàn thể ngay từ khi lập kế hoạch",
        "khen người làm tốt ngay trong tháng, không đợi cuối năm",
    ),
    "lawful": (
        "chấp hành đúng chủ trương của Đảng, chính sách, pháp luật của Nhà nước",
        "trong năm không có đơn thư khiếu nại kéo dài",
        "thực hiện đầy đủ quy chế dân chủ và quy chế chi tiêu nội bộ",
        "cán bộ, công chức kê khai tài sản đúng hạn",
        "không có người vi phạm đến mức phải xử lý kỷ luật",
    ),
    "effect": (
        "việc làm được nhân dân địa phương biết đến và noi theo",
        "đơn vị đã phổ biến tại cuộc họp toàn thể gần nhất",
        "tập thể, cá nhân khác đã học theo cách xử lý này",
    ),
}
RECORD_MISSING = (
    "dữ liệu trong hệ thống chưa có; người báo cáo đã đối chiếu hồ sơ giấy tại đơn vị",
    "nội dung cụ thể ghi tại hồ sơ lưu của đơn vị, sẵn sàng cung cấp khi thẩm định",
    "đã được tập thể thống nhất tại cuộc họp bình xét",
)


def applied_for(year: Year, rows: Sequence[InitiativeRow], by_code: dict[str, str]) -> dict[int, Person]:
    """{place in ``rows``: second author} of those that are applied for here: recognised at a unit that works here, with a
    colleague rated well, but not best, beside the author: a second authorship changes nobody's chances."""
    rated = {row.person_code: row.rating for row in year.given.ratings if row.year == year.year and row.person_code}
    heads = {office.unit.code: office.head.person_id for office in year.below}  # who recognises is no author
    found: dict[int, Person] = {}
    taken: set[str] = set()
    for place, row in enumerate(rows):
        unit = by_code.get(row.person_code)
        if (
            len(found) == APPLIED_FOR
            or row.year != year.year
            or row.scope != "unit"
            or unit not in heads
            or unit in taken
        ):
            continue
        if year.people[row.person_code].pk == heads[unit]:
            continue
        colleagues = (code for code, at in sorted(by_code.items()) if at == unit and rated.get(code) == "good")
        others = (code for code in colleagues if code != row.person_code and year.people[code].pk != heads[unit])
        second = next(others, None)
        if second is not None:
            found[place] = year.people[second]
            taken.add(unit)
    return found


def apply_for(year: Year, row: InitiativeRow, second: Person, unit_code: str) -> None:
    """One initiative from the application to its recognition and certificate."""
    office = next(each for each in year.below if each.unit.code == unit_code)
    handed_in = row.recognised_on - timedelta(days=10)
    made = initiatives.draft_initiative(
        unit=office.unit,
        year=row.year,
        authors=[(year.people[row.person_code], SHARES[0]), (second, SHARES[1])],
        title=row.title,
        area="Cải cách hành chính",
        applied_on=date(row.year, 3, 10),
        applied_where=office.unit.name,
        applied_scope="unit",
        described=DESCRIBED,
        by=office.officer,
        at=moment(handed_in, 9),
    )
    initiatives.submit_initiative(initiative=made, by=office.officer, at=moment(handed_in, 10))
    initiatives.recognise_initiative(
        initiative=made,
        decision_no=row.decision_no,
        decided_on=row.recognised_on,
        is_replicable=row.is_replicable,
        council=f"Hội đồng sáng kiến {office.unit.name}"[:200],
        by=office.head,
        at=moment(row.recognised_on, 15),
    )


def hold_somebody(year: Year, day: date) -> int:
    """A hold for the first person whose open case is on record among the judgements, else for one whose rating lets
    nobody propose them anyway: no outcome of the year depends on it. How many were entered."""
    weak = {
        row.person_code
        for row in year.given.ratings
        if row.year == year.year and row.person_code and row.rating not in ("good", "excellent")
    }
    open_cases = {
        row.person_code
        for row in year.given.attestations
        if row.key == "no_pending_case" and not row.value and row.person_code
    }
    codes = sorted(filter(None, open_cases)) or sorted(weak)
    if not codes:
        return 0
    records.enter_hold(
        person=year.people[codes[0]],
        kind="complaint",
        reason="Đang xác minh đơn phản ánh về việc giải quyết hồ sơ",
        starts_on=day - timedelta(days=20),
        expected_until=day + timedelta(days=40),
        source=f"Thông báo thụ lý số 12/TB-TTr ngày {day - timedelta(days=20):%d/%m/%Y}",
        under=year.root,
        by=year.province.officer,
        at=moment(day, 10),
    )
    return 1


def write_report(year: Year, office: Office, nomination: Nomination, day: date) -> None:
    """The first dossier for fighters has a report in somebody's own words; in the second somebody took it over."""
    written: list[int] = year.kept.setdefault("long_reports", [])
    if nomination.award_code != "grassroots_emulation_fighter" or len(written) >= 2:
        return
    line = nomination.lines.filter(person__isnull=False).order_by("ordinal").first()
    if line is None:
        return
    line.nomination = nomination  # whose version this act moves on
    text = REPORT if not written else REPORT.replace("bốn mươi ba", "hai mươi bảy").replace("quý II", "quý III")
    nominations.edit_achievement(line=line, achievement=text, by=office.officer, at=moment(day, 9))
    written.append(line.pk)
    if len(written) == 2:
        _find_it(office, nomination, day)


def write_the_rest(office: Office, nomination: Nomination, day: date) -> None:
    """Whoever answers for the list writes the parts that no record fills, each of a unit in words of its own."""
    unfinished = AchievementReport.objects.filter(line__nomination=nomination).exclude(unwritten="")
    for report in unfinished.select_related("line__unit", "line__person", "line__outsider").order_by("line__ordinal"):
        report.line.nomination = nomination
        dice = Random(f"{nomination.award_code} {report.line.subject}")
        texts = {
            code: f"{report.line.subject}: {'; '.join(dice.sample(OWN_WORDS.get(code, RECORD_MISSING), 2))}."
            for code in report.unwritten.split()
        }
        reports.edit_report(
            report=report, texts=texts, seen_version=report.version, by=office.officer, at=moment(day, 9)
        )


def _find_it(office: Office, nomination: Nomination, day: date) -> None:
    """Whoever builds the second list compares before sending, sees the copy and says what was done."""
    actions_conflicts.compare_reports(nomination=nomination, by=office.officer, at=moment(day, 9))
    for finding in conflicts.findings(nomination, day):
        about_officer = finding.line.person_id is not None and finding.line.person_id == office.officer.person_id
        if finding.kind == "text" and not about_officer:
            actions_conflicts.settle_finding(
                nomination=nomination,
                key=finding.key,
                outcome="handled",
                note="Đã nhắc người viết; đối chiếu số liệu gốc, phần việc có thật, sẽ viết lại trước khi thẩm định.",
                by=office.officer,
                at=moment(day, 9),
            )
