"""The report as one HTML file that opens offline from a mail and needs no script."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from optimizer import __version__
from scenarios.figures import OutcomeFigures
from scenarios.report.sections import (
    departments,
    facilities,
    money,
    overview,
    people,
    plan,
    sharing,
)
from scenarios.report.sections.axis import axis_of
from scenarios.report.sections.provenance import provenance
from scenarios.report.voice import Voice, voice_of

if TYPE_CHECKING:
    from optimizer.sharing.plans.documents import PlanShares

__all__ = ["render_page"]

OPEN_PEOPLE = 80
"""With more people than this, and likewise projects, details start folded."""
GANTT_ROWS = 40
"""Projects of the Gantt chart that stand unfolded."""


def render_page(figures: OutcomeFigures, lang: str, shares: PlanShares | None = None) -> str:
    """Return the report of an outcome as an HTML document.

    The document loads nothing: style, charts and the few lines of script that sort tables are in
    it, and its content security policy forbids everything else. Everything is readable without the
    script. Equal outcomes give equal bytes.

    Parameters
    ----------
    figures : OutcomeFigures
    lang : str
        ``"zh"`` or ``"en"``.
    shares : PlanShares, optional
        Cost shares of the same plan; without them there is no section on them.
    """
    voice = voice_of(figures, lang)
    axis = axis_of(figures, voice)
    round_, has_plan = figures.round, figures.plan is not None
    context = {
        "t": voice,
        "n": voice.numerals,
        "lang": {"zh": "zh-CN"}.get(lang, lang),
        "version": __version__,
        "script_hash": _script_hash(),
        "figures": figures,
        "title": figures.round.title.in_lang(lang) or voice("page.untitled"),
        "window": _window(figures, voice),
        "size": _size(figures, voice),
        "axis": axis,
        "overview": overview.overview(figures, voice),
        "projects": plan.projects(figures, voice),
        "gantt": plan.gantt(figures, axis, voice),
        "gantt_rows": GANTT_ROWS,
        "packages": plan.packages(figures, voice),
        "changes": plan.changes(figures, voice),
        "time_chart": people.time_chart(figures, axis, voice),
        "pressures": people.pressures(figures, voice),
        "teams": people.teams(figures, axis, voice),
        "kinds": facilities.facility_kinds(figures, axis, voice),
        "datasets": facilities.datasets(figures, voice),
        "funds": money.funds(figures, voice),
        "slots": money.slots(figures, voice),
        "categories": money.category_pressures(figures, voice),
        "cost_parts": money.cost_parts(figures, voice),
        "drawn_parts": money.drawn_by_category(figures, voice),
        "departments": departments.departments(figures, voice),
        "evenness": departments.evenness(figures, voice),
        "sharing": None if shares is None else sharing.sharing(shares, voice.with_fractions()),
        "provenance": provenance(figures, voice),
        "parts": {
            "timeline": has_plan,
            "facilities": bool(round_.facilities or round_.datasets),
            "money": bool(round_.funds or figures.money or figures.cost_cents),
            "departments": has_plan and len(round_.departments) > 1,
            "sharing": shares is not None and len(round_.departments) > 1,
            "changes": has_plan and round_.baseline is not None,
        },
        "open": len(figures.round.experts) <= OPEN_PEOPLE,
    }
    return _environment().get_template("report.html").render(context)


def _window(figures: OutcomeFigures, voice: Voice) -> str:
    n, periods = voice.numerals, figures.round.calendar.periods
    first, last = n.first_day(0), n.last_day(periods)
    return voice("page.window", first=first, last=last, periods=n.periods(periods))


def _size(figures: OutcomeFigures, voice: Voice) -> str:
    round_, number = figures.round, voice.numerals.number
    return voice(
        "page.size",
        departments=number(len(round_.departments)),
        people=number(len(round_.experts)),
        facilities=number(len(round_.facilities)),
        requests=number(len(round_.projects)),
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("scenarios.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _script_hash() -> str:
    """Return the source expression that lets exactly the page's own script run."""
    script = _environment().get_template("sort.js").render()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"sha256-{digest}"
