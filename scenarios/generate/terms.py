"""What a project is worth and under which terms it is asked for."""

from __future__ import annotations

from typing import Any

from optimizer.domain import Benefit, Prerequisite, Project, Text
from scenarios.generate.catalogue import project_title
from scenarios.generate.compose import compose_packages
from scenarios.generate.draw import Draw
from scenarios.generate.means import YUAN
from scenarios.generate.shape import Shape
from scenarios.generate.sketch import ProjectSketch

__all__ = ["compose_project", "reduced"]


def reduced(sketch: ProjectSketch, index: int) -> ProjectSketch:
    """Return the first step of a project as a project of its own: half of its packages."""
    kept = sketch.packages[: max(1, len(sketch.packages) // 2)]
    return ProjectSketch(
        index, sketch.sponsor, sketch.departments, sketch.release, sketch.security, kept
    )


def compose_project(
    shape: Shape,
    sketch: ProjectSketch,
    earlier: list[ProjectSketch],
    pilot_of: int | None,
    has_pilot: bool,
) -> Project:
    """Return the project of a sketch.

    Parameters
    ----------
    earlier : list of ProjectSketch
        Projects it may depend on.
    pilot_of : int or None
        The project of which it is the reduced variant.
    has_pilot : bool
        Whether such a variant of it exists.
    """
    draw = Draw(shape.seed, f"terms-{sketch.index}")
    value = max(1, sketch.effort * draw.middling(50, 170) // 10_000) + draw.integer(2, 12)
    title = project_title(sketch.index if pilot_of is None else pilot_of)
    deadline = shape.periods
    if draw.chance(50):
        deadline = min(shape.periods, sketch.end + draw.integer(2, 8))
    fields: dict[str, Any] = {
        "id": f"P{sketch.index}",
        "title": title,
        "sponsor": f"D{sketch.sponsor}",
        "participants": tuple(f"D{d}" for d in sketch.departments),
        "benefits": (Benefit(department=f"D{sketch.sponsor}", value=value),),
        "earliest_start": sketch.release,
        "deadline": deadline,
        "packages": compose_packages(shape, sketch, deadline, draw),
    }
    if shape.everything:
        fields |= _further_terms(shape, sketch, earlier, value, draw)
        if deadline == shape.periods:
            fields["deadline"] = None
        if pilot_of is not None:
            fields["title"] = Text(zh=f"{title.zh}（先行）", en=f"{title.en} (first step)")
            fields["exclusive_group"] = f"G{pilot_of}"
        elif has_pilot:
            fields["exclusive_group"] = f"G{sketch.index}"
    return Project(**fields)


def _further_terms(
    shape: Shape, sketch: ProjectSketch, earlier: list[ProjectSketch], value: int, draw: Draw
) -> dict[str, Any]:
    team = sorted({i for p in sketch.packages for place in p.places for i in place.team})
    outside = [i for i in draw.some(range(shape.experts), 4) if i not in team]
    sells = any(use.facility.kind.nature == "channel" for p in sketch.packages for use in p.uses)
    due = sketch.end + draw.integer(-2, 4)
    return {
        **_texts(),
        "benefits": _benefits(sketch, value, draw),
        "tier": draw.weighted((1, 2, 3), (15, 30, 55)),
        "due": max(sketch.release, due) if draw.chance(40) else None,
        "late_penalty_cents": draw.integer(1, 10) * 2_000 * YUAN,
        "security_level": sketch.security,
        "prerequisites": _prerequisites(sketch, earlier, draw),
        "requested_experts": tuple(f"E{i}" for i in draw.some(team, 1)) if draw.chance(25) else (),
        "forbidden_experts": tuple(f"E{i}" for i in outside[:1]) if draw.chance(10) else (),
        "revenue_cents": draw.integer(10, 200) * 10_000 * YUAN if sells or draw.chance(15) else 0,
    }


def _texts() -> dict[str, Text]:
    return {
        "background": Text(
            zh="现有做法各部门分散，重复投入较多。",
            en="Departments work on this apart from each other, and twice.",
        ),
        "goals": Text(zh="统一方案，一次投入。", en="One solution, paid for once."),
        "expected_results": Text(
            zh="方案经评审并移交使用。", en="The solution is reviewed and handed over."
        ),
    }


def _benefits(sketch: ProjectSketch, value: int, draw: Draw) -> tuple[Benefit, ...]:
    """Split the value: the sponsor gets the largest part."""
    others = [(d, value * draw.integer(5, 25) // 100) for d in sketch.departments[1:3]]
    rest = value - sum(part for _, part in others)
    parts = [(sketch.sponsor, rest), *others]
    return tuple(Benefit(department=f"D{d}", value=part) for d, part in parts if part)


def _prerequisites(
    sketch: ProjectSketch, earlier: list[ProjectSketch], draw: Draw
) -> tuple[Prerequisite, ...]:
    if not earlier or not draw.chance(8):
        return ()
    other = draw.pick(earlier)
    lag = draw.integer(0, 2)
    fits = other.end + lag <= sketch.start
    return (Prerequisite(project=f"P{other.index}", min_lag=lag if fits else None),)
