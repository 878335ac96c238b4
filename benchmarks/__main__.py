"""Measure, beside the rivals: ``python -m benchmarks [PART ...] [--quick] [--out FOLDER]``.

Each part writes Markdown and JSON into the folder as it goes, so that a run that is stopped keeps
what it measured. Without parts all of them run, in about 40 minutes on two cores.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections.abc import Sequence
from pathlib import Path

__all__ = ["PARTS", "main"]

RESULTS = Path(__file__).resolve().parent / "results"

PARTS = {
    "makespan": "public scheduling instances beside PyJobShop (15 to 20 minutes)",
    "frontier": "makespan and cost of iMOPSE instances (9 minutes)",
    "rounds": "contended rounds beside plain CP-SAT (14 minutes)",
    "growth": "time against size (4 minutes)",
    "bounds": "bounds alone (4 minutes)",
    "explain": "explanations, urgent requests, warm re-solves and sweeps (20 minutes)",
    "console": "pages of a large organisation in Chromium (4 minutes)",
    "service": "the service under load, with and without solves (3 minutes)",
    "sharing": "cost sharing beside coopgame-py and shapiq (2 minutes)",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts asked for, all by default; a part that fails doesn't stop the others."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument(
        "--quick", action="store_true", help="seconds instead of minutes; says nothing"
    )
    parser.add_argument("--out", type=Path, help="folder of the results")
    options = parser.parse_args(arguments)
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    # A quick run measures nothing worth keeping beside the real results.
    folder = options.out if options.out or options.quick else RESULTS
    failed = []
    for part in options.parts or PARTS:
        print(f"\n>>> {part}: {PARTS[part]}", file=sys.stderr, flush=True)
        started = time.monotonic()
        try:
            importlib.import_module(f"benchmarks.part_{part}").run(folder, options.quick)
        except Exception as error:  # noqa: BLE001 - the other parts are still worth their minutes
            failed.append(part)
            print(f"!!! {part} failed: {type(error).__name__}: {error}", file=sys.stderr)
        print(f"<<< {part}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
