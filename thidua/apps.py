"""The one Django app."""

from django.apps import AppConfig


class ThiduaConfig(AppConfig):
    name = "thidua"
    label = "thidua"
    verbose_name = "Thi đua, khen thưởng"
