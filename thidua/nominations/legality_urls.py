"""Addresses of the register held against the law."""

from django.urls import path

from thidua.nominations import legality_views

app_name = "legality"
urlpatterns = [
    path("", legality_views.audit_list, name="list"),
    path("<int:pk>/", legality_views.audit_line, name="line"),
]
