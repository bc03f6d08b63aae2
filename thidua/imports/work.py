"""The jobs of an import: check, write, undo. They read and plan here; acts write, in one transaction with the job's end."""

from dataclasses import dataclass

from paperwork.sheet_guard import BookRefused
from paperwork.tables import RawTable, read_table
from rulebook.lifecycles import LIFECYCLES
from thidua.imports import actions_work, files, permissions, queries
from thidua.imports.actions import remove_old_uploads
from thidua.imports.actions_old import remove_old_decisions
from thidua.imports.births import settle_births
from thidua.imports.models import Import
from thidua.imports.planners import planner_of
from thidua.imports.planning import CHANGED, NEW, REFUSED, Line, Planner, Scene, Tell, Typed, plan_hash, typed_table
from thidua.imports.shapes import kind_named
from thidua.shared.denied import Denied, Stale
from thidua.shared.jobs.kinds import DailyWork, JobKind, register, register_daily
from thidua.shared.jobs.models import Job
from thidua.shared.jobs.running import Run
from thidua.shared.wording import vi_number

_MOVED = "Dữ liệu trong hệ thống đã thay đổi từ lúc kiểm tra nên chưa ghi dòng nào. Mời kiểm tra lại tệp."


@dataclass(frozen=True)
class Planned:
    """A file read and planned once more: the same bytes, the same columns, today's registers."""

    table: RawTable
    typed: Typed
    lines: list[Line]
    planner: Planner
    scene: Scene

    @property
    def digest(self) -> str:
        return plan_hash(self.lines)


def plan_import(imported: Import, by, at, tell: Tell = lambda done, total, sentence: None) -> Planned:
    """Read the file of an import and plan every row. Raises Denied."""
    place = files.place_of(imported.stored_as)
    tell(0, 0, "Đang đọc tệp")
    if files.sha256_of(place) != imported.sha256:
        raise Denied("Tệp lưu giữ không còn đúng như lúc tải lên; hãy tải lại tệp.")
    try:
        table = read_table(place, imported.sheet_place, files.header_of(imported), is_measured=True)
    except BookRefused as error:
        raise files.refusal(error) from error
    kind = kind_named(imported.kind)
    tell(0, 0, f"Đang đọc {vi_number(table.count)} dòng")
    typed = typed_table(kind, table, imported.mapping)
    settle_births(typed)
    planner, scene = planner_of(imported.kind), queries.scene_of(imported, by, at)
    return Planned(table, typed, planner.plan(typed, scene, tell), planner, scene)


def _import_of(job: Job) -> Import:
    return Import.objects.select_related("unit", "season__cluster").get(pk=job.arguments["import"])


def _check(run: Run) -> str:
    imported = _import_of(run.job)
    permissions.check_is_officer(run.by, imported.unit, run.at.date(), "kiểm tra tệp")
    planned = plan_import(imported, run.by, run.at, run.tell)
    run.tell(planned.typed.count, planned.typed.count, "Đang lưu kết quả kiểm tra")
    if not planned.lines:
        raise Denied("Dưới dòng tiêu đề không có dòng dữ liệu nào.")
    sentence = f"Đã kiểm tra {vi_number(len(planned.lines))} dòng."
    digest = planned.digest
    if any(line.verdict == REFUSED for line in planned.lines):
        place = files.folder() / files.returned_name(imported.stored_as, digest)
        files.write_returned(place, planned.table, planned.typed, planned.lines)
        run.check()
    notes = [*[note for note in imported.notes if note.startswith(("Tệp", "Bảng"))], *planned.table.notes]
    with run.last_step():
        actions_work.keep_preview(
            imported=imported,
            lines=planned.lines,
            typed=planned.typed,
            notes=notes,
            digest=digest,
            resolved=planned.planner.resolved,
            by=run.by,
            at=run.at,
        )
        run.finish(sentence)
    return sentence


def _write(run: Run) -> str:
    imported = _import_of(run.job)
    planned = plan_import(imported, run.by, run.at, run.tell)
    if planned.digest != imported.plan_hash:
        raise Stale(_MOVED)
    count = sum(line.verdict in (NEW, CHANGED) for line in planned.lines)
    sentence = f"Đã ghi {vi_number(count)} dòng."
    run.tell(0, 0, f"Đang ghi {vi_number(count)} dòng, tất cả hoặc không dòng nào")
    with run.last_step():
        effects = planned.planner.write(planned.lines, planned.scene)
        actions_work.keep_effects(imported=imported, effects=effects, by=run.by, at=run.at)
        run.finish(sentence)
    return sentence


def _undo(run: Run) -> str:
    imported = _import_of(run.job)
    planner, scene = planner_of(imported.kind), queries.scene_of(imported, run.by, run.at)
    effects = queries.effects_of(imported)
    run.tell(0, 0, "Đang xem có gì dựa trên lượt nhập này")
    if blockers := planner.blockers(effects, scene):
        raise Denied(f"Không hoàn tác được: {'; '.join(blockers)}.")
    run.tell(0, 0, "Đang hoàn tác, tất cả hoặc không dòng nào")
    with run.last_step():
        planner.undo(effects, scene, f"Hoàn tác lượt nhập số {imported.pk}: {imported.undone_reason}"[:300])
        actions_work.end_undo(imported=imported, by=run.by, at=run.at)
        run.finish("Đã hoàn tác cả lượt nhập.")
    return "Đã hoàn tác cả lượt nhập."


def _stopped(act: str):
    def step_back(job: Job) -> None:
        imported = _import_of(job)
        if LIFECYCLES["import"].may(act, imported.state):
            actions_work.step_back(imported=imported, act=act)

    return step_back


def _remove_old(run: Run) -> str:
    with run.last_step():
        count = remove_old_uploads(at=run.at) + remove_old_decisions(at=run.at)
        sentence = f"Đã xóa {count} tệp quá thời hạn lưu giữ."
        run.finish(sentence)
    return sentence


register("imports.check", JobKind(_check, _stopped("stop_check")))
register("imports.write", JobKind(_write, _stopped("stop_write")))
register("imports.undo", JobKind(_undo, _stopped("stop_undo")))
register_daily(DailyWork("daily.uploads", "Xóa bảng tính tải lên quá hạn lưu giữ", 2), _remove_old)
