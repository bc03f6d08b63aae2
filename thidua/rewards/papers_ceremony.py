"""The papers of a ceremony: the list that is read aloud, the list on which recipients sign."""

from collections.abc import Sequence
from itertools import groupby

from paperwork.blocks import Column, Signer, Table, written_date
from paperwork.papers.speaking_list import Reading, SpeakingList
from paperwork.render import moment_of, render
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
    table = Table(
        (
            Column("STT", 0, "center"),
            Column("Họ và tên, tên tập thể", 4),
            Column("Chức vụ, đơn vị", 4),
            Column("Khen thưởng, quyết định", 4),
            Column("Hình thức nhận", 2.4),
            Column("Ký nhận", 2.2),
        ),
        tuple(
            (
                line.ordinal,
                line.spoken,
                line.spoken_title,
                f"{wording(line.honour.award_code, line.honour.issuer).short}, {line.honour.decision_number}",
                f"{line.get_handed_display()}{f': {line.receiver}' if line.receiver else ''}",
                "",
            )
            for line in lines
        ),
    )
    unit, on = handing_list.unit, handing_list.held_on
    data = {
        "title": f"Danh sách giao nhận {handing_list.title}",
        "landscape": True,
        "issuer": issuer_of(unit).data(),
        "kind": "DANH SÁCH GIAO NHẬN BẰNG, GIẤY KHEN, HIỆN VẬT",
        "summary": handing_list.title,
        "body": [table.data()],
        "dated": f"{unit.place}, {written_date(on)}",
        "signers": [Signer("", "Người giao", "").data(), Signer("", unit.head_title or "Thủ trưởng", "").data()],
    }
    return render("list_form", data, created_at=moment_of(on))
