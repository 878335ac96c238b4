"""PSPLIB layout (``.sm``, ``.mm``; MMLIB files too): one project, several modes.

Renewable resources become facilities ``R1, R2, ...``, nonrenewable ones funds ``N1, N2, ...`` that
pay the category of the same name, one unit being one cent. Doubly constrained ones are refused.
"""

from __future__ import annotations

import re
from typing import NoReturn

from optimizer.domain import Fund, Mode, MoneyNeed, Round, WorkPackage
from scenarios.formats.patterson import demands_of, facilities_of, mode_of
from scenarios.formats.single_office import (
    ANYONE,
    OFFICE,
    critical_path,
    makespan_round,
    packages_of,
    predecessors_of,
    project_of,
    successors_of,
)
from scenarios.formats.source import refuse
from scenarios.formats.tokens import LARGEST, Tokens, numbered

__all__ = ["read", "write"]

_JOBS = re.compile(r"\s*jobs\s*\(incl\.\s*supersource/sink\s*\)\s*:(.*)", re.IGNORECASE)
_RESOURCES = re.compile(
    r"\s*-\s*(renewable|nonrenewable|doubly constrained)\s*:\s*(\S+)", re.IGNORECASE
)
_RULE = "*" * 72
_SECTIONS = ("PRECEDENCERELATIONS", "REQUESTS/DURATIONS", "RESOURCEAVAILABILITIES")

Lines = list[tuple[int, str]]


def read(text: str, file: str) -> Round:
    """Return the round of a PSPLIB or MMLIB text; raises `BadFile`."""
    lines = numbered(text)
    n, R, N = _header(lines, file)
    order, requests, offers = (_section(lines, name, file) for name in _SECTIONS)
    mode_counts: list[int] = []
    successors: list[list[int]] = []
    for i in range(1, n + 1):
        order.integer(f"job number {i}", i, i)
        mode_counts.append(order.integer(f"the number of modes of job {i}", 1, 10_000))
        count = order.integer(f"the number of successors of job {i}", 0, n)
        successors.append(order.integers(count, f"job {i}, successor", 1, n))
    order.end()
    packages = []
    before = predecessors_of(successors)
    for i, count in enumerate(mode_counts, start=1):
        requests.integer(f"job number {i}", i, i)
        modes = tuple(_mode(requests, i, m, R, N) for m in range(1, count + 1))
        packages.append(WorkPackage(id=str(i), modes=modes, predecessors=before[i - 1]))
    requests.end()
    capacities = offers.integers(R, "availability of R")
    amounts = offers.integers(N, "availability of N")
    offers.end()
    funds = (
        Fund(
            id=f"N{k}", department=OFFICE, amount_cents=amount, categories=(f"N{k}",), access=ANYONE
        )
        for k, amount in enumerate(amounts, start=1)
    )
    return makespan_round(
        file, [project_of("P1", packages)], facilities=facilities_of(capacities), funds=funds
    )


def _mode(tokens: Tokens, job: int, m: int, R: int, N: int) -> Mode:
    tokens.integer(f"mode {m} of job {job}", m, m)
    duration = tokens.integer(f"the duration of job {job} in mode {m}", 0, LARGEST)
    mode = mode_of(duration, tokens.integers(R, f"job {job}, mode {m}, request of R"), str(m))
    amounts = tokens.integers(N, f"job {job}, mode {m}, request of N")
    money = tuple(
        MoneyNeed(id=f"N{k}", category=f"N{k}", amount_cents=amount, timing="start")
        for k, amount in enumerate(amounts, start=1)
        if amount
    )
    return Mode(id=mode.id, duration=duration, facilities=mode.facilities, money=money)


def _header(lines: Lines, file: str) -> tuple[int, int, int]:
    jobs: int | None = None
    counts = {"renewable": 0, "nonrenewable": 0, "doubly constrained": 0}
    for line in lines:
        tokens = Tokens([line], file)
        if match := _JOBS.match(line[1]):
            words = Tokens([(line[0], match[1])], file)
            jobs = words.integer("the number of jobs", 1, LARGEST)
        elif match := _RESOURCES.match(line[1]):
            kind = match[1].lower()
            high = 0 if kind == "doubly constrained" else 1000
            counts[kind] = tokens.as_integer(match[2], f"the number of {kind} resources", 0, high)
    if jobs is None:
        _missing("jobs (incl. supersource/sink ):", lines, file)
    return jobs, counts["renewable"], counts["nonrenewable"]


def _section(lines: Lines, name: str, file: str) -> Tokens:
    """Return the numbers of a section: from below its column heads to the next line of stars."""
    body: Lines | None = None
    for number, text in lines:
        if body is None:
            if "".join(text.split()).upper().rstrip(":") == name:
                body = []
        elif text.startswith("***"):
            break
        elif not text.lstrip().startswith("---") and not text.lstrip()[0].isalpha():
            body.append((number, text))
    if body is None:
        _missing(name, lines, file)
    return Tokens(body or [(lines[-1][0], "")], file)


def _missing(what: str, lines: Lines, file: str) -> NoReturn:
    refuse(
        "file.missing-section",
        file=file,
        line=lines[-1][0],
        en=f"The text has no section {what!r}.",
        zh=f"文本缺少 {what!r} 部分。",
        found="end of the file",
        expected=what,
        fix_en="Check that the file is complete and in this format.",
        fix_zh="请检查文件是否完整且为此格式。",
    )


def write(round: Round) -> str:
    """Return the PSPLIB text of a round, without what the layout has no place for."""
    packages = packages_of(round)
    kinds = [facility.kind for facility in round.facilities]
    names = [fund.id for fund in round.funds]
    pools = [f"R {k}" for k in range(1, len(kinds) + 1)]
    pools += [f"N {k}" for k in range(1, len(names) + 1)]
    heads = "".join(f"{pool:>6}" for pool in pools)
    due = critical_path(packages)
    lines = [
        _RULE,
        "file with basedata            : none",
        "initial value random generator: 0",
        _RULE,
        "projects                      :  1",
        f"jobs (incl. supersource/sink ):  {len(packages)}",
        f"horizon                       :  {round.calendar.periods}",
        "RESOURCES",
        f"  - renewable                 :  {len(kinds)}   R",
        f"  - nonrenewable              :  {len(names)}   N",
        "  - doubly constrained        :  0   D",
        _RULE,
        "PROJECT INFORMATION:",
        "pronr.  #jobs rel.date duedate tardcost  MPM-Time",
        f"    1  {max(len(packages) - 2, 0):>5}  {0:>6}  {due:>6}  {0:>6}  {due:>6}",
        _RULE,
        "PRECEDENCE RELATIONS:",
        "jobnr.    #modes  #successors   successors",
    ]
    followers = successors_of(packages)
    for i, (package, after) in enumerate(zip(packages, followers, strict=True), start=1):
        row = f"{i:>4}  {len(package.modes):>9}  {len(after):>11}"
        lines.append(row + " " * 8 + "".join(f" {j:>3}" for j in after))
    lines += [_RULE, "REQUESTS/DURATIONS:", f"jobnr. mode duration{heads}", "-" * 72]
    for i, package in enumerate(packages, start=1):
        for m, mode in enumerate(package.modes, start=1):
            paid = {need.category: need.amount_cents for need in mode.money}
            asked = [*demands_of(mode, kinds), *(paid.get(name, 0) for name in names)]
            row = f"{i if m == 1 else '':>4}  {m:>5}  {mode.duration:>6}  "
            lines.append(row + "".join(f" {units:>5}" for units in asked))
    offers = [facility.units for facility in round.facilities]
    offers += [fund.amount_cents for fund in round.funds]
    lines += [_RULE, "RESOURCEAVAILABILITIES:", heads, "".join(f" {units:>5}" for units in offers)]
    return "\n".join([*lines, _RULE]) + "\n"
