"""What projects outside a model already use: a part of a round sees only what is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from optimizer.domain.capacity import IntArray

__all__ = ["Held"]


@dataclass(frozen=True)
class Held:
    """Use by projects that are fixed, by id; what is not named is not used.

    Attributes
    ----------
    load, lent : mapping of str to array, shape (periods,)
        Percent of an expert, all of it and the part lent to other departments.
    packages : mapping of str to array, shape (periods,)
        Packages an expert is on.
    lent_sum : mapping of str to int
        Percent-periods an expert lends.
    units, units_lent : mapping of str to array, shape (periods,)
        Units of a facility, all of them and those lent.
    units_lent_sum : mapping of str to int
        Unit-periods a facility lends.
    users : mapping of str to array, shape (periods,)
        Packages that use a dataset.
    drawn : mapping of (str, int) to int
        Cents drawn from a fund in the fiscal segment that starts there.
    channels : mapping of str to tuple of (int, int)
        First use, and last use plus protection, of an exclusive channel by each project.
    """

    load: Mapping[str, IntArray] = field(default_factory=dict)
    lent: Mapping[str, IntArray] = field(default_factory=dict)
    packages: Mapping[str, IntArray] = field(default_factory=dict)
    lent_sum: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, IntArray] = field(default_factory=dict)
    units_lent: Mapping[str, IntArray] = field(default_factory=dict)
    units_lent_sum: Mapping[str, int] = field(default_factory=dict)
    users: Mapping[str, IntArray] = field(default_factory=dict)
    drawn: Mapping[tuple[str, int], int] = field(default_factory=dict)
    channels: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
