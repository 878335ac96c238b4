"""The exception tree. Callers catch a class, never read a message.

    RoundtableError
    ├── BadRound              the input has findings that stop it (carries them all)
    ├── BadFile               a file is not in the format it was read as (carries findings)
    ├── BadScenario           changes that can't be made to a round (carries findings)
    ├── NoPlace               a format has no place for parts of a round (carries them all)
    ├── VerificationFailed    a plan of ours breaks a rule of the round: a fault of ours
    └── SolverFault           the solver returned something it must never return: a fault of ours

Infeasible, out of time and cancelled are answers (:class:`optimizer.domain.Status`), not errors.
"""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.findings import Finding

__all__ = [
    "BadFile",
    "BadRound",
    "BadScenario",
    "NoPlace",
    "RoundtableError",
    "SolverFault",
    "VerificationFailed",
]


class RoundtableError(Exception):
    """Every error this project raises on purpose."""


class _WithFindings(RoundtableError):
    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        super().__init__("; ".join(str(finding) for finding in self.findings[:5]))


class BadRound(_WithFindings):
    """A round has at least one finding of severity ``error``."""


class BadFile(_WithFindings):
    """A file could not be read as the format it was taken for."""


class BadScenario(_WithFindings):
    """At least one change of a scenario can't be made to the round."""


class NoPlace(_WithFindings):
    """A round has something that a file format has no place for; nothing was written."""


class VerificationFailed(RoundtableError):
    """A plan made by this library failed the independent verifier."""

    def __init__(self, violations: Iterable[object]) -> None:
        self.violations = tuple(violations)
        super().__init__("; ".join(str(violation) for violation in self.violations[:5]))


class SolverFault(RoundtableError):
    """The solver refused the model or contradicted itself."""
