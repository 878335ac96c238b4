"""Review."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.store.tables import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "review_line",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("round_id", sa.String(length=200), nullable=False),
        sa.Column("project", sa.String(length=200), nullable=False),
        sa.Column("package", sa.String(length=200), nullable=False),
        sa.Column("need", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["allocation_round.id"], name=op.f("fk_review_line_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_line")),
        sa.UniqueConstraint(
            "round_id",
            "project",
            "package",
            "need",
            "subject",
            name=op.f("uq_review_line_round_id_project_package_need_subject"),
        ),
    )
    with op.batch_alter_table("review_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_line_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_line_project"), ["project"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_line_round_id"), ["round_id"], unique=False)

    op.create_table(
        "publication",
        sa.Column("round_id", sa.String(length=200), nullable=False),
        sa.Column("run_id", sa.String(length=200), nullable=False),
        sa.Column("round_hash", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("shares", sa.Text(), nullable=False),
        sa.Column("published_at", Moment(), nullable=False),
        sa.Column("published_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_hash"], ["snapshot.hash"], name=op.f("fk_publication_round_hash")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["allocation_round.id"], name=op.f("fk_publication_round_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_publication_run_id")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_publication")),
    )
    with op.batch_alter_table("allocation_round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("run_id", sa.String(length=200), nullable=True))


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("allocation_round", schema=None) as batch_op:
        batch_op.drop_column("run_id")

    op.drop_table("publication")
    with op.batch_alter_table("review_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_line_round_id"))
        batch_op.drop_index(batch_op.f("ix_review_line_project"))
        batch_op.drop_index(batch_op.f("ix_review_line_owner"))

    op.drop_table("review_line")
