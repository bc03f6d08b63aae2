"""The question of a cross-check plan and its answer: a bridge to :mod:`rulebook.crosscheck` (requirement S4)."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction

from rulebook.checkplan import Ban, Earlier, Impossible, NotFound, Plan, PlanError
from rulebook.crosscheck import plan as draw_plan
from thidua.scoring import marking
from thidua.scoring.models import Season
from thidua.scoring.models_marks import CheckPlan
from thidua.scoring.queries import items_of, lines_of
from thidua.scoring.queries_marks import last_plan
from thidua.shared.denied import Denied
from thidua.shared.wording import vi_date

EFFORT = 4.0  # of the solver, for one look at a page


@dataclass(frozen=True)
class Question:
    """What a person asks for. ``bans``: (checker, checked, reason, both ways) by unit code; ``parts``: groups of the
    rubric, none for whole cards; ``double_percent``: whole percent of what a second unit looks at."""

    per_unit: int
    seed: str
    double_percent: int = 0
    bans: tuple[tuple[str, str, str, bool], ...] = ()
    relax: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    is_split: bool = False


_EXTRAS = {
    "bonus": ("thuong", "Điểm thưởng"),
    "deduction": ("tru", "Điểm trừ"),
    "event": ("su-kien", "Việc làm hạ bậc, loại khỏi đề nghị"),
}


def extra_groups() -> set[str]:
    """The groups outside the tree, whose key is no code of the rubric."""
    return {key for key, _ in _EXTRAS.values()}


def groups_of(season: Season) -> dict[str, tuple[str, list[str]]]:
    """{code of a group of the rubric: (name, its criteria)} in printed order: the top of the tree, bonuses, deductions.

    A top line that is marked itself is a group of one.
    """
    found: dict[str, tuple[str, list[str]]] = {}
    current = ""
    for line in lines_of(season):
        if isinstance(line, marking.Heading):
            if line.depth == 0:
                current = line.code
                found[current] = (line.name, [])
            continue
        if line.part == "tie":
            continue
        if line.part not in ("criterion", "gate"):
            key, name = _EXTRAS[line.part]
            found.setdefault(key, (name, []))[1].append(line.code)
        elif line.depth == 0:
            current = line.code
            found[current] = (line.name, [line.code])
        else:
            found[current][1].append(line.code)
    return {key: value for key, value in found.items() if value[1]}


def codes_of(season: Season, parts: tuple[str, ...]) -> list[str]:
    """The criteria of the groups, all of them when none is named, in printed order."""
    groups = groups_of(season)
    if strange := [part for part in parts if part not in groups]:
        raise Denied(f"Bảng tiêu chí không có nhóm “{strange[0]}”.")
    wanted = {code for part in (parts or groups) for code in groups[part][1]}
    return [code for code in items_of(season) if code in wanted]


def earlier_of(season: Season) -> Earlier | None:
    """Last year's plan of the cluster, where there is one."""
    before = last_plan(season)
    if before is None:
        return None
    known = Plan.from_dict(before.plan)
    return Earlier(f"năm {before.season.year}", known.pairs)


def answer(season: Season, question: Question) -> Plan | Impossible | NotFound:
    """The plan, or why there is none. Denied for a question that cannot be."""
    cards = season.scorecards.exclude(state="closed").select_related("unit")
    names = {card.unit.code: card.unit.name for card in cards}
    if strange := [code for pair in question.bans for code in pair[:2] if code not in names]:
        raise Denied(f"Đơn vị “{strange[0]}” không thuộc mùa chấm điểm này.")
    if not 0 <= question.double_percent <= 100:
        raise Denied("Tỷ lệ chấm hai lần phải từ 0 đến 100 %.")
    codes = codes_of(season, question.parts)
    earlier = earlier_of(season)
    try:
        return draw_plan(
            sorted(names),
            question.per_unit,
            seed=question.seed,
            bans=[Ban(one, two, reason, both) for one, two, reason, both in question.bans],
            earlier=[earlier] if earlier else [],
            relax=question.relax,  # type: ignore[arg-type]
            items=codes if question.is_split or question.double_percent else (),
            split=question.is_split,
            double_share=Fraction(question.double_percent, 100),
            effort=EFFORT,
            names=names,
        )
    except PlanError as error:
        raise Denied(str(error)) from error


def digest_of(question: Question, plan: Plan) -> str:
    """SHA-256 over question and plan: what was previewed is what is confirmed."""
    plain = {"question": asdict(question), "plan": plan.to_dict()}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def tasks(season: Season, plan: Plan, parts: tuple[str, ...]) -> list[tuple[str, str, int, list[str]]]:
    """[(checker, checked, ordinal, criteria)]: one for each pair of units; ordinal 2 where it is a second look only."""
    every = codes_of(season, parts)
    found: dict[tuple[str, str], tuple[int, set[str]]] = {}
    for check in plan.checks:
        key = (check.checker, check.checked)
        ordinal, codes = found.get(key, (2, set()))
        found[key] = (min(ordinal, 2 if check.second else 1), codes | set(check.items or every))
    return [
        (checker, checked, ordinal, [code for code in every if code in codes])
        for (checker, checked), (ordinal, codes) in sorted(found.items())
    ]


def question_of(stored: CheckPlan) -> Question:
    """What a confirmed plan was asked."""
    return Question(
        per_unit=stored.per_unit,
        seed=stored.seed,
        double_percent=stored.double_percent,
        bans=tuple((b["checker"], b["checked"], b["reason"], b["both_ways"]) for b in stored.bans),
        relax=tuple(stored.relax),
        parts=tuple(stored.parts),
        is_split=stored.is_split,
    )


def proposed_seed(season: Season, on: date) -> str:
    """A seed that says where it comes from; people may replace it by a number drawn in public."""
    return f"{season.cluster.name}, năm {season.year}, ngày {vi_date(on)}"
