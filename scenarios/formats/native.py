"""The project's own format: a round as JSON, optionally packed with gzip."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from optimizer.domain import Round
from optimizer.errors import BadFile
from scenarios.formats.source import parse_json
from scenarios.formats.structure import structure_findings

__all__ = ["read", "round_of", "write"]


def read(text: str, file: str) -> Round:
    """Return the round of a JSON text; raises `BadFile`."""
    return round_of(parse_json(text, file), file)


def round_of(data: Any, file: str) -> Round:
    """Return the round of plain JSON data; raises `BadFile` with every complaint of the schema."""
    try:
        return Round.model_validate(data)
    except ValidationError as error:
        raise BadFile(structure_findings(error, file)) from error


def write(round: Round) -> str:
    """Return the JSON text of a round; reading it gives the same round."""
    return json.dumps(round.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
