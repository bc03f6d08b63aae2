"""Addresses of imports."""

from django.urls import path

from thidua.imports import views, views_old, views_old_lines, views_result

app_name = "imports"
urlpatterns = [
    path("", views.import_list, name="list"),
    path("moi/", views.new, name="new"),
    path("mau/<str:code>/", views_result.blank, name="blank"),
    path("xuat/<str:code>/", views_result.export, name="export"),
    path("<int:pk>/", views_result.detail, name="detail"),
    path("<int:pk>/tien-do/", views_result.progress, name="progress"),
    path("<int:pk>/bang/", views.table, name="table"),
    path("<int:pk>/cot/", views.columns, name="columns"),
    path("<int:pk>/ghi/", views.write, name="write"),
    path("<int:pk>/bo/", views.discard, name="discard"),
    path("<int:pk>/hoan-tac/", views.undo, name="undo"),
    path("<int:pk>/tep-goc/", views_result.original, name="original"),
    path("quyet-dinh-cu/", views_old.old_list, name="old-list"),
    path("quyet-dinh-cu/moi/", views_old.old_new, name="old-new"),
    path("quyet-dinh-cu/<int:pk>/", views_old_lines.old_detail, name="old-detail"),
    path("quyet-dinh-cu/<int:pk>/tien-do/", views_old.old_progress, name="old-progress"),
    path("quyet-dinh-cu/<int:pk>/phan-dau/", views_old.old_head, name="old-head"),
    path("quyet-dinh-cu/<int:pk>/doc-lai/", views_old.old_read_again, name="old-read-again"),
    path("quyet-dinh-cu/<int:pk>/ghi/", views_old.old_write, name="old-write"),
    path("quyet-dinh-cu/<int:pk>/bo/", views_old.old_discard, name="old-discard"),
    path("quyet-dinh-cu/<int:pk>/hoan-tac/", views_old.old_undo, name="old-undo"),
    path("quyet-dinh-cu/<int:pk>/tep-goc/", views_old.old_original, name="old-original"),
    path("quyet-dinh-cu/<int:pk>/trang/<int:page>/", views_old_lines.old_picture, name="old-picture"),
    path("quyet-dinh-cu/<int:pk>/xac-nhan-dong-ro/", views_old_lines.old_confirm_clear, name="old-confirm-clear"),
    path("quyet-dinh-cu/<int:pk>/bo-dong-da-co/", views_old_lines.old_drop_registered, name="old-drop-registered"),
    path("quyet-dinh-cu/<int:pk>/dong/<int:ordinal>/", views_old_lines.old_line, name="old-line"),
    path(
        "quyet-dinh-cu/<int:pk>/dong/<int:ordinal>/xac-nhan/", views_old_lines.old_line_confirm, name="old-line-confirm"
    ),
    path("quyet-dinh-cu/<int:pk>/dong/<int:ordinal>/bo/", views_old_lines.old_line_drop, name="old-line-drop"),
    path("quyet-dinh-cu/<int:pk>/dong/<int:ordinal>/xem-lai/", views_old_lines.old_line_reopen, name="old-line-reopen"),
    path("<int:pk>/tep-can-sua/", views_result.returned, name="returned"),
]
