"""Scenarios, sweeps, and the figures of runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.store.tables import Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TEXT = sa.String(length=200)


def _round(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    return (
        sa.Column("round_id", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["allocation_round.id"], name=op.f(f"fk_{table}_round_id")
        ),
    )


def _snapshot(table: str, name: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    return (
        sa.Column(name, TEXT, nullable=False),
        sa.ForeignKeyConstraint([name], ["snapshot.hash"], name=op.f(f"fk_{table}_{name}")),
    )


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "scenario",
        sa.Column("id", TEXT, nullable=False),
        *_round("scenario"),
        *_snapshot("scenario", "base_hash"),
        *_snapshot("scenario", "round_hash"),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("made_by", TEXT, nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario")),
    )
    op.create_index(op.f("ix_scenario_round_id"), "scenario", ["round_id"], unique=False)
    op.create_table(
        "sweep",
        sa.Column("id", TEXT, nullable=False),
        *_round("sweep"),
        *_snapshot("sweep", "base_hash"),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("start_run_id", TEXT, nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("department", TEXT, nullable=False),
        sa.Column("cells", sa.Integer(), nullable=False),
        sa.Column("submitted_by", TEXT, nullable=False),
        sa.Column("submitted_at", Moment(), nullable=False),
        sa.Column("spread_at", Moment(), nullable=True),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweep")),
    )
    op.create_index(op.f("ix_sweep_round_id"), "sweep", ["round_id"], unique=False)
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("scenario_id", TEXT, nullable=True))
        batch_op.add_column(sa.Column("sweep_id", TEXT, nullable=True))
        batch_op.add_column(sa.Column("cell", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("sentences", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("figures", sa.JSON(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_run_scenario_id"), "scenario", ["scenario_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_run_sweep_id"), "sweep", ["sweep_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_run_scenario_id"), ["scenario_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_run_sweep_id_cell"), ["sweep_id", "cell"])


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_run_sweep_id_cell"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_run_scenario_id"))
        batch_op.drop_constraint(batch_op.f("fk_run_sweep_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_run_scenario_id"), type_="foreignkey")
        for name in ("figures", "sentences", "cell", "sweep_id", "scenario_id"):
            batch_op.drop_column(name)
    op.drop_table("sweep")
    op.drop_table("scenario")
