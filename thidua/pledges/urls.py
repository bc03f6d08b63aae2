"""Addresses of this stage."""

from django.urls import path

from thidua.pledges import views, views_board, views_signing
from thidua.pledges import views_registration as registration

app_name = "pledges"
urlpatterns = [
    path("", views.pledge_list, name="list"),
    path("lap/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/sua/", views.edit, name="edit"),
    path("<int:pk>/trinh-ky/", views.propose, name="propose"),
    path("<int:pk>/lay-lai/", views.take_back, name="take-back"),
    path("<int:pk>/ky/", views.sign, name="sign"),
    path("<int:pk>/rut/", views.withdraw, name="withdraw"),
    path("<int:pk>/tong-ket/", views.settle, name="settle"),
    path("<int:pk>/quy/<int:number>/", views.quarter, name="quarter"),
    path("<int:pk>/ban-ky/", views.paper, name="paper"),
    path("<int:pk>/ban-cho-ky/", views_signing.prepare, name="signing-prepare"),
    path("<int:pk>/ky-so/", views_signing.signing, name="signing"),
    path("<int:pk>/ky-so/tai-ve/", views_signing.to_sign, name="signing-file"),
    path("<int:pk>/ky-so/dien-tap/", views_signing.practice, name="signing-practice"),
    path("<int:pk>/ky-so/ban-giay/", views_signing.scan, name="signing-scan"),
    path("<int:pk>/ky-so/<int:file_pk>/xac-nhan/", views_signing.confirm, name="signing-confirm"),
    path("bang-ky/<int:movement_pk>/truc-tiep/", views_signing.live_board, name="live-board"),
    path("bang-ky/<int:movement_pk>/", views_board.board, name="board"),
    path("bang-ky/<int:movement_pk>/ky-tat-ca/", views_board.sign_all, name="sign-all"),
    path("dang-ky/", registration.board, name="registrations"),
    path("dang-ky/lap/", registration.new, name="registration-new"),
    path("dang-ky/<int:pk>/", registration.detail, name="registration"),
    path("dang-ky/<int:pk>/ca-nhan/", registration.add_people, name="registration-people"),
    path("dang-ky/<int:pk>/tap-the/", registration.add_collectives, name="registration-collectives"),
    path("dang-ky/<int:pk>/bo-dong/", registration.remove, name="registration-remove"),
    path("dang-ky/<int:pk>/gui/", registration.send, name="registration-send"),
    path("dang-ky/<int:pk>/tiep-nhan/", registration.accept, name="registration-accept"),
    path("dang-ky/<int:pk>/tra-lai/", registration.give_back, name="registration-return"),
]
