"""Tables of the rules of a round: the round itself, its calendar, its policy."""

from __future__ import annotations

from scenarios.tables.columns import Column, Form, Group, Kind, Table

__all__ = ["RULES"]

_ROUND = Form(
    key="round",
    zh="轮次",
    en="Round",
    group=Group.RULES,
    help_zh="名称、币种与日历。每行一个设置，只填“值”一列。",
    help_en="Title, currency and calendar. One setting a line; fill in the column Value only.",
    columns=(
        Column(
            "schema_version", Kind.TEXT, "模板版本", "Template version",
            "由系统填写，请勿改动。", "Written by the system; do not change it.", example="1.0",
        ),
        Column(
            "title_zh", Kind.TEXT, "轮次名称（中文）", "Title (Chinese)",
            "本轮的中文名称。", "The round's title in Chinese.", "title/zh",
            example="下半年统筹轮次",
        ),
        Column(
            "title_en", Kind.TEXT, "轮次名称（英文）", "Title (English)",
            "本轮的英文名称。", "The round's title in English.", "title/en",
            example="Second half-year",
        ),
        Column(
            "currency", Kind.TEXT, "币种", "Currency",
            "三个大写字母的币种代码，本轮的金额都用它。",
            "Code of three capital letters; every amount of the round is in it.", example="CNY",
        ),
        Column(
            "calendar_start", Kind.DATE, "开始日期", "First day",
            "第一期的第一天；按月分期时不晚于 28 日。",
            "First day of the first period; with monthly periods at most the 28th.",
            "calendar/start", example="2026-07-06",
        ),
        Column(
            "period", Kind.CHOICE, "一期的长度", "Length of a period",
            "计划的最小时间单位：日、周或月。", "The smallest unit of time: day, week or month.",
            "calendar/period", example="week",
        ),
        Column(
            "periods", Kind.INTEGER, "期数", "Number of periods",
            "计划一共多少期。没有工作日的期不计。",
            "How many periods the plan covers. Periods without a working day do not count.",
            "calendar/periods", example="26",
        ),
        Column(
            "working_weekdays", Kind.LIST, "工作日", "Working weekdays",
            "每周哪几天上班：1 是周一，7 是周日。", "Weekdays on which people work: 1 is Monday.",
            "calendar/working_weekdays", example="1; 2; 3; 4; 5",
        ),
    ),
)  # fmt: skip

_CALENDAR_DAYS = Table(
    key="calendar_days",
    zh="节假日",
    en="Calendar days",
    group=Group.RULES,
    help_zh="放假的日子，以及本该休息却要上班的日子（调休补班）。",
    help_en="Days off, and days worked although the weekday says otherwise.",
    columns=(
        Column(
            "day", Kind.DATE, "日期", "Day", "放假或补班的那一天。", "The day.",
            example="2026-10-01",
        ),
        Column(
            "kind", Kind.CHOICE, "放假或补班", "Kind", "放假，或补班。", "Holiday or working day.",
            example="holiday", width=16,
        ),
    ),
    routes=(("holiday", "calendar/holidays"), ("working", "calendar/extra_working_days")),
)  # fmt: skip

_POLICY = Form(
    key="policy",
    zh="规则",
    en="Policy",
    group=Group.RULES,
    help_zh="本轮的规则。每行一个设置，只填“值”一列；空着就用默认值。",
    help_en="The rules of the round. One setting a line; an empty value means the default.",
    columns=(
        Column(
            "tier_weights", Kind.PAIRS, "各级权重", "Tier weights",
            "各级项目的价值按几倍计，写作“级:权重”；没有列出的级按 1。",
            "How many times a tier's benefit counts, as tier:weight; other tiers count once.",
            "policy/tier_weights", example="1:4; 2:2; 3:1",
        ),
        Column(
            "fairness_rule", Kind.CHOICE, "公平规则", "Fairness rule",
            "部门之间的公平按哪条规则衡量。", "The rule of fairness between departments.",
            "policy/fairness/rule", example="max-min",
        ),
        Column(
            "entitlement", Kind.CHOICE, "应得份额", "Entitlement",
            "公平以什么为基准。", "What a department's share is measured against.",
            "policy/fairness/entitlement", example="weight",
        ),
        Column(
            "use_credit", Kind.FLAG, "计入往轮结余", "Count earlier credit",
            "把以前各轮欠各部门的价值计入公平。",
            "Count what earlier rounds still owe to departments.", "policy/fairness/use_credit",
            example="no",
        ),
        Column(
            "wish_weight", Kind.INTEGER, "未满足点名", "Unmet wish",
            "项目点名的人没有参加时扣的分。",
            "Penalty points for a requested expert who is not on the project.",
            "policy/people_weights/wish", example="100",
        ),
        Column(
            "handover_weight", Kind.INTEGER, "人员分散", "Handover",
            "每多一对“人员–项目”扣的分，越少越连续。",
            "Penalty points for each pair of expert and project with work.",
            "policy/people_weights/handover", example="10",
        ),
        Column(
            "balance_weight", Kind.INTEGER, "负荷不均", "Balance",
            "负荷最重者占用比例（千分之一）的扣分。",
            "Penalty points for each permille of the busiest expert's load.",
            "policy/people_weights/balance", example="1",
        ),
        Column(
            "cost_sharing_rule", Kind.TEXT, "成本分摊规则", "Cost sharing rule",
            "成本按哪条规则分摊给各部门。", "The rule by which costs are shared.",
            "policy/cost_sharing_rule", example="shapley",
        ),
        Column(
            "fast_lane_reserve_pct", Kind.PERCENT, "快速通道预留 %", "Fast-lane reserve %",
            "每笔资金为紧急申请预留的比例；资金自己写了的以资金为准。",
            "Share of every fund kept for urgent requests, unless the fund says otherwise.",
            "policy/fast_lane_reserve_pct", example="10",
        ),
        Column(
            "load_limit_pct", Kind.PERCENT, "负荷上限 %", "Load limit %",
            "每期最多安排一个人可用时间的百分之几。",
            "Most of a person's availability that may be committed in a period.",
            "policy/load_limit_pct", example="100",
        ),
        Column(
            "outsource_clearance", Kind.CHOICE, "外包密级上限", "Outsourcing clearance",
            "工作包要求的密级不超过它时才可外包。",
            "Highest clearance a package may require and still be filled from outside.",
            "policy/outsource_clearance", example="general-1",
        ),
        Column(
            "change_project", Kind.INTEGER, "变动权重：项目", "Change weight: project",
            "与基线相比，每进出一个项目算几处变动。没有基线时空着。",
            "Changes counted for a project in or out. Leave empty without a baseline.",
            "baseline/weights/project", example="10",
        ),
        Column(
            "change_start", Kind.INTEGER, "变动权重：开始", "Change weight: start",
            "每个工作包改变开始时间算几处变动。", "Changes counted for another start.",
            "baseline/weights/start", example="1",
        ),
        Column(
            "change_mode", Kind.INTEGER, "变动权重：方式", "Change weight: mode",
            "每个工作包改变执行方式算几处变动。", "Changes counted for another mode.",
            "baseline/weights/mode", example="1",
        ),
        Column(
            "change_person", Kind.INTEGER, "变动权重：人员", "Change weight: person",
            "每换下一个人算几处变动。", "Changes counted for a person taken off a need.",
            "baseline/weights/person", example="1",
        ),
    ),
)  # fmt: skip

_LEVELS = Table(
    key="objective_levels",
    zh="目标层级",
    en="Objective levels",
    group=Group.RULES,
    help_zh="按先后次序优化的目标，一行一级，上面的优先。空表用默认层级。",
    help_en="Objectives in the order they are optimised, one a row. Empty: the default levels.",
    place="policy/levels",
    columns=(
        Column(
            "name", Kind.TEXT, "名称", "Name", "这一级的名称。", "Name of the level.",
            example="value", width=20,
        ),
        Column(
            "terms", Kind.PAIRS, "指标与权重", "Measures",
            "写作“指标:权重”。指标："
            "value、fairness、cost、people、change、makespan、tier-1 至 tier-9。",
            "As measure:weight. Measures are value, fairness, cost, people, change, makespan, "
            "tier-1 to tier-9.",
            example="value:1", width=28,
        ),
        Column(
            "give_up_pct", Kind.PERCENT, "可让出 %", "May give up %",
            "后面各级最多可以让这一级下降百分之几。",
            "Share of this level's best value that later levels may give up.", example="5",
        ),
        Column(
            "target", Kind.INTEGER, "目标值", "Target",
            "达到即可，超出部分不计；空着则越多（或越少）越好。",
            "Enough: what goes beyond it counts for nothing. Empty: the more (or less) the better.",
        ),
    ),
)  # fmt: skip

_AUTHORITY = Table(
    key="authority_limits",
    zh="签批权限",
    en="Authority limits",
    group=Group.RULES,
    help_zh="动用资金由谁签字，一行一人，金额从小到大；第一个够额度的人签。",
    help_en="Who signs for money drawn, from small amounts to large; the first that fits signs.",
    place="policy/authority_limits",
    columns=(
        Column(
            "signer", Kind.TEXT, "签批人", "Signer", "职务或姓名。", "A role or a name.",
            example="部门负责人", width=24,
        ),
        Column(
            "up_to", Kind.MONEY, "上限金额", "Up to",
            "最多可签的金额；空着为不限。", "Largest amount; empty: any amount.", "up_to_cents",
            example="50000.00", width=16,
        ),
    ),
)  # fmt: skip

RULES = (_ROUND, _CALENDAR_DAYS, _POLICY, _LEVELS, _AUTHORITY)
