"""The published schemas: made from the models, and true about what is read."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from pydantic import ValidationError

from optimizer.domain import Outcome, Provenance, Round, Status
from optimizer.domain.schema import DOCUMENTS, Document, document_schema, published_schema
from scenarios.sample import sample_round
from tests.optimizer.checks.rounds import set_at, sound
from tests.optimizer.domain.schema_rules import accepts

ROUND: dict[str, Any] = json.loads(published_schema("round"))
OUTCOME: dict[str, Any] = json.loads(published_schema("outcome"))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_published_schema_is_the_models(document: Document) -> None:
    """After a change of the models, `roundtable schema` writes the file anew."""
    assert published_schema(document) == document_schema(document)


def test_a_round_is_accepted() -> None:
    assert accepts(ROUND, sound())
    assert accepts(ROUND, sample_round().model_dump(mode="json"))


def test_an_outcome_is_accepted() -> None:
    provenance = Provenance(
        round_hash="sha256:0", roundtable="1", solver="s", seed=0, workers=1,
        time_limit_seconds=None, deterministic=True,
    )  # fmt: skip
    outcome = Outcome(status=Status.OPTIMAL, provenance=provenance)
    assert accepts(OUTCOME, outcome.model_dump(mode="json"))
    assert not accepts(OUTCOME, {**outcome.model_dump(mode="json"), "status": "perfect"})


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/title", "a plain string"),
        ("/policy", {"levels": ["value", {"name": "cost", "give_up_pct": 5}]}),
        ("/policy", {"levels": [{"name": "worth", "terms": [{"measure": "value"}]}]}),
        ("/projects/0/packages/0/modes/0/facilities/0", {"id": "f", "facility": "x", "kind": None}),
    ],
)
def test_short_forms_are_accepted(pointer: str, value: Any) -> None:
    data = sound()
    set_at(data, pointer, value)
    assert accepts(ROUND, data)
    assert Round.model_validate(data).schema_version == "1.0"


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/schema_version", "2.0"),
        ("/colour", "blue"),
        ("/calendar/periods", 0),
        ("/departments/0/id", " north"),
        ("/experts/0/availability_pct", 101),
        ("/policy", {"levels": ["worth"]}),
        ("/policy", {"levels": [{"name": "worth"}]}),
        ("/projects/0/packages", []),
        ("/projects/0/packages/0/modes/0/facilities/0", {"id": "f"}),
        ("/projects/0/packages/0/modes/0/facilities/0", {"id": "f", "facility": "x", "kind": "y"}),
        ("/pins", [{"kind": "start", "project": "bridge", "start": 0}]),
    ],
)
def test_what_is_not_read_is_not_accepted(pointer: str, value: Any) -> None:
    data = sound()
    set_at(data, pointer, value)
    assert not accepts(ROUND, data)
    with pytest.raises(ValidationError):
        Round.model_validate(data)


def _places(data: Any, at: str = "") -> list[str]:
    steps = data.items() if isinstance(data, dict) else enumerate(data)
    places = []
    for step, value in steps:
        places.append(f"{at}/{step}")
        if isinstance(value, dict | list):
            places += _places(value, f"{at}/{step}")
    return places


def test_what_is_accepted_is_read() -> None:
    accepted = 0
    for junk in (None, -1, 7, 10**15, "", "x", [], {}, [None], True, {"x": 1}):
        for pointer in _places(sound()):
            data = sound()
            set_at(data, pointer, copy.deepcopy(junk))
            # "format" is a note in JSON Schema: any string passes for a date.
            if pointer != "/calendar/start" and accepts(ROUND, data):
                accepted += 1
                assert Round.model_validate(data).schema_version == "1.0", (pointer, junk)
    assert accepted
