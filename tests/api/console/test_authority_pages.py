"""Authority rules as pages: read in words, written in a form, tried before they bind."""

from __future__ import annotations

import re

import pytest
from starlette.datastructures import FormData

from api.access.default_rules import DEFAULT_RULES
from api.access.rules import AllOf, AnyOf, AuthorityRule, Condition, KOf, Participants, Scope, Seat
from api.console.fields import shown_rows
from api.console.rule_form import PARTS, form_of, parts_of, rule_in
from api.problems import Problem
from tests.api.console.door import Browser, Door
from tests.api.http.access_world import CALENDAR

LEADER, OFFICE = Seat(role="leader"), Seat(role="office")
OWNER = Seat(role="contact", of="owner", count=2)
LAB = Seat(role="contact", department="lab")
NAMED = Seat(principal="prn_1")


def sent_by(rule: AuthorityRule) -> FormData:
    """What the form of a rule sends when nothing is changed in it."""
    document = form_of(rule)
    applies = document["applies"]
    pairs: list[tuple[str, str]] = [("id", rule.id), ("way", document["way"])]
    pairs += [("need", str(document["need"])), ("title-zh", rule.title.zh)]
    pairs += [("title-en", rule.title.en)]
    for name in ("scopes", "kinds", "owners"):
        pairs += [(f"applies-{name}", value) for value in applies[name]]
    for name in ("effort_pct_periods_from", "security_from", "department", "disputed"):
        pairs.append((f"applies-{name}", str(applies[name] or "")))
    cents = applies["amount_cents_from"]
    pairs.append(("applies-amount_cents_from", "" if cents is None else str(cents / 100)))
    rows = shown_rows(PARTS, document, "CNY")
    pairs.append(("parts-rows", str(len(rows))))
    for at, row in enumerate(rows):
        pairs += [(f"parts-{at}-{field.name}", str(value)) for field, value in row.fields]
    return FormData([(name, value) for name, value in pairs])


@pytest.mark.parametrize("rule", DEFAULT_RULES.rules, ids=lambda rule: rule.id)
def test_a_rule_comes_out_of_its_form_as_it_went_in(rule: AuthorityRule) -> None:
    assert rule_in(rule.model_dump(mode="json"), sent_by(rule), "CNY") == rule


@pytest.mark.parametrize(
    "requires",
    [
        NAMED,
        Participants(count=2),
        AllOf(of=(LAB, OWNER)),
        AllOf(of=(OFFICE, AnyOf(of=(LEADER, NAMED)), AnyOf(of=(LAB, OWNER)))),
        AnyOf(of=(LEADER, AllOf(of=(OFFICE, LAB)))),
        KOf(count=2, of=(LEADER, OFFICE, LAB)),
    ],
)
def test_lists_and_groups_of_signers_are_rows(requires: Seat) -> None:
    rule = AuthorityRule(id="r", applies=Condition(scopes=(Scope.LINE,)), requires=requires)
    assert rule_in({}, sent_by(rule), "CNY") == rule


def test_what_is_nested_deeper_stays_as_it_is() -> None:
    deep = AllOf(of=(OFFICE, AllOf(of=(LEADER, LAB))))
    assert parts_of(deep) is None
    rule = AuthorityRule(id="r", applies=Condition(scopes=(Scope.LINE,)), requires=deep)
    sent = FormData([("id", "r"), ("applies-scopes", "project"), ("title-en", "T")])
    made = rule_in(rule.model_dump(mode="json"), sent, "CNY")
    assert made.requires == deep
    assert made.applies.scopes == (Scope.PROJECT,)


def test_a_row_that_names_nobody_is_refused() -> None:
    for who in ("contact-department", "person"):
        sent = FormData(
            [("id", "r"), ("applies-scopes", "line"), ("parts-rows", "1"), ("parts-0-who", who)]
        )
        with pytest.raises(Problem) as refused:
            rule_in({}, sent, "CNY")
        assert refused.value.code == "invalid"
        assert refused.value.findings


@pytest.fixture
def at(door: Door) -> str:
    """A drafted round's page of rules."""
    service = door.service
    headers = {**service.headers["office"], "Idempotency-Key": "draft"}
    made = service.client.post(
        "/v1/rounds", json={"title": "R", "rules": CALENDAR}, headers=headers
    )
    assert made.status_code == 201, made.text
    return f"/rounds/{made.json()['id']}/authority"


def version_in(text: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', text)
    assert found is not None
    return found[1]


def begun(office: Browser, at: str) -> str:
    """Take the policy's rules; return the version that they have."""
    sent = {"version": version_in(office.get(at).text)}
    assert office.send(f"{at}/defaults", sent, **{"Idempotency-Key": "d"}).status_code == 204
    return version_in(office.get(at).text)


def test_rules_are_taken_changed_and_removed(door: Door, at: str) -> None:
    office = door.browser("office")
    assert "There are no authority rules" in office.get(f"{at}?lang=en").text
    version = begun(office, at)
    shown = office.get(at).text
    assert "A leader signs for large sums" in shown
    assert "100,000" in shown
    rule = DEFAULT_RULES.rules[1]
    sent = {**dict(sent_by(rule)), "applies-amount_cents_from": "5000", "version": version}
    assert office.send(f"{at}/rules/large-line", sent).status_code == 204
    assert "5,000" in office.get(at).text
    assert office.send(f"{at}/rules/large-line", sent).status_code == 412
    gone = {"version": version_in(office.get(at).text)}
    assert office.send(f"{at}/rules/large-line/remove", gone).status_code == 204
    assert "A leader signs for large sums" not in office.get(at).text
    assert office.get(f"{at}/rules/large-line").status_code == 404


def test_a_rule_with_the_id_of_another_is_refused(door: Door, at: str) -> None:
    office = door.browser("office")
    sent = {**dict(sent_by(DEFAULT_RULES.rules[1])), "version": begun(office, at)}
    refused = office.send(f"{at}/rules/new", sent, **{"Idempotency-Key": "n"})
    assert refused.status_code == 422


def test_who_would_have_to_sign_and_why_and_why_not(door: Door, at: str) -> None:
    office = door.browser("office")
    begun(office, at)
    facts = {"scope": "line", "kind": "money", "owner": "lab", "sponsor": "data"}
    facts |= {"amount_cents": "250,000", "security": "general-1"}
    told = office.send(f"{at}/try", facts).text
    assert "Owners sign for what they lend" in told
    assert "A leader signs for large sums" in told
    assert "amount ≥" in told
    assert "leader" in told
    assert "does not fit:" in told
    # Small sums of one's own ask nobody.
    facts |= {"amount_cents": "10", "owner": "data"}
    assert "Nothing needs a signature" in office.send(f"{at}/try", facts).text
    # A rule that is being written counts before it is kept; one that is not whole does not.
    rule = sent_by(DEFAULT_RULES.rules[1])
    sent = {**facts, **dict(rule), "rule": "", "id": "", "applies-amount_cents_from": ""}
    told = office.send(f"{at}/try", sent).text
    assert "A leader signs for large sums" in told
    told = office.send(f"{at}/try", {**sent, "applies-scopes": "none"}).text
    assert "not whole yet" in told
    # Contacts try rules too, and are not told who the people are.
    told = door.browser("lab").send(f"{at}/try", {**facts, "amount_cents": "250000"}).text
    assert "A leader signs for large sums" in told


def test_only_the_office_writes_and_only_before_the_freeze(door: Door, at: str) -> None:
    leader = door.browser("leader")
    assert leader.get(f"{at}/rules/new").status_code == 403
    assert 'href="' + at + "/rules/new" not in leader.get(at).text
