"""What a source leaves open and a person must choose before the table opens (requirement S2). Pure.

Nothing here has a default: an answer is entered by a person and stands in the tree with the word that it was chosen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thidua.rubrics.tree import Tree, rows_of, settled
from thidua.shared.denied import Denied

CHOSEN = "Do người lập bảng chọn; văn bản không nêu"
PLACES = tuple((str(n), "Số nguyên" if n == 0 else f"{n} chữ số thập phân") for n in range(5))


@dataclass(frozen=True)
class Question:
    """``key`` names it in forms; ``options`` (value, label); ``code``: the node, "" for the whole table."""

    key: str
    text: str
    options: tuple[tuple[str, str], ...]
    code: str = ""
    help: str = ""


def questions_of(tree: Mapping[str, Any]) -> list[Question]:
    """Everything still open, in printed order."""
    found = []
    rounding = tree.get("rounding") or {}
    if not rounding.get("stated"):
        found.append(
            Question(
                "rounding", "Làm tròn điểm từng mục đến mấy chữ số thập phân", PLACES, help=rounding.get("note_vi", "")
            )
        )
    if not tree.get("tie_break"):
        found.append(Question("ties", "Bằng điểm thì xét thế nào", (("vote", "Cụm, khối bỏ phiếu"),)))
    for row in rows_of(tree):
        for letter, mark in ((row.node.get("scoring") or {}).get("grades") or {}).items():
            if mark is None:
                found.append(
                    Question(f"mark:{row.code}:{letter}", f"Mục {row.code}: điểm của mức {letter}", (), row.code)
                )
    return found


def answered(tree: Tree, key: str, value: str) -> Tree:
    question = next((each for each in questions_of(tree) if each.key == key), None)
    if question is None:
        raise Denied("Câu hỏi này đã được trả lời hoặc không còn trong bảng.")
    if value not in dict(question.options):
        raise Denied("Hãy chọn một trong các cách đã nêu.")
    if key == "rounding":
        return settled({**tree, "rounding": {"places": int(value), "stated": True, "note_vi": CHOSEN}})
    return settled({**tree, "tie_break": [{"kind": "vote", "text_vi": "bỏ phiếu"}]})
