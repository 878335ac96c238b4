"""An identity provider: where it lets people sign in, and what its tokens say.

The code flow with PKCE: the browser goes to the provider and comes back with a code, which is
exchanged for a token; the token's signature, issuer, audience, times and nonce are checked.

References
----------
OpenID Connect Core 1.0; RFC 7636 (PKCE); RFC 9207 (issuer of an authorization answer).
"""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.httpx_client import OAuth2Client  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

__all__ = ["BadIdentity", "Claims", "Provider", "new_verifier"]

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures that are believed; never a shared secret, never none."""
SCOPE = "openid email profile"
KEPT_SECONDS = 3600.0
TIMEOUT_SECONDS = 10.0
LEEWAY_SECONDS = 60
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class BadIdentity(Exception):
    """The provider can't be reached, or says what is not to be believed (a message for logs)."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Who signed in at the provider.

    Attributes
    ----------
    issuer, subject : str
        Together they name one person for ever.
    login : str or None
        The claim by which the person is known here; none when there is none, or it is an address of
        mail that the provider has not verified.
    """

    issuer: str
    subject: str
    login: str | None


@dataclass(frozen=True, slots=True)
class _Known:
    metadata: dict[str, Any]
    keys: KeySet
    at: float


def new_verifier() -> str:
    """Return a PKCE code verifier."""
    return secrets.token_urlsafe(48)


class Provider:
    """An identity provider, as it describes itself.

    Parameters
    ----------
    issuer : str
        Its address; https, but on this machine.
    client_id, client_secret : str
    login_claim : str
        The claim that holds a principal's login.
    """

    def __init__(
        self, issuer: str, client_id: str, client_secret: str, login_claim: str = "email"
    ) -> None:
        self.issuer = issuer.rstrip("/")
        self.client_id = client_id
        self._client_secret = client_secret
        self.login_claim = login_claim
        self._known: _Known | None = None
        self._lock = threading.Lock()

    def authorization_url(self, redirect: str, state: str, nonce: str, verifier: str) -> str:
        """Return where the browser goes to sign in.

        Raises
        ------
        BadIdentity
        """
        endpoint = self._discovered().metadata["authorization_endpoint"]
        with self._client(redirect) as client:
            url, _ = client.create_authorization_url(
                endpoint, state=state, nonce=nonce, code_verifier=verifier
            )
        return str(url)

    def claims_of(self, code: str, redirect: str, nonce: str, verifier: str) -> Claims:
        """Exchange a code for a token, check it, and return who it is about.

        Raises
        ------
        BadIdentity
        """
        endpoint = self._discovered().metadata["token_endpoint"]
        try:
            with self._client(redirect) as client:
                token = client.fetch_token(
                    endpoint, grant_type="authorization_code", code=code, code_verifier=verifier
                )
            text = str(token["id_token"])
        except (OAuthError, httpx2.HTTPError, KeyError, ValueError) as error:
            raise BadIdentity(f"no token: {error!r}") from None
        claims = self._checked(text, nonce)
        login = claims.get(self.login_claim)
        if self.login_claim == "email" and claims.get("email_verified") is not True:
            login = None
        return Claims(self.issuer, str(claims["sub"]), login if isinstance(login, str) else None)

    def _client(self, redirect: str) -> OAuth2Client:
        return OAuth2Client(
            self.client_id,
            self._client_secret,
            scope=SCOPE,
            redirect_uri=redirect,
            code_challenge_method="S256",
            timeout=TIMEOUT_SECONDS,
            trust_env=False,
        )

    def _checked(self, text: str, nonce: str) -> dict[str, Any]:
        try:
            token = self._decoded(text)
            # Required of every identity token (OpenID Connect Core, 3.1.3.7).
            rules = jwt.JWTClaimsRegistry(
                leeway=LEEWAY_SECONDS,
                iss={"essential": True, "value": self._discovered().metadata["issuer"]},
                sub={"essential": True},
                aud={"essential": True, "value": self.client_id},
                exp={"essential": True},
                iat={"essential": True},
                nonce={"essential": True, "value": nonce},
            )
            rules.validate(token.claims)
        except (JoseError, ValueError, KeyError) as error:
            raise BadIdentity(f"the token is not to be believed: {error!r}") from None
        claims: dict[str, Any] = token.claims
        audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if claims.get("azp", self.client_id) != self.client_id:
            raise BadIdentity("the token was issued to another client")
        if len(audience) > 1 and "azp" not in claims:
            raise BadIdentity("the token has several audiences and does not say whose it is")
        return claims

    def _decoded(self, text: str) -> jwt.Token:
        known = self._discovered()
        try:
            return jwt.decode(text, known.keys, algorithms=list(ALGORITHMS))
        except (JoseError, ValueError):
            # Its keys may have changed since they were read; once, not for every bad token.
            if time.monotonic() - known.at < LEEWAY_SECONDS:
                raise
        return jwt.decode(text, self._discovered(afresh=True).keys, algorithms=list(ALGORITHMS))

    def _discovered(self, *, afresh: bool = False) -> _Known:
        with self._lock:
            known = self._known
            if known is None or afresh or time.monotonic() - known.at > KEPT_SECONDS:
                known = self._known = self._read()
            return known

    def _read(self) -> _Known:
        try:
            with httpx2.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
                metadata = self._fetched(client, f"{self.issuer}/.well-known/openid-configuration")
                if str(metadata["issuer"]).rstrip("/") != self.issuer:
                    raise BadIdentity(f"it calls itself {metadata['issuer']!r}")
                for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                    _check_address(str(metadata[name]))
                keys = KeySet.import_key_set(self._fetched(client, metadata["jwks_uri"]))  # type: ignore[arg-type]
        except (httpx2.HTTPError, JoseError, KeyError, ValueError, TypeError) as error:
            raise BadIdentity(f"{self.issuer} can't be read: {error!r}") from None
        return _Known(metadata, keys, time.monotonic())

    @staticmethod
    def _fetched(client: httpx2.Client, url: str) -> dict[str, Any]:
        _check_address(url)
        answer = client.get(url)
        answer.raise_for_status()
        found = answer.json()
        if not isinstance(found, dict):
            raise BadIdentity(f"{url} gives no object")
        return found


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise BadIdentity(f"{url} is not https")
