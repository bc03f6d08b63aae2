"""Past honours of the small province."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from thidua.honours.actions import import_past_honours
from thidua.honours.actions_ending import revoke_honour
from thidua.honours.models import Honour


def past_line(office, person=None, *, ordinal=1, award="advanced_worker", year=2024, **fields) -> Honour:
    """One unsaved line of a past decision of the office's unit."""
    values = {
        "person": person,
        "unit": None if person else office.unit,
        "recipient_name": person.full_name if person else office.unit.name,
        "recipient_detail": "Công chức",
        "of_unit": office.unit,
        "award_code": award,
        "year": year,
        "issuer": office.unit,
        "decision_number": f"12/QĐ-{office.unit.symbol}",
        "decided_on": date(year, 12, 20),
        "ordinal": ordinal,
    }
    return Honour(**(values | fields))


def import_for(office, at, people=2, **fields) -> list[Honour]:
    """Import one line for each of the first ``people`` of an office; returns the saved lines."""
    rows = [past_line(office, person, ordinal=n, **fields) for n, person in enumerate(office.people[:people], start=1)]
    import_past_honours(rows=rows, under=office.unit, by=office.officer, at=at)
    return rows


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def act_file(name: str = "quyet-dinh.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """The file of a decision as it is uploaded."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def revoke(honour: Honour, by, at, **more) -> Honour:
    """Take an honour away because its declaration was a fraud, by a decision of the day."""
    told = {"cause": "declaration_fraud", "reason": "Gian dối thành tích", "number": "99/QĐ-UBND", "on": at.date()}
    return revoke_honour(honour=honour, by=by, at=at, **({"file": act_file()} | told | more))
