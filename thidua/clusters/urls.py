"""Addresses of this stage."""

from django.urls import path

from thidua.clusters import views, views_gatherings, views_members, views_work

app_name = "clusters"
_YEAR = "<int:pk>/<int:year>/"
_ITEM = f"{_YEAR}ke-hoach/<int:item_pk>/"
_GATHERING = f"{_YEAR}giao-ban/<int:gathering_pk>/"
urlpatterns = [
    path("", views.cluster_list, name="list"),
    path("lap/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/sua/", views.edit, name="edit"),
    path("<int:pk>/giai-the/", views.end, name="end"),
    path("<int:pk>/ten-goi/them/", views.alias_add, name="alias-add"),
    path("<int:pk>/ten-goi/<int:alias_pk>/bo/", views.alias_withdraw, name="alias-withdraw"),
    path(_YEAR, views.year_page, name="year"),
    path(f"{_YEAR}lap-danh-sach/", views_members.form_year, name="form-year"),
    path(f"{_YEAR}thanh-vien/", views_members.members, name="members"),
    path(f"{_YEAR}thanh-vien/them/", views_members.member_add, name="member-add"),
    path(f"{_YEAR}thanh-vien/<int:row_pk>/giai-quyet/", views_members.settle, name="settle"),
    path(f"{_YEAR}thanh-vien/<int:row_pk>/vai-tro/", views_members.place, name="place"),
    path(f"{_YEAR}truong/", views_members.people, name="people"),
    path(f"{_YEAR}quy-che/", views_work.regulations, name="regulations"),
    path(f"{_YEAR}quy-che/them/", views_work.regulation_add, name="regulation-add"),
    path(f"{_YEAR}quy-che/<int:row_pk>/go/", views_work.regulation_withdraw, name="regulation-withdraw"),
    path(f"{_YEAR}quy-che/<int:row_pk>/tep/", views_work.regulation_file, name="regulation-file"),
    path(f"{_YEAR}ke-hoach/", views_work.plan, name="plan"),
    path(f"{_YEAR}ke-hoach/them/", views_work.item_add, name="item-add"),
    path(f"{_YEAR}ke-hoach/chep/", views_work.plan_copy, name="plan-copy"),
    path(f"{_ITEM}sua/", views_work.item_edit, name="item-edit"),
    path(f"{_ITEM}xong/", views_work.item_done, name="item-done"),
    path(f"{_ITEM}lam-lai/", views_work.item_reopen, name="item-reopen"),
    path(f"{_ITEM}bo/", views_work.item_withdraw, name="item-withdraw"),
    path(f"{_YEAR}giao-ban/", views_gatherings.gatherings, name="gatherings"),
    path(f"{_YEAR}giao-ban/them/", views_gatherings.gathering_add, name="gathering-add"),
    path(_GATHERING, views_gatherings.gathering, name="gathering"),
    path(f"{_GATHERING}sua/", views_gatherings.gathering_edit, name="gathering-edit"),
    path(f"{_GATHERING}huy/", views_gatherings.gathering_cancel, name="gathering-cancel"),
    path(f"{_GATHERING}ghi-nhan/", views_gatherings.gathering_record, name="gathering-record"),
    path(f"{_GATHERING}bien-ban/", views_gatherings.gathering_file, name="gathering-file"),
    path(f"{_YEAR}van-ban/", views_work.documents, name="documents"),
    path(f"{_YEAR}van-ban/them/", views_work.document_add, name="document-add"),
    path(f"{_YEAR}van-ban/<int:row_pk>/go/", views_work.document_withdraw, name="document-withdraw"),
    path(f"{_YEAR}van-ban/<int:row_pk>/tep/", views_work.document_file, name="document-file"),
]
