"""Whatever is merged, split, renamed, moved or undone: each unit of each day has one answer, and forward fits backward."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.units.builders import AT, BASIS, FOUNDED, commune, enter, new, old_province
from thidua.shared.denied import Denied
from thidua.units import actions_reorganisation as acts
from thidua.units import lineage
from thidua.units.models import Reorganisation, Unit, UnitSuccession
from thidua.units.reach import ids_above, narrow_reach_of, reach_of
from thidua.units.reorganising import LegalBasis
from thidua.units.tree import children_on, parent_on

FIRST = date(2010, 1, 1)
STEP = timedelta(days=100)

moves = st.lists(
    st.tuples(st.sampled_from(["merge", "into", "split", "rename", "abolish", "move", "undo"]), st.integers(0, 99), st.integers(0, 99)),
    min_size=1,
    max_size=9,
)  # fmt: skip


def _do(move: str, one: int, two: int, number: int, root: Unit, officer) -> None:
    """One act on units that are picked by the two numbers; what the act refuses stays undone."""
    on = FIRST + number * STEP
    basis = LegalBasis("Nghị quyết 1", on, "HĐND tỉnh")
    living = list(Unit.objects.filter(valid_to=None).exclude(parent=None).order_by("pk"))
    if len(living) < 2:
        return
    a, b = living[one % len(living)], living[two % len(living)]
    code = f"N{number}"
    given = {"on": on, "basis": basis, "by": officer, "at": AT}
    try:
        if move == "merge":
            acts.merge_units(units=[a, b], successor=new(code, f"Xã {code}", parent=root), **given)
        elif move == "into":
            acts.merge_units(units=[a], into=b, **given)
        elif move == "split":
            share = Decimal(1 + two % 99)
            parts = [(new(code, f"Xã {code}"), share), (new(f"{code}b", f"Xã {code}b"), 100 - share)]
            acts.split_unit(unit=a, parts=parts, main=two % 2, **given)
        elif move == "rename":
            acts.rename_unit(unit=a, successor=new(a.code, f"Phường {code}", "ward"), **given)
        elif move == "abolish":
            acts.abolish_unit(unit=a, into=b if two % 2 else None, **given)
        elif move == "move":
            acts.move_unit(unit=a, parent=b, **given)
        else:
            last = Reorganisation.objects.filter(undone_at=None).order_by("-pk").first()
            if last is not None:
                acts.undo_reorganisation(reorganisation=last, reason="Thử", by=officer, at=AT)
    except Denied:
        pass


@pytest.mark.django_db(transaction=False)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequence=moves)
def test_any_sequence_of_changes_keeps_one_answer_for_each_unit_and_day(db, sequence):
    from django.db import transaction

    with transaction.atomic():
        root, officer = old_province()
        first = enter(root, officer, *(commune(f"{n:03}", f"Xã {n}", FOUNDED) for n in range(4)))
        enter(first[0], officer, commune("000.VP", "Văn phòng", FOUNDED, kind="section"))
        for number, (move, one, two) in enumerate(sequence, start=1):
            _do(move, one, two, number, root, officer)
        _check(root, [FIRST + n * STEP + timedelta(days=d) for n in range(len(sequence) + 2) for d in (-1, 0)])
        transaction.set_rollback(True)


def _check(root: Unit, days: list[date]) -> None:
    everything = list(Unit.objects.all())
    for day in days:
        alive = [u for u in everything if u.valid_from <= day and (u.valid_to is None or u.valid_to >= day)]
        codes = [u.code for u in alive]
        assert len(codes) == len(set(codes)), f"two units with one code on {day}"
        # the tree of the day: every living unit hangs on the root by living units, and is found below its superior
        for unit in alive:
            above, steps = unit, 0
            while (parent := parent_on(above, day)) is not None:
                assert parent.valid_from <= day <= (parent.valid_to or day)
                assert above.pk in {child.pk for child in children_on(parent, day)}
                above, steps = parent, steps + 1
                assert steps < 30, "a circle of superiors"
            assert above.pk == root.pk
            assert [kin.unit.pk for kin in lineage.units_before(unit, day)].count(unit.pk) == 1
    # how far a role reaches down is how far one looks up, told by two queries of opposite direction
    up = {unit.pk: ids_above(unit.pk) for unit in everything}
    down = reach_of([unit.pk for unit in everything])
    for unit in everything:
        assert down[unit.pk].below == {unit.pk} | {pk for pk, above in up.items() if unit.pk in above}
        assert down[unit.pk].own | down[unit.pk].rooms == narrow_reach_of([unit.pk])
    # forward and backward say the same, in both directions, with the same share
    early, late = days[0], days[-1]
    forward = {
        (u.pk, kin.unit.pk, kin.share)
        for u in everything if u.valid_from <= early and (u.valid_to is None or u.valid_to >= early)
        for kin in lineage.units_after(u, late)
    }  # fmt: skip
    backward = {
        (kin.unit.pk, u.pk, kin.share)
        for u in everything if u.valid_from <= late and (u.valid_to is None or u.valid_to >= late)
        for kin in lineage.units_before(u, early)
    }  # fmt: skip
    assert forward == backward
    # what passed wholly or in known shares makes no more than the whole of each old unit
    for row in UnitSuccession.objects.filter(holds=True):
        assert row.old.valid_to == row.on - timedelta(days=1)
        assert row.new.valid_from <= row.on <= (row.new.valid_to or row.on)
    for unit in everything:
        passed = [kin.share for kin in lineage.units_after(unit, late) if kin.unit.pk != unit.pk]
        assert sum(passed) <= Decimal("100.05")


def test_the_walk_really_merges_splits_and_renames(db):
    """The property above would hold of acts that were all refused; here each of them goes through."""
    root, officer = old_province()
    first = enter(root, officer, *(commune(f"{n:03}", f"Xã {n}", FOUNDED) for n in range(4)))
    enter(first[0], officer, commune("000.VP", "Văn phòng", FOUNDED, kind="section"))
    for number, move in enumerate(["merge", "split", "rename", "into", "move", "abolish", "undo"], start=1):
        _do(move, number, number + 1, number, root, officer)
    assert [a.kind for a in Reorganisation.objects.order_by("pk")] == [
        "merge", "split", "rename", "merge", "move", "abolish",
    ]  # fmt: skip
    assert Reorganisation.objects.exclude(undone_at=None).count() == 1
    _check(root, [FIRST + n * STEP for n in range(9)])
    assert BASIS.dated < AT.date()
