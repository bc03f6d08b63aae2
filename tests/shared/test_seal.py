"""Documents under the seal of the installation, checked by the system and by the script that stands alone."""

import base64
import json
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from thidua.shared.seal import canonical, is_ours, public_keys, seal
from tools.recompute_ranking import signature


def key(number):
    return base64.b64encode(bytes([number]) * 32).decode()


@pytest.fixture(autouse=True)
def _one_key(settings):
    settings.SEAL_KEY = key(1)


DOCUMENT = {"cluster": "Khối thi đua số 1", "year": 2025, "standings": [{"unit": "A", "total": "97.5", "rank": 1}]}


def test_a_sealed_document_is_ours_and_the_script_says_so_after_a_journey_as_json():
    sealed = json.loads(json.dumps(seal(DOCUMENT), ensure_ascii=False, indent=2))
    [ours] = public_keys()
    assert sealed["document"] == DOCUMENT
    assert is_ours(sealed)
    assert signature(sealed, ours) == (False, "CHỮ KÝ: đúng, bằng khóa của cơ quan.")
    assert signature(sealed, ours.upper()) == (False, "CHỮ KÝ: đúng, bằng khóa của cơ quan.")
    assert signature(sealed, None) == (False, f"CHỮ KÝ: đúng, bằng khóa {ours} (hãy so với khóa cơ quan công bố).")


def test_the_public_key_is_that_of_the_seed():
    # RFC 8032, section 7.1, test 1.
    from django.test import override_settings

    seed = base64.b64encode(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")).decode()
    with override_settings(SEAL_KEY=seed):
        assert public_keys() == ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",)


@pytest.mark.parametrize(
    "change",
    [
        lambda sealed: sealed["document"].update(year=2024),
        lambda sealed: sealed["document"]["standings"][0].update(rank=2),
        lambda sealed: sealed["signature"].update(value="00" * 64),
        lambda sealed: sealed["signature"].update(value="no"),
        lambda sealed: sealed["signature"].update(value=None),
    ],
)
def test_a_changed_document_or_seal_is_not_ours(change):
    sealed = json.loads(json.dumps(seal(DOCUMENT)))
    change(sealed)
    assert not is_ours(sealed)
    assert signature(sealed, public_keys()[0]) == (True, "CHỮ KÝ: SAI. Tệp đã bị sửa sau khi ký.")


def test_a_seal_of_somebody_else_is_not_ours(settings):
    sealed, [ours] = seal(DOCUMENT), public_keys()
    settings.SEAL_KEY = key(2)
    assert not is_ours(sealed)
    assert is_ours(seal(DOCUMENT))
    assert signature(seal(DOCUMENT), ours) == (True, "CHỮ KÝ: tệp được ký bằng khóa khác với khóa của cơ quan.")
    settings.SEAL_KEY = f"{key(2)}, {key(1)}"  # the old key stays known
    assert is_ours(sealed)
    assert seal(DOCUMENT)["signature"]["public_key"] == public_keys()[0] != ours


@pytest.mark.parametrize("sealed", [None, [], {}, {"document": {}}, {"signature": None}, {"signature": {}}, "x", 3])
def test_what_is_no_sealed_document_is_not_ours(sealed):
    assert not is_ours(sealed)


def test_another_way_of_signing_is_not_ours():
    sealed = seal(DOCUMENT)
    sealed["signature"]["algorithm"] = "none"
    assert not is_ours(sealed)
    assert signature(sealed, None) == (True, "CHỮ KÝ: không biết cách ký 'none'.")


def test_what_json_cannot_say_is_not_sealed():
    with pytest.raises(ValueError, match="Out of range float"):
        seal({"total": float("nan")})
    assert canonical({"b": "ê", "a": [1]}) == '{"a":[1],"b":"ê"}'.encode()


def test_without_the_package_the_script_says_that_it_could_not_check(monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
    assert signature(seal(DOCUMENT), None) == (
        False,
        "CHỮ KÝ: CHƯA KIỂM TRA ĐƯỢC vì máy này không có gói cryptography (pip install cryptography).",
    )


@pytest.mark.parametrize("setting", ["", "abc", base64.b64encode(b"short").decode(), f"{key(1)},"])
def test_a_key_of_another_size_is_a_mistake_of_the_settings(settings, setting):
    settings.SEAL_KEY = setting
    with pytest.raises(ImproperlyConfigured, match="SEAL_KEY holds seeds of 32 bytes"):
        seal(DOCUMENT)
