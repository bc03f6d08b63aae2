"""Addresses of the document exchange."""

from django.urls import path

from thidua.exchange import views

app_name = "exchange"
urlpatterns = [
    path("", views.package_list, name="list"),
    path("den/", views.receive, name="receive"),
    path("quyet-dinh/<int:pk>/lap/", views.make, name="make"),
    path("quyet-dinh/<int:pk>/luu-tru/", views.archive, name="archive"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/goi-tin/", views.package_file, name="file"),
    path("<int:pk>/tep/<int:number>/", views.attachment, name="attachment"),
    path("<int:pk>/chuyen/", views.settle, {"act": "hand_over"}, name="hand_over"),
    path("<int:pk>/tiep-nhan/", views.settle, {"act": "take"}, name="take"),
    path("<int:pk>/tra-lai/", views.settle, {"act": "refuse"}, name="refuse"),
]
