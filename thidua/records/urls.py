"""Addresses of the track record."""

from django.urls import path

from thidua.records import act_views_initiatives, entry_views, views, views_initiatives

app_name = "records"
_ONE = "sang-kien/<int:pk>/"
urlpatterns = [
    path("", views.people, name="list"),
    path("tap-the/", views.units, name="units"),
    path("nhap/", views.bulk, name="bulk"),
    path("tam-dung/", views.holds, name="holds"),
    path("tam-dung/<int:pk>/ket-qua/", entry_views.hold_lift, name="hold-lift"),
    path("ky-luat/<int:pk>/huy/", entry_views.discipline_annul, name="discipline-annul"),
    path("sua/<str:kind>/<int:pk>/", entry_views.correct, name="correct"),
    path("ca-nhan/<int:pk>/", views.person, name="person"),
    path("ca-nhan/<int:pk>/mo/", views.open_person, name="open"),
    path("ca-nhan/<int:pk>/ngay-nghi/", entry_views.absence_new, name="absence-new"),
    path("ca-nhan/<int:pk>/ky-luat/", entry_views.discipline_new, name="discipline-new"),
    path("ca-nhan/<int:pk>/tam-dung/", entry_views.hold_new_person, name="hold-new-person"),
    path("tap-the/<int:pk>/", views.unit, name="unit"),
    path("tap-the/<int:pk>/tam-dung/", entry_views.hold_new_unit, name="hold-new-unit"),
    path("sang-kien/", views_initiatives.initiative_list, name="initiatives"),
    path("sang-kien/viet-don/", views_initiatives.new, name="initiative-new"),
    path(_ONE, views_initiatives.detail, name="initiative"),
    path(f"{_ONE}sua/", views_initiatives.edit, name="initiative-edit"),
    path(f"{_ONE}nop/", act_views_initiatives.submit, name="initiative-submit"),
    path(f"{_ONE}cong-nhan/", act_views_initiatives.recognise, name="initiative-recognise"),
    path(f"{_ONE}khong-cong-nhan/", act_views_initiatives.refuse, name="initiative-refuse"),
    path(f"{_ONE}tra-lai/", act_views_initiatives.give_back, name="initiative-return"),
    path(f"{_ONE}rut/", act_views_initiatives.withdraw, name="initiative-withdraw"),
    path(f"{_ONE}huy/", act_views_initiatives.revoke, name="initiative-revoke"),
    path(f"{_ONE}pham-vi/", act_views_initiatives.widen, name="initiative-widen"),
    path(f"{_ONE}giay-chung-nhan/", act_views_initiatives.certify, name="initiative-certify"),
    path(f"{_ONE}tac-gia/", act_views_initiatives.authors, name="initiative-authors"),
    path(f"{_ONE}da-dung/", act_views_initiatives.note_use, name="initiative-use"),
    path("so-dung-sang-kien/", views_initiatives.uses, name="uses"),
    path("so-dung-sang-kien/<int:pk>/thoi-dung/", act_views_initiatives.use_release, name="use-release"),
]
