"""Who signs in, and with what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.rows import Row

__all__ = [
    "ApiKey",
    "Grant",
    "Identity",
    "OidcFlow",
    "Principal",
    "SignInTry",
    "WebSession",
]


class Principal(Row):
    """A person or a program that signs in."""

    __tablename__ = "principal"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    login: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Grant(Row):
    """A role that a principal has; of a department or on a project where the role asks for it."""

    __tablename__ = "grant"

    id: Mapped[str] = mapped_column(primary_key=True)
    principal_id: Mapped[str] = mapped_column(ForeignKey("principal.id"), index=True)
    role: Mapped[str]
    department: Mapped[str | None]
    project: Mapped[str | None]


class ApiKey(Row):
    """A key for programs; only its SHA-256 is kept."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(primary_key=True)
    principal_id: Mapped[str] = mapped_column(ForeignKey("principal.id"), index=True)
    label: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class WebSession(Row):
    """A browser's session; only the SHA-256 of its cookie is kept."""

    __tablename__ = "web_session"

    digest: Mapped[str] = mapped_column(primary_key=True)
    principal_id: Mapped[str] = mapped_column(ForeignKey("principal.id"), index=True)
    csrf: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SignInTry(Row):
    """A sign-in that was begun and has not succeeded; counted for a while, then forgotten."""

    __tablename__ = "sign_in_try"

    id: Mapped[str] = mapped_column(primary_key=True)
    login_digest: Mapped[str] = mapped_column(index=True)
    """SHA-256: people type passwords where logins belong."""
    address: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class Identity(Row):
    """Who an identity provider's subject is here."""

    __tablename__ = "identity"

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    principal_id: Mapped[str] = mapped_column(ForeignKey("principal.id"), index=True)
    created_at: Mapped[datetime]


class OidcFlow(Row):
    """A sign-in under way at an identity provider; taken once, by the browser that began it."""

    __tablename__ = "oidc_flow"

    state_digest: Mapped[str] = mapped_column(primary_key=True)
    browser_digest: Mapped[str]
    """SHA-256 of the cookie that the beginning browser holds."""
    nonce: Mapped[str]
    verifier: Mapped[str]
    """The PKCE code verifier."""
    after: Mapped[str] = mapped_column(Text)
    """The page to go to."""
    created_at: Mapped[datetime] = mapped_column(index=True)
