"""Addresses of the register."""

from django.urls import path

from thidua.honours import views, views_ending, views_extracts, views_statistics

app_name = "honours"
urlpatterns = [
    path("", views.honour_list, name="list"),
    path("ghi/", views.enter, name="enter"),
    path("thong-ke/", views_statistics.statistics, name="statistics"),
    path("viec-sau-huy-bo/", views_ending.follow_ups, name="follow-ups"),
    path("viec-sau-huy-bo/<int:pk>/", views_ending.follow_up, name="follow-up"),
    path("trich-luc/", views_extracts.extracts, name="extracts"),
    path("trich-luc/<int:pk>/", views_extracts.extract, name="extract"),
    path("trich-luc/<int:pk>/mo/", views_extracts.open_, name="extract-open"),
    path("trich-luc/<int:pk>/cap/", views_extracts.issue, name="extract-issue"),
    path("trich-luc/<int:pk>/khong-cap/", views_extracts.refuse, name="extract-refuse"),
    path("<int:pk>/", views.honour_detail, name="detail"),
    path("<int:pk>/dinh-chinh/", views.correct, name="correct"),
    path("<int:pk>/huy-bo/", views_ending.revoke, name="revoke"),
    path("<int:pk>/phuc-hoi/", views_ending.restore, name="restore"),
    path("<int:pk>/doi-chieu/", views_ending.compare, name="compare"),
    path("<int:pk>/trich-luc/", views_extracts.new, name="extract-new"),
    path("ca-nhan/<int:pk>/", views.person, name="person"),
]
