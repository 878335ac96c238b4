"""Tables of what is agreed already: pins, and the plan to stay close to."""

from __future__ import annotations

from scenarios.tables.columns import Column, Group, Kind, Table

__all__ = ["AGREED"]

_PINS = Table(
    key="pins",
    zh="约定",
    en="Pins",
    group=Group.AGREED,
    help_zh="已经谈妥、计划必须遵守的事，一件一行。先选种类，再填该种类用得到的栏。",
    help_en="What is agreed and the plan must keep: choose the kind, then fill in its columns.",
    place="pins",
    columns=(
        Column(
            "kind", Kind.CHOICE, "种类", "Kind", "约定的是什么。", "What is agreed.",
            example="start", width=18,
        ),
        Column(
            "project", Kind.ID, "项目", "Project", "“项目”表中的编号。", "Id of a project.",
            refers="projects", example="P01", width=12,
        ),
        Column(
            "package", Kind.ID, "工作包", "Work package", "除“项目取舍”外都要填。",
            "For every kind but the project itself.", example="A", width=12,
        ),
        Column(
            "accepted", Kind.FLAG, "做不做", "Accepted", "项目取舍：做填“是”，不做填“否”。",
            "Project: yes to accept it, no to reject it.", example="yes",
        ),
        Column(
            "start", Kind.START, "开始于", "Start", "开始时间：哪一天所在的期。",
            "Start: the date on which it starts.", example="2026-08-03",
        ),
        Column(
            "mode", Kind.ID, "执行方式", "Mode", "执行方式：用哪一种。", "Mode: which one.",
            example="standard", width=14,
        ),
        Column(
            "earliest_start", Kind.START, "最早开始", "Earliest start", "时间窗口：不早于。",
            "Window: starts no earlier.", example="2026-08-03",
        ),
        Column(
            "deadline", Kind.END, "最晚完成", "Deadline", "时间窗口：最晚到这一天（含）。",
            "Window: ends by this date (included).", example="2026-10-25",
        ),
        Column(
            "need", Kind.ID, "需求编号", "Need id", "人员安排、资金来源：哪一条需求。",
            "Person and fund: which need.", example="s1", width=14,
        ),
        Column(
            "expert", Kind.ID, "人员", "Expert", "人员安排：谁。", "Person: who.",
            refers="experts", example="E01", width=12,
        ),
        Column(
            "assigned", Kind.FLAG, "派不派", "Assigned", "派他填“是”，不派他填“否”；空着为“是”。",
            "Person: yes to have them on the need, no to keep them off; empty: yes.",
            example="yes",
        ),
        Column(
            "fund", Kind.ID, "资金", "Fund", "资金来源：哪一笔。", "Fund: which one.",
            refers="funds", example="B01", width=12,
        ),
        Column(
            "amount", Kind.MONEY, "金额", "Amount", "资金来源：正好付多少。",
            "Fund: pays exactly this.", "amount_cents", example="30000.00", width=16,
        ),
        Column(
            "reason", Kind.TEXT, "缘由", "Reason", "谁在何时商定。", "Who agreed on it and when.",
            example="七月例会商定", width=30,
        ),
    ),
)  # fmt: skip

_BASELINE_PROJECTS = Table(
    key="baseline_projects",
    zh="基线项目",
    en="Baseline projects",
    group=Group.BASELINE,
    help_zh="上一版计划接受的项目；重排时尽量少改。一般由系统写出。",
    help_en="Projects of the earlier plan to stay close to. Usually written by the system.",
    place="baseline/plan/projects",
    id_column="project",
    called="project",
    columns=(
        Column(
            "project", Kind.ID, "项目", "Project", "“项目”表中的编号。", "Id of a project.",
            refers="projects", example="P01", width=12,
        ),
    ),
)  # fmt: skip

_BASELINE_PACKAGES = Table(
    key="baseline_packages",
    zh="基线工作包",
    en="Baseline packages",
    group=Group.BASELINE,
    help_zh="上一版计划中各工作包的方式和起止。",
    help_en="Mode, start and end of the packages in the earlier plan.",
    parent="baseline_projects",
    place="packages",
    id_column="package",
    called="package",
    columns=(
        Column(
            "package", Kind.ID, "工作包", "Work package", "该项目的工作包。",
            "A package of the project.", example="A", width=12,
        ),
        Column(
            "mode", Kind.ID, "执行方式", "Mode", "该工作包的执行方式。", "A mode of the package.",
            example="standard", width=14,
        ),
        Column(
            "start", Kind.START, "开始", "Start", "第一天。", "First date.", example="2026-07-06",
        ),
        Column(
            "end", Kind.END, "结束", "End", "最后一天。", "Last date.", example="2026-08-02",
        ),
    ),
)  # fmt: skip


def _need(example: str) -> Column:
    return Column(
        "need", Kind.ID, "需求编号", "Need id", "该执行方式的需求。", "A need of the mode.",
        example=example, width=14,
    )  # fmt: skip


_BASELINE_STAFFING = Table(
    key="baseline_staffing",
    zh="基线人员",
    en="Baseline staffing",
    group=Group.BASELINE,
    help_zh="上一版计划中各人员需求由谁承担。",
    help_en="The people on each staffing need in the earlier plan.",
    parent="baseline_packages",
    place="staffing",
    columns=(
        _need("s1"),
        Column(
            "experts", Kind.LIST, "人员", "Experts", "用分号隔开。", "Separated by semicolons.",
            refers="experts", example="E01; E03", width=24,
        ),
        Column(
            "outsourced", Kind.INTEGER, "外包人数", "Outsourced", "由外部承担的人数。",
            "Places filled from outside.", example="0",
        ),
    ),
)  # fmt: skip

_BASELINE_FACILITIES = Table(
    key="baseline_facilities",
    zh="基线设施",
    en="Baseline facilities",
    group=Group.BASELINE,
    help_zh="上一版计划中各设施需求由哪台设施承担。",
    help_en="The facility of each facility need in the earlier plan.",
    parent="baseline_packages",
    place="facilities",
    columns=(
        _need("f1"),
        Column(
            "facility", Kind.ID, "设施", "Facility", "“设施”表中的编号。", "Id of a facility.",
            refers="facilities", example="F01", width=14,
        ),
    ),
)  # fmt: skip

_BASELINE_MONEY = Table(
    key="baseline_money",
    zh="基线资金",
    en="Baseline money",
    group=Group.BASELINE,
    help_zh="上一版计划中各笔支出由哪笔资金支付。",
    help_en="The fund that pays each need in the earlier plan.",
    parent="baseline_packages",
    place="money",
    columns=(
        _need("m1"),
        Column(
            "fund", Kind.ID, "资金", "Fund", "“资金”表中的编号。", "Id of a fund.",
            refers="funds", example="B01", width=12,
        ),
        Column(
            "period", Kind.START, "所属时段", "Segment", "所在财政时段的第一天。",
            "First date of the fiscal segment.", example="2026-07-06",
        ),
        Column(
            "amount", Kind.MONEY, "金额", "Amount", "支付的金额。", "Amount paid.",
            "amount_cents", example="30000.00", width=16,
        ),
    ),
)  # fmt: skip

AGREED = (
    _PINS, _BASELINE_PROJECTS, _BASELINE_PACKAGES, _BASELINE_STAFFING, _BASELINE_FACILITIES,
    _BASELINE_MONEY,
)  # fmt: skip
