"""The checks: everything wrong with a round, found before anything is solved."""

from optimizer.checks.consistency import check_round
from optimizer.checks.structure import read_round

__all__ = ["check_round", "read_round"]
