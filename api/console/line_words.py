"""What the lines of a plan say, in words."""

from __future__ import annotations

from dataclasses import dataclass

from api.console.voice import Voice
from api.store.tables import ReviewLine
from optimizer.domain import Round
from scenarios.report.names import Names

__all__ = ["LineShown", "line_shown"]


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line as a page shows it.

    Attributes
    ----------
    line : ReviewLine
    what, project, package, owner, when : str
    asked : bool
        Whether it waits for the actor.
    can_answer, can_settle : bool
        What the actor may do with it.
    decided_by : str
    """

    line: ReviewLine
    what: str
    project: str
    package: str
    owner: str
    when: str
    asked: bool
    can_answer: bool
    can_settle: bool
    decided_by: str


def line_shown(
    voice: Voice,
    names: Names,
    round_: Round,
    line: ReviewLine,
    *,
    can_answer: bool,
    can_settle: bool,
    decided_by: str,
) -> LineShown:
    """Return a line with its words."""
    said = line.document
    when = ""
    if "first_day" in said:
        when = f"{said['first_day']} – {said['last_day']}"
    return LineShown(
        line=line,
        what=_what(voice, names, round_, line),
        project=names.project(line.project),
        package=names.package(line.project, line.package),
        owner=names.department(line.owner),
        when=when,
        asked=can_answer and line.state == "open",
        can_answer=can_answer,
        can_settle=can_settle,
        decided_by=decided_by,
    )


def _what(voice: Voice, names: Names, round_: Round, line: ReviewLine) -> str:
    said = line.document
    if line.kind == "person":
        skill = names.skill(said["skill"])
        person = names.person(line.subject)
        return voice("lines.person", name=person, skill=skill, load=said["load_pct"])
    if line.kind == "facility":
        return voice("lines.facility", name=names.facility(line.subject), units=said["units"])
    if line.kind == "money":
        amount = voice.money(said["amount_cents"], said.get("currency", round_.currency))
        return voice("lines.money", name=names.fund(line.subject), amount=amount)
    if line.kind == "dataset":
        return voice("lines.dataset", name=names.dataset(line.subject))
    return voice("lines.time")
