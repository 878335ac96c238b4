"""Workers, and the place of a run in the queues."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.store.tables import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "worker",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("left_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker")),
    )
    text = sa.String(length=200)
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("queue", text, nullable=False, server_default="interactive"))
        batch_op.add_column(sa.Column("priority", sa.Integer(), nullable=False, server_default="5"))
        batch_op.add_column(sa.Column("department", text, nullable=False, server_default=""))
        batch_op.add_column(sa.Column("hint", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("run", schema=None) as batch_op:
        for name in ("hint", "department", "priority", "queue"):
            batch_op.drop_column(name)
    op.drop_table("worker")
