"""Addresses of the decisions."""

from django.urls import path

from thidua.decisions import views, views_drafts, views_issue, views_letters

app_name = "decisions"
urlpatterns = [
    path("", views.decision_list, name="list"),
    path("lap/", views_drafts.alone, name="alone"),
    path("du-thao/<int:pk>/", views.draft, name="draft"),
    path("<int:pk>/", views.decision_detail, name="detail"),
    path("<int:pk>/danh-sach/", views_drafts.recipients, name="recipients"),
    path("<int:pk>/danh-sach/<int:line_pk>/bo/", views_drafts.remove, name="remove"),
    path("<int:pk>/soan/", views_drafts.text, name="text"),
    path("<int:pk>/soan/trang-<int:number>.png", views_drafts.page_picture, name="page"),
    path("<int:pk>/du-thao.pdf", views_drafts.draft_file, {"suffix": "pdf"}, name="draft-pdf"),
    path("<int:pk>/du-thao.docx", views_drafts.draft_file, {"suffix": "docx"}, name="draft-docx"),
    path("<int:pk>/trinh/", views_drafts.submit, name="submit"),
    path("<int:pk>/ky/", views.sign, name="sign"),
    path("<int:pk>/ban-hanh/", views.issue, name="issue"),
    path("<int:pk>/cap-so/", views_issue.number, name="number"),
    path("<int:pk>/ky-so/", views_issue.signing, name="signing"),
    path("<int:pk>/ky-so/tep/", views_issue.to_sign, name="signing-file"),
    path("<int:pk>/ky-so/dien-tap/", views_issue.practice, name="signing-practice"),
    path("<int:pk>/ky-so/giay/", views_issue.ink, name="signing-ink"),
    path("<int:pk>/ky-so/<int:file_pk>/xac-nhan/", views_issue.confirm, name="signing-confirm"),
    path("<int:pk>/ky-so/ban-hanh/", views_issue.finish, name="finish"),
    path("<int:pk>/noi-nhan/", views_issue.copies, name="copies"),
    path("<int:pk>/noi-nhan/sua/", views_drafts.copies_edit, name="copies-edit"),
    path("<int:pk>/noi-nhan/<int:copy_pk>/gui/", views_issue.deliver, name="deliver"),
    path("<int:pk>/noi-nhan/<int:copy_pk>/nhan/", views_issue.acknowledge, name="acknowledge"),
    path("<int:pk>/noi-nhan/don-doc/", views_letters.remind, name="remind"),
    path("<int:pk>/noi-nhan/<int:copy_pk>/don-doc.pdf", views_letters.reminder_file, name="reminder-file"),
    path("<int:pk>/ban-quet/", views_issue.scan, name="scan"),
    path("<int:pk>/cong-khai/", views_issue.publish, name="publish"),
    path("<int:pk>/thoi-cong-khai/", views_issue.withhold, name="withhold"),
    path("<int:pk>/van-ban-ve-sau/", views_drafts.later, name="later"),
    path("<int:pk>/rut/", views.withdraw, name="withdraw"),
]
