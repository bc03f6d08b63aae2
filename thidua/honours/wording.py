"""How papers and news name an award of an agency: dossiers, minutes, decisions, certificates. Pure: a unit and a code
in, words out. On screens and in lists :func:`thidua.law.queries.award_name` names it."""

from dataclasses import dataclass

from thidua.law.queries import award_name
from thidua.units.models import Unit


@dataclass(frozen=True)
class Wording:
    """``verb`` of the decision, ``award`` in full as the decision names it, ``grant`` and ``short`` as a certificate
    prints them on its lines 4 and 5."""

    verb: str
    award: str
    grant: str
    short: str

    @property
    def phrase(self) -> str:
        """ "công nhận danh hiệu “Lao động tiên tiến”", "tặng Bằng khen của …"."""
        if self.verb == "tặng":
            return f"tặng {self.award}"
        return f"{self.verb} “{self.award}”"


_TITLES = {
    "advanced_worker": "Lao động tiên tiến",
    "grassroots_emulation_fighter": "Chiến sĩ thi đua cơ sở",
    "ministry_province_emulation_fighter": "Chiến sĩ thi đua {place}",
    "advanced_labour_collective": "Tập thể lao động tiên tiến",
    "excellent_labour_collective": "Tập thể lao động xuất sắc",
}
# (name in full, name on the certificate)
_GIVEN = {
    "ministry_province_emulation_flag": ("Cờ thi đua của {agency}", "Cờ thi đua"),
    "diploma_of_merit_ministry_province": ("Bằng khen của {authority}", "Bằng khen"),
    "certificate_of_merit_commune": ("Giấy khen của {authority}", "Giấy khen"),
    "certificate_of_merit_unit": ("Giấy khen của {authority}", "Giấy khen"),
}


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def authority_of(unit: Unit) -> str:
    """Who decides: "Chủ tịch Ủy ban nhân dân tỉnh Quảng Ninh"; words that end the title and begin the name stand once:
    "Trưởng Ban Tổ chức Tỉnh ủy", "Chánh Văn phòng Tỉnh ủy"."""
    title, agency = unit.head_title.split(), unit.agency_name.split()
    for shared in range(min(len(title), len(agency)), 0, -1):
        if [word.lower() for word in title[-shared:]] == [word.lower() for word in agency[:shared]]:
            return " ".join([*title[:-shared], *agency])
    return f"{unit.head_title} {unit.agency_name}"


def wording(award_code: str, unit: Unit) -> Wording:
    """The words for an award decided by ``unit``; unknown awards are named as the law book names them."""
    place = lower_first(unit.name.removeprefix("Ủy ban nhân dân "))
    names = {"place": place, "agency": unit.agency_name, "authority": authority_of(unit)}
    if award_code in _TITLES:
        title = _TITLES[award_code].format(**names)
        return Wording("công nhận danh hiệu", title, "Tặng danh hiệu", title)
    full, short = _GIVEN.get(award_code, (award_name(award_code), award_name(award_code)))
    return Wording("tặng", full.format(**names), "Tặng", short)


# Names for running text where several agencies' awards stand side by side, the highest first.
_NEWS = {
    "ministry_province_emulation_flag": "Cờ thi đua cấp tỉnh",
    "diploma_of_merit_ministry_province": "Bằng khen cấp tỉnh",
    "ministry_province_emulation_fighter": "danh hiệu “Chiến sĩ thi đua cấp tỉnh”",
    "excellent_labour_collective": "danh hiệu “Tập thể lao động xuất sắc”",
    "advanced_labour_collective": "danh hiệu “Tập thể lao động tiên tiến”",
    "grassroots_emulation_fighter": "danh hiệu “Chiến sĩ thi đua cơ sở”",
    "advanced_worker": "danh hiệu “Lao động tiên tiến”",
    "certificate_of_merit_commune": "Giấy khen cấp xã",
    "certificate_of_merit_unit": "Giấy khen của cơ quan, đơn vị",
}


def in_the_news(award_code: str) -> str:
    """The name of an award in running text: "Bằng khen cấp tỉnh", "danh hiệu “Lao động tiên tiến”"."""
    return _NEWS.get(award_code, award_name(award_code))


def news_rank(award_code: str) -> int:
    """The place of an award in an enumeration; awards not known here come last."""
    return list(_NEWS).index(award_code) if award_code in _NEWS else len(_NEWS)
