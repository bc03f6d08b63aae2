"""Recompute the ranking of an exported season. Needs nothing but Python: ``python3 recompute_ranking.py season.json``.

Reads the file that the ranking page offers, computes every mark, total and place again from the verified entries and
the rubric printed in the same file, and compares with the published standings. It shares no code with the system: the
formulas below were written a second time from the catalogue of formulas, in plain fractions, one unit after another.

``python3 recompute_ranking.py season.json [PUBLIC_KEY] [--marks]``. PUBLIC_KEY: the key (64 hexadecimal characters) that
the agency publishes elsewhere; without it the signature only shows that the file is as the key inside it signed it.
``--marks`` prints the mark of every item. The signature needs the package ``cryptography``; without it the file says so
and the computation still runs.
Exit code: 0 when everything agrees, 1 when something differs, 2 when the file cannot be used.
"""

import hashlib
import json
import math
import sys
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction

PARTS = ("base", "bonus", "extra", "deduction")


class Refused(Exception):
    """A figure or a formula that cannot be computed with."""


class Unknown:
    """An item the rubric or the figures leave open."""

    def __init__(self, why):
        self.why = why


def undefined(value):
    return isinstance(value, Unknown)


def vi(number):
    """A number as Vietnamese texts print it, at most four decimals."""
    text = f"{float(number):,.4f}".rstrip("0").rstrip(".")
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


class Figures:
    """The figures of one unit by name; a missing one is ``None``."""

    def __init__(self, values):
        self.values = values

    def number(self, name):
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise Refused(f"{name}: {value!r} không phải một số")
        try:
            number = Decimal(str(value).strip())
        except InvalidOperation:
            raise Refused(f"{name}: {value!r} không phải một số") from None
        if not number.is_finite() or number < 0 or abs(number.adjusted()) > 30:
            raise Refused(f"{name}: {value!r} không phải số dùng được")
        return Fraction(number)

    def whole(self, name):
        number = self.number(name)
        if number is not None and number.denominator != 1:
            raise Refused(f"{name}: {vi(number)} không phải số nguyên")
        return None if number is None else int(number)

    def wholes(self, name):
        value = self.values.get(name)
        if not isinstance(value, list):
            one = self.whole(name)
            return None if one is None else [one]
        many = [Figures({name: each}).whole(name) for each in value]
        if None in many:
            raise Refused(f"{name}: danh sách thiếu một số")
        return many

    def yes(self, name):
        value = self.values.get(name)
        if value is not None and not isinstance(value, bool):
            raise Refused(f"{name}: {value!r} không phải có hoặc không")
        return value


def missing(name):
    return Unknown(f"chưa có số liệu “{name}”")


def fraction(value):
    return None if value is None else Fraction(str(value))


def within(band, value):
    ends = {key: fraction(band.get(key)) for key in ("from", "above", "to", "below")}
    return (
        (ends["from"] is None or value >= ends["from"])
        and (ends["above"] is None or value > ends["above"])
        and (ends["to"] is None or value <= ends["to"])
        and (ends["below"] is None or value < ends["below"])
    )


def the_one(found, what):
    """The only element, or why there is none."""
    if len(found) == 1:
        return found[0]
    return Unknown(f"{what} {'thuộc hai mức cùng lúc' if found else 'nằm ngoài các mức của bảng'}")


def banded(bands, value):
    band = the_one([each for each in bands if within(each, value)], f"giá trị {vi(value)}")
    return band if undefined(band) else fraction(band["points"])


# Each formula: (its data, the figures of the unit, the maximum of the item, all figures compared, calendar) → marks,
# (marks, marks of the bonus column), or Unknown.


def ratio(data, figures):
    achieved, target = figures.number(data["achieved"]), figures.number(data["target"])
    if achieved is None or target is None:
        return missing(data["achieved"] if achieved is None else data["target"])
    over, under = (target, achieved) if data.get("inverse") else (achieved, target)
    return over / under if under else Unknown("chia cho 0, văn bản không nêu cách tính")


def proportional(data, figures, top, peers, calendar):
    reached = ratio(data, figures)
    if undefined(reached):
        return reached
    marks = top * reached
    high = data.get("clamp_high", "base")
    high = top if high == "base" else fraction(high)
    if data["type"] == "over_achievement_proportional":
        high = fraction(data.get("cap"))
    if high is not None:
        marks = min(marks, high)
    return max(marks, fraction(data.get("clamp_low", 0)))


def bonus_split(data, figures, top, peers, calendar):
    reached = ratio(data, figures)
    if undefined(reached):
        return reached
    over = max(reached - 1, 0) * top
    return top * min(reached, 1), min(over, top * fraction(data["item_cap_percent"]) / 100)


def leader_relative(data, figures, top, peers, calendar):
    half = top * fraction(data.get("half_percent", 50)) / 100
    grouped = data.get("no_target", "undefined") == "own_group" and not data.get("inverse")

    def apart(each):
        return grouped and each.number(data["target"]) == 0

    if apart(figures):
        mine = figures.number(data["achieved"])
        if mine is None:
            return missing(data["achieved"])
        if mine == 0:
            return Fraction(0)
        if any(each.number(data["target"]) is None for each in peers):
            return Unknown("chưa đủ số liệu của mọi đơn vị")
        group = [each.number(data["achieved"]) for each in peers if apart(each)]
        return Unknown("chưa đủ số liệu của mọi đơn vị") if None in group else top * mine / max(group)
    mine = ratio(data, figures)
    if undefined(mine) or mine <= 1:
        return mine if undefined(mine) else half * mine
    others = [ratio(data, each) for each in peers if not apart(each)]
    if any(undefined(each) for each in others):
        return Unknown("chưa đủ số liệu của mọi đơn vị")
    return half + (top - half) * (mine - 1) / (max(others) - 1)


def ladder_percent(data, figures, top, peers, calendar):
    value = figures.number(data["value"])
    if value is None:
        if data.get("numerator") is None or data.get("denominator") is None:
            return missing(data["value"])
        over, under = figures.number(data["numerator"]), figures.number(data["denominator"])
        if over is None or under is None:
            return missing(data["numerator"] if over is None else data["denominator"])
        if under == 0:
            return Unknown("mẫu số bằng 0")
        value = 100 * over / under
    if data.get("share") and value > 100:
        raise Refused(f"{data['value']}: {vi(value)}% lớn hơn 100%")
    return banded(data["bands"], value)


def ladder_days_late(data, figures, top, peers, calendar):
    days = figures.wholes(data["value"])
    if days is None:
        return missing(data["value"])
    if any(days) and data.get("counts", "calendar") is None:
        return Unknown("chưa chọn ngày làm việc hay ngày lịch")
    marks = [banded(data["bands"], Fraction(late)) for late in days]
    return next((each for each in marks if undefined(each)), None) or sum(marks, Fraction(0))


def ladder_date(data, figures, top, peers, calendar):
    value = figures.values.get(data["value"])
    if value == "missing" and data.get("missing_points") is not None:
        return fraction(data["missing_points"])
    if value is None:
        return missing(data["value"])
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Refused(f"{data['value']}: {value!r} không phải một ngày") from None
    bands = [
        {**each, **{end: date.fromisoformat(each[end]) for end in ("from", "to") if each.get(end)}}
        for each in data["bands"]
    ]
    rule = data.get("day_off", "as_printed")
    if rule != "as_printed":
        for end in (each["to"] for each in bands if each.get("to")):
            if not 0 < (day - end).days <= 30:
                continue
            if calendar is None:
                return Unknown("tệp không có lịch ngày nghỉ (days_off) để biết hạn có rơi vào ngày nghỉ không")
            between = [date.fromordinal(each).isoformat() for each in range(end.toordinal(), day.toordinal())]
            if all(each in calendar for each in between):  # the deadline and all days up to this one were days off
                if rule is None:
                    return Unknown("hạn rơi vào ngày nghỉ, chưa chọn cách tính")
                day = end
                break
    fits = [e for e in bands if (not e.get("from") or day >= e["from"]) and (not e.get("to") or day <= e["to"])]
    band = the_one(fits, f"ngày {day:%d/%m/%Y}")
    return band if undefined(band) else fraction(band["points"])


def ladder_count_missing(data, figures, top, peers, calendar):
    counts = {each["value"]: figures.whole(each["value"]) for each in data["counters"]}
    if unknown := [name for name, count in counts.items() if count is None]:
        return missing(unknown[0])

    def holds(condition):
        count, to = counts[condition["counter"]], condition.get("to")
        return count >= condition.get("from", 0) and (to is None or count <= to)

    rows = [
        row
        for row in data["rows"]
        if all(map(holds, row.get("all", []))) and (not row.get("any") or any(map(holds, row["any"])))
    ]
    row = the_one(rows, "trường hợp này")
    return row if undefined(row) else fraction(row["points"])


def tier_by_volume(data, figures, top, peers, calendar):
    volume, value = figures.number(data["volume"]), figures.number(data["value"])
    if volume is None or value is None:
        return missing(data["volume"] if volume is None else data["value"])
    tier = the_one([each for each in data["tiers"] if within(each, volume)], f"khối lượng {vi(volume)}")
    return tier if undefined(tier) else banded(tier["bands"], value)


def pass_fail(data, figures, top, peers, calendar):
    if data.get("full_of"):
        part, whole = (figures.number(name) for name in data["full_of"])
        if part is not None and whole is not None and part < whole:
            return Fraction(0)
    if data.get("at_least") is None:
        done = figures.yes(data["value"])
    else:
        number = figures.number(data["value"])
        done = None if number is None else number >= fraction(data["at_least"])
    if done is None:
        return missing(data["value"])
    return top if done else Fraction(0)


def graded_letter(data, figures, top, peers, calendar):
    letter = figures.values.get(data["value"])
    if letter is None:
        return missing(data["value"])
    if letter not in ("A", "B", "C", "D"):
        raise Refused(f"{data['value']}: {letter!r} không phải mức A, B, C, D")
    marks = top if letter == "A" else fraction(data["grades"].get(letter))
    if marks is None or marks > top:
        return Unknown(f"điểm của mức {letter} chưa thống nhất hoặc vượt điểm tối đa")
    return marks


def sample_survey(data, figures, top, peers, calendar):
    answers, size = figures.whole(data["positive"]), figures.whole(data["size"])
    if answers is None:
        return missing(data["positive"])
    sample, each = data["sample"], fraction(data["mark_yes"])
    small = size is not None and size < sample
    if small and (data.get("small") is None or size == 0):
        return Unknown(f"chỉ có {size} người, văn bản không nêu cách tính")
    if answers > (size if small else sample):
        raise Refused(f"{data['positive']}: {answers} người nhiều hơn số được hỏi")
    return sample * each * answers / size if small else answers * each


def direct(data, figures, top, peers, calendar):
    mark = figures.number(data["value"])
    if mark is None:
        return missing(data["value"])
    step = fraction(data.get("step"))
    if mark > top or (step and (mark / step).denominator != 1):
        raise Refused(f"{data['value']}: {vi(mark)} vượt điểm tối đa {vi(top)} hoặc sai bước điểm")
    return mark


def one_of(data, figures, top, peers, calendar):
    answers = [(fraction(each["points"]), figures.yes(each["value"]), each["value"]) for each in data["options"]]
    best = max((points for points, said, _ in answers if said), default=Fraction(-1))
    for points, said, name in answers:
        if said is None and points > best:
            return missing(name)
    return min(max(best, Fraction(0)), top)


def title_bonus(data, figures, top, peers, calendar):
    answers = [(fraction(each["points"]), figures.yes(each["value"]), each["value"]) for each in data["titles"]]
    if unknown := [name for _, said, name in answers if said is None]:
        return missing(unknown[0])
    held = [points for points, said, _ in answers if said]
    if len(held) > 1 and data.get("together") is None:
        return Unknown("có từ hai danh hiệu, văn bản không nêu có cộng dồn hay không")
    if not held:
        return Fraction(0)
    return min(sum(held) if data.get("together") == "add" else max(held), top)


def per_occurrence(data, figures, top, peers, calendar):
    cases = figures.whole(data["value"])
    if cases is None:
        return missing(data["value"])
    for role in ("excluded", "overlap"):
        less = figures.whole(data[role]) if data.get(role) else 0
        if less is None:
            return missing(data[role])
        if less > cases:
            return Unknown("số lần không tính nhiều hơn số lần đã kê")
        if less and role == "overlap" and data.get("overlap_counts") is None:
            return Unknown("có trường hợp thuộc hai mục, chưa chọn tính một hay hai lần")
        if role == "excluded" or data.get("overlap_counts") == "once":
            cases -= less
    total, cap = cases * fraction(data["points"]), fraction(data.get("cap"))
    return total if cap is None else min(total, cap)


def incremental_over(data, figures, top, peers, calendar):
    value = figures.number(data["value"])
    if value is None:
        return missing(data["value"])
    steps = max(0, math.floor((value - fraction(data["threshold"])) / fraction(data["step"])))
    most = top if data.get("cap") is None else min(top, fraction(data["cap"]))
    return min(steps * fraction(data["points"]), most)


def not_stated(data, figures, top, peers, calendar):
    return Unknown("văn bản đã đọc không nêu cách chấm mục này")


FORMULAS = {
    "proportional_to_target": proportional,
    "over_achievement_proportional": proportional,
    "proportional_with_bonus_split": bonus_split,
    "leader_relative": leader_relative,
    "ladder_percent": ladder_percent,
    "ladder_days_late": ladder_days_late,
    "ladder_date": ladder_date,
    "ladder_count_missing": ladder_count_missing,
    "tier_by_volume": tier_by_volume,
    "pass_fail": pass_fail,
    "graded_letter": graded_letter,
    "sample_survey": sample_survey,
    "direct": direct,
    "external_assessor": direct,
    "one_of": one_of,
    "title_bonus": title_bonus,
    "per_occurrence": per_occurrence,
    "incremental_over": incremental_over,
    "unknown": not_stated,
}


def entered_as(formula):
    """[(key of an entry, figure)] of a formula, as the score sheet stores them."""
    kind = formula["type"]
    if "achieved" in formula:
        return [("actual", formula["achieved"]), ("plan", formula["target"])]
    if kind == "ladder_count_missing":
        return [(f"count{at}", each["value"]) for at, each in enumerate(formula["counters"], 1)]
    if kind in ("one_of", "title_bonus"):
        options = formula["options"] if kind == "one_of" else formula["titles"]
        return [(f"option{at}", each["value"]) for at, each in enumerate(options, 1)]
    if kind == "sample_survey":
        return [("yes", formula["positive"]), ("sample", formula["size"])]
    if kind == "tier_by_volume":
        return [("volume", formula["volume"]), ("value", formula["value"])]
    if kind == "per_occurrence":
        also = [(role, formula[role]) for role in ("excluded", "overlap") if formula.get(role)]
        return [("count", formula["value"]), *also]
    keys = {
        "ladder_days_late": "days_late",
        "ladder_date": "date",
        "graded_letter": "letter",
        "direct": "points",
        "external_assessor": "points",
        "pass_fail": "done" if formula.get("at_least") is None else "value",
    }
    return [] if kind == "unknown" else [(keys.get(kind, "value"), formula["value"])]


def walk(criteria):
    for each in criteria:
        yield each
        yield from walk(each.get("children") or [])


def figures_of(rubric, inputs):
    """(figures, figures that only break ties) of one unit. What two items state differently, the first one decides."""
    figures, ties = {}, {}
    for each in [*walk(rubric["criteria"]), *rubric["bonuses"], *rubric["deductions"]]:
        pairs = entered_as(each["scoring"]) if each.get("scoring") else []
        given = inputs.get(each["code"]) or {}
        if each.get("gate"):
            if not pairs:  # the condition of a heading is a line of its own
                given = inputs.get("gate." + each["code"]) or {}
            pairs = [("gate", each["gate"]["value"]), *pairs]
        for key, figure in [("assigned", each["code"] + ".assigned"), *pairs]:
            if key in given:
                figures.setdefault(figure, given[key])
    for each in [*rubric.get("grade_caps", []), *rubric.get("disqualification", [])]:
        given = inputs.get("event." + each["value"]) or {}
        if "done" in given:
            figures.setdefault(each["value"], given["done"])
    for code, given in inputs.items():
        if code.startswith("tie.") and "value" in given:
            ties[code[len("tie.") :]] = given["value"]
    return Figures(figures), Figures({**figures, **ties})


class Scorer:
    """Marks of all units of one season."""

    def __init__(self, rubric, units, calendar):
        self.rubric, self.units, self.calendar = rubric, units, calendar
        places = rubric["rounding"].get("places")
        self.exact, self.step = places is None, Fraction(1, 10 ** (6 if places is None else places))
        self.mode = rubric["rounding"].get("mode", "half_up")

    def rounded(self, marks):
        steps = Fraction(marks) / self.step
        if self.exact and steps.denominator != 1:
            return Unknown("chưa chọn cách làm tròn điểm")
        up = {"half_up": math.floor(steps + Fraction(1, 2)), "down": math.floor(steps), "up": math.ceil(steps)}
        return up[self.mode] * self.step

    def bounded(self, marks, limit):
        return marks if limit is None else min(marks, math.floor(fraction(limit) / self.step) * self.step)

    def score(self, code):
        """{"lines", "total", "leaves", …} of one unit."""
        leaves, lines = [], {}
        for each in self.rubric["criteria"]:
            self._criterion(each, code, [], False, leaves, lines, True)
        for part, extras in (("extra", self.rubric["bonuses"]), ("deduction", self.rubric["deductions"])):
            for each in extras:
                cell, split = self._marks(each["scoring"], fraction(each["max"]), code, [], None)
                leaves.append((each["code"], part, cell, split, fraction(each["max"])))
                lines[each["code"]] = cell
        if not self.rubric.get("criteria_complete", True):
            leaves.append(("criteria", "base", Unknown("bản đã đọc thiếu một số tiêu chí"), Fraction(0), None))
        return {"leaves": leaves, "lines": lines, **self._totals(leaves)}

    def _open(self, code, gates, assigned):
        """True: the item is marked; ``None``: not given to the unit; otherwise the marks without a look at the item."""
        figures = self.units[code][0]
        if assigned and figures.yes(assigned) is False:
            return None
        for gate in gates:
            met = figures.yes(gate["value"])
            if not met:
                return Fraction(0) if met is False else Unknown(f"chưa xác nhận điều kiện: {gate['text_vi']}")
        return True

    def _marks(self, formula, top, code, gates, assigned):
        """(rounded marks, rounded marks of the bonus column) of one item."""
        found = self._open(code, gates, assigned)
        if found is not True:
            return found, Fraction(0)
        if formula["type"] not in FORMULAS:
            raise Refused(f"công thức {formula['type']!r} không có trong bản tính lại này")
        if formula["type"] in ("direct", "external_assessor") and not formula.get("step"):
            formula = {**formula, "step": self.rubric.get("mark_step")}
        peers = []
        if formula["type"] == "leader_relative":
            peers = [self.units[each][0] for each in self.units if self._open(each, gates, assigned) is True]
        compute, top = FORMULAS[formula["type"]], Fraction(0) if top is None else top
        found = compute(formula, self.units[code][0], top, peers, self.calendar)
        marks, bonus = found if isinstance(found, tuple) else (found, Fraction(0))
        if undefined(marks):
            return marks, Fraction(0)
        marks, bonus = self.rounded(marks), self.rounded(bonus)
        return (bonus, Fraction(0)) if undefined(bonus) else (marks, bonus)

    def _criterion(self, each, code, gates, bonus, leaves, lines, printed):
        """Marks of one criterion and what is below it; leaves count in the total, lines are what the table shows."""
        bonus = bonus or each.get("is_bonus", False)
        own, children, name = each.get("scoring"), each.get("children") or [], each["code"]
        behind = [*gates, each["gate"]] if each.get("gate") else gates
        assigned = name + ".assigned" if each.get("may_be_unassigned") else None
        opened = self._open(code, [each["gate"]] if each.get("gate") else [], assigned)
        shown, part, found = printed and (opened is True), "bonus" if bonus else "base", []
        if own:
            top = fraction(each.get("own_max") if children else each["max"])
            cell, split = self._marks(own, top, code, behind, assigned)
            leaves.append((name + ".own" if children else name, part, cell, split, top))
            found.append(cell)
        elif not children:
            cell = self._open(code, behind, None)
            cell = Unknown("cụm, khối chưa thống nhất nội dung và thang điểm") if cell is True else cell
            leaves.append((name, "base", cell, Fraction(0), None))
            found.append(cell)
        if children and not each.get("children_complete", True):
            cell = self._open(code, behind, None)
            cell = Unknown("bản đã đọc thiếu một số mục con") if cell is True else cell
            leaves.append((name + ".missing", "base", cell, Fraction(0), None))
            found.append(cell)
        for child in children:
            found.append(self._criterion(child, code, behind, bonus, leaves, lines, shown))
        if opened is not True:
            line = opened
        elif open_parts := [cell for cell in found if undefined(cell)]:
            line = open_parts[0]
        elif all(cell is None for cell in found):
            line = None
        else:
            line = sum((cell for cell in found if cell is not None), Fraction(0))
        if printed:
            lines[name] = line
        return line

    def _totals(self, leaves):
        sums = dict.fromkeys(PARTS, Fraction(0))
        split = Fraction(0)
        for _, part, cell, more, _ in leaves:
            sums[part] += cell if isinstance(cell, Fraction) else 0
            split += more
        tree = {each["code"]: each for each in walk(self.rubric["criteria"])}
        for cap in self.rubric.get("caps", []):
            codes = {
                e["code"] for item in cap["items"] for e in (walk([tree[item]]) if item in tree else [{"code": item}])
            }
            under = [leaf for leaf in leaves if leaf[0].removesuffix(".own") in codes]
            over = sum(leaf[2] for leaf in under if isinstance(leaf[2], Fraction)) - self.rounded(
                fraction(cap["limit"])
            )
            if over > 0:
                sums[min((leaf[1] for leaf in under), key=PARTS.index)] -= over
        bonus = sums["bonus"] + sums["extra"] + self.bounded(split, self.rubric.get("quantitative_bonus_cap"))
        bonus = self.bounded(bonus, self.rubric.get("bonus_max"))
        taken = self.bounded(sums["deduction"], self.rubric.get("deductions_max"))
        unknown = {code: cell.why for code, _, cell, _, _ in leaves if undefined(cell)}
        tops = [(cell, top) for _, part, cell, _, top in leaves if part == "base"]
        known = all(top is not None for _, top in tops)
        return {
            "undefined": unknown,
            "total": None if unknown else sums["base"] + bonus - taken,
            "assigned_max": sum(top for cell, top in tops if cell is not None) if known else None,
        }


def compared_by(rubric, score, figures, ties):
    """The number a unit is ranked by; ``None``: it is not ranked."""
    ranking = rubric.get("ranking") or {"basis": "total"}
    barred = [e for e in rubric.get("disqualification", []) if e.get("bars") == "ranking" and figures.yes(e["value"])]
    basis, total = ranking["basis"], score["total"]
    if basis is None or barred:
        return None
    if basis == "counter":
        return ties.number(ranking["counter"])
    if total is None:
        return None
    if basis == "percent_of_assigned":
        return 100 * total / score["assigned_max"] if score["assigned_max"] else None
    if basis == "average_per_field":
        fields = sum(score["lines"].get(code) is not None for code in ranking["fields"])
        return total / fields if fields else None
    return total


def divided(group, step, scores, units):
    """Equal units in the order of one tie step, best first; ``None``: it does not divide them."""
    if step["kind"] == "points":
        values = {code: scores[code]["lines"].get(step["value"]) for code in group}
    else:
        values = {code: units[code][1].number(step["value"]) for code in group}
    if any(not isinstance(value, Fraction) for value in values.values()):
        return None
    found = {}
    for code in group:
        found.setdefault(values[code], []).append(code)
    return [found[value] for value in sorted(found, reverse=step["kind"] != "less")]


def split(group, steps, scores, units):
    """[(units on one place, whether people have to decide their order)], best first."""
    if len(group) == 1:
        return [(group, False)]
    if not steps or steps[0]["kind"] in ("vote", "share"):
        return [(group, not steps or steps[0]["kind"] == "vote")]
    parts = divided(group, steps[0], scores, units)
    if parts is None:
        return [(group, True)]
    return [cell for part in parts for cell in split(part, steps[1:], scores, units)]


def places(rubric, scores, units, ballots, decisions):
    """{unit: place} of the units that are ranked. ``decisions``: the meeting's orders of units on one place."""
    values = {code: compared_by(rubric, scores[code], *units[code]) for code in scores}
    groups = {}
    for code, value in values.items():
        if value is not None:
            groups.setdefault(value, []).append(code)
    order = [groups[value] for value in sorted(groups, reverse=True)]
    rank, open_codes, place = {}, set(), 1
    for cell, vote in (cell for group in order for cell in split(group, rubric["tie_break"], scores, units)):
        rank |= dict.fromkeys(cell, place)
        open_codes |= set(cell) if vote else set()
        place += len(cell)
    ranking = rubric.get("ranking") or {}
    if ranking.get("basis") == "total_then_ballot":
        most = ranking.get("nominees")
        nominees = [code for code in rank if most is None or rank[code] <= most]
        if all(code in ballots for code in nominees):
            keys = {code: (-ballots[code], rank[code]) for code in nominees}
            equal = {code for code in nominees if list(keys.values()).count(keys[code]) > 1}
            open_codes = (open_codes - set(nominees)) | equal
            rank |= {code: 1 + sum(keys[other] < keys[code] for other in nominees) for code in nominees}
        else:
            open_codes |= set(nominees)  # the ballot is still to come
    newest = {frozenset(each["units"]): each["units"] for each in decisions}
    level = {}
    for code in open_codes:
        level.setdefault(rank[code], set()).add(code)
    for first, codes in level.items():
        for at, code in enumerate(newest.get(frozenset(codes), [])):
            rank[code] = first + at
    return rank


def recompute(season):
    """({unit: place}, {unit: score}) from nothing but the exported season. Raises Refused, KeyError, ValueError."""
    rubric, calendar = season["rubric"], season.get("days_off")
    units = {unit["code"]: figures_of(rubric, unit["inputs"]) for unit in season["units"]}
    if len(units) != len(season["units"]):
        raise Refused("một đơn vị có hai lần")
    scorer = Scorer(rubric, units, None if calendar is None else set(calendar))
    scores = {code: scorer.score(code) for code in units}
    ballots, decisions = season.get("ballots") or {}, season.get("tie_decisions") or []
    return places(rubric, scores, units, ballots, decisions), scores


def canonical(plain):
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def differences(season, rank, scores):
    """What disagrees with the published standings, in Vietnamese."""
    wrong = []
    if hashlib.sha256(canonical(season["rubric"])).hexdigest() != season["rubric_hash"]:
        wrong.append("Bảng tiêu chí trong tệp không khớp mã băm đã chốt khi mở mùa chấm điểm.")
    published = {each["unit"]: each for each in season["standings"]}
    ranked = {code for code in rank if scores[code]["total"] is not None}
    for code in sorted(ranked | set(published)):
        if code not in published:
            wrong.append(f"{code}: tính được hạng {rank[code]} nhưng không có trong bảng công bố.")
        elif code not in ranked:
            why = (
                "; ".join(f"{item}: {text}" for item, text in scores[code]["undefined"].items())
                if code in scores
                else ""
            )
            wrong.append(f"{code}: có trong bảng công bố nhưng không tính được. {why}".strip())
        else:
            row, total = published[code], scores[code]["total"]
            if Fraction(str(row["total"])) != total:
                wrong.append(f"{code}: công bố {vi(Fraction(str(row['total'])))} điểm, tính lại {vi(total)} điểm.")
            if row["rank"] != rank[code]:
                wrong.append(f"{code}: công bố hạng {row['rank']}, tính lại hạng {rank[code]}.")
    return wrong


def signature(sealed, expected):
    """(whether something is wrong, what to say about the signature)."""
    seal = sealed.get("signature")
    if not seal:
        return False, "CHỮ KÝ: tệp không có chữ ký, không biết ai lập và có bị sửa không."
    if seal.get("algorithm") != "Ed25519":
        return True, f"CHỮ KÝ: không biết cách ký {seal.get('algorithm')!r}."
    if expected and expected.lower() != str(seal["public_key"]).lower():
        return True, "CHỮ KÝ: tệp được ký bằng khóa khác với khóa của cơ quan."
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return False, "CHỮ KÝ: CHƯA KIỂM TRA ĐƯỢC vì máy này không có gói cryptography (pip install cryptography)."
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(seal["public_key"]))
        key.verify(bytes.fromhex(seal["value"]), canonical(sealed["document"]))
    except (InvalidSignature, ValueError, TypeError):
        return True, "CHỮ KÝ: SAI. Tệp đã bị sửa sau khi ký."
    whose = "của cơ quan" if expected else f"{seal['public_key']} (hãy so với khóa cơ quan công bố)"
    return False, f"CHỮ KÝ: đúng, bằng khóa {whose}."


def main(arguments):
    options = [each for each in arguments if each.startswith("--")]
    files = [each for each in arguments if not each.startswith("--")]
    if len(files) not in (1, 2) or set(options) - {"--marks"}:
        print(__doc__)
        return 2
    try:
        with open(files[0], encoding="utf-8") as file:
            sealed = json.load(file)
        season = sealed.get("document", sealed)
        forged, said = signature(sealed, files[1] if len(files) == 2 else None)
        rank, scores = recompute(season)
        wrong = differences(season, rank, scores)
        names = {unit["code"]: unit["name"] for unit in season["units"]}
        print(f"{season['cluster']}, năm {season['year']}")
    except Refused as error:
        print(f"Không tính lại được: {error}")
        return 2
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        print(f"Không đọc được tệp: {type(error).__name__} {error}")
        return 2
    for code in sorted(scores, key=lambda code: (rank.get(code, len(scores) + 1), code)):
        total = scores[code]["total"]
        print(f"  {rank.get(code, '–')}. {names[code]}: {'chưa tính được' if total is None else vi(total) + ' điểm'}")
        for item, cell in scores[code]["lines"].items() if "--marks" in options else ():
            print(f"      {item}: {cell.why if undefined(cell) else 'không giao' if cell is None else vi(cell)}")
    print(said)
    for each in wrong:
        print(f"KHÁC: {each}")
    if not wrong:
        print("Kết quả tính lại khớp với bảng xếp hạng đã công bố.")
    return 1 if wrong or forged else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
