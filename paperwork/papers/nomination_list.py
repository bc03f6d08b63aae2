"""Tờ trình đề nghị khen thưởng with its danh sách: the first paper of every dossier.

Layout: Decree 30/2020/NĐ-CP, Appendix III, model 1.4, list as appendix (model 2.1). That both belong to the dossier:
Law on Emulation and Commendation 06/2022/QH15, article 84.1. Columns of the list: usual practice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from paperwork.blocks import (
    Column,
    Distribution,
    Issuer,
    PaperError,
    Reference,
    Signer,
    Table,
    roman,
)
from paperwork.papers.named import Appendix, NamedPaper, named_docx, render_named

Kind = Literal["person", "household", "unit"]


@dataclass(frozen=True)
class Nominee:
    """One line of the list. `share` is the council's written share of votes ("95,83%"), "" before the vote."""

    name: str
    post: str
    award: str
    kind: Kind = "person"
    merit: str = ""
    share: str = ""


@dataclass(frozen=True)
class NominationList:
    """`summary` starts with "Về việc"; `nominees` in the order of printing (grouped by award); `opening` are the
    paragraphs after the legal bases that say how the list came about.
    """

    issuer: Issuer
    reference: Reference
    summary: str
    addressees: tuple[str, ...]
    legal_bases: tuple[str, ...]
    opening: tuple[str, ...]
    nominees: tuple[Nominee, ...]
    signer: Signer
    distribution: Distribution
    # Who proposes within the agency, where the agency itself decides: it does not submit to its own head.
    proposer: str = ""


_KINDS_VI: dict[Kind, str] = {"person": "cá nhân", "household": "hộ gia đình", "unit": "tập thể"}


def counted_recipients(kinds: Iterable[Kind], *, units_first: bool = False) -> str:
    """ "14 cá nhân và 01 tập thể", "03 hộ gia đình"; what there is none of is not named. A decision names ``units_first``."""
    counts = Counter(kinds)
    words = reversed(_KINDS_VI.items()) if units_first else iter(_KINDS_VI.items())
    told = [f"{counts[kind]:02d} {word}" for kind, word in words if counts[kind]]
    return " và ".join(filter(None, [", ".join(told[:-1]), *told[-1:]]))


def everybody_vi(kinds: Iterable[Kind]) -> str:
    """ "cá nhân, tập thể", and households where there are any."""
    return "cá nhân, tập thể, hộ gia đình" if "household" in kinds else "cá nhân, tập thể"


def submission_of(paper: NominationList) -> NamedPaper:
    """Submission with list as a named paper. Raises `PaperError` without nominees."""
    if not paper.nominees:
        raise PaperError("Tờ trình phải có ít nhất một cá nhân hoặc tập thể được đề nghị.")
    awards = tuple(dict.fromkeys(nominee.award for nominee in paper.nominees))
    lines = []
    for number, award in enumerate(awards, start=1):
        phrase = counted_recipients(each.kind for each in paper.nominees if each.award == award)
        lines.append(f"{number}. {award}: {phrase}" + ("." if number == len(awards) else ";"))
    decider = paper.addressees[0] if paper.addressees else "cấp có thẩm quyền"
    everybody = counted_recipients(nominee.kind for nominee in paper.nominees)
    return NamedPaper(
        kind="Tờ trình",
        issuer=paper.issuer,
        reference=paper.reference,
        summary=paper.summary,
        addressees=paper.addressees,
        legal_bases=paper.legal_bases,
        opening=(
            *paper.opening,
            (
                f"{paper.proposer or paper.issuer.name} kính trình {decider} xem xét, quyết định khen thưởng {everybody}, cụ thể:"
            ),
            *lines,
            "(Có danh sách kèm theo)",
        ),
        ending=("Kính trình cấp có thẩm quyền xem xét, quyết định.",),
        signer=paper.signer,
        distribution=paper.distribution,
        appendices=(
            Appendix(
                "Danh sách đề nghị khen thưởng",
                (nominee_table(paper.nominees, awards),),
            ),
        ),
    )


def render_nomination_list(paper: NominationList, *, created_at: datetime | None = None) -> bytes:
    """Submission and list as one PDF/A-2a file. Raises `PaperError` without nominees."""
    return render_named(submission_of(paper), created_at=created_at)


def nomination_list_docx(paper: NominationList, *, created_at: datetime | None = None) -> bytes:
    """The same as a DOCX file. Raises `PaperError` without nominees."""
    return named_docx(submission_of(paper), created_at=created_at)


def nominee_table(nominees: tuple[Nominee, ...], awards: tuple[str, ...]) -> Table:
    """The list under one heading per award; the merit and vote columns appear only when something stands in them."""
    with_merit = any(nominee.merit for nominee in nominees)
    with_share = any(nominee.share for nominee in nominees)
    columns = [
        Column("STT", 0, "center"),
        Column("Cá nhân, tập thể", 3),
        Column("Chức vụ, đơn vị", 3 if with_merit else 4),
    ]
    if with_merit:
        columns.append(Column("Tóm tắt thành tích", 5))
    if with_share:
        columns.append(Column("Tỷ lệ\nphiếu", 0, "center"))
    rows: list[tuple[str | int, ...] | str] = []
    for group, award in enumerate(awards, start=1):
        rows.append(f"{roman(group)}. {award}")
        chosen = [nominee for nominee in nominees if nominee.award == award]
        for number, nominee in enumerate(chosen, start=1):
            cells: list[str | int] = [number, nominee.name, nominee.post]
            if with_merit:
                cells.append(nominee.merit)
            if with_share:
                cells.append(nominee.share)
            rows.append(tuple(cells))
    return Table(tuple(columns), tuple(rows))
