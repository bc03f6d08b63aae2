"""Run inside the rival's own environment (``manage shell``): one public event with many accepted talks."""

import datetime as dt
import os

from django.utils.timezone import now
from django_scopes import scope, scopes_disabled
from pretalx.event.models import Event
from pretalx.event.utils import create_organiser_with_team
from pretalx.person.models import User
from pretalx.submission.models import Submission

TALKS = int(os.environ["TALKS"])

with scopes_disabled():
    chief = User.objects.create_superuser("a-long-password-for-the-bench", email="chief@example.org", name="Chief")
    organiser, _ = create_organiser_with_team(name="Bench", slug="benchorg", users=[chief])
    day = now() + dt.timedelta(days=30)
    event = Event.objects.create(
        name="Bench", slug="bench", is_public=True, date_from=day.date(), date_to=day.date() + dt.timedelta(days=2),
        timezone="Asia/Ho_Chi_Minh", email="chief@example.org", locale="en", locale_array="en,de", organiser=organiser,
    )  # fmt: skip
    event.build_initial_data()
with scope(event=event):
    event.cfp.text = {"en": "Tell us what your unit did this year. " * 40}
    event.cfp.deadline = now() + dt.timedelta(days=20)
    event.cfp.save()
    kind = event.cfp.default_type
    rows = [
        Submission(
            event=event, code=f"B{number:05d}", title=f"Talk {number}", submission_type=kind, state="submitted",
            abstract="What the unit did. " * 20, content_locale="en",
        )
        for number in range(TALKS)
    ]  # fmt: skip
    Submission.objects.bulk_create(rows, batch_size=1000)
