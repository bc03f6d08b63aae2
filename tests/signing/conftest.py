"""An agency that trusts one authority; a pledge waiting for two signatures."""

import pytest

from tests.signing.hands import Desk, desk, register, trusted_folder


@pytest.fixture(autouse=True)
def trust_folder(settings, tmp_path):
    settings.SIGNING_TRUST_FOLDER = str(trusted_folder(tmp_path / "trust"))
    return tmp_path / "trust"


@pytest.fixture
def waiting(province) -> Desk:
    """Both heads have a registered certificate."""
    made = desk(province)
    for head in (province.root.head, province.ha_long.head):
        register(head, province.root.officer, province.at)
    return made


@pytest.fixture
def unregistered(province) -> Desk:
    return desk(province)
