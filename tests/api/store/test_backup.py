"""A backup taken while others write is whole; what was changed in it is never restored."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from api.store import Database, inventory
from api.store.audit import append_event, audit_head, find_broken_link
from api.store.backup import BadBackup, back_up, restore


def add(database: Database, number: int) -> None:
    """Add a thing and its link in one transaction."""
    with database.writing() as session:
        item = inventory.add_item(session, "skills", f"S{number}", None, {"id": f"S{number}"})
        append_event(session, "prn_1", "inventory.report", item.id, {"key": item.key})


def counts(database: Database) -> tuple[int, int]:
    with database.reading() as session:
        assert find_broken_link(session) is None
        return inventory.count_items(session, "skills"), audit_head(session)[0]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def database(data: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{data / 'roundtable.sqlite3'}")
    made.migrate()
    for number in range(5):
        add(made, number)
    yield made
    made.close()


def test_what_is_restored_is_what_was_backed_up(
    database: Database, data: Path, tmp_path: Path
) -> None:
    (data / "runs.sqlite3").touch()
    made = back_up(data, tmp_path / "b.zip")
    assert (made.links, made.broken) == (5, None)
    add(database, 99)
    restored = tmp_path / "restored"
    assert restore(tmp_path / "b.zip", restored) == made
    assert sorted(path.name for path in restored.iterdir()) == [
        "roundtable.sqlite3",
        "runs.sqlite3",
    ]
    again = Database(f"sqlite:///{restored / 'roundtable.sqlite3'}")
    again.migrate()
    assert counts(again) == (5, 5)
    again.close()
    # A second backup, of what was restored, holds the same.
    assert back_up(restored, tmp_path / "c.zip").head == made.head
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.zip", "c.zip", "data", "restored"]


def test_backups_while_another_thread_writes_are_whole(
    database: Database, data: Path, tmp_path: Path
) -> None:
    stop, written = threading.Event(), []

    def write() -> None:
        number = 5
        while not stop.is_set():
            add(database, number)
            number += 1
            written.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        taken = []
        for number in range(4):
            before = len(written)
            made = back_up(data, tmp_path / f"b{number}.zip")
            assert made.broken is None
            # Every write that was acknowledged before the backup began is in it.
            assert made.links >= 5 + before
            taken.append(made.links)
            while len(written) == before:  # the next one is of a later state
                assert writer.is_alive()
    finally:
        stop.set()
        writer.join()
    assert taken == sorted(set(taken))
    for number, links in enumerate(taken):
        folder = tmp_path / f"restored{number}"
        restore(tmp_path / f"b{number}.zip", folder)
        again = Database(f"sqlite:///{folder / 'roundtable.sqlite3'}")
        # Things and links were written together, and are there together.
        assert counts(again) == (links, links)
        again.close()


def test_only_an_empty_folder_is_restored_into(
    database: Database, data: Path, tmp_path: Path
) -> None:
    back_up(data, tmp_path / "b.zip")
    with pytest.raises(BadBackup, match="not empty"):
        restore(tmp_path / "b.zip", data)
    assert counts(database) == (5, 5)
    empty = tmp_path / "empty"
    empty.mkdir()
    restore(tmp_path / "b.zip", empty)
    assert (empty / "roundtable.sqlite3").is_file()


def test_a_folder_without_databases_is_not_backed_up(tmp_path: Path) -> None:
    with pytest.raises(BadBackup, match="holds no"):
        back_up(tmp_path, tmp_path / "b.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_broken_chain_is_backed_up_and_said_but_not_restored(
    database: Database, data: Path, tmp_path: Path
) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE audit_event SET actor = 'x' WHERE sequence = 3"))
    made = back_up(data, tmp_path / "b.zip")
    assert made.broken is not None
    assert made.broken.sequence == 3
    with pytest.raises(BadBackup, match="link 3"):
        restore(tmp_path / "b.zip", tmp_path / "restored")
    assert not (tmp_path / "restored").exists()


Change = Callable[[dict[str, bytes]], None]


def _change_a_database(members: dict[str, bytes]) -> None:
    members["roundtable.sqlite3"] = members["roundtable.sqlite3"].replace(b"S3", b"S9")


def _change_the_head(members: dict[str, bytes]) -> None:
    manifest = json.loads(members["manifest.json"])
    manifest["audit"]["head"] = "0" * 64
    members["manifest.json"] = json.dumps(manifest).encode()


def _name_another_file(members: dict[str, bytes]) -> None:
    manifest = json.loads(members["manifest.json"])
    manifest["sha256"]["../outside"] = "0" * 64
    members["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    "change",
    [
        _change_a_database,
        _change_the_head,
        _name_another_file,
        lambda members: members.pop("roundtable.sqlite3"),
        lambda members: members.pop("manifest.json"),
        lambda members: members.update({"manifest.json": b"[]"}),
    ],
    ids=["database", "head", "outside", "missing", "no-manifest", "list"],
)
@pytest.mark.usefixtures("database")
def test_a_changed_archive_is_not_restored(data: Path, tmp_path: Path, change: Change) -> None:
    good, bad = tmp_path / "b.zip", tmp_path / "bad.zip"
    back_up(data, good)
    with zipfile.ZipFile(good) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(bad, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(BadBackup):
        restore(bad, tmp_path / "restored")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "bad.zip", "data"]


def test_a_cut_archive_is_not_restored(database: Database, data: Path, tmp_path: Path) -> None:
    back_up(data, tmp_path / "b.zip")
    whole = (tmp_path / "b.zip").read_bytes()
    for cut in (whole[: len(whole) // 2], b"", b"no zip"):
        (tmp_path / "bad.zip").write_bytes(cut)
        with pytest.raises(BadBackup):
            restore(tmp_path / "bad.zip", tmp_path / "restored")
    assert counts(database) == (5, 5)
