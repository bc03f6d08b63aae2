"""Addresses of issued papers and of an agency's own wording."""

from django.urls import path

from thidua.papers import views, views_gallery, views_wordings

app_name = "papers"
urlpatterns = [
    path("<int:pk>/", views.open_paper, name="open"),
    path("mau/", views_gallery.gallery, name="gallery"),
    path("mau/<str:code>.png", views_gallery.sample_picture, name="sample-picture"),
    path("mau/<str:code>.<str:suffix>", views_gallery.sample_file, name="sample-file"),
    path("loi-van/<int:pk>/", views_wordings.wording_list, name="wordings"),
    path("loi-van/<int:pk>/<str:key>/", views_wordings.wording, name="wording"),
    path("loi-van/<int:pk>/<str:key>/chung/", views_wordings.common_wording, name="common-wording"),
]
