"""Where an outcome comes from, as pairs of label and value."""

from __future__ import annotations

from scenarios.figures import OutcomeFigures
from scenarios.report.voice import Voice

__all__ = ["provenance"]


def provenance(figures: OutcomeFigures, voice: Voice) -> tuple[tuple[str, str], ...]:
    """Return what is needed to repeat and to check the solve."""
    source = figures.outcome.provenance
    rows = [
        ("round-hash", source.round_hash),
        ("version", source.roundtable),
        ("solver", source.solver),
        ("routes", " / ".join(filter(None, (source.plan_route, source.bound_route)))),
        (
            "mode",
            voice("provenance.deterministic" if source.deterministic else "provenance.fastest"),
        ),
        ("seed", str(source.seed)),
        ("workers", str(source.workers)),
    ]
    if source.time_limit_seconds is not None:
        seconds = f"{source.time_limit_seconds:g}"
        rows.append(("limit", voice("provenance.seconds", seconds=seconds)))
    if source.wall_seconds is not None:
        seconds = voice.numerals.number(source.wall_seconds, 1)
        rows.append(("time", voice("provenance.seconds", seconds=seconds)))
    return tuple((voice(f"provenance.{name}"), value) for name, value in rows if value)
