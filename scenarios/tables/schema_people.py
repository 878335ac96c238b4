"""Tables of the departments and their people."""

from __future__ import annotations

from scenarios.tables.column_sets import access, internal_rate, named, own_id, owner, steps_table
from scenarios.tables.columns import Column, Group, Kind, Table

__all__ = ["PEOPLE"]

_DEPARTMENTS = Table(
    key="departments",
    zh="部门",
    en="Departments",
    group=Group.INVENTORY,
    help_zh="参加本轮的部门。",
    help_en="The departments of the round.",
    place="departments",
    id_column="id",
    called="department",
    columns=(
        own_id("rd"),
        *named("研发中心", "Research and Development"),
        Column(
            "weight", Kind.INTEGER, "权重", "Weight",
            "按权重讲公平时的应得份额。", "Entitlement under the fairness rule weight.",
            example="1",
        ),
        Column(
            "credit", Kind.INTEGER, "往轮结余", "Credit",
            "以前各轮欠它的价值分；它欠的写负数。",
            "Value points owed to it from earlier rounds; negative: owed by it.", example="0",
        ),
        Column(
            "can_pay", Kind.MONEY, "可付上限", "Can pay",
            "它最多承担的分摊成本；空着为不限。", "Most it can pay as its share; empty: no limit.",
            "can_pay_cents", example="100000.00", width=16,
        ),
    ),
)  # fmt: skip

_SKILLS = Table(
    key="skills",
    zh="技能",
    en="Skills",
    group=Group.INVENTORY,
    help_zh="技能目录：人员和需求都从这里选。",
    help_en="The catalogue of skills that people have and requests ask for.",
    place="skills",
    id_column="id",
    called="skill",
    columns=(own_id("data-science"), *named("数据科学", "Data science")),
)

_EXPERTS = Table(
    key="experts",
    zh="人员",
    en="Experts",
    group=Group.INVENTORY,
    help_zh="各部门拿出来统筹的人，一人一行。",
    help_en="The people that departments share, one a row.",
    place="experts",
    id_column="id",
    called="expert",
    columns=(
        own_id("E01"),
        *named("陈思远", "Chen Siyuan"),
        owner(),
        Column(
            "skills", Kind.PAIRS, "技能:级别", "Skills",
            "写作“技能:级别”，用分号隔开；级别从 1（能帮忙）到 5（能带人）。",
            "As skill:level, separated by semicolons; levels from 1 (can help) to 5 (can teach).",
            refers="skills", example="data-science:4; testing:3", width=30,
        ),
        Column(
            "availability_pct", Kind.PERCENT, "可用比例 %", "Availability %",
            "平时每期拿出全职时间的百分之几。", "Share of full time offered in every period.",
            example="80",
        ),
        Column(
            "max_packages", Kind.INTEGER, "同时任务数", "Most packages",
            "同时最多参加几个工作包；空着为不限。", "Most packages at once; empty: no limit.",
            example="2",
        ),
        internal_rate("全职一期的内部价格。", "Internal price of one full-time period."),
        Column(
            "clearance", Kind.CHOICE, "涉密等级", "Clearance", "此人可接触的最高等级。",
            "Highest security level the person may work with.", example="general-2", width=14,
        ),
        *access(),
        Column(
            "keep_pct", Kind.PERCENT, "自留比例 %", "Kept %",
            "每期留给本部门项目的比例。", "Share of full time kept for own projects.",
            example="20",
        ),
        Column(
            "lend_limit_pct_periods", Kind.INTEGER, "外借上限", "Lending limit",
            "全轮借给别部门项目的上限，以“百分比×期”计；空着为不限。",
            "Most percent-periods for other departments' projects; empty: no limit.",
            example="400",
        ),
    ),
)  # fmt: skip

_EXPERT_AVAILABILITY = steps_table(
    "expert_availability",
    (
        "可用比例 %", "Availability %", "这段时间里每期可用的百分比。",
        "Percent of full time in these periods.",
    ),
    zh="人员可用时段",
    en="Expert availability",
    help_zh="某人在某段时间的可用比例与平时不同时填写。",
    help_en="Stretches in which a person's availability differs from the usual.",
    parent="experts",
)  # fmt: skip

_LEAVE = Table(
    key="leave",
    zh="请假",
    en="Leave",
    group=Group.INVENTORY,
    help_zh="整天不在的日子，首尾两天都算。",
    help_en="Whole days away, first and last included.",
    parent="experts",
    place="leave",
    columns=(
        Column(
            "first_day", Kind.DATE, "第一天", "First day", "不在的第一天。", "First day away.",
            example="2026-08-10",
        ),
        Column(
            "last_day", Kind.DATE, "最后一天", "Last day", "不在的最后一天。", "Last day away.",
            example="2026-08-21",
        ),
        Column(
            "reason", Kind.TEXT, "事由", "Reason", "可不填。", "Optional.", example="年假",
            width=24,
        ),
    ),
)  # fmt: skip

PEOPLE = (_DEPARTMENTS, _SKILLS, _EXPERTS, _EXPERT_AVAILABILITY, _LEAVE)
