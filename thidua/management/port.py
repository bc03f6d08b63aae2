"""The address our links carry follows the port a site is served at, unless somebody chose an address (PUBLIC_URL)."""

import os

from django.conf import settings


def follow_port(port: int) -> str:
    """Make this process and those it starts write links to ``port`` of this machine; the address they carry now."""
    if not os.environ.get("PUBLIC_URL"):
        os.environ["PUBLIC_PORT"] = str(port)
        settings.PUBLIC_URL = f"http://localhost:{port}"
    return settings.PUBLIC_URL
