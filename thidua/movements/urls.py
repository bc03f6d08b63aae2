"""Addresses of this stage."""

from django.urls import path

from thidua.movements import views

app_name = "movements"
urlpatterns = [
    path("", views.movement_list, name="list"),
    path("soan/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/sua/", views.edit, name="edit"),
    path("<int:pk>/phat-dong/", views.launch, name="launch"),
    path("<int:pk>/tong-ket/", views.sum_up, name="sum-up"),
    path("<int:pk>/rut/", views.withdraw, name="withdraw"),
    path("tra-loi/<int:pk>/", views.answer, name="answer"),
]
