"""The judge: batch equals single, order does not matter, more achievement never hurts, weak law never decides."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.book import load_book
from rulebook.conditions import Outcome
from rulebook.facts import CollectiveFacts, PersonFacts
from rulebook.judge import Decision, judge
from rulebook.outcomes import Outcomes, all_of, any_of
from rulebook.verdict import explain

DAYS = st.sampled_from([date(2025, 6, 30), date(2025, 8, 4), date(2025, 12, 31), date(2026, 1, 31), date(2026, 10, 1)])
PERSON_AWARDS = [a.code for a in load_book().awards() if "individual" in a.recipient_kinds]
COLLECTIVE_AWARDS = [a.code for a in load_book().awards() if "collective" in a.recipient_kinds]
DECEMBER = date(2025, 12, 31)
PERSON_TITLES = (
    "advanced_worker",
    "grassroots_emulation_fighter",
    "ministry_province_emulation_fighter",
    "diploma_of_merit_ministry_province",
)
COLLECTIVE_TITLES = (
    "advanced_labour_collective",
    "excellent_labour_collective",
    "ministry_province_emulation_flag",
    "diploma_of_merit_ministry_province",
)


def every_key(codes, kind):
    return sorted({key for code in codes for key, _ in load_book().attestations(code, DECEMBER, kind)})


PERSON_KEYS = every_key(PERSON_AWARDS, "person")
COLLECTIVE_KEYS = every_key(COLLECTIVE_AWARDS, "collective")


def random_person_facts(seed: int, n: int) -> PersonFacts:
    rng = np.random.default_rng(seed)
    recruited = np.datetime64("2010-01-01") + rng.integers(0, 365 * 10, n).astype("timedelta64[D]")
    recruited[rng.random(n) < 0.1] = np.datetime64("NaT")
    new = rng.random(n) < 0.2
    recruited[new] = np.datetime64("2025-01-01") + rng.integers(0, 365, int(new.sum())).astype("timedelta64[D]")
    titles = {code: rng.integers(-1, 2, (n, 5)) for code in PERSON_TITLES}
    years = np.arange(2021, 2026)[None, :]
    before = ~np.isnat(recruited)[:, None] & (years < recruited.astype("datetime64[Y]").astype(int)[:, None] + 1970)
    titles = {code: np.where(before, np.minimum(held, 0), held) for code, held in titles.items()}
    return PersonFacts(
        keys=tuple(f"p{i}" for i in range(n)),
        award_year=2025,
        ratings=rng.integers(-1, 4, (n, 5)),
        titles=titles,
        pending_case=rng.integers(-1, 2, n),
        movement_result=rng.integers(-1, 2, n),
        attestations={key: rng.integers(-1, 2, n) for key in PERSON_KEYS},
        initiatives_unit=rng.integers(-1, 3, (n, 5)),
        initiatives_province=rng.integers(-1, 2, (n, 5)),
        recruited_on=recruited,
        absence_days=rng.integers(-1, 60, n) * (rng.random(n) < 0.5),
        discipline=rng.integers(-1, 3, n),
        subject=rng.integers(-1, 6, n),
        is_leader=rng.integers(-1, 2, n),
    )


def random_collective_facts(seed: int, n: int) -> CollectiveFacts:
    rng = np.random.default_rng(seed)
    total = rng.integers(1, 30, n)
    part = lambda: np.where(rng.random(n) < 0.1, -1, (total * rng.random(n)).astype(int))  # noqa: E731
    size = rng.integers(1, 12, n)
    return CollectiveFacts(
        keys=tuple(f"c{i}" for i in range(n)),
        award_year=2025,
        ratings=rng.integers(-1, 4, (n, 5)),
        titles={code: rng.integers(-1, 2, (n, 5)) for code in COLLECTIVE_TITLES},
        pending_case=rng.integers(-1, 2, n),
        movement_result=rng.integers(-1, 2, n),
        attestations={key: rng.integers(-1, 2, n) for key in COLLECTIVE_KEYS},
        members_total=total,
        members_completed=np.where(rng.random(n) < 0.5, total, part()),
        members_advanced_worker=part(),
        members_grassroots_fighter=part(),
        members_disciplined=np.where(rng.random(n) < 0.5, 0, part()),
        cluster_rank=np.minimum(rng.integers(1, 4, n), size),
        cluster_size=size,
        targets_exceeded=rng.integers(-1, 2, n),
        dissolved=rng.integers(-1, 2, n),
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), DAYS, st.sampled_from(PERSON_AWARDS))
def test_a_batch_gives_each_person_what_a_single_judgement_gives(seed, day, award):
    facts = random_person_facts(seed, 12)
    batch = judge(award, facts, day)
    for row in range(facts.n):
        single = judge(award, facts.take([row]), day)
        assert single.outcomes[:, 0].tolist() == batch.outcomes[:, row].tolist()
        assert explain(single, 0) == explain(batch, row)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), DAYS, st.sampled_from(COLLECTIVE_AWARDS))
def test_a_batch_gives_each_collective_what_a_single_judgement_gives(seed, day, award):
    facts = random_collective_facts(seed, 12)
    batch = judge(award, facts, day)
    for row in range(facts.n):
        single = judge(award, facts.take([row]), day)
        assert explain(single, 0) == explain(batch, row)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.permutations(range(15)), st.sampled_from(PERSON_AWARDS))
def test_the_order_of_rows_does_not_matter(seed, order, award):
    facts = random_person_facts(seed, 15)
    straight, turned = judge(award, facts, DECEMBER), judge(award, facts.take(order), DECEMBER)
    assert turned.outcomes.tolist() == straight.outcomes[:, order].tolist()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 4), st.sampled_from(PERSON_AWARDS), st.data())
def test_one_more_achievement_of_a_person_never_makes_the_decision_worse(seed, year, award, data):
    facts = random_person_facts(seed, 20)
    before = judge(award, facts, DECEMBER).decisions
    kind = data.draw(st.sampled_from(["rating", "title", "unit", "province", "movement"]))
    if kind == "rating":
        better = facts.ratings.copy()
        better[:, year] = 3
        more = replace(facts, ratings=better)
    elif kind == "title":
        code = data.draw(st.sampled_from(["advanced_worker", "grassroots_emulation_fighter"]))
        held = facts.titles[code].copy()
        hired = facts.recruited_on.astype("datetime64[Y]").astype(int) + 1970
        may = np.isnat(facts.recruited_on) | (hired <= 2021 + year)
        held[may, year] = 1
        more = replace(facts, titles={**facts.titles, code: held})
    elif kind == "movement":
        more = replace(facts, movement_result=np.ones(facts.n, np.int8))
    else:
        name = f"initiatives_{kind}"
        counts = getattr(facts, name).copy()
        counts[:, year] = np.maximum(counts[:, year], 0) + 1
        more = replace(facts, **{name: counts})
    assert (judge(award, more, DECEMBER).decisions <= before).all()


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from(COLLECTIVE_AWARDS),
    st.sampled_from(["rating", "rank", "fighter", "movement"]),
)
def test_one_more_achievement_of_a_collective_never_makes_the_decision_worse(seed, award, kind):
    facts = random_collective_facts(seed, 20)
    before = judge(award, facts, DECEMBER).decisions
    ones = np.ones(facts.n, np.int64)
    better = facts.ratings.copy()
    better[:, 4] = 3
    columns = {
        "rating": {"ratings": better},
        "rank": {"cluster_rank": ones, "targets_exceeded": ones},
        "fighter": {"members_grassroots_fighter": np.maximum(facts.members_grassroots_fighter, 1)},
        "movement": {"movement_result": ones},
    }[kind]
    assert (judge(award, replace(facts, **columns), DECEMBER).decisions <= before).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(PERSON_AWARDS))
def test_from_the_amended_law_on_a_person_always_looks(seed, award):
    verdicts = judge(award, random_person_facts(seed, 10), date(2026, 10, 1))
    assert verdicts.decisions.tolist() == [Decision.HUMAN_MUST_LOOK] * 10


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), DAYS, st.sampled_from(PERSON_AWARDS))
def test_weak_law_never_refuses_without_a_recorded_judgement(seed, day, award):
    facts = random_person_facts(seed, 20)
    silent = replace(facts, attestations={})
    verdicts = judge(award, silent, day)
    for line, column in zip(verdicts.lines, verdicts.outcomes, strict=True):
        weak = not line.node.status.decides and line.counts and not line.join
        if weak and getattr(line.node, "type", "") != "subject_in":
            assert Outcome.NOT_MET not in column


def test_every_verdict_explains_itself_and_is_plain_json():
    facts = random_person_facts(7, 200)
    for award in PERSON_AWARDS:
        verdicts = judge(award, facts, DECEMBER)
        for row in range(0, 200, 7):
            verdict = explain(verdicts, row)
            plain = json.loads(json.dumps(verdict.to_dict(), ensure_ascii=False))
            assert plain["data_version"] == load_book().data_version
            assert plain["rule_date"] == "2025-12-31"
            assert "được hưởng" not in json.dumps(plain, ensure_ascii=False)
            for reason in verdict.conditions:
                assert reason.citation
                assert reason.outcome == "met" or reason.what_would_change_vi
                assert reason.join or reason.fact_vi or reason.path.endswith("standard")


def test_the_three_decisions_have_their_own_sentence():
    facts = PersonFacts.from_rows(
        [
            {"key": "a", "attestations": {"local_standard_met": True}, "pending_case": False},
            {"key": "b", "pending_case": False},
            {"key": "c", "pending_case": True},
        ],
        2025,
    )
    verdicts = judge("certificate_of_merit_commune", facts, DECEMBER)
    assert [explain(verdicts, row).summary_vi for row in range(3)] == [
        "Có thể đề xét tặng Giấy khen của Chủ tịch Ủy ban nhân dân cấp xã.",
        "Cần người có thẩm quyền xem xét trước khi đề xét tặng Giấy khen của Chủ tịch Ủy ban nhân dân cấp xã: "
        "Đạt tiêu chuẩn Giấy khen do bộ, ngành, tỉnh quy định.",
        "Chưa đủ điều kiện đề xét tặng Giấy khen của Chủ tịch Ủy ban nhân dân cấp xã: Vụ việc kỷ luật, điều tra, "
        "thanh tra, kiểm tra có dấu hiệu vi phạm, khiếu nại, tố cáo phải có kết luận trước khi đề nghị khen thưởng.",
    ]
    assert [verdicts.count(decision) for decision in Decision] == [1, 1, 1]


def test_the_record_that_proves_a_condition_is_named():
    facts = PersonFacts.from_rows(
        [
            {
                "key": "a",
                "titles": {"grassroots_emulation_fighter": [2025]},
                "records": {"titles.grassroots_emulation_fighter.2025": "Quyết định 12/QĐ-SNV"},
            }
        ],
        2025,
        2021,
    )
    verdict = explain(judge("ministry_province_emulation_fighter", facts, DECEMBER), 0)
    assert verdict.conditions[0].fact_vi == (
        "Xét các năm 2023–2025 (2023: không; 2024: không; 2025: có, Quyết định 12/QĐ-SNV)"
    )


def test_no_rows_give_no_verdicts():
    verdicts = judge("advanced_worker", PersonFacts.from_rows([], 2025), DECEMBER)
    assert verdicts.decisions.shape == (0,)
    with pytest.raises(IndexError, match=r"row 0 is outside 0\.\.-1"):
        explain(verdicts, 0)


def test_an_award_is_refused_for_recipients_it_does_not_go_to():
    with pytest.raises(ValueError, match="excellent_labour_collective does not go to a person"):
        judge("excellent_labour_collective", PersonFacts.from_rows([], 2025), DECEMBER)
    with pytest.raises(ValueError, match="advanced_worker does not go to a collective"):
        judge("advanced_worker", CollectiveFacts.from_rows([], 2025), DECEMBER)
    with pytest.raises(KeyError, match="no award is called 'order'"):
        judge("order", PersonFacts.from_rows([], 2025), DECEMBER)


def test_outcome_of_an_unknown_condition_is_a_key_error():
    verdicts = judge("advanced_worker", random_person_facts(1, 2), DECEMBER)
    with pytest.raises(KeyError, match="no condition 'nothing'"):
        verdicts.outcome("nothing", 0)


def test_all_of_is_the_worst_and_any_of_the_best_part():
    parts = [Outcomes.constant(o, 1) for o in Outcome]
    assert all_of(parts)[0] == Outcome.NOT_MET
    assert any_of(parts)[0] == Outcome.MET
    assert all_of(parts[:3])[0] == Outcome.NEEDS_JUDGEMENT
    assert any_of(parts[2:])[0] == Outcome.NEEDS_JUDGEMENT


def test_a_part_that_does_not_concern_a_row_is_passed_over():
    nothing = Outcomes.constant(Outcome.NOT_APPLICABLE, 1)
    for outcome in list(Outcome)[1:]:
        part = Outcomes.constant(outcome, 1)
        assert all_of([nothing, part])[0] == any_of([part, nothing])[0] == outcome
    assert all_of([nothing, nothing])[0] == Outcome.NOT_APPLICABLE
    assert any_of([nothing, nothing])[0] == Outcome.NOT_COVERED
