"""The choices of the domain in Chinese and in English, as cells show them.

In CSV files and inside the round the machine code stands; a workbook shows the words of its
language, and every reader takes code and words alike.
"""

from __future__ import annotations

__all__ = ["ANY", "CHOICES", "NO", "NONE", "YES", "choice_word"]

CHOICES: dict[str, tuple[str, str]] = {
    # Periods
    "day": ("日", "Day"),
    "week": ("周", "Week"),
    "month": ("月", "Month"),
    # Days of the calendar
    "holiday": ("放假", "Holiday"),
    "working": ("补班", "Working day"),
    # Security levels
    "general-1": ("一般1级", "General 1"),
    "general-2": ("一般2级", "General 2"),
    "general-3": ("一般3级", "General 3"),
    "general-4": ("一般4级", "General 4"),
    "important": ("重要", "Important"),
    "core": ("核心", "Core"),
    # Access
    "own": ("本部门发起", "Own projects"),
    "participants": ("本部门参与", "Projects it takes part in"),
    "anyone": ("所有项目", "Every project"),
    "listed": ("指定部门", "Listed departments"),
    # When money falls
    "start": ("开始时", "At the start"),
    "spread": ("按期平摊", "Spread evenly"),
    "end": ("结束时", "At the end"),
    # Fairness rules and entitlements
    "none": ("不考虑", "None"),
    "max-min": ("最差者最好", "Max-min"),
    "leximin": ("逐级最差者最好", "Leximin"),
    "nash": ("比例公平", "Nash (proportional)"),
    "equal": ("各部门相同", "Equal"),
    "weight": ("按部门权重", "Department weight"),
    "capacity": ("按投入资源", "Capacity offered"),
    "stand-alone": ("按独立可得", "Stand-alone value"),
}  # fmt: skip

PIN_KINDS: dict[str, tuple[str, str]] = {
    "project": ("项目取舍", "Project in or out"),
    "start": ("开始时间", "Start"),
    "mode": ("执行方式", "Mode"),
    "window": ("时间窗口", "Window"),
    "person": ("人员安排", "Person"),
    "fund": ("资金来源", "Fund"),
}

YES = ("是", "Yes")
NO = ("否", "No")
NONE = ("无", "none")
"""Stands for an empty list where an empty cell means the default."""
ANY = ("不限", "any")
"""Stands for "no limit" where an empty cell means something else."""


def choice_word(code: str, lang: str, *, pin: bool = False) -> str:
    """Return the words for a choice in ``lang``; the code itself where there are none."""
    words = (PIN_KINDS if pin else CHOICES).get(code)
    return code if words is None else words[lang != "zh"]
