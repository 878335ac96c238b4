"""Versions of a publication, changes of it, actual figures, reviews of closed rounds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.store.tables import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TEXT = sa.String(length=200)


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("change_id", TEXT, nullable=True))
        batch_op.drop_constraint("pk_publication", type_="primary")
        batch_op.create_primary_key("pk_publication", ["round_id", "number"])
    op.create_table(
        "change_request",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("round_id", TEXT, nullable=False),
        sa.Column("project", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("from_period", sa.Integer(), nullable=False),
        sa.Column("author_id", TEXT, nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("run_id", TEXT, nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("decided_by", TEXT, nullable=True),
        sa.Column("decided_at", Moment(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("applied_number", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("updated_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["principal.id"], name=op.f("fk_change_request_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["allocation_round.id"], name=op.f("fk_change_request_round_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_change_request_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_request")),
    )
    for column in ("author_id", "project", "round_id", "state"):
        op.create_index(op.f(f"ix_change_request_{column}"), "change_request", [column])
    op.create_table(
        "actual_report",
        sa.Column("round_id", TEXT, nullable=False),
        sa.Column("project", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("reported_by", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["allocation_round.id"], name=op.f("fk_actual_report_round_id")
        ),
        sa.PrimaryKeyConstraint("round_id", "project", name=op.f("pk_actual_report")),
        sa.UniqueConstraint("id", name=op.f("uq_actual_report_id")),
    )
    op.create_table(
        "round_review",
        sa.Column("round_id", TEXT, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("closed_at", Moment(timezone=True), nullable=False),
        sa.Column("closed_by", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["allocation_round.id"], name=op.f("fk_round_review_round_id")
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_review")),
    )


def downgrade() -> None:
    """Take the change back; later versions of publications are lost."""
    op.drop_table("round_review")
    op.drop_table("actual_report")
    op.drop_table("change_request")
    op.execute("DELETE FROM publication WHERE number > 1")
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.drop_constraint("pk_publication", type_="primary")
        batch_op.create_primary_key("pk_publication", ["round_id"])
        batch_op.drop_column("change_id")
        batch_op.drop_column("number")
