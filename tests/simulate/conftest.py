"""Both examples, written once for all tests of this folder."""

import pytest

from showfloor.simulate import write_complete_journey, write_o2_xiaomi


@pytest.fixture(scope="session")
def complete_journey(tmp_path_factory):
    return write_complete_journey(tmp_path_factory.mktemp("complete-journey"))


@pytest.fixture(scope="session")
def o2_xiaomi(tmp_path_factory):
    return write_o2_xiaomi(tmp_path_factory.mktemp("o2-xiaomi"))
