"""What a team receives: who, what, when, how much, from whom, at which cost share, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

from api.access import Actor
from api.access.life import RoundState
from api.problems import Problem
from api.store import Session, review, rounds, runs
from api.store.tables import AllocationRound
from api.usecases.lines import review_lines
from optimizer.domain import Outcome, Project, Round, Text
from optimizer.sharing.plans import PlanShares, share_plan

__all__ = ["Proposal", "calendar_of", "proposal_for", "proposed_projects"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one project gets.

    Attributes
    ----------
    project : Project
    final : bool
        Whether it is published; before that it may still change.
    accepted : bool
    lines : tuple of dict
        Person, facility, money and time lines, with names.
    shares : tuple of dict
        What each department pays of the project.
    reason : Text
        Why it is left out; empty when accepted.
    round : Round
    """

    project: Project
    final: bool
    accepted: bool
    lines: tuple[dict[str, Any], ...]
    shares: tuple[dict[str, Any], ...]
    reason: Text
    round: Round


def proposal_for(session: Session, actor: Actor, row: AllocationRound, project_id: str) -> Proposal:
    """Return the proposal for a project: the published one, or the one under review.

    Raises
    ------
    Problem
        ``not-found`` for a project that is not in the round or not the actor's to see;
        ``conflict`` while there is no plan to propose.
    """
    final = row.state in (RoundState.PUBLISHED, RoundState.CLOSED)
    round_, outcome, shares = _proposed(session, row, final)
    project = next((p for p in round_.projects if p.id == project_id), None)
    if project is None or not _may_see(actor, project):
        raise Problem("not-found")
    if outcome.plan is None:
        raise Problem("conflict", "没有计划。", "There is no plan.")
    accepted = any(p.project == project_id for p in outcome.plan.projects)
    reason = next((r.reason for r in outcome.rejected if r.project == project_id), Text())
    names = _names(round_)
    lines = tuple(
        {
            "kind": line.kind,
            "package": line.key[1],
            "need": line.key[2],
            "subject": line.key[3],
            "name": names.get(line.key[3], Text()).model_dump(),
            "from_department": line.owner,
            **line.document,
        }
        for line in review_lines(round_, outcome.plan)
        if line.key[0] == project_id
    )
    paid = next((p for p in shares.projects if p.project == project_id), None)
    parts = () if paid is None else paid.shares
    return Proposal(
        project=project,
        final=final,
        accepted=accepted,
        lines=lines,
        shares=tuple(
            {"department": s.department, "cents": s.cents, "currency": round_.currency}
            for s in parts
            if s.cents
        ),
        reason=Text() if accepted else reason,
        round=round_,
    )


def proposed_projects(
    session: Session, actor: Actor, row: AllocationRound
) -> list[tuple[Project, bool]]:
    """Return the projects of a round's plan that the actor may see, and whether each is in.

    Nothing while there is no plan to propose.
    """
    if row.state in (RoundState.PUBLISHED, RoundState.CLOSED):
        made = review.find_publication(session, row.id)
        if made is None:
            return []
        round_ = rounds.snapshot_of(session, made.round_hash)
        outcome = Outcome.model_validate_json(made.outcome)
    else:
        try:
            round_, outcome = _under_review(session, row)
        except Problem:
            return []
    accepted = {p.project for p in outcome.plan.projects} if outcome.plan is not None else set()
    return [(p, p.id in accepted) for p in round_.projects if _may_see(actor, p)]


def _proposed(
    session: Session, row: AllocationRound, final: bool
) -> tuple[Round, Outcome, PlanShares]:
    if final:
        made = review.find_publication(session, row.id)
        if made is None:
            raise Problem("fault")
        round_ = rounds.snapshot_of(session, made.round_hash)
        outcome = Outcome.model_validate_json(made.outcome)
        return round_, outcome, PlanShares.model_validate_json(made.shares)
    round_, outcome = _under_review(session, row)
    if outcome.plan is None:
        raise Problem("conflict", "没有计划。", "There is no plan.")
    return round_, outcome, share_plan(round_, outcome.plan)


def _under_review(session: Session, row: AllocationRound) -> tuple[Round, Outcome]:
    run = None if row.run_id is None else runs.find_run(session, row.run_id)
    if run is None or run.outcome is None:
        raise Problem("conflict", "尚无拟议方案。", "There is no proposal yet.")
    round_ = rounds.snapshot_of(session, run.round_hash)
    outcome = Outcome.model_validate_json(run.outcome)
    if outcome.plan is None:
        raise Problem("conflict", "没有计划。", "There is no plan.")
    return round_, outcome


def _may_see(actor: Actor, project: Project) -> bool:
    concerned = actor.departments & set(project.departments)
    return actor.sees_all or project.id in actor.projects or bool(concerned)


def _names(round_: Round) -> dict[str, Text]:
    names = {expert.id: expert.name for expert in round_.experts}
    names |= {facility.id: facility.name for facility in round_.facilities}
    names |= {dataset.id: dataset.name for dataset in round_.datasets}
    return names | {fund.id: fund.name for fund in round_.funds}


def calendar_of(proposal: Proposal, lang: str) -> bytes:
    """Return the packages of an accepted project as an iCalendar feed, a day event each."""
    calendar = Calendar()
    calendar.add("prodid", "-//Roundtable//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", proposal.project.title.in_lang(lang) or proposal.project.id)
    names = {package.id: package.name for package in proposal.project.packages}
    people: dict[str, list[str]] = {}
    for line in proposal.lines:
        if line["kind"] == "person":
            name = Text.model_validate(line["name"]).in_lang(lang) or line["subject"]
            people.setdefault(line["package"], []).append(name)
    for line in proposal.lines:
        if line["kind"] != "time":
            continue
        event = Event()
        package = line["package"]
        title = names[package].in_lang(lang) or package
        event.add("uid", f"{proposal.project.id}/{package}@roundtable")
        event.add("summary", f"{proposal.project.id} {title}")
        event.add("description", ", ".join(people.get(package, [])))
        first = date.fromisoformat(line["first_day"])
        last = date.fromisoformat(line["last_day"])
        event.add("dtstart", first)
        event.add("dtend", last + timedelta(days=1))
        # The feed is the same while the plan is: no time of writing in it.
        event.add("dtstamp", datetime(first.year, first.month, first.day, tzinfo=UTC))
        event.add("status", "CONFIRMED" if proposal.final else "TENTATIVE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
