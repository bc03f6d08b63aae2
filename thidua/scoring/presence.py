"""Who is in which cell of a grid just now: kept for seconds in the cache, never in a table of the work."""

import time

from django.core.cache import cache

SECONDS = 15
AGAIN = 8  # seconds after which who stays in one cell is noted again: to write is the dear part of a look


def _key(season: int) -> str:
    return f"scoring-grid-{season}"


def seen_in(season: int, user, cell: str) -> dict[int, tuple[str, str]]:
    """Note that the account is in ``cell`` ("card:criterion", "" for none) and return {account: (name, cell)} of the
    others. Two people at the same moment may miss each other for one beat: it is a courtesy, not a lock."""
    now = time.time()
    known: dict[int, tuple[str, str, float]] = cache.get(_key(season)) or {}
    known = {pk: row for pk, row in known.items() if now - row[2] < SECONDS}
    mine = known.pop(user.pk, None)
    others = {pk: (name, where) for pk, (name, where, _) in known.items()}
    if cell and not (mine and mine[1] == cell[:80] and now - mine[2] < AGAIN):
        cache.set(_key(season), known | {user.pk: (user.display_name, cell[:80], now)}, SECONDS)
    elif mine and not cell:
        cache.set(_key(season), known, SECONDS)
    return others
