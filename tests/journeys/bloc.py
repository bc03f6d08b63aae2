"""Founds the internal-affairs bloc of seven units with an open season in the database of the environment: a command for
journeys. One officer a unit, two in the last one; that of the first heads the bloc; a department outside leads one
criterion."""

import os
from datetime import date

MEMBERS = {
    "CA": "Công an tỉnh",
    "QS": "Bộ Chỉ huy Quân sự tỉnh",
    "BP": "Bộ Chỉ huy Bộ đội Biên phòng tỉnh",
    "TA": "Tòa án nhân dân tỉnh",
    "VKS": "Viện kiểm sát nhân dân tỉnh",
    "TTR": "Thanh tra tỉnh",
    "STP": "Sở Tư pháp",
}
LEAD = ("STC", "Sở Tài chính")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from rulebook.rubrics import Rubric
    from tests.conftest import START, small_province
    from tests.scoring.conftest import RUBRIC
    from thidua.accounts.actions import name_demo_people
    from thidua.scoring.actions import open_season
    from thidua.shared.actions import set_demo_day
    from thidua.units import actions as units
    from thidua.units.actions import NewAccount
    from thidua.units.models import Unit

    call_command("migrate", verbosity=0)
    province = small_province()
    root, by = province.root, {"by": province.root.officer, "at": province.at}
    paper = {"kind": "department", "valid_from": START, "head_title": "Thủ trưởng", "place": "Quảng Ninh"}
    made = units.enter_units(
        parent=root.unit,
        units=[
            Unit(code=code, name=name, agency_name=name, symbol=code, **paper)
            for code, name in [*MEMBERS.items(), LEAD]
        ],
        **by,
    )
    cluster = units.form_cluster(
        organiser=root.unit,
        code="KHOI-NC",
        name="Khối thi đua các cơ quan nội chính",
        kind="khoi",
        year=2025,
        members=[(unit, "head" if unit.code == "CA" else "member") for unit in made if unit.code in MEMBERS],
        **by,
    )
    people = units.open_accounts(
        accounts=[
            NewAccount(
                f"{unit.code.lower()}.cv",
                f"Chuyên viên {unit.name}",
                (("officer", unit), *((("cluster_head", cluster),) if unit.code == "CA" else ())),
            )
            for unit in made
        ]
        + [NewAccount("stp.tp", "Trưởng phòng Sở Tư pháp", (("officer", made[-2]),))],
        under=root.unit,
        **by,
    )
    open_season(cluster=cluster, year=2025, rubric=Rubric.model_validate(RUBRIC), **by)
    name_demo_people(people=[(user, "") for user in [*people, root.appraiser]], **by)
    set_demo_day(day=date(2025, 12, 12))


if __name__ == "__main__":
    main()
