"""Addresses of issued papers."""

from django.urls import path

from thidua.papers import views

app_name = "papers"
urlpatterns = [path("<int:pk>/", views.open_paper, name="open")]
