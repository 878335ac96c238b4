"""The heat map: resources by period, and who competes for one of them."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

import numpy as np
from fastapi import Form, Query, Request, Response

from api.console import charts
from api.console.heat_rows import MEASURES, HeatRows, heat_rows
from api.console.heat_tree import tree_rows
from api.console.page import fragment, gone_to, page, voice_of
from api.console.pages.plan import head_of
from api.console.pages.runs import DEEP, DOERS
from api.console.plans import PlanShown, plan_shown
from api.console.route import console_router
from api.console.unconfirmed import unconfirmed
from api.console.voice import Voice
from api.http.queueing import enqueue_when_kept
from api.http.route import ActorOf, SessionOf, open_to
from api.http.routes.runs import SolveBody
from api.problems import Problem
from api.runs.pricing import PriceTables
from api.store import Session
from api.usecases import prices, runs
from api.usecases.prices import Priced

__all__ = ["router"]

router = console_router()
LISTED = 50
"""Rows of the table beside the chart, a page."""


@router.get("/runs/{run_id}/heat", **open_to(*DEEP))
def show(
    run_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    rows: str = "skills",
    measure: str = "load",
    row: str = "",
    period: Annotated[int | None, Query(ge=0)] = None,
    after: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """Show the heat map; prices are worked out in the background, once somebody asks for them."""
    _check(rows, measure)
    voice = voice_of(request)
    shown = plan_shown(session, run_id, voice.lang)
    at = f"/runs/{run_id}/heat"
    choice = {"rows": rows, "measure": measure}
    priced = prices.prices_of(session, shown.run) if measure == "worth" else Priced(known=True)
    made = _map(session, shown, voice, choice, after, priced.tables) if priced.known else {}
    head = head_of(shown, "heat")
    return page(
        request,
        "heat.html",
        **{name: value for name, value in head.items() if name != "row"},
        row_of_round=shown.row,
        at=at,
        query=urlencode({**choice, "after": after}),
        kinds=[(kind, voice(f"heat.by-{kind}")) for kind in MEASURES],
        measures=[(name, voice(f"heat.{name}")) for name in MEASURES[rows]],
        rows=rows,
        measure=measure,
        priced=priced,
        can_ask=actor.has(*DOERS),
        map=made,
        row=row,
        period=period,
        competing=_competing(shown, rows, row, period),
        names=_names(shown, rows),
        days=_days(shown),
    )


@router.get("/runs/{run_id}/heat/map", **open_to(*DEEP))
def show_map(
    run_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    rows: str = "skills",
    measure: str = "worth",
    after: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """Show the map of prices alone, or that they are still being worked out."""
    _check(rows, measure)
    voice = voice_of(request)
    shown = plan_shown(session, run_id, voice.lang)
    priced = prices.prices_of(session, shown.run)
    choice = {"rows": rows, "measure": measure}
    at = f"/runs/{run_id}/heat"
    made = _map(session, shown, voice, choice, after, priced.tables) if priced.known else {}
    return fragment(
        request,
        "_heat_prices.html",
        map=made,
        priced=priced,
        at=at,
        query=urlencode({**choice, "after": after}),
        can_ask=actor.has(*DOERS),
        rows=rows,
    )


@router.post("/runs/{run_id}/heat/prices", **open_to(*DOERS, key=True))
def ask_for_prices(
    run_id: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    rows: Annotated[str, Form(max_length=100)] = "skills",
) -> Response:
    """Ask what one more of each resource is worth."""
    _check(rows, "worth")
    about = runs.read(session, run_id)
    made = prices.ask_for_prices(session, actor, about, SolveBody().wishes(request))
    enqueue_when_kept(request, made.id)
    return gone_to(request, f"/runs/{run_id}/heat?rows={rows}&measure=worth")


def _check(rows: str, measure: str) -> None:
    if measure not in MEASURES.get(rows, ()):
        raise Problem("not-found")


def _map(
    session: Session,
    shown: PlanShown,
    voice: Voice,
    choice: dict[str, str],
    after: int,
    tables: PriceTables | None,
) -> dict[str, Any]:
    """Return the chart's spec and a page of the table beside it."""
    at, stale = f"/runs/{shown.run.id}/heat", unconfirmed(session)
    if choice["rows"] == "tree":
        kinds = {kind: voice(f"heat.by-{kind}") for kind in ("people", "facilities")}
        made = tree_rows(shown, choice["measure"], tables, stale, kinds)
    else:
        made = heat_rows(shown, choice["rows"], choice["measure"], tables, stale)
    if made is None or not made.ids:
        return {"spec": None, "priced": made is not None}
    days = _days(shown)
    values = np.round(made.values, made.digits)
    cells = [[None if np.isnan(v) else float(v) for v in line] for line in values]
    if not made.digits:
        cells = [[None if v is None else int(v) for v in line] for line in cells]
    finite = made.values[np.isfinite(made.values)]
    top = 100.0 if made.unit == "%" else float(max(1e-9, finite.max() if finite.size else 1))
    next_ = {**choice, "after": after + LISTED}
    return {
        "spec": charts.heat(
            made.names,
            days,
            cells,
            top=top,
            unit=made.unit,
            words={
                "above": voice("heat.above"),
                "none": voice("heat.no-value"),
                "tentative": voice("heat.tentative"),
            },
            above=made.above,
            levels=made.levels,
            tentative=made.tentative,
        )
        | {"link": f"{at}?{urlencode(choice)}&row={{row}}&period={{column}}#who", "ids": made.ids},
        "priced": True,
        "name": voice(f"heat.{choice['measure']}"),
        "days": days,
        "folds": [
            (row, name)
            for row, (name, level) in enumerate(zip(made.names, made.levels, strict=False))
            if level == 0
        ],
        "tentative": any(made.tentative),
        "worthless": choice["measure"] == "worth" and not (finite > 0).any(),
        "listed": _listed(made, cells, after),
        "first": f"{at}?{urlencode(choice)}" if after else "",
        "next": f"{at}?{urlencode(next_)}" if len(made.ids) > after + LISTED else "",
    }


def _listed(made: HeatRows, cells: list[list[Any]], after: int) -> list[dict[str, Any]]:
    """Return a page of the table: each row with its depth, its figures, and whether it is sure."""
    count = len(made.names)
    rows = zip(
        made.names,
        made.levels or (0,) * count,
        made.tentative or (False,) * count,
        cells,
        strict=True,
    )
    return [
        {
            "name": name,
            "level": level,
            "tentative": tentative,
            "values": ["–" if value is None else f"{value:g}" for value in line],
        }
        for name, level, tentative, line in list(rows)[after : after + LISTED]
    ]


def _days(shown: PlanShown) -> list[str]:
    calendar = shown.round.calendar
    return [calendar.first_day(t).isoformat() for t in range(calendar.periods)]


def _names(shown: PlanShown, rows: str) -> list[tuple[str, str]]:
    names, round_ = shown.voice.names, shown.round
    if rows == "tree":
        return [
            *((f"departments:{x.id}", names.department(x.id)) for x in round_.departments),
            *((f"people:{x.id}", names.person(x.id)) for x in round_.experts),
            *((f"facilities:{x.id}", names.facility(x.id)) for x in round_.facilities),
        ]
    return {
        "departments": [(x.id, names.department(x.id)) for x in round_.departments],
        "skills": [(x.id, names.skill(x.id)) for x in round_.skills],
        "people": [(x.id, names.person(x.id)) for x in round_.experts],
        "facilities": [(x.id, names.facility(x.id)) for x in round_.facilities],
    }[rows]


def _competing(
    shown: PlanShown, rows: str, row: str, period: int | None
) -> list[dict[str, Any]] | None:
    """Return who holds a resource in a period, and who was left out and asks for it."""
    if not row or period is None:
        return None
    if rows == "tree":
        kind, _, row = row.partition(":")
        rows = {"people-of": "departments", "facilities-of": "departments"}.get(kind, kind)
    if rows not in MEASURES:
        return []
    figures, names = shown.figures, shown.voice.names
    held: dict[str, int] = {}
    if rows == "facilities":
        for use in figures.lines.facilities:
            if use.facility == row and use.start <= period < use.end:
                held[use.project] = held.get(use.project, 0) + use.units
    else:
        owner = {expert.id: expert.department for expert in shown.round.experts}
        for use_ in figures.lines.people:
            known = {"people": use_.expert, "skills": use_.skill, "departments": owner[use_.expert]}
            if known[rows] == row and use_.start <= period < use_.end:
                held[use_.project] = held.get(use_.project, 0) + use_.load_pct
    unit = "" if rows == "facilities" else "%"
    found = [
        {"id": id_, "title": names.project(id_), "amount": f"{amount}{unit}", "holds": True}
        for id_, amount in sorted(held.items(), key=lambda item: -item[1])
    ]
    kind = {x.id: x.kind for x in shown.round.facilities}.get(row, "")
    wanted = {"skills": ("skill", row), "facilities": ("kind", kind)}.get(rows)
    for left in figures.left_out:
        if any((ask.what, ask.name) == wanted for ask in left.asks):
            title = names.project(left.project)
            found.append({"id": left.project, "title": title, "amount": "", "holds": False})
    return found
