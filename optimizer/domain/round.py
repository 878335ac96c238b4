"""A round: the one document that goes in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from optimizer.domain.calendar import Calendar
from optimizer.domain.pins import Pin
from optimizer.domain.plan import Baseline
from optimizer.domain.policy import Policy
from optimizer.domain.projects import Project
from optimizer.domain.resources import Dataset, Department, Expert, Facility, Fund, Skill
from optimizer.domain.types import Frozen, Text

__all__ = ["Round"]


class Round(Frozen):
    """Inventories, requests, policy, pins and baseline, frozen together."""

    schema_version: Literal["1.0"] = "1.0"
    title: Text = Text()
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "CNY"
    calendar: Calendar
    departments: tuple[Department, ...] = ()
    skills: tuple[Skill, ...] = ()
    experts: tuple[Expert, ...] = ()
    facilities: tuple[Facility, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    funds: tuple[Fund, ...] = ()
    projects: tuple[Project, ...] = ()
    policy: Policy = Policy()
    pins: tuple[Pin, ...] = ()
    baseline: Baseline | None = None

    def with_only(self, projects: Iterable[Project]) -> Round:
        """Return the round of some projects as they are given: theirs are the pins that stay.

        There is no baseline, which speaks of the others too.
        """
        kept = tuple(projects)
        ids = {project.id for project in kept}
        pins = tuple(pin for pin in self.pins if pin.project in ids)
        return self.model_copy(update={"projects": kept, "pins": pins, "baseline": None})

    def content_hash(self) -> str:
        """Return ``sha256:<hex>`` of the canonical JSON; equal rounds have equal hashes."""
        canonical = json.dumps(
            self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()
