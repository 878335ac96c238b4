"""Logs tell where a fault was, and nothing of what people sent."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

from api.http.logs import configure_logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Leave logging as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("format", ["text", "json"])
def test_a_fault_is_logged_without_the_variables(
    format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(format)

    def fail(authorization: str) -> None:
        raise RuntimeError("no such thing" if authorization else "")

    try:
        fail("rt_" + "secret")
    except RuntimeError as error:
        structlog.get_logger("roundtable").error("fault", exc_info=error)
    said = capsys.readouterr().err
    assert "no such thing" in said
    assert "test_logs.py" in said
    assert "rt_secret" not in said
