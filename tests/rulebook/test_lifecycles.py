"""Life-cycles: the states agreed, only listed moves, every state reachable, diagrams from the table."""

import pytest

from rulebook.lifecycles import LIFECYCLES, ImpossibleMove, Lifecycle, Move

STATES = {
    "movement": "draft launched summed_up withdrawn",
    "registration": "draft sent returned accepted",
    "pledge": "draft proposed signed settled withdrawn",
    "season": "self_scoring verifying meeting ranked confirmed",
    "scorecard": "draft sent returned verified",
    "nomination": "draft sent returned received appraised in_council concluded decided withdrawn",
    "ballot": "prepared open counted cancelled",
    "council_session": "prepared open closed",
    "decision": "draft signed issued withdrawn",
    "conference": "planned held",
    "article": "draft published withdrawn",
}


def test_states_are_the_agreed_ones():
    assert {name: " ".join(each.states) for name, each in LIFECYCLES.items()} == STATES


@pytest.mark.parametrize("name", STATES)
def test_every_state_can_be_reached_from_the_first(name):
    cycle = LIFECYCLES[name]
    reached, todo = {cycle.start}, [cycle.start]
    while todo:
        for move in cycle.acts_from(todo.pop()):
            if move.to not in reached:
                reached.add(move.to)
                todo.append(move.to)
    assert reached == set(cycle.states)


@pytest.mark.parametrize("name", STATES)
def test_only_listed_moves_are_possible(name):
    cycle = LIFECYCLES[name]
    listed = {(move.act, move.from_): move.to for move in cycle.moves}
    for act in {move.act for move in cycle.moves} | {"vanish"}:
        for state in [*cycle.states, "nowhere"]:
            assert cycle.may(act, state) is ((act, state) in listed)
            if (act, state) in listed:
                assert cycle.target(act, state) == listed[act, state]
            else:
                with pytest.raises(ImpossibleMove):
                    cycle.target(act, state)


def test_a_season_is_reopened_only_from_ranked_and_with_a_reason():
    move = LIFECYCLES["season"].move("reopen", "ranked")
    assert (move.to, move.needs_reason) == ("verifying", True)
    with pytest.raises(ImpossibleMove) as caught:
        LIFECYCLES["season"].target("reopen", "confirmed")
    assert str(caught.value) == "Kỳ chấm điểm đang ở trạng thái “Đã xác nhận”, không thể mở lại thẩm định."


def test_a_returned_or_withdrawn_thing_always_asks_why():
    for cycle in LIFECYCLES.values():
        for move in cycle.moves:
            assert move.needs_reason or move.to not in ("returned", "withdrawn", "cancelled")


def test_diagram_is_made_from_the_table():
    assert LIFECYCLES["conference"].mermaid() == (
        "stateDiagram-v2\n"
        "    [*] --> planned\n"
        "    planned : Đã lên kế hoạch\n"
        "    held : Đã tổ chức\n"
        "    planned --> held : Ghi nhận đã tổ chức\n"
        "    held --> [*]\n"
    )


@pytest.mark.parametrize(
    ("start", "moves", "message"),
    [
        ("c", (), "the first state 'c' is not listed"),
        ("a", (Move("go", "a", "c", "x", "Đi"),), "names the unknown state 'c'"),
        ("a", (Move("go", "a", "b", "x", "Đi"), Move("go", "a", "a", "x", "Đi")), "go leaves a twice"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(start, moves, message):
    with pytest.raises(ValueError, match=message):
        Lifecycle("t", "T", {"a": "A", "b": "B"}, start, moves)
