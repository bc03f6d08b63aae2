"""Addresses of the decisions."""

from django.urls import path

from thidua.decisions import views

app_name = "decisions"
urlpatterns = [
    path("", views.decision_list, name="list"),
    path("du-thao/<int:pk>/", views.draft, name="draft"),
    path("<int:pk>/", views.decision_detail, name="detail"),
    path("<int:pk>/ky/", views.sign, name="sign"),
    path("<int:pk>/ban-hanh/", views.issue, name="issue"),
    path("<int:pk>/rut/", views.withdraw, name="withdraw"),
]
