"""Life-cycles: the states agreed, only listed moves, every state reachable, diagrams from the table."""

import pytest

from rulebook.lifecycles import LIFECYCLES

STATES = {
    "movement": "draft launched summed_up withdrawn",
    "registration": "draft sent returned accepted",
    "pledge": "draft negotiating proposed signed settled withdrawn",
    "rubric": "draft frozen withdrawn",
    "plan_item": "planned done withdrawn",
    "gathering": "planned held cancelled",
    "season": "self_scoring verifying meeting ranked confirmed",
    "scorecard": "draft sent returned verified closed",
    "mark_sheet": "open given set_aside",
    "objection": "open upheld refused withdrawn",
    "nomination": "draft sent returned received asked appraised in_council concluded forwarded decided joined withdrawn",
    "consultation": "open published cancelled",
    "ballot": "prepared open closed counted cancelled",
    "council_session": "prepared open paused closed cancelled",
    "decision": "draft signed numbered issued withdrawn",
    "decision_copy": "listed delivered acknowledged",
    "exchange_package": "made arrived handed_over taken refused",
    "print_run": "waiting made stopped discarded",
    "certificate_copy": "planned printed spoiled replaced dropped",
    "bonus_list": "draft checked approved withdrawn",
    "reissue": "received granted done refused withdrawn",
    "conference": "planned held cancelled",
    "letter": "waiting look held sending sent inside failed cancelled",
    "movement_review": "open closed",
    "signing": "open complete closed",
    "article": "draft scheduled published withdrawn",
    "exemplar": "spotted verified told copied dropped consent_ended",
    "comment": "waiting published refused",
    "poll": "draft open closed",
    "message": "new answered set_aside",
    "initiative": "draft recognised submitted returned refused withdrawn revoked",
    "old_decision": "reading unread head matching lines running written undoing undone discarded",
    "old_line": "proposed confirmed dropped",
    "follow_up": "open done not_needed",
    "extract": "asked issued refused",
    "import": "uploaded shaped checking checked running written undoing undone discarded",
}


def test_states_are_the_agreed_ones():
    assert {name: " ".join(each.states) for name, each in LIFECYCLES.items()} == STATES


@pytest.mark.parametrize("name", STATES)
def test_every_state_can_be_reached_from_where_things_begin(name):
    cycle = LIFECYCLES[name]
    reached, todo = set(cycle.starts), [*cycle.starts]
    while todo:
        state = todo.pop()
        for act in cycle.acts(state):
            target = cycle.target(act, state)
            if target not in reached:
                reached.add(target)
                todo.append(target)
    assert reached == set(cycle.states)


@pytest.mark.parametrize("name", STATES)
def test_only_listed_moves_are_possible(name):
    cycle = LIFECYCLES[name]
    listed = {(move.act, state): move.to for move in cycle.moves for state in move.from_}
    assert len(listed) == sum(len(move.from_) for move in cycle.moves), "an act leaves one state twice"
    for act in [*{move.act for move in cycle.moves}, "vanish"]:
        for state in [*cycle.states, "nowhere"]:
            assert cycle.may(act, state) is ((act, state) in listed)
            if (act, state) in listed:
                assert cycle.target(act, state) == listed[act, state]
            else:
                with pytest.raises(KeyError, match=act):
                    cycle.target(act, state)


def test_a_season_is_reopened_after_the_meeting_and_never_once_confirmed():
    season = LIFECYCLES["season"]
    assert [state for state in season.states if season.may("reopen", state)] == ["meeting", "ranked"]
    assert season.target("reopen", "ranked") == "verifying"


def test_diagram_is_made_from_the_table():
    conference = LIFECYCLES["conference"]
    lines = conference.mermaid().splitlines()
    assert lines[:2] == ["stateDiagram-v2", "    [*] --> planned"]
    assert len(lines) == 2 + len(conference.states) + sum(len(move.from_) for move in conference.moves)
