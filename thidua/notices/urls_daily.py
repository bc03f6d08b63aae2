"""Addresses of the daily round."""

from django.urls import path

from thidua.notices import views_days

app_name = "daily"
urlpatterns = [
    path("", views_days.daily, name="list"),
    path("<int:pk>/lam-lai/", views_days.repeat, name="repeat"),
]
