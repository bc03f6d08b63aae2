"""Addresses of the studio."""

from django.urls import path

from thidua.rubrics import views, views_edit, views_files, views_rules, views_trial

app_name = "rubrics"
urlpatterns = [
    path("", views.rubric_list, name="list"),
    path("moi/", views_files.new, name="new"),
    path("mau.xlsx", views_files.template, name="template"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/lich-su/", views.history, name="history"),
    path("<int:pk>/khoa/", views.freeze, name="freeze"),
    path("<int:pk>/rut/", views.withdraw, name="withdraw"),
    path("<int:pk>/nhan-ban/", views.clone, name="clone"),
    path("<int:pk>/so-sanh/", views.compare_editions, name="compare"),
    path("<int:pk>/cau-hoi/", views_edit.questions, name="questions"),
    path("<int:pk>/thong-tin/", views_edit.settings, name="settings"),
    path("<int:pk>/bang-diem/", views_edit.ties, name="ties"),
    path("<int:pk>/xep-loai/", views_rules.grades, name="grades"),
    path("<int:pk>/muc-tran/", views_rules.caps, name="caps"),
    path("<int:pk>/su-kien/", views_rules.events, name="events"),
    path("<int:pk>/hoan-tac/", views_rules.take_back, name="take-back"),
    path("<int:pk>/them/", views_edit.add, name="add"),
    path("<int:pk>/muc/<str:code>/", views_edit.node, name="node"),
    path("<int:pk>/muc/<str:code>/len/", views_edit.shift, {"up": True}, name="node-up"),
    path("<int:pk>/muc/<str:code>/xuong/", views_edit.shift, {"up": False}, name="node-down"),
    path("<int:pk>/muc/<str:code>/chuyen/", views_edit.move, name="node-move"),
    path("<int:pk>/muc/<str:code>/bo/", views_edit.remove, name="node-remove"),
    path("<int:pk>/nhap-lai/", views_files.again, name="again"),
    path("<int:pk>/tep.<str:kind>", views_files.export, name="export"),
    path("<int:pk>/thu/", views_trial.trial_page, name="trial"),
]
