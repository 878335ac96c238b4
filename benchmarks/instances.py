"""Public instances and contended rounds, from the folder of shared data beside the repository."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

__all__ = ["DATA", "Sample", "contended", "makespan_samples"]

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Sample:
    """An instance with the best makespan published."""

    family: str
    path: Path
    best_known: int | None

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.name.removesuffix(self.path.suffix)


def makespan_samples(family: str | None = None) -> list[Sample]:
    """Return the public scheduling instances, in the order of ``instances.csv``.

    Raises
    ------
    FileNotFoundError
        The shared data is not there.
    """
    with (DATA / "instances.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    samples = [
        Sample(
            row["file"].partition("/")[0],
            DATA / row["file"],
            int(row["best_known_makespan"]) if row["best_known_makespan"] else None,
        )
        for row in rows
    ]
    return [sample for sample in samples if family is None or sample.family == family]


def contended(name: str) -> Path:
    """Return the file of a contended round, ``S1`` to ``XL1``."""
    return DATA / "contended" / f"{name}.json.gz"
