"""Addresses of this stage."""

from django.urls import URLPattern

app_name = "nominations"
urlpatterns: list[URLPattern] = []
