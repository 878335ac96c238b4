"""After warming nothing is left to compile."""

from __future__ import annotations

import pytest

from optimizer.bounds import BoundLimits, bound_value
from optimizer.checks import check_round
from optimizer.compiled import folder_of
from optimizer.findings import has_errors
from optimizer.solve import Limits, solve_round
from optimizer.solve import solve as solve_module
from optimizer.solve.warm import PACKAGES, compile_packages
from tests.properties.rounds import whole_round

pytestmark = pytest.mark.long  # compiles everything


def kept() -> set[str]:
    """Names of the machine code there is."""
    return {file.name for name in PACKAGES for file in folder_of(name).path.glob("*.nbc")}


def test_nothing_is_left_to_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    compile_packages()
    assert all(folder_of(name).is_complete for name in PACKAGES)
    before = kept()
    assert before
    monkeypatch.setattr(solve_module, "MOST_EXACT", -1)
    for seed in range(6):
        round_ = whole_round(seed)
        if has_errors(check_round(round_)):
            continue
        solve_round(round_, Limits(time_limit_seconds=1.0))
        bound_value(round_, BoundLimits(seconds=1.0))
    assert kept() == before
