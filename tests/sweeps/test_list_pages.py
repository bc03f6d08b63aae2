"""Every page that shows many rows asks the same few questions at 50 rows and at 5,000, and reads only its own page."""

import inspect
import re

import pytest
from django.urls import resolve, reverse

from tests.sweeps.list_pages import FEW, MANY, MOST_ROWS, NO_LIST, PAGES, measure
from tests.sweeps.many_rows import build, grow
from tests.sweeps.test_every_address import ADDRESSES

NAMES = [page.name for page in PAGES]
# What a view that shows a list is built from.
LIST_MAKERS = re.compile(r"\b\w*Table\(|\btable_page\(|\bPaginator\(")


@pytest.mark.django_db
def test_the_cost_of_every_list_stays_the_same_from_50_rows_to_5000():
    world = build()
    grow(world, FEW)
    measure(world)  # what is read once and kept (the law, rubrics, templates) is in memory from here on
    few = measure(world)
    grow(world, MANY)
    many = measure(world)
    limits = {page.name: page for page in PAGES}
    over = {
        name: (few[name].queries, cost.queries)
        for name, cost in many.items()
        if max(few[name].queries, cost.queries) > limits[name].most
    }
    assert over == {}, "more queries than allowed (at 50, at 5,000)"
    grown = {name: (few[name].queries, cost.queries) for name, cost in many.items() if cost.queries > few[name].queries}
    assert grown == {}, "queries grow with the rows (at 50, at 5,000)"
    read = {name: cost.rows for name, cost in many.items() if cost.rows > MOST_ROWS and not limits[name].whole}
    assert read == {}, "rows read for one page of a list"
    exports = {
        name: (few[name].export_queries, cost.export_queries)
        for name, cost in many.items()
        if cost.export_queries is not None and cost.export_queries > few[name].export_queries
    }
    assert exports == {}, "queries of a download grow with the rows (at 50, at 5,000)"


def test_every_address_is_a_measured_page_an_act_or_explained(client, province):
    """An address that answers a GET and stands in neither list is a page somebody forgot to enter."""
    client.force_login(province.root.officer)
    entered = {*NAMES, *NO_LIST}
    only_post = {
        name
        for name, kwargs in ADDRESSES
        if name not in entered and client.get(reverse(name, kwargs=kwargs)).status_code == 405
    }
    everything = {name for name, _ in ADDRESSES}
    assert {"forgotten": everything - entered - only_post, "gone": entered - everything} == {
        "forgotten": set(),
        "gone": set(),
    }
    assert len(NAMES) + len(NO_LIST) == len(entered), "an address stands in the list twice"


@pytest.mark.parametrize("name", sorted(NO_LIST))
def test_a_page_explained_as_no_list_builds_none(name):
    view = resolve(reverse(name, kwargs=dict(ADDRESSES)[name])).func
    source = inspect.getsource(getattr(view, "view_class", None) or inspect.unwrap(view))
    assert LIST_MAKERS.findall(source) == []
