"""Who worked on a dossier at more than one of its steps: built it, appraised it, concluded on it (requirement N6).

Nothing is refused here: a small unit may have one person for everything. It is said where somebody can still ask another
to look, and it stays in the history. Who stands in the dossier is refused by :mod:`thidua.nominations.permissions`.
"""

from collections.abc import Iterable

from thidua.accounts.models import User
from thidua.nominations.models import Nomination
from thidua.shared.certain import certain

ADVICE = "nên có người khác xem lại; lịch sử hồ sơ và nhật ký ghi việc này."


def same_hands(nomination: Nomination, concluding: User | None = None) -> list[str]:
    """One sentence for each account that worked at two of the three steps; ``concluding`` is about to conclude. One query
    besides the people of the dossier itself."""
    appraisers = User.objects.filter(
        pk__in=nomination.lines.exclude(appraised_by=None).order_by().values("appraised_by")
    )
    steps: list[tuple[str, Iterable[User | None]]] = [
        ("lập", [nomination.drafted_by, nomination.sent_by]),
        ("thẩm định", [nomination.appraised_by, *appraisers.order_by("pk")]),
        ("kết luận", [nomination.concluded_by or concluding]),
    ]
    done: dict[User, list[str]] = {}
    for step, people in steps:
        for user in dict.fromkeys(each for each in people if each is not None):
            done.setdefault(user, []).append(step)
    return [f"{user.display_name} vừa {' vừa '.join(did)} hồ sơ này." for user, did in done.items() if len(did) > 1]


def would_be_same(nomination: Nomination, user: User) -> str:
    """What is to be said to somebody who is about to finish the appraisal of a dossier they built; "" otherwise."""
    if certain(nomination.drafted_by_id) != user.pk and nomination.sent_by_id != user.pk:
        return ""
    return f"Chính bạn đã lập hoặc gửi hồ sơ này: {ADVICE}"
