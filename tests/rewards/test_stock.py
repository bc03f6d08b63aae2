"""The stock: every piece in one place, the shelf as the entries say, spoilt pieces with minutes."""

import itertools
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.decisions.builders import issued
from thidua.rewards import actions_stock as stock
from thidua.rewards.models_stock import StockItem, StockMove, StockPiece
from thidua.rewards.queries_stock import places_of
from thidua.rewards.serials import MOST, read_serials, written_serials
from thidua.shared.denied import Denied, Stale

TWO = "Lê Thị Hoa, Văn thư\nTrần Văn Nam, Kế toán"


def item(office, at, **fields) -> StockItem:
    given = {"kind": "blank", "name": "Phôi Bằng khen A3", "measure": "tờ", "has_serials": True, "low_level": 5}
    return stock.add_item(unit=office.unit, by=office.clerk, at=at, **(given | fields))


class Keeper:
    """The clerk of an office at a moment, saying only what moves."""

    def __init__(self, office, at, thing):
        self.item, self.by = thing, {"item": thing, "on": at.date(), "by": office.clerk, "at": at}

    def come(self, serials="", quantity=None):
        return stock.receive_stock(serials=serials, quantity=quantity, basis="HĐ 12", **self.by)

    def out(self, serials="", quantity=None, for_printing=True, **more):
        given = {"given_to": "Bà Hoa", "basis": "PX 3"} | more
        return stock.take_out(serials=serials, quantity=quantity, for_printing=for_printing, **given, **self.by)

    def back(self, serials="", quantity=None):
        return stock.put_back(serials=serials, quantity=quantity, basis="Không dùng hết", **self.by)

    def spoil(self, serials="", quantity=None, **more):
        given = {"reason": "Máy in kéo lệch giấy", "witnesses": TWO} | more
        return stock.spoil_stock(serials=serials, quantity=quantity, **given, **self.by)

    def count(self, **counted):
        return stock.count_stock(basis="Biên bản kiểm kê số 2", **counted, **self.by)


@pytest.fixture
def keeper(province):
    return Keeper(province.ha_long, province.at, item(province.ha_long, province.at))


@pytest.fixture
def frames(province):
    thing = item(province.ha_long, province.at, kind="frame", name="Khung A3", has_serials=False)
    return Keeper(province.ha_long, province.at, thing)


def refused(act, *args, **fields) -> str:
    with pytest.raises(Denied) as refusal, transaction.atomic():
        act(*args, **fields)
    return refusal.value.reason


# ── numbers as written ──


@pytest.mark.parametrize(
    ("text", "count", "first", "last"),
    [
        ("AB 000101–AB 000110", 10, "AB 000101", "AB 000110"),
        ("ab 000101 - 000110", 10, "AB 000101", "AB 000110"),
        ("7", 1, "7", "7"),
        ("A1,A2;\nA3—A5", 5, "A1", "A5"),
    ],
)
def test_ranges_are_read_as_people_write_them(text, count, first, last):
    found = read_serials(text)
    assert (len(found), found[0], found[-1]) == (count, first, last)


@pytest.mark.parametrize(
    "text",
    ["", " , ;", "AB 5–AB 1", "AB 01–AC 05", "AB 9–AB 10", "A1, A1", "A1-A3-A5", "<b>1", "1e5", "A1–A", "٣",
     f"1{'0' * 6}–1{'0' * 5}{MOST}", "0000001–0030000", "A" * 50],
)  # fmt: skip
def test_what_is_no_range_is_refused(text):
    with pytest.raises(Denied):
        read_serials(text)


@given(st.sets(st.integers(0, 300), min_size=1, max_size=60))
def test_numbers_written_as_ranges_read_back_as_the_same_numbers(numbers):
    serials = {f"AB {number:06d}" for number in numbers}
    assert set(read_serials(written_serials(serials))) == serials


# ── moves ──


def test_blanks_come_in_go_to_print_come_back_and_are_spoilt_with_minutes(keeper):
    keeper.come("AB 001–AB 020")
    keeper.out("AB 001–AB 010")
    keeper.back("AB 010")
    move = keeper.spoil("AB 003, AB 004, AB 020")
    assert (keeper.item.on_shelf, places_of(keeper.item)) == (10, {"shelf": 10, "printing": 7, "spoilt": 3})
    assert (move.quantity, move.shelf_after, move.minutes.number_text) == (3, 10, "01/BB-UBND")
    text = " ".join(PdfReader(BytesIO(move.minutes.file.read())).pages[0].extract_text().split())
    for part in ("BIÊN BẢN", "AB 003–AB 004, AB 020", "Máy in kéo lệch giấy", "Trần Văn Nam"):
        assert part in text


def test_a_number_comes_in_once_wherever_it_is_now(keeper):
    keeper.come("AB 001–AB 005")
    keeper.out("AB 003", for_printing=False)
    assert refused(keeper.come, "AB 003") == "Số AB 003 đã được nhập kho trước đó. Chưa số nào được ghi."
    keeper.item.refresh_from_db()
    assert (keeper.item.on_shelf, StockPiece.objects.count(), StockMove.objects.count()) == (4, 5, 2)


def test_a_piece_leaves_only_the_place_it_is_in_and_nothing_half(keeper):
    keeper.come("AB 001–AB 005")
    keeper.out("AB 002")
    assert refused(keeper.out, "AB 001–AB 003") == "Số AB 002 đang ở “Đã xuất để in”. Chưa số nào được ghi."
    keeper.item.refresh_from_db()
    assert refused(keeper.out, "AB 005, AB 009") == "Kho chưa từng nhập số AB 009. Chưa số nào được ghi."
    keeper.item.refresh_from_db()
    assert refused(keeper.back, "AB 001") == "Số AB 001 đang ở “Trong kho”. Chưa số nào được ghi."
    keeper.item.refresh_from_db()
    assert (keeper.item.on_shelf, places_of(keeper.item)) == (4, {"shelf": 4, "printing": 1})


def test_of_two_who_take_the_same_blanks_one_gets_them(keeper, province):
    keeper.come("AB 001–AB 005")
    other = Keeper(province.ha_long, province.at, StockItem.objects.get())
    keeper.out("AB 001")
    with pytest.raises(Stale):
        other.out("AB 001")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["come", "out", "give", "back", "spoil", "lose"]), st.integers(1, 12), st.integers(0, 4)
        ),
        max_size=14,
    )
)
def test_whatever_is_done_each_number_is_in_one_place_and_the_shelf_is_as_written(keeper, moves):
    where: dict[str, str] = {}
    steps = {
        "come": (None, "shelf"), "out": (("shelf",), "printing"), "give": (("shelf",), "given"),
        "back": (("printing", "given"), "shelf"), "spoil": (("shelf", "printing"), "spoilt"), "lose": (("shelf",), "missing"),
    }  # fmt: skip
    acts = {
        "come": keeper.come, "out": keeper.out, "give": lambda s: keeper.out(s, for_printing=False),
        "back": keeper.back, "spoil": keeper.spoil, "lose": lambda s: keeper.count(missing=s),
    }  # fmt: skip
    with transaction.atomic():
        for name, first, more in moves:
            numbers = [f"{n:03d}" for n in range(first, first + more + 1)]
            from_, to = steps[name]
            may = all((n not in where) if from_ is None else where.get(n) in from_ for n in numbers)
            text = f"{numbers[0]}–{numbers[-1]}"
            if may:
                acts[name](text)
                where |= dict.fromkeys(numbers, to)
            else:
                refused(acts[name], text)
                keeper.item.refresh_from_db()
        pieces = list(StockPiece.objects.filter(item=keeper.item).values_list("serial", "place"))
        assert len(pieces) == len(dict(pieces))
        assert dict(pieces) == where
        keeper.item.refresh_from_db()
        assert keeper.item.on_shelf == list(where.values()).count("shelf")
        last = StockMove.objects.filter(item=keeper.item).order_by("-number").first()
        assert (last.shelf_after if last else 0) == keeper.item.on_shelf
        transaction.set_rollback(True)
    keeper.item.refresh_from_db()


def test_things_without_numbers_are_counted(frames):
    frames.come(quantity=10)
    frames.out(quantity=4)
    assert refused(frames.out, quantity=7) == "Trong kho chỉ còn 6 tờ Khung A3; không xuất được 7."
    assert refused(frames.back, quantity=5).startswith("Đang ở ngoài kho chỉ có 4 tờ")
    frames.spoil(quantity=1, was_out=True)
    frames.back(quantity=3)
    frames.spoil(quantity=2)
    assert frames.item.on_shelf == 7
    assert refused(frames.spoil, quantity=1, was_out=True).startswith("Đang ở ngoài kho chỉ có 0 tờ")


def test_stock_taking_writes_down_what_differs_only(frames, keeper):
    frames.come(quantity=10)
    assert frames.count(counted=10) is None
    assert [(m.kind, m.quantity, m.shelf_after) for m in (frames.count(counted=8), frames.count(counted=9))] == [
        ("missing", 2, 8),
        ("found", 1, 9),
    ]
    keeper.come("AB 1–AB 3")
    assert keeper.count(missing="") is None
    keeper.count(missing="AB 2")
    stock.find_missing(serials="AB 2", basis="Trong tủ hồ sơ", **keeper.by)
    assert places_of(keeper.item) == {"shelf": 3}


@pytest.mark.parametrize(
    ("act", "fields", "told"),
    [
        ("come", {"quantity": 3}, "Cần ghi số sê-ri"),
        ("come", {"serials": "A1–A3", "quantity": 5}, "Số lượng ghi 5 nhưng dải số sê-ri có 3"),
        ("spoil", {"serials": "A1", "witnesses": "Lê Thị Hoa"}, "Cần ít nhất hai người chứng kiến"),
        ("spoil", {"serials": "A1", "reason": "hỏng"}, "Lý do hủy: Cần ít nhất 10 ký tự"),
        ("out", {"serials": "A1", "given_to": " "}, "Cần ghi người nhận"),
        ("out", {"serials": "A1", "basis": ""}, "Cần ghi căn cứ"),
        ("out", {"serials": "A1", "basis": "x" * 301}, "Căn cứ dài quá 300"),
    ],
)
def test_a_move_that_cannot_be_is_refused(keeper, act, fields, told):
    assert refused(getattr(keeper, act), **fields).startswith(told)
    assert StockMove.objects.count() == 0


@pytest.mark.parametrize("quantity", [0, -1, None, 10**7])
def test_a_quantity_that_cannot_be_is_refused(frames, quantity):
    assert refused(frames.come, quantity=quantity) == "Số lượng phải từ 1 đến 1.000.000."


def test_entries_are_never_changed_and_only_keepers_write(province, keeper):
    move = keeper.come("A1")
    with pytest.raises(DatabaseError), transaction.atomic():
        StockMove.objects.filter(pk=move.pk).update(quantity=5)
    told = "Để ghi kho hiện vật khen thưởng cần vai trò “Văn thư” hoặc “Kế toán” của Phường Hạ Long."
    for who in (province.ha_long.officer, province.cam_pha.clerk):
        assert refused(keeper.__class__.come, _as(keeper, who), "A2") == told


def _as(keeper, who):
    other = object.__new__(Keeper)
    other.item, other.by = keeper.item, keeper.by | {"by": who}
    return other


def test_the_screens_keep_the_stock(client, province, django_assert_max_num_queries):
    ha_long = province.ha_long
    decision = issued(ha_long, province.at)
    client.force_login(ha_long.clerk)
    answer = client.post(
        reverse("rewards:item-add"),
        {"unit": ha_long.unit.pk, "kind": "blank", "name": "Phôi Giấy khen", "measure": "tờ", "has_serials": "on",
         "low_level": "5"},
    )  # fmt: skip
    thing = StockItem.objects.get()
    assert answer.url == reverse("rewards:item", args=[thing.pk])
    day = "08/07/2025"
    for name, fields in (
        ("item-in", {"serials": "GK 001–GK 010", "on": day, "basis": "HĐ 5"}),
        ("item-out", {"serials": "GK 001–GK 006", "on": day, "basis": "PX 1", "for_printing": "1", "given_to": "Hoa",
                      "decision": decision.pk}),
        ("item-spoil", {"serials": "GK 006", "on": day, "reason": "In lệch hàng chữ", "witnesses": TWO}),
        ("item-count", {"missing": "GK 010", "on": day, "basis": "BB kiểm kê"}),
        ("item-find", {"serials": "GK 010", "on": day, "basis": "Trong tủ"}),
        ("item-back", {"serials": "GK 005", "on": day, "basis": "Thừa"}),
    ):  # fmt: skip
        address = reverse(f"rewards:{name}", args=[thing.pk])
        assert client.get(address).status_code == 200, name
        assert client.post(address, fields).status_code == 302, name
    with django_assert_max_num_queries(12):
        page = client.get(reverse("rewards:item", args=[thing.pk]), {"so": "gk 006"})
    assert (page.context["piece"].get_place_display(), len(page.context["table"].rows)) == ("Đã hủy", 6)
    page = client.get(reverse("rewards:stock"))
    assert [each.name for each in page.context["low"]] == ["Phôi Giấy khen"]
    client.post(reverse("rewards:item-change", args=[thing.pk]), {"name": "Phôi Giấy khen A4", "low_level": "1"})
    thing.refresh_from_db()
    assert (thing.name, thing.low_level, thing.is_low) == ("Phôi Giấy khen A4", 1, False)
    client.force_login(province.cam_pha.clerk)
    for name in itertools.chain(["item"], ("item-in", "item-out", "item-spoil", "item-count")):
        assert client.get(reverse(f"rewards:{name}", args=[thing.pk])).status_code == 404
