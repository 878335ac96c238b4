"""Imports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.store.tables import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "import_upload",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("author_id", sa.String(length=200), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("format", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("committed_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["principal.id"], name=op.f("fk_import_upload_author_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_upload")),
    )
    with op.batch_alter_table("import_upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_upload_author_id"), ["author_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_import_upload_created_at"), ["created_at"], unique=False
        )


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("import_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_upload_created_at"))
        batch_op.drop_index(batch_op.f("ix_import_upload_author_id"))

    op.drop_table("import_upload")
