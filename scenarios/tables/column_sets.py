"""Columns that several tables have in common."""

from __future__ import annotations

from scenarios.tables.columns import Column, Group, Kind, Table

__all__ = ["access", "internal_rate", "named", "own_id", "owner", "steps_table"]


def named(example_zh: str, example_en: str, field: str = "name") -> tuple[Column, Column]:
    """Return the two columns of a name: in Chinese and in English."""
    zh, en = ("题目", "Title") if field == "title" else ("名称", "Name")
    return (
        Column(
            f"{field}_zh", Kind.TEXT, f"{zh}（中文）", f"{en} (Chinese)",
            f"中文{zh}；中英文至少填一个为好。", f"{en} in Chinese; at least one of the two helps.",
            f"{field}/zh", example=example_zh, width=22,
        ),
        Column(
            f"{field}_en", Kind.TEXT, f"{zh}（英文）", f"{en} (English)",
            f"英文{zh}。", f"{en} in English.", f"{field}/en", example=example_en, width=26,
        ),
    )  # fmt: skip


def own_id(example: str) -> Column:
    """Return the column of a record's own id."""
    return Column(
        "id", Kind.ID, "编号", "Id",
        "在本表中唯一，别的表用它来引用；定了就不要改。",
        "Unique in this sheet and used by other sheets; keep it stable.",
        example=example, width=14,
    )  # fmt: skip


def owner() -> Column:
    """Return the column of the department that owns something."""
    return Column(
        "department", Kind.ID, "所属部门", "Department", "“部门”表中的编号。",
        "Id of a department.", refers="departments", example="rd", width=14,
    )  # fmt: skip


def access() -> tuple[Column, Column]:
    """Return the two columns that say which projects may use something."""
    return (
        Column(
            "access", Kind.CHOICE, "开放范围", "Open to",
            "哪些项目可以用：本部门发起的、本部门参与的、所有项目，或指定部门发起的。",
            "Which projects may use it: own, those it takes part in, every one, or listed ones.",
            "access/scope", example="participants", width=18,
        ),
        Column(
            "access_departments", Kind.LIST, "指定部门", "Listed departments",
            "开放范围为“指定部门”时，列出可以用的发起部门。",
            "With listed departments: the sponsors that may use it.", "access/departments",
            refers="departments", example="rd; data", width=20,
        ),
    )  # fmt: skip


def internal_rate(zh: str, en: str) -> Column:
    """Return the column of an internal price."""
    return Column(
        "rate", Kind.MONEY, "内部单价", "Internal rate", zh, en, "rate_cents",
        example="8000.00", width=14,
    )  # fmt: skip


def steps_table(key: str, value: tuple[str, str, str, str], **more: str) -> Table:
    """Return the table of the stretches in which something differs from its default."""
    return Table(
        key=key,
        zh=more["zh"],
        en=more["en"],
        group=Group.INVENTORY,
        help_zh=more["help_zh"],
        help_en=more["help_en"],
        parent=more["parent"],
        place="exceptions",
        columns=(
            Column(
                "start", Kind.START, "从", "From", "从这一天所在的期开始（含）。",
                "First date, at the start of a period.", example="2026-08-03",
            ),
            Column(
                "end", Kind.END, "至", "To", "到这一天为止（含）。",
                "Last date, at the end of a period.", example="2026-08-30",
            ),
            Column(
                "value", Kind.INTEGER, value[0], value[1], value[2], value[3], example="50",
                width=14,
            ),
        ),
    )  # fmt: skip
