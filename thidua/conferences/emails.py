"""Letters of this stage: (subject, body)."""

from thidua.conferences.models import Conference
from thidua.shared.letters import LetterKind, letter

INVITATION = LetterKind("conferences.invitation", "Giấy mời dự hội nghị", "Hội nghị")
MINUTES = LetterKind("conferences.minutes", "Biên bản hội nghị", "Hội nghị")


@letter(INVITATION)
def invitation(conference: Conference) -> tuple[str, str]:
    return (
        f"Giấy mời: {conference.title}",
        f"{conference.unit.name} trân trọng mời đơn vị dự {conference.title}, ngày {conference.held_on:%d/%m/%Y}, tại "
        f"{conference.place}.",
    )


@letter(MINUTES)
def recorded(conference: Conference) -> tuple[str, str]:
    return (
        f"Biên bản: {conference.title}",
        f"Biên bản {conference.title} ngày {conference.held_on:%d/%m/%Y} đã lập.\n{conference.conclusion}",
    )
