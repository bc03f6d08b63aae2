"""Papers of a dossier: handed in, taken away, relied on; what a province asks for (requirement N3)."""

from collections.abc import Iterable
from datetime import datetime

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction

from rulebook.dossiers import kinds_of, paper_names, papers_asked
from thidua.law.queries import proposable, the_book
from thidua.nominations import permissions
from thidua.nominations.actions_judging import needed_reason
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.models_files import DossierFile, PaperRule
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import stamp
from thidua.shared.uploads import PROOF, PROOF_LARGEST, PROOF_TAKEN, take
from thidua.units.models import Unit

MOST_FILES = 20


@transaction.atomic
def attach_paper(
    *, nomination: Nomination, paper_code: str, upload: File, by, at: datetime, line: NominationLine | None = None
) -> DossierFile:
    """Keep a paper of the dossier, or of one nominee. The same file twice for the same paper is refused; HTML, SVG, macros
    and files whose content is not what their name says are refused by :mod:`thidua.shared.uploads`."""
    permissions.check_can_write(by, nomination, at.date(), {line.pk} if line is not None else None)
    if paper_code not in paper_names():
        raise Denied("Hãy chọn loại giấy tờ.")
    return keep_file(nomination, paper_code, upload, by, at, line)


def keep_file(
    nomination: Nomination, paper_code: str, upload: File, by, at: datetime, line: NominationLine | None = None
) -> DossierFile:
    """Store a file once the right was checked; inside the transaction of the act."""
    taken = take(upload, PROOF, PROOF_TAKEN, PROOF_LARGEST)
    standing = DossierFile.objects.filter(nomination=nomination, line=line, paper_code=paper_code, removed_at=None)
    if there := standing.filter(sha256=taken.sha256).first():
        raise Denied(_twice(there, taken.name))
    if standing.count() >= MOST_FILES:
        raise Denied(f"Mỗi giấy tờ nhận nhiều nhất {MOST_FILES} tệp.")
    kept = DossierFile(
        nomination=nomination,
        line=line,
        paper_code=paper_code,
        name=taken.name,
        sha256=taken.sha256,
        size=len(taken.content),
        **stamp("kept", by=by, at=at),
    )
    kept.file.save(taken.name, ContentFile(taken.content), save=False)
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:
        raise Denied(_twice(standing.get(sha256=taken.sha256), taken.name)) from None
    detail = {"paper": paper_code, "line": line.pk if line else None, "sha256": taken.sha256}
    audit.record("dossier_file_kept", nomination, by=by, at=at, detail=detail)
    return kept


def _twice(there: DossierFile, name: str) -> str:
    """Names the file that is there already: the one handed in now may bear another name."""
    if there.name == name:
        return f"Tệp “{name}” đã được nộp cho giấy tờ này."
    return f"Giấy tờ này đã có tệp “{there.name}” với cùng nội dung; tệp “{name}” không được nộp thêm."


@transaction.atomic
def remove_paper(*, file: DossierFile, by, at: datetime) -> None:
    """No longer shown; the file and the stamp stay on record."""
    permissions.check_can_write(by, file.nomination, at.date(), {file.line_id} if file.line_id else None)
    rows = DossierFile.objects.filter(pk=file.pk, removed_at=None)
    if rows.update(**stamp("removed", by=by, at=at)) != 1:
        raise Stale("Tệp này đã được gỡ.")
    detail = {"paper": file.paper_code, "line": file.line_id, "sha256": file.sha256}
    audit.record("dossier_file_removed", file.nomination, by=by, at=at, detail=detail)


@transaction.atomic
def rely_on(*, line: NominationLine, codes: Iterable[str], by, at: datetime) -> None:
    """Say on which proofs the proposal of a nominee rests: those papers are then asked for."""
    permissions.check_can_write(by, line.nomination, at.date(), {line.pk})
    asked = papers_asked(line.nomination.award_code, line.nomination.kind, at.date(), the_book())
    possible = {paper.code for paper in asked.papers if paper.need in ("relied", "unknown")}
    chosen = sorted(set(codes))
    if unknown := set(chosen) - possible:
        names = ", ".join(paper_names().get(code, code) for code in sorted(unknown))
        raise Denied(f"Hồ sơ này không có căn cứ kèm giấy tờ: {names}.")
    if NominationLine.objects.filter(pk=line.pk, relies_on=line.relies_on).update(relies_on=chosen) != 1:
        raise Stale()
    line.relies_on = chosen
    audit.record("grounds_chosen", line.nomination, by=by, at=at, detail={"line": line.pk, "papers": chosen})


@transaction.atomic
def choose_papers(*, unit: Unit, award_code: str, codes: Iterable[str], basis: str, by, at: datetime) -> PaperRule:
    """The papers a province asks for, where the law leaves the dossier to it. ``basis`` names the province's own text."""
    permissions.check_can_choose_papers(by, unit, at.date())
    basis = needed_reason(basis, "chọn giấy tờ: số, ngày văn bản của tỉnh", 300)
    asked = (
        papers_asked(award_code, kinds_of(award_code)[0], at.date(), the_book()) if award_code in proposable() else None
    )
    if asked is None or not asked.is_left_to_province:
        raise Denied("Hồ sơ của hình thức này do luật, nghị định quy định; tỉnh không chọn giấy tờ.")
    chosen = sorted(set(codes))
    if set(chosen) - {paper.code for paper in asked.papers if paper.made != "submission"}:
        raise Denied("Hãy chọn trong các giấy tờ được liệt kê.")
    rule = PaperRule.objects.create(
        unit=unit, award_code=award_code, codes=chosen, basis=basis, **stamp("chosen", by=by, at=at)
    )
    audit.record("papers_chosen", rule, by=by, at=at, detail={"unit": unit.pk, "award": award_code, "papers": chosen})
    return rule
