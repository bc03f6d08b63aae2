"""Papers of a conference with their versions, and what was said about them or at the conference."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Max

from thidua.conferences.models import Conference, ConferencePaper, PaperVersion, Remark
from thidua.conferences.permissions import check_can_comment, check_can_write
from thidua.shared import audit
from thidua.shared.actions_rows import move_row, strike
from thidua.shared.denied import Denied
from thidua.shared.text import nfc, nfc_lines
from thidua.shared.uploads import take_document
from thidua.units.models import Unit

MOST_PAPERS, LONGEST_REMARK = 200, 4000


def _fits(**texts: tuple[str, int]) -> None:
    for label, (text, most) in texts.items():
        if len(text) > most:
            raise Denied(f"{label.replace('_', ' ')} dài quá {most} ký tự.")


@transaction.atomic
def add_paper(
    *,
    conference: Conference,
    kind: str,
    title: str,
    by,
    at: datetime,
    upload: File | None = None,
    is_final: bool = False,
    number: str = "",
    dated: date | None = None,
    issuer: str = "",
) -> ConferencePaper:
    """Add a paper; its first version when a file comes with it. A steering document needs number, day and issuer."""
    check_can_write(by, conference, at.date())
    title, number, issuer = nfc(title), nfc(number), nfc(issuer)
    if kind not in ConferencePaper.Kind.values:
        raise Denied("Loại tài liệu không hợp lệ.")
    if not title:
        raise Denied("Mời ghi tên tài liệu.")
    _fits(Tên_tài_liệu=(title, 300), Số_văn_bản=(number, 60), Cơ_quan_ban_hành=(issuer, 200))
    if kind == ConferencePaper.Kind.STEERING and not (number and dated and issuer):
        raise Denied("Văn bản chỉ đạo cần đủ số, ngày và cơ quan ban hành.")
    if dated is not None and dated > at.date():
        raise Denied(f"Ngày văn bản {dated:%d/%m/%Y} ở tương lai.")
    if conference.papers.count() >= MOST_PAPERS:
        raise Denied(f"Một hội nghị có nhiều nhất {MOST_PAPERS} tài liệu.")
    last = conference.papers.aggregate(last=Max("ordinal"))["last"] or 0
    paper = ConferencePaper.objects.create(
        conference=conference,
        ordinal=last + 1,
        kind=kind,
        title=title,
        number_text=number,
        dated=dated,
        issuer=issuer,
        added_at=at,
        added_by=by,
    )
    audit.record("conference_paper_added", paper, by=by, at=at, detail={"kind": kind})
    if upload is not None:
        _add_version(paper, upload, is_final, by, at)
    return paper


@transaction.atomic
def add_version(*, paper: ConferencePaper, upload: File, is_final: bool, by, at: datetime) -> PaperVersion:
    """A further version. The final one comes once, after every comment on the paper has got its answer."""
    check_can_write(by, paper.conference, at.date())
    _check_stands(paper)
    return _add_version(paper, upload, is_final, by, at)


def _check_stands(paper: ConferencePaper) -> None:
    if paper.withdrawn_at is not None:
        raise Denied("Tài liệu này đã gỡ.")


def _add_version(paper: ConferencePaper, upload: File, is_final: bool, by, at: datetime) -> PaperVersion:
    versions = list(ConferencePaper.objects.select_for_update().get(pk=paper.pk).versions.all())
    if any(version.is_final for version in versions):
        raise Denied("Tài liệu này đã có bản chính thức.")
    waiting = paper.remarks.filter(kind=Remark.Kind.COMMENT, outcome=Remark.Outcome.OPEN).count()
    if is_final and waiting:
        raise Denied(f"Còn {waiting} góp ý chưa trả lời; hãy ghi tiếp thu hay không trước khi tải bản chính thức.")
    taken = take_document(upload)
    if any(version.sha256 == taken.sha256 and not is_final for version in versions):
        raise Denied("Tệp này giống hệt một bản đã tải lên.")
    number = len(versions) + 1
    version = PaperVersion(
        paper=paper,
        number=number,
        is_final=is_final,
        name=taken.name,
        size=len(taken.content),
        sha256=taken.sha256,
        uploaded_at=at,
        uploaded_by=by,
    )
    version.file.save(f"{paper.pk}-{number}-{taken.sha256[:16]}{taken.suffix}", ContentFile(taken.content), save=False)
    version.save()
    detail = {"number": number, "final": is_final, "sha256": taken.sha256}
    audit.record("conference_paper_version", paper, by=by, at=at, detail=detail)
    return version


@transaction.atomic
def withdraw_paper(*, paper: ConferencePaper, reason: str, by, at: datetime) -> None:
    """A paper added by mistake: shown no longer, kept with the reason."""
    check_can_write(by, paper.conference, at.date())
    _check_stands(paper)
    strike(paper, "withdrawn", reason=reason, by=by, at=at)
    audit.record("conference_paper_withdrawn", paper, by=by, at=at)


@transaction.atomic
def move_paper(*, paper: ConferencePaper, up: bool, by, at: datetime) -> None:
    """One place up or down in the order; nothing happens at the ends."""
    check_can_write(by, paper.conference, at.date())
    place = move_row(paper, paper.conference.papers.filter(withdrawn_at=None), up=up)
    if place is not None:
        audit.record("conference_paper_moved", paper, by=by, at=at, detail={"place": place})


@transaction.atomic
def add_remark(
    *,
    conference: Conference,
    kind: str,
    text: str,
    by,
    at: datetime,
    unit: Unit | None = None,
    speaker: str = "",
    paper: ConferencePaper | None = None,
    due_on: date | None = None,
) -> Remark:
    """Keep a comment on a paper, a statement, a proposal, a lesson or a task. An invited unit writes its own comments,
    statements and proposals; lessons and tasks are the organiser's."""
    own = kind in (Remark.Kind.COMMENT, Remark.Kind.STATEMENT, Remark.Kind.PROPOSAL)
    if own:
        check_can_comment(by, conference, unit, at.date())
    else:
        check_can_write(by, conference, at.date())
    text, speaker = nfc_lines(text), nfc(speaker)
    if kind not in Remark.Kind.values:
        raise Denied("Loại ghi nhận không hợp lệ.")
    if not text:
        raise Denied("Mời ghi nội dung.")
    _fits(Nội_dung=(text, LONGEST_REMARK), Người_phát_biểu=(speaker, 200))
    if kind == Remark.Kind.COMMENT:
        if paper is None or paper.conference_id != conference.pk:
            raise Denied("Mời chọn tài liệu được góp ý.")
        _check_stands(paper)
        if paper.versions.filter(is_final=True).exists():
            raise Denied("Tài liệu này đã có bản chính thức; không góp ý được nữa.")
    if due_on is not None and due_on < conference.held_on:
        raise Denied("Thời hạn nhiệm vụ không thể trước ngày hội nghị.")
    remark = Remark.objects.create(
        conference=conference,
        kind=kind,
        paper=paper if kind == Remark.Kind.COMMENT else None,
        unit=unit,
        speaker=speaker,
        text=text,
        due_on=due_on if kind == Remark.Kind.TASK else None,
        entered_at=at,
        entered_by=by,
    )
    audit.record("remark_added", remark, by=by, at=at, detail={"kind": kind, "conference": conference.pk})
    return remark


ANSWERS = {
    Remark.Kind.COMMENT: (Remark.Outcome.ACCEPTED, Remark.Outcome.PARTLY, Remark.Outcome.REFUSED),
    Remark.Kind.PROPOSAL: (
        Remark.Outcome.ACCEPTED, Remark.Outcome.PARTLY, Remark.Outcome.REFUSED, Remark.Outcome.DONE,
    ),
    Remark.Kind.STATEMENT: (Remark.Outcome.ACCEPTED, Remark.Outcome.REFUSED),
    Remark.Kind.LESSON: (),
    Remark.Kind.TASK: (Remark.Outcome.DONE,),
}  # fmt: skip


@transaction.atomic
def settle_remark(*, remark: Remark, outcome: str, by, at: datetime, reply: str = "") -> None:
    """Say what became of a remark: accepted, in part, not (``reply`` says why), done. Said anew, the last word stands."""
    check_can_write(by, remark.conference, at.date())
    reply = nfc_lines(reply)
    if outcome not in ANSWERS[Remark.Kind(remark.kind)]:
        raise Denied("Cách xử lý này không dùng cho loại ghi nhận đã chọn.")
    if outcome in (Remark.Outcome.PARTLY, Remark.Outcome.REFUSED) and not reply:
        raise Denied("Mời ghi lý do không tiếp thu hoặc chỉ tiếp thu một phần.")
    _fits(Giải_trình=(reply, LONGEST_REMARK))
    remark.outcome, remark.reply, remark.settled_at, remark.settled_by = outcome, reply, at, by
    remark.save(update_fields=["outcome", "reply", "settled_at", "settled_by"])
    audit.record("remark_settled", remark, by=by, at=at, detail={"outcome": outcome})


@transaction.atomic
def carry_over(*, conference: Conference, remarks: Iterable[Remark], by, at: datetime) -> int:
    """Take lessons and tasks of earlier conferences of the same unit or cluster into this one; how many are new."""
    check_can_write(by, conference, at.date())
    remarks = list(remarks)
    for each in remarks:
        earlier = each.conference
        same = earlier.unit_id == conference.unit_id and earlier.cluster_id == conference.cluster_id
        if not same or earlier.held_on >= conference.held_on:
            raise Denied("Chỉ đưa vào bài học, nhiệm vụ của hội nghị trước cùng đơn vị, cụm, khối.")
        if each.kind not in (Remark.Kind.LESSON, Remark.Kind.TASK):
            raise Denied("Chỉ đưa vào bài học, nhiệm vụ.")
    there = set(conference.remarks.exclude(origin=None).values_list("origin_id", flat=True))
    new = [
        Remark(
            conference=conference,
            kind=each.kind,
            unit=each.unit,
            text=each.text,
            origin=each,
            entered_at=at,
            entered_by=by,
        )
        for each in remarks
        if each.pk not in there
    ]
    Remark.objects.bulk_create(new)
    if new:
        audit.record("remarks_carried_over", conference, by=by, at=at, detail={"count": len(new)})
    return len(new)
