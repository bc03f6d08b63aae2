"""The published honours as data: the columns declared once, as CSV, as JSON and as the schemas of both.

Only what the published decision prints. Nothing of the person behind the name is read, and no check code.
"""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from thidua.honours.models import Honour
from thidua.law.queries import award_name
from thidua.portal.queries_honours import public_honours
from thidua.shared.exports import Echo, neutral

CHUNK = 2_000  # rows in memory at once
FORMAT = 1  # counts on when the columns change


@dataclass(frozen=True)
class Field:
    """One column. ``type`` as both schemas call it: integer, string, date."""

    name: str
    type: str
    title: str
    value: Callable[[Any], Any]
    description: str = ""
    required: bool = True


FIELDS = (
    Field("id", "integer", "Số của khen thưởng trên cổng", lambda h: h.root_id, "Không đổi khi đính chính."),
    Field("recipient", "string", "Người, tập thể được khen", lambda h: h.recipient_name, "Như quyết định in."),
    Field("recipient_detail", "string", "Chức vụ, đơn vị", lambda h: h.recipient_detail, "Như quyết định in.", False),
    Field("recipient_kind", "string", "Loại", lambda h: "individual" if h.person_id else "collective",
          "individual: cá nhân; collective: tập thể, hộ gia đình."),
    Field("unit_code", "string", "Mã đơn vị", lambda h: h.of_unit.code if h.of_unit else None, "", False),
    Field("unit", "string", "Đơn vị khi được khen", lambda h: h.of_unit.name if h.of_unit else None, "", False),
    Field("award_code", "string", "Mã danh hiệu, hình thức", lambda h: h.award_code),
    Field("award", "string", "Danh hiệu, hình thức", lambda h: award_name(h.award_code)),
    Field("year", "integer", "Năm", lambda h: h.year),
    Field("decision_number", "string", "Số quyết định", lambda h: h.decision_number),
    Field("decided_on", "date", "Ngày quyết định", lambda h: h.decided_on.isoformat(), "Dạng năm-tháng-ngày."),
    Field("issuer", "string", "Cơ quan quyết định", lambda h: h.issuer_name),
)  # fmt: skip


def lines(year: int | None) -> Iterator[list[Any]]:
    """The values of every honour that holds today, oldest decision first; ``year``: only of one award year."""
    rows = public_honours().select_related("of_unit", "issuer").defer("reason", "ground", "check_code")
    if year is not None:
        rows = rows.filter(year=year)
    honour: Honour
    for honour in rows.order_by("decided_on", "pk").iterator(chunk_size=CHUNK):
        yield [field.value(honour) for field in FIELDS]


def csv_parts(year: int | None) -> Iterator[str]:
    """RFC 4180, commas; an apostrophe stands before what a spreadsheet would take for a formula."""
    writer = csv.writer(Echo())
    yield writer.writerow([field.name for field in FIELDS])
    for line in lines(year):
        yield writer.writerow(["" if value is None else neutral(value) for value in line])


def json_parts(year: int | None, schema: str) -> Iterator[str]:
    """An object with the address of its schema and the rows, one a line."""
    yield f'{{"$schema": {json.dumps(schema)}, "honours": ['
    before = "\n"
    for line in lines(year):
        row = {field.name: value for field, value in zip(FIELDS, line, strict=True)}
        yield before + json.dumps(row, ensure_ascii=False)
        before = ",\n"
    yield "\n]}\n"


def table_schema() -> dict[str, Any]:
    """Of the CSV: https://specs.frictionlessdata.io/table-schema/"""
    fields = []
    for field in FIELDS:
        told = {"name": field.name, "type": field.type, "title": field.title, "description": field.description}
        fields.append(
            {key: value for key, value in told.items() if value} | {"constraints": {"required": field.required}}
        )
    return {"fields": fields, "missingValues": [""], "primaryKey": "id"}


def json_schema(address: str) -> dict[str, Any]:
    """Of the JSON: draft 2020-12."""
    properties: dict[str, Any] = {}
    for field in FIELDS:
        kind = "string" if field.type == "date" else field.type
        told: dict[str, Any] = {"type": kind if field.required or field.name == "recipient_detail" else [kind, "null"]}
        if field.type == "date":
            told["format"] = "date"
        properties[field.name] = (
            told | {"title": field.title} | ({"description": field.description} if field.description else {})
        )
    row = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": "Khen thưởng đã công bố",
        "type": "object",
        "properties": {"$schema": {"type": "string"}, "honours": {"type": "array", "items": row}},
        "required": ["honours"],
        "additionalProperties": False,
    }
