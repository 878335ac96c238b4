"""Small rounds in which coalitions have something to choose."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from optimizer.domain import Round
from tests.sharing.plans.rounds import shared_rounds

__all__ = ["rounds_with_choices"]


@st.composite
def rounds_with_choices(draw: st.DrawFn) -> Round:
    """Shared rounds with alternatives, prerequisites and nothing mandatory."""
    round_ = draw(shared_rounds())
    projects = []
    for i, project in enumerate(round_.projects):
        packages = []
        for package in project.packages:
            (mode,) = package.modes
            spare = mode.model_copy(update={"id": "spare", "facilities": (), "datasets": ()})
            both = draw(st.booleans())
            packages.append(
                package.model_copy(update={"modes": (mode, spare) if both else (mode,)})
            )
        before = [{"project": "p0"}] if i and draw(st.booleans()) else []
        data: dict[str, Any] = project.model_dump() | {
            "packages": [package.model_dump() for package in packages],
            "mandatory": False,
            "prerequisites": before,
            "exclusive_group": draw(st.sampled_from([None, None, "g"])),
        }
        projects.append(data)
    return Round.model_validate(round_.model_dump() | {"projects": projects})
