"""MPLIB layout: several projects that share renewable resources.

Number of projects, number of resources and capacities; then for each project ``n release``, one
flag for each resource, and the activities as in the Patterson layout with successors written
``project:activity``. A cross-project successor has no place in a round and is refused.
"""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.domain import Mode, Project, Round, WorkPackage
from scenarios.formats.patterson import demands_of, facilities_of, mode_of
from scenarios.formats.single_office import (
    NOTHING,
    makespan_round,
    predecessors_of,
    project_of,
    successors_of,
)
from scenarios.formats.tokens import LARGEST, Tokens, numbered

__all__ = ["read", "write"]


def read(text: str, file: str) -> Round:
    """Return the round of an MPLIB text; raises `BadFile`."""
    tokens = Tokens(numbered(text), file)
    count = tokens.integer("the number of projects", 1, LARGEST)
    K = tokens.integer("the number of resources", 0, 1000)
    capacities = tokens.integers(K, "capacity")
    projects = [_project(tokens, p, K) for p in range(1, count + 1)]
    tokens.end()
    return makespan_round(file, projects, facilities=facilities_of(capacities))


def _project(tokens: Tokens, p: int, K: int) -> Project:
    n = tokens.integer(f"the number of activities of project {p}", 1, LARGEST)
    release = tokens.integer(f"the release date of project {p}", 0, LARGEST)
    tokens.integers(K, f"project {p}, flag of resource", 0, 1)  # the demands say it again
    modes: list[Mode] = []
    successors: list[list[int]] = []
    for i in range(1, n + 1):
        duration = tokens.integer(f"the duration of activity {p}:{i}", 0, LARGEST)
        modes.append(mode_of(duration, tokens.integers(K, f"activity {p}:{i}, demand")))
        followers = tokens.integer(f"the number of successors of activity {p}:{i}", 0, n)
        successors.append([_successor(tokens, p, n) for _ in range(followers)])
    before = predecessors_of(successors)
    return project_of(
        f"P{p}",
        (
            WorkPackage(id=str(i), modes=(mode,), predecessors=before[i - 1])
            for i, mode in enumerate(modes, start=1)
        ),
        earliest_start=release,
    )


def _successor(tokens: Tokens, p: int, n: int) -> int:
    word = tokens.word("a successor")
    project, colon, activity = word.partition(":")
    if not colon or project != str(p):
        tokens.reject(word, f"a successor inside project {p}, written {p}:activity")
    return tokens.as_integer(activity, f"the activity of a successor in project {p}", 1, n)


def write(round: Round) -> str:
    """Return the MPLIB text of a round, without what the layout has no place for."""
    kinds = [facility.kind for facility in round.facilities]
    projects = round.projects or (project_of("P1", (NOTHING,)),)
    units = [facility.units for facility in round.facilities]
    rows: list[Sequence[int | str]] = [[len(projects)], [len(kinds)], units]
    for p, project in enumerate(projects, start=1):
        demands = [demands_of(package.modes[0], kinds) for package in project.packages]
        used = [int(any(row[k] for row in demands)) for k in range(len(kinds))]
        rows += [[], [len(project.packages), project.earliest_start], used, []]
        followers = successors_of(project.packages)
        for package, demand, after in zip(project.packages, demands, followers, strict=True):
            named = [f"{p}:{i}" for i in after]
            rows.append([package.modes[0].duration, *demand, len(after), *named])
    return "".join("\t".join(map(str, row)) + "\n" for row in rows)
