"""A round's calendar and rules: the form that begins a round, and the one that changes it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from fastapi import Request, Response
from starlette.datastructures import FormData

from api.access import Role
from api.console.forms import Fields, check_version, whole_number
from api.console.page import gone_to, page, voice_of
from api.console.route import console_router
from api.console.voice import Voice
from api.http.route import ActorOf, SessionOf, open_to
from api.problems import Problem
from api.usecases import rounds
from api.usecases.requests import latest_rules
from optimizer.domain import Round
from optimizer.sharing.registry import RULES

__all__ = ["router"]

router = console_router()

PERIODS = ("day", "week", "month")
FAIRNESS = ("none", "max-min", "leximin", "nash")


@router.get("/rounds/new", **open_to(Role.OFFICE))
def begin(request: Request, session: SessionOf) -> Response:
    """Show the form of a new round, with the rules of the one before."""
    before = latest_rules(session)
    rules = {**(before or {}), "title": {}, "pins": [], "calendar": _next_calendar(before)}
    return _form(request, "", rules, at="/rounds", version=0)


@router.post("/rounds", **open_to(Role.OFFICE))
def draft(request: Request, fields: Fields, session: SessionOf, actor: ActorOf) -> Response:
    """Begin a round."""
    before = {**(latest_rules(session) or {}), "pins": []}
    title, rules = _read(before, fields)
    row = rounds.draft(session, actor, title, rules)
    return gone_to(request, f"/rounds/{row.id}", "notice.round-drafted")


@router.get("/rounds/{round_id}/rules", **open_to(Role.OFFICE))
def show(round_id: str, request: Request, session: SessionOf) -> Response:
    """Show a round's rules."""
    row = rounds.read(session, round_id)
    at = f"/rounds/{row.id}/rules"
    return _form(request, row.title, row.document, at=at, version=row.version)


@router.post("/rounds/{round_id}/rules", **open_to(Role.OFFICE))
def change(
    round_id: str, request: Request, fields: Fields, session: SessionOf, actor: ActorOf
) -> Response:
    """Change a round's rules."""
    row = rounds.read(session, round_id)
    check_version(whole_number(fields.get("version"), 0) or 0, row.version)
    title, rules = _read(row.document, fields)
    rounds.change_rules(session, actor, row, title, rules)
    return gone_to(request, f"/rounds/{row.id}", "notice.round-changed")


def _form(
    request: Request, title: str, document: dict[str, Any], *, at: str, version: int
) -> Response:
    voice = voice_of(request)
    round_ = Round.model_validate(
        {k: v for k, v in document.items() if k in ("currency", "calendar", "policy")}
    )
    levels = round_.policy.levels
    return page(
        request,
        "round_rules.html",
        title=title,
        at=at,
        version=version,
        calendar=round_.calendar,
        currency=round_.currency,
        policy=round_.policy,
        give_up=levels[0].give_up_pct,
        levels=[level.name for level in levels],
        holidays=_lines(round_.calendar.holidays),
        extra=_lines(round_.calendar.extra_working_days),
        periods=[(code, voice.coded("period", code)) for code in PERIODS],
        fairness=[(code, voice.coded("fairness", code)) for code in FAIRNESS],
        sharing=_sharing_rules(voice),
    )


def _sharing_rules(voice: Voice) -> list[tuple[str, str]]:
    """Return the rules that a plan's costs can be shared by without anything more to be asked."""
    rules = [rule for rule in RULES.values() if not rule.needs]
    return [(rule.id, rule.zh if voice.lang == "zh" else rule.en) for rule in rules]


def _lines(days: tuple[date, ...]) -> str:
    return "\n".join(day.isoformat() for day in days)


def _next_calendar(before: dict[str, Any] | None) -> dict[str, Any]:
    """Return a calendar like the one before, from the next Monday on."""
    today = datetime.now(UTC).date()
    monday = today + timedelta(days=7 - today.weekday())
    shape = (before or {}).get("calendar", {"period": "week", "periods": 26})
    off = [day for day in shape.get("holidays", []) if day >= monday.isoformat()]
    return {**shape, "start": monday.isoformat(), "holidays": off, "extra_working_days": []}


def _read(before: dict[str, Any], fields: FormData) -> tuple[str, dict[str, Any]]:
    """Return the title and the rules that a form says; what it does not show stays as before."""
    title = str(fields.get("title", "")).strip()
    if not title:
        raise Problem("invalid", "请填写名称。", "Give the round a title.")
    calendar = {
        **before.get("calendar", {}),
        "start": str(fields.get("start", "")),
        "period": str(fields.get("period", "week")),
        "periods": whole_number(fields.get("periods"), 0),
        "holidays": _days(fields.get("holidays")),
        "extra_working_days": _days(fields.get("extra")),
    }
    policy = dict(before.get("policy", {}))
    policy["fairness"] = {**policy.get("fairness", {}), "rule": str(fields.get("fairness"))}
    policy["load_limit_pct"] = whole_number(fields.get("load_limit"), 100)
    policy["fast_lane_reserve_pct"] = whole_number(fields.get("reserve"), 0)
    policy["cost_sharing_rule"] = str(fields.get("sharing"))
    levels = (
        policy.get("levels")
        or Round.model_validate({"calendar": {"start": "2026-01-05", "periods": 1}}).model_dump(
            mode="json"
        )["policy"]["levels"]
    )
    first = {**levels[0], "give_up_pct": whole_number(fields.get("give_up"), 0)}
    policy["levels"] = [first, *levels[1:]]
    currency = str(fields.get("currency", "CNY")).strip().upper()
    rules = {"title": title, "calendar": calendar, "policy": policy, "currency": currency}
    return title, {**before, **rules}


def _days(text: object) -> list[str]:
    return [part for part in re.split(r"[\s,，;；、]+", str(text or "")) if part]
