"""Authority: rules of rounds, delegations, signatures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.store.tables import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.String(length=200)


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "round_authority",
        sa.Column("round_id", _ID, nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["allocation_round.id"], name=op.f("fk_round_authority_round_id")
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_authority")),
    )
    op.create_table(
        "delegation",
        sa.Column("id", _ID, nullable=False),
        sa.Column("from_id", _ID, nullable=False),
        sa.Column("to_id", _ID, nullable=False),
        sa.Column("role", _ID, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("starts_at", Moment(timezone=True), nullable=False),
        sa.Column("ends_at", Moment(timezone=True), nullable=False),
        sa.Column("revoked_at", Moment(timezone=True), nullable=True),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["principal.id"], name=op.f("fk_delegation_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["principal.id"], name=op.f("fk_delegation_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegation_from_id"), ["from_id"])
        batch_op.create_index(batch_op.f("ix_delegation_to_id"), ["to_id"])

    op.create_table(
        "signature_act",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("round_id", _ID, nullable=False),
        sa.Column("scope", _ID, nullable=False),
        sa.Column("key", _ID, nullable=False),
        sa.Column("digest", _ID, nullable=False),
        sa.Column("by_id", _ID, nullable=False),
        sa.Column("authority_id", _ID, nullable=False),
        sa.Column("verdict", _ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["allocation_round.id"], name=op.f("fk_signature_act_round_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["principal.id"], name=op.f("fk_signature_act_by_id")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["principal.id"], name=op.f("fk_signature_act_authority_id")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_signature_act")),
    )
    with op.batch_alter_table("signature_act", schema=None) as batch_op:
        batch_op.create_index("ix_signature_act_round_id_scope_key", ["round_id", "scope", "key"])


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("signature_act")
    op.drop_table("delegation")
    op.drop_table("round_authority")
