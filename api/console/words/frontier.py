"""Words of the frontier on the what-if page."""

WORDS: dict[str, tuple[str, str]] = {
    "frontier.title": ("取舍曲线", "Frontier"),
    "frontier.of": ("价值与{goal}的取舍", "Value against {goal}"),
    "frontier.lede": (
        "多照顾一个目标，要让出多少价值？每一点都是一个可采纳的方案：选一点即与基准对比。",
        (
            "How much value does another goal cost? Each point is a plan that can be adopted: "
            "choose one to compare it with the base."
        ),
    ),
    "frontier.all": ("已有的曲线", "Frontiers"),
    "frontier.none": ("还没有曲线。", "There is no frontier yet."),
    "frontier.solved": ("已求解 {solved} / {cells} 点。", "{solved} of {cells} points are solved."),
    "frontier.dropped": (
        "{count} 点被其他点优于或没有方案，未列出。",
        "{count:#point is|points are} not shown: equalled or beaten by another, or without a plan.",
    ),
    "frontier.point": ("方案 {number}", "Plan {number}"),
    "frontier.plan": ("方案", "Plan"),
    "frontier.value": ("价值（分）", "Value (points)"),
    "frontier.given-up": ("让出的价值", "Value given up"),
    "frontier.bound": ("价值上界（差距）", "Bound of value (gap)"),
    "frontier.chosen": ("对比中", "compared"),
    "frontier.compare-one": ("与基准对比：{name}", "Compare with the base: {name}"),
    "frontier.note": (
        "两点之间的虚线只为便于辨认：其间是否有更好的方案尚不知道。",
        "The dashed line only joins the points: what lies between them is not known.",
    ),
    "frontier.no-points": ("没有找到方案", "No plan was found"),
    "frontier.no-points-next": (
        "请加长每点的时限后再算一次。",
        "Trace it again with more time for each point.",
    ),
    "frontier.trace": ("计算一条曲线", "Trace a frontier"),
    "frontier.against": ("与价值取舍的目标", "Goal that value is given up for"),
    "frontier.points": ("点数", "Points"),
    "frontier.seconds": ("每点时限（秒）", "Seconds for each point"),
    "frontier.start": ("开始计算", "Trace it"),
    "notice.frontier-submitted": (
        "已提交：先解两端，再解其间各点。",
        "Submitted: the two ends first, then the points between.",
    ),
    "goal.fairness": ("最差部门", "the worst-off department"),
    "goal.cost": ("成本", "cost"),
    "goal.change": ("变动", "change"),
    "second.fairness": ("最差部门的效益 ÷ 应得份额（分）", "Worst-off: benefit ÷ entitlement"),
    "second.cost": ("成本", "Cost"),
    "second.change": ("与基准计划相比的变动", "Changes against the baseline"),
}
