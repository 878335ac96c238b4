"""Plans side by side: what changes, for whom, and why; losers first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from optimizer.domain import Outcome, Plan, Round, Text
from scenarios.compare.kpis import Delta, PlanFigures, figures_from, headline_deltas
from scenarios.compare.lines import LineChanges, line_changes
from scenarios.figures import OutcomeFigures, ProjectRow, figures_of

__all__ = [
    "Case",
    "Comparison",
    "DepartmentDelta",
    "LoadDelta",
    "PersonDelta",
    "ProjectDelta",
    "Side",
    "compare_plans",
]

Fate = Literal["lost", "later", "restaffed", "earlier", "won", "same", "never"]
"""``lost``: accepted before only; ``later``, ``earlier``: another end; ``restaffed``: the same end,
other lines; ``won``: accepted after only; ``never``: in neither plan."""

_RANK: dict[Fate, int] = {
    "lost": 0, "later": 1, "restaffed": 2, "earlier": 3, "won": 4, "same": 5, "never": 6,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A round, its outcome, and what to call it; ``sentences`` say what was changed."""

    name: Text
    round: Round
    outcome: Outcome
    sentences: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectDelta:
    """What becomes of a request.

    Attributes
    ----------
    project : str
    title : Text
    fate : str
        See `Fate`.
    worth : int
        Benefit times tier weight; negative when lost, positive when won, else 0.
    end_shift : int
        Periods by which the project ends later (negative: earlier).
    lines : int
        Lines that differ.
    reason : Text
        Why it is not done after the change; empty unless lost.
    code : str
    """

    project: str
    title: Text
    fate: Fate
    worth: int
    end_shift: int
    lines: int
    reason: Text
    code: str


@dataclass(frozen=True, slots=True)
class PersonDelta:
    """Work of a person, in percent-periods before and after; ``moved``: other packages."""

    expert: str
    name: Text
    department: str
    before: int
    after: int
    moved: bool


@dataclass(frozen=True, slots=True)
class DepartmentDelta:
    """A department before and after: benefit points, effort in percent-periods, cost in cents."""

    department: str
    name: Text
    benefit_before: int
    benefit_after: int
    gives_before: int
    gives_after: int
    gets_before: int
    gets_after: int
    cost_before: int
    cost_after: int

    @property
    def gain(self) -> int:
        """Benefit after less before."""
        return self.benefit_after - self.benefit_before


@dataclass(frozen=True, slots=True)
class LoadDelta:
    """Committed percent-periods of a department's people in one period, after less before."""

    department: str
    period: int
    change: int


@dataclass(frozen=True, slots=True)
class Side:
    """One scenario against the baseline.

    Attributes
    ----------
    case : Case
    figures : PlanFigures or None
        ``None``: the scenario has no plan, and everything else is empty.
    deltas : tuple of Delta
    projects : tuple of ProjectDelta
        Losers first, then by worth.
    people : tuple of PersonDelta
        Only those affected, who loses most work first.
    departments : tuple of DepartmentDelta
        Losers first.
    loads : tuple of LoadDelta
        Only where something changes.
    lines : LineChanges
    """

    case: Case
    figures: PlanFigures | None
    deltas: tuple[Delta, ...]
    projects: tuple[ProjectDelta, ...]
    people: tuple[PersonDelta, ...]
    departments: tuple[DepartmentDelta, ...]
    loads: tuple[LoadDelta, ...]
    lines: LineChanges

    @property
    def is_same(self) -> bool:
        """Whether the plan is the baseline's, line by line."""
        return self.figures is not None and not self.lines.changed


@dataclass(frozen=True, slots=True)
class Comparison:
    """A baseline and scenarios side by side."""

    base: Case
    base_figures: PlanFigures
    sides: tuple[Side, ...]


def compare_plans(base: Case, others: Sequence[Case]) -> Comparison:
    """Compare scenarios with a baseline.

    Parameters
    ----------
    base : Case
        Has a plan.
    others : sequence of Case
        A case without a plan is told as such.

    Raises
    ------
    ValueError
        The baseline has no plan.
    """
    if base.outcome.plan is None:
        raise ValueError("the baseline has no plan to compare with")
    before = figures_of(base.round, base.outcome)
    base_figures = figures_from(before)
    sides = tuple(_side(before, base_figures, base.outcome.plan, case) for case in others)
    return Comparison(base, base_figures, sides)


def _side(before: OutcomeFigures, base_figures: PlanFigures, base: Plan, case: Case) -> Side:
    if case.outcome.plan is None:
        return Side(case, None, (), (), (), (), (), LineChanges((), 0))
    after = figures_of(case.round, case.outcome)
    figures = figures_from(after, base)
    lines = line_changes(base, case.outcome.plan)
    return Side(
        case=case,
        figures=figures,
        deltas=headline_deltas(base_figures, figures),
        projects=_projects(before, after, lines),
        people=_people(before, after),
        departments=_departments(before, after),
        loads=_loads(before, after),
        lines=lines,
    )


def _projects(
    before: OutcomeFigures, after: OutcomeFigures, lines: LineChanges
) -> tuple[ProjectDelta, ...]:
    old = {row.project: row for row in before.projects}
    new = {row.project: row for row in after.projects}
    titles = {p.id: p.title for p in (*after.round.projects, *before.round.projects)}
    changed: dict[str, int] = {}
    for project, _, _ in lines.changed:
        changed[project] = changed.get(project, 0) + 1
    rows = []
    for id_, title in titles.items():
        was, now = _accepted(old.get(id_)), _accepted(new.get(id_))
        shift = (now.end or 0) - (was.end or 0) if was is not None and now is not None else 0
        fate = _fate(was, now, shift, changed.get(id_, 0))
        row = new.get(id_)
        gone = Text(zh="该项目已不在申请之列。", en="It is no longer requested.")
        rows.append(
            ProjectDelta(
                project=id_,
                title=title,
                fate=fate,
                worth=(now.worth if now is not None else 0) - (was.worth if was is not None else 0)
                if fate in ("lost", "won")
                else 0,
                end_shift=shift,
                lines=changed.get(id_, 0),
                reason=Text() if fate != "lost" else gone if row is None else row.reason,
                code="" if fate != "lost" else "withdrawn" if row is None else row.code,
            )
        )
    return tuple(
        sorted(rows, key=lambda r: (_RANK[r.fate], r.worth, -r.end_shift, -r.lines, r.project))
    )


def _accepted(row: ProjectRow | None) -> ProjectRow | None:
    return row if row is not None and row.accepted else None


def _fate(was: ProjectRow | None, now: ProjectRow | None, shift: int, lines: int) -> Fate:
    if was is None or now is None:
        return "lost" if was is not None else "won" if now is not None else "never"
    if shift:
        return "later" if shift > 0 else "earlier"
    return "restaffed" if lines else "same"


def _people(before: OutcomeFigures, after: OutcomeFigures) -> tuple[PersonDelta, ...]:
    def work(figures: OutcomeFigures) -> dict[str, dict[tuple[object, ...], int]]:
        found: dict[str, dict[tuple[object, ...], int]] = {}
        for use in figures.lines.people:
            key = (use.project, use.package, use.need, use.start, use.end)
            found.setdefault(use.expert, {})[key] = use.effort
        return found

    old, new = work(before), work(after)
    known = {e.id: e for e in (*after.round.experts, *before.round.experts)}
    rows = [
        PersonDelta(
            expert=id_,
            name=known[id_].name,
            department=known[id_].department,
            before=sum(old.get(id_, {}).values()),
            after=sum(new.get(id_, {}).values()),
            moved=old.get(id_, {}).keys() != new.get(id_, {}).keys(),
        )
        for id_ in known
        if old.get(id_, {}) != new.get(id_, {})
    ]
    return tuple(sorted(rows, key=lambda r: (r.after - r.before, r.expert)))


def _departments(before: OutcomeFigures, after: OutcomeFigures) -> tuple[DepartmentDelta, ...]:
    old = {account.department: account for account in before.accounts}
    new = {account.department: account for account in after.accounts}
    names = {d.id: d.name for d in (*after.round.departments, *before.round.departments)}
    rows = []
    for id_, name in names.items():
        was, now = old.get(id_), new.get(id_)
        rows.append(
            DepartmentDelta(
                department=id_,
                name=name,
                benefit_before=was.accepted_benefit if was else 0,
                benefit_after=now.accepted_benefit if now else 0,
                gives_before=was.given_effort if was else 0,
                gives_after=now.given_effort if now else 0,
                gets_before=was.got_effort if was else 0,
                gets_after=now.got_effort if now else 0,
                cost_before=was.cost_cents if was else 0,
                cost_after=now.cost_cents if now else 0,
            )
        )
    return tuple(sorted(rows, key=lambda r: (r.gain, r.department)))


def _loads(before: OutcomeFigures, after: OutcomeFigures) -> tuple[LoadDelta, ...]:
    change: dict[tuple[str, int], int] = {}
    for sign, loads in ((-1, before.departments), (1, after.departments)):
        for id_, used in zip(loads.ids, loads.used, strict=True):
            for period in map(int, used.nonzero()[0]):
                key = (id_, period)
                change[key] = change.get(key, 0) + sign * int(used[period])
    return tuple(LoadDelta(*key, by) for key, by in sorted(change.items()) if by)
