"""Authority rules: what they apply to, who counts, and that nothing is met by too few."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from api.access import GrantedRole, Role
from api.access.default_rules import DEFAULT_RULES
from api.access.matters import Act, Delegated, Matter, People, Person, Word
from api.access.rules import AuthorityRule, AuthorityRules, Scope
from api.access.signing import ChainState, Gate, Place, chain_of, may_speak
from optimizer.domain import SecurityLevel

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
DIGEST = "a" * 64
LATER = NOW + timedelta(days=1)

ROLES: dict[str, list[GrantedRole]] = {
    "L1": [GrantedRole(Role.LEADER)],
    "L2": [GrantedRole(Role.LEADER)],
    "LO": [GrantedRole(Role.LEADER), GrantedRole(Role.OFFICE)],
    "O1": [GrantedRole(Role.OFFICE)],
    "CA": [GrantedRole(Role.CONTACT, department="a")],
    "CB": [GrantedRole(Role.CONTACT, department="b")],
    "CAB": [GrantedRole(Role.CONTACT, department="a"), GrantedRole(Role.CONTACT, department="b")],
    "AU": [GrantedRole(Role.AUDITOR)],
}


def people(*delegations: Delegated, without: Iterable[str] = ()) -> People:
    persons = {i: Person(i, tuple(g)) for i, g in ROLES.items() if i not in set(without)}
    return People(persons, delegations)


def rule(requires: dict[str, Any], **applies: Any) -> AuthorityRules:
    document = {"id": "r", "applies": {"scopes": ["line"], **applies}, "requires": requires}
    return AuthorityRules(rules=(AuthorityRule.model_validate(document),))


def matter(**given: Any) -> Matter:
    facts: dict[str, Any] = {
        "scope": Scope.LINE,
        "key": "lin_1",
        "digest": DIGEST,
        "kind": "money",
        "owner": "a",
        "sponsor": "b",
        "participants": ("b", "a"),
        "owners": frozenset({"a"}),
        "other": True,
    }
    return Matter(**{**facts, **given})


def signed(*words: str, verdict: Word = Word.SIGNED, digest: str = DIGEST) -> list[Act]:
    """``"CA"`` signs; ``"CB>CA"``: CB signs with CA's authority."""
    acts = []
    for word in words:
        by, _, authority = word.partition(">")
        acts.append(Act(by, authority or by, verdict, digest, NOW))
    return acts


def lent(from_id: str, to_id: str, role: Role | None = None, **given: Any) -> Delegated:
    period = {"starts_at": NOW - timedelta(days=1), "ends_at": LATER, **given}
    return Delegated(from_id, to_id, role, **period)


LEADER = {"form": "signer", "role": "leader"}
OFFICE = {"form": "signer", "role": "office"}
OWNER = {"form": "signer", "role": "contact", "of": "owner"}


def state(rules: AuthorityRules, acts: list[Act], those: People | None = None, **m: Any) -> str:
    return chain_of(rules, matter(**m), those or people(), acts).state.value


def test_a_matter_without_rules_needs_nobody() -> None:
    assert state(AuthorityRules(), []) == "complete"
    assert state(rule(LEADER, kinds=["person"]), []) == "complete"


@pytest.mark.parametrize(
    ("condition", "fits", "misses"),
    [
        ({"scopes": ["project"]}, {"scope": Scope.PROJECT}, {}),
        ({"kinds": ["money"]}, {}, {"kind": "time"}),
        ({"amount_cents_from": 500}, {"amount_cents": 500}, {"amount_cents": 499}),
        ({"effort_pct_periods_from": 9}, {"effort_pct_periods": 9}, {"effort_pct_periods": 8}),
        (
            {"security_from": "important"},
            {"security": SecurityLevel.CORE},
            {"security": SecurityLevel.GENERAL_4},
        ),
        ({"department": "other"}, {"other": True}, {"other": False}),
        ({"department": "own"}, {"other": False}, {"other": True}),
        ({"owners": ["a", "c"]}, {}, {"owners": frozenset({"b"})}),
        ({"disputed": True}, {"disputed": True}, {"disputed": False}),
        ({"disputed": False}, {"disputed": False}, {"disputed": True}),
    ],
)
def test_each_condition_has_its_boundary(
    condition: dict[str, Any], fits: dict[str, Any], misses: dict[str, Any]
) -> None:
    assert state(rule(LEADER, **condition), [], **fits) == "open"
    assert state(rule(LEADER, **condition), [], **misses) == "complete"


def test_all_any_and_k_of_n() -> None:
    both = rule({"form": "all", "of": [LEADER, OWNER]})
    assert state(both, signed("L1")) == "open"
    assert state(both, signed("L1", "CB")) == "open"  # not the owner's contact
    assert state(both, signed("L1", "CA")) == "complete"
    either = rule({"form": "any", "of": [LEADER, OWNER]})
    assert state(either, signed("CB")) == "open"
    assert state(either, signed("CA")) == "complete"
    two = rule({"form": "k-of", "count": 2, "of": [LEADER, OWNER, OFFICE]})
    assert state(two, signed("O1")) == "open"
    assert state(two, signed("O1", "CA")) == "complete"


def test_of_a_change_every_giver_is_asked() -> None:
    facts: dict[str, Any] = {"scope": Scope.CHANGE, "owner": "", "owners": frozenset({"a", "b"})}
    rules = rule(OWNER, scopes=["change"])
    assert state(rules, signed("CA"), **facts) == "open"
    assert state(rules, signed("CAB"), **facts) == "open"  # one person, one seat
    assert state(rules, signed("CA", "CB"), **facts) == "complete"
    assert state(rules, [], **{**facts, "owners": frozenset()}) == "complete"


def test_one_person_fills_one_seat_of_a_rule() -> None:
    both = rule({"form": "all", "of": [LEADER, OFFICE]})
    assert state(both, signed("LO")) == "open"
    assert state(both, signed("LO", "L1")) == "complete"  # LO stands for the office then
    assert state(both, signed("LO", "O1")) == "complete"
    assert state(rule({**LEADER, "count": 2}), signed("LO", "L1")) == "complete"
    every = rule({"form": "participants"})
    assert state(every, signed("CAB")) == "open"
    assert state(every, signed("CAB", "CA")) == "complete"
    assert state(rule({"form": "participants", "count": 1}), signed("CAB")) == "complete"
    # Over several rules one signature counts for each.
    rules = AuthorityRules(
        rules=(
            *rule(LEADER).rules,
            AuthorityRule.model_validate(
                {"id": "s", "applies": {"scopes": ["line"]}, "requires": OFFICE}
            ),
        )
    )
    assert state(rules, signed("LO")) == "complete"


def test_only_the_very_content_is_signed_and_the_last_word_counts() -> None:
    rules = rule(LEADER)
    assert state(rules, signed("L1", digest="b" * 64)) == "open"
    withdrawn = [*signed("L1"), *signed("L1", verdict=Word.WITHDRAWN)]
    assert state(rules, withdrawn) == "open"
    assert state(rules, [*withdrawn, *signed("L1")]) == "complete"
    assert state(rules, [*signed("L1"), *signed("L1", verdict=Word.REFUSED)]) == "open"


def test_refusals_block_only_when_nobody_else_can_sign() -> None:
    no = Word.REFUSED
    assert state(rule(OWNER), signed("CA", verdict=no)) == "open"  # CAB still can
    assert state(rule(OWNER), signed("CA", "CAB", verdict=no)) == "refused"
    nobody = rule({"form": "signer", "role": "contact", "department": "c"})
    assert state(nobody, []) == "unfillable"
    assert state(rule({**LEADER, "count": 4}), signed("L1")) == "unfillable"


def test_who_lost_the_role_no_longer_counts() -> None:
    assert state(rule(LEADER), signed("L1")) == "complete"
    assert state(rule(LEADER), signed("L1"), people(without=["L1"])) == "open"


def test_delegation_lends_a_role_for_a_time() -> None:
    rules = rule(LEADER)
    assert state(rules, signed("O1>L1")) == "open"
    assert state(rules, signed("O1>L1"), people(lent("L1", "O1"))) == "complete"
    over = lent("L1", "O1", ends_at=NOW)
    assert state(rules, signed("O1>L1"), people(over)) == "open"
    revoked = lent("L1", "O1", revoked_at=NOW)
    assert state(rules, signed("O1>L1"), people(revoked)) == "open"
    afterwards = lent("L1", "O1", revoked_at=LATER)
    assert state(rules, signed("O1>L1"), people(afterwards)) == "complete"
    office = lent("LO", "CA", Role.OFFICE)
    assert state(rules, signed("CA>LO"), people(office)) == "open"
    assert state(rule(OFFICE), signed("CA>LO"), people(office)) == "complete"
    further = people(lent("L1", "L2"), lent("L2", "O1"), without=["L2"])
    assert state(rules, signed("O1>L1"), further) == "open"  # not delegated further
    # An auditor reads; nobody lends them a signature.
    assert state(rules, signed("AU>L1"), people(lent("L1", "AU"))) == "open"


def test_a_delegate_and_the_one_they_stand_for_are_one_voice() -> None:
    two = rule({**LEADER, "count": 2})
    those = people(lent("L2", "L1"))
    assert state(two, signed("L1", "L1>L2"), those) == "open"
    assert state(two, signed("L1", "L1>L2", "LO"), those) == "complete"


def test_nobody_signs_for_themselves_also_not_through_a_delegation() -> None:
    rules = rule(LEADER)
    mine: dict[str, Any] = {"interested": frozenset({"L1"})}
    assert state(rules, signed("L1"), **mine) == "open"
    for_author = people(lent("L1", "L2"), lent("L2", "L1"))
    assert state(rules, signed("L2>L1"), for_author, **mine) == "open"
    assert state(rules, signed("L1>L2"), for_author, **mine) == "open"
    assert state(rules, signed("L2"), for_author, **mine) == "complete"
    chain = chain_of(rules, matter(**mine), for_author, [])
    assert not may_speak(chain, for_author, "L1", "L1", NOW)
    assert not may_speak(chain, for_author, "L1", "L2", NOW)
    assert may_speak(chain, for_author, "L2", "L2", NOW)


@pytest.mark.parametrize(
    "document",
    [
        {"requires": {"form": "signer"}},
        {"requires": {"form": "signer", "role": "leader", "principal": "L1"}},
        {"requires": {"form": "signer", "role": "leader", "department": "a"}},
        {"requires": {"form": "k-of", "count": 2, "of": [LEADER]}},
        {"requires": {"form": "all", "of": []}},
        {"requires": {"form": "signer", "role": "auditor"}},
        {"requires": {"form": "all", "of": [{**LEADER, "count": 9}, {**OFFICE, "count": 9}]}},
        {"applies": {"scopes": ["plan"]}, "requires": OWNER},
        {"applies": {"scopes": ["plan"]}, "requires": {"form": "participants"}},
    ],
)
def test_rules_that_make_no_sense_are_refused(document: dict[str, Any]) -> None:
    whole = {"id": "r", "applies": {"scopes": ["line"]}, **document}
    with pytest.raises(ValidationError):
        AuthorityRule.model_validate(whole)


def test_the_default_rules_follow_the_policy() -> None:
    def asked(**facts: Any) -> set[str]:
        chain = chain_of(DEFAULT_RULES, matter(**facts), people(), [])
        return {part.rule.id for part in chain.rules}

    assert asked() == {"owner"}
    assert asked(other=False) == set()
    assert asked(amount_cents=100_000_00) == {"owner", "large-line"}
    assert asked(disputed=True) == {"dispute"}  # the owner objects: a leader has settled it
    assert asked(kind="person", effort_pct_periods=1200) == {"owner", "long-loan"}
    core = asked(scope=Scope.PROJECT, kind="project", security=SecurityLevel.CORE)
    assert core == {"important-data", "core-data"}
    assert asked(scope=Scope.PLAN, kind="plan") == {"plan"}
    change: dict[str, Any] = {"scope": Scope.CHANGE, "kind": "supplement", "owner": ""}
    assert asked(**change, owners=frozenset({"a", "c"})) == {"change-owner", "change"}
    assert asked(**change, owners=frozenset(), other=False) == {"change"}
    again = AuthorityRules.model_validate_json(DEFAULT_RULES.model_dump_json())
    assert again == DEFAULT_RULES


# An oracle that shares nothing with the evaluation: it tries every way to seat voices.

SEATS = st.sampled_from(
    [
        LEADER,
        OFFICE,
        OWNER,
        {**LEADER, "count": 2},
        {"form": "signer", "role": "contact", "of": "sponsor"},
        {"form": "signer", "principal": "L1"},
        {"form": "participants"},
        {"form": "participants", "count": 1},
    ]
)


def _grouped(children: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    some = st.lists(children, min_size=1, max_size=3)
    return st.one_of(
        some.map(lambda of: {"form": "all", "of": of}),
        some.map(lambda of: {"form": "any", "of": of}),
        some.flatmap(
            lambda of: st.integers(1, len(of)).map(lambda k: {"form": "k-of", "count": k, "of": of})
        ),
    )


TREES = st.recursive(SEATS, _grouped, max_leaves=5)
WORDS = st.sampled_from(["L1", "L2", "LO", "O1", "CA", "CB", "CAB", "O1>L1", "L1>L2", "CA>LO"])
DELEGATIONS = (lent("L1", "O1"), lent("L2", "L1"), lent("LO", "CA", Role.OFFICE))


def by_hand(node: Place | Gate, used: frozenset[str], acts: list[Act]) -> set[frozenset[str]]:
    """Every set of people that may be used up when a tree is met, trying everything."""
    if isinstance(node, Place):
        done = set()
        able = [act for act in acts if not {act.by, act.authority} & used and _able(node, act)]
        for some in itertools.combinations(able, node.count):
            persons = [p for act in some for p in {act.by, act.authority}]
            if len(persons) == len(set(persons)):
                done.add(used | frozenset(persons))
        return done
    found: set[frozenset[str]] = set()
    for some_parts in itertools.combinations(node.of, node.need):
        states = {used}
        for part in some_parts:
            states = {after for state in states for after in by_hand(part, state, acts)}
        found |= states
    return found


def _able(place: Place, act: Act) -> bool:
    held = [
        g
        for g in ROLES[act.authority]
        if place.principal == act.authority
        or (g.role is place.role and place.department in (None, g.department))
    ]
    if act.by == act.authority:
        return bool(held)
    roles = {d.role for d in DELEGATIONS if (d.from_id, d.to_id) == (act.authority, act.by)}
    return any(None in roles or g.role in roles for g in held)


@given(TREES, st.lists(WORDS, max_size=7, unique_by=lambda w: w.partition(">")[2] or w))
@settings(max_examples=150, deadline=None)
def test_a_chain_is_complete_only_if_different_people_fill_every_seat(
    requires: dict[str, Any], words: list[str]
) -> None:
    try:
        rules = rule(requires)
    except ValidationError:
        return  # too many seats
    acts = signed(*words)
    chain = chain_of(rules, matter(), people(*DELEGATIONS), acts)
    ways = by_hand(chain.rules[0].tree, frozenset(), acts)
    if chain.state is ChainState.COMPLETE:
        assert ways
    touching = [{a.by, a.authority} for a in acts]
    apart = all(not x & y for x, y in itertools.combinations(touching, 2))
    if ways and apart:  # joined voices are counted more strictly than the oracle does
        assert chain.state is ChainState.COMPLETE
