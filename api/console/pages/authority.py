"""A round's authority rules: read them, write one, and try who would have to sign what."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from api.access import Role
from api.access.default_rules import DEFAULT_RULES
from api.access.life import RoundState
from api.access.matters import People
from api.access.rules import AuthorityRule, AuthorityRules, Scope
from api.access.signing import Chain, people_in
from api.console.fields import Field, read_form, shown_fields, shown_rows
from api.console.forms import Fields, check_version, whole_number
from api.console.navigation import PEOPLE
from api.console.page import fragment, gone_to, page, voice_of
from api.console.pages.chain import node_shown
from api.console.pages.inventory import names_of
from api.console.route import console_router
from api.console.rule_form import (
    CHANGE_KINDS,
    FIELDS,
    GROUPS,
    LINE_KINDS,
    PARTS,
    SIGNERS,
    WAYS,
    form_of,
    rule_in,
)
from api.console.rule_words import condition_words, reason_words, rule_shown, tree_words
from api.console.voice import Voice
from api.http.route import ActorOf, SessionOf, open_to
from api.problems import Problem
from api.store import Session, inventory
from api.store import authority as store
from api.store.tables import AllocationRound
from api.usecases import authority, rounds, rule_trial
from api.usecases.rule_trial import Described
from optimizer.domain import SecurityLevel
from scenarios.formats.structure import structure_findings

__all__ = ["router"]

router = console_router()

UNNAMED = "~"
"""The id under which a rule that has none yet is tried."""
WRITABLE = (RoundState.DRAFT, RoundState.COLLECTING)
FACTS = (
    Field("scope", "authority.scope", "scopes", must=True),
    Field("kind", "authority.kind", "kinds"),
    Field("owner", "chain.owner", "departments"),
    Field("sponsor", "chain.sponsor", "departments"),
    Field("amount_cents", "chain.amount", "money"),
    Field("effort_pct_periods", "chain.effort", "whole", hint="authority.effort-hint", least=0),
    Field("security", "chain.security", "security", must=True),
    Field("disputed", "authority.is-disputed", "check"),
    Field("participants", "authority.participants", "many:departments"),
)
_FACTS_FIRST = {"scope": "line", "kind": "money", "security": "general-1"}


@router.get("/rounds/{round_id}/authority", **open_to(*PEOPLE))
def show(round_id: str, request: Request, session: SessionOf, actor: ActorOf) -> Response:
    """Show the rules of a round in words, and a box to try them in."""
    row = rounds.read(session, round_id)
    rules, version = authority.rules_of(session, row.id)
    voice = voice_of(request)
    names = _names(session, voice)
    return page(
        request,
        "authority.html",
        row=row,
        rules=[rule_shown(voice, rule, names, _currency(row)) for rule in rules.rules],
        version=version,
        writes=actor.has(Role.OFFICE) and row.state in WRITABLE,
        facts=_facts(session, row),
        lists=_lists(session, voice),
    )


@router.post("/rounds/{round_id}/authority/defaults", **open_to(Role.OFFICE, key=True))
def take_defaults(
    round_id: str, request: Request, fields: Fields, session: SessionOf, actor: ActorOf
) -> Response:
    """Begin with the rules of the cooperation policy."""
    row, _ = _held(session, round_id, fields)
    authority.replace_rules(session, actor, row, DEFAULT_RULES)
    return _done(request, row)


@router.post("/rounds/{round_id}/authority/try", **open_to(*PEOPLE))
def try_out(
    round_id: str, request: Request, fields: Fields, session: SessionOf, actor: ActorOf
) -> Response:
    """Say who would have to sign what is described; with a rule being written, under it too."""
    row = rounds.read(session, round_id)
    rules, _ = authority.rules_of(session, row.id)
    incomplete = False
    if "rule" in fields:
        try:
            rules = _with(rules, str(fields.get("rule")), _rule_in(rules, fields, _currency(row)))
        except Problem as problem:
            if problem.code not in ("invalid", "malformed"):
                raise
            incomplete = True
    tried = rule_trial.try_rules(session, rules, _described(fields, _currency(row)))
    voice, currency = voice_of(request), _currency(row)
    names = _names(session, voice)
    known = people_in(tried.chain, tried.people) if actor.sees_all else {actor.id}
    return fragment(
        request,
        "_trial.html",
        incomplete=incomplete,
        state=tried.chain.state.value,
        rules=_told(voice, tried.chain, tried.people, store.names_of(session, known), names)
        if tried.chain.rules
        else [],
        conditions={
            part.rule.id: condition_words(voice, part.rule.applies, names, currency)
            for part in tried.chain.rules
        },
        passed_over=[
            (
                rule.title.in_lang(voice.lang) or rule.id,
                reason_words(voice, rule.applies, because, names, currency),
            )
            for rule, because in tried.passed_over
        ],
    )


@router.get("/rounds/{round_id}/authority/rules/new", **open_to(Role.OFFICE))
def blank(round_id: str, request: Request, session: SessionOf) -> Response:
    """Show the form of a new rule."""
    begun = {"applies": {"scopes": ["line"]}, "way": "all", "need": 1, "parts": []}
    return _form(request, session, rounds.read(session, round_id), begun, "")


@router.get("/rounds/{round_id}/authority/rules/{rule_id}", **open_to(Role.OFFICE))
def edit(round_id: str, rule_id: str, request: Request, session: SessionOf) -> Response:
    """Show the form of a rule."""
    row = rounds.read(session, round_id)
    rule = _rule(authority.rules_of(session, row.id)[0], rule_id)
    return _form(request, session, row, form_of(rule), rule_id)


@router.post("/rounds/{round_id}/authority/rules/new", **open_to(Role.OFFICE, key=True))
def add(
    round_id: str, request: Request, fields: Fields, session: SessionOf, actor: ActorOf
) -> Response:
    """Add a rule."""
    row, rules = _held(session, round_id, fields)
    made = _with(rules, "", rule_in({}, fields, _currency(row)))
    authority.replace_rules(session, actor, row, made)
    return _done(request, row)


@router.post("/rounds/{round_id}/authority/rules/{rule_id}", **open_to(Role.OFFICE))
def change(
    round_id: str,
    rule_id: str,
    request: Request,
    fields: Fields,
    session: SessionOf,
    actor: ActorOf,
) -> Response:
    """Change a rule."""
    row, rules = _held(session, round_id, fields)
    before = _rule(rules, rule_id).model_dump(mode="json")
    made = _with(rules, rule_id, rule_in(before, fields, _currency(row)))
    authority.replace_rules(session, actor, row, made)
    return _done(request, row)


@router.post("/rounds/{round_id}/authority/rules/{rule_id}/remove", **open_to(Role.OFFICE))
def remove(
    round_id: str,
    rule_id: str,
    request: Request,
    fields: Fields,
    session: SessionOf,
    actor: ActorOf,
) -> Response:
    """Take a rule away."""
    row, rules = _held(session, round_id, fields)
    gone = _rule(rules, rule_id)
    left = AuthorityRules(rules=tuple(rule for rule in rules.rules if rule is not gone))
    authority.replace_rules(session, actor, row, left)
    return _done(request, row)


def _held(
    session: Session, round_id: str, fields: FormData
) -> tuple[AllocationRound, AuthorityRules]:
    """Return a round, locked, and its rules, if they are still those that were looked at."""
    row = rounds.read(session, round_id, lock=True)
    rules, version = authority.rules_of(session, row.id)
    check_version(whole_number(fields.get("version"), 0) or 0, version)
    return row, rules


def _done(request: Request, row: AllocationRound) -> Response:
    return gone_to(request, f"/rounds/{row.id}/authority", "notice.authority-kept")


def _rule(rules: AuthorityRules, rule_id: str) -> AuthorityRule:
    for rule in rules.rules:
        if rule.id == rule_id:
            return rule
    raise Problem("not-found")


def _rule_in(rules: AuthorityRules, fields: FormData, currency: str) -> AuthorityRule:
    """Return the rule of a form that is being written."""
    rule_id = str(fields.get("rule") or "")
    before = _rule(rules, rule_id).model_dump(mode="json") if rule_id else {}
    return rule_in(before, fields, currency, unnamed=UNNAMED)


def _with(rules: AuthorityRules, rule_id: str, made: AuthorityRule) -> AuthorityRules:
    """Return the rules with one changed, or with one more for no id.

    Raises
    ------
    Problem
        ``invalid``, for instance for an id that another rule has.
    """
    if rule_id:
        listed = [made if rule.id == rule_id else rule for rule in rules.rules]
    else:
        listed = [*rules.rules, made]
    try:
        return AuthorityRules.model_validate({"rules": [rule.model_dump() for rule in listed]})
    except ValidationError as error:
        raise Problem("invalid", findings=structure_findings(error)) from None


def _described(fields: FormData, currency: str) -> Described:
    """Return what a form describes."""
    read = read_form(FACTS, (), {}, fields, currency)
    scope, level = str(read.get("scope")), str(read.get("security"))
    if scope not in tuple(Scope) or level not in tuple(SecurityLevel):
        raise Problem("malformed")
    return Described(
        scope=Scope(scope),
        kind=read.get("kind") or scope,
        owner=read.get("owner") or "",
        sponsor=read.get("sponsor") or "",
        participants=tuple(read["participants"]),
        amount_cents=read.get("amount_cents") or 0,
        effort_pct_periods=read.get("effort_pct_periods") or 0,
        security=SecurityLevel(level),
        disputed=read["disputed"],
    )


def _facts(session: Session, row: AllocationRound) -> list[tuple[Field, Any]]:
    """Return the fields that describe something: at first, money of one department for another."""
    known = [item.key for item in inventory.list_items(session, "departments", limit=2)]
    owner, sponsor = (known[0], known[1]) if len(known) > 1 else ("", "")
    first = {**_FACTS_FIRST, "owner": owner, "sponsor": sponsor}
    return shown_fields(FACTS, first, _currency(row))


def _told(
    voice: Voice, chain: Chain, people: People, persons: dict[str, str], names: dict[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "id": part.rule.id,
            "title": part.rule.title.in_lang(voice.lang) or part.rule.id,
            "state": part.state.value,
            "tree": node_shown(part.tree, chain, people, persons, names),
        }
        for part in chain.rules
    ]


def _form(
    request: Request,
    session: Session,
    row: AllocationRound,
    document: dict[str, Any],
    rule_id: str,
) -> Response:
    voice, currency = voice_of(request), _currency(row)
    names = _names(session, voice)
    rules, version = authority.rules_of(session, row.id)
    deep = "parts" not in document
    return page(
        request,
        "authority_rule.html",
        row=row,
        rule_id=rule_id,
        title=voice.text(document.get("title"), rule_id),
        version=version,
        fields=shown_fields(FIELDS, document, currency),
        parts=None if deep else shown_rows(PARTS, document, currency),
        table=PARTS,
        way=document.get("way"),
        need=document.get("need"),
        ways=[(code, voice.coded("way", code)) for code in WAYS],
        tree=tree_words(voice, _rule(rules, rule_id).requires, names) if deep else None,
        facts=_facts(session, row),
        lists=_lists(session, voice),
    )


def _names(session: Session, voice: Voice) -> dict[str, str]:
    """Return the names of departments, and of the people whom rules may name."""
    everybody = store.everybody(session).persons
    return {**store.names_of(session, set(everybody)), **names_of(session, voice)["departments"]}


def _lists(session: Session, voice: Voice) -> dict[str, list[tuple[str, str]]]:
    """Return what the fields choose from."""
    people = store.everybody(session).persons
    able = {id_ for id_, person in people.items() if person.may_sign}
    kinds = (*LINE_KINDS, *CHANGE_KINDS)
    return {
        "scopes": [(scope.value, voice.coded("about", scope.value)) for scope in Scope],
        "kinds": [(kind, voice.coded("about", kind)) for kind in kinds],
        "security": [(level.value, voice.coded("security", level)) for level in SecurityLevel],
        "own or other": [(code, voice.coded("from", code)) for code in ("other", "own")],
        "yes or no": [(code, voice.coded("disputed", code)) for code in ("yes", "no")],
        "departments": list(names_of(session, voice)["departments"].items()),
        "signers": [(code, voice.coded("signer", code)) for code in SIGNERS],
        "people": sorted(store.names_of(session, able).items(), key=lambda item: item[1]),
        "groups": [(letter, letter) for letter in GROUPS],
    }


def _currency(row: AllocationRound) -> str:
    return str(row.document.get("currency", "CNY"))
