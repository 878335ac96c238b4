"""Words about people, skills, facilities and datasets."""

WORDS: dict[str, tuple[str, str]] = {
    "people.title": ("人员", "People"),
    "people.total": ("人力总量：已用与可用", "People's time: used and on offer"),
    "people.total-desc": (
        "各期投入（全职人数）：柱为方案占用，线为可用。峰值 {peak}，可用最多 {most}。",
        (
            "Full-time equivalents by period: bars are the plan's use, the line is what is on "
            "offer. Peak {peak}, at most {most} on offer."
        ),
    ),
    "people.used": ("方案占用", "used by the plan"),
    "people.offered": ("可用", "on offer"),
    "people.fte": ("全职人数", "full-time equivalents"),
    "pressure.title": ("哪些技能紧张", "Where skills are tight"),
    "pressure.caption": (
        (
            "“压力”＝若全部申请都做，具备该技能者（一人多技能只算一次，尽量均摊）的最低负荷；"
            "超过 100% 即不可能全做。"
        ),
        (
            "Pressure is the least load of those who have the skill if every request were done, "
            "people with several skills counted once and divided as evenly as can be. Above 100% "
            "not everything can be done."
        ),
    ),
    "pressure.skill": ("技能", "Skill"),
    "pressure.level": ("{level} 级以上", "level {level}+"),
    "pressure.people": ("人数", "People"),
    "pressure.asked": ("申请（{unit}）", "Asked ({unit})"),
    "pressure.load": ("压力", "Pressure"),
    "pressure.busy": ("方案中这些人的负荷", "Their load in the plan"),
    "pressure.shared": ("与{names}共用人员", "shares people with {names}"),
    "pressure.shared-many": (
        "与另外 {count} 项技能共用人员",
        "shares people with {count:#other skill|other skills}",
    ),
    "pressure.impossible": ("无人可供", "nobody has it"),
    "heat.title": ("部门负荷", "Load by department"),
    "heat.caption": (
        "数字为占提供量的百分比，色越深越满；▲ 表示超过上限，斜线表示当期不提供。",
        (
            "Numbers are percent of what is offered, darker is fuller; ▲ marks more than may be "
            "committed, hatching marks periods without anything on offer."
        ),
    ),
    "heat.bucket": ("每列为 {periods} 的平均。", "Each column is the mean of {periods}."),
    "heat.limit": (
        "每人最多承诺其提供量的 {limit}。",
        "At most {limit} of what a person offers may be committed.",
    ),
    "heat.department": ("部门", "Department"),
    "heat.person": ("姓名", "Person"),
    "heat.mean": ("平均", "Mean"),
    "team.title": ("谁在哪里工作", "Who works where"),
    "team.summary": (
        "{department}：{people} 人，{busy} 人有任务，负荷 {load}",
        "{department}: {people:#person|people}, {busy} with work, {load} of their time used",
    ),
    "team.calendar": ("{department}：每人各期负荷", "{department}: load of each person"),
    "team.work": ("{department}：每人的任务", "{department}: what each person does"),
    "team.calendar-title": ("本部门人员各期负荷", "Load of its people"),
    "team.skills": ("技能", "Skills"),
    "team.load": ("负荷", "Load"),
    "team.tasks": ("任务", "Assignments"),
    "team.lent-to": ("借给{department}", "lent to {department}"),
    "team.none": ("没有任务", "no assignment"),
    "team.empty": ("没有登记人员。", "No people are listed."),
    "facilities.title": ("设施与数据", "Facilities and data"),
    "facilities.caption": (
        "数字为使用的单位数，色越深越满；▲ 表示超过现有数量。",
        "Numbers are units in use, darker is fuller; ▲ marks more than there is.",
    ),
    "facilities.bucket": (
        "每列为 {periods} 中的最大值。",
        "Each column is the highest of {periods}.",
    ),
    "facilities.facility": ("设施", "Facility"),
    "facilities.owner": ("所属部门", "Owner"),
    "facilities.units": ("数量", "Units"),
    "facilities.use": ("使用率", "Use"),
    "facilities.pressure": ("各类设施的紧张程度", "How tight each kind is"),
    "facilities.kind": ("类别", "Kind"),
    "facilities.count": ("项数", "Count"),
    "facilities.asked": ("申请（单位·{unit}）", "Asked (unit-{unit}s)"),
    "facilities.unasked": ("无申请", "not asked for"),
    "facilities.calendar": ("各设施逐期使用", "Each facility, period by period"),
    "facilities.empty": ("没有登记设施。", "No facilities are listed."),
    "datasets.title": ("数据集", "Datasets"),
    "datasets.dataset": ("数据集", "Dataset"),
    "datasets.security": ("密级", "Security"),
    "datasets.users": ("使用项目", "Used by"),
    "datasets.fees": ("费用", "Fees"),
    "datasets.unused": ("未使用", "not used"),
}
