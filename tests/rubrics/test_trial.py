"""What the trial says of figures that cannot be, and of percentages typed as fractions."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse

from rulebook.figures import ScoringError
from rulebook.rubrics import Rubric
from rulebook.scoring import score_unit
from rulebook.typed import percent_doubt, percent_keys, percent_meant, refusal_vi
from tests.rubrics.conftest import CONTENT
from thidua.rubrics import trial
from thidua.scoring import marking
from thidua.shared.models import DemoClock

LADDER = {"code": "III", "name_vi": "Hồ sơ đúng hạn", "max": "10",
          "scoring": {"type": "ladder_percent", "value": "III.value", "share": True,
                      "bands": [{"below": "80", "points": "5"}, {"from": "80", "points": "10"}]}}  # fmt: skip
TABLE = {**CONTENT, "criteria": [*CONTENT["criteria"], LADDER]}
RUBRIC = Rubric.model_validate(TABLE)


@pytest.mark.parametrize(
    ("figure", "value", "said"),
    [
        ("I.1.actual", -5, "Mục I.1 Thu ngân sách: “-5” là số âm"),
        ("I.1.actual", "năm", "Mục I.1 Thu ngân sách: “năm” không phải là số"),
        ("I.2.mark", Decimal("20.5"), "Mục I.2 Báo cáo: “20,5” lớn hơn điểm tối đa 20"),
        ("II.grade", "E", "Mục II Phong trào: “E” không phải là A, B, C hoặc D"),
        ("III.value", 130, "Mục III Hồ sơ đúng hạn: “130” lớn hơn 100%"),
        ("P1.count", Decimal("1.5"), "Mục P1 Bị nhắc nhở: “1,5” không phải là số nguyên"),
        ("I.1.plan", "NaN", "Mục I.1 Thu ngân sách: “NaN” không phải là số dùng được"),
    ],
)
def test_a_refused_figure_names_criterion_and_number(figure, value, said):
    with pytest.raises(ScoringError) as refused:
        score_unit(RUBRIC, {figure: value, **({"I.1.plan": 100} if figure == "I.1.actual" else {"I.1.actual": 1})})
    assert refused.value.key == figure
    assert refusal_vi(RUBRIC, refused.value) == said


def test_the_trial_says_whose_figure_it_is_and_how_the_screen_calls_it():
    with pytest.raises(trial.TrialTrouble) as refused:
        trial.tried(RUBRIC, {"Đơn vị A": {"I.2.mark": 5}, "Đơn vị B": {"I.2.mark": 25}}, {"I.2.mark": "Điểm chấm"})
    assert str(refused.value) == "Đơn vị B: Mục I.2 Báo cáo, Điểm chấm: “25” lớn hơn điểm tối đa 20."


def test_the_desk_says_it_the_same_way():
    sheet = marking.Sheet({"I.2.mark": "25"}, {}, ())
    with pytest.raises(marking.BadFigure) as refused:
        marking.score(RUBRIC, sheet)
    assert str(refused.value) == "Mục I.2 Báo cáo: “25” lớn hơn điểm tối đa 20."


@pytest.mark.parametrize(("value", "meant"), [
    (Decimal("0.85"), Decimal(85)), ("0.5", Decimal(50)), (Fraction(1, 4), Decimal(25)), (1, Decimal(100)),
    (0, None), (85, None), (-1, None), (None, None), (True, None), ("tám", None), ("NaN", None), ([85], None),
])  # fmt: skip
def test_a_fraction_is_taken_for_a_percentage_only_up_to_one(value, meant):
    assert percent_meant(value) == meant


def test_the_question_names_both_numbers():
    assert percent_doubt(Decimal("0.85")) == (
        "Đang ghi 0,85 %: có phải 85 %? Tỷ lệ ghi theo phần trăm, ví dụ 85, không ghi 0,85."
    )
    assert percent_doubt(85) == ""
    assert percent_keys(RUBRIC) == {"III.value"}


@pytest.fixture
def page(province, draft, client, settings):
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=province.at.date())
    client.force_login(province.root.officer)
    address = reverse("rubrics:trial", args=[draft(criteria=TABLE["criteria"]).pk])

    def send(**changes):
        form = client.get(address).context["form"]
        data = {name: form[name].value() for name in form.fields}
        data = {name: form.fields[name].prepare_value(value) if hasattr(form.fields[name], "prepare_value") else value
                for name, value in data.items() if value is not None}  # fmt: skip
        return client.post(address, {**data, **changes})

    return send


def percent_field(answer) -> str:
    asked = answer.context["form"].asked
    return f"f{next(place for place, each in enumerate(asked) if each.is_percent)}_0"


def test_the_trial_asks_about_a_fraction_and_writes_the_percentage_when_told(page):
    name = percent_field(page())
    asked = page(**{name: "0,85"})
    assert asked.context["form"].doubts == [(name, "III: Tỷ lệ (%), Đơn vị A", "85")]
    assert "Đổi thành 85 %" in asked.content.decode()
    settled = page(**{name: "0,85", "percent": name})
    assert settled.context["form"].cleaned_data[name] == Decimal(85)
    assert settled.context["form"].doubts == []
    assert page(**{name: "0,85", "percent": "all"}).context["form"].cleaned_data[name] == Decimal(85)
    # a field that is no percentage, or none at all, is left alone
    assert page(**{name: "0,85", "percent": "f0_0"}).context["form"].cleaned_data[name] == Decimal("0.85")
    assert page(**{name: "0,85", "percent": "f999999_x"}).status_code == 200


def test_reasons_call_figures_as_the_page_does(page):
    answer = page(f0_0="")
    hows = [line["how"] for each in answer.context["details"] for line in each["lines"] if line["open"]]
    assert "Chưa có số liệu “I.1: Kết quả đạt được”" in hows
