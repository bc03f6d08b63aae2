"""Addresses of councils."""

from django.urls import path

from thidua.councils import views, views_member, views_room, views_session

app_name = "councils"
urlpatterns = [
    path("", views.session_list, name="list"),
    path("cua-toi/", views_member.my_seats, name="mine"),
    path("thanh-lap/", views.establish, name="establish"),
    path("<int:pk>/", views.council_detail, name="council"),
    path("<int:pk>/chuan-bi/", views.prepare, name="prepare"),
    path("<int:pk>/kien-toan/", views.change, name="change"),
    path("<int:pk>/quy-che/", views.rules, name="rules"),
    path("<int:pk>/ten/", views.describe, name="describe"),
    path("<int:pk>/giai-the/", views.dissolve, name="dissolve"),
    path("<int:pk>/nguoi-thay/", views.substitute, name="substitute"),
    path("<int:pk>/nguoi-thay/<int:row>/thoi/", views.end_substitution, name="substitute-end"),
    path("<int:pk>/du-thao-quyet-dinh.pdf", views.decision_draft, {"suffix": "pdf"}, name="decision-pdf"),
    path("<int:pk>/du-thao-quyet-dinh.docx", views.decision_draft, {"suffix": "docx"}, name="decision-docx"),
    path("phien/<int:pk>/", views_session.detail, name="detail"),
    path("phien/<int:pk>/khai-mac/", views_session.open_session, name="open"),
    path("phien/<int:pk>/bieu-quyet/", views_session.agree, name="agree"),
    path("phien/<int:pk>/bo-phieu-lai/", views_session.repeat, name="repeat"),
    path("phien/<int:pk>/sang-kien/", views_session.initiatives, name="initiatives"),
    path("phien/<int:pk>/ket-thuc/", views_session.close, name="close"),
    path("phien/<int:pk>/mo-lai/", views_session.reopen, name="reopen"),
    path("phien/<int:pk>/doi-lich/", views_session.move, name="move"),
    path("phien/<int:pk>/huy/", views_session.cancel, name="cancel"),
    path("phien/<int:pk>/tam-hoan/", views_session.pause, name="pause"),
    path("phien/<int:pk>/hop-tiep/", views_session.resume, name="resume"),
    path("phien/<int:pk>/giay-moi/", views_session.invite, name="invite"),
    path("phien/<int:pk>/diem-danh/", views_session.attendance, name="attendance"),
    path("phien/<int:pk>/khong-bieu-quyet/", views_session.recuse, name="recuse"),
    path("phien/<int:pk>/khong-bieu-quyet/<int:row>/go/", views_session.recuse_back, name="recuse-back"),
    path("phien/<int:pk>/tai-lieu/", views_session.paper_add, name="paper-add"),
    path("phien/<int:pk>/tai-lieu/<int:paper>/", views_session.handout, name="handout"),
    path("phien/<int:pk>/tai-lieu/<int:paper>/go/", views_session.paper_withdraw, name="paper-withdraw"),
    path("phien/<int:pk>/cau-hoi/<int:question>/", views_session.answer, name="answer"),
    path("phien/<int:pk>/giay-to/<slug:key>/", views_session.kept_paper, name="paper"),
    path("phien/<int:pk>/giay-to/<slug:key>.docx", views_session.kept_paper_docx, name="paper-docx"),
    path("phien/<int:pk>/du-thao-to-trinh.pdf", views_session.submission, {"suffix": "pdf"}, name="submission-pdf"),
    path("phien/<int:pk>/du-thao-to-trinh.docx", views_session.submission, {"suffix": "docx"}, name="submission-docx"),
    path("phien/<int:pk>/du-thao/<slug:code>.pdf", views_session.award_decision, {"suffix": "pdf"}, name="award-pdf"),
    path(
        "phien/<int:pk>/du-thao/<slug:code>.docx", views_session.award_decision, {"suffix": "docx"}, name="award-docx"
    ),
    path("phien/<int:pk>/trinh-chieu/", views_room.show, name="show"),
    path("phien/<int:pk>/dieu-khien/", views_room.control, name="control"),
    path("phien/<int:pk>/dieu-khien/<int:item>/", views_room.act, name="act"),
    path("phien/<int:pk>/cua-toi/", views_member.seat, name="seat"),
    path("phien/<int:pk>/tra-loi/", views_member.reply, name="reply"),
    path("phien/<int:pk>/hoi/", views_member.ask, name="ask"),
    path("phien/<int:pk>/xin-khong-bieu-quyet/", views_member.stand_aside, name="stand-aside"),
    path("phien/<int:pk>/y-kien/", views_member.opinion, name="opinion"),
]
