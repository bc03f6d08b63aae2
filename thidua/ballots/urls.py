"""Addresses of the ballot box."""

from django.urls import path

from thidua.ballots import views, views_encrypted, views_paper

app_name = "ballots"
urlpatterns = [
    path("", views.ballot_list, name="list"),
    path("dem-lai.py", views.recount_tool, name="recount-tool"),
    path("kiem-tra.py", views.verify_tool, name="verify-tool"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/bo-phieu/", views.vote, name="vote"),
    path("<int:pk>/mo-hom/", views.open_box, name="open"),
    path("<int:pk>/kiem-phieu/", views.count, name="count"),
    path("<int:pk>/cach-bo-phieu/", views_encrypted.arrange, name="arrange"),
    path("<int:pk>/the-bo-phieu/", views_encrypted.cards, name="cards"),
    path("<int:pk>/giu-hom/", views_encrypted.keeper, name="keeper"),
    path("<int:pk>/giu-hom.json", views_encrypted.keeper_data, name="keeper-data"),
    path("<int:pk>/van-ban.json", views_encrypted.manifest, name="manifest"),
    path("<int:pk>/dong-hom/", views_encrypted.close, name="close"),
    path("<int:pk>/cong-bo/", views_encrypted.settle, name="settle"),
    path("<int:pk>/phieu-giay/", views_paper.papers, name="papers"),
    path("<int:pk>/phieu-giay/phat/", views_paper.issue, name="issue"),
    path("<int:pk>/phieu-giay/ket-qua/", views_paper.enter, name="enter"),
    path("<int:pk>/y-kien/", views_paper.opinion, name="opinion"),
    path("<int:pk>/dua-ra/", views_paper.strike, name="strike"),
    path("<int:pk>/huy/", views.cancel, name="cancel"),
    path("<int:pk>/danh-sach.json", views.export, name="export"),
]
