"""A service whose round is published, made without the engine; runs are solved when asked to."""

from __future__ import annotations

import hashlib
import json
import threading
from functools import cache
from pathlib import Path
from typing import Any

from api.access.rules import AuthorityRules
from api.runs.answering import answer_question
from api.store import rounds, runs
from api.store.runs import RunState
from api.usecases.changes import announce_check
from optimizer.domain import Outcome, Round
from optimizer.solve import Limits, solve_round
from tests.api.http.planned import Planned, planned_in

__all__ = ["answered", "ask", "get", "published_in", "solved", "submitted"]


def get(planned: Planned, who: str, at: str) -> Any:
    """Return the answer to somebody's reading."""
    return planned.service.client.get(at, headers=planned.service.headers[who])


def ask(planned: Planned, who: str, at: str, body: Any = None, match: str = "*") -> Any:
    """Return the answer to somebody's writing."""
    service = planned.service
    key = hashlib.sha256(f"{who} {at} {body} {match}".encode()).hexdigest()
    headers = {**service.headers[who], "If-Match": match, "Idempotency-Key": key}
    return service.client.post(at, json=body, headers=headers)


def published_in(
    folder: Path, rules: AuthorityRules | None = None, database_url: str | None = None
) -> Planned:
    """Return a service whose round is published: accepted, decided and published over HTTP."""
    planned = planned_in(folder, rules, database_url=database_url)
    for who in ("lab", "data"):
        for line in get(planned, who, f"{planned.at}/lines").json()["items"]:
            if line["owner"] == who:
                assert ask(planned, who, f"/v1/lines/{line['id']}/accept").status_code == 200
    assert ask(planned, "leader", f"{planned.at}/decide").status_code == 200
    made = ask(planned, "office", f"{planned.at}/publish")
    assert made.status_code == 201, made.text
    return planned


@cache
def _outcome(round_: Round) -> Outcome:
    return solve_round(round_, Limits(time_limit_seconds=30, workers=1, seed=0))


def solved(planned: Planned, run_id: str) -> Outcome:
    """Solve a run that waits, as the engine would."""
    with planned.service.database.writing() as session:
        row = runs.find_run(session, run_id)
        assert row is not None
        outcome = _outcome(rounds.snapshot_of(session, row.round_hash))
        runs.end_run(session, row, RunState.DONE, outcome.model_dump_json())
        announce_check(session, row)
    return outcome


def answered(planned: Planned, run_id: str) -> str:
    """Answer a question that waits, as the engine would; return its id."""
    with planned.service.database.writing() as session:
        row = runs.find_run(session, run_id)
        assert row is not None
        about = runs.find_run(session, row.start_run_id or "")
        assert about is not None
        answer = answer_question(
            row.kind,
            rounds.snapshot_of(session, row.round_hash),
            Outcome.model_validate_json(about.outcome or ""),
            row.question or {},
            Limits(**row.limits),
            on_step=lambda _: None,
            cancel=threading.Event(),
        )
        runs.end_run(session, row, RunState.DONE, answer=json.dumps(answer))
    return run_id


def submitted(planned: Planned, who: str, amendment: dict[str, Any], **body: Any) -> dict[str, Any]:
    """Ask for a change and let its check end; return it as who asked reads it."""
    made = _submit(planned, who, amendment, **body)
    assert made.status_code == 202, made.text
    solved(planned, made.json()["run_id"])
    shown: dict[str, Any] = get(planned, who, made.headers["location"]).json()
    return shown


def _submit(planned: Planned, who: str, amendment: dict[str, Any], **body: Any) -> Any:
    at = f"{planned.at}/changes"
    return ask(
        planned, who, at, {"amendment": amendment, "reason": "why", "from_period": 0, **body}
    )
