"""What a scoring table leaves open, as named questions, and the table once a person has answered them.

Rounding, ties, what units are ranked by, how days late are counted, marks of letters, a printed total that differs:
where the source is silent the answer belongs to the cluster and stands before scoring opens. Nothing here guesses.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from .counts import PerOccurrence
from .figures import shown
from .ladders import LadderDate, LadderDaysLate, LadderPercent
from .marks import GradedLetter, NotStated, SampleSurvey, TitleBonus
from .rubrics import Criterion, Rubric, walk, walk_plain


class ChoiceError(ValueError):
    """An answer that cannot be; the text is Vietnamese. ``key`` is the question."""

    def __init__(self, key: str, reason_vi: str) -> None:
        super().__init__(f"{key}: {reason_vi}")
        self.key, self.reason_vi = key, reason_vi


@dataclass(frozen=True)
class Choice:
    """One possible answer."""

    value: Any
    label_vi: str


@dataclass(frozen=True)
class Question:
    """``code``: the item it concerns, "" for the whole table. ``choices``: the answers to pick from; ``free`` names the
    kind of an answer that is written instead: "steps" (tie steps), "grades" {B, C, D}, "items" (criteria as data),
    "bands", "scoring" (a formula as data), "" for none. ``blocks``: a season must not open without the answer;
    otherwise only the cases it concerns stay undefined. ``suggested``: what our data would take, never applied unasked.
    """

    key: str
    kind: str
    code: str
    text_vi: str
    choices: tuple[Choice, ...] = ()
    free: str = ""
    blocks: bool = True
    suggested: Any = None


_ROUNDING = tuple(Choice(places, f"{places} chữ số thập phân, từ nửa trở lên làm tròn lên") for places in range(5))
_TIES = (Choice("vote", "Cụm, khối bỏ phiếu"), Choice("share", "Xếp đồng hạng"))
_BASIS = (
    Choice("total", "Tổng điểm, từ cao xuống thấp"),
    Choice("total_then_ballot", "Tổng điểm, sau đó bỏ phiếu kín với các đơn vị được đề nghị"),
    Choice("percent_of_assigned", "Tỷ lệ phần trăm trên tổng điểm tối đa của các mục được giao"),
)
_DAYS = (Choice("working", "Ngày làm việc"), Choice("calendar", "Ngày lịch"))
_DAY_OFF = (
    Choice("as_printed", "Đúng ngày in trong văn bản"),
    Choice("next_working_day", "Chuyển sang ngày làm việc tiếp theo (Điều 148 Bộ luật Dân sự)"),
)
_TOGETHER = (Choice("add", "Cộng dồn"), Choice("best", "Chỉ lấy mức cao nhất"))
_OVERLAP = (Choice("once", "Chỉ tính một lần"), Choice("each", "Tính ở từng mục"))
_SMALL = (Choice("scale", "Tính theo tỷ lệ số người được hỏi"),)
_AS_LISTED = (Choice("as_listed", "Chỉ gồm các mục đang có trong bảng"),)
_PRINTED = (Choice("sum", "Lấy tổng các mục con"), Choice("cap", "Giữ số in trong văn bản làm mức trần"))


def open_questions(rubric: Rubric) -> tuple[Question, ...]:
    """Everything the table leaves open, whole-table questions first, then by item in printed order."""
    found = list(_of_the_table(rubric))
    agreed = set(rubric.groups_agreed_later)
    for each in walk(rubric.criteria):
        found += _of_a_heading(each, each.code in agreed)
        if each.scoring is not None:
            found += _of_a_formula(each.code, each.name_vi, each.scoring)
    for extra in (*rubric.bonuses, *rubric.deductions):
        found += _of_a_formula(extra.code, extra.name_vi, extra.scoring)
    return tuple(found)


def blocking_questions(rubric: Rubric) -> tuple[Question, ...]:
    """Those that must be answered before a season opens."""
    return tuple(each for each in open_questions(rubric) if each.blocks)


def _of_the_table(rubric: Rubric) -> Iterator[Question]:
    counter = rubric.ranking.basis == "counter"
    if not rubric.rounding.settled and not (counter and not rubric.criteria):
        text = "Văn bản không nêu cách làm tròn điểm từng mục"
        yield Question("rounding", "rounding", "", text, _ROUNDING, suggested=rubric.rounding.places)
    unassigned = any(each.may_be_unassigned for each in walk(rubric.criteria))
    if not rubric.ranking.settled:
        text = "Văn bản không nêu căn cứ xếp hạng"
        yield Question("ranking_basis", "ranking_basis", "", text, _BASIS, suggested=rubric.ranking.basis)
    elif unassigned and rubric.ranking.basis in ("total", "total_then_ballot") and not rubric.ranking.chosen:
        text = "Có mục không giao cho mọi đơn vị: xếp hạng theo tổng điểm không công bằng, cần chọn căn cứ xếp hạng"
        yield Question("ranking_basis", "ranking_basis", "", text, _BASIS)
    if not rubric.tie_break:
        text = "Văn bản không nêu cách phân hạng khi bằng điểm"
        yield Question("ties", "ties", "", text, _TIES, free="steps")
    if not rubric.criteria_complete:
        text = "Bản đã đọc thiếu một số tiêu chí"
        yield Question("criteria", "items", "", text, _AS_LISTED, free="items")
    computed = computed_total(rubric)
    if rubric.total_max is not None and computed is not None and computed != rubric.total_max:
        text = f"Bảng in tổng {shown(rubric.total_max)} điểm nhưng các mục cộng lại được {shown(computed)}"
        yield Question("printed_total", "printed_total", "", text, (Choice("sum", "Lấy tổng các mục"),))


def computed_total(rubric: Rubric) -> Decimal | None:
    """What the maxima add up to, bonuses with them; ``None`` while any is unknown or a criterion is missing."""
    if not rubric.criteria_complete:
        return None
    total = Decimal(0)
    in_tree = False
    for each in rubric.criteria:
        if each.max is None:
            return None
        total += each.max
    in_tree = any(each.is_bonus for each in walk(rubric.criteria))
    if rubric.bonus_max is not None and not in_tree:
        return total + rubric.bonus_max
    if rubric.bonuses and not in_tree:
        return total + sum((each.max for each in rubric.bonuses), Decimal(0))
    return total


def _of_a_heading(each: Criterion, agreed_later: bool) -> Iterator[Question]:
    name = f"{each.code} {each.name_vi}"
    if each.printed_max is not None:
        text = f"{name}: bảng in {shown(each.printed_max)} điểm nhưng các mục con cộng lại được {shown(each.max or 0)}"
        yield Question(f"{each.code}.printed_max", "printed_total", each.code, text, _PRINTED)
    if each.scoring is None and not each.children:
        text = f"{name}: cụm, khối chưa thống nhất nội dung và thang điểm"
        yield Question(f"{each.code}.items", "items", each.code, text, free="items")
    elif not each.children_complete:
        text = f"{name}: bản đã đọc thiếu một số mục con"
        choices = _AS_LISTED if each.children else ()
        yield Question(f"{each.code}.items", "items", each.code, text, choices, free="items")


def _of_a_formula(code: str, name_vi: str, formula: Any) -> Iterator[Question]:
    name = f"{code} {name_vi}"

    def ask(field: str, text: str, choices: tuple[Choice, ...], free: str = "", blocks: bool = True) -> Question:
        return Question(f"{code}.{field}", field, code, f"{name}: {text}", choices, free, blocks)

    match formula:
        case NotStated():
            yield ask("scoring", "bản đã đọc không nêu cách chấm", (), "scoring")
        case LadderDaysLate(counts=None):
            yield ask("counts", "văn bản không nêu chậm tính theo ngày làm việc hay ngày lịch", _DAYS)
        case LadderDate(day_off=None) if ends := formula.ends_on_a_day_off():
            days = ", ".join(f"{day:%d/%m/%Y}" for day in ends)
            yield ask("day_off", f"hạn {days} là ngày nghỉ, văn bản không nêu cách tính", _DAY_OFF)
        case LadderPercent(complete=False):
            yield ask("bands", "bản đã đọc thiếu một số mức", _AS_LISTED, "bands")
        case GradedLetter() if any(formula.grades.get(letter) is None for letter in "BCD"):
            yield ask("grades", "cụm, khối chưa thống nhất điểm của mức B, C, D", (), "grades")
        case TitleBonus(together=None) if len(formula.titles) > 1:
            yield ask("together", "văn bản không nêu có cộng dồn khi đạt nhiều danh hiệu", _TOGETHER)
        case PerOccurrence(overlap_counts=None) if formula.overlap:
            yield ask("overlap_counts", "văn bản không nêu trường hợp thuộc hai mục tính mấy lần", _OVERLAP)
        case SampleSurvey(small=None):
            text = f"văn bản không nêu cách tính khi có dưới {formula.sample} người"
            yield ask("small", text, _SMALL, blocks=False)


def with_choices(rubric: Rubric, choices: Mapping[str, Any]) -> Rubric:
    """The same table with the answers ``{question key: answer}``; the keys answered are added to ``Rubric.chosen``.

    Answers: the ``value`` of a choice; for rounding also ``{"places": 2, "mode": "down"}``; for the ranking basis also
    the fields of ``Ranking`` as a mapping; written answers as ``Question.free`` says. ``ChoiceError`` for a key that
    is no open question of this table or an answer that does not fit.
    """
    questions = {each.key: each for each in open_questions(rubric)}
    agreed: list[Mapping[str, Any]] = []
    plain = rubric.model_dump(by_alias=True)
    places = {each["code"]: each for each in walk_plain(plain["criteria"])}
    places |= {each["code"]: each for each in (*plain["bonuses"], *plain["deductions"])}
    for key, value in choices.items():
        question = questions.get(key)
        if question is None:
            raise ChoiceError(key, "bảng này không hỏi câu đó")
        offered = [each.value for each in question.choices]
        picked = isinstance(value, str | int) and not isinstance(value, bool) and value in offered
        if not picked and not question.free and question.kind not in ("rounding", "ranking_basis"):
            raise ChoiceError(key, "hãy chọn một trong các cách đã nêu")
        if question.kind == "items" and question.code in rubric.groups_agreed_later and not picked:
            agreed += [{"group": question.code, **item} for item in _list(key, value)]
        else:
            _ANSWER[question.kind](plain, places.get(question.code, {}), question, value, picked)
    plain["chosen"] = [*plain["chosen"], *choices]
    if any(questions[key].kind == "items" for key in choices):
        _add_up(plain["criteria"])
    try:
        answered = Rubric.model_validate(plain)
        return answered.with_agreed_marks(agreed) if agreed else answered
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise ChoiceError(", ".join(choices), f"câu trả lời không hợp lệ ({where}: {first['msg']})") from error
    except ValueError as error:
        raise ChoiceError(", ".join(choices), f"câu trả lời không hợp lệ ({error})") from error


Plain = dict[str, Any]


def _list(key: str, value: Any) -> list[Any]:
    if not isinstance(value, list | tuple) or not value or not all(isinstance(each, Mapping) for each in value):
        raise ChoiceError(key, "cần một danh sách mục")
    return list(value)


def _rounding(plain: Plain, at: Plain, question: Question, value: Any, picked: bool) -> None:
    if not picked and not isinstance(value, Mapping):
        raise ChoiceError(question.key, "cần số chữ số thập phân")
    given = {"places": value} if picked else dict(value)
    if given.get("places") is None:
        raise ChoiceError(question.key, "cần số chữ số thập phân")
    plain["rounding"] = {**plain["rounding"], **given, "chosen": True}


def _basis(plain: Plain, at: Plain, question: Question, value: Any, picked: bool) -> None:
    if not picked and not isinstance(value, Mapping):
        raise ChoiceError(question.key, "hãy chọn căn cứ xếp hạng")
    given = {"basis": value} if picked else dict(value)
    if given.get("basis") is None:
        raise ChoiceError(question.key, "hãy chọn căn cứ xếp hạng")
    plain["ranking"] = {**plain["ranking"], **given, "chosen": True}


def _ties(plain: Plain, at: Plain, question: Question, value: Any, picked: bool) -> None:
    words = {"vote": "bỏ phiếu", "share": "xếp đồng hạng"}
    plain["tie_break"] = [{"kind": value, "text_vi": words[value]}] if picked else _list(question.key, value)


def _items(plain: Plain, at: Plain, question: Question, value: Any, picked: bool) -> None:
    target = at or plain
    flag, place = ("children_complete", "children") if at else ("criteria_complete", "criteria")
    if not picked:
        target[place] = [*target[place], *_list(question.key, value)]
    target[flag] = True
    if at and picked:
        at["resum"] = True


def _add_up(criteria: list[Plain]) -> bool:
    """Headings whose list was declared complete get the sum of what they have, and so do those above them."""
    changed = False
    for each in criteria:
        below = _add_up(each.get("children") or [])
        if (each.pop("resum", False) or below) and each.get("children_complete", True):
            parts = [child["max"] for child in each["children"]]
            each["max"] = None if None in parts else sum(parts, each["own_max"] or Decimal(0))
            changed = True
    return changed


def _printed(plain: Plain, at: Plain, question: Question, value: Any, picked: bool) -> None:
    if not at:
        plain["total_max"] = None
        return
    if value == "cap" and at["printed_max"] < at["max"]:
        name = f"Mức trần in trong văn bản của {at['name_vi']}"
        cap = {"code": f"cap.{at['code']}", "name_vi": name, "items": [at["code"]], "limit": at["printed_max"]}
        plain["caps"] = [*plain["caps"], cap]
    at["printed_max"] = None


def _bands(plain: Plain, at: Plain, question: Question, value: Any, picked: bool) -> None:
    scoring = at["scoring"]
    bands = scoring["bands"] if picked else [*scoring["bands"], *_list(question.key, value)]
    at["scoring"] = {**scoring, "bands": bands, "complete": True}


def _grades(plain: Plain, at: Plain, question: Question, value: Any, picked: bool) -> None:
    if not isinstance(value, Mapping) or set(value) != set("BCD") or None in value.values():
        raise ChoiceError(question.key, "cần điểm của đủ ba mức B, C, D")
    at["scoring"] = {**at["scoring"], "grades": dict(value)}


def _scoring(plain: Plain, at: Plain, question: Question, value: Any, picked: bool) -> None:
    if not isinstance(value, Mapping):
        raise ChoiceError(question.key, "cần một công thức chấm điểm")
    at["scoring"] = dict(value)


def _field(plain: Plain, at: Plain, question: Question, value: Any, picked: bool) -> None:
    at["scoring"] = {**at["scoring"], question.kind: value}


_ANSWER: dict[str, Callable[[Plain, Plain, Question, Any, bool], None]] = {
    "rounding": _rounding,
    "ranking_basis": _basis,
    "ties": _ties,
    "items": _items,
    "printed_total": _printed,
    "bands": _bands,
    "grades": _grades,
    "scoring": _scoring,
    "counts": _field,
    "day_off": _field,
    "together": _field,
    "overlap_counts": _field,
    "small": _field,
}
