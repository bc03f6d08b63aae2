"""Addresses of the pages about one person."""

from django.urls import path

from thidua.profiles import views, views_compare

app_name = "profiles"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/mo/", views.open_private, name="open"),
    path("<int:pk>/lan-mo/", views.openings, name="openings"),
    path("<int:pk>/trich-xuat/", views.export, name="export"),
    path("so/<int:first>/<int:second>/", views_compare.compare, name="compare"),
    path("so/<int:first>/<int:second>/hai-nguoi/", views_compare.apart, name="apart"),
    path("so/<int:first>/<int:second>/bo-hai-nguoi/", views_compare.not_apart, name="not-apart"),
    path("gop/<int:pk>/go/", views_compare.undo, name="undo-merge"),
]
