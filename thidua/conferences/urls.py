"""Addresses of this stage."""

from django.urls import path

from thidua.conferences import views

app_name = "conferences"
urlpatterns = [
    path("", views.conference_list, name="list"),
    path("len-lich/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/chuong-trinh/", views.agenda, name="agenda"),
    path("<int:pk>/ghi-nhan/", views.record, name="record"),
    path("<int:pk>/bien-ban/", views.minutes, name="minutes"),
    path("<int:pk>/trinh-chieu/<int:ordinal>/", views.show, name="show"),
]
