"""A maker of packages per test."""

from pathlib import Path

import pytest
from tests.package_maker import Maker


@pytest.fixture
def maker(tmp_path: Path) -> Maker:
    return Maker(tmp_path)
