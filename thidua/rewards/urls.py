"""Addresses of rewards."""

from django.urls import path

from thidua.rewards import urls_more, views_layouts, views_printing

app_name = "rewards"
urlpatterns = [
    # certificates on paper; ``pk`` is that of the decision
    path("", views_printing.run_list, name="list"),
    path("<int:pk>/", views_printing.sheets, name="detail"),
    path("<int:pk>/in/", views_printing.print_sheets, name="print"),
    path("<int:pk>/to-hong/", views_printing.spoiled, name="spoiled"),
    path("dot-in/<int:pk>/in-tiep/", views_printing.resume, name="resume"),
    path("dot-in/<int:pk>/bo/", views_printing.discard, name="discard"),
    path("to/<int:pk>/", views_printing.sheet, name="sheet"),
    path("phoi/", views_layouts.layout_list, name="layouts"),
    path("phoi/moi/", views_layouts.new_layout, name="new-layout"),
    path("phoi/<int:unit>/<slug:award>/<slug:kind>/", views_layouts.layout, name="layout"),
    *urls_more.urlpatterns,
]
