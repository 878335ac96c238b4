"""Tables of what departments share besides people: facilities, datasets, funds."""

from __future__ import annotations

from scenarios.tables.column_sets import access, internal_rate, named, own_id, owner, steps_table
from scenarios.tables.columns import Column, Group, Kind, Table

__all__ = ["MEANS"]

_FACILITIES = Table(
    key="facilities",
    zh="设施",
    en="Facilities",
    group=Group.INVENTORY,
    help_zh="设备、实验室、许可、渠道等，一项一行。",
    help_en="Equipment, labs, licences, channels, one a row.",
    place="facilities",
    id_column="id",
    called="facility",
    columns=(
        own_id("F01"),
        *named("环境试验舱", "Climate chamber"),
        Column(
            "kind", Kind.ID, "类别", "Kind", "需求按类别提出，如 equipment、lab、channel。",
            "What requests ask for: equipment, lab, licence, channel or finer.",
            example="equipment", width=16,
        ),
        owner(),
        Column(
            "units", Kind.INTEGER, "数量", "Units", "平时每期可用的台、席、份数。",
            "Units in every period.", example="1",
        ),
        internal_rate("一个单位一期的内部价格。", "Internal price of one unit for one period."),
        *access(),
        Column(
            "keep_units", Kind.INTEGER, "自留数量", "Kept units", "每期留给本部门项目的数量。",
            "Units kept for own projects.", example="0",
        ),
        Column(
            "lend_limit_unit_periods", Kind.INTEGER, "外借上限", "Lending limit",
            "全轮借给别部门项目的上限，以“单位×期”计；空着为不限。",
            "Most unit-periods for other departments' projects; empty: no limit.", example="40",
        ),
        Column(
            "security_level", Kind.CHOICE, "密级", "Security level",
            "用它的工作包，所有人员都要有这个涉密等级。",
            "Clearance that everyone on a package that uses it must have.",
            example="general-1", width=14,
        ),
        Column(
            "operator", Kind.PAIR, "操作员要求", "Operator",
            "用它的工作包至少要有一人具备的“技能:级别”；空着为不要求。",
            "skill:level that somebody on the package must have; empty: nobody.",
            refers="skills", example="testing:3", width=18,
        ),
        Column(
            "channel_exclusive", Kind.FLAG, "渠道：独占", "Channel: exclusive",
            "只对渠道填写：同一时间只归一个项目。不是渠道的，三栏都空着。",
            "Channels only: belongs to one project at a time. Leave all three empty otherwise.",
            "channel/exclusive", example="yes",
        ),
        Column(
            "channel_protection_periods", Kind.INTEGER, "渠道：保护期数",
            "Channel: protection", "最后一次使用后仍归该项目的期数。",
            "Periods after the last use in which it still belongs to the project.",
            "channel/protection_periods", example="4",
        ),
        Column(
            "channel_referral_share_pct", Kind.PERCENT, "渠道：分成 %", "Channel: referral %",
            "项目预期收入中归渠道所属部门的比例。",
            "Share of the project's expected revenue for the owner.",
            "channel/referral_share_pct", example="5",
        ),
        Column("note", Kind.TEXT, "备注", "Note", "使用条件等。", "Conditions of use.", width=30),
    ),
)  # fmt: skip

_FACILITY_AVAILABILITY = steps_table(
    "facility_availability",
    ("数量", "Units", "这段时间里每期可用的数量。", "Units in these periods."),
    zh="设施可用时段",
    en="Facility availability",
    help_zh="某设施在某段时间的数量与平时不同时填写（检修、扩容）。",
    help_en="Stretches in which a facility has other units than usual.",
    parent="facilities",
)

_DATASETS = Table(
    key="datasets",
    zh="数据集",
    en="Datasets",
    group=Group.INVENTORY,
    help_zh="可供项目使用的数据集，一个一行。",
    help_en="Datasets that projects may use, one a row.",
    place="datasets",
    id_column="id",
    called="dataset",
    columns=(
        own_id("D01"),
        *named("生产过程数据", "Production records"),
        owner(),
        Column(
            "security_level", Kind.CHOICE, "数据等级", "Security level",
            "用它的人都要有这个涉密等级。", "Clearance that everyone who uses it must have.",
            example="general-2", width=14,
        ),
        Column(
            "fee", Kind.MONEY, "使用费", "Fee", "每个使用它的项目收一次。",
            "Charged once for each project that uses it.", "fee_cents", example="0.00", width=14,
        ),
        Column(
            "purposes", Kind.LIST, "允许用途", "Purposes", "允许的用途，用分号隔开；空着为不限。",
            "Purposes allowed, separated by semicolons; empty: any.", example="analysis; training",
            width=24,
        ),
        Column(
            "max_users", Kind.INTEGER, "同时使用数", "Most users",
            "一期里最多几个工作包同时用；空着为不限。",
            "Most packages using it in one period; empty: no limit.", example="3",
        ),
        *access(),
    ),
)  # fmt: skip

_FUNDS = Table(
    key="funds",
    zh="资金",
    en="Funds",
    group=Group.INVENTORY,
    help_zh="各部门拿出来的钱，一笔一行。",
    help_en="The money that departments share, one fund a row.",
    place="funds",
    id_column="id",
    called="fund",
    columns=(
        own_id("B01"),
        *named("研发专项资金", "Research fund"),
        owner(),
        Column(
            "currency", Kind.TEXT, "币种", "Currency", "空着用本轮的币种。",
            "Empty: the round's.", example="CNY",
        ),
        Column(
            "amount", Kind.MONEY, "总额", "Amount",
            "全轮总额；在“资金分段”里分了段的，这里填 0。",
            "For the whole round; 0 when it is split in the sheet Fund slots.", "amount_cents",
            example="500000.00", width=18,
        ),
        Column(
            "roll_over", Kind.FLAG, "可结转", "Rolls over", "前一段没用完的可以留到后面。",
            "Unspent money of a slot may be spent later.", example="no",
        ),
        Column(
            "categories", Kind.LIST, "可付类别", "Categories",
            "可以支付哪些类别，用分号隔开；空着为不限。",
            "Categories it may pay, separated by semicolons; empty: any.",
            example="travel; equipment", width=24,
        ),
        *access(),
        Column(
            "reserve_pct", Kind.PERCENT, "预留 %", "Reserve %",
            "为紧急申请预留的比例；空着用规则里的比例。",
            "Share kept for urgent requests; empty: the policy's.", example="10",
        ),
    ),
)  # fmt: skip

_FUND_SLOTS = Table(
    key="fund_slots",
    zh="资金分段",
    en="Fund slots",
    group=Group.INVENTORY,
    help_zh="按财年、季度等分段到位的资金；各段不能重叠。",
    help_en="Money by fiscal year or quarter; the slots of a fund may not overlap.",
    parent="funds",
    place="slots",
    columns=(
        Column(
            "start", Kind.START, "从", "From", "从这一天开始可用（含）。",
            "First date, at the start of a period.", example="2026-07-06",
        ),
        Column(
            "end", Kind.END, "至", "To", "到这一天为止（含）。",
            "Last date, at the end of a period.", example="2026-09-27",
        ),
        Column(
            "amount", Kind.MONEY, "金额", "Amount", "这一段的金额。", "Amount of the slot.",
            "amount_cents", example="200000.00", width=18,
        ),
    ),
)  # fmt: skip

MEANS = (_FACILITIES, _FACILITY_AVAILABILITY, _DATASETS, _FUNDS, _FUND_SLOTS)
