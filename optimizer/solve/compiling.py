"""Compile in a process of its own, beside a solve that can't wait for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from optimizer.compiled import folder_of

__all__ = ["Compiling", "is_compiled"]

ROOT = Path(__file__).resolve().parent.parent.parent


def is_compiled(packages: Sequence[str]) -> bool:
    """Say whether the compiled code of packages can be used without a wait."""
    return all(folder_of(package).is_complete for package in packages)


class Compiling:
    """A process that compiles packages; it ends with the solve that began it.

    What it has compiled until then is kept, and the next one goes on from there.
    """

    def __init__(self, packages: Sequence[str]) -> None:
        self._packages = tuple(packages)
        environment = dict(os.environ)
        paths = [str(ROOT), environment.get("PYTHONPATH", "")]
        environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
        for package in packages:
            folder = folder_of(package)
            if folder.is_private:
                environment["NUMBA_CACHE_DIR"] = str(folder.path.parent)
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this Python, and names of ours
                [sys.executable, "-m", "optimizer.solve.warm", *packages],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except OSError:  # no room for another process: the solve does without compiled code
            self._process = None

    @property
    def is_done(self) -> bool:
        """Whether everything is compiled."""
        running = self._process is not None and self._process.poll() is None
        return not running and is_compiled(self._packages)

    def stop(self) -> None:
        """End the process if it still runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()
