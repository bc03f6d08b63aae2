"""Screens of the stock."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from thidua.decisions.queries import issued
from thidua.rewards import actions_stock as actions
from thidua.rewards import permissions_stock as rights
from thidua.rewards import queries_stock as queries
from thidua.rewards.forms_stock import (
    CountForm,
    FindForm,
    ItemChangeForm,
    ItemForm,
    PutBackForm,
    ReceiveForm,
    SpoilForm,
    TakeOutForm,
)
from thidua.rewards.models_stock import StockItem, StockPiece
from thidua.rewards.screens import one_form, room
from thidua.rewards.tables_stock import MoveTable, StockTable, facts_of
from thidua.shared import clock
from thidua.shared.columns import Filter
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Tile, guarded
from thidua.units.queries import units_with_own_role


def stock(request: HttpRequest) -> HttpResponseBase:
    today = clock.today()
    items = queries.visible_to(request.user, today)
    kinds = Filter("kind", "Loại", list(StockItem.Kind.choices))
    add = guarded(
        "Thêm hiện vật", reverse("rewards:item-add"), rights.check_keeps_stock_anywhere, request.user, today,
        kind="primary", icon="plus",
    )  # fmt: skip
    context = room("stock") | {"low": list(queries.low(items)[:20]), "actions": [add]}
    return table_page(request, StockTable(items, request, filters=[kinds]), "rewards/stock.html", context)


def item_add(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    rights.check_keeps_stock_anywhere(request.user, today)
    units = units_with_own_role(request.user, rights.KEEPERS, today)
    return one_form(
        request, ItemForm(posted(request), units=units), actions.add_item, lambda data: data, here="stock",
        title="Thêm hiện vật", back=reverse("rewards:stock"), done="Đã thêm. Mời ghi lần nhập kho đầu tiên.",
        submit="Thêm", to=lambda item: reverse("rewards:item", args=[item.pk]),
    )  # fmt: skip


def _visible(request: HttpRequest, pk: int) -> StockItem:
    return get_object_or_404(queries.visible_to(request.user, clock.today()), pk=pk)


_ACTS = (
    ("item-in", "Nhập kho", "primary"),
    ("item-out", "Xuất kho", "secondary"),
    ("item-back", "Nhập lại", "secondary"),
    ("item-spoil", "Hủy hỏng", "secondary"),
    ("item-count", "Kiểm kê", "secondary"),
    ("item-change", "Sửa tên, mức báo", "quiet"),
)


def item(request: HttpRequest, pk: int) -> HttpResponseBase:
    thing = _visible(request, pk)
    today = clock.today()
    acts: list[Action] = [
        guarded(
            label,
            reverse(f"rewards:{name}", args=[pk]),
            rights.check_keeps_stock,
            request.user,
            thing,
            today,
            kind=kind,
        )
        for name, label, kind in _ACTS
    ]
    places = queries.places_of(thing) if thing.has_serials else {}
    tiles = [Tile("Trong kho", str(thing.on_shelf), thing.measure, tone="caution" if thing.is_low else "met",
                  note=f"báo sắp hết khi còn {thing.low_level}")]  # fmt: skip
    tiles += [
        Tile(label, str(places[place]), thing.measure)
        for place, label in StockPiece.Place.choices
        if places.get(place) and place != StockPiece.Place.SHELF
    ]
    if places.get(StockPiece.Place.MISSING):
        find = reverse("rewards:item-find", args=[pk])
        acts.insert(-1, guarded("Ghi đã tìm thấy", find, rights.check_keeps_stock, request.user, thing, today))
    asked = request.GET.get("so", "")[:40]
    context = room("stock", Crumb(thing.name)) | {
        "item": thing, "tiles": tiles, "actions": acts, "asked": asked,
        "piece": queries.find_piece(thing, asked) if asked and thing.has_serials else None,
    }  # fmt: skip
    return table_page(request, MoveTable(queries.moves_of(thing), request, kept=["so"]), "rewards/item.html", context)


def _moved(
    request: HttpRequest, pk: int, form_class: type, act: Callable, title: str, *, lead: str = "", **options: Any
) -> HttpResponse:
    thing = _visible(request, pk)
    rights.check_keeps_stock(request.user, thing, clock.today())
    form = form_class(posted(request), item=thing, initial={"on": clock.today()}, **options)
    return one_form(
        request, form, act, lambda data: data | {"item": thing}, here="stock", title=title, facts=facts_of(thing),
        lead=lead, back=reverse("rewards:item", args=[pk]), done="Đã ghi sổ kho.", submit="Ghi sổ kho",
    )  # fmt: skip


def item_in(request: HttpRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, ReceiveForm, actions.receive_stock, "Nhập kho")


def item_out(request: HttpRequest, pk: int) -> HttpResponse:
    decisions = issued().filter(unit=_visible(request, pk).unit)
    return _moved(request, pk, TakeOutForm, actions.take_out, "Xuất kho", decisions=decisions)


def item_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, PutBackForm, actions.put_back, "Nhập lại kho")


def item_spoil(request: HttpRequest, pk: int) -> HttpResponse:
    lead = "Hệ thống cấp số và lập biên bản hủy; mời in, ký và lưu cùng sổ kho."
    return _moved(request, pk, SpoilForm, actions.spoil_stock, "Hủy hiện vật hỏng", lead=lead)


def item_count(request: HttpRequest, pk: int) -> HttpResponse:
    lead = "Chênh lệch được ghi thành một lần ghi kho; khớp thì không đổi gì."
    return _moved(request, pk, CountForm, actions.count_stock, "Kiểm kê", lead=lead)


def item_find(request: HttpRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, FindForm, actions.find_missing, "Ghi đã tìm thấy")


def item_change(request: HttpRequest, pk: int) -> HttpResponse:
    thing = _visible(request, pk)
    rights.check_keeps_stock(request.user, thing, clock.today())
    form = ItemChangeForm(posted(request), initial={"name": thing.name, "low_level": thing.low_level})
    return one_form(
        request, form, actions.change_item, lambda data: data | {"item": thing}, here="stock", title="Sửa tên, mức báo",
        facts=facts_of(thing), back=reverse("rewards:item", args=[pk]), done="Đã lưu.",
    )  # fmt: skip
