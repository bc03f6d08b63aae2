"""Letters of this stage: (subject, body)."""

from thidua.conferences.models import Conference


def invitation(conference: Conference) -> tuple[str, str]:
    return (
        f"Giấy mời: {conference.title}",
        f"{conference.unit.name} trân trọng mời đơn vị dự {conference.title}, ngày {conference.held_on:%d/%m/%Y}, tại "
        f"{conference.place}.",
    )


def recorded(conference: Conference) -> tuple[str, str]:
    return (
        f"Biên bản: {conference.title}",
        f"Biên bản {conference.title} ngày {conference.held_on:%d/%m/%Y} đã lập.\n{conference.conclusion}",
    )
