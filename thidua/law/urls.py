"""Addresses of the reading room."""

from django.urls import path

from thidua.law import case_views, compare_views, data_views, rule_views, tool_views, views

app_name = "law"
urlpatterns = [
    path("", views.award_list, name="list"),
    path("so-sanh/", compare_views.compare_all, name="compare-all"),
    path("van-ban/", data_views.instruments, name="instruments"),
    path("nguon/", data_views.sources, name="sources"),
    path("kiem-ke/", data_views.stocktake, name="stocktake"),
    path("kiem-ke/con-mo/", data_views.open_values, name="open"),
    path("kiem-ke/cau-hoi/", rule_views.open_questions, name="questions"),
    path("quy-dinh/", rule_views.rules, name="rules"),
    path("khac-biet/", rule_views.differences, name="differences"),
    path("cong-cu/", tool_views.tools, name="tools"),
    path("cong-cu/tien-thuong/", tool_views.bonus_tool, name="bonus"),
    path("cong-cu/thoi-han/", tool_views.deadline_tool, name="deadline"),
    path("cong-cu/chi-tieu/", tool_views.quota_tool, name="quota"),
    path("<slug:award>/", views.award, name="award"),
    path("<slug:award>/so-sanh/", compare_views.compare, name="compare"),
    path("<slug:award>/vi-du/", case_views.cases, name="cases"),
    path("<slug:award>/vi-du/<slug:regime>/<slug:case>/", case_views.case, name="case"),
]
