"""A line chart on two logarithmic axes, as SVG text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

__all__ = ["Series", "log_chart"]

WIDTH, HEIGHT, MARGIN = 640, 400, 60
COLOURS = ("#1f5f8b", "#b3541e", "#4b7f52", "#6b4c9a")
MARKS = ("circle", "square", "circle", "square")


@dataclass(frozen=True, slots=True)
class Series:
    """A named line; both coordinates are above 0."""

    name: str
    points: Sequence[tuple[float, float]]


def log_chart(title: str, x_title: str, y_title: str, series: Sequence[Series]) -> str:
    """Return an SVG document; powers of ten are ruled, every point is marked.

    Raises
    ------
    ValueError
        A coordinate is 0 or less.
    """
    xs = [x for line in series for x, _ in line.points]
    ys = [y for line in series for _, y in line.points]
    if any(value <= 0 for value in (*xs, *ys)):
        raise ValueError("a logarithmic axis starts above 0")
    x_range, y_range = _decades(xs), _decades(ys)

    def at(x: float, y: float) -> tuple[float, float]:
        return (
            _scaled(x, x_range, MARGIN, WIDTH - 20),
            _scaled(y, y_range, HEIGHT - MARGIN, 40),
        )

    root = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="12" role="img" aria-label="{escape(title)}">'
    )
    parts = [
        root,
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{MARGIN}" y="20" font-size="15">{escape(title)}</text>',
    ]
    parts += _grid(x_range, y_range)
    parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 15}">{escape(x_title)}</text>')
    parts.append(
        f'<text x="15" y="{HEIGHT / 2}" transform="rotate(-90 15 {HEIGHT / 2})">'
        f"{escape(y_title)}</text>"
    )
    for i, line in enumerate(series):
        parts += _line(line, i, [at(x, y) for x, y in line.points])
    return "\n".join([*parts, "</svg>"]) + "\n"


def _decades(values: Sequence[float]) -> tuple[int, int]:
    if not values:
        return 0, 1
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def _scaled(value: float, decades: tuple[int, int], start: float, end: float) -> float:
    low, high = decades
    return start + (end - start) * (log10(value) - low) / (high - low)


def _grid(x_range: tuple[int, int], y_range: tuple[int, int]) -> list[str]:
    parts = []
    for power in range(x_range[0], x_range[1] + 1):
        x = _scaled(10.0**power, x_range, MARGIN, WIDTH - 20)
        parts.append(
            f'<line x1="{x:.1f}" y1="40" x2="{x:.1f}" y2="{HEIGHT - MARGIN}" stroke="#ddd"/>'
        )
        parts.append(f'<text x="{x - 8:.1f}" y="{HEIGHT - MARGIN + 18}">{10.0**power:g}</text>')
    for power in range(y_range[0], y_range[1] + 1):
        y = _scaled(10.0**power, y_range, HEIGHT - MARGIN, 40)
        parts.append(
            f'<line x1="{MARGIN}" y1="{y:.1f}" x2="{WIDTH - 20}" y2="{y:.1f}" stroke="#ddd"/>'
        )
        parts.append(
            f'<text x="{MARGIN - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
        )
    return parts


def _line(line: Series, index: int, points: Sequence[tuple[float, float]]) -> list[str]:
    colour, mark = COLOURS[index % len(COLOURS)], MARKS[index % len(MARKS)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    parts = [f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>']
    for x, y in points:
        if mark == "circle":
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>')
        else:
            parts.append(
                f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{colour}"/>'
            )
    legend = 56 + 18 * index
    parts.append(
        f'<rect x="{MARGIN + 12}" y="{legend - 9}" width="10" height="10" fill="{colour}"/>'
    )
    parts.append(f'<text x="{MARGIN + 28}" y="{legend}">{escape(line.name)}</text>')
    return parts
