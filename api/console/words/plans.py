"""Words of a plan: its projects, timeline, heat map, and the review of its lines."""

WORDS: dict[str, tuple[str, str]] = {
    "plan.title": ("方案", "Plan"),
    "plan.parts": ("方案的各部分", "Parts of the plan"),
    "plan.projects": ("项目", "Projects"),
    "plan.timeline": ("时间", "Timeline"),
    "plan.heat": ("热力图", "Heat map"),
    "plan.lines": ("逐行审阅", "Line by line"),
    "plan.behind": ("与另一方案对照", "Compared with"),
    "plan.behind-none": ("不对照", "no other plan"),
    "plan.ghost": ("在对照方案中的位置", "where it stood in the other plan"),
    "plan.later": ("推迟 {count} 期", "{count:#period|periods} later"),
    "plan.earlier": ("提前 {count} 期", "{count:#period|periods} earlier"),
    "plan.changes": ("变动", "Changes"),
    "plan.none": ("还没有审阅中的方案。", "There is no plan under review yet."),
    "plan.none-next": (
        "统筹办公室选定求解结果并提交审阅后，会显示在这里。",
        "It stands here once the office has put a run's plan under review.",
    ),
    "plan.snapshot": ("快照", "Snapshot"),
    "plan.why": ("为什么", "Why"),
    "plan.why-in": ("为何入选", "Why it is in"),
    "plan.why-out": ("为何未入选", "Why it is out"),
    "plan.why-about": ("“{title}”的依据", "Why: {title}"),
    "plan.in-words": (
        "该项目入选：价值 {worth} 分，{start} 至 {end} 实施。",
        "It is done: worth {worth} points, from {start} to {end}.",
    ),
    "plan.in-mandatory": ("它是必做项目。", "It has to be done."),
    "plan.in-pinned": ("它已被约定立项。", "It was agreed (pinned) to be done."),
    "plan.in-rank": (
        "按单位稀缺资源的价值，方案选择了它而非下列争用相同资源的项目。",
        (
            "The plan prefers it to the projects below, which want the same people, facilities "
            "or money."
        ),
    ),
    "plan.contenders": ("争用相同资源而未入选的项目", "Left out, and in want of the same"),
    "plan.no-contenders": (
        "没有未入选的项目与它争用资源。",
        "No project that was left out wants what it holds.",
    ),
    "plan.holds": ("它占用", "What it holds"),
    "plan.wants": ("它需要的资源与紧张程度", "What it asks for, and how tight that is"),
    "plan.reason": ("原因", "Reason"),
    "plan.blockers": ("占用所需资源的项目", "What stands in the way"),
    "plan.blocked-package": ("工作包", "Work package"),
    "plan.blocked-by": ("所缺", "Missing"),
    "plan.blocked-when": ("最接近可行的时间", "When it comes closest"),
    "plan.blocked-held": ("占用方", "Held by"),
    "plan.taken": ("合适但已被占用", "Would do, but are taken"),
    "plan.pin-hint": (
        "想改变这一结果？约定该项目立项后从本方案出发重新求解，再比较谁受影响。",
        (
            "To change this, pin the project in and solve again from this plan; then compare "
            "who is affected."
        ),
    ),
    "plan.pin-in": ("约定立项并重新求解", "Pin it in and solve again"),
    "plan.pin-out": ("约定不立项并重新求解", "Pin it out and solve again"),
    "plan.packages": ("工作包、人员与设施", "Work packages, people, facilities"),
    "plan.back": ("返回项目列表", "Back to the projects"),
    "blocker.people": ("人员", "people"),
    "blocker.facility": ("设施", "facility"),
    "blocker.dataset": ("数据集", "dataset"),
    "blocker.fund": ("资金", "money"),
    "blocker.time": ("时间", "time"),
    "lines.title": ("逐行审阅", "Line by line"),
    "lines.lede": (
        "资源所属部门答复其给出的每一行，项目组答复时间。异议须说明理由，将作为约束重新求解。",
        (
            "Owners answer for what they give, teams for the times. An objection needs a "
            "reason and becomes a pin in the next run."
        ),
    ),
    "lines.state": ("状态", "State"),
    "lines.all": ("全部", "All"),
    "lines.what": ("内容", "What"),
    "lines.project": ("项目 / 工作包", "Project / package"),
    "lines.owner": ("答复部门", "Asked"),
    "lines.when": ("时间", "When"),
    "lines.accept": ("接受", "Accept"),
    "lines.accept-one": ("接受：{what}", "Accept: {what}"),
    "lines.accept-shown": (
        "接受本页待我答复的 {count} 行",
        "Accept all {count} that wait for me on this page",
    ),
    "lines.object": ("异议", "Object"),
    "lines.object-one": ("对“{what}”提出异议", "Object to: {what}"),
    "lines.object-send": ("提交异议", "Send the objection"),
    "lines.why": ("理由", "Reason"),
    "lines.wanted": ("希望开始的期", "Wanted start (period)"),
    "lines.settle": ("裁决", "Settle"),
    "lines.settle-one": ("裁决：{what}", "Settle: {what}"),
    "lines.settle-hint": (
        "不采纳该异议，维持方案；理由写入审计记录。",
        "The objection is not followed and the plan stands; the reason goes to the audit trail.",
    ),
    "lines.empty": ("没有符合条件的行。", "No line fits."),
    "lines.empty-next": ("请换一个状态查看。", "Look at another state."),
    "lines.rerun": ("以异议为约束重新求解", "Solve again with the objections as pins"),
    "lines.rerun-lede": (
        "有 {count} 行异议。重新求解会避开它们，并尽量少改动其他行。",
        (
            "{count:#objection|objections}. Solving again avoids them and changes as little "
            "else as it can."
        ),
    ),
    "lines.decided": ("{who}，{at}", "{who}, {at}"),
    "lines.person": ("{name}：{skill}，{load}%", "{name}: {skill}, {load}%"),
    "lines.facility": ("{name} × {units}", "{name} × {units}"),
    "lines.money": ("{name}：{amount}", "{name}: {amount}"),
    "lines.dataset": ("数据集：{name}", "Dataset: {name}"),
    "lines.time": ("开始与结束", "Start and end"),
    "lines.count": (
        "{open} 待答复 · {objected} 有异议 · {accepted} 已接受 · {overruled} 已裁决",
        "{open} open · {objected} objected to · {accepted} accepted · {overruled} settled",
    ),
    "notice.lines-accepted": ("已接受。", "Accepted."),
    "notice.rerun": ("已提交重新求解：异议成为约束。", "Submitted: the objections are pins now."),
    "heat.lede": (
        "每格一期；颜色越深数值越高，▲ 为超出上限。",
        "A cell is a period; the darker, the more; ▲ marks what is above the limit.",
    ),
    "heat.rows": ("行", "Rows"),
    "heat.by-tree": ("部门 › 类别 › 资源", "Department › kind › resource"),
    "heat.folds": ("展开或收起部门", "Unfold or fold departments"),
    "heat.unfold-all": ("全部展开", "Unfold all"),
    "heat.fold-all": ("全部收起", "Fold all"),
    "heat.tentative": (
        "斜线：超过 30 天未确认，暂不确定",
        "hatched: not confirmed for 30 days, tentative",
    ),
    "heat.by-departments": ("部门（人员合计）", "Departments (people together)"),
    "heat.by-skills": ("技能", "Skills"),
    "heat.by-people": ("人员", "People"),
    "heat.by-facilities": ("设施", "Facilities"),
    "heat.measure": ("显示", "Show"),
    "heat.load": ("负荷（%）", "Load (%)"),
    "heat.pressure": ("紧张程度（%）", "Pressure (%)"),
    "heat.idle": ("空闲", "Idle"),
    "heat.worth": ("多一单位的价值（分）", "Worth of one more (points)"),
    "heat.load-note": ("方案占用对可用上限之比。", "What the plan uses of what may be used."),
    "heat.pressure-note": (
        "全部申请的需求在各自时间窗内平均摊开，对供给之比；超过 100% 说明争用。",
        (
            "What all requests ask for, spread evenly over their windows, against what is "
            "offered; above 100 % they contend."
        ),
    ),
    "heat.idle-note": (
        "方案未占用的部分：人员以全时百分比计，部门与技能以全时人数计，设施以数量计。",
        (
            "What the plan leaves unused: percent of full time for people, full-time people "
            "for departments and skills, units for facilities."
        ),
    ),
    "heat.worth-note": (
        (
            "界的对偶价格：该期多一个全时人员（或一单位设施）能使界提高多少分；"
            "方案本身的提高可多可少。"
        ),
        (
            "Prices behind the bound: by how many points one more full-time person (or unit) "
            "in the period would raise it; the plan may gain more or less."
        ),
    ),
    "heat.worth-wait": (
        "正在后台计算价格，完成后自动显示。",
        "Prices are being worked out and appear here by themselves.",
    ),
    "heat.worth-unasked": (
        "该轮次的价格尚未计算；每个冻结的轮次只需计算一次，约半分钟。",
        (
            "The prices of this round are not worked out yet: once for a frozen round, in about "
            "half a minute."
        ),
    ),
    "heat.worth-ask": ("计算价格", "Work out the prices"),
    "heat.worth-zero": (
        "各资源再多一个都不会提高界：限制价值的不是人员与设施的数量（可能是资金、时间窗或项目本身）。",
        (
            "One more of any of these would not raise the bound: what limits the value is not how "
            "many there are, but money, windows or the projects themselves."
        ),
    ),
    "heat.worth-none": ("该轮次没有可用的价格。", "There are no prices for this round."),
    "heat.no-value": ("无供给", "nothing offered"),
    "heat.above": ("超出上限", "above the limit"),
    "heat.who": ("谁在争用", "Who competes"),
    "heat.who-hint": (
        "选择行与期，列出占用与需求它的项目。",
        "Choose a row and a period to list the projects that hold it or ask for it.",
    ),
    "heat.row": ("行", "Row"),
    "heat.period": ("期", "Period"),
    "heat.list": ("列出", "List"),
    "heat.holds": ("占用", "holds"),
    "heat.asks": ("需要（未入选）", "asks for it (left out)"),
    "heat.amount": ("数量", "How much"),
    "heat.how": ("关系", "How"),
    "heat.nobody": ("该期没有项目占用或需要它。", "No project holds it or asks for it then."),
    "heat.empty": ("本轮次没有这类资源。", "The round has nothing of this kind."),
    "heat.empty-next": ("请换一类查看。", "Look at another kind."),
}
