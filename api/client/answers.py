"""What the service answers, typed. Fields that a newer service adds are passed over."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from optimizer.domain import Text

__all__ = [
    "AllocationRound",
    "Answer",
    "AuditLink",
    "Begun",
    "Change",
    "Feasibility",
    "Found",
    "FoundAt",
    "Frozen",
    "Grant",
    "Import",
    "Item",
    "Key",
    "Line",
    "Me",
    "Page",
    "Preview",
    "Principal",
    "Proposal",
    "Publication",
    "Request",
    "Run",
    "RunEvent",
    "Verdict",
    "Versioned",
]

T = TypeVar("T")


class Answer(BaseModel):
    """An answer of the service; never changed."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Versioned(Answer):
    """Something that is only changed by who has seen its newest version."""

    id: str
    version: int

    @property
    def etag(self) -> str:
        """The strong ETag of this version."""
        return f'"{self.id}.{self.version}"'


class Page(Answer, Generic[T]):
    """A page of a list, and the cursor of the next."""

    items: tuple[T, ...]
    next: str | None = None


class FoundAt(Answer):
    """Where something was found."""

    pointer: str = ""
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    line: int | None = None
    cell: str | None = None


class Found(Answer):
    """One thing that is wrong, or worth knowing."""

    code: str
    severity: str
    place: FoundAt = FoundAt()
    found: str = ""
    expected: str = ""
    message: Text = Text()
    suggestion: Text = Text()
    subject: tuple[str, ...] = ()


class Grant(Answer):
    """A role; of a department or on a project where the role asks for it."""

    role: str
    department: str | None = None
    project: str | None = None


class Me(Answer):
    """The caller."""

    id: str
    name: str
    grants: tuple[Grant, ...]


class Principal(Answer):
    """Somebody who may sign in."""

    id: str
    name: str
    login: str
    active: bool
    created_at: datetime
    grants: tuple[Grant, ...]


class Key(Answer):
    """A key; its text is shown once."""

    id: str
    label: str
    key: str = Field(repr=False)


class Item(Versioned):
    """A thing of the inventory."""

    kind: str
    key: str
    department: str | None
    updated_at: datetime
    confirmed_at: datetime | None
    confirmed_by: str | None
    document: dict[str, Any]


class Change(Answer):
    """What committing an upload does to one thing."""

    kind: str
    key: str
    effect: str
    fields: tuple[str, ...]


class Import(Answer):
    """An upload: what was found in it, and what committing it does."""

    id: str
    filename: str
    format: str
    digest: str
    state: str
    created_at: datetime
    committed_at: datetime | None
    counts: dict[str, int]
    changes: tuple[Change, ...]
    findings: tuple[Found, ...]


class Request(Versioned):
    """A request for a project."""

    key: str
    sponsor: str
    author_id: str
    state: str
    note: str
    assessments: tuple[dict[str, Any], ...]
    round_id: str | None
    updated_at: datetime
    steps: tuple[str, ...]
    document: dict[str, Any]


class Feasibility(Answer):
    """Whether the present inventory could serve a project that had it to itself."""

    feasible: bool
    findings: tuple[Found, ...]


class AllocationRound(Versioned):
    """An allocation round."""

    title: str
    state: str
    rules: dict[str, Any]
    snapshot_hash: str | None
    run_id: str | None
    left_out: tuple[dict[str, Any], ...]
    created_at: datetime
    updated_at: datetime
    steps: tuple[str, ...]


class Preview(Answer):
    """The round as it would be frozen now."""

    ready: bool
    hash: str | None
    findings: tuple[Found, ...]
    left_out: tuple[dict[str, str], ...]


class Frozen(Answer):
    """A frozen round, and the warnings about it."""

    round: AllocationRound
    findings: tuple[Found, ...]


class Run(Answer):
    """A run without its outcome."""

    id: str
    round_id: str
    round_hash: str
    scenario: dict[str, Any] | None
    limits: dict[str, Any]
    start_run_id: str | None
    state: str
    asked_to: str | None
    submitted_by: str
    submitted_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    progress: dict[str, Any] | None
    error: str

    @property
    def has_ended(self) -> bool:
        """Whether nothing more is to come."""
        return self.ended_at is not None


class RunEvent(Answer):
    """A word about a run: its number, what kind it is (``state``, ``progress``), and the word."""

    number: int
    kind: str
    data: dict[str, Any]


class Begun(Answer):
    """How many lines are under review, and how many wait for an answer."""

    lines: int
    open: int


class Line(Versioned):
    """A line of the plan under review."""

    project: str
    package: str
    need: str
    kind: str
    subject: str
    owner: str
    document: dict[str, Any]
    state: str
    reason: str
    decided_by: str | None
    decided_at: datetime | None


class Publication(Answer):
    """What was published, and when."""

    round_id: str
    number: int
    change_id: str | None
    run_id: str
    round_hash: str
    published_at: datetime
    published_by: str


class Proposal(Answer):
    """What a project gets: proposed, or final once published."""

    project: str
    title: Text
    final: bool
    accepted: bool
    lines: tuple[dict[str, Any], ...]
    shares: tuple[dict[str, Any], ...]
    reason: Text


class AuditLink(Answer):
    """A link of the audit chain."""

    sequence: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]
    previous: str
    digest: str


class Verdict(Answer):
    """Whether the audit chain holds, and where it first does not."""

    holds: bool
    broken_at: int | None = None
    reason: str = ""
