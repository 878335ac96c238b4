"""MSPSP layout (``.dzn``): activities that need several people with different skills at once.

A person has a skill or not and fills one place at a time with full load. Only the fields that
define the problem are read; what a solver may derive (``USEFUL_RES``, ``unpred``, ...) is not.
Reference: Young, Feydy & Schutt 2017.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import networkx as nx

from optimizer.domain import Expert, ExpertSkill, Mode, Round, Skill, StaffingNeed, WorkPackage
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
from scenarios.formats.tokens import LARGEST, Tokens

__all__ = ["read", "write"]

_WORD = re.compile(r"[A-Za-z_]\w*|[+-]?\d+|\[\||\|\]|[\[\]{}|,;=]|\s+|.", re.DOTALL)
_PUNCTUATION = {"[", "]", "[|", "|]", "|", ","}


@dataclass(frozen=True, slots=True)
class _Field:
    """The values of a data item, with the line of each, and the line of its name."""

    name: str
    line: int
    words: tuple[tuple[int, str], ...]


def read(text: str, file: str) -> Round:
    """Return the round of an MSPSP data file; raises `BadFile`."""
    fields = _fields(text, file)
    n = _single(fields, "nActs", file)
    K = _single(fields, "nSkills", file)
    M = _single(fields, "nResources", file)
    durations = _integers(fields, "dur", n, 0, LARGEST, file)
    places = _integers(fields, "sreq", n * K, 0, 10_000, file)
    mastery = _truths(fields, "mastery", M * K, file)
    count = _single(fields, "nPrecs", file, low=0)
    before = _integers(fields, "pred", count, 1, n, file)
    after = _integers(fields, "succ", count, 1, n, file)
    successors: list[list[int]] = [[] for _ in range(n)]
    for i, j in zip(before, after, strict=True):
        successors[i - 1].append(j)
    packages = []
    for i, predecessors in enumerate(predecessors_of(successors), start=1):
        row = places[(i - 1) * K : i * K]
        needs = tuple(
            StaffingNeed(id=f"S{k}", skill=f"S{k}", headcount=people)
            for k, people in enumerate(row, start=1)
            if people and durations[i - 1]
        )
        mode = Mode(id="1", duration=durations[i - 1], staffing=needs)
        packages.append(WorkPackage(id=str(i), modes=(mode,), predecessors=predecessors))
    experts = [
        Expert(
            id=f"E{m + 1}",
            department=OFFICE,
            skills=tuple(ExpertSkill(skill=f"S{k + 1}") for k in range(K) if mastery[m * K + k]),
            access=ANYONE,
        )
        for m in range(M)
    ]
    skills = [Skill(id=f"S{k}") for k in range(1, K + 1)]
    return makespan_round(file, [project_of("P1", packages)], skills=skills, experts=experts)


def _fields(text: str, file: str) -> dict[str, _Field]:
    words = _words(text)
    fields: dict[str, _Field] = {}
    at = 0
    while at < len(words):
        line, name = words[at]
        tokens = Tokens([(line, name)], file)
        tokens.word("a name")
        if not name.isidentifier() or at + 1 >= len(words) or words[at + 1][1] != "=":
            tokens.reject(name, "a data item, written name = value;")
        end = next((i for i in range(at + 2, len(words)) if words[i][1] == ";"), None)
        if end is None:
            refuse(
                "file.truncated",
                file=file,
                line=words[-1][0],
                en=f"The data item {name} is not closed by ';'.",
                zh=f"数据项 {name} 没有以“;”结束。",
                found="end of the file",
                expected=";",
                fix_en="Check that the file is complete.",
                fix_zh="请检查文件是否完整。",
            )
        value = tuple(word for word in words[at + 2 : end] if word[1] not in _PUNCTUATION)
        fields[name] = _Field(name, line, value)
        at = end + 1
    return fields


def _words(text: str) -> list[tuple[int, str]]:
    words = []
    for number, line in enumerate(text.split("\n"), start=1):
        found = _WORD.findall(line.partition("%")[0])
        words += [(number, word) for word in found if not word.isspace()]
    return words


def _field(fields: dict[str, _Field], name: str, count: int, file: str) -> _Field:
    field = fields.get(name)
    if field is None:
        refuse(
            "file.missing-section",
            file=file,
            line=max((f.line for f in fields.values()), default=1),
            en=f"The data item {name} is missing.",
            zh=f"缺少数据项 {name}。",
            found="nothing",
            expected=f"{name} = ...;",
            fix_en="Add the item, or name the format of the file.",
            fix_zh="请补充该数据项，或指明文件格式。",
        )
    if len(field.words) != count:
        refuse(
            "file.wrong-count",
            file=file,
            line=field.line,
            en=f"The data item {name} has {len(field.words)} values instead of {count}.",
            zh=f"数据项 {name} 有 {len(field.words)} 个值，应为 {count} 个。",
            found=str(len(field.words)),
            expected=str(count),
            fix_en="Give one value for each, or correct the counts.",
            fix_zh="请逐一给出数值，或改正数量。",
        )
    return field


def _integers(
    fields: dict[str, _Field], name: str, count: int, low: int, high: int, file: str
) -> list[int]:
    tokens = Tokens(_field(fields, name, count, file).words, file)
    return tokens.integers(count, f"{name}, value", low, high)


def _single(fields: dict[str, _Field], name: str, file: str, low: int = 1) -> int:
    return _integers(fields, name, 1, low, LARGEST, file)[0]


def _truths(fields: dict[str, _Field], name: str, count: int, file: str) -> list[bool]:
    tokens = Tokens(_field(fields, name, count, file).words, file)
    values = []
    for _ in range(count):
        word = tokens.word(name)
        if word not in ("true", "false"):
            tokens.reject(word, f"{name}: true or false")
        values.append(word == "true")
    return values


def write(round: Round) -> str:
    """Return the MSPSP text of a round, without what the layout has no place for.

    The items that a solver may derive are written too: published models read them.
    """
    packages = packages_of(round)
    skills = [skill.id for skill in round.skills] or ["none"]
    modes = [package.modes[0] for package in packages]
    places = [
        [sum(n.headcount for n in mode.staffing if n.skill == skill) for skill in skills]
        for mode in modes
    ]
    masters = [[any(s.skill == skill for s in e.skills) for skill in skills] for e in round.experts]
    masters = masters or [[False] * len(skills)]
    links = [
        (i, j) for i, after in enumerate(successors_of(packages), start=1) for j in sorted(after)
    ]
    apart = _unrelated(len(packages), links)
    useful = [[m for m, has in enumerate(masters, start=1) if _overlap(row, has)] for row in places]
    potential = [
        [i for i, row in enumerate(places, start=1) if _overlap(row, has)] for has in masters
    ]
    return f"""\
mint = {critical_path(packages)};
% maxt = {sum(mode.duration for mode in modes)};

nActs = {len(packages)};
dur = {_list(mode.duration for mode in modes)};

nSkills = {len(skills)};
sreq = {_rows(places)};

nResources = {len(masters)};
mastery = {_rows(masters)};

nPrecs = {len(links)};
pred = {_list(i for i, _ in links)};
succ = {_list(j for _, j in links)};

nUnrels = {len(apart)};
unpred = {_list(i for i, _ in apart)};
unsucc = {_list(j for _, j in apart)};

USEFUL_RES = {_sets(useful)};

POTENTIAL_ACT = {_sets(potential)};
"""


def _overlap(asked: Sequence[int], has: Sequence[bool]) -> bool:
    return any(people and master for people, master in zip(asked, has, strict=True))


def _unrelated(n: int, links: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the pairs of activities, source and sink aside, that no path connects."""
    graph: nx.DiGraph[int] = nx.DiGraph(links)
    graph.add_nodes_from(range(1, n + 1))
    later = {i: nx.descendants(graph, i) for i in graph}
    inner = range(2, n)
    return [
        (i, j)
        for i in inner
        for j in range(i + 1, n)
        if j not in later[i] | {i} and i not in later[j]
    ]


def _list(values: Iterable[int]) -> str:
    return "[" + ",".join(map(str, values)) + "]"


def _rows(rows: Sequence[Sequence[int]]) -> str:
    words = (",".join(str(value).lower() for value in row) for row in rows)
    return "[| " + ",\n\t| ".join(words) + ", |]"


def _sets(groups: Sequence[Sequence[int]]) -> str:
    return "[" + ",\n\t".join("{" + ",".join(map(str, group)) + "}" for group in groups) + "]"
