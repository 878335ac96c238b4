"""All rules between the objects of a round, run together."""

from __future__ import annotations

from optimizer.checks.agreed import check_baseline, check_pins, pins_alone
from optimizer.checks.clashes import check_clashes
from optimizer.checks.currency import check_currency
from optimizer.checks.facts import Facts
from optimizer.checks.feasibility import check_feasibility
from optimizer.checks.magnitudes import check_magnitudes
from optimizer.checks.precedence import check_precedence
from optimizer.checks.references import check_references
from optimizer.checks.repeats import check_duplicates
from optimizer.checks.times import calendar_ends, check_times
from optimizer.checks.workload import check_workload
from optimizer.domain import Round
from optimizer.findings import Finding, sort_findings

__all__ = ["check_round"]

_CHECKS = (
    check_references,
    check_duplicates,
    check_times,
    check_currency,
    check_magnitudes,
    check_baseline,
)


def check_round(round_: Round) -> list[Finding]:
    """Return every finding on a well-formed round, sorted; errors stop it, warnings don't."""
    facts = Facts(round_)
    results = [item for check in _CHECKS for item in check(round_)]
    results += check_precedence(facts)
    pins = check_pins(round_)
    results += pins + check_clashes(facts, pins_alone(round_, pins))
    if calendar_ends(round_.calendar):
        results += check_feasibility(round_, facts) + check_workload(facts)
    return sort_findings(results)
