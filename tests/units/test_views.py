"""Screens of units: who sees and may do what, the tree of a day, changes looked at before they are done."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.units.builders import AT, BASIS, REFORM, commune, enter, new, old_province
from thidua.accounts.models import User
from thidua.shared.models import AuditEvent
from thidua.units import actions_reorganisation as acts
from thidua.units.actions_loading import load_province
from thidua.units.models import Reorganisation, Unit, UnitSuccession
from thidua.units.views import MOST_SHOWN

BASIS_TYPED = {
    "on": "01/07/2025", "basis_number": "Nghị quyết 5/NQ-HĐND", "basis_dated": "30/6/2025",
    "basis_issuer": "Hội đồng nhân dân tỉnh", "note": "",
}  # fmt: skip


@pytest.fixture
def land(db):
    root, officer = old_province()
    a, b, c = enter(root, officer, commune("001", "Xã An"), commune("002", "Xã Bình"), commune("003", "Xã Chi"))
    return root, officer, a, b, c


@pytest.fixture
def desk(land, client):
    client.force_login(land[1])
    return client


def at(name: str, unit) -> str:
    return reverse(f"units:{name}", args=[unit.pk])


def _names(response) -> list[str]:
    found = []

    def walk(level):
        for unit in level["units"]:
            found.append(unit.name)
            if getattr(unit, "level", None):
                walk(unit.level)

    walk(response.context["level"])
    return found


def test_the_tree_shows_the_day_that_is_asked(land, desk, settings):
    _root, officer, a, b, _ = land
    acts.merge_units(units=[a, b], successor=new("004", "Xã An Bình"), on=REFORM, basis=BASIS, by=officer, at=AT)
    today = desk.get(reverse("units:tree"))
    before = desk.get(reverse("units:tree") + "?ngay=30/06/2021")
    assert _names(today) == ["Tỉnh Quảng Ninh", "Xã Chi", "Xã An Bình"]
    assert _names(before) == ["Tỉnh Quảng Ninh", "Xã An", "Xã Bình", "Xã Chi"]


def test_a_node_opens_alone_for_htmx_and_as_a_page_without_it(land, desk):
    _root, officer, a, *_ = land
    enter(a, officer, commune("001.VP", "Văn phòng", kind="section"))
    address = at("branch", a)
    piece = desk.get(address, HTTP_HX_REQUEST="true")
    assert (piece.templates[0].name, [u.name for u in piece.context["unit"].level["units"]]) == (
        "units/_node.html", ["Văn phòng"],
    )  # fmt: skip
    closed = desk.get(f"{address}?dong=1", HTTP_HX_REQUEST="true")
    assert hasattr(closed.context["unit"], "level") is False
    page = desk.get(address, follow=True)
    assert page.redirect_chain == [(f"{reverse('units:tree')}?mo={a.pk}#u-{a.pk}", 302)]
    assert _names(page) == ["Tỉnh Quảng Ninh", "Xã An", "Văn phòng", "Xã Bình", "Xã Chi"]


def test_a_long_level_is_shown_in_parts(land, desk):
    root, officer, *_ = land
    enter(root, officer, *(commune(f"X{n:04}", f"Xã số {n}") for n in range(MOST_SHOWN)))
    first = desk.get(reverse("units:tree"))
    assert (len(_names(first)), first.context["level"]["units"][0].level["next"]) == (1 + MOST_SHOWN, MOST_SHOWN)
    rest = desk.get(f"{reverse('units:tree')}?mo={root.pk}&tu={MOST_SHOWN}")
    assert len(_names(rest)) == 1 + 3


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("xa an", ["Xã An"]),
        ("XA\u0303 AN", ["Xã An"]),
        ("002", ["Xã Bình"]),
        ("<script>", []),
        ("%", []),
        ("'; --", []),
    ],
)
def test_searching_needs_no_diacritics_and_survives_odd_text(desk, asked, found):
    page = desk.get(reverse("units:tree"), {"q": asked})
    assert [unit.name for unit in page.context["table"].records] == found


@pytest.mark.parametrize("day", ["31/02/2025", "hôm qua", "9999999999", "0000-00-00"])
def test_a_day_that_is_none_shows_today_with_the_error(desk, day):
    page = desk.get(reverse("units:tree"), {"ngay": day})
    assert (page.status_code, page.context["is_today"], bool(page.context["day_form"].errors)) == (200, True, True)


@pytest.mark.parametrize("query", ["mo=abc", "mo=-1", "tu=zz", "mo=²", "tu=99999999999999999999"])
def test_odd_numbers_in_the_address_break_nothing(desk, query):
    assert desk.get(f"{reverse('units:tree')}?{query}").status_code == 200


def test_a_unit_that_is_not_there_is_not_found(desk):
    assert [desk.get(f"{reverse('units:tree')}?mo=999999").status_code, desk.get("/don-vi/999999/").status_code] == [
        404,
        404,
    ]


def test_the_page_of_an_ended_unit_says_what_it_is_today(land, desk):
    _root, officer, a, b, _ = land
    parts = [(new("011", "Xã An Đông"), Decimal(40)), (b, Decimal(60))]
    acts.split_unit(unit=a, parts=parts, main=0, on=REFORM, basis=BASIS, by=officer, at=AT)
    page = desk.get(at("detail", a))
    assert [(unit.name, kin.share) for unit, kin in page.context["heirs"]] == [
        ("Xã Bình", Decimal("60.00")), ("Xã An Đông", Decimal("40.00")),
    ]  # fmt: skip
    picture = page.context["picture"]
    assert [(box.lines[0][1], box.is_here, box.is_ended) for box in picture.boxes] == [
        ("Xã An", True, True), ("Xã An Đông", False, False), ("Xã Bình", False, False),
    ]  # fmt: skip
    assert sorted(curve.label for curve in picture.curves) == ["40%", "60%"]
    assert [(row.old_name, row.new.name, passed) for row, passed in page.context["family"]] == [
        ("Xã An", "Xã An Đông", "40%"), ("Xã An", "Xã Bình", "60%"),
    ]  # fmt: skip


def test_markup_in_a_name_is_shown_as_text_on_every_page(land, desk):
    _root, officer, a, b, _ = land
    evil = "<script>alert(1)</script>"
    acts.merge_units(units=[a, b], successor=new("666", evil), on=REFORM, basis=BASIS, by=officer, at=AT)
    unit = Unit.objects.get(code="666")
    pages = [
        at("detail", unit),
        at("detail", a),
        reverse("units:tree"),
        at("merge", unit),
        reverse("units:tree") + "?q=666",
    ]
    pages.append(reverse("units:reorganisation", args=[Reorganisation.objects.get().pk]))
    for page in pages:
        text = desk.get(page).content.decode()
        assert (evil in text, "&lt;script&gt;alert(1)" in text) == (False, True), page


def _merge_typed(b, **other) -> dict:
    typed = {
        "others": [b.pk],
        "result": "new",
        "code": "004",
        "name": "Xã An Bình",
        "kind": "commune",
        "passing": "all",
    }
    return typed | BASIS_TYPED | other


def test_a_merge_is_looked_at_first_and_then_done(land, desk):
    _root, officer, a, b, _ = land
    look = desk.post(at("merge", a), _merge_typed(b, step="look"))
    rehearsal = look.context["rehearsal"]
    assert ([u.name for u in rehearsal.ended], [u.name for u in rehearsal.started]) == (
        ["Xã An", "Xã Bình"],
        ["Xã An Bình"],
    )
    assert (Reorganisation.objects.count(), Unit.objects.filter(valid_to=None).count()) == (0, 4), "nothing was kept"
    assert AuditEvent.objects.filter(act="units_reorganised").count() == 0
    done = desk.post(at("merge", a), _merge_typed(b, step="do"))
    act = Reorganisation.objects.get()
    assert (done.status_code, done.url, act.done_by) == (302, reverse("units:reorganisation", args=[act.pk]), officer)
    assert Unit.objects.get(code="004").agency_name == "Ủy ban nhân dân xã An Bình"


def test_a_refusal_stands_on_the_form_with_everything_typed(land, desk):
    _root, _officer, a, b, _ = land
    page = desk.post(at("merge", a), _merge_typed(b, code="003", step="look"))
    assert (page.status_code, page.context["form"].non_field_errors(), page.context["form"]["name"].value()) == (
        422, ["Mã 003 đang là mã của Xã Chi (từ 01/07/2004)."], "Xã An Bình",
    )  # fmt: skip


def test_the_other_changes_go_through_their_forms(land, desk):
    _root, _officer, a, b, c = land
    renamed = desk.post(
        at("rename", a), {"code": "001", "name": "Phường An", "kind": "ward", "step": "do"} | BASIS_TYPED
    )
    assert renamed.status_code == 302
    split = {"into_1": "", "code_1": "021", "name_1": "Xã Bình Thượng", "kind_1": "commune", "share_1": "30",
             "into_2": c.pk, "share_2": "70", "passing": "none", "step": "do"}  # fmt: skip
    assert desk.post(at("split", b), split | BASIS_TYPED).status_code == 302
    assert list(UnitSuccession.objects.filter(old=b).order_by("share").values_list("new__name", "share", "is_main")) == [
        ("Xã Bình Thượng", Decimal(30), True), ("Xã Chi", Decimal(70), False),
    ]  # fmt: skip
    ward = Unit.objects.get(name="Phường An")
    moved = desk.post(
        at("move", Unit.objects.get(code="021")), {"other": "001", "step": "do"} | BASIS_TYPED | {"on": "02/07/2025"}
    )
    assert (moved.status_code, Unit.objects.get(code="021").parent_id) == (302, ward.pk)
    abolished = desk.post(at("abolish", c), {"other": "", "step": "do"} | BASIS_TYPED | {"on": "03/07/2025"})
    assert (abolished.status_code, Unit.objects.get(pk=c.pk).valid_to) == (302, date(2025, 7, 2))
    page = desk.post(at("abolish", ward), {"other": "zzz", "step": "do"} | BASIS_TYPED)
    assert page.context["form"].errors["other"] == ["Không có đơn vị nào đang hoạt động mang mã “zzz”."]


def test_what_was_done_is_undone_from_its_page(land, desk):
    _root, officer, a, b, _ = land
    act = acts.merge_units(units=[a, b], successor=new("004", "Xã An Bình"), on=REFORM, basis=BASIS, by=officer, at=AT)
    page = desk.get(reverse("units:reorganisation", args=[act.pk]))
    assert [(each.label, each.refused) for each in page.context["actions"]] == [("Hủy lần sắp xếp này", "")]
    desk.post(reverse("units:undo", args=[act.pk]), {"reason": "Nhập nhầm"})
    assert Unit.objects.get(pk=a.pk).valid_to is None
    assert desk.get(reverse("units:reorganisation", args=[act.pk])).context["actions"] == []


def test_entering_signing_and_correcting(land, desk):
    root, _officer, _a, *_ = land
    typed = {"code": "22.SNV", "name": "Sở Nội vụ", "kind": "department", "valid_from": "1/3/2025"}
    assert desk.post(at("new", root), typed).status_code == 302
    office = Unit.objects.get(code="22.SNV")
    assert (office.agency_name, office.symbol, office.head_title, office.place) == (
        "Sở Nội vụ", "SNV", "Thủ trưởng", "Quảng Ninh",
    )  # fmt: skip
    page = desk.get(at("signature", office))
    signs = {"agency_name": "Sở Nội vụ", "symbol": "SNV", "head_title": "Giám đốc", "place": "Quảng Ninh"}
    version = page.context["form"]["version"].value()
    assert desk.post(at("signature", office), signs | {"version": version}).status_code == 302
    stale = desk.post(at("signature", office), signs | {"head_title": "Khác", "version": version})
    office.refresh_from_db()
    assert (stale.status_code, office.head_title) == (422, "Giám đốc")
    version = desk.get(at("correct", office)).context["form"]["version"].value()
    desk.post(at("correct", office), {"name": "Sở Nội vụ tỉnh", "kind": "department", "valid_from": "01/03/2025",
                                     "reason": "Gõ thiếu", "version": version})  # fmt: skip
    office.refresh_from_db()
    assert office.name == "Sở Nội vụ tỉnh"


def test_a_stranger_reads_the_tree_but_is_refused_every_act(land, client):
    _root, officer, a, b, _ = land
    act = acts.merge_units(units=[a, b], successor=new("004", "Xã An Bình"), on=REFORM, basis=BASIS, by=officer, at=AT)
    client.force_login(User.objects.create_user("nguoi.la", None, display_name="Người lạ"))
    unit = Unit.objects.get(code="004")
    page = client.get(at("detail", unit))
    assert (page.status_code, page.context["actions"]) == (200, [])
    names = ["new", "signature", "correct", "merge", "split", "rename", "abolish", "move"]
    assert [client.get(at(name, unit)).status_code for name in names] == [403] * 8
    others = [reverse("units:load"), reverse("units:undo", args=[act.pk])]
    assert [client.get(address).status_code for address in others] == [403, 403]
    assert client.post(at("merge", unit), _merge_typed(b, step="do")).status_code == 403


def test_the_look_up_is_public_and_leads_from_an_old_address_to_today(db, client):
    page = client.get(reverse("units:lookup"), {"q": "hung thang ha long"})
    assert [(hit.place.name, hit.others[0][0].name) for hit in page.context["found"]] == [
        ("Phường Hùng Thắng", "Phường Bãi Cháy")
    ]
    for odd in ("<script>alert(1)</script>", "\0", "a" * 3000, "'", "%"):
        answer = client.get(reverse("units:lookup"), {"q": odd, "tinh": "<b>"})
        assert (answer.status_code, "<script>alert" in answer.content.decode()) == (200, False)


def test_the_officer_of_the_root_looks_and_then_loads_the_own_province(db, client):
    _root, officer = old_province()
    client.force_login(officer)
    assert client.get(reverse("units:load")).context["form"].own.name == "Tỉnh Quảng Ninh"
    typed = {"with_history": "all", "since": "01/07/2004"}
    looked = client.post(reverse("units:load"), typed)
    assert (looked.status_code, ("Đơn vị mới", "54") in looked.context["facts"]) == (200, True)
    assert Unit.objects.count() == 1, "looking loads nothing"
    assert client.post(reverse("units:load"), {**typed, "step": "do"}).url == reverse("units:tree")
    assert Unit.objects.filter(valid_from=REFORM, valid_to=None).count() == 54
    again = client.post(reverse("units:load"), typed)
    assert (again.status_code, len(again.context["form"].non_field_errors())) == (422, 1)


def test_a_province_of_real_size_costs_few_queries(db, client, django_assert_max_num_queries):
    root, officer = old_province()
    load_province(root=root, province="22", by=officer, at=AT)
    client.force_login(officer)
    bai_chay = Unit.objects.get(code="06673", valid_to=None)
    for address in (
        "/don-vi/",
        f"/don-vi/?mo={bai_chay.pk}",
        at("detail", bai_chay),
        at("detail", root),
        "/don-vi/?q=ha",
    ):
        with django_assert_max_num_queries(12):
            client.get(address)
