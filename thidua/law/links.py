"""Where a citation leads: to the text on an address of the State, else to the reading room."""

from urllib.parse import urlsplit

from django.urls import reverse

# Addresses of the State: the government's and its gazette's, ministries and provinces, the National Assembly, the data base
# of legal texts.
OFFICIAL = ("gov.vn", "chinhphu.vn", "quochoi.vn", "vbpl.vn")


def is_official(url: str) -> bool:
    """Whether an address belongs to the State; a copy that somebody else keeps does not."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return parts.scheme == "https" and any(host == each or host.endswith(f".{each}") for each in OFFICIAL)


def citation_url(url: str, award: str = "") -> str:
    """The address itself where it is official; else our page of the award, of all texts where no award is meant."""
    if is_official(url):
        return url
    return reverse("law:award", args=[award]) if award else reverse("law:instruments")
