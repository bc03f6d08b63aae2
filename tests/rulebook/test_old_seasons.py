"""Tables frozen before a field existed still load and give the marks they gave."""

from rulebook.rubrics import Rubric, load_rubric
from rulebook.scoring import score_unit

NEW = (
    "ranking",
    "caps",
    "classification",
    "grade_caps",
    "disqualification",
    "chosen",
    "criteria_complete",
    "mark_step",
)
NEW_IN_AN_ITEM = ("own_max", "printed_max", "children_complete", "may_be_unassigned", "evidence")


def strip(criteria):
    return [
        {
            **{key: value for key, value in each.items() if key not in NEW_IN_AN_ITEM},
            "children": strip(each["children"]),
        }
        for each in criteria
    ]


def test_a_table_frozen_without_the_new_fields_gives_the_same_marks():
    rubric = load_rubric("can_tho_157_2025")
    plain = rubric.model_dump(mode="json", by_alias=True)
    old = {key: value for key, value in plain.items() if key not in NEW}
    old["criteria"] = strip(old["criteria"])
    given = {"recipients": 1000, "accounts": 850, "cards": 680, "cashless": 700, "survey_yes": 50}
    given |= {"communication_evidence": True, "data_percent": 100}
    again = Rubric.model_validate(old)
    assert score_unit(again, given).to_dict() == score_unit(rubric, given).to_dict()
    assert (again.ranking.basis, again.ranking.settled) == ("total", True)
