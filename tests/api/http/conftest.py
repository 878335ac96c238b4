from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.http.service import Service, service_in


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A service with two departments."""
    made = service_in(tmp_path)
    for department in ("lab", "data"):
        answer = made.client.post(
            "/v1/inventory/departments", json={"id": department}, headers=made.headers["office"]
        )
        assert answer.status_code == 201
    yield made
    made.client.close()
    made.database.close()
