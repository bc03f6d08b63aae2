"""The general rules of both regimes: everything in the law that is not the standard of one award.

One file of ``data/rules/`` holds one area of one regime. A code names a subject, not a sentence: the same code goes on
under another day, text and article when the law changes, so two days can be laid side by side by code.

Also here: the differences between the two laws (``data/differences.yaml``) and what is not known
(``data/open_questions.yaml``).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, ValidationInfo, model_validator

from .book import DATA, load_book
from .citations import CitationField, Cited, Instrument, InstrumentField, Source, SourceField, Status
from .dated import Dated, Strict, check_no_overlap
from .yamlfile import BookError, line_of, load_model, read_yaml

Regime = Literal["law_2003", "law_2022"]
Area = Literal[
    "principles",
    "types",
    "definitions",
    "emulation",
    "registration",
    "clusters",
    "movements",
    "eligibility",
    "awards",
    "standards",
    "task_rating",
    "initiative",
    "decentralisation",
    "procedure",
    "council",
    "violations",
    "bonus",
    "records",
    "guidance",
    "party",
    "amendment",
]
AREAS: tuple[Area, ...] = get_args(Area)
AREAS_VI: dict[Area, str] = {
    "principles": "Nguyên tắc",
    "types": "Loại hình, hình thức khen thưởng",
    "definitions": "Khái niệm, đối tượng",
    "emulation": "Tổ chức phong trào thi đua",
    "registration": "Đăng ký, giao ước thi đua",
    "clusters": "Cụm, khối thi đua",
    "movements": "Phong trào thi đua toàn quốc",
    "eligibility": "Điều kiện để được xét",
    "awards": "Tính thành tích, thời gian",
    "standards": "Tiêu chuẩn giao bộ, tỉnh quy định",
    "task_rating": "Đánh giá, xếp loại",
    "initiative": "Sáng kiến",
    "decentralisation": "Thẩm quyền, phân cấp",
    "procedure": "Hồ sơ, thủ tục, thời hạn",
    "council": "Hội đồng, bỏ phiếu",
    "violations": "Vi phạm, hủy bỏ, thu hồi",
    "bonus": "Tiền thưởng, quyền lợi",
    "records": "Lưu trữ, dữ liệu cá nhân",
    "guidance": "Trả lời của Bộ Nội vụ",
    "party": "Chỉ thị của Đảng",
    "amendment": "Luật sửa đổi năm 2026",
}
Scope = Literal["national", "sector", "local", "practice"]
SCOPES_VI: dict[Scope, str] = {
    "national": "áp dụng chung",
    "sector": "ví dụ của một ngành",
    "local": "ví dụ của một địa phương, đơn vị",
    "practice": "thực tế đã ghi nhận, không phải quy định",
}

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]


def _no_binary_fraction(value: Any) -> Any:
    if isinstance(value, float):
        raise ValueError(f"a decimal is written as a string: '{value}'")
    return value


Plain = Annotated[bool | int | date | str, BeforeValidator(_no_binary_fraction)]
Parameter = Plain | tuple[Plain, ...] | dict[str, Plain | tuple[Plain, ...]]

# An amending law of status unknown was not read: neither it nor what it may have changed is known from its first day.
_AMENDING = {"law_2022": "law_2026"}


class Rule(Dated, Cited):
    """One rule during a time, in our own words.

    ``parameters`` are the plain values in it (days are ``MM-DD``, fractions a pair, decimals a string).
    ``scope`` other than national: an example to start from, never a standard. ``text_until`` is the last day for which
    a text that was read stands behind the rule (``None``: no end known); it is worked out, never written in the data.
    """

    code: Code
    regime: Regime
    area: Area
    title_vi: Text
    text_vi: Text
    valid_from: date
    parameters: dict[str, Parameter] = {}
    scope: Scope = "national"
    text_until: date | None = None

    @model_validator(mode="before")
    @classmethod
    def _work_out_text_until(cls, values: Any, info: ValidationInfo) -> Any:
        if not isinstance(values, dict) or not info.context:
            return values
        if "text_until" in values:
            raise ValueError("text_until is worked out from the instruments, it is not written in the data")
        also = values.get("also_cite")
        cites = [values.get("cite"), *(also if isinstance(also, list) else [])]
        names = {cite.split(":")[0] for cite in cites if isinstance(cite, str)}
        instruments: dict[str, Instrument] = info.context.get("instruments", {})
        known = {name: instruments[name] for name in names if name in instruments}
        return {**values, "text_until": _text_until(known, instruments)} if known else values

    @model_validator(mode="after")
    def _not_before_its_text(self, info: ValidationInfo):
        instruments = (info.context or {}).get("instruments", {})
        begins = [instruments[cite.instrument].valid_from for cite in self.citations if cite.instrument in instruments]
        if begins and all(begin and self.valid_from < begin for begin in begins):
            raise ValueError(f"{self.code} begins on {self.valid_from}, before every text it cites")
        return self

    @property
    def citations(self) -> tuple[CitationField, ...]:
        """The provision shown first, then the others."""
        return (self.cite, *self.also_cite)

    @property
    def area_vi(self) -> str:
        return AREAS_VI[self.area]

    @property
    def scope_vi(self) -> str:
        return SCOPES_VI[self.scope]

    def status_on(self, day: date) -> Status:
        """``status``, but unknown once the texts cited have ended or were amended by one that was not read."""
        return Status.UNKNOWN if self.text_until and day > self.text_until else self.status

    def decides_on(self, day: date) -> bool:
        """Whether code may rest on the rule on ``day``: in force, national, and known well enough."""
        return self.holds_on(day) and self.scope == "national" and self.status_on(day).decides


def _text_until(cited: dict[str, Instrument], instruments: dict[str, Instrument]) -> date | None:
    ends = [instrument.valid_to for instrument in cited.values()]
    until = None if None in ends else max(end for end in ends if end)
    for name in cited:
        amending = instruments.get(_AMENDING.get(name, name))
        if amending and amending.valid_from and amending.status is Status.UNKNOWN:
            eve = amending.valid_from - timedelta(days=1)
            until = min(until, eve) if until else eve
    return until


def _hand_down(values: Any, series: str, *names: str) -> Any:
    """Gives every entry of ``series`` what the file says once."""
    if not isinstance(values, dict) or not isinstance(values.get(series), list):
        return values
    shared = {name: values[name] for name in names if name in values}
    entries = [{**shared, **each} if isinstance(each, dict) else each for each in values[series]]
    return {**values, series: entries}


class RuleSet(Strict):
    """One file: the rules of one area of one regime."""

    regime: Regime
    area: Area
    last_checked: date
    rules: tuple[Rule, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _regime_and_area(cls, values: Any) -> Any:
        return _hand_down(values, "rules", "regime", "area")


class Difference(Strict):
    """What the law of 2022 changed, in words for the page that compares. ``awards`` are award codes of the book."""

    code: Code
    topic_vi: Text
    before_vi: Text
    after_vi: Text
    cite_before: tuple[CitationField, ...] = Field(min_length=1)
    cite_after: tuple[CitationField, ...] = Field(min_length=1)
    amended_by: InstrumentField = None  # gave the article of the older law the content stated in ``before_vi``
    awards: tuple[Code, ...] = ()
    status: Status
    sources: tuple[SourceField, ...] = ()
    note_vi: str = ""
    last_checked: date

    @model_validator(mode="after")
    def _verified_has_source(self):
        if self.status in (Status.VERIFIED, Status.VERIFIED_PARTIAL) and not self.sources:
            raise ValueError(f"{self.code}: status {self.status} needs at least one source")
        return self


class _Differences(Strict):
    last_checked: date
    differences: tuple[Difference, ...]

    @model_validator(mode="before")
    @classmethod
    def _last_checked(cls, values: Any) -> Any:
        return _hand_down(values, "differences", "last_checked")


class OpenQuestion(Strict):
    """Something not known, or a text that must not be used; ``instruments``, ``awards``, ``rules`` say what it touches."""

    code: Code
    kind: Literal["question", "do_not_use"] = "question"
    regime: Regime
    question_vi: Text
    instruments: tuple[InstrumentField, ...] = ()
    awards: tuple[Code, ...] = ()
    rules: tuple[Code, ...] = ()
    sources: tuple[SourceField, ...] = ()
    status: Literal[Status.UNKNOWN] = Status.UNKNOWN
    last_checked: date

    @model_validator(mode="after")
    def _concerns_something(self):
        if not (self.instruments or self.awards or self.rules):
            raise ValueError(f"{self.code} does not say what it concerns")
        return self


class _OpenQuestions(Strict):
    last_checked: date
    questions: tuple[OpenQuestion, ...]

    @model_validator(mode="before")
    @classmethod
    def _last_checked(cls, values: Any) -> Any:
        return _hand_down(values, "questions", "last_checked")


def _context(instruments: dict[str, Instrument], sources: dict[str, Source]) -> dict[str, Any]:
    return {"instruments": instruments, "sources": sources}


def read_rules(
    folder: Path, instruments: dict[str, Instrument], sources: dict[str, Source]
) -> Iterator[tuple[Path, int, Rule]]:
    """Every rule below ``folder`` with its file and place there. ``BookError`` when a file is wrong."""
    for path in sorted(folder.glob("*.yaml")):
        loaded = load_model(path, RuleSet, _context(instruments, sources))
        if path.stem != f"{loaded.regime}_{loaded.area}":
            raise BookError(f"{path}:1: the file holds {loaded.regime}_{loaded.area}, its name says {path.stem}")
        for index, rule in enumerate(loaded.rules):
            yield path, index, rule


def check_rules(entries: list[tuple[Path, int, Rule]]) -> tuple[Rule, ...]:
    """The rules, once no code has two values on one day nor lies in two areas. ``BookError`` names the later entry."""
    series: dict[str, list[tuple[Path, int, Rule]]] = {}
    for path, index, rule in entries:
        earlier = series.setdefault(rule.code, [])
        try:
            if earlier and earlier[0][2].area != rule.area:
                raise ValueError(f"{rule.code} stands in the areas {earlier[0][2].area} and {rule.area}")
            check_no_overlap([*(each for _, _, each in earlier), rule], f"values of {rule.code}")
        except ValueError as error:
            line = line_of(read_yaml(path)[1], ("rules", index))
            raise BookError(f"{path}:{line}: {error}") from None
        earlier.append((path, index, rule))
    return tuple(rule for _, _, rule in entries)


@lru_cache(maxsize=1)
def load_rules() -> tuple[Rule, ...]:
    """All rules of both regimes, by file and place. ``BookError`` with file and line when the data is wrong."""
    book = load_book()
    return check_rules(list(read_rules(DATA / "rules", book.instruments, book.sources)))


def rules_on(day: date, area: Area | None = None) -> tuple[Rule, ...]:
    """The rules in force on ``day``, of one area when given. A code appears at most once."""
    return tuple(rule for rule in load_rules() if rule.holds_on(day) and area in (None, rule.area))


def rule_on(code: str, day: date) -> Rule | None:
    """The value of ``code`` in force on ``day``, ``None`` when our data is silent. ``KeyError``: no such code."""
    values = [rule for rule in load_rules() if rule.code == code]
    if not values:
        raise KeyError(f"no rule is called {code!r}")
    return next((rule for rule in values if rule.holds_on(day)), None)


def _check_codes(path: Path, series: str, codes: list[str]) -> None:
    for index, code in enumerate(codes):
        if code in codes[:index]:
            line = line_of(read_yaml(path)[1], (series, index))
            raise BookError(f"{path}:{line}: the code {code!r} stands twice")


def read_differences(
    path: Path, instruments: dict[str, Instrument], sources: dict[str, Source]
) -> tuple[Difference, ...]:
    """``path`` validated. ``BookError`` with file and line when it is wrong."""
    found = load_model(path, _Differences, _context(instruments, sources)).differences
    _check_codes(path, "differences", [each.code for each in found])
    return found


def read_open_questions(
    path: Path, instruments: dict[str, Instrument], sources: dict[str, Source], rule_codes: frozenset[str]
) -> tuple[OpenQuestion, ...]:
    """``path`` validated; the rules it names must be among ``rule_codes``. ``BookError`` with file and line."""
    found = load_model(path, _OpenQuestions, _context(instruments, sources)).questions
    _check_codes(path, "questions", [each.code for each in found])
    for index, question in enumerate(found):
        for place, code in enumerate(question.rules):
            if code not in rule_codes:
                line = line_of(read_yaml(path)[1], ("questions", index, "rules", place))
                raise BookError(f"{path}:{line}: {question.code} names the unknown rule {code!r}")
    return found


@lru_cache(maxsize=1)
def load_differences() -> tuple[Difference, ...]:
    """What changed from the law of 2003 to the law of 2022."""
    book = load_book()
    return read_differences(DATA / "differences.yaml", book.instruments, book.sources)


@lru_cache(maxsize=1)
def load_open_questions() -> tuple[OpenQuestion, ...]:
    """What is not known, and what must not be used."""
    book = load_book()
    codes = frozenset(rule.code for rule in load_rules())
    return read_open_questions(DATA / "open_questions.yaml", book.instruments, book.sources, codes)
