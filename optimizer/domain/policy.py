"""The policy: what is optimised, in which order, and under which rules of fairness and reserve."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue

from optimizer.domain.types import Cents, Frozen, Pct, SecurityLevel

__all__ = [
    "AuthorityLimit",
    "FairnessPolicy",
    "ObjectiveLevel",
    "PeopleWeights",
    "Policy",
    "Term",
    "TierWeight",
]

Weight = Annotated[int, Field(ge=0, le=1_000_000)]
_MEASURE = r"^(tier-[1-9]|value|fairness|cost|people|change|makespan)$"


class Term(Frozen):
    """One measure of an objective level with its weight.

    Measures: ``tier-<k>`` (accepted projects of tier k), ``value``, ``fairness`` (maximised);
    ``cost``, ``people``, ``change``, ``makespan`` (minimised).
    See :mod:`optimizer.verify.measures`.
    """

    measure: Annotated[str, Field(pattern=_MEASURE)]
    weight: Annotated[int, Field(ge=1, le=1_000_000)] = 1


class ObjectiveLevel(Frozen):
    """A lexicographic level: earlier levels are never given up beyond ``give_up_pct``.

    A level takes the sense of its first term; a term of the other sense counts negatively. A plain
    string stands for the level with that single measure.
    """

    name: str
    terms: Annotated[tuple[Term, ...], Field(min_length=1)]
    give_up_pct: Pct = 0
    """Share of this level's best value that later levels may give up."""
    target: Annotated[int, Field(ge=-(2**53), le=2**53)] | None = None
    """Enough: what goes beyond it counts for nothing, so that a floor for the worst-off or a budget
    can come first without being driven further. ``None``: the more (or less) the better."""

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"name": value, "terms": [{"measure": value}]}
        if isinstance(value, dict) and "terms" not in value and isinstance(value.get("name"), str):
            return {**value, "terms": [{"measure": value["name"]}]}
        return value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: Any, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Say that a measure's name may stand for the level, or for its terms."""
        made = handler.resolve_ref_schema(handler(core_schema))
        described: JsonSchemaValue = {key: made.pop(key) for key in ("title", "description")}
        named = {"pattern": _MEASURE}
        made["required"] = ["name"]
        made["anyOf"] = [{"required": ["terms"]}, {"properties": {"name": named}}]
        return described | {"anyOf": [{"type": "string", **named}, made]}

    def counted(self, figure: int) -> int:
        """Return how much of a figure counts: all of it, or what lies up to the target."""
        if self.target is None:
            return figure
        return min(figure, self.target) if self.maximise else max(figure, self.target)

    @property
    def maximise(self) -> bool:
        """Whether the level is maximised."""
        return is_maximised(self.terms[0].measure)


def is_maximised(measure: str) -> bool:
    """Say whether more of a measure is better."""
    return measure in ("value", "fairness") or measure.startswith("tier-")


class TierWeight(Frozen):
    """Weight of a tier's projects in the accepted value."""

    tier: Annotated[int, Field(ge=1, le=9)]
    weight: Weight


class FairnessPolicy(Frozen):
    """Fairness between departments: shares of accepted benefit against an entitlement."""

    rule: Literal["none", "max-min", "leximin", "nash"] = "none"
    entitlement: Literal["equal", "weight", "capacity", "stand-alone"] = "weight"
    """``capacity``: money worth of what the department offers; ``stand-alone``: the value it could
    reach with its own resources and projects."""
    use_credit: bool = False
    """Count the credit of earlier rounds as benefit still owed."""


class PeopleWeights(Frozen):
    """Weights inside the measure ``people`` (penalty points, lower is better)."""

    wish: Weight = 100
    """A requested expert who is on no package of the accepted project."""
    handover: Weight = 10
    """A pair (expert, project) with work: fewer pairs, fewer switches and more continuity."""
    balance: Weight = 1
    """The largest share of availability committed by any expert over the round, in permille."""


class AuthorityLimit(Frozen):
    """Who may sign a line drawing up to an amount from a fund; the first that fits signs."""

    signer: str
    up_to_cents: Cents | None = None
    """``None``: any amount."""


class Policy(Frozen):
    """Rules of a round. A round without one gets these defaults."""

    levels: Annotated[tuple[ObjectiveLevel, ...], Field(min_length=1)] = (
        ObjectiveLevel(name="value", terms=(Term(measure="value"),)),
        ObjectiveLevel(name="fairness", terms=(Term(measure="fairness"),)),
        ObjectiveLevel(name="cost", terms=(Term(measure="cost"),)),
        ObjectiveLevel(name="people", terms=(Term(measure="people"),)),
        ObjectiveLevel(name="change", terms=(Term(measure="change"),)),
    )
    """``fairness`` is skipped under the rule ``none``, ``change`` without a baseline."""
    tier_weights: tuple[TierWeight, ...] = (
        TierWeight(tier=1, weight=4),
        TierWeight(tier=2, weight=2),
        TierWeight(tier=3, weight=1),
    )
    """A tier that is not listed has weight 1."""
    fairness: FairnessPolicy = FairnessPolicy()
    people_weights: PeopleWeights = PeopleWeights()
    cost_sharing_rule: str = "shapley"
    fast_lane_reserve_pct: Pct = 0
    """Share of every fund slot kept for urgent requests, unless the fund says otherwise."""
    load_limit_pct: Pct = 100
    """Share of a person's availability that may be committed in a period, rounded down."""
    outsource_clearance: SecurityLevel = SecurityLevel.GENERAL_1
    """Highest clearance a package may require and still fill places from outside."""
    authority_limits: tuple[AuthorityLimit, ...] = ()

    def tier_weight(self, tier: int) -> int:
        """Return the weight of a tier's projects."""
        return next((item.weight for item in self.tier_weights if item.tier == tier), 1)
