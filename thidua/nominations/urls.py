"""Addresses of dossiers."""

from django.urls import path

from thidua.nominations import build_views, law_views, line_views, ratio_views, roadmap_views, views, views_conflicts

app_name = "nominations"
urlpatterns = [
    path("", views.nomination_list, name="list"),
    path("ban-tham-dinh/", views.desk, name="desk"),
    path("tac-dong/", law_views.law_impact, name="impact"),
    path("tac-dong/<int:pk>/", law_views.law_impact_line, name="impact-line"),
    path("lap-moi/", build_views.new, name="new"),
    path("lo-trinh/", roadmap_views.people, name="roadmap-people"),
    path("lo-trinh/tap-the/", roadmap_views.units, name="roadmap-units"),
    path("lo-trinh/ca-nhan/<int:pk>/", roadmap_views.person, name="roadmap-person"),
    path("lo-trinh/tap-the/<int:pk>/", roadmap_views.unit, name="roadmap-unit"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/chon/", build_views.pick, name="pick"),
    path("<int:pk>/ty-le/", ratio_views.ratio, name="ratio"),
    path("<int:pk>/gui/", views.send, name="send"),
    path("<int:pk>/tiep-nhan/", views.receive, name="receive"),
    path("<int:pk>/tra-lai/", views.give_back, name="return"),
    path("<int:pk>/rut/", views.withdraw, name="withdraw"),
    path("<int:pk>/dua-vao-danh-sach/", views.include, name="include"),
    path("<int:pk>/xem-xet-chung/", views.look, name="look"),
    path("<int:pk>/xet-lai/", views.judge, name="judge"),
    path("<int:pk>/doi-ngay-ap-dung/", law_views.change_rule_date, name="rule-date"),
    path("<int:pk>/ket-thuc-tham-dinh/", views.finish, name="finish"),
    path("<int:pk>/vuong-mac/", views_conflicts.conflict_page, name="conflicts"),
    path("<int:pk>/vuong-mac/xem-xet/", views_conflicts.settle, name="settle"),
    path("<int:pk>/so-bao-cao/", views_conflicts.compare, name="compare"),
    path("<int:pk>/can-doi/", views_conflicts.balance_page, name="balance"),
    path("giong-nhau/<int:pk>/", views_conflicts.text_pair, name="text-pair"),
    path("quan-he/", views_conflicts.kinship_list, name="kinship"),
    path("quan-he/ghi/", views_conflicts.kinship_new, name="kinship-new"),
    path("quan-he/<int:pk>/go/", views_conflicts.kinship_withdraw, name="kinship-withdraw"),
    path("truong-hop/<int:pk>/sang-kien/", views_conflicts.name_use, name="name-use"),
    path("truong-hop/<int:pk>/", line_views.line_detail, name="line"),
    path("truong-hop/<int:pk>/doi-chieu/", line_views.card, name="card"),
    path("truong-hop/<int:pk>/loi-giai-thich/", line_views.letter, name="letter"),
    path("truong-hop/<int:pk>/doi-chieu.json", line_views.as_json, name="verdict-json"),
    path("truong-hop/<int:pk>/dua-ra/", line_views.remove, name="remove"),
]
