"""What now: in every state everybody is told something, and only what their role can do."""

from __future__ import annotations

import pytest

from api.access import Actor, GrantedRole, Role
from api.access.life import ROUND_STEPS, RoundState
from api.console.what_now import Facts, what_now
from api.console.words import WORDS

ACTORS = {
    role: Actor("x", "x", (GrantedRole(role, "lab" if role is Role.CONTACT else None),))
    for role in Role
}
BUSY = Facts(
    requests={"submitted": 2, "assessed": 1},
    own_drafts=1,
    stale=3,
    lines={"open": 4, "objected": 1},
    own_open=2,
    running=1,
    done=1,
)


@pytest.mark.parametrize("state", RoundState)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("facts", [Facts(), BUSY], ids=["quiet", "busy"])
def test_everybody_is_told_something_they_can_do(
    state: RoundState, role: Role, facts: Facts
) -> None:
    told = what_now(state, ACTORS[role], facts, "/rounds/r")
    assert told
    for item in told:
        assert item.words in WORDS
        assert bool(item.link) == bool(item.link_words)
        if item.step:
            step = ROUND_STEPS[item.step]
            assert state in step.sources
            assert role in step.roles


def words_of(state: RoundState, role: Role, facts: Facts) -> list[str]:
    return [item.words for item in what_now(state, ACTORS[role], facts, "/r")]


def test_a_leader_decides_once_every_line_is_answered_or_settled() -> None:
    review = RoundState.IN_REVIEW
    assert words_of(review, Role.LEADER, Facts(lines={"open": 1})) == ["now.review-wait"]
    assert words_of(review, Role.LEADER, Facts(lines={"objected": 1})) == ["now.settle"]
    settled = Facts(lines={"accepted": 3, "overruled": 1})
    assert words_of(review, Role.LEADER, settled) == ["now.decide"]


def test_a_contact_is_asked_to_confirm_only_what_is_stale() -> None:
    collecting = RoundState.COLLECTING
    assert words_of(collecting, Role.CONTACT, Facts(stale=2))[0] == "now.confirm"
    assert words_of(collecting, Role.CONTACT, Facts())[0] == "now.report"
