"""Addresses of issued papers and of the book of numbers."""

from django.urls import path

from thidua.papers import views, views_book

app_name = "papers"
urlpatterns = [
    path("<int:pk>/", views.open_paper, name="open"),
    path("so/", views_book.series_list, name="series"),
    path("so/tiep-noi/", views_book.take_over, name="take-over"),
    path("so/<int:pk>/", views_book.book, name="book"),
    path("so/<int:pk>/ghi-so/", views_book.note, name="note"),
]
