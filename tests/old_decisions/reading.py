"""What is read from a file, as plain values in the shape of the truths."""

from pathlib import Path
from typing import Any

from paperwork.award_lists import AwardList, read_list
from paperwork.award_papers import read_paper
from paperwork.award_said import DOUBT, Awards
from tests.old_decisions.samples import words

HEAD = ("number", "date", "agency", "award", "year", "signer")


def read(place: Path) -> AwardList:
    return read_list(read_paper(place).rows, Awards(words()))


def as_read(place: Path) -> dict[str, Any]:
    """Head and lines; of each the fields in doubt. A field that says nothing is left out."""
    found = read(place)
    heads = {name: getattr(found.head, name) for name in HEAD}
    lines = []
    for line in found.lines:
        shown = ("name", "born", "post", "unit", "award", "year", "number", "date", "issuer", "ground")
        values = {key: line.get(key).value for key in shown if line.get(key).value}
        doubts = sorted(key for key, said in line.fields.items() if said.sure == DOUBT)
        lines.append({"printed": line.printed, "kind": line.kind} | values | ({"doubt": doubts} if doubts else {}))
    head: dict[str, Any] = {name: said.value for name, said in heads.items() if said.value}
    head["doubt"] = sorted(name for name, said in heads.items() if said.sure == DOUBT)
    return {"head": head, "lines": lines, "notes": found.notes, "skipped": [text for _, text in found.skipped]}
