"""Sessions in a table of their own, which knows whose they are and when they were last used.

The way Django describes for extending its database sessions; nothing of how keys or data are made is changed.
"""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core.exceptions import ObjectDoesNotExist, SuspiciousOperation
from django.utils import timezone

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from thidua.accounts.models import Session

# What the adapters write into a fresh session, and the table shows.
BEGAN, ADDRESS, BROWSER, METHOD = "began", "address", "browser", "method"


class SessionStore(DatabaseStore):
    """``began_at`` and ``last_seen_at`` of the row that was read, or None: kept so that a page need not ask again."""

    began_at: datetime | None = None
    last_seen_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> "type[Session]":
        from thidua.accounts.models import Session

        return Session

    def _get_session_from_db(self):
        """Nothing for a session that is over or that nobody has used for longer than the idle time."""
        now = timezone.now()
        idle = timedelta(minutes=settings.SESSION_IDLE_MINUTES)
        rows = cast("QuerySet[Session]", self.model.objects.all())
        try:
            row = rows.get(session_key=self.session_key, expire_date__gt=now, last_seen_at__gt=now - idle)
        except (ObjectDoesNotExist, SuspiciousOperation):
            self._session_key = None
            return None
        self.began_at, self.last_seen_at = row.began_at, row.last_seen_at
        return row

    def create_model_instance(self, data) -> "Session":
        row = cast("Session", super().create_model_instance(data))
        now = timezone.now()
        row.user_id = int(data[SESSION_KEY]) if data.get(SESSION_KEY) else None
        row.began_at = datetime.fromtimestamp(data[BEGAN], UTC) if BEGAN in data else now
        row.last_seen_at = now
        row.address = str(data.get(ADDRESS, ""))[:45]
        row.browser = str(data.get(BROWSER, ""))[:300]
        row.method = str(data.get(METHOD, ""))[:20]
        return row
