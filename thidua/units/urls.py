"""Addresses of units."""

from django.urls import path

from thidua.units import views, views_reorganisation

app_name = "units"
urlpatterns = [
    path("", views.tree_page, name="tree"),
    path("tra-cuu/", views.lookup, name="lookup"),
    path("nap/", views.load, name="load"),
    path("nhanh/<int:pk>/", views.branch, name="branch"),
    path("sap-xep/", views_reorganisation.reorganisation_list, name="reorganisations"),
    path("sap-xep/<int:pk>/", views_reorganisation.reorganisation, name="reorganisation"),
    path("sap-xep/<int:pk>/huy/", views_reorganisation.undo, name="undo"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/them/", views.new, name="new"),
    path("<int:pk>/the-thuc/", views.signature, name="signature"),
    path("<int:pk>/dinh-chinh/", views.correct, name="correct"),
    path("<int:pk>/nhap/", views_reorganisation.merge, name="merge"),
    path("<int:pk>/chia-tach/", views_reorganisation.split, name="split"),
    path("<int:pk>/doi-ten/", views_reorganisation.rename, name="rename"),
    path("<int:pk>/giai-the/", views_reorganisation.abolish, name="abolish"),
    path("<int:pk>/chuyen/", views_reorganisation.move, name="move"),
]
