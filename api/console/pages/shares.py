"""Cost shares: who pays, earns and gains, by which rule, with what proof, settled how."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Form, Query, Request, Response

from api.access import Actor, Role
from api.access.life import RoundState
from api.console import money
from api.console.page import fragment, gone_to, page, voice_of
from api.console.pages.plan import head_of
from api.console.pages.runs import DEEP, DOERS
from api.console.plans import PlanShown, plan_shown
from api.console.route import console_router
from api.http.queueing import enqueue_when_kept
from api.http.route import ActorOf, SessionOf, open_to
from api.http.routes.runs import SolveBody
from api.problems import Problem
from api.store import Session
from api.store import review as review_store
from api.store import runs as run_store
from api.store.tables import Run
from api.usecases import publications, rounds, runs, shares
from optimizer.domain import Plan, Round
from optimizer.sharing.plans import PlanShares, plan_choices
from optimizer.sharing.plans.share_plan import find_card
from scenarios.figures import figures_of
from scenarios.figures.project_money import project_money
from scenarios.report.sections.sharing import sharing
from scenarios.report.voice import Voice as ReportVoice
from scenarios.report.voice import voice_of as report_voice

__all__ = ["router"]

router = console_router()
SIZE = 100
"""Projects of the table of who pays what, a page."""

Rule = Annotated[str, Query(max_length=100)]
Number = Annotated[int | None, Query(ge=1)]


@router.get("/runs/{run_id}/shares", **open_to(*DEEP))
def of_run(
    run_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    rule: Rule = "",
    project: Annotated[str, Query(max_length=200)] = "",
    after: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """Show who would pay what of a plan, by the round's rule or another."""
    voice = voice_of(request)
    shown = plan_shown(session, run_id, voice.lang)
    own = shares.shares_of(session, shown.run)
    chosen, trouble = own, None
    if rule:
        try:
            chosen = shares.shares_of(session, shown.run, rule)
        except Problem as problem:
            trouble = problem
    at = f"/runs/{run_id}/shares"
    return page(
        request,
        "shares.html",
        **head_of(shown, "shares"),
        **_told(request, shown.voice, shown.round, _plan(shown), chosen, project, after),
        **_waiting(session, shown.run),
        at=at,
        own=own,
        rule=rule,
        rules=[(choice.key, voice.text(choice.name)) for choice in plan_choices()],
        trouble=trouble,
        can_ask=actor.has(*DOERS),
        change={}
        if chosen is own
        else {
            after_.department: after_.pays_cents - before.pays_cents
            for before, after_ in zip(own.departments, chosen.departments, strict=True)
        },
        choice={"rule": rule} if rule else {},
    )


@router.get("/runs/{run_id}/shares/rules", **open_to(*DEEP))
def side_by_side(run_id: str, request: Request, session: SessionOf) -> Response:
    """Show every rule side by side: a part of the page that may come a little later."""
    voice = voice_of(request)
    shown = plan_shown(session, run_id, voice.lang)
    table = shares.rule_table(session, shown.run)
    return fragment(
        request,
        "_rule_table.html",
        run=shown.run,
        columns=[
            [(choice.key, voice.text(choice.name)) for choice in column.choices]
            for column in table.columns
        ],
        rows=money.rule_rows(table, voice, shown.voice),
        chart_of=money.changes_chart(table, voice),
        refused=[
            (voice.text(choice.name), finding.message(voice.lang))
            for choice, finding in table.refused
        ],
        later=[(choice.key, voice.text(choice.name)) for choice in table.later],
        currency=shown.voice.numerals.currency_word,
    )


@router.get("/runs/{run_id}/shares/standing", **open_to(*DEEP))
def standing(run_id: str, request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """Show what departments could reach by themselves, or how far that is."""
    shown = plan_shown(session, run_id, voice_of(request).lang)
    own = shares.shares_of(session, shown.run)
    return fragment(
        request,
        "_standing.html",
        run=shown.run,
        at=f"/runs/{run_id}/shares",
        standing=money.standing_rows(own, shown.voice),
        can_ask=actor.has(*DOERS),
        **_waiting(session, shown.run),
    )


@router.post("/runs/{run_id}/shares/standing", **open_to(*DOERS, key=True))
def ask_for_standing(
    run_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    seconds: Annotated[float, Form(ge=1, le=86_400)] = 60.0,
) -> Response:
    """Ask what departments could reach by themselves."""
    about = runs.read(session, run_id)
    wishes = SolveBody(time_limit_seconds=seconds).wishes(request)
    made = shares.ask_for_standing(session, actor, about, wishes)
    enqueue_when_kept(request, made.id)
    return gone_to(request, f"/runs/{run_id}/shares", "notice.shares-asked")


@router.post("/runs/{run_id}/shares/ask", **open_to(*DOERS, key=True))
def ask_for_rule(
    run_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    rule: Annotated[str, Form(max_length=100)],
) -> Response:
    """Ask for the shares by a rule that takes long."""
    about = runs.read(session, run_id)
    made = shares.ask_for_shares(session, actor, about, rule, SolveBody().wishes(request))
    enqueue_when_kept(request, made.id)
    return gone_to(request, f"/runs/{run_id}/shares", "notice.shares-asked")


@router.get("/rounds/{round_id}/shares", **open_to(*DEEP, Role.CONTACT))
def of_round(
    round_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    number: Number = None,
    project: Annotated[str, Query(max_length=200)] = "",
    after: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """Show the shares of a published plan as they were fixed; to contacts their own bill."""
    row = rounds.read(session, round_id)
    if row.state not in (RoundState.PUBLISHED, RoundState.CLOSED):
        return page(request, "shares_none.html", row=row, sees_run=actor.has(*DEEP))
    made = publications.published(session, row, number)
    voice = report_voice(figures_of(made.round, made.outcome), voice_of(request).lang)
    shown: dict[str, Any] = {
        "row": row,
        "made": made,
        "at": f"/rounds/{row.id}/shares",
        "rt": voice,
        "rn": voice.with_fractions().numerals,
        "numbers": [p.number for p in review_store.every_publication(session, row.id)],
    }
    if not actor.has(*DEEP):
        return page(request, "bills.html", **shown, bills=_bills(actor, made, voice))
    difference = publications.difference_of(session, row, made)
    return page(
        request,
        "round_shares.html",
        **shown,
        **_told(request, voice, made.round, made.plan, made.shares, project, after),
        difference=difference if made.row.number > 1 else None,
        change={},
        choice={} if number is None else {"number": str(number)},
    )


def _plan(shown: PlanShown) -> Plan:
    plan = shown.figures.plan
    if plan is None:
        raise Problem("conflict")
    return plan


def _waiting(session: Session, run: Run) -> dict[str, Any]:
    """Return what was asked about the shares of a plan and is not answered yet."""
    waiting = run_store.waiting_about(session, run)
    return {
        "standing_waits": next((r.id for r in waiting if r.kind == "stand-alone"), None),
        "rules_wait": [r.question["rule"] for r in waiting if r.kind == "shares" and r.question],
    }


def _told(
    request: Request,
    report: ReportVoice,
    round_: Round,
    plan: Plan,
    made: PlanShares,
    project: str,
    after: int,
) -> dict[str, Any]:
    """Return what both pages show of shares."""
    voice = voice_of(request)
    paid = project_money(round_, plan, made)
    one = [item for item in paid if item.project == project]
    card = find_card(round_, made.rule)
    return {
        "view": sharing(made, report.with_fractions()),
        "shares": made,
        "departments": made.departments,
        "exact": report.with_fractions().numerals,
        "pays_chart": money.pays_chart(made, voice, report),
        "settlement_chart": money.settlement_chart(made, report),
        "flow_chart": money.flow_chart(one or paid, made.currency, voice, report),
        "money": money.money_rows(one or paid[after : after + SIZE], report),
        "projects": [(item.project, report.names.project(item.project)) for item in paid],
        "project": project if one else "",
        "when": card.when(voice.lang),
        "axioms": card.axioms,
        "standing": money.standing_rows(made, report),
        "first": after > 0 and not one,
        "next": after + SIZE if len(paid) > after + SIZE and not one else 0,
    }


def _bills(actor: Actor, made: publications.Published, report: ReportVoice) -> list[dict[str, Any]]:
    """Return the bill of each department that the actor speaks for."""
    exact = report.with_fractions()
    named, amount = exact.names, exact.numerals.money
    bills = []
    for department in sorted(actor.departments):
        if department not in {d.department for d in made.shares.departments}:
            continue
        bill = publications.bill_of(actor, made, department)
        said = bill.statement
        bills.append(
            {
                "name": named.department(department),
                "pays": amount(said.pays_cents),
                "earns": amount(said.earns_cents),
                "balance": amount(said.balance_cents),
                "receives": said.balance_cents >= 0,
                "alone": amount(said.alone_cents.high),
                "gain": amount(said.gain_cents.low),
                "projects": [(p, named.project(p), amount(c)) for p, c in bill.projects],
                "transfers": [
                    (
                        _account(report, t.payer, t.payer_fund),
                        _account(report, t.payee, t.payee_fund),
                        amount(t.cents),
                    )
                    for t in bill.transfers
                ],
            }
        )
    return bills


def _account(report: ReportVoice, department: str, fund: str | None) -> str:
    name = report.names.department(department)
    return name if fund is None else f"{name} · {report.names.fund(fund)}"
