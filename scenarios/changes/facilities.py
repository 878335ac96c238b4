"""Changes to facilities."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from optimizer.domain import Facility, Round, Step, Text
from optimizer.domain.types import PeriodIndex
from scenarios.changes.change import RoundChange, impossible, named, shown, swapped

__all__ = ["AddFacility", "CloseFacility", "SetFacilityUnits"]


class AddFacility(RoundChange):
    """A facility joins the pool."""

    kind: Literal["add-facility"] = "add-facility"
    facility: Facility

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the facility at the end of the list."""
        named("department", round_.departments, self.facility.department)
        if any(facility.id == self.facility.id for facility in round_.facilities):
            raise impossible(
                "id-taken",
                "/facility/id",
                f"编号“{self.facility.id}”已被使用。",
                f"The id {self.facility.id!r} is taken.",
                fix=("换一个编号。", "Take another id."),
            )
        return round_.model_copy(update={"facilities": (*round_.facilities, self.facility)})

    def sentence(self, _round: Round, /) -> Text:
        """Return for instance *Test bench 3 (T3) is added with 1 units*."""
        facility = self.facility
        return Text(
            zh=f"新增设施“{shown(facility.name, facility.id, 'zh')}”，数量 {facility.units}。",
            en=f"{shown(facility.name, facility.id, 'en')} is added, units: {facility.units}.",
        )


class CloseFacility(RoundChange):
    """A facility offers nothing in the periods ``start <= t < end``; by default ever."""

    kind: Literal["close-facility"] = "close-facility"
    facility: str
    start: PeriodIndex = 0
    end: PeriodIndex | None = None

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the facility's units 0 while it is closed."""
        facility = named("facility", round_.facilities, self.facility)
        end = round_.calendar.periods if self.end is None else self.end
        if not self.start < end <= round_.calendar.periods:
            raise impossible(
                "no-such-periods",
                "/start",
                f"关闭期 {self.start}–{end} 不在 0–{round_.calendar.periods} 之内。",
                f"Periods {self.start} to {end} are not inside 0 to {round_.calendar.periods}.",
                fix=("改正起止周期。", "Correct the periods."),
            )
        steps = [Step(start=self.start, end=end, value=0)]
        for step in facility.exceptions:
            for first, last in (
                (step.start, min(step.end, self.start)),
                (max(step.start, end), step.end),
            ):
                if first < last:
                    steps.append(Step(start=first, end=last, value=step.value))
        ordered = tuple(sorted(steps, key=lambda step: step.start))
        closed = facility.model_copy(update={"exceptions": ordered})
        return round_.model_copy(update={"facilities": swapped(round_.facilities, closed)})

    def sentence(self, round_: Round, /) -> Text:
        """Return for instance *Test bench (T1) is closed from 2026-07-06 to 2026-08-02*."""
        facility = named("facility", round_.facilities, self.facility)
        calendar = round_.calendar
        end = calendar.periods if self.end is None else min(self.end, calendar.periods)
        first = calendar.first_day(min(self.start, calendar.periods - 1))
        last = calendar.last_day(max(end - 1, 0))
        return Text(
            zh=f"设施“{shown(facility.name, facility.id, 'zh')}”自 {first} 至 {last} 关闭。",
            en=f"{shown(facility.name, facility.id, 'en')} is closed from {first} to {last}.",
        )


class SetFacilityUnits(RoundChange):
    """A facility gets another number of units in every period without an exception."""

    kind: Literal["set-facility-units"] = "set-facility-units"
    facility: str
    units: Annotated[int, Field(ge=0, le=10**9)]

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the units set."""
        facility = named("facility", round_.facilities, self.facility)
        changed = facility.model_copy(update={"units": self.units})
        return round_.model_copy(update={"facilities": swapped(round_.facilities, changed)})

    def sentence(self, round_: Round, /) -> Text:
        """Return for instance *Test bench (T1) has 3 units instead of 2*."""
        facility = named("facility", round_.facilities, self.facility)
        return Text(
            zh=f"设施“{shown(facility.name, facility.id, 'zh')}”"
            f"的数量由 {facility.units} 改为 {self.units}。",
            en=f"{shown(facility.name, facility.id, 'en')} has {self.units} units instead of "
            f"{facility.units}.",
        )
