"""What a source leaves open and a person must choose before the table opens (requirement S2). Pure.

The questions and what an answer means are the rulebook's (:mod:`rulebook.choices`); here they meet a form. Nothing has
a default: what our data would take is shown beside the question and never applied unasked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rulebook import choices
from rulebook.rubrics import Rubric
from thidua.rubrics import words
from thidua.rubrics.tree import Tree, tree_of
from thidua.shared.denied import Denied


@dataclass(frozen=True)
class Question:
    """``options`` (value as text, label); ``free``: what may be written instead ("grades"), or where the tree itself is
    edited ("items", "steps", "bands", "scoring"), "" for none. ``blocks``: must be answered before freezing."""

    key: str
    text: str
    options: tuple[tuple[str, str], ...]
    free: str = ""
    code: str = ""
    blocks: bool = True


def questions_of(tree: Mapping[str, Any]) -> list[Question]:
    """Everything still open, whole-table questions first. None while the tree breaks a rule: errors come first."""
    try:
        rubric = Rubric.model_validate(dict(tree))
    except ValueError:
        return []
    return [
        Question(
            each.key,
            each.text_vi,
            tuple((str(choice.value), choice.label_vi) for choice in each.choices),
            each.free,
            each.code,
            each.blocks,
        )
        for each in choices.open_questions(rubric)
    ]


def answered(tree: Tree, answers: Mapping[str, str]) -> Tree:
    """The tree with what a person chose: question key → value of an option, or lines such as "B = 8" for letters."""
    try:
        rubric = Rubric.model_validate(dict(tree))
    except ValueError as error:
        raise Denied("Hãy sửa hết lỗi của bảng trước khi trả lời các câu hỏi.") from error
    asked = {each.key: each for each in choices.open_questions(rubric)}
    given: dict[str, Any] = {}
    for key, text in answers.items():
        if (question := asked.get(key)) is None:
            raise Denied("Câu hỏi này đã được trả lời hoặc không còn trong bảng.")
        given[key] = _answer(question, text)
    try:
        return tree_of(choices.with_choices(rubric, given))
    except choices.ChoiceError as error:
        raise Denied(f"Câu trả lời chưa dùng được: {error.reason_vi}.") from error


def _answer(question: choices.Question, text: str) -> Any:
    for choice in question.choices:
        if str(choice.value) == text:
            return choice.value
    if question.free == "grades":
        try:
            return words.read_marks(text)
        except ValueError as error:
            raise Denied(f"{question.text_vi}: {error}.") from error
    raise Denied(f"{question.text_vi}: hãy chọn một trong các cách đã nêu.")
