"""Addresses of the track record."""

from django.urls import path

from thidua.records import views, views_entry, views_initiative_acts, views_initiatives

app_name = "records"
_ONE = "sang-kien/<int:pk>/"
urlpatterns = [
    path("", views.people, name="list"),
    path("tap-the/", views.units, name="units"),
    path("nhap/", views.bulk, name="bulk"),
    path("tam-dung/", views.holds, name="holds"),
    path("tam-dung/<int:pk>/ket-qua/", views_entry.hold_lift, name="hold-lift"),
    path("ky-luat/<int:pk>/huy/", views_entry.discipline_annul, name="discipline-annul"),
    path("sua/<str:kind>/<int:pk>/", views_entry.correct, name="correct"),
    path("ca-nhan/<int:pk>/", views.person, name="person"),
    path("ca-nhan/<int:pk>/mo/", views.open_person, name="open"),
    path("ca-nhan/<int:pk>/ngay-nghi/", views_entry.absence_new, name="absence-new"),
    path("ca-nhan/<int:pk>/ky-luat/", views_entry.discipline_new, name="discipline-new"),
    path("ca-nhan/<int:pk>/tam-dung/", views_entry.hold_new_person, name="hold-new-person"),
    path("tap-the/<int:pk>/", views.unit, name="unit"),
    path("tap-the/<int:pk>/tam-dung/", views_entry.hold_new_unit, name="hold-new-unit"),
    path("sang-kien/", views_initiatives.initiative_list, name="initiatives"),
    path("sang-kien/viet-don/", views_initiatives.new, name="initiative-new"),
    path(_ONE, views_initiatives.detail, name="initiative"),
    path(f"{_ONE}sua/", views_initiatives.edit, name="initiative-edit"),
    path(f"{_ONE}nop/", views_initiative_acts.submit, name="initiative-submit"),
    path(f"{_ONE}cong-nhan/", views_initiative_acts.recognise, name="initiative-recognise"),
    path(f"{_ONE}khong-cong-nhan/", views_initiative_acts.refuse, name="initiative-refuse"),
    path(f"{_ONE}tra-lai/", views_initiative_acts.give_back, name="initiative-return"),
    path(f"{_ONE}rut/", views_initiative_acts.withdraw, name="initiative-withdraw"),
    path(f"{_ONE}huy/", views_initiative_acts.revoke, name="initiative-revoke"),
    path(f"{_ONE}pham-vi/", views_initiative_acts.widen, name="initiative-widen"),
    path(f"{_ONE}giay-chung-nhan/", views_initiative_acts.certify, name="initiative-certify"),
    path(f"{_ONE}tac-gia/", views_initiative_acts.authors, name="initiative-authors"),
    path(f"{_ONE}da-dung/", views_initiative_acts.note_use, name="initiative-use"),
    path("so-dung-sang-kien/", views_initiatives.uses, name="uses"),
    path("so-dung-sang-kien/<int:pk>/thoi-dung/", views_initiative_acts.use_release, name="use-release"),
]
