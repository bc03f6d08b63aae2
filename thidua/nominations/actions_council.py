"""What a council does to the dossiers before it: the gates it opens and the results it writes, inside its transactions."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from thidua.nominations import permissions
from thidua.nominations.hands import same_hands
from thidua.nominations.models import Nomination, NominationLine
from thidua.shared.certain import certain
from thidua.shared.gate import check_gate, pass_gate, stamp


def bring_to_council(nomination: Nomination) -> None:
    """The gate a council opens when it puts the dossier on its agenda; runs inside the council's transaction."""
    check_gate(nomination, "bring_to_council")
    permissions.check_not_held(nomination)
    permissions.check_consulted(nomination, certain(nomination.rule_date))
    pass_gate(nomination, "bring_to_council")


def take_off_agenda(nomination: Nomination) -> None:
    """Back to the appraised ones because the council did not meet on it; runs inside the council's transaction."""
    pass_gate(nomination, "take_off_agenda")


def note_results(nomination: Nomination, results: Mapping[int, str]) -> None:
    """Write {line: "passed" | "failed" | "pending"}; runs inside the council's transaction. The dossier stays where it is."""
    for result in NominationLine.Result.values:
        chosen = [pk for pk, outcome in results.items() if outcome == result]
        if chosen:
            NominationLine.objects.filter(nomination=nomination, pk__in=chosen).update(result=result)


def conclude(nomination: Nomination, results: Mapping[int, str], *, by, at: datetime) -> list[str]:
    """As :func:`note_results`, and conclude the dossier, after the chair closed on its last line. Returns who worked on it
    at more than one step (:func:`thidua.nominations.hands.same_hands`), for the council's record."""
    check_gate(nomination, "conclude")
    note_results(nomination, results)
    pass_gate(nomination, "conclude", **stamp("concluded", by=by, at=at))
    return same_hands(nomination)


def reconsider(nomination: Nomination, lines: Iterable[int]) -> None:
    """The council reopened the session that concluded these lines; runs inside its transaction."""
    if nomination.state == "concluded":
        pass_gate(nomination, "reconsider", concluded_at=None, concluded_by=None)
    note_results(nomination, dict.fromkeys(lines, NominationLine.Result.PENDING))
