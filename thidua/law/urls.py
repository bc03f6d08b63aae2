"""Addresses of the reading room."""

from django.urls import path

from thidua.law import views

app_name = "law"
urlpatterns = [
    path("", views.award_list, name="list"),
    path("so-sanh/", views.compare_all, name="compare-all"),
    path("van-ban/", views.instruments, name="instruments"),
    path("nguon/", views.sources, name="sources"),
    path("kiem-ke/", views.stocktake, name="stocktake"),
    path("kiem-ke/con-mo/", views.open_values, name="open"),
    path("<slug:award>/", views.award, name="award"),
    path("<slug:award>/so-sanh/", views.compare, name="compare"),
    path("<slug:award>/vi-du/", views.cases, name="cases"),
    path("<slug:award>/vi-du/<slug:regime>/<slug:case>/", views.case, name="case"),
]
