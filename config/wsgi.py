"""Entry point for the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# Read here once a process, so that nobody's first page waits for it, and that a process whose addresses cannot be read ends.
from django.urls import get_resolver  # noqa: E402

from thidua.law.queries import the_book  # noqa: E402

the_book()
get_resolver().url_patterns  # noqa: B018
