"""Addresses of the register held against the law."""

from django.urls import path

from thidua.nominations import views_legality

app_name = "legality"
urlpatterns = [
    path("", views_legality.audit_list, name="list"),
    path("<int:pk>/", views_legality.audit_line, name="line"),
]
