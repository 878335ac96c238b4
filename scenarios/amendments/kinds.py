"""The kinds of amendments, as documents."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from optimizer.domain.types import Frozen, Id

__all__ = ["AnyAmendment", "Extension", "Reduction", "Release", "Supplement", "Transfer"]

Amount = Annotated[int, Field(ge=1, le=10**13)]


class Extension(Frozen):
    """A package takes longer, with the same people at the same load.

    Its own deadline and its project's move with it; the wanted end does not, so that lateness is
    paid for.
    """

    kind: Literal["extension"] = "extension"
    project: Id
    package: Id
    periods: Annotated[int, Field(ge=1, le=100_000)]


class Supplement(Frozen):
    """A need gets more: people, units of a facility, or cents, whichever it is of."""

    kind: Literal["supplement"] = "supplement"
    project: Id
    package: Id
    need: Id
    amount: Amount


class Reduction(Frozen):
    """A need gets less: people, units of a facility, or cents; nothing left drops it."""

    kind: Literal["reduction"] = "reduction"
    project: Id
    package: Id
    need: Id
    amount: Amount


class Transfer(Frozen):
    """What one person, facility or fund gives to a need, another gives."""

    kind: Literal["transfer"] = "transfer"
    project: Id
    package: Id
    need: Id
    subject: Id
    """The person, facility or fund that gives it now."""
    to: Id | None = None
    """Who gives it then; ``None``: whoever fits (a facility has to be named)."""


class Release(Frozen):
    """A package is not needed any more, or a whole project is given back."""

    kind: Literal["release"] = "release"
    project: Id
    package: Id | None = None


AnyAmendment = Annotated[
    Extension | Supplement | Reduction | Transfer | Release, Field(discriminator="kind")
]
