"""Addresses of the public portal and of the editors' desk."""

from django.urls import URLPattern

app_name = "portal"
urlpatterns: list[URLPattern] = []
