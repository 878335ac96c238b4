"""What policy asks of the shares of a plan, by department and in whole cents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from optimizer.domain import Round
from optimizer.domain.types import Text
from optimizer.sharing.constraints import ShareConstraints
from optimizer.sharing.refusals import refuse

__all__ = ["ADJUSTED", "PlanPolicy"]

ADJUSTED = Text(
    zh="份额按约束（包括各部门最多能付的数额）以最小平方调整，调整额单列。",
    en="The shares were adjusted to the constraints (what departments can pay among them) by least "
    "squares; the adjustment stands in a line of its own.",
)
"""Said where policy has changed a rule's shares."""


@dataclass(frozen=True, slots=True)
class PlanPolicy:
    """What policy asks of the shares of a plan, by department.

    Attributes
    ----------
    caps_cents, floors_cents : mapping of department to int
        Highest and lowest share. A department's ``can_pay_cents`` is a cap without being named.
    exempt : frozenset of str
        Departments that pay nothing; the others fund it.
    not_worse_than_alone : bool
        Nobody pays more than what it needs would cost by itself.
    """

    caps_cents: Mapping[str, int] = field(default_factory=dict)
    floors_cents: Mapping[str, int] = field(default_factory=dict)
    exempt: frozenset[str] = frozenset()
    not_worse_than_alone: bool = False

    def constraints(self, round_: Round) -> ShareConstraints:
        """Return the constraints on the departments of a round, in its order.

        Raises
        ------
        RuleRefused
            A department is named that the round does not have.
        """
        known = [d.id for d in round_.departments]
        for name in (*self.caps_cents, *self.floors_cents, *sorted(self.exempt)):
            if name not in known:
                raise refuse(
                    "share.unknown-department",
                    f"没有部门 {name}。",
                    f"There is no department {name!r}.",
                    pointer="/departments",
                    found=name,
                    expected=", ".join(known),
                )
        caps: list[Fraction | None] = []
        for department in round_.departments:
            given = (department.can_pay_cents, self.caps_cents.get(department.id))
            limits = [cents for cents in given if cents is not None]
            caps.append(Fraction(min(limits)) if limits else None)
        floors = [self.floors_cents.get(id_) for id_ in known]
        return ShareConstraints(
            tuple(caps),
            tuple(None if cents is None else Fraction(cents) for cents in floors),
            frozenset(i for i, id_ in enumerate(known) if id_ in self.exempt),
            self.not_worse_than_alone,
        )
