"""Births as lists write them: a day, a year alone, or in the column of the gender ("Nam | Nữ")."""

from datetime import date

from thidua.imports.planning import Problem, Typed

COLUMNS = (("born_male", "male"), ("born_female", "female"))
ONLY_YEAR = "chỉ có năm sinh; hồ sơ mới cần đủ ngày, tháng, năm sinh"


def settle_births(typed: Typed) -> None:
    """Bring the columns of a birth to ``born_on`` (a day) and ``born_year`` (where the sheet has the year alone).

    A birth in the column of men or of women tells the gender as well, where no column of its own does.
    """
    values = typed.values
    if "born_on" not in values:
        return
    born: list = values["born_on"]
    split = [(key, gender) for key, gender in COLUMNS if key in typed.letters]
    if split:
        born = values["born_on"] = list(born)
        cells = typed.cells["born_on"] = list(typed.cells.get("born_on", [None] * typed.count))
        genders = values["gender"] = list(values["gender"]) if "gender" in values else [None] * typed.count
        for key, gender in split:
            for place, value in enumerate(values[key]):
                if value is None:
                    continue
                if born[place] is not None:
                    reason = "ngày sinh có ở hai cột của dòng này"
                    typed.problems[place].append(Problem(key, typed.shown(key, place), reason))
                elif genders[place] not in (None, gender):
                    reason = "cột của ngày sinh khác với giới tính ghi ở dòng này"
                    typed.problems[place].append(Problem(key, typed.shown(key, place), reason))
                else:
                    born[place], cells[place] = value, typed.cells[key][place]
                    genders[place] = gender
        typed.letters.setdefault("born_on", typed.letters[split[0][0]])
    if any(isinstance(value, int) for value in born):
        values["born_year"] = [value if isinstance(value, int) else None for value in born]
        values["born_on"] = [value if isinstance(value, date) else None for value in born]
    else:
        values["born_year"] = [None] * typed.count
