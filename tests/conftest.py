"""What every test can count on: fixed examples, and the shared data."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED_DATA = REPOSITORY.parent / "shared" / "data"

# Both profiles draw the same examples every time: a failure seen once is seen again. Solving takes
# as long as it takes, so no example has a deadline and slow generation is not an error.
settings.register_profile(
    "quick",
    max_examples=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "long",
    settings.get_profile("quick"),
    max_examples=1000,
)
settings.load_profile("quick")  # `pytest --hypothesis-profile=long` overrules


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public instances that stands beside the repository, not in it."""
    if not SHARED_DATA.is_dir():
        message = f"no public instances at {SHARED_DATA}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return SHARED_DATA
