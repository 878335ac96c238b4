"""iMOPSE layout (``.def``): named people with salaries and skills, tasks with one skill each.

Skill levels count from 0 and are stored one higher; a salary is the rate of one period (an hour),
in cents. References: Myszkowski et al. 2015, 2019.
"""

from __future__ import annotations

import re
from decimal import Decimal

from optimizer.domain import (
    Expert,
    ExpertSkill,
    Mode,
    Predecessor,
    Round,
    Skill,
    StaffingNeed,
    WorkPackage,
)
from scenarios.formats.single_office import (
    ANYONE,
    OFFICE,
    makespan_round,
    packages_of,
    project_of,
)
from scenarios.formats.source import refuse
from scenarios.formats.tokens import LARGEST, Tokens, numbered

__all__ = ["read", "write"]

_SALARY = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")
_SKILL = re.compile(r"[^\s:]{1,100}:")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
_MOST_CENTS = 10**11 - 1
_RULE = "=" * 116

Lines = list[tuple[int, str]]


def read(text: str, file: str) -> Round:
    """Return the round of an iMOPSE text, policy makespan then cost; raises `BadFile`."""
    lines = numbered(text)
    experts = _people(_rows(lines, "ResourceID", file), file)
    rows = _rows(lines, "TaskID", file)
    tasks = [_task(Tokens([line], file), i) for i, line in enumerate(rows, start=1)]
    _check_counts(lines, {"Tasks:": len(tasks), "Resources:": len(experts)}, file)
    for (line, _), task in zip(rows, tasks, strict=True):
        for before in task.predecessors:
            if not 1 <= int(before.package) <= len(tasks):
                Tokens([(line, before.package)], file).integer("a predecessor", 1, len(tasks))
    skills = {s.skill for e in experts for s in e.skills}
    skills |= {need.skill for task in tasks for need in task.modes[0].staffing}
    return makespan_round(
        file,
        [project_of("P1", tasks)],
        skills=[Skill(id=skill) for skill in sorted(skills, key=lambda s: (len(s), s))],
        experts=experts,
        levels=("makespan", "cost"),
    )


def _rows(lines: Lines, head: str, file: str) -> Lines:
    heads = [i for i, (_, text) in enumerate(lines) if text.split()[0] == head]
    first = heads[0] + 1 if heads else len(lines)
    last = next((i for i in range(first, len(lines)) if lines[i][1].startswith("===")), first)
    if first == last:
        refuse(
            "file.missing-section",
            file=file,
            line=lines[-1][0],
            en=f"The table {head} is missing, empty or not closed by a line of '='.",
            zh=f"表 {head} 缺失、为空或没有以“=”行结束。",
            found="end of the file",
            expected=f"rows below {head}, then a line of '='",
            fix_en="Check that the file is complete and in this format.",
            fix_zh="请检查文件是否完整且为此格式。",
        )
    return lines[first:last]


def _people(rows: Lines, file: str) -> list[Expert]:
    experts: dict[str, Expert] = {}
    for row in rows:
        tokens = Tokens([row], file)
        expert = _expert(tokens)
        if expert.id in experts:
            tokens.reject(expert.id, "a resource number that is not taken")
        experts[expert.id] = expert
    return list(experts.values())


def _check_counts(lines: Lines, counts: dict[str, int], file: str) -> None:
    for line in lines:
        tokens = Tokens([line], file)
        word = tokens.word("a word")
        if word in counts:
            tokens.integer(f"the number after {word!r}", counts[word], counts[word])


def _skill(tokens: Tokens, word: str) -> ExpertSkill:
    if not _SKILL.fullmatch(word):
        tokens.reject(word, "a skill, written Q0:")
    return ExpertSkill(skill=word[:-1], level=tokens.integer("a skill level", 0, 4) + 1)


def _expert(tokens: Tokens) -> Expert:
    id = str(tokens.integer("a resource number"))
    salary = tokens.word("a salary")
    if not _SALARY.fullmatch(salary):
        tokens.reject(salary, "a salary with at most two decimals")
    skills = []
    while not tokens.done:
        skills.append(_skill(tokens, tokens.word("a skill")))
    return Expert(
        id=id,
        department=OFFICE,
        skills=tuple(skills),
        rate_cents=int(Decimal(salary) * 100),
        access=ANYONE,
    )


def _task(tokens: Tokens, i: int) -> WorkPackage:
    id = str(tokens.integer("the task number", i, i))
    duration = tokens.integer(f"the duration of task {id}", 0, LARGEST)
    skill = _skill(tokens, tokens.word("a skill"))
    before = []
    while not tokens.done:
        before.append(Predecessor(package=str(tokens.integer("a predecessor", 1, LARGEST))))
    need = StaffingNeed(id="S1", skill=skill.skill, min_level=skill.level)
    mode = Mode(id="1", duration=duration, staffing=(need,) if duration else ())
    return WorkPackage(id=id, modes=(mode,), predecessors=tuple(before))


def write(round: Round) -> str:
    """Return the iMOPSE text of a round, without what the layout has no place for."""
    tasks = packages_of(round)
    number = {task.id: i for i, task in enumerate(tasks, start=1)}
    before = [[number[p.package] for p in t.predecessors if p.package in number] for t in tasks]
    lines = [
        _RULE,
        "General characteristics:",
        f"Tasks: {len(tasks)}",
        f"Resources: {max(len(round.experts), 1)}",
        f"Precedence relations: {sum(map(len, before))}",
        f"Number of skill types: {len(round.skills)}",
        _RULE,
        "ResourceID\tSalary\tSkills",
    ]
    known = {skill.id: i for i, skill in enumerate(round.skills)}

    def skill_and_level(skill: str, level: int) -> str:
        name = skill if _SKILL.fullmatch(f"{skill}:") else f"Q{known.get(skill, 0)}"
        return f"{name}: {level - 1}"

    ids = [expert.id for expert in round.experts]
    numbered = len(set(ids)) == len(ids) and all(_NUMBER.fullmatch(id) for id in ids)
    for i, expert in enumerate(round.experts, start=1):
        whole, cents = divmod(min(expert.rate_cents, _MOST_CENTS), 100)
        skills = [skill_and_level(s.skill, s.level) for s in expert.skills]
        id = expert.id if numbered else str(i)
        lines.append("\t".join([id, f"{whole}.{cents:02d}", *skills]))
    lines += [] if ids else ["1\t0.00"]
    lines += [_RULE, "TaskID\tDuration\tSkill\tPredecessor IDs"]
    anything = skill_and_level(round.skills[0].id, 1) if round.skills else "Q0: 0"
    for i, (task, earlier) in enumerate(zip(tasks, before, strict=True), start=1):
        mode = task.modes[0]
        asked = [skill_and_level(need.skill, need.min_level) for need in mode.staffing[:1]]
        words = [i, mode.duration, *(asked or [anything]), *earlier]
        lines.append("\t".join(map(str, words)))
    return "\n".join([*lines, _RULE]) + "\n"
