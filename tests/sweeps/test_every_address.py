"""Closed by default: every address asks for a signed-in person, except the doors listed here."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

# The public doors, by name. A new public address must be added here on purpose.
PUBLIC = {
    "accounts:sign-in",
    "accounts:sign-in-demo",
    "account_login",  # the same page by the name allauth knows
    "accounts:sign-on",  # answer 404 where no identity service is configured
    "accounts:sign-on-back",
    "accounts:use-code",
    "mfa_authenticate",  # the second step of signing in
    "mfa_login_webauthn",
    "papers:open",
    # answer 404 outside practice and debug mode
    "papers:gallery",
    "papers:sample-picture",
    "papers:sample-file",
    "conferences:check-in",  # opens by a signed code only, on its day
    "design",  # answers 404 outside practice and debug mode
    "portal:front",
    "portal:news",
    "portal:article",
    "portal:roll",
    "portal:honour",
    "portal:verify",
    "portal:verify-code",
    "portal:decisions",
    "portal:feed",
    "portal:sitemap",
    "portal:atom",
    "portal:archive",
    "portal:archive-month",
    "portal:robots",
    "portal:search",
    "portal:unit",
    "portal:communes",
    "portal:english",
    "portal:open-data",
    "portal:honours-csv",
    "portal:honours-json",
    "portal:honours-csv-schema",
    "portal:honours-json-schema",
    "portal:consultations",
    "portal:consultation",
    "portal:photo",
    "portal:comment",
    "portal:saved",
    "portal:polls",
    "portal:poll",
    "portal:message",
    "portal:answers",
    "portal:answer",
    "portal:readers",
    "portal:captcha",
    # digital badges are checked by anybody's machine
    "rewards:badge-issuer",
    "rewards:badge-did",
    "rewards:badge-status",
    "rewards:badge-json",
    # the law is read by everybody
    "law:list",
    "law:award",
    "law:compare",
    "law:compare-all",
    "law:cases",
    "law:case",
    "law:rules",
    "law:differences",
    "law:instruments",
    "law:sources",
    "law:stocktake",
    "law:open",
    "law:questions",
    "law:tools",
    "law:bonus",
    "law:deadline",
    "law:quota",
    # an official list of the whole country, nothing of this installation
    "units:lookup",
}
SAMPLES = {"int": 1, "str": "x", "slug": "x", "uuid": "12345678-1234-5678-1234-567812345678", "path": "x"}


def addresses():
    def walk(patterns, namespace=""):
        for entry in patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
            elif isinstance(entry, URLPattern):
                name = f"{namespace}{entry.name}"
                kinds = {
                    k: type(c).__name__.replace("Converter", "").lower() for k, c in entry.pattern.converters.items()
                }
                yield name, {key: SAMPLES.get({"string": "str"}.get(kind, kind), 1) for key, kind in kinds.items()}

    return sorted(walk(get_resolver().url_patterns))


ADDRESSES = addresses()


def test_every_address_has_a_name_and_the_walk_sees_them():
    assert [name for name, _ in ADDRESSES if name.endswith("None")] == []
    assert "accounts:letters" in dict(ADDRESSES)


@pytest.mark.parametrize(("name", "kwargs"), [(n, k) for n, k in ADDRESSES if n not in PUBLIC])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_the_sign_in_page(client, db, name, kwargs, method):
    address = reverse(name, kwargs=kwargs)
    answer = getattr(client, method)(address)
    assert (answer.status_code, answer.headers.get("Location", "").split("?")[0]) == (302, reverse("accounts:sign-in"))


def test_the_list_of_public_doors_names_only_doors_that_exist():
    assert PUBLIC - {name for name, _ in ADDRESSES} == set()
