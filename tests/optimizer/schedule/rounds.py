"""Small rounds that are networks, and random ones."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from optimizer.domain import Round

PERIODS = 24


def package(
    id: str,
    *modes: dict[str, Any],
    after: tuple[str, ...] = (),
    **fields: Any,
) -> dict[str, Any]:
    """A package with modes ``m0, m1, ...`` after others."""
    return {
        "id": id,
        "modes": [{"id": f"m{i}", **mode} for i, mode in enumerate(modes)],
        "predecessors": [{"package": name} for name in after],
        **fields,
    }


def network_round(
    packages: list[dict[str, Any]],
    *,
    levels: tuple[str, ...] = ("makespan",),
    **changes: Any,
) -> Round:
    """One mandatory project, a lab of two units, three people and a budget, open to everybody."""
    anyone = {"access": {"scope": "anyone"}}
    data: dict[str, Any] = {
        "calendar": {"start": "2026-01-05", "periods": PERIODS},
        "departments": [{"id": "A"}],
        "skills": [{"id": "s"}, {"id": "t"}],
        "experts": [
            {"id": "e1", "department": "A", "skills": [{"skill": "s"}], "rate_cents": 30, **anyone},
            {"id": "e2", "department": "A", "skills": [{"skill": "s"}], "rate_cents": 10, **anyone},
            {
                "id": "e3",
                "department": "A",
                "skills": [{"skill": "s"}, {"skill": "t"}],
                "rate_cents": 20,
                **anyone,
            },
        ],
        "facilities": [{"id": "lab", "kind": "lab", "department": "A", "units": 2, **anyone}],
        "funds": [
            {
                "id": "F",
                "department": "A",
                "amount_cents": 10,
                "categories": ["cash"],
                **anyone,
            }
        ],
        "projects": [{"id": "P", "sponsor": "A", "mandatory": True, "packages": packages}],
        "policy": {"levels": list(levels)},
    }
    return Round.model_validate({**data, **changes})


def staffed(duration: int, skill: str = "s", headcount: int = 1, **need: Any) -> dict[str, Any]:
    """A mode that needs people."""
    line = {"id": "n", "skill": skill, "headcount": headcount, **need}
    return {"duration": duration, "staffing": [line]}


def in_lab(duration: int, units: int) -> dict[str, Any]:
    """A mode that needs units of the lab."""
    return {"duration": duration, "facilities": [{"id": "f", "kind": "lab", "units": units}]}


@st.composite
def random_networks(draw: st.DrawFn) -> Round:
    """Up to five packages of one or two modes, with lags, people, the lab, cash and windows."""
    packages: list[dict[str, Any]] = []
    for i in range(draw(st.integers(2, 5))):
        modes: list[dict[str, Any]] = []
        for _ in range(draw(st.sampled_from([1, 1, 2]))):
            mode: dict[str, Any] = {"duration": draw(st.integers(0, 4))}
            if mode["duration"] and draw(st.booleans()):
                mode["staffing"] = [
                    {
                        "id": f"n{j}",
                        "skill": skill,
                        "headcount": draw(st.sampled_from([1, 1, 2])) if skill == "s" else 1,
                    }
                    for j, skill in enumerate(draw(st.sampled_from(["s", "t", "st"])))
                ]
            if mode["duration"] and draw(st.booleans()):
                units = draw(st.integers(1, 2))
                mode["facilities"] = [{"id": "f", "kind": "lab", "units": units}]
            if draw(st.sampled_from([True, False, False])):
                cents = draw(st.integers(1, 6))
                mode["money"] = [{"id": "c", "category": "cash", "amount_cents": cents}]
            modes.append(mode)
        item = package(f"w{i}", *modes)
        item["predecessors"] = [
            {
                "package": f"w{j}",
                "min_lag": draw(st.sampled_from([0, 0, 2])),
                "max_lag": draw(st.sampled_from([None, None, None, 3])),
            }
            for j in range(i)
            if draw(st.sampled_from([True, False, False]))
        ]
        item["earliest_start"] = draw(st.sampled_from([0, 0, 2]))
        item["deadline"] = draw(st.sampled_from([None, None, None, 12]))
        packages.append(item)
    levels = draw(st.sampled_from([("makespan",), ("makespan", "cost"), ("cost", "makespan")]))
    closed = draw(st.sampled_from([[], [{"start": 2, "end": 4, "value": 1}]]))
    lab = {"id": "lab", "kind": "lab", "department": "A", "units": 2, "rate_cents": 7}
    return network_round(
        packages,
        levels=levels,
        facilities=[{**lab, "exceptions": closed, "access": {"scope": "anyone"}}],
    )
