"""Requests belong to the round that takes them; those of rounds past are given to theirs."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TEXT = sa.String(length=200)


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("round_id", TEXT, nullable=True))
        batch_op.create_index(op.f("ix_request_round_id"), ["round_id"])
        batch_op.create_foreign_key(
            op.f("fk_request_round_id"), "allocation_round", ["round_id"], ["id"]
        )
    bind = op.get_bind()
    taken = sa.text(
        "UPDATE request SET round_id = :round"
        " WHERE key = :key AND state = 'approved' AND round_id IS NULL"
    )
    for round_id, keys in _taken(bind):
        for key in keys:
            bind.execute(taken, {"round": round_id, "key": key})


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_request_round_id"), type_="foreignkey")
        batch_op.drop_index(op.f("ix_request_round_id"))
        batch_op.drop_column("round_id")


def _taken(bind: sa.Connection) -> list[tuple[str, list[str]]]:
    """Return for each round which projects it has: those published, then those frozen.

    A published round has what its newest plan accepts.
    """
    made = []
    published = bind.execute(
        sa.text(
            "SELECT round_id, outcome FROM publication AS p WHERE number ="
            " (SELECT max(number) FROM publication AS q WHERE q.round_id = p.round_id)"
            " ORDER BY round_id"
        )
    )
    for round_id, outcome in published.all():
        plan = json.loads(outcome)["plan"] or {"projects": []}
        made.append((round_id, [item["project"] for item in plan["projects"]]))
    frozen = bind.execute(
        sa.text(
            "SELECT r.id, s.document FROM allocation_round AS r"
            " JOIN snapshot AS s ON s.hash = r.snapshot_hash"
            " WHERE r.state IN ('frozen', 'in review', 'decided') ORDER BY r.id"
        )
    )
    for round_id, document in frozen.all():
        projects = json.loads(document)["projects"]
        made.append((round_id, [item["id"] for item in projects]))
    return made
