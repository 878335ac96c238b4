"""Random histories of answers, signatures, delegations and demotions: nothing binds too early."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.access import GrantedRole, Role
from api.access.default_rules import DEFAULT_RULES
from api.access.matters import Word
from api.problems import Problem
from api.store import Session, authority, principals, review, rounds
from api.usecases import authority as chains
from api.usecases import binding, delegations
from api.usecases import review as deeds
from tests.api.http.planned import Planned, planned_in

NAMES = ("office", "office2", "leader", "leader2", "lab", "lab2", "data")
GRANTS = {
    "office": GrantedRole(Role.OFFICE),
    "leader": GrantedRole(Role.LEADER),
    "lab": GrantedRole(Role.CONTACT, department="lab"),
    "auditor": GrantedRole(Role.AUDITOR),
}
name = st.sampled_from(NAMES)
place = st.integers(0, 6)
verdicts = st.sampled_from(Word)
STEPS = st.one_of(
    st.tuples(st.just("speak"), name, place, verdicts, st.none() | name),
    st.tuples(st.just("speak"), name, st.just(6), st.just(Word.SIGNED), st.none()),
    st.tuples(st.just("accept"), name),
    st.tuples(st.just("object"), name, place),
    st.tuples(st.just("overrule"), name),
    st.tuples(st.just("delegate"), name, name),
    st.tuples(st.just("revoke"), name),
    st.tuples(st.just("grant"), name, st.sampled_from(sorted(GRANTS))),
    st.tuples(st.just("decide"), name),
    st.tuples(st.just("publish"), name),
)


class _TakenBack(Exception):
    """Ends a history, so that nothing of it stays."""


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planned]:
    """One service for all histories; each is rolled back."""
    made = planned_in(Path(tmp_path_factory.mktemp("binding")), DEFAULT_RULES)
    yield made
    made.service.database.close()


def lived(planned: Planned, history: list[tuple[Any, ...]]) -> str:
    """Live a history, holding every binding against the signatures; return where it ended."""
    state = ""
    with suppress(_TakenBack), planned.service.database.writing() as session:
        row = rounds.find_round(session, planned.round_id)
        assert row is not None
        for step in history:
            before = row.state
            # What is refused is taken back as a whole, as a request's transaction is.
            with suppress(Problem), session.begin_nested():
                _take(planned, session, step)
            session.refresh(row)
            if row.state != before:
                assert _unsigned_by_hand(planned, session) == []
            made = review.find_publication(session, row.id)
            assert (made is not None) == (row.state == "published")
        state = row.state
        raise _TakenBack
    return state


def _take(planned: Planned, session: Session, step: tuple[Any, ...]) -> None:
    what, who, *rest = step
    actor = planned.actor(session, who)
    row = rounds.find_round(session, planned.round_id)
    assert row is not None
    lines = review.every_line(session, row.id)
    if what == "speak":
        at, verdict, other = rest
        found = chains.signing_of(session, row).chains
        matter = found[at if at < 6 else -1].matter
        chains.speak(
            session, actor, row, (matter.scope, matter.key), verdict, digest=matter.digest,
            reason="because", authority=None if other is None else planned.ids[other],
        )  # fmt: skip
    elif what == "accept":
        for line in lines:
            with suppress(Problem):
                deeds.answer(session, actor, line, accepted=True)
    elif what == "object":
        deeds.answer(session, actor, lines[rest[0] % len(lines)], accepted=False, reason="no")
    elif what == "overrule":
        for line in lines:
            with suppress(Problem):
                deeds.overrule(session, actor, line, "yes")
    elif what == "delegate":
        ends = datetime.now(UTC) + timedelta(hours=1)
        delegations.delegate(session, actor, planned.ids[rest[0]], ends_at=ends)
    elif what == "revoke":
        for lent in authority.list_delegations(session, of=actor.id):
            with suppress(Problem):
                delegations.revoke(session, actor, lent)
    elif what == "grant":
        principals.replace_grants(session, actor.id, [GRANTS[rest[0]]])
    elif what == "decide":
        deeds.decide(session, actor, row)
    else:
        # The verifier and the shares are not what is tested here; they have tests of their own.
        binding.check_signed(session, row)
        deeds.publish(session, actor, row)


def _unsigned_by_hand(planned: Planned, session: Session) -> list[str]:
    """Return what lacks a signature by the default rules, found without the code that signs."""
    acts = authority.acts_of(session, planned.round_id)
    lent = authority.list_delegations(session, limit=1000)
    team_and_author = {planned.ids["team"], planned.ids["data"]}
    roles = {
        id_: {(g.role, g.department) for g in principals.grants_of(session, id_)}
        for id_ in planned.ids.values()
    }

    def speakers(scope: str, key: str, role: Role, department: str | None) -> list[set[str]]:
        last = {act.authority_id: act for act in acts.get((scope, key), [])}
        found = []
        for act in last.values():
            through = act.by_id == act.authority_id or any(
                d.from_id == act.authority_id
                and d.to_id == act.by_id
                and d.starts_at <= act.at < (d.revoked_at or d.ends_at)
                for d in lent
            )
            holds = (role, department) in roles[act.authority_id]
            if act.verdict == "signed" and through and holds:
                found.append({act.by_id, act.authority_id})
        return found

    missing = []
    for line in review.every_line(session, planned.round_id):
        owners = speakers("line", line.id, Role.CONTACT, line.owner)
        leaders = speakers("line", line.id, Role.LEADER, None)
        disputed = line.state in ("objected", "overruled")
        lent_out = line.owner != "data" and line.kind != "time" and not disputed
        if lent_out and not any(not s & team_and_author for s in owners):
            missing.append(line.id)
        if disputed and not any(not s & team_and_author for s in leaders):
            missing.append(f"{line.id} disputed")
    offices = speakers("plan", "plan", Role.OFFICE, None)
    leaders = speakers("plan", "plan", Role.LEADER, None)
    if not any(not a & b for a in offices for b in leaders):
        missing.append("plan")
    return missing


USUAL = [
    ("accept", "lab"), ("accept", "data"), ("speak", "office", 6, Word.SIGNED, None),
    ("decide", "leader"), ("publish", "office"),
]  # fmt: skip


def _usual_with(more: list[tuple[int, tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    history: list[tuple[Any, ...]] = list(USUAL)
    for at, step in more:
        history.insert(at % (len(history) + 1), step)
    return history


disturbed = st.lists(st.tuples(st.integers(0, 30), STEPS), max_size=8).map(_usual_with)
quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def test_the_usual_history_ends_published(planned: Planned) -> None:
    assert lived(planned, list(USUAL)) == "published"


@given(disturbed)
@quick
def test_nothing_binds_before_its_chain_is_complete(
    planned: Planned, history: list[tuple[Any, ...]]
) -> None:
    lived(planned, history)


@pytest.mark.long
@given(disturbed | st.lists(STEPS, max_size=25))
@settings(quick, max_examples=1500)
def test_nothing_binds_before_its_chain_is_complete_at_length(
    planned: Planned, history: list[tuple[Any, ...]]
) -> None:
    lived(planned, history)


def test_disturbed_histories_end_everywhere(planned: Planned) -> None:
    """Hold the histories themselves to account: some are stopped, some get through."""
    ends: Counter[str] = Counter()
    for step in (
        ("grant", "office", "auditor"),
        ("speak", "office", 6, Word.WITHDRAWN, None),
        ("object", "lab", 0),
        ("delegate", "leader", "lab2"),
        ("grant", "leader2", "auditor"),
    ):
        for at in range(6):
            ends[lived(planned, _usual_with([(at, step)]))] += 1
    assert min(ends["in review"], ends["decided"], ends["published"]) > 0
