"""Addresses of the seasons and their scorecards."""

from django.urls import path

from thidua.scoring import views, views_card, views_export

app_name = "scoring"
urlpatterns = [
    path("", views.season_list, name="list"),
    path("mo/", views.open_season, name="open"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/xep-hang/", views.ranking, name="ranking"),
    path("<int:pk>/so-lieu.json", views_export.export, name="export"),
    path("<int:pk>/tinh-lai/", views_export.recompute, name="recompute"),
    path("tinh-lai.py", views_export.recompute_tool, name="recompute-tool"),
    path("<int:pk>/de-nghi/", views.propose, name="propose"),
    path("<int:pk>/tham-dinh-lai/", views.reopen, name="reopen"),
    path("<int:pk>/lam/<slug:slug>/", views.act, name="act"),
    path("bang-diem/<int:pk>/", views_card.card, name="card"),
    path("bang-diem/<int:pk>/gui/", views_card.send, name="card-send"),
    path("bang-diem/<int:pk>/tu-giao-uoc/", views_card.fill, name="card-fill"),
    path("bang-diem/<int:pk>/tham-dinh/", views_card.verify, name="card-verify"),
    path("bang-diem/<int:pk>/tra-lai/", views_card.return_card, name="card-return"),
    path("bang-diem/<int:pk>/tham-dinh-lai/", views_card.reopen_card, name="card-reopen"),
    path("bang-diem/<int:pk>/sua/<str:code>/", views_card.correct, name="correct"),
]
