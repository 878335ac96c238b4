"""Who pays what of the plan of a run: by the round's rule, by another, by all of them side by side.

What a rule needs no table of coalitions for, or only small ones, is worked out while somebody
waits, and kept. The rest, and what departments could reach by themselves, is asked as a question
that the background answers; its answer stays with the run (see :mod:`api.usecases.questions`).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from api.access import Actor
from api.problems import Problem
from api.store import Session, rounds
from api.store import runs as store
from api.store.tables import Run
from api.usecases import questions, runs
from optimizer.domain import Plan, Round
from optimizer.domain.types import Text
from optimizer.findings import Finding
from optimizer.sharing import RuleRefused
from optimizer.sharing.plans import (
    AmountInterval,
    PlanShares,
    RuleChoice,
    has_closed_form,
    largest_project,
    plan_choices,
    read_choice,
    share_plan,
)

__all__ = [
    "MOST_AT_ONCE",
    "RuleColumn",
    "RuleTable",
    "ask_for_shares",
    "ask_for_standing",
    "forget",
    "rule_table",
    "shares_of",
]

MOST_AT_ONCE = 10
"""Departments in one project up to which a table of coalitions is made while somebody waits."""

Standing = Mapping[str, tuple[AmountInterval, AmountInterval]]


@dataclass(frozen=True, slots=True)
class RuleColumn:
    """What one or several rules that agree to the cent make everybody pay.

    Attributes
    ----------
    choices : tuple of RuleChoice
    pays_cents : tuple of int
        By department, in the order of the table.
    """

    choices: tuple[RuleChoice, ...]
    pays_cents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RuleTable:
    """The shares of a plan by every rule, side by side.

    Attributes
    ----------
    base : RuleChoice
        The round's own rule; the first column holds it.
    departments : tuple of str
        The one for which the rule matters most stands first.
    names : tuple of Text
    columns : tuple of RuleColumn
    refused : tuple of (RuleChoice, Finding)
        Rules that do not apply to this plan, and why.
    later : tuple of RuleChoice
        Rules that take long on this plan and were not asked for yet.
    currency : str
    """

    base: RuleChoice
    departments: tuple[str, ...]
    names: tuple[Text, ...]
    columns: tuple[RuleColumn, ...]
    refused: tuple[tuple[RuleChoice, Finding], ...]
    later: tuple[RuleChoice, ...]
    currency: str


def shares_of(session: Session, run: Run, key: str | None = None) -> PlanShares:
    """Return the shares of the plan of a run by a rule; by the round's own without a key.

    Raises
    ------
    Problem
        ``conflict`` while the run has no plan, or when the rule takes long on it and has not been
        asked for; ``invalid`` when the rule does not apply.
    """
    round_, plan = _planned(session, run)
    choice, answers = _choice(round_, key), _Answers(session, run)
    at = (run.id, choice.key, answers.mark)
    made = _shares.get(at, partial(_made, round_, plan, choice, answers))
    if isinstance(made, Finding):
        raise Problem("invalid", findings=[made])
    if made is None:
        raise Problem(
            "conflict",
            f"{choice.name.zh}在此计划上需要较长计算，请先提交后台计算。",
            f"The rule {choice.name.en} takes long on this plan: ask for it first, with POST.",
        )
    return made


def rule_table(session: Session, run: Run) -> RuleTable:
    """Return the shares of the plan of a run by every rule that can be had at once.

    Raises
    ------
    Problem
        ``conflict`` while the run has no plan; ``invalid`` when not even the round's own rule
        applies to it.
    """
    answers = _Answers(session, run)

    def make() -> RuleTable:
        round_, plan = _planned(session, run)
        return _table(round_, plan, shares_of(session, run), answers)

    return _tables.get((run.id, answers.mark), make)


def _table(round_: Round, plan: Plan, first: PlanShares, answers: _Answers) -> RuleTable:
    base, before = read_choice(round_, None), _paid(first)
    columns = {before: [base]}
    refused, later = [], []
    for choice in plan_choices():
        if choice.key == base.key:
            continue
        made = _made(round_, plan, choice, answers)
        if isinstance(made, Finding):
            refused.append((choice, made))
        elif made is None:
            later.append(choice)
        else:
            columns.setdefault(_paid(made), []).append(choice)
    most = [max(abs(paid[i] - before[i]) for paid in columns) for i in range(len(before))]
    order = sorted(range(len(before)), key=lambda i: (-most[i], i))
    return RuleTable(
        base=base,
        departments=tuple(round_.departments[i].id for i in order),
        names=tuple(round_.departments[i].name for i in order),
        columns=tuple(
            RuleColumn(tuple(choices), tuple(paid[i] for i in order))
            for paid, choices in columns.items()
        ),
        refused=tuple(refused),
        later=tuple(later),
        currency=round_.currency,
    )


def _paid(shares: PlanShares) -> tuple[int, ...]:
    return tuple(statement.pays_cents for statement in shares.departments)


def ask_for_shares(
    session: Session, actor: Actor, about: Run, key: str | None, wishes: runs.Wishes
) -> Run:
    """Ask for the shares of the plan of a run by a rule that takes long on it.

    Raises
    ------
    Problem
        ``conflict`` while the run has no plan, ``invalid`` for an unknown rule, ``too-many-runs``.
    """
    round_, _ = _planned(session, about)
    question = {"rule": _choice(round_, key).key}
    return questions.ask(session, actor, about, "shares", question, wishes)


def ask_for_standing(session: Session, actor: Actor, about: Run, wishes: runs.Wishes) -> Run:
    """Ask what each department could reach by itself, and all others without it.

    Raises
    ------
    Problem
        ``conflict`` while the run has no plan; ``too-many-runs``.
    """
    _planned(session, about)
    return questions.ask(session, actor, about, "stand-alone", {}, wishes)


def _planned(session: Session, run: Run) -> tuple[Round, Plan]:
    plan = runs.outcome_of(run).plan
    if plan is None:
        raise Problem("conflict", "该求解没有计划。", "The run found no plan.")
    return rounds.snapshot_of(session, run.round_hash), plan


def _choice(round_: Round, key: str | None) -> RuleChoice:
    try:
        return read_choice(round_, key)
    except RuleRefused as refusal:
        raise Problem("invalid", findings=[refusal.finding]) from None


class _Answers:
    """What was asked about the plan of a run, and answered; read once for all rules."""

    def __init__(self, session: Session, run: Run) -> None:
        self._rows = store.answers_about(session, run)

    @property
    def mark(self) -> str:
        """Changes when something more is answered."""
        return self._rows[0].id if self._rows else ""

    def newest(self, kind: str, question: dict[str, str]) -> dict[str, Any] | None:
        """Return the newest answer to a question, if there is one."""
        for row in self._rows:
            if row.kind == kind and row.question == question:
                return questions.answer_of(row)
        return None

    def standing(self) -> Standing | None:
        """Return what departments could reach by themselves, if that is known."""
        answer = self.newest("stand-alone", {})
        if answer is None:
            return None
        return {
            department: (AmountInterval(**alone), AmountInterval(**others))
            for department, (alone, others) in answer["standing"].items()
        }


def _made(
    round_: Round, plan: Plan, choice: RuleChoice, answers: _Answers
) -> PlanShares | Finding | None:
    """Return shares, why the rule does not apply, or none when it has to be asked for first."""
    answer = answers.newest("shares", {"rule": choice.key})
    if answer is not None:
        return PlanShares.model_validate(answer["shares"])
    if not has_closed_form(choice.rule) and largest_project(round_, plan) > MOST_AT_ONCE:
        return None
    try:
        return share_plan(
            round_, plan, choice.rule.id, basis=choice.basis, standing=answers.standing()
        )
    except RuleRefused as refusal:
        return refusal.finding


Made = TypeVar("Made")


class _Kept(Generic[Made]):
    """What was worked out last, by what it was worked out from."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[str, ...], Made] = OrderedDict()

    def get(self, key: tuple[str, ...], make: Callable[[], Made]) -> Made:
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        with self._lock:
            self._held[key] = made
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return made

    def clear(self) -> None:
        with self._lock:
            self._held.clear()


_shares = _Kept[PlanShares | Finding | None](8)
_tables = _Kept[RuleTable](16)
"""The plan of a run never changes, so what was answered about it tells all."""


def forget() -> None:
    """Forget what was worked out; the next reading works it out again."""
    _shares.clear()
    _tables.clear()
