"""Addresses of the certificates; ``pk`` is that of the decision."""

from django.urls import path

from thidua.rewards import urls_more, views

app_name = "rewards"
urlpatterns = [
    path("", views.batch_list, name="list"),
    path("<int:pk>/", views.batch_detail, name="detail"),
    path("<int:pk>/in/", views.print_batch, name="print"),
    *urls_more.urlpatterns,
]
