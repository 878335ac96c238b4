"""What people said against a plan, and which signatures it waits for; told by whoever knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from optimizer.domain import Text

__all__ = ["Dispute", "Unsigned"]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A line of the plan that somebody objects to.

    Attributes
    ----------
    project, package, subject : str
        Ids; the subject is a person, facility, dataset or fund, and empty for a time.
    kind : str
        ``person``, ``facility``, ``dataset``, ``money`` or ``time``.
    owner : str
        The department that is asked for it; for a time the project's sponsor.
    document : dict
        What the line says: ``first_day``, ``last_day``, ``skill``, ``load_pct``, ``units``,
        ``amount_cents``, as far as its kind has them.
    reason : str
        As it was said.
    by : str
        Who spoke last, by name; may be empty.
    settled : bool
        Somebody settled the objection, and the line stands; ``reason`` says why.
    becomes_pin : bool
        Solving again can avoid the line; otherwise only a change of the inventory can.
    """

    project: str
    package: str
    kind: str
    subject: str
    owner: str
    document: dict[str, Any]
    reason: str
    by: str = ""
    settled: bool = False
    becomes_pin: bool = True


@dataclass(frozen=True, slots=True)
class Unsigned:
    """Signatures that are missing.

    Attributes
    ----------
    scope : str
        ``plan``, ``project`` or ``line``.
    project : str
        Empty for the plan.
    owner : str
        The department that gives, of lines.
    state : str
        ``open``, ``refused`` or ``unfillable``.
    rules : tuple of Text
        Titles of the rules that are not met.
    count : int
        Of lines of one project and one department together.
    signed : tuple of str
        Who has signed, by name.
    refused : tuple of str
        Who has refused, by name.
    """

    scope: str
    project: str
    owner: str
    state: str
    rules: tuple[Text, ...]
    count: int = 1
    signed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
