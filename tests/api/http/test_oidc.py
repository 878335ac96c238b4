"""Sign-in at an identity provider: what it vouches for opens a session, and nothing else does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import RSAKey
from pydantic import SecretStr

from tests.api.http.identity_provider import CLIENT, SECRET, IdentityProvider, identity_provider
from tests.api.http.service import Service, service_in


class Joined(NamedTuple):
    """A service, and the provider at which people sign in."""

    service: Service
    provider: IdentityProvider


@pytest.fixture
def joined(tmp_path: Path) -> Iterator[Joined]:
    """A service whose provider knows Ann, who has an account."""
    with identity_provider() as provider:
        service = service_in(
            tmp_path,
            oidc_issuer=provider.address,
            oidc_client_id=CLIENT,
            oidc_client_secret=SecretStr(SECRET),
        )
        grants = [{"role": "contact", "department": "lab"}]
        for login in ("ann", "bob"):
            body = {"name": login, "login": login, "grants": grants}
            headers = service.headers["admin"]
            assert service.client.post("/v1/principals", json=body, headers=headers).is_success
        yield Joined(service, provider)
        service.database.close()


def browser(joined: Joined) -> TestClient:
    return TestClient(joined.service.app, follow_redirects=False)


def begun(client: TestClient, after: str = "/console") -> str:
    answer = client.get("/v1/oidc/login", params={"after": after})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def ended(joined: Joined, client: TestClient) -> Any:
    back = urlsplit(joined.provider.asked(begun(client)))
    return client.get(f"{back.path}?{back.query}")


def test_a_sign_in_there_opens_a_session_here(joined: Joined) -> None:
    ann = browser(joined)
    answer = ended(joined, ann)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console")
    assert ann.get("/v1/me").json()["name"] == "ann"
    csrf = ann.get("/v1/sessions/current").json()["csrf"]
    token = {"X-CSRF-Token": csrf}
    assert ann.delete("/v1/sessions/current", headers=token).status_code == 204
    assert ann.get("/v1/me").status_code == 401


def test_who_it_is_there_stays_who_it_is_here(joined: Joined) -> None:
    ended(joined, browser(joined))
    joined.provider.claims = {"email": "bob"}  # the address now belongs to somebody else there
    again = browser(joined)
    ended(joined, again)
    assert again.get("/v1/me").json()["name"] == "ann"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"azp": "another"},
        {"iss": "https://elsewhere.example"},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_for_us_opens_nothing(joined: Joined, claims: dict[str, Any]) -> None:
    joined.provider.claims = claims
    client = browser(joined)
    assert ended(joined, client).status_code == 401
    assert joined.provider.tokens == 1
    assert client.get("/v1/me").status_code == 401


def test_a_token_signed_by_another_key_opens_nothing(joined: Joined) -> None:
    joined.provider.published = RSAKey.generate_key(2048, {"kid": "1"})
    assert ended(joined, browser(joined)).status_code == 401


@pytest.mark.parametrize(
    "claims", [{"email": "eve"}, {"email_verified": False}, {"email_verified": None}]
)
def test_nobody_gets_an_account_by_signing_in(joined: Joined, claims: dict[str, Any]) -> None:
    joined.provider.claims = claims
    client = browser(joined)
    assert ended(joined, client).status_code == 403
    assert client.get("/v1/me").status_code == 401


def test_only_the_browser_that_began_ends_it_and_once(joined: Joined) -> None:
    ann, eve = browser(joined), browser(joined)
    back = urlsplit(joined.provider.asked(begun(ann)))
    assert eve.get(f"{back.path}?{back.query}").status_code == 401
    assert ann.get(f"{back.path}?{back.query}").status_code == 401  # it was taken
    assert ended(joined, ann).status_code == 303
    assert ann.get(f"{back.path}?{back.query}").status_code == 401


def test_an_answer_of_another_provider_is_refused(joined: Joined) -> None:
    ann = browser(joined)
    back = urlsplit(joined.provider.asked(begun(ann)))
    query = back.query.replace(joined.provider.address, "https://elsewhere.example")
    assert ann.get(f"{back.path}?{query}").status_code == 401
    assert ann.get("/v1/oidc/callback?error=access_denied").status_code == 401


def test_the_door_leads_there_and_a_failed_sign_in_leads_back(joined: Joined) -> None:
    ann = browser(joined)
    door = ann.get("/sign-in?next=/rounds?x=1").text
    assert 'href="/v1/oidc/login?after=%2Frounds%3Fx%3D1"' in door
    html = {"Accept": "text/html"}
    failed = ann.get("/v1/oidc/callback?error=access_denied", headers=html)
    assert failed.status_code in (303, 401)
    assert failed.headers.get("location", "/sign-in").startswith("/sign-in")
    assert "html" in failed.headers.get("content-type", "html")
    joined.provider.claims = {"email": "eve"}
    back = urlsplit(joined.provider.asked(begun(ann)))
    refused = ann.get(f"{back.path}?{back.query}", headers=html)
    assert (refused.status_code, "html" in refused.headers["content-type"]) == (403, True)


@pytest.mark.parametrize("after", ["https://elsewhere.example", "//elsewhere.example", "/\\x", ""])
def test_the_way_goes_on_here_only(joined: Joined, after: str) -> None:
    answer = browser(joined).get("/v1/oidc/login", params={"after": after})
    assert answer.status_code == 422


def test_a_provider_out_of_reach_is_said(tmp_path: Path) -> None:
    service = service_in(tmp_path, oidc_issuer="http://127.0.0.1:9", oidc_client_id=CLIENT)
    assert service.client.get("/v1/oidc/login").status_code == 503
    (tmp_path / "other").mkdir()
    insecure = service_in(tmp_path / "other", oidc_issuer="http://elsewhere.example")
    assert insecure.client.get("/v1/oidc/login").status_code == 503


def test_without_a_provider_there_is_none(service: Service) -> None:
    assert "/v1/oidc" not in service.client.get("/sign-in").text
    for path in ("/v1/oidc/login", "/v1/oidc/callback"):
        assert service.client.get(path).status_code == 404
