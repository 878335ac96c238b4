"""One changed byte, one link less, two links swapped: always found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from api.store import Database
from api.store.audit import append_event, find_broken_link


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    made.migrate()
    with made.writing() as session:
        for number in range(6):
            append_event(session, "prn_1", "round.open", f"rnd_{number}", {"名": number})
    yield made
    made.close()


def broken_at(database: Database, head: str | None = None) -> int | None:
    with database.reading() as session:
        found = find_broken_link(session, head)
    return None if found is None else found.sequence


def test_an_untouched_chain_holds(database: Database) -> None:
    assert broken_at(database) is None


@pytest.mark.parametrize("column", ["actor", "action", "subject", "detail", "previous", "digest"])
def test_a_changed_byte_is_found(database: Database, column: str) -> None:
    with database.writing() as session:
        session.execute(
            text(f"UPDATE audit_event SET {column} = {column} || 'x' WHERE sequence = 3")
        )
    assert broken_at(database) == 3


def test_a_changed_time_is_found(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE audit_event SET at = '2020-01-01' WHERE sequence = 2"))
    assert broken_at(database) == 2


def test_a_deleted_link_is_found(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("DELETE FROM audit_event WHERE sequence = 4"))
    assert broken_at(database) == 4


def test_swapped_links_are_found(database: Database) -> None:
    with database.writing() as session:
        for before, after in ((2, 99), (3, 2), (99, 3)):
            session.execute(
                text("UPDATE audit_event SET sequence = :a WHERE sequence = :b"),
                {"a": after, "b": before},
            )
    assert broken_at(database) == 2


def test_a_cut_tail_is_found_by_a_head_noted_earlier(database: Database) -> None:
    with database.reading() as session:
        head = session.execute(text("SELECT max(digest) FROM audit_event WHERE sequence = 6"))
        noted = str(head.scalar_one())
    assert broken_at(database, noted) is None
    with database.writing() as session:
        session.execute(text("DELETE FROM audit_event WHERE sequence = 6"))
    assert broken_at(database) is None
    assert broken_at(database, noted) == 6


def test_the_tables_are_what_the_migrations_make(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from api.store.tables import Row

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []


def test_a_moment_that_is_none_is_found(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE audit_event SET at = 'once' WHERE sequence = 3"))
    assert broken_at(database) is not None


def test_what_breaks_is_told_in_both_languages(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE audit_event SET action = 'x' WHERE sequence = 3"))
    with database.reading() as session:
        broken = find_broken_link(session)
    assert broken is not None
    assert (broken.reason.zh, broken.reason.en) == (
        "其内容与哈希不符",
        "its fields do not give its hash",
    )
