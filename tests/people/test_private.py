"""What is under lock: written, opened for a purpose, never seen elsewhere."""

import base64
import secrets

import pytest
from django.core.management import call_command

from tests.people.builders import NUMBER, OTHER_NUMBER, enter
from thidua.people import actions_private as acts
from thidua.people.checks import ETHNICITIES, masked, private_value
from thidua.people.models import Person, PrivateValue
from thidua.shared.denied import Denied
from thidua.shared.fieldlock import CannotOpen, key_of, present_key
from thidua.shared.models import AuditEvent

PURPOSE = "Lập hồ sơ đề nghị Bằng khen năm 2025"


def opened(person, by, at, fields=("identity",), purpose=PURPOSE):
    values = acts.open_values(person=person, fields=fields, purpose=purpose, by=by, at=at)
    return {field: value.reveal() for field, value in values.items()}


@pytest.fixture
def person(province):
    given = {
        "identity": f"{NUMBER[:3]} {NUMBER[3:]}",
        "ethnicity": "tay",
        "party": "Đảng viên dự bị",
        "phone": "+84912345678",
    }
    return enter(province.ha_long, province.at, private=given)


def test_values_rest_encrypted_and_open_as_they_are_kept(person, province):
    stored = " ".join(PrivateValue.objects.values_list("token", flat=True))
    assert [part in stored for part in (NUMBER, "Tày", "0912345678")] == [False, False, False]
    assert opened(person, province.ha_long.officer, province.at, list(acts.OPENABLE)) == {
        "identity": NUMBER, "ethnicity": "Tày", "party": "Đảng viên dự bị", "phone": "0912345678",
    }  # fmt: skip


def test_each_opening_stands_in_the_audit_chain_without_the_value(person, province):
    opened(person, province.ha_long.officer, province.at, ["identity", "discipline"])
    event = AuditEvent.objects.last()
    assert (event.act, event.thing_id, event.by, event.detail) == (
        "private_values_opened",
        str(person.pk),
        province.ha_long.officer,
        {"fields": ["identity", "discipline"], "purpose": PURPOSE, "own": False},
    )


@pytest.mark.parametrize("purpose", ["", "   ", "xem", f"Đối chiếu {NUMBER}", "CCCD 022.085.001.234"])
def test_without_a_purpose_or_with_a_number_in_it_nothing_opens(person, province, purpose):
    before = AuditEvent.objects.count()
    with pytest.raises(Denied):
        opened(person, province.ha_long.officer, province.at, purpose=purpose)
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(
    ("office", "role", "may"),
    [
        ("ha_long", "officer", True), ("ha_long", "appraiser", True), ("root", "officer", True), ("root", "appraiser", True),
        ("ha_long", "head", False), ("ha_long", "clerk", False), ("ha_long", "decider", False), ("ha_long", "editor", False),
        ("ha_long", "council_secretary", False), ("cam_pha", "officer", False), ("cam_pha", "appraiser", False),
    ],
)  # fmt: skip
def test_who_may_open(person, province, office, role, may):
    by = getattr(getattr(province, office), role)
    try:
        found = opened(person, by, province.at)
    except Denied:
        found = None
    assert found == ({"identity": NUMBER} if may else None)


def test_the_person_opens_the_own_values(person, province):
    province.stranger.person = person
    assert opened(person, province.stranger, province.at, purpose="Tự xem hồ sơ") == {"identity": NUMBER}
    assert AuditEvent.objects.last().detail["own"] is True


def test_a_number_belongs_to_one_person(person, province):
    with pytest.raises(Denied) as refused:
        enter(province.cam_pha, province.at, "Lê Thị Bình", private={"identity": NUMBER})
    assert refused.value.reason.endswith(acts.TAKEN)
    assert NUMBER not in refused.value.reason
    assert Person.objects.filter(full_name="Lê Thị Bình").count() == 0


def test_a_number_in_dispute_is_kept_until_the_records_are_compared(person, province):
    other = enter(province.ha_long, province.at, "Lê Thị Bình")
    given = {"person": other, "values": {"identity": NUMBER}, "by": province.ha_long.officer, "at": province.at}
    with pytest.raises(Denied):
        acts.enter_values(**given)
    acts.enter_values(is_disputed=True, **given)
    assert list(PrivateValue.objects.filter(field="identity").order_by("pk").values_list("person", "is_disputed")) == [
        (person.pk, False), (other.pk, True),
    ]  # fmt: skip


def test_a_new_value_takes_the_place_of_the_old_one(person, province):
    acts.enter_values(
        person=person, values={"identity": OTHER_NUMBER, "party": ""}, by=province.ha_long.officer, at=province.at
    )
    assert opened(person, province.ha_long.officer, province.at, ["identity", "party"]) == {
        "identity": OTHER_NUMBER, "party": "Đảng viên dự bị",
    }  # fmt: skip
    enter(province.cam_pha, province.at, "Lê Thị Bình", private={"identity": NUMBER})


def test_a_value_is_erased_for_good_with_a_reason(person, province):
    given = {"person": person, "field": "phone", "by": province.ha_long.officer, "at": province.at}
    acts.erase_value(reason="Người này đề nghị xóa", **given)
    assert opened(person, province.ha_long.officer, province.at, ["phone"]) == {}
    with pytest.raises(Denied) as refused:
        acts.erase_value(reason="Người này đề nghị xóa", **given)
    assert refused.value.reason == "Mục này chưa có giá trị hoặc vừa được xóa."


def test_values_exchanged_between_two_rows_do_not_open(person, province):
    other = enter(province.ha_long, province.at, "Lê Thị Bình", private={"party": "Không"})
    mine, theirs = (PrivateValue.objects.get(person=each, field="party") for each in (person, other))
    PrivateValue.objects.filter(pk=mine.pk).update(token=theirs.token)
    before = AuditEvent.objects.count()
    with pytest.raises(CannotOpen):
        opened(person, province.ha_long.officer, province.at, ["party"])
    assert AuditEvent.objects.count() == before


def test_after_a_new_key_the_command_locks_everything_again(person, province, settings, capsys):
    old, new = settings.FIELD_KEY, base64.b64encode(secrets.token_bytes(32)).decode()
    settings.FIELD_KEY = f"{new},{old}"
    with pytest.raises(Denied):  # the number is still found under its old mark
        enter(province.cam_pha, province.at, "Lê Thị Bình", private={"identity": NUMBER})
    call_command("relock_fields")
    assert capsys.readouterr().out == "4 giá trị đã được khóa lại bằng khóa mới.\n"
    settings.FIELD_KEY = new
    assert {key_of(token) for token in PrivateValue.objects.values_list("token", flat=True)} == {present_key()}
    assert opened(person, province.ha_long.officer, province.at) == {"identity": NUMBER}
    with pytest.raises(Denied):
        enter(province.cam_pha, province.at, "Lê Thị Bình", private={"identity": NUMBER})


def test_the_command_says_what_it_cannot_open(person, settings):
    from django.core.management import CommandError

    settings.FIELD_KEY = base64.b64encode(secrets.token_bytes(32)).decode()
    with pytest.raises(CommandError) as refused:
        call_command("relock_fields")
    assert str(refused.value) == (
        "Có giá trị không mở được bằng các khóa trong FIELD_KEY. Đã khóa lại 0 giá trị; hãy thêm khóa cũ rồi chạy lại."
    )


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("identity", "022 085 001 234", NUMBER), ("identity", "101.234.567", "101234567"), ("identity", "12345", ""),
        ("identity", "02208500123a", ""), ("identity", "０２２０８５００１２３４", ""), ("identity", "", ""),
        ("ethnicity", "mnông", "Mnông"), ("ethnicity", "KINH", "Kinh"), ("ethnicity", "Martian", ""),
        ("party", "không", "Không"), ("party", "có lẽ", ""), ("phone", "0912 345 678", "0912345678"),
        ("phone", "911", ""), ("email", "A.B@quangninh.gov.vn", "a.b@quangninh.gov.vn"), ("email", "a@b", ""),
        ("email", "<script>@x.vn", ""), ("religion", "x", ""), ("phone", "0" * 400, ""),
    ],
)  # fmt: skip
def test_what_a_value_may_be(field, given, kept):
    found, refused = private_value(field, given)
    assert (found, bool(refused)) == (kept, not kept)
    assert not given or len(given) < 5 or given not in refused


def test_there_are_54_peoples_and_each_is_taken_as_typed():
    assert len(set(ETHNICITIES)) == 54
    assert [private_value("ethnicity", name) for name in ETHNICITIES] == [(name, "") for name in ETHNICITIES]


def test_of_a_number_the_last_three_figures_show_of_a_word_none():
    assert [masked(NUMBER), masked("Tày"), masked("Đảng viên chính thức"), masked("a.b@x.vn")] == [
        "••• 234", "•••", "•••", "•••",
    ]  # fmt: skip
