"""``roundtable schema``: the published JSON Schema of a document."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from optimizer.domain.schema import document_schema

__all__ = ["DocumentName", "schema_command"]


class DocumentName(StrEnum):
    """A document with a published schema."""

    ROUND = "round"
    OUTCOME = "outcome"


def schema_command(
    document: Annotated[DocumentName, typer.Argument(help="Which document.", show_default=False)],
) -> None:
    """Print the JSON Schema of a round or of an outcome, for whoever writes or reads them."""
    typer.echo(document_schema(document.value).encode("utf-8"), nl=False)
