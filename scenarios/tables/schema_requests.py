"""Tables of what is asked for: projects, work packages, modes and what they need."""

from __future__ import annotations

from scenarios.tables.column_sets import named
from scenarios.tables.columns import Column, Group, Kind, Table

__all__ = ["REQUESTS"]


def _window(what_zh: str, what_en: str) -> tuple[Column, Column]:
    return (
        Column(
            "earliest_start", Kind.START, "最早开始", "Earliest start",
            f"{what_zh}不早于这一天开始；空着为一开始就行。",
            f"{what_en} starts no earlier; empty: from the start of the round.",
            example="2026-07-20",
        ),
        Column(
            "deadline", Kind.END, "最晚完成", "Deadline",
            f"{what_zh}必须在这一天之前（含）完成；空着为不限。",
            f"{what_en} must end by this date (included); empty: none.", example="2026-11-29",
        ),
    )  # fmt: skip


def _need_id(example: str) -> Column:
    return Column(
        "id", Kind.ID, "需求编号", "Need id",
        "在同一执行方式的人员、设施、资金需求中唯一。",
        "Unique among the staffing, facility and money needs of the mode.", example=example,
        width=14,
    )  # fmt: skip


def _texts(field: str, zh: str, en: str) -> tuple[Column, Column]:
    return (
        Column(
            f"{field}_zh", Kind.TEXT, f"{zh}（中文）", f"{en} (Chinese)", f"项目的{zh}。",
            f"{en} in Chinese.", f"{field}/zh", width=44,
        ),
        Column(
            f"{field}_en", Kind.TEXT, f"{zh}（英文）", f"{en} (English)", f"项目的{zh}，英文。",
            f"{en} in English.", f"{field}/en", width=44,
        ),
    )  # fmt: skip


_PROJECTS = Table(
    key="projects",
    zh="项目",
    en="Projects",
    group=Group.REQUESTS,
    help_zh="申请的跨部门项目，一个一行；要么整个做，要么不做。",
    help_en="Requested projects, one a row; each is accepted whole or not at all.",
    place="projects",
    id_column="id",
    called="project",
    columns=(
        Column(
            "id", Kind.ID, "编号", "Id", "在本表中唯一，别的表用它来引用。",
            "Unique in this sheet and used by other sheets.", example="P01", width=12,
        ),
        *named("下一代控制器", "Next controller", "title"),
        Column(
            "sponsor", Kind.ID, "发起部门", "Sponsor", "“部门”表中的编号。",
            "Id of the department that asks for it.", refers="departments", example="rd",
            width=14,
        ),
        Column(
            "participants", Kind.LIST, "参与部门", "Participants",
            "其他参与部门，用分号隔开；发起部门不用再写。",
            "Other departments taking part, separated by semicolons.", refers="departments",
            example="mfg; quality", width=22,
        ),
        Column(
            "benefits", Kind.PAIRS, "各部门价值", "Benefits",
            "对各部门值多少分，写作“部门:分值”，用分号隔开。",
            "Value points for each department, as department:points.", refers="departments",
            example="rd:60; mfg:20", width=26,
        ),
        Column(
            "tier", Kind.INTEGER, "级别", "Tier", "1 战略，2 重要，3 一般。",
            "1 strategic, 2 important, 3 ordinary.", example="2",
        ),
        Column(
            "mandatory", Kind.FLAG, "必做", "Mandatory", "必须做的项目填“是”。",
            "Yes for a project that must be done.", example="no",
        ),
        *_window("项目", "The project"),
        Column(
            "due", Kind.END, "希望完成", "Due", "希望在这一天之前（含）完成；晚了按期扣款。",
            "Wanted end; later costs the penalty for each period.", example="2026-10-25",
        ),
        Column(
            "late_penalty", Kind.MONEY, "每期延误扣款", "Late penalty",
            "晚于希望完成日期，每期计多少成本。", "Cost of each period after the due date.",
            "late_penalty_cents", example="5000.00", width=16,
        ),
        Column(
            "security_level", Kind.CHOICE, "密级", "Security level",
            "参加的人都要有这个涉密等级。", "Clearance that everyone staffed on it must have.",
            example="general-1", width=14,
        ),
        Column(
            "exclusive_group", Kind.ID, "互斥组", "Exclusive group",
            "同组的项目最多做一个（如试点版与完整版）；空着为无。",
            "At most one project of a group is accepted; empty: none.", example="P01-scope",
            width=16,
        ),
        Column(
            "requested_experts", Kind.LIST, "希望的人员", "Requested experts",
            "希望参加的人，尽量满足但不强求。", "Wishes: kept where possible, never forced.",
            refers="experts", example="E01; E03", width=20,
        ),
        Column(
            "forbidden_experts", Kind.LIST, "回避人员", "Forbidden experts",
            "不得参加的人。", "People who may not be staffed on it.", refers="experts",
            example="E24", width=20,
        ),
        Column(
            "revenue", Kind.MONEY, "预期收入", "Expected revenue",
            "用到渠道时，渠道分成按它计算。", "Base of a channel's referral share.",
            "revenue_cents", example="0.00", width=16,
        ),
    ),
)  # fmt: skip

_PROJECT_TEXTS = Table(
    key="project_texts",
    zh="项目说明",
    en="Project texts",
    group=Group.REQUESTS,
    help_zh="项目的背景、目标和预期成果，一个项目一行；可不填。",
    help_en="Background, goals and expected results, one project a row; optional.",
    parent="projects",
    columns=(
        *_texts("background", "背景", "Background"),
        *_texts("goals", "目标", "Goals"),
        *_texts("expected_results", "预期成果", "Expected results"),
    ),
)

_PREREQUISITES = Table(
    key="prerequisites",
    zh="前置项目",
    en="Prerequisites",
    group=Group.REQUESTS,
    help_zh="某项目只有在另一项目也做时才能做。",
    help_en="Projects that may be accepted only together with another one.",
    parent="projects",
    place="prerequisites",
    columns=(
        Column(
            "prerequisite", Kind.ID, "前置项目", "Prerequisite", "必须也做的项目。",
            "The project that must be accepted too.", "project", refers="projects", example="P09",
            width=16,
        ),
        Column(
            "min_lag", Kind.INTEGER, "最少间隔", "Least lag",
            "在它完成后至少隔几期才能开始，空着为 0；只要求也做、不管先后的填“不限”。",
            "Periods between its end and the start; empty: 0. Write any to ask for acceptance "
            "only.",
            example="0",
        ),
    ),
)  # fmt: skip

_PACKAGES = Table(
    key="packages",
    zh="工作包",
    en="Work packages",
    group=Group.REQUESTS,
    help_zh="项目分成的工作包，一个一行；每个至少要有一种执行方式。",
    help_en="The packages of projects, one a row; each needs at least one mode.",
    parent="projects",
    place="packages",
    id_column="id",
    called="package",
    columns=(
        Column(
            "id", Kind.ID, "工作包编号", "Package id", "在同一项目中唯一。",
            "Unique within the project.", example="A", width=14,
        ),
        *named("方案设计", "Concept"),
        Column(
            "predecessors", Kind.LINKS, "前序工作包", "Predecessors",
            "写作“编号”“编号:间隔”或“编号:最少..最多”，用分号隔开。间隔是前序完成到本包开始隔几期。",
            "As package, package:lag or package:least..most, separated by semicolons. Lags are "
            "periods from its end to this start.",
            example="A; B:2; C:0..5", width=22,
        ),
        *_window("工作包", "The package"),
        Column(
            "needed_by", Kind.LIST, "受益部门", "Needed by",
            "哪些部门的价值离不开它；空着为所有受益部门。",
            "Departments whose benefit needs it; empty: all with a benefit.",
            refers="departments", example="rd; mfg", width=20,
        ),
    ),
)  # fmt: skip

_MODES = Table(
    key="modes",
    zh="执行方式",
    en="Modes",
    group=Group.REQUESTS,
    help_zh="工作包可以怎样做，一种一行；计划从中选一种。",
    help_en="Ways to do a package, one a row; the plan chooses one.",
    parent="packages",
    place="modes",
    id_column="id",
    called="mode",
    columns=(
        Column(
            "id", Kind.ID, "方式编号", "Mode id", "在同一工作包中唯一。",
            "Unique within the package.", example="standard", width=14,
        ),
        Column(
            "duration", Kind.INTEGER, "期数", "Duration",
            "做多少期；0 为里程碑。", "Periods it takes; 0 makes a milestone.", example="4",
        ),
        Column(
            "max_duration", Kind.INTEGER, "最多期数", "Longest duration",
            "工作量不变、可以拉长到几期；空着为不可拉长。",
            "The same effort may be spread up to so many periods; empty: fixed.", example="8",
        ),
    ),
)  # fmt: skip

_STAFFING = Table(
    key="staffing",
    zh="人员需求",
    en="Staffing needs",
    group=Group.REQUESTS,
    help_zh="每种执行方式要什么人，一类一行。",
    help_en="The people a mode needs, one kind a row.",
    parent="modes",
    place="staffing",
    columns=(
        _need_id("s1"),
        Column(
            "skill", Kind.ID, "技能", "Skill", "“技能”表中的编号。", "Id of a skill.",
            refers="skills", example="data-science", width=18,
        ),
        Column(
            "min_level", Kind.INTEGER, "最低级别", "Least level", "1 到 5。", "From 1 to 5.",
            example="3",
        ),
        Column(
            "headcount", Kind.INTEGER, "人数", "Headcount", "不同的人的数目。",
            "Number of different people.", example="1",
        ),
        Column(
            "load_pct", Kind.PERCENT, "每人负荷 %", "Load %",
            "每人每期投入全职时间的百分之几。", "Share of full time of each person.",
            example="80",
        ),
        Column(
            "outsource_rate", Kind.MONEY, "外包单价", "Outsourcing rate",
            "一人全职一期的市场价；不能外包的，外包三栏都空着。",
            "Market price of one full-time period; leave the three empty where nobody from "
            "outside may serve.",
            "outsource/rate_cents", example="15000.00", width=14,
        ),
        Column(
            "outsource_category", Kind.TEXT, "外包资金类别", "Outsourcing category",
            "由哪类资金支付；空着只计成本、不动用资金。",
            "Category of money that pays; empty: a cost drawn from no fund.",
            "outsource/category", example="services", width=16,
        ),
        Column(
            "outsource_max_headcount", Kind.INTEGER, "外包人数上限", "Most outsourced",
            "最多外包几人；空着为都可以。", "Most places from outside; empty: all.",
            "outsource/max_headcount", example="1",
        ),
        Column(
            "same_as_package", Kind.ID, "同人：工作包", "Same people: package",
            "要求与同一项目另一工作包用相同的人时，填那个工作包。",
            "Continuity: the package of the same project that the same people serve.",
            "same_as/package", example="A", width=14,
        ),
        Column(
            "same_as_need", Kind.ID, "同人：需求", "Same people: need",
            "那个工作包中的人员需求编号。", "The staffing need in that package.",
            "same_as/need", example="s1", width=14,
        ),
    ),
)  # fmt: skip

_FACILITY_NEEDS = Table(
    key="facility_needs",
    zh="设施需求",
    en="Facility needs",
    group=Group.REQUESTS,
    help_zh="每种执行方式要什么设施；“类别”和“指定设施”只填一个。",
    help_en="The facilities a mode needs; give either a kind or one facility.",
    parent="modes",
    place="facilities",
    columns=(
        _need_id("f1"),
        Column(
            "kind", Kind.ID, "类别", "Kind", "哪一类设施都行；与“指定设施”二选一。",
            "Any facility of this kind; otherwise name the facility.", refers="facilities.kind",
            example="equipment", width=16,
        ),
        Column(
            "facility", Kind.ID, "指定设施", "Facility", "“设施”表中的编号；与“类别”二选一。",
            "Id of one facility; otherwise give the kind.", refers="facilities", example="F01",
            width=14,
        ),
        Column(
            "units", Kind.INTEGER, "数量", "Units", "同时要几个单位。", "Units at a time.",
            example="1",
        ),
    ),
)  # fmt: skip

_DATASET_NEEDS = Table(
    key="dataset_needs",
    zh="数据需求",
    en="Dataset needs",
    group=Group.REQUESTS,
    help_zh="每种执行方式要用哪些数据集。",
    help_en="The datasets a mode uses.",
    parent="modes",
    place="datasets",
    columns=(
        Column(
            "dataset", Kind.ID, "数据集", "Dataset", "“数据集”表中的编号。", "Id of a dataset.",
            refers="datasets", example="D01", width=14,
        ),
        Column(
            "purpose", Kind.TEXT, "用途", "Purpose", "做什么用；须是该数据集允许的用途。",
            "What for; one of the purposes the dataset allows.", example="analysis", width=20,
        ),
    ),
)  # fmt: skip

_MONEY_NEEDS = Table(
    key="money_needs",
    zh="资金需求",
    en="Money needs",
    group=Group.REQUESTS,
    help_zh="每种执行方式要花的现金，一类一行。",
    help_en="The cash a mode needs, one category a row.",
    parent="modes",
    place="money",
    columns=(
        _need_id("m1"),
        Column(
            "category", Kind.TEXT, "类别", "Category", "与“资金”表的可付类别一致。",
            "One of the categories that funds pay.", example="equipment", width=16,
        ),
        Column(
            "amount", Kind.MONEY, "金额", "Amount", "总金额。", "Amount in all.", "amount_cents",
            example="60000.00", width=18,
        ),
        Column(
            "timing", Kind.CHOICE, "何时支付", "Timing", "开始时、按期平摊，或结束时。",
            "At the start, spread evenly, or at the end.", example="spread", width=14,
        ),
        Column(
            "currency", Kind.TEXT, "币种", "Currency", "空着用本轮的币种。",
            "Empty: the round's.", example="CNY",
        ),
    ),
)  # fmt: skip

REQUESTS = (
    _PROJECTS, _PROJECT_TEXTS, _PREREQUISITES, _PACKAGES, _MODES, _STAFFING, _FACILITY_NEEDS,
    _DATASET_NEEDS, _MONEY_NEEDS,
)  # fmt: skip
