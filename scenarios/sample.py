"""The sample organisation: a made-up maker of water pumps, its people and means, 24 requests.

The workbook ``data/sample.xlsx`` is its only source: what an office would fill in, in Chinese and
English. Every name in it is made up. The round is contended on purpose: a few skills, two labs and
most funds can't serve all requests, and every family of the domain appears in it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from optimizer.domain import Round
from scenarios.formats import read_file

__all__ = ["SAMPLE_WORKBOOK", "sample_round"]

SAMPLE_WORKBOOK = Path(__file__).resolve().parent / "data" / "sample.xlsx"
"""The workbook; copy it to try changes."""


@cache
def sample_round() -> Round:
    """Return the round in the workbook: 26 weeks, 8 departments, 60 people, 24 requests."""
    return read_file(SAMPLE_WORKBOOK)
