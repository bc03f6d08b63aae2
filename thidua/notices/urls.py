"""Addresses of the desk of notices."""

from django.urls import path

from thidua.notices import views, views_days

app_name = "notices"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("loai/", views.rules, name="rules"),
    path("nhac-viec/", views_days.reminders, name="reminders"),
    path("<int:pk>/", views.dispatch, name="dispatch"),
    path("<int:pk>/giu/", views.hold, name="hold"),
    path("<int:pk>/cho-gui/", views.release, name="release"),
    path("<int:pk>/gui-ngay/", views.now, name="now"),
    path("<int:pk>/huy/", views.cancel, name="cancel"),
    path("<int:pk>/loi-dan/", views.covering, name="covering"),
    path("thu/<int:pk>/", views.letter, name="letter"),
    path("thu/<int:pk>/giu/", views.letter_hold, name="letter-hold"),
    path("thu/<int:pk>/cho-gui/", views.letter_release, name="letter-release"),
    path("thu/<int:pk>/gui-ngay/", views.letter_now, name="letter-now"),
    path("thu/<int:pk>/huy/", views.letter_cancel, name="letter-cancel"),
    path("thu/<int:pk>/dia-chi/", views.letter_address, name="letter-address"),
]
