"""What must be signed before something binds: a decision, a publication, a change.

Whoever accepts, decides or applies signs along with their own authority, where a rule asks them to;
nobody else's signature is ever taken for given.
"""

from __future__ import annotations

from datetime import UTC, datetime

from api.access import Actor
from api.access.matters import Act, People, Word
from api.access.rules import Scope
from api.access.signing import Chain, ChainState, chain_of, may_speak
from api.problems import Problem
from api.store import Session, rounds
from api.store import authority as store
from api.store.tables import AllocationRound, ChangeRequest, ReviewLine
from api.usecases.authority import (
    chain_at,
    keep_word,
    rules_of,
    run_under_review,
    signing_of,
    speaks_of_changes,
)
from api.usecases.change_effects import Effect
from api.usecases.change_matters import change_matter
from api.usecases.matters import PLAN_KEY, interested_in, line_matter
from optimizer.findings import Finding, Place, Severity

__all__ = ["check_change_signed", "check_signed", "sign_along", "sign_change_along"]

_WORDS = {
    ChainState.OPEN: ("尚未签批完成。", "Signatures are missing."),
    ChainState.REFUSED: ("签批人已拒绝。", "A signer refuses."),
    ChainState.UNFILLABLE: ("没有足够的人有权签批。", "Too few people may sign it."),
}


def sign_along(
    session: Session, actor: Actor, row: AllocationRound, line: ReviewLine | None = None
) -> None:
    """Sign with one's own authority what one has just accepted or decided, where a rule asks it.

    Accepting a line, or settling an objection to it, signs the line; deciding signs the plan.
    Nothing happens where the actor is not in the chain, or the chain needs nobody more.
    """
    rules, _ = rules_of(session, row.id)
    if not rules.rules:
        return
    if line is None:
        signing = signing_of(session, row)
        chain, people = chain_at(signing, Scope.PLAN, PLAN_KEY), signing.people
    else:
        people = store.everybody(session)
        round_ = rounds.snapshot_of(session, run_under_review(session, row).round_hash)
        matter = line_matter(round_, line, interested_in(session, line.project, people))
        place = (Scope.LINE.value, line.id)
        said = store.acts_of(session, row.id, place).get(place, [])
        chain = chain_of(rules, matter, people, [store.as_act(x) for x in said])
    _sign_own(session, actor, row, chain, people)


def sign_change_along(
    session: Session, actor: Actor, row: AllocationRound, change: ChangeRequest, effect: Effect
) -> None:
    """Sign a change with one's own authority when one agrees to it, or applies it."""
    chain, people = _change_chain(session, row, change, effect)
    if chain is not None:
        _sign_own(session, actor, row, chain, people)


def check_change_signed(
    session: Session, row: AllocationRound, change: ChangeRequest, effect: Effect
) -> None:
    """Refuse to apply a change that is not signed by everybody who must.

    Raises
    ------
    Problem
        ``unsigned``.
    """
    chain, _ = _change_chain(session, row, change, effect)
    if chain is not None and chain.state is not ChainState.COMPLETE:
        raise Problem("unsigned", findings=[_unsigned(chain)])


def _change_chain(
    session: Session, row: AllocationRound, change: ChangeRequest, effect: Effect
) -> tuple[Chain | None, People]:
    rules, _ = rules_of(session, row.id)
    if not speaks_of_changes(rules):
        return None, People({})
    people = store.everybody(session)
    matter = change_matter(session, change, effect, people)
    if matter is None:
        return None, people
    place = (matter.scope.value, matter.key)
    said = store.acts_of(session, row.id, place).get(place, [])
    return chain_of(rules, matter, people, [store.as_act(x) for x in said]), people


def _sign_own(
    session: Session, actor: Actor, row: AllocationRound, chain: Chain, people: People
) -> None:
    now = datetime.now(UTC)
    if chain.state is ChainState.COMPLETE or not may_speak(chain, people, actor.id, actor.id, now):
        return
    if any(a.authority == actor.id and a.verdict is Word.SIGNED for a in chain.acts):
        return
    act = Act(actor.id, actor.id, Word.SIGNED, chain.matter.digest, now)
    keep_word(session, row, chain.matter, act, "")


def check_signed(session: Session, row: AllocationRound) -> None:
    """Refuse to go on while a matter of the plan is not signed by everybody who must.

    Raises
    ------
    Problem
        ``unsigned`` with a finding for each matter.
    """
    rules, _ = rules_of(session, row.id)
    if not rules.rules:
        return
    missing = [
        _unsigned(chain)
        for chain in signing_of(session, row).chains
        if chain.state is not ChainState.COMPLETE
    ]
    if missing:
        raise Problem(
            "unsigned",
            f"{len(missing)} 项尚未签批完成。",
            f"{len(missing)} matters lack signatures.",
            findings=missing,
        )


def _unsigned(chain: Chain) -> Finding:
    zh, en = _WORDS[chain.state]
    wanting = [part.rule for part in chain.rules if part.state is not ChainState.COMPLETE]
    return Finding(
        code=f"authority.{chain.state.value}",
        severity=Severity.ERROR,
        place=Place(pointer=f"/{chain.matter.scope}/{chain.matter.key}"),
        message_zh=zh,
        message_en=en,
        found=f"{len(chain.acts)} said",
        expected="; ".join(rule.title.en or rule.title.zh or rule.id for rule in wanting),
        suggestion_zh="请有关人员签批，或更换方案。",
        suggestion_en="Have it signed, or put another plan under review.",
        subject=tuple(rule.id for rule in wanting),
    )
