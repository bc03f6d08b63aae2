"""The reckoners of the reading room: what they offer, ask and refuse."""

import pytest
from django.urls import reverse

from rulebook.quotas import load_quotas


def ask(client, name, **values):
    return client.get(reverse(f"law:{name}"), values)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("bonus", {"award": "no_such_award", "recipient": "individual", "day": "31/12/2025"}),
        ("deadline", {"deadline": "working_days", "start": "24/12/2025", "days": ""}),
        ("quota", {"quota": "quang_ninh_2017:level_below", "units": "nhiều"}),
    ],
)
def test_a_page_that_saves_nothing_does_not_say_that_it_could_not_save(client, name, asked):
    answer = ask(client, name, **asked)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert (text.count("Chưa tính được: mời xem lại"), text.count("Chưa lưu được")) == (1, 0)


def test_the_number_of_days_says_when_it_is_needed(client):
    text = ask(client, "deadline").content.decode()
    assert text.count("(bắt buộc khi chọn “Tự nhập số ngày làm việc”)") == 1
    assert text.count("(không bắt buộc)") == 0
    refused = ask(client, "deadline", deadline="working_days", start="24/12/2025", days="")
    assert refused.context["form"].errors == {"days": ["Hãy nhập số ngày làm việc."]}


def test_quotas_that_were_published_stand_before_drafts_and_each_says_how_it_was_read(client):
    choices = ask(client, "quota").context["form"].fields["quota"].choices
    drafts = [load_quotas(value.partition(":")[0]).status.value == "draft" for value, _ in choices]
    assert (drafts, drafts[0], drafts[-1]) == (sorted(drafts), False, True)
    assert [words.endswith(" (theo dự thảo, chưa ban hành)") for _, words in choices] == drafts


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("nhiều", "Hãy nhập một số nguyên, ví dụ 12."),
        ("7.5", "Hãy nhập số nguyên, không có phần thập phân."),
        ("7,5", "Hãy nhập số nguyên, không có phần thập phân."),
    ],
)
def test_a_whole_number_is_asked_for_with_a_whole_number(client, typed, message):
    answer = ask(client, "quota", quota="quang_ninh_2017:level_below", units=typed)
    assert answer.context["form"].errors == {"units": [message]}
