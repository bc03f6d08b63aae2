"""Addresses of sign-in and sign-out, and of a person's own account."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from thidua.accounts import views, views_letters

app_name = "accounts"
urlpatterns = [
    path("dang-nhap/", views.SignIn.as_view(), name="sign-in"),
    path("dang-nhap-dien-tap/", views.sign_in_as_demo, name="sign-in-demo"),
    path("dang-nhap-dinh-danh/", views.sign_on, name="sign-on"),
    path("dang-nhap-dinh-danh/tro-lai/", views.sign_on_back, name="sign-on-back"),
    path("ma-mot-lan/", views.use_code, name="use-code"),
    path("dang-xuat/", LogoutView.as_view(), name="sign-out"),
    path("thong-bao/", views_letters.letters, name="letters"),
    path("thong-bao/da-doc/", views_letters.read, name="letters-read"),
    path("thong-bao/qua-thu/", views_letters.choices, name="letter-choices"),
    path("mat-khau/", views.password, name="password"),
    path("phien/", views.sessions, name="sessions"),
    path("phien/ket-thuc/", views.end_session, name="end-session"),
    path("phien/ket-thuc-phien-khac/", views.end_other_sessions, name="end-other-sessions"),
]
