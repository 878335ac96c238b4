"""The inbox, signing, the audit trail and a team's projects, as pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.access.default_rules import DEFAULT_RULES
from tests.api.console.door import Browser, Door
from tests.api.http.planned import Planned, planned_in


@pytest.fixture
def planned(tmp_path: Path) -> Iterator[Planned]:
    made = planned_in(tmp_path, DEFAULT_RULES)
    yield made
    made.service.client.close()
    made.service.database.close()


@pytest.fixture
def inside(planned: Planned) -> Door:
    return Door(planned.service)


def to_sign(browser: Browser) -> list[str]:
    """Addresses of what the inbox asks to sign."""
    shown = browser.get("/inbox?kind=sign").text
    return list(dict.fromkeys(re.findall(r'href="(/rounds/[^"]+/chains/[^"]+)"', shown)))


def digest_in(text: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', text)
    assert found is not None
    return found[1]


def test_the_inbox_puts_the_lines_of_a_project_together(planned: Planned, inside: Door) -> None:
    lab = inside.browser("lab")
    api = planned.service.client.get("/v1/inbox", headers=planned.service.headers["lab"]).json()
    shown = lab.get("/inbox?kind=answer-line").text
    links = re.findall(r'<th scope="row"><a href="([^"]+/plan/lines\?project=[^"]+)"', shown)
    assert len(links) == len(set(links)) < api["counts"]["answer-line"]
    assert "nothing waits" in inside.browser("auditor").get("/inbox?lang=en").text.lower()


def test_a_signature_is_given_on_the_page_and_taken_back(inside: Door) -> None:
    lab = inside.browser("lab")
    at = to_sign(lab)[0]
    before = lab.get(f"{at}?lang=en")
    assert "To be signed" in before.text or "to be signed" in before.text
    sent: dict[str, object] = {"digest": digest_in(before.text), "verdict": "signed"}
    answer = lab.send(at, sent, **{"Idempotency-Key": "k1"})
    assert answer.headers["hx-redirect"] == at
    assert at not in to_sign(lab)
    taken = lab.get(f"{at}?lang=en").text
    assert "Take my word back" in taken
    sent = {"digest": digest_in(taken), "verdict": "withdrawn"}
    assert lab.send(at, sent, **{"Idempotency-Key": "k2"}).status_code == 204
    assert at in to_sign(lab)


def test_a_refusal_needs_a_reason_and_a_signature_its_content(inside: Door) -> None:
    lab = inside.browser("lab")
    at = to_sign(lab)[0]
    shown = digest_in(lab.get(at).text)
    refused = lab.send(at, {"digest": shown, "verdict": "refused"}, **{"Idempotency-Key": "k"})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    other = lab.send(at, {"digest": "0" * 64, "verdict": "signed"}, **{"Idempotency-Key": "l"})
    assert other.status_code == 412
    assert at in to_sign(lab)


def test_others_do_not_see_who_may_sign(inside: Door) -> None:
    at = to_sign(inside.browser("lab"))[0]
    assert inside.browser("idle").get(at).status_code == 404


def test_the_audit_page_says_whether_the_chain_holds(inside: Door) -> None:
    office = inside.browser("office")
    assert "The whole chain holds" in office.get("/audit?check=1&lang=en").text
    assert inside.browser("lab").get("/audit").status_code == 403
    assert "The whole chain" not in office.get("/audit?lang=en").text.replace("Check the whole", "")


def test_a_department_sees_its_projects_and_a_proposal(planned: Planned, inside: Door) -> None:
    lab = inside.browser("lab")
    api = planned.service.client.get(
        f"{planned.at}/proposals", headers=planned.service.headers["lab"]
    )
    assert api.status_code == 200
    for item in api.json():
        page = f"/rounds/{planned.round_id}/proposals/{item['project']}"
        assert page in lab.get("/projects").text
        assert lab.get(page).status_code == 200
    none = planned.service.client.get(
        f"{planned.at}/proposals", headers=planned.service.headers["idle"]
    )
    assert none.json() == []
