"""Addresses of bonus money, the fund, the stock, ceremonies, exchange and digital badges."""

from django.urls import path

from thidua.rewards import views_bonus, views_fund, views_stock

urlpatterns = [
    path("tien-thuong/", views_bonus.bonus_lists, name="bonuses"),
    path("tien-thuong/lap/<int:pk>/", views_bonus.bonus_draft, name="bonus-draft"),
    path("tien-thuong/<int:pk>/", views_bonus.bonus, name="bonus"),
    path("tien-thuong/<int:pk>/kiem-tra/", views_bonus.bonus_check, name="bonus-check"),
    path("tien-thuong/<int:pk>/duyet/", views_bonus.bonus_approve, name="bonus-approve"),
    path("tien-thuong/<int:pk>/tra-lai/", views_bonus.bonus_return, name="bonus-return"),
    path("tien-thuong/<int:pk>/rut/", views_bonus.bonus_withdraw, name="bonus-withdraw"),
    path("tien-thuong/<int:pk>/muc-thuong/", views_bonus.bonus_set, name="bonus-set"),
    path("tien-thuong/<int:pk>/chi/", views_bonus.bonus_pay, name="bonus-pay"),
    path("tien-thuong/<int:pk>/chua-nhan/", views_bonus.bonus_uncollected, name="bonus-uncollected"),
    path("tien-thuong/<int:pk>/dong/<int:line_pk>/", views_bonus.bonus_line, name="bonus-line"),
    path("tien-thuong/<int:pk>/dong/<int:line_pk>/giay-nhan/", views_bonus.bonus_receipt, name="bonus-receipt"),
    path("tien-thuong/<int:pk>/dong/<int:line_pk>/thu-hoi/", views_bonus.bonus_recover, name="bonus-recover"),
    path("tien-thuong/<int:pk>/dong/<int:line_pk>/huy-chi/", views_bonus.bonus_take_back, name="bonus-take-back"),
    path("quy/", views_fund.funds, name="funds"),
    path("quy/but-toan/<int:pk>/", views_fund.fund_entry, name="fund-entry"),
    path("quy/but-toan/<int:pk>/dieu-chinh/", views_fund.fund_correct, name="fund-correct"),
    path("quy/<int:pk>/<int:year>/", views_fund.fund, name="fund"),
    path("quy/<int:pk>/<int:year>/ghi/", views_fund.fund_enter, name="fund-enter"),
    path("quy/<int:pk>/<int:year>/chuyen/", views_fund.fund_carry, name="fund-carry"),
    path("quy/<int:pk>/<int:year>/bao-cao/", views_fund.fund_report, name="fund-report"),
    path("kho/", views_stock.stock, name="stock"),
    path("kho/them/", views_stock.item_add, name="item-add"),
    path("kho/<int:pk>/", views_stock.item, name="item"),
    path("kho/<int:pk>/nhap/", views_stock.item_in, name="item-in"),
    path("kho/<int:pk>/xuat/", views_stock.item_out, name="item-out"),
    path("kho/<int:pk>/nhap-lai/", views_stock.item_back, name="item-back"),
    path("kho/<int:pk>/huy/", views_stock.item_spoil, name="item-spoil"),
    path("kho/<int:pk>/kiem-ke/", views_stock.item_count, name="item-count"),
    path("kho/<int:pk>/tim-thay/", views_stock.item_find, name="item-find"),
    path("kho/<int:pk>/sua/", views_stock.item_change, name="item-change"),
]
