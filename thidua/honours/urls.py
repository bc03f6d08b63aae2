"""Addresses of the register."""

from django.urls import path

from thidua.honours import views

app_name = "honours"
urlpatterns = [
    path("", views.honour_list, name="list"),
    path("ghi/", views.enter, name="enter"),
    path("<int:pk>/", views.honour_detail, name="detail"),
    path("<int:pk>/dinh-chinh/", views.correct, name="correct"),
    path("<int:pk>/huy-bo/", views.revoke, name="revoke"),
    path("ca-nhan/<int:pk>/", views.person, name="person"),
]
