"""Where things are, for all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def extra_data() -> Path:
    """The folder of data that may be checked here but not shipped."""
    folder = os.environ.get("IPT_EXTRA_DATA")
    if not folder:
        pytest.skip("IPT_EXTRA_DATA does not name the folder of data that may not be shipped")
    return Path(folder)
