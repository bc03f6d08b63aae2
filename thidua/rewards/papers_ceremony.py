"""The papers of a ceremony: the list that is read aloud, the list on which recipients sign."""

from collections.abc import Sequence
from itertools import groupby

from paperwork.papers import signing_sheet
from paperwork.papers.signing_sheet import Handed, SigningSheet
from paperwork.papers.speaking_list import Reading, SpeakingList
from thidua.honours.wording import wording
from thidua.papers.letterhead import issuer_of
from thidua.rewards.models_ceremony import HandingLine, HandingList

Presence = HandingLine.Presence


def speaking_list(handing_list: HandingList, lines: Sequence[HandingLine]) -> SpeakingList:
    """What the one who speaks holds in the hand: award by award, with who hands over; who is absent is marked."""

    def heading(line: HandingLine) -> str:
        honour = line.honour
        phrase = wording(honour.award_code, honour.issuer).phrase
        return f"{phrase[:1].upper()}{phrase[1:]} (Quyết định số {honour.decision_number})"

    def note(line: HandingLine) -> str:
        presence = line.get_presence_display() if line.presence in (Presence.ABSENT, Presence.REPRESENTED) else ""
        return "; ".join(filter(None, [line.giver and f"Người trao: {line.giver}", presence and f"{presence}."]))

    groups = [
        (title, tuple(Reading(line.ordinal, line.spoken, line.spoken_title, note(line)) for line in found))
        for title, found in groupby(lines, key=heading)
    ]
    return SpeakingList(
        issuer_of(handing_list.unit), handing_list.title, handing_list.held_on, handing_list.place, tuple(groups)
    )


def render_signing_sheet(handing_list: HandingList, lines: Sequence[HandingLine]) -> bytes:
    """ "Danh sách giao nhận" with a column to sign, PDF/A. Raises `PaperError`."""
    unit = handing_list.unit
    rows = tuple(
        Handed(
            line.ordinal,
            line.spoken,
            line.spoken_title,
            f"{wording(line.honour.award_code, line.honour.issuer).short}, {line.honour.decision_number}",
            f"{line.get_handed_display()}{f': {line.receiver}' if line.receiver else ''}",
        )
        for line in lines
    )
    head = unit.head_title or "Thủ trưởng"
    return signing_sheet.render_signing_sheet(
        SigningSheet(issuer_of(unit), handing_list.title, rows, handing_list.held_on, head)
    )
