"""The project's own format: a round as JSON, optionally packed with gzip."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from optimizer.checks import read_round
from optimizer.domain import Round
from optimizer.errors import BadFile
from scenarios.formats.source import parse_json
from scenarios.formats.structure import structure_findings

__all__ = ["read", "round_of", "write"]


def read(text: str, file: str) -> Round:
    """Return the round of a JSON text; raises `BadFile`."""
    return round_of(parse_json(text, file), file)


def round_of(data: Any, file: str) -> Round:
    """Return the round of plain JSON data, its content unchecked.

    Raises
    ------
    BadFile
        The data does not have the shape of a round. Carries every fault of shape and, as far as
        they can be told then, of content.
    """
    try:
        return Round.model_validate(data)
    except ValidationError as error:
        try:
            _, findings = read_round(data)
        except (RecursionError, OverflowError):  # nested too deeply, or a giant number in a table
            findings = structure_findings(error)
        placed = (replace(f, place=replace(f.place, file=file)) for f in findings)
        raise BadFile(placed) from error


def write(round: Round) -> str:
    """Return the JSON text of a round; reading it gives the same round."""
    return json.dumps(round.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
