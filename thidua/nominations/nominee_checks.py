"""Who may stand on the list of a dossier: the award goes to such recipients, they belong to the unit, nobody stands twice."""

from datetime import date

from rulebook.award import RECIPIENTS_VI
from rulebook.dossiers import FOREIGN
from thidua.law.queries import award_name, the_book
from thidua.nominations import facts, queries
from thidua.nominations.models import Nomination, Outsider
from thidua.nominations.words import some
from thidua.people.models import Person
from thidua.people.queries import selves_of
from thidua.shared.denied import Denied
from thidua.units.models import Unit


def check_recipients(nomination: Nomination, people: list[Person], units: list[Unit], on: date) -> None:
    award = the_book().award(nomination.award_code)
    if people and "individual" not in award.recipient_kinds:
        raise Denied(f"{award_name(award.code)} không tặng cho cá nhân.")
    if units and not {"collective", "commune", "province"} & set(award.recipient_kinds):
        raise Denied(f"{award_name(award.code)} không tặng cho tập thể.")
    if (people or units) and nomination.kind == "external_relations":
        raise Denied("Khen thưởng đối ngoại dành cho người, tập thể nước ngoài và người Việt Nam ở nước ngoài.")
    inside = set(
        queries.eligible_people(nomination.unit, on).filter(pk__in=[p.pk for p in people]).values_list("pk", flat=True)
    )
    if outside := [p.full_name for p in people if p.pk not in inside]:
        raise Denied(f"Không thuộc {nomination.unit.name}: {some(outside)}.")
    living = queries.eligible_units(nomination.unit, on).filter(pk__in=[u.pk for u in units])
    inside = set(living.values_list("pk", flat=True))
    if outside := [u.name for u in units if u.pk not in inside]:
        raise Denied(f"Không thuộc {nomination.unit.name}: {some(outside)}.")
    fitting = set(queries.units_for(award.code, living).values_list("pk", flat=True)) if units else set()
    if others := [u.name for u in units if u.pk not in fitting]:
        told = " và ".join(RECIPIENTS_VI[kind] for kind in award.recipient_kinds)
        raise Denied(f"{award_name(award.code)} chỉ tặng cho {told}; không phải: {some(others)}.")


def check_outsiders(nomination: Nomination, outsiders: list[Outsider]) -> None:
    kinds, is_external = queries.outsider_kinds(nomination.award_code), nomination.kind == "external_relations"
    for outsider in outsiders:
        if outsider.kind not in kinds:
            told = RECIPIENTS_VI[outsider.kind]
            raise Denied(f"{award_name(nomination.award_code)} không tặng cho {told}: {outsider}.")
        if is_external != (outsider.kind in FOREIGN):
            raise Denied(f"{outsider}: loại hình của hồ sơ không dành cho {RECIPIENTS_VI[outsider.kind]}.")
        if outsider.unit_id != nomination.unit_id:
            raise Denied(f"{outsider} do đơn vị khác ghi nhận; hãy ghi vào hồ sơ của {nomination.unit.name}.")


def check_conflicts(nomination: Nomination, people: list[Person], units: list[Unit], outsiders: list[Outsider]) -> None:
    mine = nomination.lines.select_related("person", "unit").defer("verdict")
    here = {line.outsider_id for line in mine}
    if again := [str(each) for each in outsiders if each.pk in here]:
        raise Denied(f"Đã có trong hồ sơ này: {some(again)}.")
    taken = {-line.unit_id for line in mine if line.unit_id is not None}
    taken |= set(selves_of(line.person_id for line in mine if line.person_id is not None).ids)
    subjects: list[Person | Unit] = [*people, *units]
    if again := [str(s) for s in subjects if (s.pk if isinstance(s, Person) else -s.pk) in taken]:
        raise Denied(f"Đã có trong hồ sơ này: {some(again)}.")
    for line, other in queries.other_dossiers(nomination, people, units, outsiders)[:1]:
        raise Denied(
            f"{facts.subject_name(line)} đã có trong hồ sơ “{other.title}” của {other.unit.name} "
            f"(hồ sơ số {other.pk}, {other.state_label.lower()})."
        )
    for honour in queries.standing_titles(nomination, people, units)[:1]:
        raise Denied(
            f"{honour.recipient_name} đã được tặng danh hiệu này của năm {honour.year} "
            f"theo Quyết định số {honour.decision_number} ngày {honour.decided_on:%d/%m/%Y}."
        )
