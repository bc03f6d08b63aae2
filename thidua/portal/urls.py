"""Addresses of the public portal and of the editors' desk."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from thidua.portal import consultations, desk, views
from thidua.portal.feeds import NewsFeed

app_name = "portal"
urlpatterns = [
    path("", views.front, name="front"),
    path("tin-tuc/", views.news, name="news"),
    path("tin-tuc/rss/", login_not_required(NewsFeed()), name="feed"),
    path("tin-tuc/<slug:slug>/", views.article, name="article"),
    path("vinh-danh/", views.roll, name="roll"),
    path("vinh-danh/<int:pk>/", views.honour, name="honour"),
    path("xac-minh/", views.verify, name="verify"),
    path("xac-minh/<str:code>/", views.verify_code, name="verify-code"),
    path("quyet-dinh-khen-thuong/", views.decisions, name="decisions"),
    path("lay-y-kien/", consultations.consultations, name="consultations"),
    path("lay-y-kien/<int:pk>/", consultations.consultation, name="consultation"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("ban-bien-tap/", desk.desk, name="desk"),
    path("ban-bien-tap/moi/", desk.new, name="new"),
    path("ban-bien-tap/hoi-nghi/<int:pk>/", desk.draft_from_conference, name="draft-from-conference"),
    path("ban-bien-tap/<int:pk>/", desk.show, name="desk-article"),
    path("ban-bien-tap/<int:pk>/sua/", desk.edit, name="edit"),
    path("ban-bien-tap/<int:pk>/dang/", desk.publish, name="publish"),
    path("ban-bien-tap/<int:pk>/go/", desk.withdraw, name="withdraw"),
]
