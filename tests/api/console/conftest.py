from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.console.browser import Console, chromium_path, console_of
from tests.api.console.door import Door
from tests.api.console.organisation import Organisation, copied, furnished
from tests.api.http.served import served
from tests.api.http.service import service_in


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """A service with nothing in it but people, and their browsers."""
    service = service_in(tmp_path)
    yield Door(service)
    service.client.close()
    service.database.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Organisation:
    """The sample organisation, furnished once for all who copy it."""
    return furnished(tmp_path_factory.mktemp("prepared") / "data")


# Not of the session: while Playwright runs, its event loop does, and engines can't start beside it.
@pytest.fixture(scope="module")
def console(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Console]:
    """The furnished console, served in a process of its own, in a real browser."""
    if chromium_path() is None:
        reason = "no Chromium here (Debian: apt install chromium): the console is NOT tested"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    prepared = request.getfixturevalue("prepared")
    organisation = copied(prepared, tmp_path_factory.mktemp("console") / "data")
    with (
        served(organisation.data, {}) as service,
        console_of(service.port, organisation) as console,
    ):
        yield console
