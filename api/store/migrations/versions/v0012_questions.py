"""Questions about plans, answered in the background."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=200), nullable=False, server_default="solve")
        )
        batch_op.add_column(sa.Column("question", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("answer", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("run", schema=None) as batch_op:
        for name in ("answer", "question", "kind"):
            batch_op.drop_column(name)
