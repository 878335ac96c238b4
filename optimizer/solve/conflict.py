"""Why a round is infeasible: mandatory projects, windows and pins that can't hold together.

A project that nobody must accept can always be rejected, so only those that must be in (and what
they need first) can make a round infeasible. Everything here is asked of that smaller round.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

from optimizer.checks.facts import Facts
from optimizer.domain import Conflict, Plan, PlannedProject, ProjectPin, Round, Text
from optimizer.explain import Inserted, Room, insert_project
from optimizer.explain.words import blocked_words
from optimizer.model.families.pins import pin_name
from optimizer.solve.conflict_probe import ConflictProbe
from optimizer.solve.limits import Limits

__all__ = ["explain_conflict", "minimal_conflict"]


def explain_conflict(
    round_: Round, limits: Limits, cancel: threading.Event | None, seconds: float | None = None
) -> Conflict:
    """Return conditions that clash: leave out any one of them, and (if minimal) the rest can hold.

    Conditions are ``mandatory:<project>``, ``window:<project>`` (its windows and those of its
    packages) and pins. They are found by QuickXplain over exact re-solves: a condition leaves the
    list only when the rest is proven infeasible without it. A last pass takes its time over what is
    left; a probe that runs out of it keeps its condition, and then the list may not be minimal.

    Parameters
    ----------
    round_ : Round
        Proven infeasible.
    limits : Limits
    cancel : threading.Event or None
    seconds : float, optional
        What is left of the time limit; at least a second is taken. Unused in deterministic mode,
        where the number of probes and their deterministic time are what is limited.

    References
    ----------
    Junker (2004), QuickXplain: preferred explanations and relaxations for over-constrained
    problems.
    """
    probe = ConflictProbe(round_, limits, cancel, seconds)
    members = names = probe.conditions
    if probe.infeasible(names):
        members = minimal_conflict(probe, names)
    listed = ", ".join(members)
    why = _why(round_, members)
    return Conflict(
        members=tuple(members),
        minimal=not probe.cut_short,
        reason=Text(
            zh=f"以下条件不能同时成立：{listed}。{why.zh}放宽其中一项即可继续。",
            en=f"These conditions can't hold together: {listed}. {why.en}Relax one of them.",
        ),
    )


def minimal_conflict(probe: ConflictProbe, names: list[str]) -> list[str]:
    """Return a minimal part of conditions that clash, in their order.

    Minimal unless the probe was cut short.
    """
    probe.hurry()
    members = sorted(_quick_xplain(probe, [], names, False), key=names.index)
    probe.hurry(hurried=False)
    return _shrunk(probe, members)


def _shrunk(probe: ConflictProbe, members: list[str]) -> list[str]:
    """Leave out whatever the rest clashes without, the least preferred first."""
    for name in reversed(members):
        rest = [other for other in members if other != name]
        if probe.infeasible(rest):
            members = rest
    return members


def _quick_xplain(
    probe: ConflictProbe, kept: list[str], candidates: list[str], added: bool
) -> list[str]:
    """Return a minimal part of ``candidates`` that is infeasible together with ``kept``."""
    if added and probe.infeasible(kept):
        return []
    if len(candidates) <= 1:
        return candidates
    half = len(candidates) // 2
    first, second = candidates[:half], candidates[half:]
    needed = _quick_xplain(probe, kept + first, second, bool(first))
    return needed + _quick_xplain(probe, kept + needed, first, bool(needed))


def _why(round_: Round, members: Sequence[str]) -> Text:
    """Return what is taken when the clashing projects are placed one after the other, in words."""
    pins = tuple(pin for i, pin in enumerate(round_.pins) if pin_name(i, pin) in members)
    named = {name.split(":", 1)[1] for name in members if name.startswith("mandatory:")}
    named |= {pin.project for pin in pins if isinstance(pin, ProjectPin) and pin.accepted}
    facts = Facts(round_.model_copy(update={"pins": pins}))
    placed: list[PlannedProject] = []
    for project in facts.with_prerequisites(p.id for p in round_.projects if p.id in named):
        found = insert_project(Room(facts, Plan(projects=tuple(placed))), project)
        if isinstance(found, Inserted):
            placed.append(found.planned)
        elif found.blockers:
            words = blocked_words(round_, found.blockers)
            return Text(
                zh=f"依次排入时，{project.id} 排不下：{words.zh}",
                en=f"Placed one after the other, {project.id} finds no place. {words.en} ",
            )
    return Text()
