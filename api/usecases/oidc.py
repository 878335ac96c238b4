"""Sign-in at an identity provider: begun here, done there, ended here with a browser session.

Nobody gets an account by signing in elsewhere: an administrator has added them, with the login that
the provider tells. From the first time on, the provider's own name for the person counts, so that a
login given to somebody else there opens nothing here.
"""

from __future__ import annotations

import secrets

from api.identity import BadIdentity, Claims, Provider
from api.identity.provider import new_verifier
from api.problems import Problem
from api.settings import Settings
from api.store import Database, Session, identities, principals
from api.store.audit import append_event
from api.store.tables import Principal
from api.usecases.sign_in import SignedIn, open_session

__all__ = ["begin", "finish", "provider_of"]


def provider_of(settings: Settings) -> Provider | None:
    """Return the identity provider that the operator has set, if any."""
    if settings.oidc_issuer is None:
        return None
    return Provider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret.get_secret_value(),
        settings.oidc_login_claim,
    )


def begin(database: Database, provider: Provider, redirect: str, after: str) -> tuple[str, str]:
    """Begin a sign-in; return where the browser goes, and what it keeps meanwhile.

    Parameters
    ----------
    database, provider
    redirect : str
        Where the provider sends the browser back to.
    after : str
        The page to go to in the end; a path of this service.

    Raises
    ------
    Problem
        ``invalid`` for a page elsewhere; ``unavailable`` when the provider can't be reached.
    """
    if (
        not after.startswith("/")
        or after.startswith("//")
        or "\\" in after
        or not after.isprintable()
    ):
        raise Problem("invalid", "只能回到本站页面。", "The page to go to is one of this service.")
    state, browser, nonce = (secrets.token_urlsafe(32) for _ in range(3))
    verifier = new_verifier()
    try:
        url = provider.authorization_url(redirect, state, nonce, verifier)
    except BadIdentity as error:
        raise Problem("unavailable") from error
    with database.writing() as session:
        identities.begin_flow(session, state, browser, nonce, verifier, after)
    return url, browser


def finish(
    database: Database,
    settings: Settings,
    provider: Provider,
    redirect: str,
    state: str,
    code: str,
    browser: str,
) -> tuple[SignedIn, str]:
    """End a sign-in; return the session, and the page to go to.

    Raises
    ------
    Problem
        ``unauthenticated`` when this browser began no such sign-in, or the provider does not vouch
        for it; ``forbidden`` for somebody who has no account here.
    """
    with database.writing() as session:
        flow = identities.take_flow(session, state, browser)
    if flow is None:
        raise Problem("unauthenticated", "登录已过期，请重新开始。", "Begin to sign in again.")
    try:
        claims = provider.claims_of(code, redirect, flow.nonce, flow.verifier)
    except BadIdentity as error:
        raise Problem(
            "unauthenticated",
            "身份提供方未确认登录。",
            "The identity provider does not vouch for it.",
        ) from error
    with database.writing() as session:
        row = _principal(session, claims)
        return open_session(session, settings, row, "oidc"), flow.after


def _principal(session: Session, claims: Claims) -> Principal:
    known = identities.find_identity(session, claims.issuer, claims.subject)
    if known is not None:
        row = principals.find_principal(session, known.principal_id)
    else:
        row = principals.principal_by_login(session, claims.login) if claims.login else None
        if row is not None:
            identities.keep_identity(session, claims.issuer, claims.subject, row.id)
            told = {"issuer": claims.issuer, "subject": claims.subject}
            append_event(session, row.id, "identity.link", row.id, told)
    if row is None or not row.active:
        raise Problem("forbidden", "您在此没有账户。", "You have no account here.")
    return row
