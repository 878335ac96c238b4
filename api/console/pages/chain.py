"""A signer chain: what is to be signed, who must, who has; and signing it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Form, Request, Response

from api.access import Actor, Role
from api.access.matters import People, Word
from api.access.rules import SIGNING_ROLES, Scope
from api.access.signing import Chain, Gate, Place, candidates, people_in
from api.addresses import segment
from api.console.navigation import PEOPLE
from api.console.page import gone_to, page, voice_of
from api.console.pages.inventory import names_of
from api.console.route import console_router
from api.console.voice import Voice
from api.http.route import ActorOf, SessionOf, open_to
from api.store import Session
from api.store import authority as store
from api.store import rounds as round_store
from api.store.tables import AllocationRound
from api.usecases import authority, rounds

__all__ = ["node_shown", "router"]

router = console_router()


@router.get("/rounds/{round_id}/chains/{scope}/{key}", **open_to(*PEOPLE))
def show(
    round_id: str, scope: Scope, key: str, request: Request, session: SessionOf, actor: ActorOf
) -> Response:
    """Show who must sign a line, a project or the plan, and who has."""
    row = rounds.read(session, round_id)
    signing = authority.signing_of(session, row)
    chain = authority.chain_for(actor, signing, scope, key)
    voice = voice_of(request)
    names = _names(session, actor, chain, signing.people)
    departments = names_of(session, voice)["departments"]
    yours = authority.authorities_for(actor, chain, signing.people)
    return page(
        request,
        "chain.html",
        row=row,
        chain=chain,
        departments=departments,
        title=_title(session, voice, row, chain),
        rules=[
            {
                "title": rule.rule.title.in_lang(voice.lang) or rule.rule.id,
                "state": rule.state.value,
                "tree": node_shown(rule.tree, chain, signing.people, names, departments),
            }
            for rule in chain.rules
        ],
        acts=[
            {
                "by": names.get(act.by),
                "authority": names.get(act.authority) if act.authority != act.by else None,
                "verdict": act.verdict.value,
                "at": act.at,
            }
            for act in chain.acts
        ],
        yours=[(id_, names.get(id_) or id_) for id_ in yours],
        own=[act for act in chain.acts if actor.id in (act.by, act.authority)],
    )


@router.post("/rounds/{round_id}/chains/{scope}/{key}", **open_to(*SIGNING_ROLES, key=True))
def speak(
    round_id: str,
    scope: Scope,
    key: str,
    request: Request,
    session: SessionOf,
    actor: ActorOf,
    verdict: Annotated[Word, Form()],
    digest: Annotated[str, Form(pattern="^[0-9a-f]{64}$")],
    authority_id: Annotated[str, Form(max_length=200)] = "",
    reason: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Sign it, refuse it, or take one's word back."""
    row = rounds.read(session, round_id, lock=True)
    authority.speak(
        session,
        actor,
        row,
        (scope, key),
        verdict,
        digest=digest,
        reason=reason,
        authority=authority_id or None,
    )
    return gone_to(request, f"/rounds/{row.id}/chains/{scope.value}/{segment(key)}", "chain.said")


def _title(session: Session, voice: Voice, row: AllocationRound, chain: Chain) -> str:
    """Return the project's title, or the round's for a whole plan."""
    if not chain.matter.project or row.snapshot_hash is None:
        return row.title
    snapshot = round_store.snapshot_of(session, row.snapshot_hash)
    for project in snapshot.projects:
        if project.id == chain.matter.project:
            return project.title.in_lang(voice.lang) or project.id
    return chain.matter.project


def _names(session: Session, actor: Actor, chain: Chain, people: People) -> dict[str, str]:
    """Return names: everybody's for those who see all, else one's own and whose authority one has.

    The API shows the same people to the same roles.
    """
    known = {actor.id, *authority.authorities_for(actor, chain, people)}
    if actor.sees_all:
        known |= people_in(chain, people)
    return store.names_of(session, known)


def node_shown(
    node: Place | Gate,
    chain: Chain,
    people: People,
    names: dict[str, str],
    departments: dict[str, str],
) -> dict[str, Any]:
    """Return a part of a chain as pages show it: groups with their parts, places with people.

    Parameters
    ----------
    node, chain, people
    names : dict of str to str
        Of the people who may be shown.
    departments : dict of str to str
        Names of departments.
    """
    if isinstance(node, Gate):
        parts = [node_shown(part, chain, people, names, departments) for part in node.of]
        return {"need": node.need, "of": parts}
    able = candidates(node, chain.matter, people)
    return {
        "role": None if node.role is None else Role(node.role).value,
        "department": departments.get(node.department or "", node.department),
        "principal": None if node.principal is None else names.get(node.principal, node.principal),
        "count": node.count,
        "able": len(able),
        "people": [names[id_] for id_ in able if id_ in names],
    }
