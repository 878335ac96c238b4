"""Backup of the data folder while the service writes, and its restoring into an empty one.

The databases are copied by SQLite's online backup, each as it was at one moment. The engine's is
copied before ours: what it knows is then never newer than what we know, and a run that ended in
between is found ended when its workflow is resumed. One that it does not know yet is queued again.

References
----------
SQLite, "Online Backup API", https://sqlite.org/backup.html
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from api.store.audit import BrokenLink, audit_head, find_broken_link
from api.store.database import Database
from optimizer.domain import Text

__all__ = ["Backup", "BadBackup", "back_up", "restore"]

STORE, RUNS = "roundtable.sqlite3", "runs.sqlite3"
MANIFEST = "manifest.json"
FORMAT = 1
_CHUNK = 1 << 20
_UNREADABLE = (zipfile.BadZipFile, OSError, EOFError, ValueError, KeyError, TypeError)


class BadBackup(Exception):
    """The backup can't be made or restored; ``words`` say why, and nothing was left behind."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = Text(zh=zh, en=en)


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds.

    Attributes
    ----------
    hashes : tuple of (str, str)
        Name and SHA-256 of every database in it.
    links : int
        Length of the audit chain.
    head : str
        Hash of its last link.
    broken : BrokenLink or None
        Where the chain does not hold.
    """

    hashes: tuple[tuple[str, str], ...]
    links: int
    head: str
    broken: BrokenLink | None = None


def back_up(data: Path, target: Path) -> Backup:
    """Write one archive of the databases in a data folder.

    The archive is, at every moment, the old one or the whole new one, and its owner's alone. A
    chain that does not hold is backed up all the same, and said.

    Raises
    ------
    BadBackup
        The folder holds no database, or one can't be read.
    OSError
        The archive can't be written.
    """
    if not (data / STORE).is_file():
        raise BadBackup(f"{data} 中没有 {STORE}", f"{data} holds no {STORE}")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        copies = [
            _copied(data / name, Path(folder) / name)
            for name in (RUNS, STORE)
            if (data / name).is_file()
        ]
        links, head, broken = _chain(Path(folder) / STORE)
        made = Backup(tuple((path.name, _hash(path)) for path in copies), links, head, broken)
        part = Path(folder) / "archive"
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(MANIFEST, json.dumps(_manifest(made), indent=1))
                for path in copies:
                    archive.write(path, path.name)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    return made


def restore(source: Path, data: Path) -> Backup:
    """Put the databases of an archive into a folder that is empty or does not exist.

    Everything is checked before anything is put there: the hashes of the manifest, the
    integrity of the databases, every link of the audit chain and its head.

    Raises
    ------
    BadBackup
        The folder holds something, or the archive is not one of ours, whole and unchanged.
    OSError
        The folder can't be written to.
    """
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise BadBackup(f"{data} 不是空文件夹", f"{data} is not empty")
    data.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=data.parent, prefix=f".{data.name}."))
    try:
        said = _unpacked(source, folder)
        for name, digest in said.hashes:
            if _hash(folder / name) != digest:
                raise BadBackup(f"{name} 与备份时不同", f"{name} is not as it was backed up")
            _check_integrity(folder / name)
        links, head, broken = _chain(folder / STORE)
        if broken is not None:
            raise BadBackup(
                f"审计链在第 {broken.sequence} 环断裂：{broken.reason.zh}",
                f"the audit chain breaks at link {broken.sequence}: {broken.reason.en}",
            )
        if (links, head) != (said.links, said.head):
            raise BadBackup(
                "审计链的末端与备份时不同",
                "the audit chain does not end as it did when it was backed up",
            )
        folder.replace(data)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return said


def _copied(source: Path, target: Path) -> Path:
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=rw", uri=True)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.execute("PRAGMA busy_timeout=30000")
            old.backup(new)
    except sqlite3.Error as error:
        raise BadBackup(
            f"无法读取 {source.name}：{error}", f"{source.name} can't be read: {error}"
        ) from None
    return target


def _chain(path: Path) -> tuple[int, str, BrokenLink | None]:
    database = Database(f"sqlite:///{path}")
    try:
        with database.reading() as session:
            links, head = audit_head(session)
            return links, head, find_broken_link(session)
    except SQLAlchemyError as error:
        raise BadBackup(
            f"无法读取 {path.name}：{error}", f"{path.name} can't be read: {error}"
        ) from None
    finally:
        database.close()


def _check_integrity(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error as error:
        verdict = str(error)
    if verdict != "ok":
        raise BadBackup(f"{path.name} 已损坏：{verdict}", f"{path.name} is damaged: {verdict}")


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _manifest(made: Backup) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "sha256": dict(made.hashes),
        "audit": {"links": made.links, "head": made.head},
    }


def _unpacked(source: Path, folder: Path) -> Backup:
    """Unpack what the manifest names, and nothing else."""
    try:
        with zipfile.ZipFile(source) as archive:
            said = json.loads(archive.read(MANIFEST))
            if said["format"] != FORMAT or not {STORE} <= set(said["sha256"]) <= {STORE, RUNS}:
                raise BadBackup(f"{source.name} 的格式不同", f"{source.name} is of another format")
            for name in said["sha256"]:
                with archive.open(name) as member, (folder / name).open("xb") as stream:
                    shutil.copyfileobj(member, stream, _CHUNK)
            hashes = tuple((str(name), str(digest)) for name, digest in said["sha256"].items())
            return Backup(hashes, int(said["audit"]["links"]), str(said["audit"]["head"]))
    except _UNREADABLE as error:
        raise BadBackup(
            f"{source.name} 不是本系统的备份，或已损坏：{error}",
            f"{source.name} is no backup of ours, or damaged: {error}",
        ) from None
