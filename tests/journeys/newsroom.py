"""Founds the small province with a draft, its picture, and an exemplar that was told and copied, in the database of the
environment: a command for journeys."""

import os


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from tests.conferences.files import photo
    from tests.conftest import small_province
    from tests.portal.builders import draft
    from thidua.accounts.actions import name_demo_people
    from thidua.management.year.newsroom import hold_up_an_example
    from thidua.portal.actions_photos import add_photo
    from thidua.shared.actions import set_demo_day

    call_command("migrate", verbosity=0)
    province = small_province()
    ward, at = province.ha_long, province.at
    article = draft(ward, at, "Lớp học buổi tối ở khu 4", body="Đoạn một.")
    add_photo(
        article=article, upload=photo(colour="teal"), caption="Cô Mai dạy chữ tại khu 4, phường Hạ Long",
        alt="Người phụ nữ viết bảng trước mười em nhỏ", by=ward.editor, at=at,
    )  # fmt: skip
    hold_up_an_example(unit=ward.unit, copied_by=province.cam_pha.unit, by=ward.editor, spotted=at, told=at, copied=at)
    name_demo_people(people=[(ward.editor, "")], by=province.root.officer, at=at)
    set_demo_day(day=at.date())


if __name__ == "__main__":
    main()
