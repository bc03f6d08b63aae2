"""The jobs of an old decision: read, match, write, undo. They read and plan here; acts write, with the job's end."""

from datetime import date

from paperwork.award_lists import read_list
from paperwork.award_papers import read_paper
from paperwork.award_said import CLEAR, DOUBT, Awards
from paperwork.sheet_guard import BookRefused
from rulebook.lifecycles import LIFECYCLES
from thidua.imports import actions_old_work, files, permissions
from thidua.imports.models_old import OldDecision, OldLine
from thidua.imports.old_matching import Matcher, old_twins
from thidua.imports.permissions import lacking_in
from thidua.imports.queries_old import lines_of_old
from thidua.imports.register import NotFound
from thidua.imports.shapes import kind_named
from thidua.shared.denied import Denied
from thidua.shared.jobs.kinds import JobKind, register
from thidua.shared.jobs.models import Job
from thidua.shared.jobs.running import Run
from thidua.shared.wording import vi_number


def _decision_of(job: Job) -> OldDecision:
    return OldDecision.objects.select_related("unit").get(pk=job.arguments["decision"])


def _read(run: Run) -> str:
    decision = _decision_of(run.job)
    permissions.check_is_officer(run.by, decision.unit, run.at.date(), "đọc quyết định cũ")
    place = files.place_of(decision.stored_as)
    run.tell(0, 0, "Đang đọc tệp")
    if files.sha256_of(place) != decision.sha256:
        raise Denied("Tệp lưu giữ không còn đúng như lúc tải lên; hãy tải lại tệp.")
    try:
        paper = read_paper(place, lambda done, total: run.tell(done, total, f"Đang đọc trang {done}"))
    except BookRefused as error:
        raise files.refusal(error) from error
    run.tell(0, 0, "Đang tách từng dòng")
    found = read_list(paper.rows, Awards(kind_named("honours").by_key["award_code"].choices))
    sentence = f"Đã đọc {vi_number(len(found.lines))} dòng."
    with run.last_step():
        actions_old_work.keep_reading(
            decision=decision, found=found, pages=paper.pages, notes=paper.notes, by=run.by, at=run.at
        )
        run.finish(sentence)
    return sentence


def _match(run: Run) -> str:
    decision = _decision_of(run.job)
    permissions.check_is_officer(run.by, decision.unit, run.at.date(), "đối chiếu quyết định cũ")
    run.tell(0, 0, "Đang đọc danh sách cán bộ, đơn vị và sổ vàng")
    matcher, lines = Matcher(decision, run.at.date()), list(lines_of_old(decision))
    for place, line in enumerate(lines):
        if place % 50 == 0:
            run.tell(place, len(lines), "Đang đối chiếu")
        _fill(line, decision, matcher)
    twins = old_twins(lines)
    for line in lines:
        line.twins = twins.get(line.ordinal, [])
        in_doubt = any(sure == DOUBT for _, sure, _ in line.findings)
        line.is_doubtful = bool(line.twins) or in_doubt or bool(lacking_in(line))
    sentence = f"Đã đối chiếu {vi_number(len(lines))} dòng."
    with run.last_step():
        actions_old_work.keep_matches(decision=decision, lines=lines, by=run.by, at=run.at)
        run.finish(sentence)
    return sentence


def _fill(line: OldLine, decision: OldDecision, matcher: Matcher) -> None:
    """What a line means under the confirmed head. What an officer has edited stays as it was put right."""
    if line.edited_at is not None:
        line.findings = []
        return
    read = line.read
    findings = [
        [key, said["sure"], reason]
        for key, said in read.items()
        if said["sure"] != CLEAR and not said["from_head"]
        for reason in said["reasons"]
    ]

    def own(key: str) -> str:
        said = read.get(key, {})
        return "" if said.get("from_head") else said.get("value", "")

    def is_left_to_head(key: str) -> bool:
        """Whether the line says nothing of it; what it says and nobody can read is not replaced by the head."""
        return key not in read or read[key]["from_head"] or not (read[key]["value"] or read[key]["reasons"])

    line.award_code = decision.award_code if is_left_to_head("award") else own("award")
    year = own("year")
    line.year = decision.year if is_left_to_head("year") else int(year) if year else None
    line.number = decision.number if is_left_to_head("number") else own("number")[:60]
    line.decided_on = decision.decided_on if is_left_to_head("date") else _day(own("date"))
    line.ground = own("ground")[:300]
    _decider(line, own("issuer") or decision.agency, findings, matcher)
    day = line.decided_on or decision.decided_on or matcher.today
    if line.decided_on and line.year and line.year > line.decided_on.year:
        findings.append(["year", DOUBT, "năm sau năm của quyết định"])
    if line.decided_on and line.decided_on > matcher.today:
        findings.append(["date", DOUBT, "ngày quyết định ở tương lai"])
    if line.kind == OldLine.Kind.UNIT:
        answer = matcher.match_unit(line.printed, own("unit"), day)
    else:
        answer = matcher.match_person(line.name, own("born"), own("post"), own("unit"), day)
    line.person, line.recipient_unit, line.of_unit = answer.person, answer.unit, answer.of_unit
    line.candidates = [list(each) for each in answer.candidates]
    line.findings = [*findings, *map(list, answer.findings)]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _decider(line: OldLine, text: str, findings: list[list[str]], matcher: Matcher) -> None:
    line.issuer, line.authority = None, ""
    if not text or line.decided_on is None:
        return
    try:
        line.issuer, line.authority = matcher.issuer(text, line.decided_on)
    except NotFound as reason:
        findings.append(["issuer", DOUBT, f"“{text[:80]}”: {reason}"])


def _write(run: Run) -> str:
    decision = _decision_of(run.job)
    run.tell(0, 0, "Đang ghi vào sổ vàng, tất cả hoặc không dòng nào")
    with run.last_step():
        count = actions_old_work.register_lines(decision=decision, by=run.by, at=run.at)
        sentence = f"Đã ghi {vi_number(count)} dòng vào sổ vàng."
        run.finish(sentence)
    return sentence


def _undo(run: Run) -> str:
    decision = _decision_of(run.job)
    run.tell(0, 0, "Đang hoàn tác, tất cả hoặc không dòng nào")
    with run.last_step():
        count = actions_old_work.withdraw_lines(decision=decision, by=run.by, at=run.at)
        sentence = f"Đã ghi hủy {vi_number(count)} dòng trong sổ vàng."
        run.finish(sentence)
    return sentence


def _stopped(act: str):
    def step_back(job: Job) -> None:
        decision = _decision_of(job)
        if LIFECYCLES["old_decision"].may(act, decision.state):
            actions_old_work.step_old_back(decision=decision, act=act)

    return step_back


register("imports.old_read", JobKind(_read, _stopped("stop_read")))
register("imports.old_match", JobKind(_match, _stopped("stop_match")))
register("imports.old_write", JobKind(_write, _stopped("stop_write")))
register("imports.old_undo", JobKind(_undo, _stopped("stop_undo")))
