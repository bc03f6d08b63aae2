"""The one Django app."""

from importlib import import_module

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate

_STAGES = ("clusters", "movements", "pledges", "scoring", "nominations", "councils", "conferences", "people", "honours")
_SAYING = (
    *(f"{stage}.emails" for stage in (*_STAGES, "accounts", "units", "ballots", "decisions")),
    *(f"{stage}.reminders" for stage in (*_STAGES, "decisions")),
)


class ThiduaConfig(AppConfig):
    name = "thidua"
    label = "thidua"
    verbose_name = "Thi đua, khen thưởng"

    def ready(self) -> None:
        from thidua.law.checks import agency_overlay

        register(agency_overlay, "law")
        from thidua.people.actions_carrying import PostCarrier
        from thidua.portal.actions_founding import found_categories
        from thidua.units.carriers import CARRIERS

        post_migrate.connect(found_categories, sender=self, dispatch_uid="news-categories")

        CARRIERS[:] = [PostCarrier()]
        from thidua.clusters import guards
        from thidua.conferences.cluster_years import conference_doors
        from thidua.scoring.cluster_years import SeasonGuard, season_doors

        guards.GUARDS[:] = [SeasonGuard()]
        guards.DOORS[:] = [season_doors, conference_doors]
        # These say which kinds of jobs, letters, reminders and consequences there are.
        finding = ("honours.consequences", "nominations.consequences", "rewards.consequences")
        for name in (
            "imports.work",
            "imports.old_work",
            "nominations.work",
            "notices.work",
            "rewards.work",
            *_SAYING,
            *finding,
        ):
            import_module(f"thidua.{name}")
