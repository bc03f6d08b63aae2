"""Addresses of the shared pages."""

from django.urls import path

from thidua.shared.design_views import design_page
from thidua.shared.practice_views import move_day

urlpatterns = [
    path("thiet-ke/", design_page, name="design"),  # answers 404 outside practice and debug
    path("thuc-hanh/ngay/", move_day, name="practice-day"),  # answers 404 outside practice
]
