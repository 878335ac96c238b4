"""Cost sharing: the tables of :mod:`benchmarks.bench_sharing`."""

from __future__ import annotations

from pathlib import Path

from benchmarks import bench_sharing

__all__ = ["run"]


def run(folder: Path | None, quick: bool) -> None:
    """Run the comparisons; write ``sharing.md``."""
    arguments = ["--most", "16", "--runs", "2"] if quick else []
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        arguments += ["--out", str(folder / "sharing.md")]
    bench_sharing.main(arguments)
