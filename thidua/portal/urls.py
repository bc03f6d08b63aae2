"""Addresses of the public portal and of the editors' desk."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from thidua.portal import consultations, desk, desk_voices, views, views_search, views_units, views_voices
from thidua.portal.feeds import NewsFeed

app_name = "portal"
urlpatterns = [
    path("", views.front, name="front"),
    path("tin-tuc/", views.news, name="news"),
    path("tin-tuc/rss/", login_not_required(NewsFeed()), name="feed"),
    path("tin-tuc/<slug:slug>/", views.article, name="article"),
    path("tin-tuc/<slug:slug>/y-kien/", views_voices.comment, name="comment"),
    path("bai-da-luu/", views_voices.saved, name="saved"),
    path("binh-chon/", views_voices.polls, name="polls"),
    path("binh-chon/<int:pk>/", views_voices.poll, name="poll"),
    path("lien-he/", views_voices.message, name="message"),
    path("lien-he/tra-loi/", views_voices.answers, name="answers"),
    path("lien-he/tra-loi/xem/", views_voices.answer, name="answer"),
    path("luot-doc/", views_voices.readers, name="readers"),
    path("kiem-tra-may/", views_voices.captcha, name="captcha"),
    path("vinh-danh/", views.roll, name="roll"),
    path("vinh-danh/<int:pk>/", views.honour, name="honour"),
    path("vinh-danh/don-vi/<int:pk>/", views_units.unit, name="unit"),
    path("vinh-danh/ban-do/", views_units.communes, name="communes"),
    path("xac-minh/", views.verify, name="verify"),
    path("xac-minh/<str:code>/", views.verify_code, name="verify-code"),
    path("quyet-dinh-khen-thuong/", views.decisions, name="decisions"),
    path("lay-y-kien/", consultations.consultations, name="consultations"),
    path("lay-y-kien/<int:pk>/", consultations.consultation, name="consultation"),
    path("tim-kiem/", views_search.search, name="search"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("ban-bien-tap/", desk.desk, name="desk"),
    path("ban-bien-tap/moi/", desk.new, name="new"),
    path("ban-bien-tap/hoi-nghi/<int:pk>/", desk.draft_from_conference, name="draft-from-conference"),
    path("ban-bien-tap/y-kien/", desk_voices.comments, name="desk-comments"),
    path("ban-bien-tap/y-kien/<int:pk>/", desk_voices.comment, name="desk-comment"),
    path("ban-bien-tap/y-kien/<int:pk>/dang/", desk_voices.publish, name="publish-comment"),
    path("ban-bien-tap/y-kien/<int:pk>/khong-dang/", desk_voices.refuse, name="refuse-comment"),
    path("ban-bien-tap/y-kien/<int:pk>/tra-loi/", desk_voices.answer_comment, name="answer-comment"),
    path("ban-bien-tap/binh-chon/", desk_voices.polls, name="desk-polls"),
    path("ban-bien-tap/binh-chon/moi/", desk_voices.new_poll, name="new-poll"),
    path("ban-bien-tap/binh-chon/<int:pk>/", desk_voices.poll, name="desk-poll"),
    path("ban-bien-tap/binh-chon/<int:pk>/mo/", desk_voices.open_poll, name="open-poll"),
    path("ban-bien-tap/binh-chon/<int:pk>/ket-thuc/", desk_voices.close_poll, name="close-poll"),
    path("ban-bien-tap/thu/", desk_voices.messages_, name="desk-messages"),
    path("ban-bien-tap/thu/<int:pk>/", desk_voices.message, name="desk-message"),
    path("ban-bien-tap/thu/<int:pk>/tra-loi/", desk_voices.answer_message, name="answer-message"),
    path("ban-bien-tap/thu/<int:pk>/khong-tra-loi/", desk_voices.set_aside, name="set-message-aside"),
    path("ban-bien-tap/<int:pk>/", desk.show, name="desk-article"),
    path("ban-bien-tap/<int:pk>/sua/", desk.edit, name="edit"),
    path("ban-bien-tap/<int:pk>/dang/", desk.publish, name="publish"),
    path("ban-bien-tap/<int:pk>/go/", desk.withdraw, name="withdraw"),
]
