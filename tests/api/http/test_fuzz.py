"""Every operation, fuzzed from its own schema by Schemathesis: no fault, and nothing undocumented.

Every check of Schemathesis runs. One is told more: data that fits the schema may still be refused
(400, 412, 415, 422, 428) by rules that a JSON schema does not express, such as those between fields
or that a cursor must be one of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import HypothesisDeprecationWarning, Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok

from api.access.default_rules import DEFAULT_RULES
from tests.api.http.planned import Planned, planned_in
from tests.api.http.service import Service

REFUSED = ["400", "412", "415", "422", "428"]
pytestmark = pytest.mark.filterwarnings(
    f"ignore::{HypothesisDeprecationWarning.__module__}.{HypothesisDeprecationWarning.__name__}"
)


class IdleEngine:
    """Takes runs and solves nothing."""

    def enqueue(self, run_id: str) -> None:
        """Leave the run queued."""


def known_ids(planned: Planned) -> dict[str, str]:
    """Return, for parameters of addresses, something that is there."""

    def first(path: str, field: str = "id") -> str:
        answer = planned.service.client.get(path, headers=planned.service.headers["office"])
        return str(answer.json()["items"][0][field])

    return {
        "round_id": planned.round_id,
        "run_id": planned.run.rsplit("/", 1)[1],
        "line_id": first(f"{planned.at}/lines"),
        "request_id": first("/v1/requests"),
        "item_id": first("/v1/inventory/experts"),
        "principal_id": planned.ids["lab2"],
        "project": "P1",
        "key": "P1",
    }


@pytest.fixture
def planned(tmp_path: Path) -> Iterator[Planned]:
    """A plan under review in a service whose engine solves nothing."""
    made = planned_in(tmp_path, DEFAULT_RULES)
    made.service.app.state.engine = IdleEngine()
    yield made
    made.service.client.close()
    made.service.database.close()


def faults_of(planned: Planned, who: str, examples: int, *, aimed: bool) -> list[str]:
    """Fuzz every operation as somebody; return what was wrong, each with a way to repeat it.

    Parameters
    ----------
    planned, who
    examples : int
        Requests of each mode, fitting and not fitting the schema, to each operation.
    aimed : bool
        Whether addresses hold ids that are there.
    """
    service, known = planned.service, known_ids(planned) if aimed else {}
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", service.app, config=_config())
    faults: list[str] = []
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        for mode in GenerationMode:
            faults += _faults(found.ok(), mode, service, who, known, examples)
    return faults


def _config() -> SchemathesisConfig:
    config = SchemathesisConfig()
    # A first answer may compile code; that it comes is what is tested, not when.
    config.projects.default.request_timeout = 300
    accepted = config.projects.default.checks.positive_data_acceptance
    accepted.expected_statuses = [*accepted.expected_statuses, *REFUSED]
    return config


def _faults(
    operation: Any, mode: Any, service: Service, who: str, known: dict[str, str], examples: int
) -> list[str]:
    faults: list[str] = []

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def fuzz(case: Any) -> None:
        if known and mode is GenerationMode.POSITIVE:
            given_ids = case.path_parameters or {}
            case.path_parameters = {k: known.get(k, v) for k, v in given_ids.items()}
        try:
            case.call_and_validate(headers=service.headers[who])
        except FailureGroup as failed:
            told = "; ".join(str(failure) for failure in failed.exceptions)
            faults.append(f"{operation.label}: {told}\n{case.as_curl_command()}")
        except Exception as error:  # noqa: BLE001 (whatever the service raises is its fault)
            faults.append(f"{operation.label}: {error!r}\n{case.as_curl_command()}")

    try:
        fuzz()
    except Unsatisfiable:  # an operation that takes nothing can't be given anything wrong
        assert mode is GenerationMode.NEGATIVE, operation.label
    return faults


def test_no_operation_has_a_fault(planned: Planned) -> None:
    assert faults_of(planned, "office", 1, aimed=True) == []


@pytest.mark.long
@pytest.mark.parametrize("aimed", [True, False])
@pytest.mark.parametrize("who", ["admin", "office", "leader", "lab", "team", "auditor"])
def test_no_operation_has_a_fault_at_length(planned: Planned, who: str, aimed: bool) -> None:
    assert faults_of(planned, who, 50, aimed=aimed) == []
