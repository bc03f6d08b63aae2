"""Number series: next, typed, taken over from paper, set aside, void; the book in which every number is accounted for."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thidua.papers import actions
from thidua.papers.models import NumberNote, NumberSeries
from thidua.papers.queries import book_of
from thidua.shared.denied import Denied
from thidua.units.models import Unit

Kind = NumberNote.Kind


@pytest.fixture
def desk(province):
    class Desk:
        unit, clerk, at = province.ha_long.unit, province.ha_long.clerk, province.at

        def issue(self, number: int | None = None, symbol: str = "QĐ") -> str:
            with transaction.atomic():
                if number is None:
                    number = actions.next_number(self.unit, symbol, 2025)
                else:
                    number = actions.take_number(self.unit, symbol, 2025, number)
                text = actions.number_text(number, symbol, self.unit)
                actions.keep_paper(
                    kind="decision", title=f"Quyết định {text}", unit=self.unit, content=text.encode(),
                    issued_on=date(2025, 7, 8), by=self.clerk, at=self.at, number=number, number_text=text,
                )  # fmt: skip
            return text

        def series(self) -> NumberSeries:
            return NumberSeries.objects.get(unit=self.unit, symbol="QĐ", year=2025)

        def note(self, first: int, last: int, kind: str = Kind.PAPER, by=None) -> int:
            return actions.note_numbers(
                series=self.series(),
                first=first,
                last=last,
                kind=kind,
                reason="Sổ giấy",
                by=by or self.clerk,
                at=self.at,
            )

        def take_over(self, first: int) -> NumberSeries:
            return actions.take_over_series(
                unit=self.unit, symbol="QĐ", year=2025, first=first, note="Sổ quyển 1", by=self.clerk, at=self.at
            )

    return Desk()


def _refused(act, *args, **kwargs) -> str:
    with pytest.raises(Denied) as refused:
        act(*args, **kwargs)
    return refused.value.reason


def test_a_series_goes_on_from_the_paper_book_once(desk):
    desk.take_over(129)
    assert (desk.issue(), desk.issue()) == ("129/QĐ-UBND", "130/QĐ-UBND")
    assert _refused(desk.take_over, 200) == ("Sổ QĐ-UBND năm 2025 đã bắt đầu trên hệ thống, không đặt lại số đầu được.")
    assert [line.text for line in book_of(desk.series())] == ["129/QĐ-UBND", "130/QĐ-UBND"]


def test_numbers_used_on_paper_are_passed_over_and_stay_in_the_book(desk):
    desk.issue()
    desk.note(2, 3)
    assert (actions.coming_number(desk.unit, "QĐ", 2025), desk.issue()) == (4, "04/QĐ-UBND")
    assert [(line.number, line.state) for line in book_of(desk.series())] == [
        (1, "issued"), (2, "paper"), (3, "paper"), (4, "issued"),
    ]  # fmt: skip
    assert _refused(desk.note, 4, 5) == "Số 04/QĐ-UBND đã cấp trên hệ thống cho “Quyết định 04/QĐ-UBND”."


def test_a_typed_number_that_exists_or_leaves_a_gap_is_refused_by_name(desk):
    desk.issue()
    desk.note(3, 3)
    desk.note(7, 7, Kind.RESERVED)
    assert [_refused(desk.issue, number) for number in (1, 3, 5, 7, 0)] == [
        "Số 01/QĐ-UBND đã cấp ngày 08/07/2025 cho “Quyết định 01/QĐ-UBND”. Mời chọn số khác.",
        "Số 03/QĐ-UBND đã ghi trong sổ là “đã dùng trên giấy”: Sổ giấy.",
        "Cấp số 05/QĐ-UBND sẽ bỏ trống số 2 đến 4. Số đã dùng trên giấy thì ghi vào Sổ văn bản đi trước; nếu không, số kế "
        "tiếp là 02/QĐ-UBND.",
        "Cấp số 07/QĐ-UBND sẽ bỏ trống số 2 đến 6. Số đã dùng trên giấy thì ghi vào Sổ văn bản đi trước; nếu không, số kế "
        "tiếp là 02/QĐ-UBND.",
        "Số văn bản phải từ 1 đến 99999.",
    ]
    assert (desk.issue(2), desk.issue()) == ("02/QĐ-UBND", "04/QĐ-UBND")


def test_a_number_set_aside_is_used_later_by_hand_once(desk):
    desk.issue()
    desk.note(2, 2, Kind.RESERVED)
    assert (desk.issue(), desk.issue(2)) == ("03/QĐ-UBND", "02/QĐ-UBND")
    assert _refused(desk.issue, 2).startswith("Số 02/QĐ-UBND đã cấp ngày")
    assert [line.state for line in book_of(desk.series())] == ["issued"] * 3


def test_only_the_clerk_of_the_agency_keeps_the_book_and_every_note_has_a_reason(desk, province):
    desk.issue()
    assert _refused(desk.note, 2, 2, by=province.ha_long.officer) == (
        "Để ghi Sổ văn bản đi cần vai trò “Văn thư” của Phường Hạ Long."
    )
    given = {"series": desk.series(), "first": 2, "last": 2, "by": desk.clerk, "at": desk.at}
    assert [
        _refused(actions.note_numbers, kind=Kind.PAPER, reason=" ", **given),
        _refused(actions.note_numbers, kind=Kind.VOID, reason="Bỏ", **given),
        _refused(desk.note, 5, 4),
        _refused(desk.note, 1, 600),
    ] == [
        "Mời ghi số này dùng vào việc gì.",
        "Chỉ ghi được số đã dùng trên giấy hoặc số để dành.",
        "Số đầu phải từ 1 và không lớn hơn số cuối.",
        "Mỗi lần ghi nhiều nhất 500 số.",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_number_is_not_given_outside_the_act_that_issues():
    with pytest.raises(transaction.TransactionManagementError):
        actions.next_number(Unit(), "QĐ", 2025)
    assert NumberSeries.objects.count() == 0


STEPS = st.lists(st.sampled_from(["issue", "fail", "paper", "void"]), max_size=12)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_whatever_happens_every_number_of_the_book_is_accounted_for_once(desk, steps):
    with transaction.atomic():
        point = transaction.savepoint()
        desk.issue()
        for step in steps:
            last = max([desk.series().last, *desk.series().notes.values_list("number", flat=True)])
            if step == "issue":
                desk.issue()
            elif step == "paper":
                desk.note(last + 1, last + 2)
            else:
                try:
                    with transaction.atomic():
                        number = actions.next_number(desk.unit, "QĐ", 2025)
                        if step == "fail":
                            raise RuntimeError
                        actions.void_number(
                            desk.unit, "QĐ", 2025, number, title="T", reason="Rút", by=desk.clerk, at=desk.at
                        )
                except RuntimeError:
                    pass
        book = book_of(desk.series())
        assert [line.number for line in book] == list(range(1, len(book) + 1))
        assert [line for line in book if line.state == "missing"] == []
        transaction.savepoint_rollback(point)


def test_the_book_shows_every_number_to_who_sees_the_unit(desk, province, client):
    desk.issue()
    desk.note(2, 2)
    client.force_login(desk.clerk)
    listed = client.get("/giay-to/so/")
    shown = client.get(f"/giay-to/so/{desk.series().pk}/")
    assert (listed.status_code, "QĐ-UBND" in listed.content.decode()) == (200, True)
    assert [text in shown.content.decode() for text in ("01/QĐ-UBND", "02/QĐ-UBND", "Đã dùng trên giấy")] == [True] * 3
    posted = client.post(
        f"/giay-to/so/{desk.series().pk}/ghi-so/", {"kind": "paper", "first": "1", "last": "", "reason": "Thử lại"}
    )
    assert (posted.status_code, "đã cấp trên hệ thống" in posted.content.decode()) == (422, True)
    client.force_login(province.stranger)
    assert client.get(f"/giay-to/so/{desk.series().pk}/").status_code == 404


def test_a_note_in_the_book_is_never_changed_or_taken_away(desk):
    desk.issue()
    desk.note(3, 4)
    for act in (lambda: NumberNote.objects.update(reason="x"), lambda: NumberNote.objects.filter(number=4).delete()):
        with pytest.raises((DatabaseError, IntegrityError), match="append-only"), transaction.atomic():
            act()
