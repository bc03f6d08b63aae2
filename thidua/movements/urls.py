"""Addresses of this stage."""

from django.urls import path

from thidua.movements import views, views_calendar, views_records, views_reviews

app_name = "movements"
urlpatterns = [
    path("", views.movement_list, name="list"),
    path("soan/", views.new, name="new"),
    path("lich/", views_calendar.calendar, name="calendar"),
    path("toan-quoc/", views_calendar.national, name="national"),
    path("ngay-ky-niem/", views_records.days, name="days"),
    path("ngay-ky-niem/ghi/", views_records.day_new, name="day-new"),
    path("ngay-ky-niem/<int:pk>/bo/", views_records.day_end, name="day-end"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/sua/", views.edit, name="edit"),
    path("<int:pk>/chi-tieu/", views.targets, name="targets"),
    path("<int:pk>/phat-dong/", views.launch, name="launch"),
    path("<int:pk>/rut/", views.withdraw, name="withdraw"),
    path("<int:pk>/van-ban/", views_records.documents, name="documents"),
    path("<int:pk>/van-ban/ghi/", views_records.document_new, name="document-new"),
    path("<int:pk>/don-doc/", views_records.remind, name="remind"),
    path("van-ban/<int:pk>/cong-van/", views_records.reminder_file, name="reminder-file"),
    path("van-ban/<int:pk>/rut/", views_records.document_withdraw, name="document-withdraw"),
    path("<int:pk>/so-ket-tong-ket/", views_reviews.review_new, name="review-new"),
    path("dot/<int:pk>/", views_reviews.review, name="review"),
    path("dot/<int:pk>/danh-gia/", views_reviews.review_write, name="review-write"),
    path("dot/<int:pk>/ban-hanh/", views_reviews.review_close, name="review-close"),
    path("dot/<int:pk>/bao-cao/<int:unit_pk>/", views_reviews.report, name="report"),
    path("dot/<int:pk>/de-xuat/", views_reviews.proposals, name="proposals"),
    path("dot/<int:pk>/de-xuat/<int:unit_pk>/", views_reviews.propose, name="propose"),
    path("de-xuat/<int:pk>/rut/", views_reviews.proposal_withdraw, name="proposal-withdraw"),
    path("tra-loi/<int:pk>/", views.answer, name="answer"),
    path("tra-loi/<int:pk>/xem/", views.call, name="call"),
]
