"""The page's colours: readable in light and in dark, by the contrast formula of WCAG 2.2."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import scenarios.report

STYLE = (Path(scenarios.report.__file__).parent / "templates" / "style.css").read_text("utf-8")
LEAST = 4.5
PAIRS = (
    ("ink", "panel"), ("soft", "panel"), ("soft", "back"), ("accent", "back"),
    ("good", "good-back"), ("warn", "warn-back"), ("bad", "bad-back"),
    ("good", "panel"), ("warn", "panel"), ("bad", "panel"), ("over", "bad-back"),
    ("on-accent", "accent"), ("ink", "accent-soft"),
    ("ink", "h1"), ("ink", "h2"), ("h3-ink", "h3"), ("h4-ink", "h4"), ("h5-ink", "h5"),
)  # fmt: skip


def schemes() -> dict[str, dict[str, str]]:
    """The colours of each :root block; a scheme inherits what it does not set."""
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", block)) for block in blocks]
    light, dark, printed = found
    return {"light": light, "dark": light | dark, "print": light | printed}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * ch for ch in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_text_stands_out_from_what_is_behind_it(scheme: str) -> None:
    colours = schemes()[scheme]
    faint = {
        pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2)
        for pair in PAIRS
        if contrast(colours[pair[0]], colours[pair[1]]) < LEAST
    }
    assert faint == {}


def test_every_colour_used_is_defined() -> None:
    used = set(re.findall(r"var\(--([\w-]+)\)", STYLE))
    assert used <= set(schemes()["light"])


def test_shades_grow_darker_or_lighter_step_by_step() -> None:
    for colours in schemes().values():
        steps = [luminance(colours[f"h{k}"]) for k in range(1, 6)]
        assert steps in (sorted(steps), sorted(steps, reverse=True))
