"""Digital badges: checked by a library of somebody else's making, revoked with the honour, old keys good for ever."""

import json

import jwt
import pytest
from django.core.management import call_command
from django.urls import reverse
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier, decode_encoded_list

from tests.decisions.builders import issued
from tests.honours.builders import revoke
from thidua.honours.models import Honour
from thidua.rewards import actions_badges as actions
from thidua.rewards.models_badges import Credential, IssuerKey
from thidua.shared.denied import Denied


@pytest.fixture
def site(settings, client):
    """What a stranger's machine fetches: our public addresses as they would be served."""
    settings.PUBLIC_URL = "https://thidua.vidu.vn"

    def download(address: str) -> bytes:
        answer = client.get(address.removeprefix(settings.PUBLIC_URL))
        assert answer.status_code == 200, address
        return answer.content

    return download


def signed(office, at, people=2) -> list[Credential]:
    decision = issued(office, at, people=people)
    actions.issue_badges(decision=decision, by=office.clerk, at=at)
    return list(Credential.objects.order_by("honour__ordinal"))


def checked(site, token: str):
    """The credential as openbadgeslib reads it: issuer resolved from its did:web, signature, status list with proof."""
    issuer = jwt.decode(token, options={"verify_signature": False})["iss"]
    credential = OB3Verifier.for_issuer_did(issuer, download=site).verify(token)
    from openbadgeslib.ob3 import check_credential_status

    check_credential_status(credential, download=site, verify_list=True)
    return credential


def test_an_independent_library_accepts_the_badge_with_its_status(province, site):
    first, second = signed(province.ha_long, province.at)
    credential = checked(site, first.token)
    honour = first.honour
    assert credential.issuer.id == f"did:web:thidua.vidu.vn:giay-khen:huy-hieu:co-quan:{province.ha_long.unit.pk}"
    assert credential.achievement.name == "Lao động tiên tiến"
    assert [identity.identity_hash for identity in credential.identifiers] == [honour.recipient_name]
    assert (first.status_index, second.status_index) == (0, 1)


def test_the_badge_holds_the_published_name_and_nothing_else_of_the_person(province, site):
    (first,) = signed(province.ha_long, province.at, people=1)
    person = province.ha_long.people[0]
    words = json.dumps(jwt.decode(first.token, options={"verify_signature": False}), ensure_ascii=False)
    assert person.full_name in words
    assert person.code not in words
    assert "born" not in words


def test_a_revoked_honour_is_refused_at_once_and_the_others_stand(province, site):
    first, second = signed(province.ha_long, province.at)
    revoke(first.honour, province.ha_long.decider, province.at)
    with pytest.raises(OB3VerificationError, match="revocation"):
        checked(site, first.token)
    checked(site, second.token)
    address = jwt.decode(first.token, options={"verify_signature": False})["credentialStatus"]["statusListCredential"]
    listed = jwt.decode(site(address), options={"verify_signature": False})
    bits = decode_encoded_list(listed["credentialSubject"]["encodedList"])
    assert (len(bits) * 8, bits[0]) == (131_072, 0b1000_0000)


def test_a_changed_badge_is_refused(province, site):
    (first,) = signed(province.ha_long, province.at, people=1)
    head, body, signature = first.token.split(".")
    other = body[:20] + ("A" if body[20] != "A" else "B") + body[21:]
    with pytest.raises((OB3VerificationError, ValueError)):
        OB3Verifier.for_issuer_did(
            f"did:web:thidua.vidu.vn:giay-khen:huy-hieu:co-quan:{province.ha_long.unit.pk}", download=site
        ).verify(f"{head}.{other}.{signature}")


def test_after_a_change_of_keys_old_badges_are_still_good(province, site):
    ha_long, at = province.ha_long, province.at
    (first,) = signed(ha_long, at, people=1)
    actions.rotate_key(unit=ha_long.unit, by=ha_long.clerk, at=at)
    newer = issued(ha_long, at, people=1, award="grassroots_emulation_fighter")
    actions.issue_badges(decision=newer, by=ha_long.clerk, at=at)
    tokens = [row.token for row in Credential.objects.order_by("pk")]
    assert [jwt.get_unverified_header(t)["kid"].split("#")[1] for t in tokens] == [
        key.name for key in IssuerKey.objects.order_by("pk")
    ]
    for token in tokens:
        checked(site, token)
    assert first.token == tokens[0]


def test_the_seed_is_locked_and_locked_again_with_a_new_field_key(province, site, settings):
    import base64

    (first,) = signed(province.ha_long, province.at, people=1)
    key = first.key
    seed = actions.seed_of(key)
    assert base64.b64encode(seed).decode() not in key.locked_seed
    settings.FIELD_KEY = f"{base64.b64encode(b'n' * 32).decode()},{settings.FIELD_KEY}"
    call_command("relock_fields")
    settings.FIELD_KEY = settings.FIELD_KEY.split(",")[0]
    key.refresh_from_db()
    assert actions.seed_of(key) == seed


def test_badges_are_signed_once_after_issue_by_the_clerk(province):
    ha_long, at = province.ha_long, province.at
    decision = issued(ha_long, at, people=1)
    with pytest.raises(Denied, match="Văn thư"):
        actions.issue_badges(decision=decision, by=ha_long.officer, at=at)
    assert actions.issue_badges(decision=decision, by=ha_long.clerk, at=at) == 1
    with pytest.raises(Denied, match="đã có huy hiệu số"):
        actions.issue_badges(decision=decision, by=ha_long.clerk, at=at)


def test_the_public_check_page_leads_to_the_file_and_strangers_codes_to_nothing(client, province):
    ha_long = province.ha_long
    decision = issued(ha_long, province.at, people=1)
    code = Honour.objects.get().check_code
    file = reverse("rewards:badge-json", args=[code])
    page = reverse("portal:verify-code", args=[code])
    assert (client.get(file).status_code, file in client.get(page).content.decode()) == (404, False)
    client.force_login(ha_long.clerk)
    assert [w["decision"].pk for w in client.get(reverse("rewards:badges")).context["waiting"]] == [decision.pk]
    client.post(reverse("rewards:badge-issue", args=[decision.pk]))
    client.post(reverse("rewards:badge-rotate", args=[ha_long.unit.pk]))
    client.logout()
    assert file in client.get(page).content.decode()
    assert client.get(file)["Content-Type"] == "application/vc+jwt"
    assert client.get(reverse("rewards:badge-issuer", args=[ha_long.unit.pk])).status_code == 200
    for strange in ("x", "0000-0000-0000-0000", "%00", "'; DROP"):
        assert client.get(f"/giay-khen/huy-hieu/tep/{strange}.jwt").status_code == 404
    assert client.get(reverse("rewards:badge-issuer", args=[province.cam_pha.unit.pk])).status_code == 404


def test_the_check_page_says_of_which_badge_that_it_is_revoked(client, province):
    first, second = signed(province.ha_long, province.at)
    revoke(first.honour, province.ha_long.decider, province.at)
    pages = [client.get(reverse("portal:verify-code", args=[each.honour.check_code])) for each in (first, second)]
    assert [(page.context["badge_revoked"], "Huy hiệu này <strong>đã bị thu hồi" in page.text) for page in pages] == [
        (True, True),
        (False, False),
    ]
