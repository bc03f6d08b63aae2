"""Addresses of accounts, roles, delegations and staff sessions."""

from django.urls import path

from thidua.units import views_accounts as accounts
from thidua.units import views_roles as roles

app_name = "accounts-admin"
urlpatterns = [
    path("", accounts.account_list, name="list"),
    path("mo/", accounts.open_account, name="open"),
    path("<int:pk>/", accounts.account, name="detail"),
    path("<int:pk>/cap-ma/", accounts.issue_code, name="code"),
    path("<int:pk>/go-lop-hai/", accounts.remove_factors, name="factors"),
    path("<int:pk>/mo-khoa/", accounts.unlock, name="unlock"),
    path("<int:pk>/ket-thuc-phien/", accounts.end_sessions, name="sessions"),
    path("<int:pk>/dong/", accounts.close_account, name="close"),
    path("<int:pk>/mo-lai/", accounts.reopen_account, name="reopen"),
    path("<int:pk>/can-bo/", accounts.link_person, name="person"),
    path("<int:pk>/dinh-danh/", accounts.identity, name="identity"),
    path("<int:pk>/go-dinh-danh/", accounts.unlink_identity, name="unlink"),
    path("<int:pk>/vai-tro/", roles.grant, name="grant"),
    path("vai-tro/<int:pk>/ket-thuc/", roles.end, name="end-role"),
    path("don-vi/", roles.unit_roles, name="unit-roles"),
    path("vai-tro-cua-toi/", roles.mine, name="mine"),
    path("vai-tro/<int:pk>/uy-quyen/", roles.delegate, name="delegate"),
    path("uy-quyen/<int:pk>/thu-hoi/", roles.revoke, name="revoke"),
    path("phien-ky-thuat/", roles.staff, name="staff"),
    path("phien-ky-thuat/bat-dau/", roles.staff_begin, name="staff-begin"),
    path("phien-ky-thuat/ket-thuc/", roles.staff_end, name="staff-end"),
]
