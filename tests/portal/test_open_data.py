"""Open data: the published honours and their described columns, nothing of the person behind a name, kept answers asked anew."""

import csv
import io
import json
from datetime import date

import pytest
from django.urls import reverse

from tests.decisions.builders import drafted
from tests.honours.builders import import_for, past_line, revoke
from thidua.honours import actions as honours
from thidua.honours.models import Honour
from thidua.people.actions_private import enter_values
from thidua.people.models import Person

FILES = ("honours-csv", "honours-json")


def _get(client, name, **query) -> str:
    answer = client.get(reverse(f"portal:{name}"), query)
    assert (answer.status_code, answer.streaming) == (200, True)
    return b"".join(answer.streaming_content).decode()


def _rows(client, **query) -> list[dict]:
    return list(csv.DictReader(io.StringIO(_get(client, "honours-csv", **query))))


def test_both_files_hold_the_same_honours_as_the_decision_prints_them(client, province):
    honour, _ = import_for(province.ha_long, province.at)
    first = {
        "id": honour.pk, "recipient": "Nguyễn Thị An", "recipient_detail": "Công chức", "recipient_kind": "individual",
        "unit_code": province.ha_long.unit.code, "unit": "Phường Hạ Long", "award_code": "advanced_worker",
        "award": "Lao động tiên tiến", "year": 2024, "decision_number": honour.decision_number,
        "decided_on": "2024-12-20", "issuer": province.ha_long.unit.agency_name,
    }  # fmt: skip
    told = json.loads(_get(client, "honours-json"))
    assert told["$schema"] == "http://testserver" + reverse("portal:honours-json-schema")
    assert (told["honours"][0], len(told["honours"])) == (first, 2)
    rows = _rows(client)
    assert (rows[0], len(rows)) == ({key: str(value) for key, value in first.items()}, 2)


def test_nothing_personal_beyond_the_decision_leaves_the_house(client, province):
    """Birth date, identity number, telephone, a home address in the grounds, the check code: all of them are there."""
    office, at = province.ha_long, province.at
    person = office.people[0]
    Person.objects.filter(pk=person.pk).update(born_on=date(1971, 3, 4))
    private = {"identity": "001185000123", "phone": "0912345678", "email": "kin@example.vn"}
    enter_values(person=person, values=private, by=office.officer, at=at)
    line = past_line(office, person, ground="Trú tại số 7 phố Kín", reason="Lý do kín")
    honours.import_past_honours(rows=[line], under=office.unit, by=office.officer, at=at)
    drafted(office, at, award="grassroots_emulation_fighter")
    hidden = ["1971", "04/03", "001185000123", "0912345678", "kin@example.vn", "phố Kín", "Lý do kín", line.check_code,
              person.code, "grassroots_emulation_fighter"]  # fmt: skip
    for name in FILES:
        told = _get(client, name)
        assert (name, "Nguyễn Thị An" in told, [word for word in hidden if word in told]) == (name, True, [])


def test_columns_types_and_schemas_agree(client, province):
    import_for(province.ha_long, province.at)
    line = past_line(province.ha_long, None, ordinal=9, of_unit=None, recipient_detail="")
    honours.import_past_honours(rows=[line], under=province.ha_long.unit, by=province.ha_long.officer, at=province.at)
    table = client.get(reverse("portal:honours-csv-schema")).json()
    assert [field["name"] for field in table["fields"]] == list(_rows(client)[0])
    schema = client.get(reverse("portal:honours-json-schema")).json()
    row = schema["properties"]["honours"]["items"]
    assert row["required"] == [field["name"] for field in table["fields"]]
    kinds = {"integer": int, "string": str, "null": type(None)}
    for told in json.loads(_get(client, "honours-json"))["honours"]:
        assert list(told) == row["required"]
        wrong = [
            name
            for name, value in told.items()
            if not isinstance(value, tuple(kinds[kind] for kind in [*_listed(row["properties"][name]["type"])]))
        ]
        assert wrong == []


def _listed(kind: str | list[str]) -> list[str]:
    return [kind] if isinstance(kind, str) else kind


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_sent_again_only_when_something_changed(client, province, name):
    first, _ = import_for(province.ha_long, province.at)
    address = reverse(f"portal:{name}")
    answer = client.get(address)
    mark = answer["ETag"]
    assert (answer["Cache-Control"], answer["Access-Control-Allow-Origin"], answer.cookies) == (
        "public, no-cache",
        "*",
        {},
    )
    assert client.get(address, HTTP_IF_NONE_MATCH=mark).status_code == 304
    revoke(first, province.ha_long.decider, province.at)
    later = client.get(address, HTTP_IF_NONE_MATCH=mark)
    assert later.status_code == 200
    told = b"".join(later.streaming_content).decode()
    assert ("Nguyễn Thị An" in told, "Nguyễn Thị Bình" in told) == (False, True)


def test_one_year_alone_and_odd_years(client, province):
    import_for(province.ha_long, province.at)
    import_for(province.cam_pha, province.at, people=1, year=2023)
    assert [row["year"] for row in _rows(client, nam="2023")] == ["2023"]
    assert _rows(client, nam="1999") == []
    codes = [
        client.get(reverse("portal:honours-csv"), {"nam": odd}).status_code
        for odd in ("x", "-1", "20255", "２０２５", "\0")
    ]
    assert codes == [404] * 5


def test_a_formula_in_a_name_is_text_in_the_csv_and_itself_in_the_json(client, province):
    line = past_line(province.ha_long, None, recipient_name='=HYPERLINK("http://x")')
    honours.import_past_honours(rows=[line], under=province.ha_long.unit, by=province.ha_long.officer, at=province.at)
    told = json.loads(_get(client, "honours-json"))["honours"][0]["recipient"]
    assert (_rows(client)[0]["recipient"], told) == ('\'=HYPERLINK("http://x")', '=HYPERLINK("http://x")')


def test_the_page_describes_every_column_and_leads_to_the_files(client, province):
    import_for(province.ha_long, province.at)
    text = client.get(reverse("portal:open-data")).content.decode()
    for name in (*FILES, "honours-csv-schema", "honours-json-schema"):
        assert f'href="{reverse(f"portal:{name}")}"' in text
    assert [f"<code>{column}</code>" in text for column in _rows(client)[0]] == [True] * 12
    assert reverse("portal:open-data") in client.get(reverse("portal:roll")).content.decode()
    assert Honour.objects.count() == 2
