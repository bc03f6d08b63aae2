"""The gallery of invented papers: open in practice, absent on a real installation."""

import pytest
from django.urls import reverse

from paperwork.catalogue import KINDS

NAMES = [
    reverse("papers:gallery"),
    reverse("papers:sample-picture", args=["decision"]),
    reverse("papers:sample-file", args=["decision", "pdf"]),
    reverse("papers:sample-file", args=["decision", "docx"]),
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", NAMES)
def test_it_opens_in_practice_only(client, settings, address):
    settings.DEMO, settings.DEBUG = False, False
    assert client.get(address).status_code == 404
    settings.DEMO = True
    assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_it_names_every_kind_and_offers_no_word_file_where_there_is_none(client, settings):
    settings.DEMO = True
    shown = client.get(reverse("papers:gallery")).text
    assert [kind.name_vi in shown for kind in KINDS] == [True] * len(KINDS)
    assert reverse("papers:sample-file", args=["invitation", "docx"]) not in shown
    assert client.get(reverse("papers:sample-file", args=["invitation", "docx"])).status_code == 404
    assert client.get(reverse("papers:sample-picture", args=["khong-co"])).status_code == 404
