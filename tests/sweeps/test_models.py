"""Promises that every model keeps, found by walking all of them."""

import pytest
from django.apps import apps
from django.db import models

from rulebook.lifecycles import LIFECYCLES
from thidua.shared.models import Staged

MODELS = list(apps.get_app_config("thidua").get_models())


def _optional_pairs():
    for model in MODELS:
        names = {field.name for field in model._meta.get_fields() if isinstance(field, models.Field)}
        for name in sorted(names):
            if name.endswith("_at") and f"{name[:-3]}_by" in names and model._meta.get_field(name).null:
                yield pytest.param(model, name, id=f"{model.__name__}.{name}")


@pytest.mark.parametrize(("model", "at"), list(_optional_pairs()))
def test_a_moment_and_its_person_come_together_or_not_at_all(model, at):
    by = f"{at[:-3]}_by"
    kept = [
        constraint
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
        and all(f"{name}__isnull" in str(constraint.condition) for name in (at, by))
    ]
    assert len(kept) == 1, f"{model.__name__}: {at} and {by} need one check constraint (thidua.shared.models.paired)"


def test_every_optional_moment_has_its_person():
    # Letters leave by themselves and are read by whom they went to, a worker does the jobs; an answered_at is kept with
    # its answered_by. These are the only exceptions.
    alone = {("Letter", "sent_at"), ("Letter", "read_at"), ("Job", "started_at"), ("Job", "finished_at")}
    # the file of a print run is made by its job
    alone |= {("PrintRun", "made_at")}
    lonely = {
        (model.__name__, field.name)
        for model in MODELS
        for field in model._meta.get_fields()
        if isinstance(field, models.DateTimeField)
        and field.null
        and field.name.endswith("_at")
        and not any(f.name == f"{field.name[:-3]}_by" for f in model._meta.get_fields())
    }
    assert lonely == alone


@pytest.mark.parametrize("model", [m for m in MODELS if issubclass(m, Staged)], ids=lambda m: m.__name__)
def test_every_staged_model_names_a_life_cycle(model):
    assert model.LIFECYCLE in LIFECYCLES


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_nothing_is_deleted_with_something_else(model):
    cascading = [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.OneToOneField)
        and field.remote_field.on_delete is models.CASCADE
        and field.name != "parent"  # the tree library's own; units are never deleted in code
    ]
    assert cascading == []


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_every_model_says_what_it_is(model):
    assert model.__doc__ is not None
    assert not model.__doc__.startswith(f"{model.__name__}(")
