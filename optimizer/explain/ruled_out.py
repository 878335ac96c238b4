"""Projects that the checks have already found impossible, whatever else is planned."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from optimizer.checks.facts import Facts
from optimizer.checks.feasibility import check_feasibility
from optimizer.checks.precedence import check_precedence
from optimizer.domain import Round
from optimizer.findings import Finding

__all__ = ["ruled_out", "ruled_out_by"]

_OF_A_MODE = re.compile(r"/projects/(\d+)/packages/(\d+)/modes/(\d+)(?:/|$)")
_OF_A_PROJECT = re.compile(r"/projects/(\d+)(?:/|$)")
_WHOLE = (
    "precedence.window-too-short",
    "precedence.max-lag",
    "money.project-above-funds",
    "acceptance.prerequisite-in-group",
)
_MODES = ("staffing.", "facility.", "dataset.", "money.above-funds", "precedence.mode-too-long")


def ruled_out(facts: Facts) -> dict[str, list[Finding]]:
    """Return the projects that can't be done even alone, each with the findings that say so."""
    findings = check_precedence(facts) + check_feasibility(facts.round, facts)
    return ruled_out_by(facts.round, findings)


def ruled_out_by(round_: Round, findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Return what given findings rule out: a whole project, or a package in each of its modes."""
    out: dict[str, list[Finding]] = defaultdict(list)
    by_mode: dict[tuple[int, int], dict[int, list[Finding]]] = defaultdict(dict)
    for finding in findings:
        if finding.code in _WHOLE and (whole := _OF_A_PROJECT.match(finding.place.pointer)):
            out[round_.projects[int(whole[1])].id].append(finding)
        elif finding.code.startswith(_MODES) and (mode := _OF_A_MODE.match(finding.place.pointer)):
            i, j, k = (int(number) for number in mode.groups())
            by_mode[i, j].setdefault(k, []).append(finding)
    for (i, j), modes in by_mode.items():
        if len(modes) == len(round_.projects[i].packages[j].modes):
            out[round_.projects[i].id] += [found[0] for found in modes.values()]
    return out
