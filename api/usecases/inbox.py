"""The inbox: what waits for somebody's answer or signature, over all rounds and requests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from api.access import Actor, Role
from api.access.life import RequestState, RoundState
from api.access.rules import Scope
from api.access.signing import ChainState
from api.addresses import segment
from api.store import Session, requests, review, rounds
from api.store.review import LineState
from api.store.runs import find_run
from api.store.tables import AllocationRound
from api.usecases.authority import authorities_for, rules_of, signing_of
from optimizer.domain import Text

__all__ = ["Waiting", "waiting_for"]

_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits.

    Attributes
    ----------
    kind : str
        ``answer-line``, ``settle-line``, ``sign``, ``assess-request`` or ``approve-request``.
    key : str
        Id of the line or request; of a matter to sign, its key.
    href : str
        Where it is read, and acted on.
    round_id, scope, project : str
        Empty where there is none.
    title : Text
        Of the project, or of the round for a plan.
    detail : str
        Kind of the line and what it is about.
    authorities : tuple of str
        Of a matter to sign: with whose authority it may be signed.
    """

    kind: str
    key: str
    href: str
    round_id: str = ""
    scope: str = ""
    project: str = ""
    title: Text = field(default_factory=Text)
    detail: str = ""
    authorities: tuple[str, ...] = ()

    @property
    def order(self) -> str:
        """Where it stands in the list; unique."""
        return "|".join((self.kind, self.round_id, self.scope, self.key))


def waiting_for(session: Session, actor: Actor) -> list[Waiting]:
    """Return what waits for the actor, in a fixed order."""
    found = [*_requests(session, actor)]
    for row in rounds.list_rounds(session, limit=_MOST):
        if row.state in (RoundState.IN_REVIEW, RoundState.DECIDED, RoundState.PUBLISHED):
            found += _of_round(session, actor, row)
    return sorted(found, key=lambda item: item.order)


def _requests(session: Session, actor: Actor) -> Iterator[Waiting]:
    wanted = [
        (Role.OFFICE, RequestState.SUBMITTED, "assess-request"),
        (Role.LEADER, RequestState.ASSESSED, "approve-request"),
    ]
    for role, state, kind in wanted:
        if not actor.has(role):
            continue
        for row in requests.list_requests(session, limit=_MOST, state=state.value):
            if row.author_id != actor.id:  # nobody judges a request of their own
                yield Waiting(
                    kind=kind,
                    key=row.id,
                    href=f"/v1/requests/{row.id}",
                    project=row.key,
                    title=Text.model_validate(row.document.get("title") or ""),
                )


def _of_round(session: Session, actor: Actor, row: AllocationRound) -> Iterator[Waiting]:
    run = None if row.run_id is None else find_run(session, row.run_id)
    if run is None:
        return
    titles = {p.id: p.title for p in rounds.snapshot_of(session, run.round_hash).projects}
    if row.state == RoundState.IN_REVIEW:
        for line in review.every_line(session, row.id):
            asked = line.owner in actor.departments or (
                line.kind == "time" and line.project in actor.projects
            )
            settles = actor.has(Role.LEADER) and line.owner not in actor.departments
            if line.state == LineState.OPEN and asked:
                kind = "answer-line"
            elif line.state == LineState.OBJECTED and settles:
                kind = "settle-line"
            else:
                continue
            yield Waiting(
                kind=kind,
                key=line.id,
                href=f"/v1/lines/{line.id}",
                round_id=row.id,
                scope="line",
                project=line.project,
                title=titles.get(line.project, Text()),
                detail=" ".join(filter(None, (line.kind, line.package, line.subject))),
            )
    if not rules_of(session, row.id)[0].rules:
        return
    signing = signing_of(session, row)
    for chain in signing.chains:
        matter = chain.matter
        published = row.state == RoundState.PUBLISHED
        if chain.state is ChainState.COMPLETE or published != (matter.scope is Scope.CHANGE):
            continue
        spoken = {act.authority for act in chain.acts}
        able = [a for a in authorities_for(actor, chain, signing.people) if a not in spoken]
        if able:
            yield Waiting(
                kind="sign",
                key=matter.key,
                href=f"/v1/rounds/{row.id}/chains/{matter.scope.value}/{segment(matter.key)}",
                round_id=row.id,
                scope=matter.scope.value,
                project=matter.project,
                title=titles.get(matter.project, Text.model_validate(row.title)),
                detail=matter.kind,
                authorities=tuple(able),
            )
