"""Addresses: one list a stage, in the order of the year."""

from django.urls import include, path

from thidua.portal.queries import tasks_for as editors_tasks
from thidua.reports.views import home

urlpatterns = [
    path("", include("thidua.portal.urls")),
    path("viec-cua-toi/", home, {"more_tasks": (editors_tasks,)}, name="home"),
    path("tai-khoan/", include("thidua.accounts.urls")),
    path("tai-khoan/", include("thidua.accounts.factor_urls")),
    path("quan-tri/tai-khoan/", include("thidua.units.urls_accounts")),
    path("", include("thidua.shared.urls")),
    path("hop-thu-di/", include("thidua.notices.urls")),
    path("viec-hang-ngay/", include("thidua.notices.urls_daily")),
    path("viec-nen/", include("thidua.shared.jobs.urls")),
    path("nhap-du-lieu/", include("thidua.imports.urls")),
    path("giay-to/", include("thidua.papers.urls")),
    path("chu-ky/", include("thidua.signing.urls")),
    path("can-bo/", include("thidua.people.urls")),
    path("ho-so-can-bo/", include("thidua.profiles.urls")),
    path("thanh-tich/", include("thidua.records.urls")),
    path("luat/", include("thidua.law.urls")),
    path("don-vi/", include("thidua.units.urls")),
    path("cum-khoi/", include("thidua.clusters.urls")),
    path("phong-trao/", include("thidua.movements.urls")),
    path("giao-uoc/", include("thidua.pledges.urls")),
    path("bang-tieu-chi/", include("thidua.rubrics.urls")),
    path("cham-diem/", include("thidua.scoring.urls")),
    path("ho-so/", include("thidua.nominations.urls")),
    path("hoi-dong/", include("thidua.councils.urls")),
    path("phieu-kin/", include("thidua.ballots.urls")),
    path("quyet-dinh/", include("thidua.decisions.urls")),
    path("lien-thong/", include("thidua.exchange.urls")),
    path("so-vang/", include("thidua.honours.urls")),
    path("so-vang-doi-chieu/", include("thidua.nominations.legality_urls")),
    path("giay-khen/", include("thidua.rewards.urls")),
    path("hoi-nghi/", include("thidua.conferences.urls")),
]
