"""Entry point for the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# Read here once a process, so that nobody's first page waits for it, and that a process whose addresses cannot be read ends.
from django.urls import get_resolver  # noqa: E402

from thidua.law.queries import the_book  # noqa: E402

the_book()
get_resolver().url_patterns  # noqa: B018

# What is loaded by now stays for good: the collector need not walk through it each time, which holds every request of the
# process for a tenth of a second.
gc.collect()
gc.freeze()
