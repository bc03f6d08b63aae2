"""Addresses of signed files."""

from django.urls import path

from thidua.signing import views

app_name = "signing"
urlpatterns = [
    path("tep/<int:pk>/", views.detail, name="file"),
    path("tep/<int:pk>/mo/", views.open_file, name="open"),
    path("tep/<int:pk>/kiem-tra-lai/", views.check, name="check"),
    path("chung-thu/", views.certificates, name="certificates"),
    path("chung-thu/<int:pk>/", views.certificate, name="certificate"),
    path("to-chuc-chung-thuc/", views.authorities, name="authorities"),
]
