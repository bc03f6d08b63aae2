"""Addresses of imports."""

from django.urls import path

from thidua.imports import views, views_result

app_name = "imports"
urlpatterns = [
    path("", views.import_list, name="list"),
    path("moi/", views.new, name="new"),
    path("mau/<str:code>/", views_result.blank, name="blank"),
    path("xuat/<str:code>/", views_result.export, name="export"),
    path("<int:pk>/", views_result.detail, name="detail"),
    path("<int:pk>/tien-do/", views_result.progress, name="progress"),
    path("<int:pk>/bang/", views.table, name="table"),
    path("<int:pk>/cot/", views.columns, name="columns"),
    path("<int:pk>/ghi/", views.write, name="write"),
    path("<int:pk>/bo/", views.discard, name="discard"),
    path("<int:pk>/hoan-tac/", views.undo, name="undo"),
    path("<int:pk>/tep-goc/", views_result.original, name="original"),
    path("<int:pk>/tep-can-sua/", views_result.returned, name="returned"),
]
