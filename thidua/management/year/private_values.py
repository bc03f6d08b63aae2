"""What a practice province keeps under lock about its people: invented, and impossible for anybody real.

Drawn from the code of the person alone, so that a year from its spreadsheets has the same ones; the spreadsheets hold none.
"""

import hashlib
import re

from thidua.management.year.inputs import PersonRow

# No province carries this code, so that no number belongs to anybody.
NO_PROVINCE = "999"
# The codes of the people of ``population``.
_INVENTED = re.compile(r"QN\d{6}", re.ASCII)
_PEOPLES = ("Dao", "Tày", "Sán Dìu", "Sán Chay", "Hoa")


def invented_values(row: PersonRow) -> dict[str, str]:
    """{field of PrivateValue: value} for one invented person; nothing for people whom an agency's own files name."""
    if not _INVENTED.fullmatch(row.code):
        return {}
    draw = hashlib.sha256(f"thidua {row.code}".encode()).digest()
    century = (2 if row.born_on.year >= 2000 else 0) + (1 if row.gender == "female" else 0)
    party = draw[1] < (250 if row.is_leader else 115)
    return {
        "identity": f"{NO_PROVINCE}{century}{row.born_on.year % 100:02d}{row.code[2:]}",
        "ethnicity": _PEOPLES[draw[2] % len(_PEOPLES)] if draw[0] < 38 else "Kinh",
        "party": ("Đảng viên dự bị" if draw[3] < 12 else "Đảng viên chính thức") if party else "Không",
    }
