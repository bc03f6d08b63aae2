"""Who is behind a request."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from thidua.accounts.models import User
from thidua.accounts.queries import signed_in


def test_signed_in_gives_the_account_behind_the_request(rf):
    request = rf.get("/")
    request.user = User(username="an", display_name="Nguyễn Thị An")
    assert signed_in(request) is request.user


def test_signed_in_refuses_a_request_without_account(rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    with pytest.raises(PermissionDenied):
        signed_in(request)
