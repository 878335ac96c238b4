"""What programs are told: notices put into the outbox in the transaction of what they tell of.

A notice is thin: it says what happened to which thing, and who is told reads the rest by the API,
with their own rights. Whether an endpoint is told is decided when it happens, by what its owner may
hear of then.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from api.access import Actor
from api.addresses import segment
from api.store import Session, principals
from api.store.identifiers import new_id
from api.store.outbox import put_message
from api.store.tables import WebhookEndpoint
from api.store.webhooks import active_endpoints
from optimizer.domain import Round

__all__ = ["KINDS", "Notice", "announce", "announce_to", "proposals_changed"]

KINDS: dict[str, tuple[str, str]] = {
    "round.open": ("轮次已开放", "A round collects reports and requests."),
    "round.freeze": ("轮次已冻结", "A round is frozen and can be solved."),
    "round.review": ("方案进入审阅", "A plan is put under review."),
    "round.decide": ("方案已决定", "The plan under review is decided for."),
    "round.publish": ("方案已发布", "A plan is published, or a new version of it."),
    "round.close": ("轮次已关闭", "A round is closed."),
    "round.reopen": ("轮次重新开放", "A round collects again."),
    "proposal.changed": ("项目拟议方案有变", "What a project is to get is proposed or changed."),
    "line.objected": ("有异议", "Somebody objects to a line under review."),
    "run.ended": ("求解结束", "A run has ended, however it ended."),
    "change.submitted": ("提交了变更申请", "A change of a published plan is asked for."),
    "change.checked": ("变更申请已检查", "It is known whether a change can be, and who is asked."),
    "change.decided": ("变更申请已裁定", "A change is applied, refused or withdrawn."),
    "webhook.test": ("测试", "A test, asked for by the owner of the endpoint."),
}
"""Every kind of event, with what it means."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened.

    Attributes
    ----------
    kind : str
        A key of `KINDS`.
    path : str
        Where to read more.
    data : dict of str to str
        Ids of the things it is about.
    everyone : bool
        Whether everybody may hear of it.
    departments, projects : frozenset of str
        Whose contacts and teams may hear of it; office, leaders and auditors hear of everything.
    """

    kind: str
    path: str
    data: dict[str, str]
    everyone: bool = False
    departments: frozenset[str] = field(default_factory=frozenset)
    projects: frozenset[str] = field(default_factory=frozenset)

    def may_reach(self, actor: Actor) -> bool:
        """Say whether somebody may hear of it."""
        if actor.sees_all or self.everyone:
            return True
        return bool(self.departments & actor.departments or self.projects & actor.projects)


def announce(session: Session, notices: Iterable[Notice]) -> None:
    """Put notices into the outbox for every endpoint that wants them and may have them."""
    endpoints = active_endpoints(session)
    if not endpoints:
        return
    owners = {
        owner_id: principals.actor_of(session, owner_id)
        for owner_id in {endpoint.owner_id for endpoint in endpoints}
    }
    for notice in notices:
        told = []
        for endpoint in endpoints:
            owner = owners[endpoint.owner_id]
            wanted = not endpoint.kinds or notice.kind in endpoint.kinds
            if owner is not None and wanted and notice.may_reach(owner):
                told.append(endpoint.id)
        if told:
            _put(session, notice, told)


def proposals_changed(
    round_id: str, round_: Round, owners: Mapping[str, Collection[str]]
) -> list[Notice]:
    """Return the notices that what some projects are to get has changed.

    Parameters
    ----------
    round_id : str
    round_ : Round
        In which the projects are.
    owners : mapping of project to departments
        Whose things are or were among the lines that changed.
    """
    known = {project.id: project.departments for project in round_.projects}
    return [
        Notice(
            "proposal.changed",
            f"/v1/rounds/{round_id}/proposals/{segment(project)}",
            {"round": round_id, "project": project},
            departments=frozenset((*known.get(project, ()), *asked)),
            projects=frozenset((project,)),
        )
        for project, asked in owners.items()
    ]


def announce_to(session: Session, endpoint: WebhookEndpoint, notice: Notice) -> None:
    """Put a notice into the outbox for one endpoint."""
    _put(session, notice, [endpoint.id])


def _put(session: Session, notice: Notice, endpoint_ids: list[str]) -> None:
    now, id_ = datetime.now(UTC), new_id("msg")
    body = {
        "type": notice.kind,
        "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "data": {**notice.data, "path": notice.path},
    }
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    put_message(session, notice.kind, text, now, endpoint_ids, id_)
