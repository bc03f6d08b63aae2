"""What tests of the screens of dossiers share: a day in December, and one page as somebody sees it."""

from datetime import date

import pytest
from django.urls import reverse

from thidua.shared.models import DemoClock


@pytest.fixture(autouse=True)
def december(settings, db):
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=date(2025, 12, 3))


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(name, args=args), query)
