"""The categories a new installation begins with: written whenever tables have been made and there are none yet."""

from django.apps import apps as installed
from django.apps.registry import Apps

from thidua.portal.models import NewsCategory
from thidua.shared.text import fold


def found_categories(apps: Apps = installed, using: str = "default", **_) -> None:
    """For ``post_migrate``. Does nothing where the table is not made yet (a plan that ends earlier) or holds anything."""
    try:
        model = apps.get_model("thidua", "NewsCategory")
    except LookupError:
        return
    rows = model._base_manager.using(using)
    if not rows.exists():
        rows.bulk_create(
            model(slug=slug, name=name, name_fold=fold(name), ordinal=place)
            for place, (slug, name) in enumerate(NewsCategory.FOUNDING, start=1)
        )
