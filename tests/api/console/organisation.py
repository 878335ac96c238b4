"""The sample organisation in a store: its people, its inventory, rounds in several states."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.access import Actor, GrantedRole, Role
from api.access.default_rules import DEFAULT_RULES
from api.access.life import RoundState
from api.store import Database, Session, sign_in
from api.store import principals as principal_store
from api.store import requests as request_store
from api.store import review as review_store
from api.store import rounds as round_store
from api.store import runs as run_store
from api.store.runs import RunState
from api.store.tables import AllocationRound, Run
from api.usecases import (
    authority,
    frontiers,
    imports,
    principals,
    requests,
    review,
    rounds,
    runs,
    scenarios,
    sweeps,
)  # fmt: skip
from api.usecases.passwords import hash_password
from optimizer.domain import Outcome, Plan, Round, Text
from optimizer.solve import Limits, Progress, solve_round
from scenarios.changes import ScaleFund, Scenario
from scenarios.ready_made import more_of_the_scarcest_skill
from scenarios.sample import SAMPLE_WORKBOOK, sample_round

__all__ = ["PASSWORD", "PEOPLE", "Organisation", "copied", "furnished"]

PASSWORD = "correct horse battery"
PEOPLE: dict[str, tuple[str, GrantedRole]] = {
    "office": ("周予安 Zhou Yuan", GrantedRole(Role.OFFICE)),
    "office2": ("沈知遥 Shen Zhiyao", GrantedRole(Role.OFFICE)),
    "leader": ("顾明远 Gu Mingyuan", GrantedRole(Role.LEADER)),
    "auditor": ("何清 He Qing", GrantedRole(Role.AUDITOR)),
    "rd": ("陆一鸣 Lu Yiming", GrantedRole(Role.CONTACT, department="rd")),
    "quality": ("苏禾 Su He", GrantedRole(Role.CONTACT, department="quality")),
    "team": ("唐可 Tang Ke", GrantedRole(Role.TEAM, project="P01")),
    "keeper": ("秦望 Qin Wang", GrantedRole(Role.ADMIN)),
}
"""Login: name and role."""
NOT_APPROVED = {"P14": "assessed", "P18": "submitted", "P20": "returned", "P23": "draft"}


@dataclass(frozen=True)
class Organisation:
    """Where things are.

    Attributes
    ----------
    data : Path
        The data folder.
    at : dict of str to str
        Name to id: rounds ``draft``, ``collecting``, ``review``, ``published``; runs ``run`` (of
        the round under review) and ``published run``; a run ``what-if``, a ``request``, an ``item``
        and an ``import``; projects that are ``in`` the plan and ``out`` of it.
    """

    data: Path
    at: dict[str, str]


def copied(prepared: Organisation, data: Path) -> Organisation:
    """Return the same organisation in another data folder."""
    shutil.copytree(prepared.data, data)
    return Organisation(data, prepared.at)


def furnished(data: Path, seconds: float = 2.0) -> Organisation:
    """Fill a data folder; plans are searched for ``seconds``."""
    data.mkdir(parents=True)
    database = Database(f"sqlite:///{data / 'roundtable.sqlite3'}")
    database.migrate()
    at: dict[str, str] = {}
    outcome, said = _solved(sample_round(), seconds)
    with database.writing() as session:
        actors = _people(session)
        office = actors["office"]
        rules = _rules(sample_round())
        current = rounds.draft(session, office, "2026 年下半年统筹轮次", rules)
        rounds.take_step(session, office, current, "open")
        at["import"] = _imported(session, office)
        _decided(session, actors)
        at["review"] = current.id
        at["run"] = _frozen(session, office, current, outcome, said).id
        review.put_under_review(session, office, current, at["run"])
        at["what-if"] = _what_if(session, office, current, outcome, seconds / 2)
        _answered(session, actors, current)
        at["published"], at["published run"] = _published(session, actors, rules, outcome, said)
        draft = rounds.draft(session, office, "2027 年全年统筹轮次", rules)
        at["draft"] = draft.id
        next_ = rounds.draft(session, office, "2027 年上半年统筹轮次", rules)
        rounds.take_step(session, office, next_, "open")
        at["collecting"] = next_.id
        authority.replace_rules(session, office, next_, DEFAULT_RULES)
        assert outcome.plan is not None
        at["in"] = outcome.plan.projects[0].project
        blocked = [item for item in outcome.rejected if item.blockers]
        at["out"] = (blocked or outcome.rejected)[0].project
        at["request"] = _found(request_store.request_by_key(session, "P01")).id
        from api.store import inventory

        at["person"] = _with_keys(session, actors)
        at["item"] = _found(inventory.item_by_key(session, "experts", "E01")).id
    at["frontier"] = _traced(database, actors["office"], at["review"], outcome.plan, seconds / 6)
    database.close()
    return Organisation(data, at)


def _found(row: Any) -> Any:
    assert row is not None
    return row


def _people(session: Session) -> dict[str, Actor]:
    principals.begin(session)
    system = Actor("system", "system", (GrantedRole(Role.ADMIN),))
    actors = {}
    digest = hash_password(PASSWORD)
    for login, (name, grant) in PEOPLE.items():
        row = principals.add(session, system, name, login, [grant], None)
        principal_store.set_password_hash(session, row, digest)
        actors[login] = Actor(row.id, name, (grant,))
    return actors


def _with_keys(session: Session, actors: dict[str, Actor]) -> str:
    """Give somebody two keys, one of them revoked, and some failed sign-ins."""
    row = principals.read(session, actors["rd"].id)
    principals.issue_key(session, actors["keeper"], row, "排班系统 Rota", None)
    old, _ = principals.issue_key(session, actors["keeper"], row, "旧脚本 Old script", None)
    principals.revoke_key(session, actors["keeper"], old.id)
    for _ in range(5):
        sign_in.add_try(session, row.login, "192.0.2.7")
    return row.id


def _rules(round_: Round) -> dict[str, Any]:
    full = round_.model_dump(mode="json")
    return {name: full[name] for name in ("title", "currency", "calendar", "policy")}


def _imported(session: Session, office: Actor) -> str:
    content = SAMPLE_WORKBOOK.read_bytes()
    made = imports.preview(session, office, content, "sample.xlsx", 32 * 1024 * 1024)
    row = imports.keep(session, made)
    assert row.state == "ready", row.findings[:3]
    imports.commit(session, office, row)
    return row.id


def _decided(session: Session, actors: dict[str, Actor]) -> None:
    """Take the requests through their lives; a few stay on the way."""
    for row in request_store.list_requests(session, limit=1000):
        end = NOT_APPROVED.get(row.key, "approved")
        if end == "draft":
            continue
        requests.step(session, actors["office"], row, "submit")
        if end == "returned":
            note = "请补充与去年项目的关系。 Say how it relates to last year's project."
            requests.step(session, actors["office2"], row, "return", note=note)
        if end in ("assessed", "approved"):
            score = 60 + int(row.key[1:]) % 7 * 5
            note = "目标清楚，资源合理。 Clear goals, reasonable needs."
            requests.step(session, actors["office2"], row, "assess", score=score, note=note)
        if end == "approved":
            requests.step(session, actors["leader"], row, "approve")


def _solved(round_: Round, seconds: float) -> tuple[Outcome, list[Progress]]:
    said: list[Progress] = []
    limits = Limits(time_limit_seconds=seconds, workers=1, seed=0)
    return solve_round(round_, limits, on_progress=said.append), said


def _frozen(
    session: Session,
    office: Actor,
    row: AllocationRound,
    outcome: Outcome,
    said: list[Progress],
) -> Run:
    """Freeze the sample round as it is, and keep its outcome as that of a run."""
    rounds.take_step(session, office, row, "freeze")
    row.snapshot_hash = round_store.keep_snapshot(session, sample_round())
    limits = {"time_limit_seconds": 60.0, "workers": 1, "seed": 0, "deterministic": False}
    run = run_store.add_run(session, row.id, row.snapshot_hash, limits, office.id)
    run_store.start_run(session, run)
    for progress in said:
        told = {
            "level": progress.level,
            "incumbent": progress.incumbent,
            "bound": progress.bound,
            "gap": progress.gap,
            "seconds": round(progress.seconds, 3),
        }
        run.progress = told
        run_store.say(session, run.id, "progress", told)
    run_store.end_run(session, run, RunState.DONE, outcome.model_dump_json())
    return run


def _what_if(
    session: Session, office: Actor, row: AllocationRound, base: Outcome, seconds: float
) -> str:
    """Keep and solve a scenario: more of the scarcest skill, and less money."""
    more = more_of_the_scarcest_skill(sample_round(), 20)
    assert more is not None
    funds = tuple(ScaleFund(fund=fund.id, percent=70) for fund in sample_round().funds)
    name = Text(
        zh="多两成紧缺技能，少三成资金", en="A fifth more of the scarcest skill, less money"
    )
    scenario = Scenario(name=name, changes=(*more.changes, *funds))
    kept = scenarios.keep(session, office, row, scenario)
    limits = {"time_limit_seconds": 60.0, "workers": 1, "seed": 0, "deterministic": False}
    run = runs.submit(session, office, row, limits, kept=kept)
    changed = round_store.snapshot_of(session, kept.round_hash)
    limit = Limits(time_limit_seconds=seconds, workers=1, seed=0)
    outcome = solve_round(changed, limit, start=base.plan)
    run_store.start_run(session, run)
    run_store.end_run(session, run, RunState.DONE, outcome.model_dump_json())
    return run.id


def _traced(database: Database, office: Actor, round_id: str, base: Plan, seconds: float) -> str:
    """Trace a frontier of a round, its points solved here from a plan."""
    limits = {"time_limit_seconds": seconds, "workers": 1, "seed": 0, "deterministic": False}
    wishes = runs.Wishes(limits)
    with database.writing() as session:
        row = rounds.read(session, round_id)
        sweep_id = frontiers.submit(session, office, row, "cost", 4, wishes, 100).id
    waiting = sweeps.spread(database, sweep_id)
    while waiting:
        for run_id in waiting:
            with database.writing() as session:
                run = runs.read(session, run_id)
                run_store.start_run(session, run)
                aimed = round_store.snapshot_of(session, run.round_hash)
                outcome = solve_round(aimed, Limits(**run.limits), start=base)
                run_store.end_run(session, run, RunState.DONE, outcome.model_dump_json())
        waiting = frontiers.extend(database, waiting[-1])
    return sweep_id


def _answered(session: Session, actors: dict[str, Actor], row: AllocationRound) -> None:
    """Answer some lines: most of R&D's are accepted, one is objected to."""
    lines = [x for x in review_store.every_line(session, row.id) if x.owner == "rd"]
    assert lines
    for line in lines[1:]:
        review.answer(session, actors["rd"], line, accepted=True)
    reason = "该同事九月已有安排。 Already engaged in September."
    review.answer(session, actors["rd"], lines[0], accepted=False, reason=reason)


def _published(
    session: Session,
    actors: dict[str, Actor],
    rules: dict[str, Any],
    outcome: Outcome,
    said: list[Progress],
) -> tuple[str, str]:
    row = round_store.add_round(
        session, "2026 年上半年统筹轮次", RoundState.COLLECTING, {**rules, "pins": []}
    )
    run = _frozen(session, actors["office"], row, outcome, said)
    review.put_under_review(session, actors["office"], row, run.id)
    for line in review_store.every_line(session, row.id):
        contact = Actor("c", "c", (GrantedRole(Role.CONTACT, department=line.owner),))
        review.answer(session, contact, line, accepted=True)
    review.decide(session, actors["leader"], row)
    review.publish(session, actors["office"], row)
    return row.id, run.id
