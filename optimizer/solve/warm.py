"""Compile what will be needed, before anybody waits for it.

``python -m optimizer.solve.warm [PACKAGE ...]`` compiles whole packages by using all of them on a
tiny round, and marks their folders complete (:mod:`optimizer.compiled`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from optimizer.bounds import BoundLimits, bound_value
from optimizer.compiled import folder_of
from optimizer.domain import Round
from optimizer.instance import compile_round
from optimizer.schedule import network_of
from optimizer.schedule.rules import rules_of
from optimizer.schedule.search import search_timetables
from optimizer.search.goals import Level
from optimizer.search.search import Search
from optimizer.solve.levels import stages_of

__all__ = ["PACKAGES", "compile_packages", "main"]

TINY = Round.model_validate(
    {
        "calendar": {"start": "2026-01-05", "periods": 4},
        "departments": [{"id": "d"}],
        "skills": [{"id": "s"}],
        "experts": [{"id": "e", "department": "d", "skills": [{"skill": "s", "level": 1}]}],
        "funds": [{"id": "b", "department": "d", "amount_cents": 100}],
        "projects": [
            {
                "id": name,
                "sponsor": "d",
                "benefits": [{"department": "d", "value": 1}],
                "packages": [
                    {
                        "id": "a",
                        "modes": [
                            {"id": "m", "duration": 1, "staffing": [{"id": "n", "skill": "s"}]}
                        ],
                    },
                    {
                        "id": "b",
                        "modes": [{"id": "m", "duration": 1}],
                        "predecessors": [{"package": "a"}],
                    },
                ],
            }
            for name in ("p", "q")
        ],
        "policy": {"levels": ["value"]},
    }
)
"""What is compiled depends on the kinds of arrays only, never on what a round holds."""


def _search() -> None:
    levels = [Level(s.terms, s.maximise, s.rank, s.target) for s in stages_of(TINY, {})]
    search = Search(compile_round(TINY), levels, {}, seed=0)
    search.construct()
    search.improve(20, 0.1)
    search.take(search.plan())


def _bounds() -> None:
    bound_value(TINY, BoundLimits(seconds=None, steps=20))


def _schedule() -> None:
    projects = tuple(p.model_copy(update={"mandatory": True}) for p in TINY.projects)
    network = network_of(
        compile_round(TINY.model_copy(update={"projects": projects})), costed=False
    )
    rules = None if network is None else rules_of(network)
    if network is not None and rules is not None:
        search_timetables(
            network,
            rules,
            seed=0,
            seconds=0.5,
            nominal=True,
            better=lambda *_: None,
            stopped=lambda: False,
        )


PACKAGES: dict[str, Callable[[], None]] = {
    "search": _search,
    "bounds": _bounds,
    "schedule": _schedule,
}
"""Packages with compiled code, and how all of it is used."""


def compile_packages(packages: Sequence[str] = tuple(PACKAGES)) -> None:
    """Compile packages, unless they are; their folders are complete afterwards."""
    for package in packages:
        folder = folder_of(package)
        if not folder.is_complete:
            PACKAGES[package]()
            folder.mark_complete()


def main(arguments: Sequence[str] | None = None) -> int:
    """Compile the packages named, or all."""
    names = sys.argv[1:] if arguments is None else arguments
    compile_packages(names or tuple(PACKAGES))
    return 0


if __name__ == "__main__":
    sys.exit(main())
