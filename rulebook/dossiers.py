"""What a dossier must hold, and which achievement report belongs in it: on a day, by award, loại hình and recipient.

The papers stand with each award (``data/regimes``); ``data/dossier_papers.yaml`` says what each of them is. For the
loại hình that article 85 of the law of 2022 takes out, a shorter dossier (``rules``: simple_procedure). Where the law leaves
the dossier to ministries and provinces (Decree 152/2025, article 6.2.c) nothing is asked until they have chosen.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal

from pydantic import Field, model_validator

from .award import Recipient
from .book import DATA, Book, load_book
from .citations import Citation, CitationField, Status
from .dated import Strict
from .rules import rule_on
from .yamlfile import load_model

Kind = Literal[
    "title", "merit", "emulation_movement", "ad_hoc", "contribution_process", "seniority", "external_relations"
]
# Loại hình khen thưởng (law of 2022, article 8); a title is no loại hình and stands beside them.
KINDS_VI: dict[str, str] = {
    "title": "Danh hiệu thi đua",
    "merit": "Khen thưởng công trạng",
    "emulation_movement": "Khen thưởng phong trào thi đua, chuyên đề",
    "ad_hoc": "Khen thưởng đột xuất",
    "contribution_process": "Khen thưởng quá trình cống hiến",
    "seniority": "Khen thưởng theo niên hạn",
    "external_relations": "Khen thưởng đối ngoại",
}
SIMPLE = ("ad_hoc", "contribution_process", "seniority", "external_relations")
FOREIGN = ("foreign_individual", "foreign_collective")


class _Paper(Strict):
    code: str
    name_vi: str
    of: Literal["dossier", "nominee"]
    need: Literal["always", "relied", "if_any"]
    made: Literal["", "submission", "report", "opinion"] = ""
    says: tuple[str, ...]


class _PaperFile(Strict):
    last_checked: date
    papers: tuple[_Paper, ...]


@dataclass(frozen=True)
class Paper:
    """One paper of a dossier. ``text_vi``: how the source words it; ``need``: always, relied, if_any, or unknown where
    nobody has said. ``made``: submission, report, opinion, or "" for a file that is handed in."""

    code: str
    name_vi: str
    text_vi: str
    of: str
    need: str
    made: str = ""


@dataclass(frozen=True)
class Asked:
    """The papers of one kind of dossier. ``why_unknown_vi`` says why nothing can be asked for, "" where it can."""

    papers: tuple[Paper, ...]
    citation: str = ""
    url: str = ""
    sets: int | None = None
    note_vi: str = ""
    why_unknown_vi: str = ""
    is_left_to_province: bool = False


@lru_cache(maxsize=1)
def _papers() -> tuple[_Paper, ...]:
    return load_model(DATA / "dossier_papers.yaml", _PaperFile, {}).papers


def paper_names() -> dict[str, str]:
    """{code: name} of every paper there is."""
    return {paper.code: paper.name_vi for paper in _papers()}


def _known(text: str) -> _Paper:
    """``KeyError``: a wording of the awards that nobody has explained."""
    for paper in _papers():
        if text in paper.says:
            return paper
    raise KeyError(text)


def kinds_of(award_code: str, book: Book | None = None) -> tuple[str, ...]:
    """The loại hình under which an award may be proposed. A title is proposed as a title (the flag of a movement as part
    of the movement, too); of forms of commendation the source does not say which loại hình excludes which."""
    award = (book or load_book()).award(award_code)
    if award.kind == "emulation_title":
        return ("title", "emulation_movement") if award_code.endswith("_flag") else ("title",)
    kinds = [kind for kind in KINDS_VI if kind != "title"]
    if not set(award.recipient_kinds) & set(FOREIGN):
        kinds.remove("external_relations")
    elif set(award.recipient_kinds) <= set(FOREIGN):
        kinds = ["external_relations"]
    return tuple(kinds)


def papers_asked(award_code: str, kind: str, day: date, book: Book | None = None) -> Asked:
    """What a dossier of this award and loại hình must hold by the law of ``day``. ``KeyError``: no such award."""
    book = book or load_book()
    if kind in SIMPLE:
        return _simple(day)
    dossier = book.award(award_code, day).dossier_on(day)
    if dossier is None:
        return Asked((), why_unknown_vi=f"Dữ liệu chưa có quy định về thành phần hồ sơ của ngày {day:%d/%m/%Y}.")
    asked = Asked(
        tuple(
            Paper(p.code, p.name_vi, text, p.of, p.need, p.made) for text in dossier.papers_vi for p in [_known(text)]
        ),
        dossier.cite.label_vi,
        dossier.url,
        dossier.sets,
        dossier.note_vi,
    )
    left = rule_on("dossier_left_to_ministries_and_provinces", day)
    codes = left.parameters.get("awards", ()) if left is not None and left.decides_on(day) else ()
    if left is not None and isinstance(codes, tuple) and award_code in codes:
        return replace(
            _unknown(asked, "Luật giao bộ, ban, ngành, tỉnh quy định hồ sơ của hình thức này."),
            citation=f"{asked.citation}; {left.cite.label_vi}",
            is_left_to_province=True,
        )
    if not dossier.status.decides:
        return _unknown(asked, f"Thành phần hồ sơ {dossier.status.label_vi}.")
    return asked


def _unknown(asked: Asked, why_vi: str) -> Asked:
    papers = tuple(each if each.made == "submission" else replace(each, need="unknown") for each in asked.papers)
    return replace(asked, papers=papers, why_unknown_vi=why_vi)


def _simple(day: date) -> Asked:
    rule = rule_on("simple_procedure", day)
    if rule is None:
        return Asked((), why_unknown_vi=f"Dữ liệu chưa có thủ tục đơn giản của ngày {day:%d/%m/%Y}.")
    papers = {paper.code: paper for paper in _papers()}
    chosen = [papers[code] for code in ("submission", "summary_report")]
    proof = replace(_as_paper(papers["achievement_proof"]), need="if_any")
    asked = Asked((*(_as_paper(each) for each in chosen), proof), rule.cite.label_vi, rule.url, note_vi=rule.note_vi)
    if not rule.decides_on(day):
        return _unknown(asked, f"Thủ tục đơn giản ngày {day:%d/%m/%Y}: {rule.status_on(day).label_vi}.")
    return asked


def _as_paper(paper: _Paper) -> Paper:
    return Paper(paper.code, paper.name_vi, paper.name_vi, paper.of, paper.need, paper.made)


# ── achievement reports ──


class Part(Strict):
    """A part of a report; ``kind`` table: the records of the system fill it."""

    code: str
    heading_vi: str
    kind: Literal["text", "table"]


class _Form(Strict):
    code: str
    order: int | None = None
    title_vi: str
    recipients: tuple[Recipient, ...]
    awards: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    status: Status | None = None
    note_vi: str = ""


class _FormFile(Strict):
    last_checked: date
    cite: CitationField
    status: Status
    parts_status: Status
    note_vi: str
    parts: tuple[Part, ...]
    forms: tuple[_Form, ...] = Field(min_length=11, max_length=11)
    others: tuple[_Form, ...]

    @model_validator(mode="after")
    def _whole(self):
        if [form.order for form in self.forms] != list(range(1, 12)):
            raise ValueError("the eleven forms stand in the order of the appendix")
        known = {part.code for part in self.parts}
        for form in (*self.forms, *self.others):
            if unknown := {*form.needed, *form.optional} - known:
                raise ValueError(f"{form.code} names unknown parts {sorted(unknown)}")
            for award in form.awards:
                load_book().award(award)
        return self


@dataclass(frozen=True)
class ReportForm:
    """A form of achievement report. ``order``: its place in the appendix of the decree, None where the decree has none.
    ``note_vi`` says what of it was not read."""

    code: str
    order: int | None
    title_vi: str
    recipients: tuple[str, ...]
    parts: tuple[Part, ...]
    needed: tuple[str, ...]
    cite: Citation | None
    status: Status
    parts_status: Status
    note_vi: str
    awards: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _forms() -> dict[str, ReportForm]:
    book = load_book()
    context = {"instruments": book.instruments, "sources": book.sources}
    file = load_model(DATA / "report_forms.yaml", _FormFile, context)
    parts = {part.code: part for part in file.parts}
    order = list(parts)
    return {
        form.code: ReportForm(
            form.code,
            form.order,
            form.title_vi,
            form.recipients,
            tuple(parts[code] for code in sorted((*form.needed, *form.optional), key=order.index)),
            form.needed,
            file.cite if form.order else None,
            form.status or file.status,
            file.parts_status,
            form.note_vi or file.note_vi,
            form.awards,
            form.kinds,
        )
        for form in (*file.forms, *file.others)
    }


def report_forms() -> tuple[ReportForm, ...]:
    """The eleven forms in the order of the decree, then those of other texts."""
    return tuple(_forms().values())


def report_form(code: str) -> ReportForm:
    """``KeyError``: no such form."""
    return _forms()[code]


@lru_cache(maxsize=1)
def part_headings() -> dict[str, str]:
    """{code of a part: how the forms head it}."""
    return {part.code: part.heading_vi for form in report_forms() for part in form.parts}


def form_named(award_code: str, kind: str, recipient: str) -> ReportForm | None:
    """The form whose title names this award, else this loại hình, for such a recipient; None where no form does: then a
    person chooses one."""
    fitting = [form for form in report_forms() if recipient in form.recipients]
    by_award = [form for form in fitting if award_code in form.awards]
    by_kind = [form for form in fitting if kind in form.kinds]
    return next(iter(by_award or by_kind), None)


def forms_for(recipient: str) -> tuple[ReportForm, ...]:
    """Every form such a recipient can be reported on, those of the decree first."""
    return tuple(form for form in report_forms() if recipient in form.recipients)
