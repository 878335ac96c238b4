"""Blockers and findings as sentences for people, in Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.domain import Blocker, Round, Text
from optimizer.findings import Finding

__all__ = ["blocked_words", "listed", "ruled_out_words"]

MOST_NAMED = 4
MOST_FINDINGS = 2


def listed(names: Sequence[str]) -> str:
    """Return the first names, and whether there are more."""
    return ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")


def ruled_out_words(findings: Sequence[Finding]) -> Text:
    """Return what the checks found about a project that can't be done even alone."""
    zh = "".join(list(dict.fromkeys(f.message_zh for f in findings))[:MOST_FINDINGS])
    en = " ".join(list(dict.fromkeys(f.message_en for f in findings))[:MOST_FINDINGS])
    return Text(zh=f"即使独占全部资源也无法安排。{zh}", en=f"It can't be done even alone. {en}")


def blocked_words(round_: Round, blockers: Sequence[Blocker]) -> Text:
    """Return what a project lacks beside the plan: when, how much, and who holds it."""
    told = [_words(round_, blocker) for blocker in blockers]
    return Text(zh="；".join(zh for zh, _ in told) + "。", en="; ".join(en for _, en in told) + ".")


def _words(round_: Round, blocker: Blocker) -> tuple[str, str]:
    calendar = round_.calendar
    last = min(max(blocker.end - 1, blocker.start), calendar.periods - 1)
    first = min(blocker.start, calendar.periods - 1)
    since, until = calendar.first_day(first).isoformat(), calendar.last_day(last).isoformat()
    lead_zh = f"工作包 {blocker.package} 在 {since} 至 {until}"
    lead_en = f"Package {blocker.package}, {since} to {until}:"
    lack_zh, lack_en = _lack(round_, blocker)
    taken, holders = listed(blocker.taken), listed(blocker.held_by)
    one = len(blocker.taken) == 1
    if not blocker.held_by:
        if not taken or blocker.kind == "fund":
            return f"{lead_zh}{lack_zh}", f"{lead_en} {lack_en}"
        are = "is" if one else "are"
        return (
            f"{lead_zh}{lack_zh}，{taken} 届时没有空",
            f"{lead_en} {lack_en}; {taken} {are} not free",
        )
    held = "is held" if one else "are held"
    return (
        f"{lead_zh}{lack_zh}，{taken} 被 {holders} 占用",
        f"{lead_en} {lack_en}; {taken} {held} by {holders}",
    )


def _lack(round_: Round, blocker: Blocker) -> tuple[str, str]:
    count, name = blocker.missing, blocker.resource
    if blocker.kind == "time":
        return "放不下", "there is no room between what comes before and after"
    if blocker.kind == "people":
        if not count:
            return f"凑不齐技能 {name} 的人", f"skill {name} can't be staffed with different people"
        people = "person" if count == 1 else "people"
        return (
            f"还缺 {count} 名有技能 {name} 的人",
            f"{count} more {people} with skill {name} needed",
        )
    if blocker.kind == "facility":
        if not count:
            return f"没有空闲的 {name}", f"{name} is not free"
        units = "unit" if count == 1 else "units"
        return f"还缺 {count} 个单位的 {name}", f"{count} more {units} of {name} needed"
    if blocker.kind == "dataset":
        return f"数据集 {name} 的使用名额已满", f"the dataset {name} takes no more users"
    money = f"{count // 100:,}.{count % 100:02d} {round_.currency}"
    return f"类别 {name} 的资金还缺 {money}", f"{money} more of category {name} needed"
