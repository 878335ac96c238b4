"""What explanations come out as: plain frozen documents, with words in Chinese and English."""

from __future__ import annotations

from typing import Literal

from optimizer.domain import Blocker, Text
from optimizer.domain.types import Frozen
from scenarios.changes import AnyChange

__all__ = [
    "Binding",
    "Displaced",
    "FamilyConflict",
    "Forced",
    "LevelDelta",
    "PersonAnswer",
    "PersonOption",
    "ProjectAnswer",
    "Purchase",
    "Remedy",
]


class Purchase(Frozen):
    """One thing to buy or to concede, as a change and as a sentence, with its cost."""

    change: AnyChange
    sentence: Text
    cost_cents: int


class Remedy(Frozen):
    """The cheapest changes found that let a project in.

    ``criterion``: under ``beside`` it is done and nobody accepted before is left out; under
    ``best`` every best plan of the changed round holds it, whoever else may lose. ``scope``: what
    may move to make room: ``nothing``, some ``neighbours``, or the whole ``round``.
    """

    criterion: Literal["beside", "best"]
    scope: Literal["nothing", "neighbours", "round"]
    kinds: tuple[str, ...] = ()
    """The sorts of offers that were looked at; empty: all."""
    purchases: tuple[Purchase, ...]
    cost_cents: int
    bound_cents: int | None
    """Nothing on offer does it for less, under this criterion and scope."""
    proven: bool
    """Nothing cheaper is on offer: the cost has met its bound."""
    verified: bool
    """The changed round has a plan with the project in it that the verifier finds nothing
    against."""
    value_after: int
    """Accepted value of that plan."""
    sentence: Text

    @property
    def changes(self) -> tuple[AnyChange, ...]:
        """The changes of all purchases, to be applied as a scenario."""
        return tuple(purchase.change for purchase in self.purchases)


class FamilyConflict(Frozen):
    """Families of rules that keep a project out together, nobody else being left out for it.

    With these alone in force it has no place; without any one of them, the others not in force
    either, it has one.
    """

    families: tuple[str, ...]
    enough: tuple[str, ...]
    """Those that suffice alone: left out with every other rule in force, it has a place."""
    minimal: bool
    scope: Literal["nothing", "neighbours", "round"]
    """What may move: see :class:`Remedy`."""
    verified: bool
    """Each of these answers was proven by solving the changed round."""
    sentence: Text


class Binding(Frozen):
    """What a project would use of something scarce, at the prices of the relaxation.

    ``price_points``: value that others make of it; ``start <= t < end``: the periods it is dear.
    """

    kind: Literal["people", "facility", "fund"]
    resource: str
    name: Text
    start: int
    end: int
    price_points: float


class Displaced(Frozen):
    """An accepted project that holds what is missing, or loses when the other is forced in."""

    project: str
    title: Text
    sponsor: str
    worth: int


class Forced(Frozen):
    """The best plan found with the project in any case, against the plan as it is."""

    value_before: int
    value_after: int
    bound_after: int | None
    proven: bool
    out: tuple[Displaced, ...]
    came: tuple[Displaced, ...]
    verified: bool
    sentence: Text


class ProjectAnswer(Frozen):
    """Why a project is not in a plan, and what would let it in."""

    project: str
    title: Text
    worth: int
    code: str
    reason: Text
    blockers: tuple[Blocker, ...]
    holders: tuple[Displaced, ...]
    """Who holds what it lacks, the largest part first."""
    bindings: tuple[Binding, ...]
    price_points: float | None
    """What all it needs is worth to others, at the least: above ``worth``, it does not pay."""
    conflict: FamilyConflict | None
    forced: Forced | None
    remedies: tuple[Remedy, ...]
    """The cheapest first within each criterion; ``best`` before ``beside``."""
    seconds: float
    complete: bool
    """Every part was answered before the time ran out."""


class LevelDelta(Frozen):
    """An objective level with the named person and with another one in their place."""

    level: str
    sense: Literal["max", "min"]
    before: int
    after: int


class PersonOption(Frozen):
    """Somebody who could stand on a need in place of the person named, and what it would change."""

    expert: str
    name: Text
    department: str
    level: int
    free: bool
    """Can step in as the plan stands."""
    held_by: tuple[str, ...]
    """The projects that hold them at that time."""
    deltas: tuple[LevelDelta, ...]
    sentence: Text


class PersonAnswer(Frozen):
    """Why this person is on a need, and who would be next."""

    project: str
    package: str
    need: str
    skill: str
    min_level: int
    expert: str
    name: Text
    level: int
    options: tuple[PersonOption, ...]
    """Everybody else who qualifies, the best first; those who are free before those who aren't."""
    next_best: str | None
    without: Forced | None
    """The round solved again without this person on this need."""
    sentence: Text


class Relaxing(Frozen):
    """Conditions that give way so that an infeasible round has a plan."""

    conditions: tuple[str, ...]
    changes: tuple[AnyChange, ...]
    sentences: tuple[Text, ...]
    least: bool
    """Proven: nothing that counts less suffices (a pin counts 2, a window 3, a project 4)."""
    verified: bool
    """The round with these changes was solved and has a plan."""


class ClashAnswer(Frozen):
    """Why a round has no plan at all, and the least that would give it one."""

    conditions: tuple[str, ...]
    """Mandatory projects, windows and pins that can't hold together."""
    minimal: bool
    relaxing: Relaxing | None
    purchase: Remedy | None
    """What to buy so that every condition holds as it is."""
    sentence: Text


class UnitWorth(Frozen):
    """What one more of a resource is worth, by the prices of the relaxation behind the bound."""

    kind: Literal["people", "facility", "fund"]
    resource: str
    name: Text
    by_period: tuple[float, ...]
    """Value points for one more full-time person, one unit, or 1,000 of the currency drawn."""
    start: int
    end: int
    """The stretch of periods in which it is dearest: at least half of the highest price."""
    points: float
    """Worth of one more of it throughout that stretch."""


class SkillGap(Frozen):
    """A skill with what all requests ask for and what everybody who has it offers."""

    skill: str
    name: Text
    level: int
    asked: int
    """Percent-periods at this level and above."""
    capacity: int
    load_pct: float | None
    """Least load of its holders if every request were served; ``None``: nobody has it."""


class ChangeWorth(Frozen):
    """What a change is worth: first by the prices, then by solving the changed round."""

    kind: Literal["unit", "training", "lending"]
    change: AnyChange
    sentence: Text
    cost_cents: int
    estimate_points: float
    """By the prices of the relaxation."""
    gain_points: int | None
    """Accepted value of the best plan found with the change, less that of the plan;
    ``None``: not solved."""
    proven: bool
    """Both plans are proven optimal: the gain is exact. Otherwise it is at least found."""
    verified: bool
    """The changed round was solved, and its plan passed the verifier."""


class ScarceAnswer(Frozen):
    """What is scarce in a round: prices, gaps, and what more of it would bring."""

    units: tuple[UnitWorth, ...]
    """The dearest first; what is worth nothing is left out."""
    gaps: tuple[SkillGap, ...]
    """The tightest first."""
    worths: tuple[ChangeWorth, ...]
    """Units, trainings and loans that promise most; each solved as far as the time went."""
    seconds: float
    complete: bool
