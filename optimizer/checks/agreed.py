"""Pins one by one, and the baseline: what is agreed names known things and can hold."""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.checks.references import need_ids, unknown
from optimizer.checks.report import finding
from optimizer.domain import (
    Expert,
    Fund,
    FundPin,
    ModePin,
    PersonPin,
    Project,
    ProjectPin,
    Round,
    StartPin,
    WindowPin,
    WorkPackage,
)
from optimizer.domain.semantics import access_allows, latest_end, serves
from optimizer.findings import Finding, Severity

__all__ = ["check_baseline", "check_pins", "pins_alone"]


def check_pins(round_: Round) -> list[Finding]:
    """Return findings on pins that name unknown things, can't hold or contradict each other."""
    projects = {p.id: p for p in round_.projects}
    experts = {e.id: e for e in round_.experts}
    funds = {f.id: f for f in round_.funds}
    results: list[Finding] = []
    said: dict[tuple[str, ...], object] = {}
    for i, pin in enumerate(round_.pins):
        at = f"/pins/{i}"
        project = projects.get(pin.project)
        if project is None:
            results.append(unknown("project", pin.project, f"{at}/project", projects))
            continue
        if isinstance(pin, ProjectPin):
            if project.mandatory and not pin.accepted:
                results.append(_bad("mandatory-out", at, "rejected", "accepted", pin.project))
            results += _twice(said, ("project", pin.project), pin.accepted, at)
            continue
        packages = {p.id: p for p in project.packages}
        package = packages.get(pin.package)
        if package is None:
            results.append(unknown("package", pin.package, f"{at}/package", packages))
            continue
        key = (pin.kind, pin.project, pin.package)
        if isinstance(pin, StartPin):
            results += _twice(said, key, pin.start, at)
            results += _start(round_, project, package, pin.start, at)
        elif isinstance(pin, WindowPin):
            results += _window(round_, project, package, pin, at)
        elif isinstance(pin, ModePin):
            results += _twice(said, key, pin.mode, at)
            modes = {m.id for m in package.modes}
            if pin.mode not in modes:
                results.append(unknown("mode", pin.mode, f"{at}/mode", modes))
        elif pin.need not in (ids := need_ids(package)):
            results.append(unknown("need", pin.need, f"{at}/need", ids))
        elif isinstance(pin, PersonPin):
            results += _twice(said, (*key, pin.need, pin.expert), pin.assigned, at)
            results += _person(project, package, pin, experts, at)
        else:
            results += _twice(said, (*key, pin.need, pin.fund), pin.amount_cents, at)
            results += _fund(project, package, pin, funds, at)
    return results


def pins_alone(round_: Round, findings: Iterable[Finding]) -> list[bool]:
    """Return for each pin whether no finding of :func:`check_pins` is about it."""
    blamed = {finding.place.pointer.split("/")[2] for finding in findings}
    return [str(i) not in blamed for i in range(len(round_.pins))]


def _start(
    round_: Round, project: Project, package: WorkPackage, start: int, at: str
) -> list[Finding]:
    first = max(project.earliest_start, package.earliest_start)
    shortest = min(mode.duration for mode in package.modes)
    last = latest_end(round_, project, package.deadline) - shortest
    if first <= start <= last:
        return []
    return [_bad("start-outside-window", f"{at}/start", start, f"{first} to {last}", project.id)]


def _window(
    round_: Round, project: Project, package: WorkPackage, pin: WindowPin, at: str
) -> list[Finding]:
    first = max(project.earliest_start, package.earliest_start, pin.earliest_start)
    last = latest_end(round_, project, package.deadline)
    last = last if pin.deadline is None else min(last, pin.deadline)
    shortest = min(mode.duration for mode in package.modes)
    if last - first >= shortest:
        return []
    return [_bad("window-too-short", at, last - first, f"at least {shortest}", project.id)]


def _person(
    project: Project, package: WorkPackage, pin: PersonPin, experts: dict[str, Expert], at: str
) -> list[Finding]:
    expert = experts.get(pin.expert)
    if expert is None:
        return [unknown("expert", pin.expert, f"{at}/expert", experts)]
    needs = [n for mode in package.modes for n in mode.staffing if n.id == pin.need]
    if not pin.assigned or any(serves(expert, need, project) for need in needs):
        return []
    expected = "somebody with the skill, level and access"
    return [_bad("ineligible-person", f"{at}/expert", pin.expert, expected, project.id)]


def _fund(
    project: Project, package: WorkPackage, pin: FundPin, funds: dict[str, Fund], at: str
) -> list[Finding]:
    fund = funds.get(pin.fund)
    if fund is None:
        return [unknown("fund", pin.fund, f"{at}/fund", funds)]
    paid = [n for mode in package.modes for n in mode.money if n.id == pin.need]
    places = [n for mode in package.modes for n in mode.staffing if n.id == pin.need]
    asked = {n.category for n in paid}
    asked |= {n.outsource.category for n in places if n.outsource and n.outsource.category}
    if pin.amount_cents and not (
        asked
        and (not fund.categories or asked & set(fund.categories))
        and access_allows(fund.access, fund.department, project)
    ):
        expected = ", ".join(sorted(asked)) or "a need for money"
        return [_bad("wrong-fund", f"{at}/fund", pin.fund, expected, project.id)]
    most = max((n.amount_cents for n in paid), default=pin.amount_cents)
    if pin.amount_cents > most:
        place = f"{at}/amount_cents"
        return [_bad("above-need", place, pin.amount_cents, f"at most {most}", project.id)]
    return []


def _twice(
    said: dict[tuple[str, ...], object], key: tuple[str, ...], value: object, at: str
) -> list[Finding]:
    before = said.setdefault(key, value)
    return [] if before == value else [_bad("contradiction", at, value, str(before), key[1])]


def _bad(what: str, at: str, found: object, expected: str, project: str) -> Finding:
    return finding(
        f"pin.{what}",
        at,
        f"项目“{project}”的这个约定不能成立：{found}，应为 {expected}。",
        f"This pin of project {project!r} can't hold: {found}, expected {expected}.",
        fix=("删去或改正这个约定。", "Remove or correct the pin."),
        found=found,
        expected=expected,
        subject=(project,),
    )


def check_baseline(round_: Round) -> list[Finding]:
    """Return warnings on things the baseline names that the round does not have."""
    if round_.baseline is None:
        return []
    results: list[Finding] = []
    projects = {p.id: p for p in round_.projects}
    experts = {e.id for e in round_.experts}
    for i, planned in enumerate(round_.baseline.plan.projects):
        at = f"/baseline/plan/projects/{i}"
        project = projects.get(planned.project)
        if project is None:
            results.append(_gone("project", planned.project, f"{at}/project", projects))
            continue
        packages = {p.id: p for p in project.packages}
        for j, item in enumerate(planned.packages):
            place = f"{at}/packages/{j}"
            package = packages.get(item.package)
            if package is None:
                results.append(_gone("package", item.package, f"{place}/package", packages))
                continue
            modes = {m.id for m in package.modes}
            if item.mode not in modes:
                results.append(_gone("mode", item.mode, f"{place}/mode", modes))
            for k, line in enumerate(item.staffing):
                results += [
                    _gone("expert", name, f"{place}/staffing/{k}/experts/{m}", experts)
                    for m, name in enumerate(line.experts)
                    if name not in experts
                ]
    return results


def _gone(what: str, name: str, at: str, known: Iterable[str]) -> Finding:
    return unknown(what, name, at, known, Severity.WARNING, f"baseline.unknown-{what}")
