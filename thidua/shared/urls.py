"""Addresses of the shared pages."""

from django.urls import path

from thidua.shared.design_views import design_page

urlpatterns = [
    path("thiet-ke/", design_page, name="design"),  # answers 404 outside practice and debug
]
