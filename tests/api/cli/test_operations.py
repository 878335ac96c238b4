"""``audit verify``, ``backup`` and ``restore`` on a data folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from api.store import Database
from api.store.audit import append_event

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a chain of three links, named by the environment."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("ROUNDTABLE_DATA", str(folder))
    monkeypatch.delenv("ROUNDTABLE_DATABASE_URL", raising=False)
    database = Database(f"sqlite:///{folder / 'roundtable.sqlite3'}")
    database.migrate()
    with database.writing() as session:
        for number in range(3):
            append_event(session, "prn_1", "round.open", f"rnd_{number}")
    database.close()
    return folder


def change(data: Path, statement: str) -> None:
    database = Database(f"sqlite:///{data / 'roundtable.sqlite3'}")
    with database.writing() as session:
        session.execute(text(statement))
    database.close()


@pytest.mark.usefixtures("data")
def test_a_chain_that_holds_gives_its_head(run: Run) -> None:
    code, head, words = run("audit", "verify")
    assert code == 0
    assert len(head.strip()) == 64
    assert "3 links" in words
    assert run("audit", "verify", "--head", head.strip())[0] == 0


def test_a_cut_tail_is_found_by_the_head_noted_before(run: Run, data: Path) -> None:
    head = run("audit", "verify")[1].strip()
    change(data, "DELETE FROM audit_event WHERE sequence = 3")
    assert run("audit", "verify")[0] == 0
    code, now, words = run("audit", "verify", "--head", head)
    assert code == 1
    assert now.strip() != head
    assert "head noted earlier" in words


def test_a_changed_link_is_named(run: Run, data: Path) -> None:
    change(data, "UPDATE audit_event SET action = 'round.close' WHERE sequence = 2")
    code, _, words = run("audit", "verify")
    assert code == 1
    assert "link 2" in words
    code, document, _ = run("audit", "verify", "--json")
    assert code == 1
    assert '"broken_at": 2' in document


def test_without_a_database_nothing_is_made(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROUNDTABLE_DATA", str(tmp_path / "none"))
    assert run("audit", "verify")[0] == 2
    assert run("backup", tmp_path / "b.zip")[0] == 3
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("data")
def test_backup_and_restore_drill(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = run("audit", "verify")[1]
    file = tmp_path / "backup.zip"
    assert run("backup", file)[:2] == (0, head)
    assert run("backup", file)[0] == 2
    assert run("backup", file, "--force")[0] == 0
    code, _, words = run("restore", file)
    assert (code, "is not empty" in words) == (3, True)
    assert "不是空文件夹" in run("restore", file, "--lang", "zh")[2]
    monkeypatch.setenv("ROUNDTABLE_DATA", str(tmp_path / "new"))
    assert run("restore", file)[:2] == (0, head)
    assert run("audit", "verify", "--head", head.strip())[0] == 0


def test_a_server_has_tools_of_its_own(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROUNDTABLE_DATABASE_URL", "postgresql+psycopg://nowhere/none")
    code, _, words = run("backup", tmp_path / "b.zip")
    assert code == 2
    assert "pg_dump" in words
