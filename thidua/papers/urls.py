"""Addresses of issued papers, of the book of numbers and of an agency's own wording."""

from django.urls import path

from thidua.papers import views, views_book, views_gallery, views_wordings

app_name = "papers"
urlpatterns = [
    path("<int:pk>/", views.open_paper, name="open"),
    path("so/", views_book.series_list, name="series"),
    path("so/tiep-noi/", views_book.take_over, name="take-over"),
    path("so/<int:pk>/", views_book.book, name="book"),
    path("so/<int:pk>/ghi-so/", views_book.note, name="note"),
    path("mau/", views_gallery.gallery, name="gallery"),
    path("mau/<str:code>.png", views_gallery.sample_picture, name="sample-picture"),
    path("mau/<str:code>.<str:suffix>", views_gallery.sample_file, name="sample-file"),
    path("loi-van/<int:pk>/", views_wordings.wording_list, name="wordings"),
    path("loi-van/<int:pk>/<str:key>/", views_wordings.wording, name="wording"),
    path("loi-van/<int:pk>/<str:key>/chung/", views_wordings.common_wording, name="common-wording"),
]
