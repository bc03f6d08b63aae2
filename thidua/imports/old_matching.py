"""The lines of an old decision beside the registers: who is meant, which unit of that day, what stands there already.

Reads only. Each answer says how sure it is and why; where several are possible none is chosen.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from paperwork.award_said import CLEAR, DOUBT, GUESSED
from thidua.honours.authorities import outside_authority
from thidua.imports.models_old import OldDecision, OldLine
from thidua.imports.register import NotFound, People, Units
from thidua.people.models import Person
from thidua.shared.text import fold
from thidua.shared.wording import vi_date
from thidua.units.models import Unit
from thidua.units.queries import unit_ids_below

MOST_CANDIDATES = 6


@dataclass
class Answer:
    """What a line was matched with. ``findings``: (field, sure, reason)."""

    person: Person | None = None
    unit: Unit | None = None
    of_unit: Unit | None = None
    findings: list[tuple[str, str, str]] = field(default_factory=list)
    candidates: list[tuple[int, str]] = field(default_factory=list)

    def say(self, key: str, sure: str, reason: str) -> None:
        self.findings.append((key, sure, reason))


class Matcher:
    """The registers as one old decision asks them; built once a job."""

    def __init__(self, decision: OldDecision, today: date) -> None:
        self.today = today
        self.units = Units(decision.unit)
        self.people = People(self.units)

    # ── who decided ──

    def issuer(self, text: str, on: date) -> tuple[Unit, str]:
        """(unit, authority): for one above the province its name, and the province. Raises NotFound."""
        authority = outside_authority(text)
        if authority:
            return self.units.province, authority
        return self.unit_named(text, on), ""

    # ── units, as they were on the day ──

    def unit_named(self, text: str, on: date) -> Unit:
        """The unit of a day that a text names, the units above it behind commas or not. Raises NotFound."""
        tries = [text, *([text.split(",")[0]] if "," in text else [])]
        trouble: NotFound | None = None
        for each in tries:
            try:
                return self.units.find(each.strip(), on)
            except NotFound as reason:
                trouble = trouble or reason
        raise trouble or NotFound("không ghi đơn vị")

    def unit_inside(self, text: str, on: date) -> Unit:
        unit = self.unit_named(text, on)
        if unit.pk not in self.units.inside:
            raise NotFound(f"{unit.name} không thuộc {self.units.under.name}")
        return unit

    def heir_of(self, text: str) -> Unit | None:
        """The one unit that took over from one that is known only as a predecessor."""
        for each in (text, text.split(",")[0]):
            heirs = {row.new_id: row.new for row in self.units.heirs(each.strip()) if row.new_id in self.units.inside}
            if len(heirs) == 1:
                return next(iter(heirs.values()))
        return None

    def match_unit(self, name: str, above: str, on: date) -> Answer:
        """A collective: the unit itself as it stood on the day."""
        answer = Answer()
        tries = [f"{name}, {above}", name] if above and fold(above) != fold(name) else [name]
        trouble = ""
        for text in tries:
            try:
                answer.unit = answer.of_unit = self.unit_inside(text, on)
            except NotFound as reason:
                trouble = trouble or str(reason)
            else:
                words = f"đơn vị của ngày {vi_date(on)}: {answer.unit.full_name}"
                ended = answer.unit.valid_to is not None and answer.unit.valid_to < self.today
                answer.say("unit", CLEAR, f"{words} (nay không còn)" if ended else words)
                return answer
        if heir := self.heir_of(name):
            answer.of_unit = heir
            answer.say("unit", DOUBT, f"đơn vị này không còn, nay thuộc {heir.name}; dòng ghi theo tên in")
            return answer
        answer.of_unit = self._around(above, on)
        answer.say("unit", DOUBT, f"{trouble}; nếu xác nhận, dòng ghi theo tên in, không gắn với đơn vị nào")
        return answer

    def _around(self, text: str, on: date) -> Unit | None:
        try:
            return self.unit_inside(text, on) if text else None
        except NotFound:
            return self.heir_of(text)

    # ── people, with what speaks for them ──

    def match_person(self, name: str, born: str, post: str, unit_words: str, on: date) -> Answer:
        """A person: whoever has this name here, told apart by birth, unit and post."""
        answer = Answer()
        unit, trouble = None, ""
        if unit_words:
            try:
                unit = self.unit_inside(unit_words, on)
            except NotFound as reason:
                unit, trouble = self.heir_of(unit_words), str(reason)
        weighed = [(self._weigh(person, born, post, unit, on), person) for person in self.people.named(name)]
        fitting = [(weight, person) for weight, person in weighed if "birth differs" not in weight]
        answer.candidates = [(p.pk, self._told(p, weight)) for weight, p in weighed[:MOST_CANDIDATES]]
        strong = [(weight, person) for weight, person in fitting if weight.keys() & {"born", "unit"}]
        if len(fitting) == 1:
            weight, person = fitting[0]
            answer.person = person
            if strong:
                answer.say("person", CLEAR, f"khớp {', '.join(['họ tên', *weight.values()])}")
            else:
                answer.say("person", DOUBT, "chỉ khớp họ tên: chưa có năm sinh hay đơn vị để chắc là một người")
        elif len(strong) == 1:
            weight, person = strong[0]
            answer.person = person
            told = f"có {len(fitting)} người cùng họ tên; chọn người khớp {', '.join(weight.values())}"
            answer.say("person", GUESSED, told)
        elif fitting:
            answer.say("person", DOUBT, f"có {len(fitting)} người cùng họ tên; hãy chọn, hoặc ghi không gắn với ai")
        elif weighed:
            answer.say("person", DOUBT, "có người cùng họ tên nhưng ngày, năm sinh khác")
        else:
            self._nobody(answer, name)
        self._where(answer, unit, unit_words, trouble, on)
        return answer

    def _nobody(self, answer: Answer, name: str) -> None:
        near = [
            person for person in self.people.by_pk.values()
            if person.name_fold == fold(name) and self.people.is_inside(person)
        ][:MOST_CANDIDATES]  # fmt: skip
        answer.candidates = [(person.pk, self._told(person, {})) for person in near]
        words = "khác dấu với tên trong danh sách" if near else "không có trong danh sách cán bộ"
        answer.say("person", DOUBT, f"{words}; nếu xác nhận, dòng ghi theo tên in, không gắn với ai")

    def _weigh(self, person: Person, born: str, post: str, unit: Unit | None, on: date) -> dict[str, str]:
        """What speaks for a person: {kind of evidence: in words}; "birth differs" speaks against."""
        weight: dict[str, str] = {}
        if born and person.born_on:
            same = person.born_on.isoformat() == born if len(born) > 4 else person.born_on.year == int(born)
            weight["born" if same else "birth differs"] = f"{'ngày' if len(born) > 4 else 'năm'} sinh"
        posts = self.people.posts.get(person.pk, [])
        if unit is not None:
            below = unit_ids_below([unit.pk])
            if any(each.unit_id in below for each in posts):
                weight["unit"] = "đơn vị"
        if post and any(fold(each.title) == fold(post) for each in posts):
            weight["post"] = "chức vụ"
        return weight

    def _told(self, person: Person, weight: dict[str, str]) -> str:
        """A candidate in words: name, code, year of birth, present post, what fits."""
        post = self.people.current_post(person)
        parts = [f"{person.full_name} (mã {person.code})"]
        parts += [f"sinh {person.born_on.year}"] if person.born_on else []
        parts += [f"{post.title}, {self.units.by_pk[post.unit_id].name}"] if post else []
        fits = [words for kind, words in weight.items() if kind != "birth differs"]
        parts += [f"khớp {', '.join(fits)}"] if fits else []
        return "; ".join(parts)

    def _where(self, answer: Answer, unit: Unit | None, unit_words: str, trouble: str, on: date) -> None:
        """The unit of the line: as printed on that day, else where the register says the person was."""
        answer.of_unit = unit
        if unit is not None:
            if trouble:
                answer.say("unit", GUESSED, f"{trouble}; xếp vào {unit.name}")
            return
        if answer.person is not None:
            posts = self.people.posts.get(answer.person.pk, [])
            post = self.people.post_on(answer.person, on) or (posts[-1] if posts else None)
            if post is not None and post.unit_id in self.units.inside:
                answer.of_unit = self.units.by_pk[post.unit_id]
        if trouble and answer.of_unit is not None:
            answer.say("unit", GUESSED, f"“{unit_words[:80]}”: {trouble}; xếp vào {answer.of_unit.name} theo hồ sơ")
        elif trouble:
            answer.say("unit", DOUBT, f"“{unit_words[:80]}”: {trouble}")


# ── what stands there already ──


def old_twins(lines: Sequence[OldLine]) -> dict[int, list[dict[str, Any]]]:
    """{ordinal: lines like it}: in the register under the same decision or another number, or twice in this file.

    Each: {kind: same | other | file, title, about, honour (primary key) or ordinal}. Three queries at most.
    """
    from thidua.honours.queries import standing

    people = {line.person_id for line in lines if line.person_id}
    units = {line.recipient_unit_id for line in lines if line.recipient_unit_id}
    folds = {key for line in lines for key in (fold(line.name), fold(line.printed)) if key}
    there: dict[int, Any] = {}
    for name, values in (("person_id", people), ("unit_id", units), ("recipient_fold", folds)):
        some = sorted(values, key=str)
        for start in range(0, len(some), 500):
            rows = standing().select_related("issuer").filter(**{f"{name}__in": some[start : start + 500]})
            there |= {row.pk: row for row in rows}
    by_who: dict[Any, list] = defaultdict(list)
    for row in there.values():
        for key in (("person", row.person_id), ("unit", row.unit_id), ("name", row.recipient_fold)):
            if key[1]:
                by_who[key].append(row)
    twins: dict[int, list[dict[str, Any]]] = defaultdict(list)
    in_file: dict[tuple, list[OldLine]] = defaultdict(list)
    for line in lines:
        in_file[file_key(line)].append(line)
        seen = set()
        for key in keys_of(line):
            for row in by_who.get(key, ()):
                named_apart = key[0] == "name" and row.person_id and line.person_id and row.person_id != line.person_id
                if row.pk in seen or named_apart or row.award_code != line.award_code or row.year != line.year:
                    continue
                seen.add(row.pk)
                same = (fold(row.decision_number), row.decided_on) == (fold(line.number), line.decided_on)
                same = same and (row.issuer_id, row.authority or "") == (line.issuer_id, line.authority)
                about = f"Quyết định số {row.decision_number} ngày {vi_date(row.decided_on)}, {row.issuer_name}"
                about += f"; {row.recipient_detail}" if row.recipient_detail else ""
                twins[line.ordinal].append(
                    {
                        "kind": "same" if same else "other",
                        "title": row.recipient_name,
                        "about": about,
                        "honour": row.root_id,
                    }
                )
    for some_lines in in_file.values():
        for line in some_lines if len(some_lines) > 1 else ():
            for other in some_lines:
                if other is not line:
                    about = f"{other.place}: {other.source[:200]}"
                    twins[line.ordinal].append(
                        {"kind": "file", "title": other.printed, "about": about, "ordinal": other.ordinal}
                    )
    return twins


def keys_of(line: OldLine) -> list[tuple[str, Any]]:
    """Whom a line may be about, as the register is asked."""
    keys: list[tuple[str, Any]] = [("person", line.person_id), ("unit", line.recipient_unit_id)]
    keys += [("name", key) for key in dict.fromkeys((fold(line.name), fold(line.printed)))]
    return [key for key in keys if key[1]]


def file_key(line: OldLine) -> tuple:
    """Two lines of one file with this key are the same honour twice."""
    who = line.person_id or line.recipient_unit_id or (fold(line.name), line.of_unit_id)
    return (line.kind, who, line.award_code, line.year, fold(line.number), line.decided_on)
