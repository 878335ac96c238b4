"""Authority: the rules of a round, delegations, and every word on a matter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.rows import Row

__all__ = ["Delegation", "RoundAuthority", "SignatureAct"]


class RoundAuthority(Row):
    """The authority rules of a round."""

    __tablename__ = "round_authority"

    round_id: Mapped[str] = mapped_column(ForeignKey("allocation_round.id"), primary_key=True)
    document: Mapped[dict[str, Any]]
    version: Mapped[int]
    updated_at: Mapped[datetime]


class Delegation(Row):
    """An authority lent to somebody until a date; revoked, never deleted."""

    __tablename__ = "delegation"

    id: Mapped[str] = mapped_column(primary_key=True)
    from_id: Mapped[str] = mapped_column(ForeignKey("principal.id"), index=True)
    to_id: Mapped[str] = mapped_column(ForeignKey("principal.id"), index=True)
    role: Mapped[str | None]
    """Only what this role may sign; everything when there is none."""
    reason: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class SignatureAct(Row):
    """A word on a matter: signed, refused or withdrawn. Only ever added."""

    __tablename__ = "signature_act"
    __table_args__ = (Index("ix_signature_act_round_id_scope_key", "round_id", "scope", "key"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("allocation_round.id"))
    scope: Mapped[str]
    key: Mapped[str]
    digest: Mapped[str]
    """Hash of what was signed."""
    by_id: Mapped[str] = mapped_column(ForeignKey("principal.id"))
    authority_id: Mapped[str] = mapped_column(ForeignKey("principal.id"))
    """Whose authority was used: the speaker's own, or a delegated one."""
    verdict: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
