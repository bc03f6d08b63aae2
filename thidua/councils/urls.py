"""Addresses of councils."""

from django.urls import path

from thidua.councils import views

app_name = "councils"
urlpatterns = [
    path("", views.session_list, name="list"),
    path("cua-toi/", views.my_seats, name="mine"),
    path("thanh-lap/", views.establish, name="establish"),
    path("<int:pk>/", views.council_detail, name="council"),
    path("<int:pk>/chuan-bi/", views.prepare, name="prepare"),
    path("phien/<int:pk>/", views.detail, name="detail"),
    path("phien/<int:pk>/khai-mac/", views.open_session, name="open"),
    path("phien/<int:pk>/bieu-quyet/", views.agree, name="agree"),
    path("phien/<int:pk>/bo-phieu-lai/", views.repeat, name="repeat"),
    path("phien/<int:pk>/ket-thuc/", views.close, name="close"),
    path("phien/<int:pk>/trinh-chieu/", views.show, name="show"),
]
