"""Where people have room beside what is held of them: who has none anywhere needs no variable."""

from __future__ import annotations

import numpy as np

from optimizer.domain import Expert, Round
from optimizer.domain.capacity import expert_availability_pct
from optimizer.model.held import Held

__all__ = ["Room"]


class Room:
    """Says where an expert can take a load throughout.

    Periods are bits of a whole number; where ``d`` of them follow one another is found by shifting
    the number against itself, doubling.
    """

    def __init__(self, round_: Round, held: Held) -> None:
        self._round = round_
        self._held = held
        self._experts: dict[str, Expert] = {expert.id: expert for expert in round_.experts}
        self._open: dict[tuple[str, int], int] = {}
        self._starts: dict[tuple[str, int, int], int] = {}

    def fits(self, expert: str, load: int, duration: int, earliest: int, latest: int) -> bool:
        """Say whether an expert can take a load for so long within ``[earliest, latest)``.

        Everybody can where nothing is held of them: the full model looks for itself.
        """
        if duration == 0 or expert not in self._held.load:
            return True
        key = (expert, load, duration)
        if key not in self._starts:
            starts, length = self._opening(expert, load), 1
            while length < duration:
                step = min(length, duration - length)
                starts &= starts >> step
                length += step
            self._starts[key] = starts
        window = max(0, latest - duration - earliest + 1)
        return bool((self._starts[key] >> earliest) & ((1 << window) - 1))

    def _opening(self, expert: str, load: int) -> int:
        if (expert, load) not in self._open:
            offered = expert_availability_pct(self._round.calendar, self._experts[expert])
            limit = offered * self._round.policy.load_limit_pct // 100
            bits = np.packbits(limit - self._held.load[expert] >= load, bitorder="little")
            self._open[expert, load] = int.from_bytes(bits.tobytes(), "little")
        return self._open[expert, load]
