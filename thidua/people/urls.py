"""Addresses of people."""

from django.urls import path

from thidua.people import views, views_pairs, views_posts

app_name = "people"
urlpatterns = [
    path("", views.people_list, name="list"),
    path("tim/", views.search_page, name="search"),
    path("nhap/", views.new, name="new"),
    path("<int:pk>/sua/", views.edit, name="edit"),
    path("<int:pk>/thong-tin-rieng/", views.private, name="private"),
    path("<int:pk>/chuc-vu/", views_posts.appoint, name="appoint"),
    path("<int:pk>/thoi-cong-tac/", views_posts.depart, name="depart"),
    path("thoi-cong-tac/<int:pk>/huy/", views_posts.take_back, name="take-back-departure"),
    path("chuc-vu/<int:pk>/doi/", views_posts.change, name="change-post"),
    path("chuc-vu/<int:pk>/sua/", views_posts.correct, name="correct-post"),
    path("chuc-vu/<int:pk>/ket-thuc/", views_posts.end, name="end-post"),
    path("chuc-vu/<int:pk>/chuyen/", views_posts.transfer, name="transfer"),
    path("chuyen/", views_posts.transfers, name="transfers"),
    path("chuyen/<int:pk>/tiep-nhan/", views_posts.take_in, name="take-in"),
    path("chuyen/<int:pk>/khong-tiep-nhan/", views_posts.decline, name="decline"),
    path("chuyen/<int:pk>/rut/", views_posts.withdraw, name="withdraw-transfer"),
    path("chuyen-toan-bo/", views_posts.move_unit, name="move-unit"),
    path("chuyen-toan-bo/<int:pk>/lay-lai/", views_posts.take_back_move, name="take-back-move"),
    path("trung/", views_pairs.duplicates, name="duplicates"),
    path("trung/tim/", views_pairs.find, name="find-duplicates"),
]
