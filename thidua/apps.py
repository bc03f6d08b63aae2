"""The one Django app."""

from django.apps import AppConfig
from django.core.checks import register


class ThiduaConfig(AppConfig):
    name = "thidua"
    label = "thidua"
    verbose_name = "Thi đua, khen thưởng"

    def ready(self) -> None:
        from thidua.law.checks import agency_overlay

        register(agency_overlay)
        from thidua.imports import work  # noqa: F401 - says which kinds of jobs there are
        from thidua.people.actions_carrying import PostCarrier
        from thidua.units.carriers import CARRIERS

        CARRIERS[:] = [PostCarrier()]
