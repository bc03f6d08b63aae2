"""Addresses of background jobs."""

from django.urls import path

from thidua.shared.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/tien-do/", views.progress, name="progress"),
    path("<int:pk>/dung/", views.stop, name="stop"),
]
