"""What a dossier must hold and what it still lacks. Reads only; the law: :mod:`rulebook.dossiers`."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from rulebook.dossiers import Asked, Paper, paper_names, papers_asked, part_headings
from thidua.law.queries import the_book
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.models_desk import AgencyOpinion
from thidua.nominations.models_files import AchievementReport, DossierFile, PaperRule
from thidua.units.models import Unit

REPORTS = ("report", "summary_report")
NEEDS_VI = {
    "always": "Bắt buộc",
    "relied": "Bắt buộc khi lấy làm căn cứ",
    "if_any": "Nếu có",
    "unknown": "Chưa rõ",
}


def law_day_of(nomination: Nomination, today: date) -> date:
    """The day whose law says what the dossier holds: its rule date once it was received, before that today."""
    return nomination.rule_date or today


def province_of(unit: Unit) -> Unit:
    return unit.ancestors().filter(parent__isnull=True).first() or unit


def chosen_papers(award_code: str, unit: Unit) -> PaperRule | None:
    """What the province of the unit has chosen for an award that the law leaves to it. Two queries."""
    return PaperRule.objects.filter(unit=province_of(unit), award_code=award_code).order_by("-pk").first()


def asked_of(nomination: Nomination, on: date) -> Asked:
    """The papers asked of a dossier by the law of ``on`` and, where that leaves it to the province, by its choice."""
    asked = papers_asked(nomination.award_code, nomination.kind, on, the_book())
    if not asked.is_left_to_province:
        return asked
    rule = chosen_papers(nomination.award_code, nomination.unit)
    if rule is None:
        return asked
    papers = tuple(
        each if each.made == "submission" else replace(each, need="always" if each.code in rule.codes else "if_any")
        for each in asked.papers
    )
    return replace(asked, papers=papers, why_unknown_vi="", citation=f"{asked.citation}; {rule.basis}")


def who_settles(nomination: Nomination, asked: Asked) -> list[str]:
    """Where it is not known which papers must be there: who says so, where, and what happens meanwhile."""
    if not asked.why_unknown_vi:
        return []
    meanwhile = "Trong khi chờ, hồ sơ vẫn gửi được với tờ trình kèm danh sách; người thẩm định hỏi lại theo trường hợp nếu cần thêm."
    if asked.is_left_to_province:
        province = province_of(nomination.unit).name
        who = (
            f"Người thẩm định hoặc thủ trưởng của {province} chọn giấy tờ bắt buộc ở Hồ sơ › Giấy tờ do tỉnh quy định, kèm "
            "số, ngày văn bản của tỉnh."
        )
    else:
        who = f"Hãy hỏi cơ quan thẩm định ({nomination.to_unit.name}); dữ liệu luật được bổ sung khi đọc được văn bản."
    return [who, meanwhile]


@dataclass
class Held:
    """What is there: codes of papers of the dossier, and of each line by primary key."""

    dossier: set[str] = field(default_factory=set)
    lines: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    # {line: codes of the parts still to be written in its achievement report}.
    begun: dict[int, list[str]] = field(default_factory=dict)
    opinion_for_all: bool = False

    def has(self, line: int | None, paper: Paper) -> bool:
        """Whether a line, by primary key, or the dossier has a paper."""
        codes = self.dossier if line is None else self.lines.get(line, set())
        if paper.made == "submission":
            return True
        if paper.made == "opinion":
            return self.opinion_for_all or "opinion" in codes
        return paper.code in codes or (paper.made == "report" and bool(codes & set(REPORTS)))


def held_by(nomination: Nomination, on: date) -> Held:
    """Three queries, whatever the number of lines."""
    held = Held()
    files = DossierFile.objects.filter(nomination=nomination, removed_at=None).order_by()
    for line, code in files.values_list("line_id", "paper_code"):
        (held.dossier if line is None else held.lines[line]).add(code)
    reports = AchievementReport.objects.filter(line__nomination=nomination).order_by()
    for line, unwritten in reports.values_list("line_id", "unwritten"):
        if unwritten:
            held.begun[line] = unwritten.split()
        else:
            held.lines[line].add("report")
    valid = Q(expires_on=None) | Q(expires_on__gte=on)
    opinions = AgencyOpinion.objects.filter(valid, nomination=nomination, withdrawn_at=None).order_by()
    for line in opinions.values_list("line_id", flat=True):
        if line is None:
            held.opinion_for_all = True
        else:
            held.lines[line].add("opinion")
    return held


class Lack(NamedTuple):
    """A paper that is not there, of a line by primary key (None: the dossier); ``unwritten``: codes of the parts that a
    report that was begun still lacks."""

    line: int | None
    paper: Paper
    unwritten: Sequence[str] = ()

    def told(self, subject: object) -> str:
        """ "Nguyễn Thị An – Báo cáo thành tích", "… – Báo cáo thành tích (chưa viết mục: “Biện pháp…”)"."""
        return f"{subject or 'cả hồ sơ'} – {self.what}"

    @property
    def what(self) -> str:
        """The paper and, where a report was begun, the parts still empty, as their form calls them."""
        if not self.unwritten:
            return self.paper.name_vi
        headings = part_headings()
        return f"{self.paper.name_vi} (chưa viết mục: {', '.join(f'“{headings[code]}”' for code in self.unwritten)})"


def missing(nomination: Nomination, on: date, asked: Asked | None = None) -> list[Lack]:
    """Each paper asked for that is not there or not written to its end, the dossier's own first, then by line in the order
    of the list. Four queries whatever the number of lines, none where nothing is asked for."""
    asked = asked or asked_of(nomination, on)
    mine = [paper for paper in asked.papers if paper.of == "nominee" and paper.need in ("always", "relied")]
    own = [p for p in asked.papers if p.of == "dossier" and p.need == "always" and p.made != "submission"]
    if not mine and not own:
        return []
    held = held_by(nomination, on)
    found = [Lack(None, paper) for paper in own if not held.has(None, paper)]
    if mine:
        for pk, relies_on in nomination.lines.order_by("ordinal").values_list("pk", "relies_on"):
            found += [
                Lack(pk, paper, held.begun.get(pk, ()) if paper.made == "report" else ())
                for paper in mine
                if (paper.need == "always" or paper.code in relies_on) and not held.has(pk, paper)
            ]
    return found


def told(lacking: Iterable[Lack], lines: Iterable[NominationLine]) -> list[str]:
    """What is missing, each with whose it is; ``lines`` with their subjects selected."""
    by_key = {line.pk: line.subject for line in lines}
    return [each.told(by_key.get(each.line) if each.line else None) for each in lacking]


@dataclass(frozen=True)
class PaperRow:
    """One paper on the page of papers: how many have it of how many who need it."""

    paper: Paper
    need_vi: str
    has: int
    of: int
    files: Sequence[DossierFile] = ()

    @property
    def is_missing(self) -> bool:
        return self.paper.need in ("always", "relied") and self.has < self.of


def rows_of(nomination: Nomination, on: date, asked: Asked) -> list[PaperRow]:
    """The state of every paper. Five queries, whatever the number of lines."""
    held = held_by(nomination, on)
    lines = list(nomination.lines.values_list("pk", "relies_on"))
    files = defaultdict(list)
    for file in DossierFile.objects.filter(nomination=nomination, line=None, removed_at=None):
        files[file.paper_code].append(file)
    rows = []
    for paper in asked.papers:
        if paper.of == "dossier":
            has, of = int(held.has(None, paper)), 1
        else:
            needing = [pk for pk, relies_on in lines if paper.need != "relied" or paper.code in relies_on]
            has, of = sum(held.has(pk, paper) for pk in needing), len(needing)
        rows.append(PaperRow(paper, NEEDS_VI[paper.need], has, of, files.get(paper.code, [])))
    extra = sorted(set(files) - {paper.code for paper in asked.papers})
    rows += [
        PaperRow(
            Paper(code, paper_names().get(code, code), "", "dossier", "if_any"), NEEDS_VI["if_any"], 1, 1, files[code]
        )
        for code in extra
    ]
    return rows
