"""Who has signed, who may sign, and whether a matter may bind: the evaluation of authority rules.

Pure functions of the rules, a matter, the people as they are now, delegations, and what was said.

- An authority speaks once: its last word on the very content at hand counts; words on other content
  do not. A word counts while the one whose authority it uses has that authority, and the one who
  spoke is active. A delegation must have been in force when the word was said.
- Nobody signs for themselves: whoever has an interest in a matter neither signs it, nor has it
  signed in their name, nor signs it in somebody's name.
- Within a rule a person counts once. Signatures that share a person, as the one who signed or the
  one signed for, are one *voice*; a seat takes as many voices as it counts, and no voice fills two.
- A delegated authority is not delegated further.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import combinations, product

from api.access.matters import Act, Matter, People, Person, Word
from api.access.roles import GrantedRole, Role
from api.access.rules import (
    SIGNING_ROLES,
    AllOf,
    AnyOf,
    AuthorityRule,
    AuthorityRules,
    Condition,
    KOf,
    Participants,
    Seat,
)

__all__ = [
    "Chain",
    "ChainState",
    "Gate",
    "Place",
    "RuleChain",
    "applies",
    "candidates",
    "chain_of",
    "may_speak",
    "people_in",
    "places_in",
    "unmet",
]


class ChainState(StrEnum):
    """Where the signatures of a rule, or of a matter, stand."""

    COMPLETE = "complete"
    OPEN = "open"
    REFUSED = "refused"
    """It can't be completed any more unless somebody takes a refusal back."""
    UNFILLABLE = "unfillable"
    """Too few people have the roles, leaving out those with an interest."""


@dataclass(frozen=True, slots=True)
class Place:
    """A seat of a rule as a matter makes it: whom it means, how many it takes."""

    role: Role | None
    department: str | None
    principal: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Gate:
    """At least ``need`` of the parts."""

    need: int
    of: tuple[Place | Gate, ...]


Node = Place | Gate
_Voice = frozenset[tuple[str, str, datetime]]
"""Who spoke, with whose authority, when."""
_Group = tuple[int, tuple[Place, ...]]
"""How many of the places must be taken."""


@dataclass(frozen=True, slots=True)
class RuleChain:
    """A rule that applies, whom it means here, and how far it is met."""

    rule: AuthorityRule
    tree: Node
    state: ChainState


@dataclass(frozen=True, slots=True)
class Chain:
    """A matter with every rule that applies; without any it is complete."""

    matter: Matter
    rules: tuple[RuleChain, ...]
    acts: tuple[Act, ...]
    """The last word of each authority on this content that counts."""

    @property
    def state(self) -> ChainState:
        """The least complete state of its rules."""
        order = (ChainState.UNFILLABLE, ChainState.REFUSED, ChainState.OPEN)
        found = {part.state for part in self.rules}
        return next((state for state in order if state in found), ChainState.COMPLETE)


def applies(condition: Condition, matter: Matter) -> bool:
    """Say whether a rule of this condition is about a matter."""
    return not unmet(condition, matter)


def unmet(condition: Condition, matter: Matter) -> tuple[str, ...]:
    """Return the parts of a condition that a matter does not fit, by their names; none: it fits."""
    c = condition
    fits = {
        "scopes": matter.scope in c.scopes,
        "kinds": not c.kinds or matter.kind in c.kinds,
        "amount_cents_from": (
            c.amount_cents_from is None or matter.amount_cents >= c.amount_cents_from
        ),
        "effort_pct_periods_from": (
            c.effort_pct_periods_from is None
            or matter.effort_pct_periods >= c.effort_pct_periods_from
        ),
        "security_from": (c.security_from is None or matter.security.rank >= c.security_from.rank),
        "department": c.department is None or matter.other == (c.department == "other"),
        "owners": not c.owners or not matter.owners.isdisjoint(c.owners),
        "disputed": c.disputed is None or matter.disputed == c.disputed,
    }
    return tuple(name for name, met in fits.items() if not met)


def chain_of(rules: AuthorityRules, matter: Matter, people: People, acts: Iterable[Act]) -> Chain:
    """Return the signer chain of a matter: every rule that applies, and how far it is met.

    Parameters
    ----------
    rules, matter, people
    acts : iterable of Act
        Every word on the matter, oldest first.
    """
    counted = _last_words(matter, acts)
    parts = []
    for rule in rules.rules:
        if applies(rule.applies, matter):
            tree = _resolved(rule.requires, matter)
            parts.append(RuleChain(rule, tree, _state(tree, matter, people, counted)))
    return Chain(matter, tuple(parts), tuple(counted))


def people_in(chain: Chain, people: People) -> set[str]:
    """Return everybody a chain is about: who spoke, in whose name, and who could sign."""
    ids = {id_ for act in chain.acts for id_ in (act.by, act.authority)}
    for part in chain.rules:
        for place in places_in(part.tree):
            ids.update(candidates(place, chain.matter, people))
    return ids


def places_in(node: Node) -> Iterator[Place]:
    """Return every place of a tree, in order."""
    if isinstance(node, Place):
        yield node
    else:
        for part in node.of:
            yield from places_in(part)


def candidates(place: Place, matter: Matter, people: People) -> list[str]:
    """Return who could fill a place with an authority of their own."""
    moment = datetime.max.replace(tzinfo=UTC)
    return [p for p in people.persons if _counts(place, matter, people, p, p, moment)]


def may_speak(chain: Chain, people: People, by: str, authority: str, moment: datetime) -> bool:
    """Say whether somebody may sign or refuse a matter now, with an authority."""
    return any(
        _counts(place, chain.matter, people, by, authority, moment)
        for part in chain.rules
        for place in places_in(part.tree)
    )


def _resolved(requirement: Seat | Participants | AllOf | AnyOf | KOf, matter: Matter) -> Node:
    if isinstance(requirement, Seat):
        if requirement.of == "owner" and not matter.owner:  # a change: each that gives something
            givers = sorted(matter.owners)
            places = tuple(Place(Role.CONTACT, d, None, requirement.count) for d in givers)
            return Gate(len(places), places)
        department = {"owner": matter.owner, "sponsor": matter.sponsor}.get(
            requirement.of or "", requirement.department
        )
        role = None if requirement.role is None else Role(requirement.role)
        return Place(role, department, requirement.principal, requirement.count)
    if isinstance(requirement, Participants):
        places = tuple(Place(Role.CONTACT, d, None, 1) for d in matter.participants)
        need = len(places) if requirement.count is None else min(requirement.count, len(places))
        return Gate(need, places)
    parts = tuple(_resolved(child, matter) for child in requirement.of)
    if isinstance(requirement, AllOf):
        return Gate(len(parts), parts)
    return Gate(1 if isinstance(requirement, AnyOf) else requirement.count, parts)


def _last_words(matter: Matter, acts: Iterable[Act]) -> list[Act]:
    """Return the last word of each authority on the content at hand, but what was withdrawn."""
    last: dict[str, Act] = {}
    for act in acts:
        if act.digest == matter.digest:
            last.pop(act.authority, None)
            last[act.authority] = act
    return [act for act in last.values() if act.verdict is not Word.WITHDRAWN]


def _state(tree: Node, matter: Matter, people: People, acts: Sequence[Act]) -> ChainState:
    signed = [act for act in acts if act.verdict is Word.SIGNED]
    if _is_met(tree, matter, people, _voices(signed)):
        return ChainState.COMPLETE
    refused = {act.authority for act in acts if act.verdict is Word.REFUSED}
    willing = [_own_voice(person) for person in people.persons if person not in refused]
    if _is_met(tree, matter, people, willing):
        return ChainState.OPEN
    anybody = [_own_voice(person) for person in people.persons]
    if _is_met(tree, matter, people, anybody):
        return ChainState.REFUSED
    return ChainState.UNFILLABLE


def _counts(
    place: Place, matter: Matter, people: People, by: str, authority: str, moment: datetime
) -> bool:
    """Say whether a word by somebody, with an authority, said at a moment, fits a place."""
    speaker, holder = people.persons.get(by), people.persons.get(authority)
    if speaker is None or holder is None or not speaker.may_sign or not holder.may_sign:
        return False
    if by in matter.interested or authority in matter.interested:
        return False
    grants = [grant for grant in holder.grants if _fits(place, holder, grant)]
    if by == authority:
        return bool(grants)
    lent = [
        d
        for d in people.delegations
        if d.from_id == authority and d.to_id == by and d.in_force(moment)
    ]
    return any(d.role is None or d.role is grant.role for d in lent for grant in grants)


def _fits(place: Place, holder: Person, grant: GrantedRole) -> bool:
    if place.principal is not None:
        return holder.id == place.principal and grant.role in SIGNING_ROLES
    return grant.role is place.role and place.department in (None, grant.department)


def _own_voice(person: str) -> _Voice:
    return frozenset({(person, person, datetime.max.replace(tzinfo=UTC))})


def _voices(signed: Sequence[Act]) -> list[_Voice]:
    """Join the signatures that share a person."""
    voices: list[set[tuple[str, str, datetime]]] = []
    for act in signed:
        joined = {(act.by, act.authority, act.at)}
        persons = {act.by, act.authority}
        apart = []
        for voice in voices:
            if any({by, authority} & persons for by, authority, _ in voice):
                joined |= voice
                persons |= {p for by, authority, _ in voice for p in (by, authority)}
            else:
                apart.append(voice)
        voices = [*apart, joined]
    return [frozenset(voice) for voice in voices]


def _is_met(tree: Node, matter: Matter, people: People, voices: Sequence[_Voice]) -> bool:
    fitting: dict[Place, list[int]] = {}
    for place in places_in(tree):
        if place not in fitting:
            fitting[place] = [
                at
                for at, voice in enumerate(voices)
                if any(
                    _counts(place, matter, people, by, authority, moment)
                    for by, authority, moment in voice
                )
            ]
    if not _could_be_met(tree, fitting):
        return False
    return any(_seated(groups, fitting) for groups in _ways(tree, fitting))


def _could_be_met(node: Node, fitting: dict[Place, list[int]]) -> bool:
    """Say whether a tree is met when a voice may fill several places."""
    if isinstance(node, Place):
        return len(fitting[node]) >= node.count
    return sum(_could_be_met(part, fitting) for part in node.of) >= node.need


def _ways(node: Node, fitting: dict[Place, list[int]]) -> Iterator[tuple[_Group, ...]]:
    """Return each least choice of parts that is enough for a tree, as groups of places.

    A gate over single places is one group: which of them are taken is found with the voices.
    """
    if isinstance(node, Place):
        yield ((node.count, (node,) * node.count),)
        return
    able = [part for part in node.of if _could_be_met(part, fitting)]
    single = [part for part in able if isinstance(part, Place) and part.count == 1]
    if len(single) == len(able):
        yield ((node.need, tuple(single)),)
        return
    for chosen in combinations(able, node.need):
        for made in product(*(tuple(_ways(part, fitting)) for part in chosen)):
            yield tuple(group for groups in made for group in groups)


def _seated(groups: Sequence[_Group], fitting: dict[Place, list[int]]) -> bool:
    """Say whether every group gets the voices it needs, none of them twice.

    A group of n places that needs k is given n - k voices of nobody, then every place wants one
    (bipartite matching by augmenting paths, Kuhn 1955).
    """
    wanted: list[list[tuple[int, int]]] = []
    for number, (need, places) in enumerate(groups, start=1):
        nobody = [(number, at) for at in range(len(places) - need)]
        wanted += [[*((0, voice) for voice in fitting[place]), *nobody] for place in places]
    taken: dict[tuple[int, int], int] = {}

    def seat(at: int, seen: set[tuple[int, int]]) -> bool:
        for voice in wanted[at]:
            if voice not in seen:
                seen.add(voice)
                if voice not in taken or seat(taken[voice], seen):
                    taken[voice] = at
                    return True
        return False

    return all(seat(at, set()) for at in range(len(wanted)))
