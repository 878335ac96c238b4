"""The money pages: previews by any rule, what is published, a contact's own bill."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.console.words import WORDS
from api.store import review
from api.usecases import shares
from optimizer.sharing.plans import plan_choices, share_plan
from optimizer.sharing.registry import RULES
from tests.api.console.door import Door
from tests.api.http.planned import Planned, planned_in, planned_round
from tests.api.http.published import published_in


@pytest.fixture
def planned(tmp_path: Path) -> Planned:
    return planned_in(tmp_path)


def page_of(planned: Planned) -> str:
    return planned.run.removeprefix("/v1") + "/shares"


def test_another_rule_is_a_preview_that_tells_what_changes(planned: Planned) -> None:
    leader, at = Door(planned.service).browser("leader"), page_of(planned)
    own = leader.get(f"{at}?lang=en").text
    assert "Shapley value" in own
    assert "Against the round&#39;s rule</th>" not in own
    other = leader.get(f"{at}?lang=en&rule=proportional").text
    assert "A preview by the rule" in other
    assert "Against the round&#39;s rule</th>" in other
    # One that can't be had says what is missing, over the round's own.
    refused = leader.get(f"{at}?lang=en&rule=proportional:ability").text
    assert "Give can_pay_cents." in refused
    assert "A preview by the rule" not in refused


def test_every_rule_stands_side_by_side(planned: Planned) -> None:
    leader, at = Door(planned.service).browser("leader"), page_of(planned)
    shown = leader.get(f"{at}/rules?lang=en", **{"HX-Request": "true"}).text
    for choice in plan_choices():
        assert choice.name.en.split(" (")[0] in shown


def test_what_takes_long_is_asked_for_from_the_page(
    planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, at = Door(planned.service), page_of(planned)
    leader = door.browser("leader")
    assert "Work out what each could do alone" in leader.get(f"{at}?lang=en").text
    asked = leader.send(f"{at}/standing", {"seconds": 5}, **{"Idempotency-Key": "k1"})
    # A place within the page would not load it again.
    assert asked.headers["hx-redirect"] == at
    assert 'hx-trigger="every 3s"' in leader.get(f"{at}?lang=en").text
    monkeypatch.setattr(shares, "MOST_AT_ONCE", 0)
    shares.forget()
    page = f"{at}?lang=en&rule=nucleolus"
    assert f'hx-post="{at}/ask"' in leader.get(page).text
    asked = leader.send(f"{at}/ask", {"rule": "nucleolus"}, **{"Idempotency-Key": "k2"})
    assert asked.status_code == 204
    assert f'hx-post="{at}/ask"' not in leader.get(page).text
    assert door.browser("auditor").get(at).status_code == 200
    shares.forget()


def test_a_published_round_shows_all_to_leaders_and_their_own_to_contacts(tmp_path: Path) -> None:
    planned = published_in(tmp_path)
    door, at = Door(planned.service), f"/rounds/{planned.round_id}/shares"
    whole = door.browser("leader").get(f"{at}?lang=en").text
    assert "Settlement: who pays whom" in whole
    assert f"/v1/rounds/{planned.round_id}/report.html" in whole
    own = door.browser("lab").get(f"{at}?lang=en").text
    assert "The bill of lab" in own
    assert "The bill of data" not in own
    assert "report.html" not in own
    assert door.browser("team").get(at).status_code == 403


def test_a_later_version_tells_what_is_still_to_settle(tmp_path: Path) -> None:
    planned = published_in(tmp_path)
    round_, outcome = planned_round()
    assert outcome.plan is not None
    other = share_plan(round_, outcome.plan, "equal")
    with planned.service.database.writing() as session:
        review.keep_publication(
            session,
            planned.round_id,
            planned.run.rsplit("/", 1)[1],
            round_.content_hash(),
            (outcome.model_dump_json(), other.model_dump_json()),
            planned.ids["office"],
            number=2,
        )
    leader, at = Door(planned.service).browser("leader"), f"/rounds/{planned.round_id}/shares"
    assert "Still to settle since the version before" in leader.get(f"{at}?lang=en").text
    first = leader.get(f"{at}?lang=en&number=1").text
    assert "Still to settle since the version before" not in first
    assert f'href="{at}?number=2"' in first
    assert leader.get(f"{at}?number=3").status_code == 404


def test_before_publishing_the_way_leads_to_the_preview(planned: Planned) -> None:
    at = f"/rounds/{planned.round_id}/shares"
    shown = Door(planned.service).browser("leader").get(f"{at}?lang=en").text
    assert page_of(planned) in shown


def test_every_line_and_promise_is_told_in_words() -> None:
    promised = {axiom for choice in plan_choices() for axiom in RULES[choice.rule.id].axioms}
    assert [axiom for axiom in sorted(promised) if f"axiom.{axiom}" not in WORDS] == []
    for key in WORDS:
        if key.startswith("means."):
            assert f"axiom.{key.removeprefix('means.')}" in WORDS
