"""The demo province is the real one, and its clusters cover it once."""

import csv
from collections import Counter

from thidua.management.year.province import (
    BLOC_RUBRIC,
    COMMUNE_RUBRIC,
    DATA,
    choose_clusters,
    former_district_of,
    province_clusters,
    province_units,
)


def test_the_province_has_its_54_communes_and_13_former_districts():
    kinds = Counter(unit.kind for unit in province_units())
    communes = {kind: kinds[kind] for kind in ("ward", "commune", "special_zone", "district", "province")}
    assert communes == {"ward": 30, "commune": 22, "special_zone": 2, "district": 13, "province": 1}


def test_well_known_units_carry_their_official_codes_and_old_units():
    units = {unit.code: unit for unit in province_units()}
    assert (units["06994"].name, units["07192"].name) == ("Đặc khu Vân Đồn", "Đặc khu Cô Tô")
    assert units["06673"].predecessors == ("Phường Bãi Cháy – Thành phố Hạ Long; Phường Hùng Thắng – Thành phố Hạ Long")
    assert units[former_district_of()["06799"]].name == "Thành phố Cẩm Phả"


def test_all_171_old_units_of_the_province_live_on_somewhere():
    with (DATA / "quang_ninh_units.csv").open(encoding="utf-8", newline="") as stream:
        parts = [
            part.replace(" (một phần)", "")
            for row in csv.DictReader(stream)
            for part in row["predecessors"].split("; ")
        ]
    assert len(set(parts)) == 171


def test_every_unit_stands_in_one_cluster_only():
    members = [code for cluster in province_clusters() for code in cluster.member_codes]
    expected = [unit.code for unit in province_units() if unit.kind not in ("province", "district")]
    assert sorted(members) == sorted(expected)


def test_clusters_have_five_to_nine_members_and_the_rubric_of_their_kind():
    for cluster in province_clusters():
        assert 5 <= len(cluster.member_codes) <= 9
        assert cluster.rubric_code == (COMMUNE_RUBRIC if cluster.kind == "cum" else BLOC_RUBRIC)
        assert (cluster.head_code, cluster.deputy_code) == cluster.member_codes[:2]


def test_a_smaller_province_keeps_the_four_kinds_with_three_members_each():
    for size in range(12, 83):
        clusters = choose_clusters(size)
        assert {"C1", "K-PHUONG", "K-NOICHINH", "K-DANG"} <= {cluster.code for cluster in clusters}
        assert min(len(cluster.member_codes) for cluster in clusters) >= 3
        assert size - 2 <= sum(len(cluster.member_codes) for cluster in clusters) <= size
    assert choose_clusters(82) == province_clusters()
