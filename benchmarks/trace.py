"""What a run had reached, and when."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Trace"]


@dataclass
class Trace:
    """Incumbents and bounds of one objective level, with the seconds since the run began."""

    maximise: bool
    points: list[tuple[float, int | None, int | None]] = field(default_factory=list)

    def add(self, seconds: float, value: int | None, bound: int | None) -> None:
        """Add what is known now; ``None`` for what is not."""
        self.points.append((round(seconds, 3), value, bound))

    @property
    def first_seconds(self) -> float | None:
        """When the first plan was there."""
        return next((t for t, value, _ in self.points if value is not None), None)

    def at(self, seconds: float) -> tuple[int | None, int | None]:
        """Return the best value and the best bound known by then."""
        seen = [(value, bound) for t, value, bound in self.points if t <= seconds]
        values = [value for value, _ in seen if value is not None]
        bounds = [bound for _, bound in seen if bound is not None]
        best, tightest = (max, min) if self.maximise else (min, max)
        return best(values, default=None), tightest(bounds, default=None)

    def reached(self, value: int) -> float | None:
        """Return when a plan at least this good was there."""
        sign = 1 if self.maximise else -1
        return next(
            (t for t, v, _ in self.points if v is not None and sign * v >= sign * value), None
        )

    def to_json(self) -> list[list[float | int | None]]:
        """Return the points as lists, each change once."""
        kept: list[list[float | int | None]] = []
        for t, value, bound in self.points:
            if not kept or kept[-1][1:] != [value, bound]:
                kept.append([t, value, bound])
        return kept
