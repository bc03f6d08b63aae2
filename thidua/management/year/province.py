"""The demo province: Quảng Ninh with its real units since 2025-07-01, its clusters (cụm) and blocs (khối) of 2025.

Units come from the files in `data/` (sources in its README); how they are grouped is the demo's own choice, after the
pattern of the founding documents: clusters of neighbouring communes and wards, a bloc of town centres, an
internal-affairs bloc, a bloc of Party offices, blocs of departments. Each unit is in one cluster only.
"""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from pathlib import Path

from thidua.management.year.inputs import ClusterRow, UnitRow

DATA = Path(__file__).parent / "data"
PROVINCE_CODE = "22"
FOUNDED_ON = dt.date(1963, 10, 30)
APPRAISER_CODE = "22.SNV"
COMMUNE_RUBRIC = "can_tho_157_2025"
BLOC_RUBRIC = "hung_yen_2021"

# Members of the commune clusters by official code; the first is head in 2025, the second deputy.
_COMMUNE_CLUSTERS: tuple[tuple[str, str, str, str], ...] = (
    (
        "C1",
        "Cụm thi đua số 1 – khu vực Hạ Long",
        "cum",
        "06688 06673 06676 06658 06652 06661 06706",
    ),
    (
        "C2",
        "Cụm thi đua số 2 – khu vực Hoành Bồ, Ba Chẽ",
        "cum",
        "07030 06970 07060 07054 06985 06979",
    ),
    (
        "C3",
        "Cụm thi đua số 3 – khu vực Đông Triều, Uông Bí",
        "cum",
        "07069 06820 06832 07114 07081 07090",
    ),
    (
        "C4",
        "Cụm thi đua số 4 – khu vực Quảng Yên",
        "cum",
        "07147 07183 07135 07168 07180",
    ),
    (
        "C5",
        "Cụm thi đua số 5 – khu vực Cẩm Phả, Vân Đồn, Cô Tô",
        "cum",
        "06994 06781 06778 06760 07192 06799",
    ),
    (
        "C6",
        "Cụm thi đua số 6 – khu vực Tiên Yên, Bình Liêu",
        "cum",
        "06862 06838 06877 06874 06886 06841 06856",
    ),
    (
        "C7",
        "Cụm thi đua số 7 – khu vực Đầm Hà, Hải Hà",
        "cum",
        "06922 06895 06946 06913 06931 06967",
    ),
    (
        "C8",
        "Cụm thi đua số 8 – khu vực Móng Cái",
        "cum",
        "06709 06736 06733 06724 06757",
    ),
    (
        "K-PHUONG",
        "Khối phường trung tâm các thành phố, thị xã cũ",
        "khoi",
        "06685 06793 06811 06712 07132 07093",
    ),
)
_BLOC_NAMES = {
    "K-NOICHINH": "Khối các cơ quan nội chính",
    "K-DANG": "Khối các cơ quan Đảng, Mặt trận Tổ quốc tỉnh",
    "K-TONGHOP": "Khối các cơ quan tham mưu tổng hợp, văn hóa – xã hội",
    "K-KINHTE": "Khối các sở, ban kinh tế – kỹ thuật",
}


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def province_units() -> tuple[UnitRow, ...]:
    """The province, its former districts (ended 2025-06-30), its bodies, its communes: 96 rows, superiors first."""
    rows = [
        UnitRow(
            PROVINCE_CODE,
            "Ủy ban nhân dân tỉnh Quảng Ninh",
            "province",
            None,
            FOUNDED_ON,
        )
    ]
    rows += [
        UnitRow(
            row["code"],
            row["name"],
            "district",
            PROVINCE_CODE,
            FOUNDED_ON,
            dt.date.fromisoformat(row["valid_to"]),
        )
        for row in _read("quang_ninh_former_districts.csv")
    ]
    rows += [
        UnitRow(
            row["code"],
            row["name"],
            row["kind"],
            PROVINCE_CODE,
            dt.date.fromisoformat(row["valid_from"]),
        )
        for row in _read("quang_ninh_bodies.csv")
    ]
    rows += [
        UnitRow(
            row["code"],
            row["name"],
            row["kind"],
            PROVINCE_CODE,
            dt.date.fromisoformat(row["valid_from"]),
            None,
            row["predecessors"],
        )
        for row in _read("quang_ninh_units.csv")
    ]
    return tuple(rows)


@cache
def province_clusters() -> tuple[ClusterRow, ...]:
    """The 13 clusters and blocs of 2025 with head and deputy: eight of communes, five blocs."""
    groups = [(code, name, kind, members.split()) for code, name, kind, members in _COMMUNE_CLUSTERS]
    for code, name in _BLOC_NAMES.items():
        members = [row["code"] for row in _read("quang_ninh_bodies.csv") if row["bloc"] == code]
        groups.append((code, name, "khoi", members))
    return tuple(
        ClusterRow(
            code=code,
            name=name,
            kind=kind,
            rubric_code=COMMUNE_RUBRIC if kind == "cum" else BLOC_RUBRIC,
            member_codes=tuple(members),
            head_code=members[0],
            deputy_code=members[1],
        )
        for code, name, kind, members in groups
    )


@cache
def former_district_of() -> dict[str, str]:
    """Commune code → code of the former district-level unit most of it belonged to."""
    codes = {row["name"]: row["code"] for row in _read("quang_ninh_former_districts.csv")}
    return {row["code"]: codes[row["former_districts"].split("; ")[0]] for row in _read("quang_ninh_units.csv")}


@cache
def choose_clusters(units: int) -> tuple[ClusterRow, ...]:
    """Clusters for a smaller province of about `units` member units (12 to all), each with three members or more.

    The four kinds every year must show (communes, town centres, internal affairs, Party) are always there.
    """
    clusters = {cluster.code: cluster for cluster in province_clusters()}
    order = ["C1", "K-PHUONG", "K-NOICHINH", "K-DANG"]
    order += ["K-TONGHOP", "C3", "C6", "C2", "K-KINHTE", "C5", "C4", "C7", "C8"]
    chosen = dict.fromkeys(order[:4], 3)
    room = units - 12
    for code in order:
        if code not in chosen:
            if room < 3:
                break
            chosen[code] = 3
            room -= 3
        more = min(room, len(clusters[code].member_codes) - chosen[code])
        chosen[code] += max(more, 0)
        room -= max(more, 0)
    result = []
    for cluster in province_clusters():
        if cluster.code in chosen:
            members = cluster.member_codes[: chosen[cluster.code]]
            result.append(
                ClusterRow(
                    cluster.code,
                    cluster.name,
                    cluster.kind,
                    cluster.rubric_code,
                    members,
                    cluster.head_code,
                    cluster.deputy_code,
                )
            )
    return tuple(result)
