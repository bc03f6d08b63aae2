"""What is looked at before the site starts: that the agency's own rules can be read and lie within the law."""

from django.conf import settings
from django.core.checks import CheckMessage, Error

from rulebook.book import BookError
from thidua.law.queries import the_book


def agency_overlay(**kwargs) -> list[CheckMessage]:
    """``AGENCY_OVERLAY`` names an overlay that exists and only fills what the law leaves to agencies."""
    try:
        the_book()
    except (KeyError, BookError) as error:
        reason = error.args[0] if error.args else error
        return [Error(f"AGENCY_OVERLAY={settings.AGENCY_OVERLAY!r}: {reason}", id="thidua.E001")]
    return []
