"""What somebody can do about a round now: the page's answer to "and what do I do?"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.access import Actor, Role
from api.access.life import RoundState

__all__ = ["Facts", "Next", "what_now"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands open about a round, as far as the actor sees it.

    Attributes
    ----------
    requests : mapping of str to int
        State to number of requests.
    own_drafts : int
        Requests of the actor's own that are not submitted, or came back.
    stale : int
        Resources not confirmed for long.
    lines : mapping of str to int
        State to number of lines under review.
    own_open : int
        Lines that wait for the actor.
    running, done : int
        Runs at work, and runs with a plan.
    """

    requests: Mapping[str, int] = field(default_factory=dict)
    own_drafts: int = 0
    stale: int = 0
    lines: Mapping[str, int] = field(default_factory=dict)
    own_open: int = 0
    running: int = 0
    done: int = 0


@dataclass(frozen=True, slots=True)
class Next:
    """One thing to do, or to know.

    Attributes
    ----------
    words : str
        Key of its sentence; ``values`` go in.
    link : str
        Where it is done, from the round's address; empty when there is nothing to open.
    link_words : str
    step : str
        Step of the round's life that a form takes here; empty for none.
    """

    words: str
    values: Mapping[str, object] = field(default_factory=dict)
    link: str = ""
    link_words: str = ""
    step: str = ""


def what_now(state: str, actor: Actor, facts: Facts, at: str) -> tuple[Next, ...]:
    """Return what the actor can do about a round in a state, the most pressing first.

    Parameters
    ----------
    state : str
        A :class:`api.access.life.RoundState`.
    actor : Actor
    facts : Facts
    at : str
        The round's address.
    """
    found = tuple(_BY_STATE[RoundState(state)](actor, facts, at))
    return found or (Next(_ELSE[RoundState(state)]),)


def _draft(actor: Actor, _: Facts, at: str) -> list[Next]:
    if not actor.has(Role.OFFICE):
        return []
    return [Next("now.draft-office", {}, f"{at}/rules", "round.edit-rules", "open")]


def _collecting(actor: Actor, facts: Facts, at: str) -> list[Next]:
    steps = []
    waiting, assessed = facts.requests.get("submitted", 0), facts.requests.get("assessed", 0)
    if actor.has(Role.OFFICE) and waiting:
        link = "/requests?state=submitted"
        steps.append(Next("now.assess", {"count": waiting}, link, "now.go-requests"))
    if actor.has(Role.LEADER):
        link = "/requests?state=assessed"
        known = Next("now.approve", {"count": assessed}, link, "now.go-requests")
        steps.append(known if assessed else Next("now.no-approve"))
    if actor.has(Role.CONTACT):
        words = "now.confirm" if facts.stale else "now.report"
        steps.append(Next(words, {"count": facts.stale}, "/inventory", "now.go-inventory"))
    elif actor.has(Role.OFFICE) and facts.stale:
        link = "/inventory?stale=30"
        steps.append(Next("now.confirm-office", {"count": facts.stale}, link, "now.go-inventory"))
    if facts.own_drafts:
        verb = "is" if facts.own_drafts == 1 else "are"
        values = {"count": facts.own_drafts, "verb": verb}
        steps.append(Next("now.drafts", values, "/requests?mine=1", "now.go-requests"))
    if actor.has(Role.CONTACT, Role.TEAM):
        steps.append(Next("now.request", {}, "/requests/new", "now.go-new-request"))
    if actor.has(Role.OFFICE):
        steps.append(Next("now.freeze", {}, f"{at}/freeze", "round.preview"))
    return steps


def _frozen(actor: Actor, facts: Facts, at: str) -> list[Next]:
    steps = []
    if actor.has(Role.OFFICE, Role.LEADER):
        if facts.running:
            steps.append(Next("now.running", {"count": facts.running}, f"{at}/runs", "now.go-runs"))
        if facts.done and actor.has(Role.OFFICE):
            steps.append(Next("now.choose", {}, f"{at}/runs", "now.go-runs"))
        steps.append(Next("now.run", {}, f"{at}/runs", "now.go-runs"))
    return steps


def _in_review(actor: Actor, facts: Facts, at: str) -> list[Next]:
    steps = []
    waiting, objected = facts.lines.get("open", 0), facts.lines.get("objected", 0)
    plan = f"{at}/plan"
    if actor.has(Role.CONTACT, Role.TEAM):
        words = "now.answer" if facts.own_open else "now.answered"
        steps.append(Next(words, {"count": facts.own_open}, f"{plan}/lines", "now.go-plan"))
    if actor.has(Role.OFFICE):
        values = {
            "open": waiting,
            "objected": objected,
            "accepted": facts.lines.get("accepted", 0),
        }
        steps.append(Next("now.review-office", values, f"{plan}/lines", "now.go-plan"))
        if objected:
            steps.append(Next("now.rerun", {}, f"{plan}/lines?state=objected", "now.go-plan"))
    if actor.has(Role.LEADER):
        if objected:
            link = f"{plan}/lines?state=objected"
            steps.append(Next("now.settle", {"count": objected}, link, "now.go-plan"))
        elif waiting:
            steps.append(Next("now.review-wait", {"count": waiting}, plan, "now.go-plan"))
        else:
            steps.append(Next("now.decide", {}, plan, "now.go-plan", "decide"))
    return steps


def _decided(actor: Actor, _: Facts, at: str) -> list[Next]:
    if not actor.has(Role.OFFICE):
        return []
    return [Next("now.publish", {}, f"{at}/plan", "now.go-plan", "publish")]


def _published(actor: Actor, _: Facts, at: str) -> list[Next]:
    steps = [Next("now.published", {}, f"{at}/plan", "now.go-plan")]
    if actor.has(Role.OFFICE):
        steps.append(Next("now.close", step="close"))
    return steps


def _closed(_: Actor, __: Facts, at: str) -> list[Next]:
    return [Next("now.closed", {}, f"{at}/plan", "now.go-plan")]


_BY_STATE = {
    RoundState.DRAFT: _draft,
    RoundState.COLLECTING: _collecting,
    RoundState.FROZEN: _frozen,
    RoundState.IN_REVIEW: _in_review,
    RoundState.DECIDED: _decided,
    RoundState.PUBLISHED: _published,
    RoundState.CLOSED: _closed,
}
_ELSE = {
    RoundState.DRAFT: "now.draft-wait",
    RoundState.COLLECTING: "now.collecting-wait",
    RoundState.FROZEN: "now.frozen-wait",
    RoundState.IN_REVIEW: "now.frozen-wait",
    RoundState.DECIDED: "now.decided-wait",
    RoundState.PUBLISHED: "now.published",
    RoundState.CLOSED: "now.closed",
}
