"""The meeting pack of a plan: what the review left open, and what the plan itself leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from api.access.matters import Word
from api.access.rules import Scope
from api.access.signing import Chain, ChainState
from api.problems import Problem
from api.store import Session, authority, review, rounds
from api.store.review import LineState
from api.store.tables import ReviewLine, Run
from api.usecases.authority import rules_of, signing_of
from api.usecases.lines import PlanLine, pin_against
from api.usecases.reports import run_figures
from optimizer.domain.types import Text
from scenarios.meeting_pack import Dispute, Pack, Unsigned, meeting_pack

__all__ = ["pack_of"]


def pack_of(session: Session, run: Run, lang: str) -> Pack:
    """Return the meeting pack of the plan of a run.

    Objections and signatures are those of the round's review, where this is the plan under review.

    Raises
    ------
    Problem
        ``conflict`` while the run has no plan.
    """
    figures, shares = run_figures(session, run)
    if figures.plan is None:
        raise Problem("conflict", "该求解没有计划。", "The run found no plan.")
    row = rounds.find_round(session, run.round_id)
    disputes: tuple[Dispute, ...] = ()
    unsigned: tuple[Unsigned, ...] = ()
    if row is not None and row.run_id == run.id:
        disputes = tuple(_disputes(session, review.every_line(session, row.id)))
        if rules_of(session, row.id)[0].rules:
            unsigned = tuple(_unsigned(session, signing_of(session, row).chains))
    return meeting_pack(figures, lang, disputes=disputes, unsigned=unsigned, shares=shares)


def _disputes(session: Session, lines: Iterable[ReviewLine]) -> Iterator[Dispute]:
    """Give the lines that somebody objects to or objected to."""
    contested = [x for x in lines if x.state in (LineState.OBJECTED, LineState.OVERRULED)]
    names = authority.names_of(session, {x.decided_by for x in contested if x.decided_by})
    for line in contested:
        key = (line.project, line.package, line.need, line.subject)
        said = PlanLine(key, line.kind, line.owner, line.document)
        pin = pin_against(said, line.reason, line.document.get("wanted_start"))
        yield Dispute(
            project=line.project,
            package=line.package,
            kind=line.kind,
            subject=line.subject,
            owner=line.owner,
            document=line.document,
            reason=line.reason,
            by=names.get(line.decided_by or "", ""),
            settled=line.state == LineState.OVERRULED,
            becomes_pin=pin is not None,
        )


def _unsigned(session: Session, chains: Iterable[Chain]) -> Iterator[Unsigned]:
    """Give what is not signed yet; lines of one project, department and state together.

    Of changes to a published plan nothing is told: they have a review of their own.
    """
    missing = [
        chain
        for chain in chains
        if chain.state is not ChainState.COMPLETE and chain.matter.scope is not Scope.CHANGE
    ]
    names = authority.names_of(session, {act.by for chain in missing for act in chain.acts})
    together: dict[tuple[str, ...], list[Chain]] = {}
    for chain in missing:
        matter = chain.matter
        owner = matter.owner if matter.scope is Scope.LINE else ""
        together.setdefault(
            (matter.scope.value, matter.project, owner, chain.state.value), []
        ).append(chain)
    order = [Scope.PLAN.value, Scope.PROJECT.value, Scope.LINE.value]
    for key in sorted(together, key=lambda key: (order.index(key[0]), key)):
        alike = together[key]
        scope, project, owner, state = key
        yield Unsigned(
            scope=scope,
            project=project,
            owner=owner,
            state=state,
            rules=_titles(alike),
            count=len(alike),
            signed=_spoke(alike, Word.SIGNED, names),
            refused=_spoke(alike, Word.REFUSED, names),
        )


def _titles(chains: Iterable[Chain]) -> tuple[Text, ...]:
    """Return the titles of the rules that are not met, each once."""
    found = {
        part.rule.id: part.rule.title
        for chain in chains
        for part in chain.rules
        if part.state is not ChainState.COMPLETE
    }
    return tuple(title if title.zh or title.en else Text(zh=id_) for id_, title in found.items())


def _spoke(chains: Iterable[Chain], word: Word, names: dict[str, str]) -> tuple[str, ...]:
    said = {act.by for chain in chains for act in chain.acts if act.verdict is word}
    return tuple(sorted(names.get(id_, id_) for id_ in said))
