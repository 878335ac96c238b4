"""A second search of the same level on the second core; each takes over the other's better plan."""

from __future__ import annotations

import time
from collections.abc import Callable

from optimizer.search.goals import Steering
from optimizer.search.search import Found, Search
from optimizer.solve.engine import Signal
from optimizer.solve.timed_moves import improve_until

__all__ = ["SecondSearch"]

MEET_SECONDS = 2.0
"""How long a search goes its own way before it looks at the other's plan."""


class SecondSearch:
    """Improves a level from another seed.

    Parameters
    ----------
    first : Search
        The search it stands beside; what never changes is shared with it.
    heat : callable
        The temperature now.
    """

    def __init__(self, first: Search, heat: Callable[[], float]) -> None:
        self._first = first
        self._heat = heat
        self._search: Search | None = None

    def run(
        self,
        seconds: float,
        steering: Steering | None,
        known: Callable[[], Found | None],
        offer: Callable[[Found], None],
        stop: Signal,
    ) -> None:
        """Search for a while.

        Parameters
        ----------
        seconds
        steering
            Newest prices, if there are any that it was not told yet.
        known, offer
            Asked for the best plan of the other side, and told of a better one.
        stop
        """
        search = self._search
        if search is None:
            search = self._search = self._first.twin()
        if steering is not None:
            search.steer(steering)
        end = time.monotonic() + seconds
        while time.monotonic() < end and not stop.is_set():
            other = known()
            if other is not None:
                search.follow(other)
            until = min(end, time.monotonic() + MEET_SECONDS)
            better = improve_until(search, until, self._heat, stop)
            if better:
                offer(search.snapshot())
