"""Remember solved coalitions on disk, so that sharing the same round again costs no solving."""

from __future__ import annotations

import json
import os
from pathlib import Path

from optimizer import __version__
from optimizer.coalitions import Known

__all__ = ["CoalitionStore", "default_folder"]


def default_folder() -> Path:
    """Return where coalitions are remembered when nothing else is said: the user's cache folder."""
    cache = os.environ.get("XDG_CACHE_HOME")
    root = Path(cache) if cache else Path.home() / ".cache"
    return root / "roundtable" / "coalitions"


class CoalitionStore:
    """A file of one line per solved coalition, for one round.

    Lines are only ever added. A line that can't be read (a crash while it was written) or that
    another version wrote counts as not there; of several for one coalition the last counts.

    Parameters
    ----------
    folder : Path
        Made when it is not there.
    round_hash : str
        Of the round whose coalitions these are, as :meth:`~optimizer.domain.Round.content_hash`
        gives it; names the file.
    """

    def __init__(self, folder: Path, round_hash: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{round_hash.removeprefix('sha256:')}.jsonl"
        self._known: dict[str, Known] = {}
        if self.path.is_file():
            for line in self.path.read_text("utf-8", errors="replace").splitlines():
                self._read(line)

    def _read(self, line: str) -> None:
        try:
            entry = json.loads(line)
            if entry["version"] == __version__:
                low, high, seconds = entry["low"], entry["high"], entry["seconds"]
                if isinstance(low, int) and isinstance(high, int) and low <= high:
                    limit = None if seconds is None else float(seconds)
                    self._known[str(entry["key"])] = Known(low, high, limit)
        except (ValueError, KeyError, TypeError):
            return

    def get(self, key: str) -> Known | None:
        """Return what is remembered of a coalition, if anything."""
        return self._known.get(key)

    def put(self, key: str, known: Known) -> None:
        """Remember a coalition at once.

        Raises
        ------
        OSError
            The file can't be written.
        """
        self._known[key] = known
        entry = {
            "version": __version__,
            "key": key,
            "low": known.low,
            "high": known.high,
            "seconds": known.seconds,
        }
        with self.path.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(json.dumps(entry, separators=(",", ":")) + "\n")
