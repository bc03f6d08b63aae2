"""Addresses of sign-in and sign-out."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from thidua.accounts import views

app_name = "accounts"
urlpatterns = [
    path("dang-nhap/", views.SignIn.as_view(), name="sign-in"),
    path("dang-nhap-dien-tap/", views.sign_in_as_demo, name="sign-in-demo"),
    path("dang-xuat/", LogoutView.as_view(), name="sign-out"),
    path("thong-bao/", views.letters, name="letters"),
    path("mat-khau/", views.password, name="password"),
]
