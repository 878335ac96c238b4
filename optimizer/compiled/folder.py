"""The folder that keeps a package's machine code.

numba renews what it kept when the file of a function changes, not when a compiled function in
another file that it calls does. The folder's name is therefore a digest of all sources of the
package, and of what compiles them.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

__all__ = ["Folder", "folder_of"]

SOURCES = Path(__file__).resolve().parent.parent
BESIDE = ("compiled", "instance")
"""Packages whose constants are part of the machine code of every other."""
MARK = "complete"


@dataclass(frozen=True)
class Folder:
    """Where the machine code of one package is kept."""

    path: Path
    is_private: bool = False
    """Nothing could be written anywhere else: it ends with this process."""

    @property
    def is_complete(self) -> bool:
        """Whether everything the package calls is there for this kind of processor."""
        return (self.path / f"{MARK}-{_processor()}").is_file()

    def mark_complete(self) -> None:
        """Say that everything is there, and drop what older sources left.

        Nothing happens where nothing can be written.
        """
        with contextlib.suppress(OSError):
            (self.path / f"{MARK}-{_processor()}").touch()
            prefix = self.path.name.rpartition("-")[0]
            for other in self.path.parent.glob(f"{prefix}-*"):
                if other != self.path:
                    shutil.rmtree(other, ignore_errors=True)


@functools.cache
def folder_of(package: str) -> Folder:
    """Return the folder of a package of ``optimizer``, made if it was not there.

    In turn: ``NUMBA_CACHE_DIR``, the package's ``__pycache__``, the user's cache. The first that is
    complete, otherwise the first that can be written to; in the end one for this process alone.

    Parameters
    ----------
    package : str
        Such as ``search``.
    """
    name = f"compiled-{package}-{_digest(package)}"
    places = [Folder(place / name) for place in _places(package)]
    for folder in places:
        if folder.is_complete:
            return folder
    for folder in places:
        if _is_writable(folder.path):
            return folder
    alone = Folder(_private() / name, is_private=True)
    alone.path.mkdir()
    return alone


@functools.cache
def _private() -> Path:
    path = Path(tempfile.mkdtemp(prefix="roundtable-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def _places(package: str) -> Iterator[Path]:
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if chosen:
        yield Path(chosen).absolute()
    yield SOURCES / package / "__pycache__"
    home = os.environ.get("XDG_CACHE_HOME")
    with contextlib.suppress(RuntimeError):  # nobody's home
        yield (Path(home) if home else Path.home() / ".cache") / "roundtable"


def _is_writable(path: Path) -> bool:
    try:
        path.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=path).close()
    except OSError:
        return False
    return True


def _digest(package: str) -> str:
    digest = hashlib.sha256()
    tools = (version("numba"), version("llvmlite"), version("numpy"), sys.version)
    digest.update("\n".join(tools).encode())
    for folder in (*BESIDE, package):
        for source in sorted((SOURCES / folder).glob("*.py")):
            digest.update(f"{folder}/{source.name}\n".encode())
            digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


@functools.cache
def _processor() -> str:
    """Return a short name of the processor: machine code of another one is not ours."""
    from numba.core.registry import cpu_target  # takes a moment; most rounds do without

    described = repr(cpu_target.target_context.codegen().magic_tuple())
    return hashlib.sha256(described.encode()).hexdigest()[:12]
