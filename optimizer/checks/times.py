"""Times: the calendar exists, ranges run forwards, and stretches of one thing don't overlap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from optimizer.checks.report import finding
from optimizer.domain import Calendar, Round
from optimizer.findings import Finding, Severity

__all__ = ["calendar_ends", "check_times"]


def calendar_ends(calendar: Calendar) -> bool:
    """Say whether the horizon ends before dates do (year 9999)."""
    try:
        calendar.last_day(calendar.periods - 1)
    except (OverflowError, ValueError):
        return False
    return True


def check_times(round_: Round) -> list[Finding]:
    """Return findings on the horizon, leave, exceptions, slots and windows."""
    results: list[Finding] = []
    if not calendar_ends(round_.calendar):
        results.append(
            finding(
                "calendar.too-long",
                "/calendar/periods",
                "日历超出了可表示的日期。",
                "The calendar runs beyond the dates there are.",
                fix=("减少期数或改用更短的期。", "Use fewer or shorter periods."),
                found=round_.calendar.periods,
                expected="an end before the year 9999",
            )
        )
    results += _outside(round_)
    for i, expert in enumerate(round_.experts):
        leave = [(item.first_day, item.last_day) for item in expert.leave]
        results += _ranges(leave, f"/experts/{i}/leave", expert.id, "leave", closed=True)
        steps = [(step.start, step.end) for step in expert.exceptions]
        results += _ranges(steps, f"/experts/{i}/exceptions", expert.id, "exception")
    for i, facility in enumerate(round_.facilities):
        steps = [(step.start, step.end) for step in facility.exceptions]
        results += _ranges(steps, f"/facilities/{i}/exceptions", facility.id, "exception")
    for i, fund in enumerate(round_.funds):
        slots = [(slot.start, slot.end) for slot in fund.slots]
        results += _ranges(slots, f"/funds/{i}/slots", fund.id, "slot")
    for i, project in enumerate(round_.projects):
        owner = project.id
        if project.deadline is not None and project.deadline < project.earliest_start:
            results.append(_reversed(f"/projects/{i}/deadline", owner, "window", project.deadline))
        for j, package in enumerate(project.packages):
            at = f"/projects/{i}/packages/{j}"
            if package.deadline is not None and package.deadline < package.earliest_start:
                results.append(_reversed(f"{at}/deadline", owner, "window", package.deadline))
            for k, mode in enumerate(package.modes):
                if mode.max_duration is not None and mode.max_duration < mode.duration:
                    place = f"{at}/modes/{k}/max_duration"
                    results.append(_reversed(place, owner, "duration", mode.max_duration))
    return results


def _ranges(
    items: Sequence[tuple[date, date]] | Sequence[tuple[int, int]],
    at: str,
    owner: str,
    what: str,
    *,
    closed: bool = False,
) -> list[Finding]:
    """Check ranges ``[start, end)``, or ``[start, end]`` when closed."""
    days = [(_number(first), _number(last) + closed) for first, last in items]
    results = [
        _reversed(f"{at}/{i}", owner, what, items[i][1])
        for i, (first, last) in enumerate(days)
        if last <= first
    ]
    order = sorted((i for i, (a, b) in enumerate(days) if a < b), key=lambda i: (*days[i], i))
    reach = -1
    for i in order:
        if days[i][0] < reach:
            results.append(
                finding(
                    f"calendar.overlapping-{what}",
                    f"{at}/{i}",
                    f"“{owner}”的时间段互相重叠。",
                    f"Two ranges ({what}) of {owner!r} overlap.",
                    fix=("改动日期或合并两段。", "Change or merge the two ranges."),
                    found=items[i][0],
                    expected="ranges apart from each other",
                    subject=(owner,),
                )
            )
        reach = max(reach, days[i][1])
    return results


def _number(value: date | int) -> int:
    return value if isinstance(value, int) else value.toordinal()


def _reversed(at: str, owner: str, what: str, found: object) -> Finding:
    return finding(
        f"calendar.reversed-{what}",
        at,
        f"“{owner}”的时间段结束早于开始。",
        f"A range ({what}) of {owner!r} ends before it starts.",
        fix=("调换或改正起止。", "Swap or correct the two ends."),
        found=found,
        expected="an end after the start",
        subject=(owner,),
    )


def _outside(round_: Round) -> list[Finding]:
    """Return warnings on exceptions that begin after the horizon has ended."""
    periods = round_.calendar.periods
    owners = [
        *((f"/experts/{i}", e.id, e.exceptions) for i, e in enumerate(round_.experts)),
        *((f"/facilities/{i}", f.id, f.exceptions) for i, f in enumerate(round_.facilities)),
    ]
    return [
        finding(
            "calendar.outside-horizon",
            f"{at}/exceptions/{j}",
            f"“{owner}”的例外从第 {step.start} 期开始，而本轮只有 {periods} 期。",
            f"An exception of {owner!r} begins in period {step.start}; the round has {periods}.",
            fix=("删去它，或核对期数从 0 数起。", "Remove it, or check that periods count from 0."),
            found=step.start,
            expected=f"before {periods}",
            severity=Severity.WARNING,
            subject=(owner,),
        )
        for at, owner, steps in owners
        for j, step in enumerate(steps)
        if step.start >= periods
    ]
