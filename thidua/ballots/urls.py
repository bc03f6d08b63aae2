"""Addresses of the ballot box."""

from django.urls import path

from thidua.ballots import views

app_name = "ballots"
urlpatterns = [
    path("", views.ballot_list, name="list"),
    path("dem-lai.py", views.recount_tool, name="recount-tool"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/bo-phieu/", views.vote, name="vote"),
    path("<int:pk>/mo-hom/", views.open_box, name="open"),
    path("<int:pk>/kiem-phieu/", views.count, name="count"),
    path("<int:pk>/huy/", views.cancel, name="cancel"),
    path("<int:pk>/danh-sach.json", views.export, name="export"),
]
