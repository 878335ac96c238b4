"""Authority rules, signer chains, signatures: who must sign what, and who has."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from api.access import Actor, Role
from api.access.default_rules import DEFAULT_RULES
from api.access.matters import People, Word
from api.access.roles import EVERYBODY
from api.access.rules import SIGNING_ROLES, AuthorityRules, Scope
from api.access.signing import Chain, ChainState, Gate, Place, candidates, people_in
from api.http.conditional import IfMatch, check_match, tagged
from api.http.paging import Cursor, Paged, PageSize, cursor_of, position_of
from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.store import authority as store
from api.usecases import authority, rounds, rule_trial
from api.usecases.rule_trial import Described
from optimizer.domain import SecurityLevel
from optimizer.domain.types import Cents, Id

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["authority"], route_class=ServiceRoute)

PEOPLE = tuple(role for role in EVERYBODY if role is not Role.ADMIN)
Reason = Annotated[str, Field(max_length=4000)]


class RulesAnswer(BaseModel):
    """The authority rules of a round."""

    round_id: str
    version: int
    rules: AuthorityRules


class Facts(BaseModel):
    """What rules ask about a matter, for a dry run."""

    scope: Scope = Scope.LINE
    kind: Annotated[str, Field(max_length=120)] = "money"
    owner: Annotated[str, Field(max_length=120)] = ""
    sponsor: Annotated[str, Field(max_length=120)] = ""
    participants: Annotated[list[Id], Field(max_length=200)] = []
    amount_cents: Cents = 0
    effort_pct_periods: Annotated[int, Field(ge=0, le=10**12)] = 0
    security: SecurityLevel = SecurityLevel.GENERAL_1
    disputed: bool = False
    interested: Annotated[
        list[Id], Field(max_length=200, description="Principals who may not sign.")
    ] = []


class TryBody(BaseModel):
    """A matter that need not exist; with rules, those are tried in place of the round's."""

    facts: Facts
    rules: AuthorityRules | None = None


class PersonAnswer(BaseModel):
    """Somebody; names are shown to office, leaders and auditors."""

    id: str
    name: str | None


class SeatAnswer(BaseModel):
    """Whose signature a rule asks for."""

    role: Role | None
    department: str | None
    principal: str | None
    count: int
    candidates: int = Field(description="How many people could sign.")
    people: list[PersonAnswer] = Field(description="Who; shown to office, leaders and auditors.")


class GateAnswer(BaseModel):
    """At least `need` of the parts."""

    need: int
    of: list[GateAnswer | SeatAnswer]


class RuleAnswer(BaseModel):
    """A rule that applies, and how far it is met."""

    id: str
    title: dict[str, str]
    state: ChainState
    tree: GateAnswer | SeatAnswer


class ActAnswer(BaseModel):
    """What somebody said; `authority` is whose authority they used."""

    by: PersonAnswer
    authority: PersonAnswer
    verdict: Word
    at: datetime


class ChainAnswer(BaseModel):
    """A matter, the rules that apply to it, and what was said."""

    scope: Scope
    key: str
    digest: str = Field(description="What a signature is given to; send it back to sign.")
    kind: str
    project: str
    owner: str
    sponsor: str
    amount_cents: int
    effort_pct_periods: int
    security: SecurityLevel
    other_department: bool
    disputed: bool
    state: ChainState
    rules: list[RuleAnswer]
    acts: list[ActAnswer]
    yours: list[str] = Field(description="With whose authority you may sign.")


class PassedOver(BaseModel):
    """A rule that does not apply."""

    id: str
    title: dict[str, str]
    because: list[str] = Field(description="The parts of its condition that do not fit.")


class TryAnswer(ChainAnswer):
    """Who would have to sign, and which rules ask for nothing."""

    passed_over: list[PassedOver]


class SignBody(BaseModel):
    """What is signed, and with whose authority: one's own, or a delegated one."""

    digest: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    authority: Id | None = None
    reason: Reason = ""


GateAnswer.model_rebuild()


def _shown(actor: Actor, chain: Chain, people: People, names: dict[str, str]) -> ChainAnswer:
    def person(id_: str) -> PersonAnswer:
        return PersonAnswer(id=id_, name=names.get(id_) if actor.sees_all else None)

    def node(part: Place | Gate) -> GateAnswer | SeatAnswer:
        if isinstance(part, Gate):
            return GateAnswer(need=part.need, of=[node(child) for child in part.of])
        able = candidates(part, chain.matter, people)
        return SeatAnswer(
            role=part.role,
            department=part.department,
            principal=part.principal,
            count=part.count,
            candidates=len(able),
            people=[person(id_) for id_ in able] if actor.sees_all else [],
        )

    matter = chain.matter
    return ChainAnswer(
        scope=matter.scope,
        key=matter.key,
        digest=matter.digest,
        kind=matter.kind,
        project=matter.project,
        owner=matter.owner,
        sponsor=matter.sponsor,
        amount_cents=matter.amount_cents,
        effort_pct_periods=matter.effort_pct_periods,
        security=matter.security,
        other_department=matter.other,
        disputed=matter.disputed,
        state=chain.state,
        rules=[
            RuleAnswer(
                id=part.rule.id,
                title=part.rule.title.model_dump(),
                state=part.state,
                tree=node(part.tree),
            )
            for part in chain.rules
        ],
        acts=[
            ActAnswer(
                by=person(act.by), authority=person(act.authority), verdict=act.verdict, at=act.at
            )
            for act in chain.acts
        ],
        yours=authority.authorities_for(actor, chain, people),
    )


def _names(session: SessionOf, actor: Actor, chains: list[Chain], people: People) -> dict[str, str]:
    if not actor.sees_all:
        return {}
    return store.names_of(session, {id_ for chain in chains for id_ in people_in(chain, people)})


def _one(
    session: SessionOf, actor: Actor, chain: Chain, people: People, response: Response
) -> ChainAnswer:
    answer = _shown(actor, chain, people, _names(session, actor, [chain], people))
    # People and their roles are part of what is shown: the tag is of the whole answer.
    tag = hashlib.sha256(answer.model_dump_json().encode()).hexdigest()[:32]
    response.headers["ETag"] = f'"{tag}"'
    return answer


@router.get("/authority/defaults", **open_to(*PEOPLE))
def read_defaults() -> AuthorityRules:
    """Read the rules that an office starts from."""
    return DEFAULT_RULES


@router.get("/rounds/{round_id}/authority", **open_to(*PEOPLE))
def read_rules(round_id: str, response: Response, session: SessionOf) -> RulesAnswer:
    """Read the authority rules of a round; without any, nothing needs a signature."""
    row = rounds.read(session, round_id)
    rules, version = authority.rules_of(session, row.id)
    tagged(response, f"{row.id}.authority", version)
    return RulesAnswer(round_id=row.id, version=version, rules=rules)


@router.put("/rounds/{round_id}/authority", **open_to(Role.OFFICE, key=True))
def replace_rules(
    round_id: str,
    body: AuthorityRules,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    if_match: IfMatch,
) -> RulesAnswer:
    """Set the authority rules of a round that is not frozen yet."""
    row = rounds.read(session, round_id, lock=True)
    check_match(if_match, f"{row.id}.authority", authority.rules_of(session, row.id)[1])
    version = authority.replace_rules(session, actor, row, body)
    tagged(response, f"{row.id}.authority", version)
    return RulesAnswer(round_id=row.id, version=version, rules=body)


@router.post("/rounds/{round_id}/authority/try", **open_to(*PEOPLE))
def try_rules(round_id: str, body: TryBody, session: SessionOf, actor: ActorOf) -> TryAnswer:
    """Say who would have to sign a matter, and why no other rule applies; stores nothing."""
    row = rounds.read(session, round_id)
    rules = body.rules or authority.rules_of(session, row.id)[0]
    facts = body.facts.model_dump(exclude={"participants", "interested"})
    tried = rule_trial.try_rules(
        session,
        rules,
        Described(
            **facts,
            participants=tuple(dict.fromkeys(body.facts.participants)),
            interested=frozenset(body.facts.interested),
        ),
    )
    names = _names(session, actor, [tried.chain], tried.people)
    answer = _shown(actor, tried.chain, tried.people, names)
    return TryAnswer(
        **dict(answer),
        passed_over=[
            PassedOver(id=rule.id, title=rule.title.model_dump(), because=list(because))
            for rule, because in tried.passed_over
        ],
    )


@router.get("/rounds/{round_id}/chains", **open_to(*PEOPLE))
def list_chains(
    round_id: str,
    session: SessionOf,
    actor: ActorOf,
    cursor: Cursor = None,
    size: PageSize = 100,
    state: Annotated[ChainState | None, Query()] = None,
    scope: Annotated[Scope | None, Query()] = None,
) -> Paged[ChainAnswer]:
    """List the signer chains of the plan under review that concern you."""
    signing = authority.signing_of(session, rounds.read(session, round_id))
    after = position_of(cursor)
    found = [
        chain
        for chain in signing.chains
        if state in (None, chain.state)
        and scope in (None, chain.matter.scope)
        and _position(chain) > after
        and authority.sees(actor, chain, signing.people)
    ]
    found = sorted(found, key=_position)
    page = found[:size]
    names = _names(session, actor, page, signing.people)
    more = cursor_of(_position(page[-1])) if len(found) > size else None
    return Paged(items=[_shown(actor, c, signing.people, names) for c in page], next=more)


def _position(chain: Chain) -> str:
    return f"{list(Scope).index(chain.matter.scope)}{chain.matter.key}"


@router.get("/rounds/{round_id}/chains/{scope}/{key}", **open_to(*PEOPLE))
def read_chain(
    round_id: str, scope: Scope, key: str, response: Response, session: SessionOf, actor: ActorOf
) -> ChainAnswer:
    """Read who must sign a line, a project or the plan, and who has."""
    signing = authority.signing_of(session, rounds.read(session, round_id))
    chain = authority.chain_for(actor, signing, scope, key)
    return _one(session, actor, chain, signing.people, response)


def _open_to_signers() -> dict[str, Any]:
    return open_to(*SIGNING_ROLES, key=True, problems=(412,))


@router.post("/rounds/{round_id}/chains/{scope}/{key}/sign", **_open_to_signers())
def sign(
    round_id: str,
    scope: Scope,
    key: str,
    body: SignBody,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
) -> ChainAnswer:
    """Sign what you read; refused (412) when it has changed since."""
    return _spoken(session, actor, round_id, (scope, key), Word.SIGNED, body, response)


@router.post("/rounds/{round_id}/chains/{scope}/{key}/refuse", **_open_to_signers())
def refuse(
    round_id: str,
    scope: Scope,
    key: str,
    body: SignBody,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
) -> ChainAnswer:
    """Refuse to sign, with a reason."""
    return _spoken(session, actor, round_id, (scope, key), Word.REFUSED, body, response)


@router.post("/rounds/{round_id}/chains/{scope}/{key}/withdraw", **_open_to_signers())
def withdraw(
    round_id: str,
    scope: Scope,
    key: str,
    body: SignBody,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
) -> ChainAnswer:
    """Take back your signature or refusal, or one given in your name."""
    return _spoken(session, actor, round_id, (scope, key), Word.WITHDRAWN, body, response)


def _spoken(
    session: SessionOf,
    actor: Actor,
    round_id: str,
    place: tuple[Scope, str],
    verdict: Word,
    body: SignBody,
    response: Response,
) -> ChainAnswer:
    row = rounds.read(session, round_id, lock=True)
    chain, people = authority.speak(
        session,
        actor,
        row,
        place,
        verdict,
        digest=body.digest,
        reason=body.reason,
        authority=body.authority,
    )
    return _one(session, actor, chain, people, response)
