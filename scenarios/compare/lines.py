"""The lines of a plan, and how many of them differ between two plans.

A line is what one owner or team agrees to: when and how a package is done, or what one of its needs
gets (people, outsourced places, a facility, money by fund).
"""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.domain import Plan

__all__ = ["LineChanges", "line_changes", "plan_lines"]

Key = tuple[str, str, str]
"""Project, package, need; the need is empty for the package itself."""


@dataclass(frozen=True, slots=True)
class LineChanges:
    """Lines that differ, of all lines of both plans.

    Attributes
    ----------
    changed : tuple of (str, str, str)
        Project, package and need (empty: the package's time or mode), sorted.
    total : int
        Lines of either plan.
    """

    changed: tuple[Key, ...]
    total: int

    @property
    def kept_pct(self) -> float:
        """Stability: the share of lines that are the same in both plans; 100 without lines."""
        return 100.0 if not self.total else 100 * (1 - len(self.changed) / self.total)


def plan_lines(plan: Plan) -> dict[Key, tuple[object, ...]]:
    """Return what each line says; the order in which people or payments are listed says nothing."""
    lines: dict[Key, tuple[object, ...]] = {}
    for project in plan.projects:
        for package in project.packages:
            key = (project.project, package.package)
            lines[*key, ""] = (package.mode, package.start, package.end)
            for staffing in package.staffing:
                people = tuple(sorted(staffing.experts))
                lines[*key, staffing.need] = ("people", people, staffing.outsourced)
            for facility in package.facilities:
                lines[*key, facility.need] = ("facility", facility.facility)
            paid: dict[str, list[tuple[str, int, int]]] = {}
            for money in package.money:
                paid.setdefault(money.need, []).append(
                    (money.fund, money.period, money.amount_cents)
                )
            for need, payments in paid.items():
                # The money of outsourced places stands on the line of their staffing need.
                said = lines.get((*key, need), ())
                lines[*key, need] = (*said, "money", *sorted(payments))
    return lines


def line_changes(before: Plan, after: Plan) -> LineChanges:
    """Return which lines differ between two plans."""
    old, new = plan_lines(before), plan_lines(after)
    keys = sorted(old.keys() | new.keys())
    return LineChanges(tuple(key for key in keys if old.get(key) != new.get(key)), len(keys))
