"""A one-time code: handed over by an officer, used once by the owner, useless to anybody else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.accounts.conftest import PASSWORD, signed_in_client, with_password
from thidua.accounts import actions
from thidua.accounts.actions import CODE_HOURS, CODE_TRIES, WRONG_CODE, issue_code, use_code
from thidua.accounts.models import OneTimeCode, User
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent

NEW = "mot-cau-dai-de-nho-2026"


@pytest.fixture
def issued(province):
    user, by = with_password(province.ha_long.clerk), province.root.officer
    return user, issue_code(user=user, by=by, at=province.at), province.at


def refused(**arguments) -> str:
    with pytest.raises(Denied) as denied:
        use_code(**arguments)
    return denied.value.reason


def test_the_code_sets_the_password_once(issued):
    user, code, at = issued
    assert use_code(username=user.username, code=code, new_password=NEW, at=at) == user
    user.refresh_from_db()
    assert (user.check_password(NEW), OneTimeCode.objects.filter(is_spent=False).count()) == (True, 0)
    assert refused(username=user.username, code=code, new_password=NEW, at=at) == WRONG_CODE


def test_it_may_be_typed_small_and_without_hyphens(issued):
    user, code, at = issued
    use_code(username=user.username, code=code.lower().replace("-", " "), new_password=NEW, at=at)
    assert AuditEvent.objects.latest("seq").act == "password_set_with_code"


def test_the_old_password_and_sessions_end_when_the_code_is_made(province):
    user = with_password(province.ha_long.clerk)
    client = signed_in_client(user)
    issue_code(user=user, by=province.root.officer, at=province.at)
    user.refresh_from_db()
    assert (user.check_password(PASSWORD), client.get(reverse("home")).status_code) == (False, 302)


@pytest.mark.parametrize(("later", "works"), [(timedelta(hours=CODE_HOURS) - timedelta(seconds=1), True),
                                              (timedelta(hours=CODE_HOURS), False), (timedelta(days=-1), False)])  # fmt: skip
def test_it_holds_from_its_moment_to_its_end_whichever_way_a_clock_moves(issued, later, works):
    user, code, at = issued
    if works:
        assert use_code(username=user.username, code=code, new_password=NEW, at=at + later) == user
    else:
        assert refused(username=user.username, code=code, new_password=NEW, at=at + later) == WRONG_CODE


def test_a_newer_code_spends_the_older_one(issued, province):
    user, code, at = issued
    newer = issue_code(user=user, by=province.root.officer, at=at)
    assert refused(username=user.username, code=code, new_password=NEW, at=at) == WRONG_CODE
    assert use_code(username=user.username, code=newer, new_password=NEW, at=at) == user


def test_after_ten_wrong_tries_the_right_code_is_refused(issued):
    user, code, at = issued
    for _ in range(CODE_TRIES):
        assert refused(username=user.username, code="BCDF-GHJK-LMNP", new_password=NEW, at=at) == WRONG_CODE
    assert refused(username=user.username, code=code, new_password=NEW, at=at) == WRONG_CODE


def test_who_does_not_exist_gets_the_same_answer(issued):
    _, code, at = issued
    assert refused(username="khong-co-ai", code=code, new_password=NEW, at=at) == WRONG_CODE


def test_a_code_of_somebody_else_or_of_a_closed_account_is_refused(issued, province):
    user, code, at = issued
    other = province.cam_pha.clerk.username
    assert refused(username=other, code=code, new_password=NEW, at=at) == WRONG_CODE
    User.objects.filter(pk=user.pk).update(is_active=False, closed_at=at, closed_by=province.root.officer)
    assert refused(username=user.username, code=code, new_password=NEW, at=at) == WRONG_CODE


def test_a_weak_password_leaves_the_code_unspent(issued):
    user, code, at = issued
    assert refused(username=user.username, code=code, new_password="ngan", at=at) != WRONG_CODE
    assert use_code(username=user.username, code=code, new_password=NEW, at=at) == user


def test_the_code_itself_stands_nowhere(issued):
    _, code, _ = issued
    plain = code.replace("-", "")
    kept = [str(row) for model in (OneTimeCode, AuditEvent) for row in model.objects.values()]
    assert [text for text in kept if plain in text or code in text] == []


def test_two_at_once_give_one_result(issued, monkeypatch):
    """Between the look at the code and its spending somebody else spends it."""
    user, code, at = issued
    real = actions.validate_password

    def in_between(*arguments):
        OneTimeCode.objects.update(is_spent=True)
        return real(*arguments)

    monkeypatch.setattr(actions, "validate_password", in_between)
    told = "Mã này vừa được dùng. Nếu không phải bạn dùng, hãy báo ngay cán bộ quản trị tài khoản."
    assert refused(username=user.username, code=code, new_password=NEW, at=at) == told
    user.refresh_from_db()
    assert user.check_password(NEW) is False


def test_the_page_sets_the_password_and_leads_to_the_sign_in_page(client, issued, settings):
    user, code, at = issued
    OneTimeCode.objects.update(issued_at=at - timedelta(days=1), expires_at=at + timedelta(days=9999))
    page = reverse("accounts:use-code")
    data = {"username": user.username, "code": code, "new": NEW, "again": NEW}
    wrong = client.post(page, data | {"code": "BCDF-GHJK-2345"})
    assert (wrong.status_code, wrong.context["form"].non_field_errors()) == (422, [WRONG_CODE])
    short = client.post(page, data | {"new": "ngan-qua", "again": "ngan-qua"})
    assert (short.status_code, list(short.context["form"].errors)) == (422, ["new"])
    assert client.post(page, data).url == reverse("accounts:sign-in")
    assert "_auth_user_id" not in client.session
    assert client.get(page).headers["Cache-Control"].startswith("max-age=0")
    signed_in_client(user, NEW)
