"""Sign-in at an organisation's own identity provider: OpenID Connect, code flow with PKCE."""

from api.identity.provider import BadIdentity, Claims, Provider

__all__ = ["BadIdentity", "Claims", "Provider"]
