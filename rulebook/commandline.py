"""Commands over files of facts.

    python -m rulebook judge facts.csv --on 2024-12-01 [--award CODE …] [--explain | --json]
    python -m rulebook roadmap facts.json [--on DAY] [--award CODE …] [--json]
    python -m rulebook columns [person | collective]
    python -m rulebook law [--open]

Bad input ends with one line on the error channel and exit code 2; the line names the file, the row and the column.
"""

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from .book import Book, BookError, load_book
from .facts import CollectiveFacts, Facts, PersonFacts
from .facts_base import MEASURES, FactError
from .judge import Decision, judge_all
from .lawlist import law_list
from .roadmap import Roadmap, roadmap
from .verdict import explain, letter_vi
from .vocabulary_history import FAR_BACK

_YES, _NO = {"1", "true", "yes", "có", "x", "đạt"}, {"0", "false", "no", "không"}
_FLAGS = {"pending_case", "movement_result", "registered", "is_leader", "targets_exceeded", "dissolved"}
_COUNTS = {"absence_days", *CollectiveFacts.COUNTS}
_WORDS = {"key", "subject", "discipline", "recruited_on", "form"}
_BY_YEAR = {"ratings", "initiatives_unit", "initiatives_province", "initiatives_nation"}
_PERSON = ("subject", "recruited_on", "absence_days", "discipline", "is_leader")
_COLLECTIVE = ("form", *CollectiveFacts.COUNTS, "targets_exceeded", "dissolved")


class InputError(ValueError):
    """The message is for the person who gave the file."""


def main(argv: list[str] | None = None) -> int:
    """Exit code: 0 done, 2 the input cannot be used."""
    options = _parser().parse_args(argv)
    try:
        return options.run(options)
    except (InputError, FactError, BookError) as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader (`head`, a pager) has seen enough
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rulebook", description="The law of emulation and commendation.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("judge", help="judge every row of a CSV or JSON file")
    one.add_argument("file", type=Path)
    one.add_argument("--on", type=_day, required=True, help="the day whose law decides, YYYY-MM-DD")
    one.add_argument("--award-year", type=int, help="the year judged; default: the year of --on")
    one.add_argument("--kind", choices=("person", "collective"), default="person")
    one.add_argument("--award", action="append", default=[], help="code of an award; again for more")
    one.add_argument(
        "--register-complete-from", type=int, metavar="YEAR", help="titles not listed are 'no' from then on"
    )
    one.add_argument("--explain", action="store_true", help="every verdict as a letter")
    one.add_argument("--json", action="store_true", help="every verdict as a line of JSON")
    one.set_defaults(run=_judge)
    two = commands.add_parser("roadmap", help="the earliest year of every award, and the steps")
    two.add_argument("file", type=Path)
    two.add_argument("--on", type=_day, help="default: the end of the award year")
    two.add_argument("--award", action="append", default=[])
    two.add_argument("--json", action="store_true")
    two.set_defaults(run=_roadmap)
    three = commands.add_parser("columns", help="the columns a file of facts may have")
    three.add_argument("kind", choices=("person", "collective"), nargs="?", default="person")
    three.set_defaults(run=_columns)
    four = commands.add_parser("law", help="what is verified, what is remembered, what is open")
    four.add_argument("--open", action="store_true", help="every open value and question instead of the counts")
    four.set_defaults(run=_law)
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day written YYYY-MM-DD") from None


def _judge(options: argparse.Namespace) -> int:
    book = load_book()
    year = options.award_year or options.on.year
    codes = _codes(book, options.award, options.on, options.kind)
    rows, complete = _rows_of(options.file, options.register_complete_from)
    facts = _facts(options.kind, rows, year, complete)
    found = judge_all(codes, facts, options.on, book)
    for row, key in enumerate(facts.keys):
        for code in codes:
            verdicts = found[code]
            if options.json:
                print(json.dumps(explain(verdicts, row).to_dict(), ensure_ascii=False))
            elif options.explain:
                print(letter_vi(explain(verdicts, row), key), end="\n\n")
            else:
                decision = Decision(int(verdicts.decisions[row]))
                print(f"{key}\t{code}\t{decision.name.lower()}\t{explain(verdicts, row).summary_vi}")
    return 0


def _roadmap(options: argparse.Namespace) -> int:
    content = _json(options.file)
    if not isinstance(content, Mapping):
        raise InputError(f"{options.file}: an object with kind, award_year and rows is needed")
    unknown = set(content) - {"kind", "award_year", "register_complete_from", "initiatives_complete_from", "rows"}
    if unknown:
        raise InputError(f"{options.file}: unknown field {sorted(unknown)[0]!r}")
    kind, year = content.get("kind", "person"), content.get("award_year")
    if kind not in ("person", "collective") or isinstance(year, bool) or not isinstance(year, int):
        raise InputError(f"{options.file}: kind must be person or collective and award_year a year")
    rows = content.get("rows")
    if not isinstance(rows, list):
        raise InputError(f"{options.file}: rows must be a list")
    complete, counted = content.get("register_complete_from"), content.get("initiatives_complete_from")
    facts = _facts(kind, _with_keys(rows), year, complete, counted)
    on = options.on or date(year, 12, 31)
    for code in options.award:
        _codes(load_book(), [code], on, kind)
    found = [roadmap(facts, row, on, options.award or None) for row in range(facts.n)]
    if options.json:
        print(json.dumps([each.to_dict() for each in found], ensure_ascii=False, indent=1))
    else:
        for each in found:
            print(_roadmap_vi(each), end="\n\n")
    return 0


def _roadmap_vi(found: Roadmap) -> str:
    lines = [f"{found.key}: lộ trình tính từ năm {found.award_year}"]
    for target in found.targets:
        year = f"sớm nhất năm {target.earliest_year}" if target.earliest_year else "chưa tới trong 15 năm"
        note = " (tạm tính theo tiêu chuẩn hiện biết)" if target.law_assumed else ""
        lines.append(f"- {target.award_vi}: {year}{note}")
        lines += [f"    {step.year}: {step.text_vi} ({step.citation})" for step in target.steps]
    if found.assumed_vi:
        lines.append(found.assumed_vi)
    if found.unplanned:
        names = "; ".join(name for _, name in found.unplanned)
        lines.append(f"Xét theo thành tích đặc biệt hoặc quy định riêng, không lập lộ trình: {names}.")
    if found.unknown:
        lines.append("Chưa có dữ liệu tiêu chuẩn: " + "; ".join(name for _, name in found.unknown) + ".")
    return "\n".join(lines)


def _law(options: argparse.Namespace) -> int:
    for line in law_list(only_open=options.open):
        print(line)
    return 0


def _columns(options: argparse.Namespace) -> int:
    own = _PERSON if options.kind == "person" else _COLLECTIVE
    by_year = [name for name in sorted(_BY_YEAR) if options.kind == "person" or name == "ratings"]
    print(",".join(["key", *own, "pending_case", "movement_result", "registered"]))
    print(*(f"{name}.<year>" for name in by_year), "titles.<award> (years, separated by blanks)", sep="\n")
    print(*(f"measures.{name}" for name in MEASURES), "attestations.<key> (1, 0 or empty)", sep="\n")
    return 0


def _codes(book: Book, given: list[str], on: date, kind: str) -> list[str]:
    try:
        book.regime_on(on)
    except KeyError as error:
        raise InputError(str(error.args[0])) from None
    if not given:
        return [award.code for award in book.awards(on) if award.goes_to(kind) and book.is_known(award, on)]
    for code in given:
        try:
            award = book.award(code, on)
        except KeyError as error:
            raise InputError(str(error.args[0])) from None
        if not award.goes_to(kind):
            raise InputError(f"{code} does not go to a {kind}")
    return list(dict.fromkeys(given))


def _facts(
    kind: str, rows: Iterable[Mapping], year: int, complete: int | None, initiatives: int | None = None
) -> Facts:
    """As far back as any standard looks, so that a file may hold a whole career."""
    if kind == "person":
        return PersonFacts.from_rows(rows, year, complete, initiatives, FAR_BACK)
    return CollectiveFacts.from_rows(rows, year, complete, FAR_BACK)


def _rows_of(path: Path, complete: int | None) -> tuple[list[dict[str, Any]], int | None]:
    if path.suffix.lower() == ".json":
        content = _json(path)
        rows = content.get("rows") if isinstance(content, Mapping) else content
        if not isinstance(rows, list):
            raise InputError(f"{path}: a list of rows is needed")
        return _with_keys(rows), complete
    return _csv_rows(path), complete


def _json(path: Path) -> Any:
    try:
        content = json.loads(_text(path), object_pairs_hook=_unique)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    except json.JSONDecodeError as error:
        raise InputError(f"{path}:{error.lineno}: this is not JSON ({error.msg})") from None
    return _with_years(content)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise InputError(f"the key {next(key for key in keys if keys.count(key) > 1)!r} stands twice in one object")
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: the text is not in UTF-8") from None


def _with_years(value: Any) -> Any:
    """Keys of JSON objects are texts; years are numbers to the judge."""
    if isinstance(value, dict):
        return {int(k) if k.isdigit() and len(k) == 4 else k: _with_years(v) for k, v in value.items()}
    return [_with_years(each) for each in value] if isinstance(value, list) else value


def _with_keys(rows: list[Any]) -> list[Any]:
    return [{"key": str(n), **row} if isinstance(row, Mapping) else row for n, row in enumerate(rows, start=1)]


def _csv_rows(path: Path) -> list[dict[str, Any]]:
    reader = csv.reader(_text(path).splitlines())
    heads = [head.strip() for head in next(reader, [])]
    if not heads:
        raise InputError(f"{path}:1: the file is empty")
    twice = next((head for head in heads if heads.count(head) > 1), None)
    if twice is not None:
        raise InputError(f"{path}:1: the column {twice!r} stands twice")
    rows: list[dict[str, Any]] = []
    for values in reader:
        where = f"{path}:{reader.line_num}"
        if not any(value.strip() for value in values):
            continue
        if len(values) != len(heads):
            raise InputError(f"{where}: {len(values)} values for {len(heads)} columns")
        row: dict[str, Any] = {"key": str(len(rows) + 1)}
        for head, value in zip(heads, values, strict=True):
            if value.strip():
                _put(row, head, value.strip(), f"{where}: {head}")
        rows.append(row)
    return rows


def _put(row: dict[str, Any], head: str, value: str, where: str) -> None:
    name, _, rest = head.partition(".")
    if head in _WORDS:
        row[head] = value
    elif head in _FLAGS:
        row[head] = _yes_no(value, where)
    elif head in _COUNTS:
        row[head] = _whole(value, where)
    elif name in _BY_YEAR and rest:
        year = _whole(rest, where)
        row.setdefault(name, {})[year] = value if name == "ratings" else _whole(value, where)
    elif name == "titles" and rest:
        years = value.replace(";", " ").replace(",", " ").split()
        row.setdefault("titles", {})[rest] = [_whole(year, where) for year in years]
    elif name == "measures" and rest:
        row.setdefault("measures", {})[rest] = _whole(value, where)
    elif name == "attestations" and rest:
        row.setdefault("attestations", {})[rest] = _yes_no(value, where)
    else:
        raise InputError(f"{where}: no such column; `python -m rulebook columns` lists them")


def _yes_no(value: str, where: str) -> bool:
    word = value.lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise InputError(f"{where}: {value!r} is not yes or no")


def _whole(value: str, where: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise InputError(f"{where}: {value!r} is not a whole number") from None
