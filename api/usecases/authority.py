"""Authority: the rules of a round, the signer chains of its plan, and what is said to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from api.access import Actor
from api.access.life import RoundState
from api.access.matters import Act, Matter, People, Word
from api.access.rules import AuthorityRules, Scope
from api.access.signing import Chain, ChainState, chain_of, may_speak
from api.problems import Problem
from api.store import Session, review, rounds
from api.store import authority as store
from api.store.audit import append_event
from api.store.delivery import open_changes
from api.store.runs import find_run
from api.store.tables import AllocationRound, Run
from api.usecases.change_effects import effect_of
from api.usecases.change_matters import change_matter
from api.usecases.matters import matters_of

__all__ = [
    "Signing",
    "authorities_for",
    "chain_at",
    "chain_for",
    "keep_word",
    "replace_rules",
    "rules_of",
    "run_under_review",
    "sees",
    "signing_of",
    "speak",
    "speaks_of_changes",
]

_SIGNABLE = {
    False: (RoundState.IN_REVIEW, RoundState.DECIDED),
    True: (RoundState.PUBLISHED,),
}
"""When something is signed; whether it is a change."""


@dataclass(frozen=True, slots=True)
class Signing:
    """The signer chains of a round's plan under review.

    Attributes
    ----------
    chains : tuple of Chain
        Of every line, then every project, then the plan.
    people : People
    """

    chains: tuple[Chain, ...]
    people: People


def rules_of(session: Session, round_id: str) -> tuple[AuthorityRules, int]:
    """Return the authority rules of a round and their version; none and 0 when never set."""
    row = store.find_rules(session, round_id)
    if row is None:
        return AuthorityRules(), 0
    return AuthorityRules.model_validate(row.document), row.version


def replace_rules(
    session: Session, actor: Actor, row: AllocationRound, rules: AuthorityRules
) -> int:
    """Set the authority rules of a round that is not frozen yet; return their version.

    Raises
    ------
    Problem
        ``conflict`` once it is frozen.
    """
    if row.state not in (RoundState.DRAFT, RoundState.COLLECTING):
        raise Problem(
            "conflict", "轮次已冻结，规则不能更改。", "The round is frozen: its rules can't change."
        )
    kept = store.keep_rules(session, row.id, rules.model_dump(mode="json"))
    told = {"version": kept.version, "rules": [rule.id for rule in rules.rules]}
    append_event(session, actor.id, "authority.rules", row.id, told)
    return kept.version


def signing_of(session: Session, row: AllocationRound) -> Signing:
    """Return every signer chain of the plan under review, as it stands now.

    Raises
    ------
    Problem
        ``conflict`` while no plan is under review.
    """
    run = run_under_review(session, row)
    rules, _ = rules_of(session, row.id)
    people = store.everybody(session)
    said = store.acts_of(session, row.id)
    lines = review.every_line(session, row.id)
    round_ = rounds.snapshot_of(session, run.round_hash)
    chains = [
        chain_of(
            rules,
            matter,
            people,
            [store.as_act(x) for x in said.get((matter.scope, matter.key), ())],
        )
        for matter in matters_of(session, run, round_, lines, people)
    ]
    if row.state == RoundState.PUBLISHED and speaks_of_changes(rules):
        for change in open_changes(session, row.id):
            matter = change_matter(session, change, effect_of(session, row, change), people)
            if matter is not None:
                acts = [store.as_act(x) for x in said.get((matter.scope, matter.key), ())]
                chains.append(chain_of(rules, matter, people, acts))
    return Signing(tuple(chains), people)


def speaks_of_changes(rules: AuthorityRules) -> bool:
    """Say whether a rule is about changes of a published plan."""
    return any(Scope.CHANGE in rule.applies.scopes for rule in rules.rules)


def run_under_review(session: Session, row: AllocationRound) -> Run:
    """Return the run whose plan is under review.

    Raises
    ------
    Problem
        ``conflict`` when there is none.
    """
    run = None if row.run_id is None else find_run(session, row.run_id)
    if run is None:
        raise Problem("conflict", "没有审阅中的计划。", "No plan is under review.")
    return run


def chain_at(signing: Signing, scope: Scope, key: str) -> Chain:
    """Return the chain of one matter.

    Raises
    ------
    Problem
        ``not-found``.
    """
    for chain in signing.chains:
        if chain.matter.scope is scope and chain.matter.key == key:
            return chain
    raise Problem("not-found")


def chain_for(actor: Actor, signing: Signing, scope: Scope, key: str) -> Chain:
    """Return the chain of one matter that the actor sees.

    Raises
    ------
    Problem
        ``not-found``, also for one that does not concern the actor.
    """
    chain = chain_at(signing, scope, key)
    if not sees(actor, chain, signing.people):
        raise Problem("not-found")
    return chain


def sees(actor: Actor, chain: Chain, people: People) -> bool:
    """Say whether a chain is shown: to those concerned, and to those who may sign."""
    matter = chain.matter
    if actor.sees_all or (matter.project and matter.project in actor.projects):
        return True
    if matter.scope is Scope.PLAN:
        concerned = False
    elif matter.scope is Scope.PROJECT:
        concerned = bool(actor.departments & set(matter.participants))
    else:
        concerned = matter.owner in actor.departments
    return concerned or bool(authorities_for(actor, chain, people))


def authorities_for(actor: Actor, chain: Chain, people: People) -> list[str]:
    """Return with whose authority the actor may sign now: their own first, then delegated ones."""
    now = datetime.now(UTC)
    lent = [d.from_id for d in people.delegations if d.to_id == actor.id and d.in_force(now)]
    return [
        authority
        for authority in dict.fromkeys([actor.id, *lent])
        if may_speak(chain, people, actor.id, authority, now)
    ]


def speak(
    session: Session,
    actor: Actor,
    row: AllocationRound,
    place: tuple[Scope, str],
    verdict: Word,
    *,
    digest: str,
    reason: str = "",
    authority: str | None = None,
) -> tuple[Chain, People]:
    """Sign a matter, refuse it, or withdraw what was said; return its chain as it stands then.

    Parameters
    ----------
    session, actor
    row : AllocationRound
        Locked by the caller.
    place : tuple
        Scope and key of the matter.
    verdict : Word
    digest : str
        Of the content as the actor saw it.
    reason : str
        Required to refuse.
    authority : str, optional
        With whose authority; by default one's own, else the only one delegated.

    Raises
    ------
    Problem
        ``not-found``; ``conflict`` outside review and decision, when the chain is complete, or when
        there is nothing to withdraw; ``precondition-failed`` when the content has changed;
        ``forbidden`` for those who are not in the chain, and for signing for oneself; ``invalid``
        for a refusal without a reason.
    """
    signing = signing_of(session, row)
    chain = chain_for(actor, signing, *place)
    if row.state not in _SIGNABLE[place[0] is Scope.CHANGE]:
        raise Problem("conflict", "计划不在签批中。", "The plan is not being signed now.")
    if digest != chain.matter.digest:
        raise Problem("precondition-failed")
    if verdict is Word.WITHDRAWN:
        authority = _spoken(actor, chain, authority)
    else:
        authority = _chosen(actor, chain, signing.people, authority)
        _check_sayable(chain, authority, verdict, reason)
    keep_word(
        session,
        row,
        chain.matter,
        Act(actor.id, authority, verdict, digest, datetime.now(UTC)),
        reason,
    )
    signing = signing_of(session, row)
    return chain_at(signing, *place), signing.people


def keep_word(
    session: Session, row: AllocationRound, matter: Matter, act: Act, reason: str
) -> None:
    """Keep a word on a matter, and tell the audit chain of it."""
    store.add_act(session, row.id, (matter.scope, matter.key), act, reason)
    append_event(
        session, act.by, f"authority.{act.verdict.value}", row.id,
        {"scope": matter.scope, "key": matter.key, "digest": act.digest,
         "authority": act.authority, "reason": reason},
    )  # fmt: skip


def _spoken(actor: Actor, chain: Chain, authority: str | None) -> str:
    """Return whose word the actor may take back: one they said, or one said in their name."""
    for act in chain.acts:
        if actor.id in (act.by, act.authority) and authority in (None, act.authority):
            return act.authority
    raise Problem("conflict", "没有可撤回的意见。", "There is nothing to withdraw.")


def _chosen(actor: Actor, chain: Chain, people: People, authority: str | None) -> str:
    able = authorities_for(actor, chain, people)
    if authority is None and len(able) > 1 and able[0] != actor.id:
        raise Problem(
            "invalid", "请指明代表谁签批。", "Say in whose name: several have delegated to you."
        )
    if authority is None and able:
        return able[0]
    if authority in able:
        return str(authority)
    if actor.id in chain.matter.interested or authority in chain.matter.interested:
        raise Problem("forbidden", "不能为自己签批。", "Nobody signs for themselves.")
    raise Problem("forbidden", "您不在该签批链中。", "You are not in this signer chain.")


def _check_sayable(chain: Chain, authority: str, verdict: Word, reason: str) -> None:
    said = {act.authority: act.verdict for act in chain.acts}
    if said.get(authority) is verdict:
        raise Problem("conflict", "已经表态。", "That was said already.")
    if verdict is Word.SIGNED and chain.state is ChainState.COMPLETE:
        raise Problem("conflict", "签批已完成。", "The chain is complete already.")
    if verdict is Word.REFUSED and not reason.strip():
        raise Problem("invalid", "请说明拒绝理由。", "Say why you refuse.")
