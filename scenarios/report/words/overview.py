"""Words of the first screen: status, headline figures, what the gap means, conflicts."""

WORDS: dict[str, tuple[str, str]] = {
    "status.optimal": ("已证最优", "Proven optimal"),
    "status.feasible": ("可用方案，未证最优", "Usable plan, not proven optimal"),
    "status.infeasible": ("无可行方案", "No plan is possible"),
    "status.no plan found": ("时限内未找到方案", "No plan found in the time given"),
    "status.cancelled": ("已停止，保留最好方案", "Stopped, the best plan kept"),
    "status.cancelled-empty": ("已停止，尚无方案", "Stopped before any plan"),
    "lede.accepted": (
        "{requests} 个申请中立项 {accepted} 个，{left} 个未入选。",
        "{accepted} of {requests:#request|requests} done, {left} left out.",
    ),
    "lede.all": ("{requests} 个申请全部立项。", "All {requests} requests are done."),
    "lede.one": ("唯一的申请已排定。", "The one request is scheduled."),
    "lede.value-proven": (
        "方案价值 {value} 分，已证明没有更高的方案。",
        "The plan is worth {value} points, and it is proven that no plan is worth more.",
    ),
    "lede.value": (
        "方案价值 {value} 分；已证明任何方案不超过 {bound} 分。",
        "The plan is worth {value} points; it is proven that no plan is worth more than {bound}.",
    ),
    "lede.makespan-proven": (
        "全部工作在 {value}内完成，已证明不能更快。",
        "All work ends within {value}, and it is proven that it can't end sooner.",
    ),
    "lede.makespan": (
        "全部工作在 {value}内完成；已证明至少需要 {bound}。",
        "All work ends within {value}; it is proven that {bound} are needed at least.",
    ),
    "lede.cost": ("总成本 {cost}，其中现金 {cash}。", "It costs {cost}, of which cash {cash}."),
    "lede.cost-only": ("总成本 {cost}。", "It costs {cost}."),
    "lede.infeasible": (
        "必做项目与已定事项互相冲突，任何方案都不能同时满足。下面列出冲突的条件。",
        (
            "Mandatory projects and agreements clash: no plan can keep them all. "
            "What clashes stands below."
        ),
    ),
    "lede.nothing-found": (
        "时限内既未找到方案，也未证明不存在方案。请延长时限或放宽条件后再求解。",
        (
            "Within the time given no plan was found, nor was it proven that there is none. "
            "Solve again with more time or fewer conditions."
        ),
    ),
    "lede.stopped": (
        "求解在找到方案之前被停止。请再次求解。",
        "The solve was stopped before it found a plan. Solve again.",
    ),
    "card.accepted": ("立项项目", "Projects accepted"),
    "card.accepted-note": (
        "申请总收益 {asked} 分中实现 {got} 分",
        "{got} of {asked} points of benefit asked for",
    ),
    "card.bound": ("界 {bound}", "bound {bound}"),
    "card.no-bound": ("未得到界", "no bound"),
    "card.gap": ("差距", "Gap"),
    "card.cost": ("方案成本", "Cost of the plan"),
    "card.cost-note": ("{amount}；现金 {cash}", "{amount}; cash {cash}"),
    "card.cost-cash": ("其中现金 {cash}", "of which cash {cash}"),
    "card.worst": ("受益最少的部门", "Worst-off department"),
    "card.worst-note": (
        "{department}：申请收益 {asked} 分，得到 {got} 分",
        "{department}: {got} of the {asked} points it asked for",
    ),
    "card.tight": ("最紧的资源", "Tightest resource"),
    "card.tight-note": (
        "{name}：全部申请对供给的比例",
        "{name}: what all requests ask for over what there is",
    ),
    "card.tight-none": ("没有资源需求", "nothing is asked for"),
    "card.nobody": ("无人可供", "nobody"),
    "card.late": ("逾期项目", "Late projects"),
    "card.late-note": (
        "共逾期 {periods}，罚金 {cents}",
        "by {periods} in all, penalties {cents}",
    ),
    "card.late-none": ("有期望完成日期的项目均按期", "every project with a due date keeps it"),
    "card.changes": ("相对基线的变动", "Changes against the baseline"),
    "card.changes-note": (
        "新增 {came} 个、取消 {gone} 个、调整 {moved} 个项目",
        "{came:#project|projects} in, {gone} out, {moved} adjusted",
    ),
    "card.capacity": ("可用人力", "People's time on offer"),
    "card.requests": ("申请", "Requests"),
    "levels.title": ("目标层级", "Objective levels"),
    "levels.caption": (
        "自上而下逐级优化，每一级的界以上面各级已达到的值为前提。",
        (
            "Optimised from the top down; the bound of each level holds given what those above "
            "it reached."
        ),
    ),
    "levels.level": ("层级", "Level"),
    "levels.aim": ("方向", "Aim"),
    "levels.max": ("↑ 越大越好", "↑ more is better"),
    "levels.min": ("↓ 越小越好", "↓ less is better"),
    "levels.value": ("值", "Value"),
    "levels.bound": ("界", "Bound"),
    "levels.gap": ("差距", "Gap"),
    "levels.meaning": ("差距的含义", "What the gap means"),
    "gap.proven": ("已证最优：没有更好的方案。", "Proven: no plan does better."),
    "gap.max": (
        "最好的方案在 {value} 与 {bound} 之间；本方案至少已达到其 {sure}。",
        "The best plan lies between {value} and {bound}; this one reaches at least {sure} of it.",
    ),
    "gap.min": (
        "最少在 {bound} 与 {value} 之间；最多还能再降 {gap}。",
        "The lowest possible is between {bound} and {value}; at most {gap} could still be saved.",
    ),
    "gap.open": (
        "最好值在 {low} 与 {high} 之间，尚未证明。",
        "The best lies between {low} and {high}; which it is, is not proven.",
    ),
    "gap.unknown": (
        "此级未得到界，离最好多远尚不知道。",
        "No bound was found for this level: how far the best is, is not known.",
    ),
    "gap.no-value": ("没有方案，因此没有值。", "Without a plan there is no value."),
    "conflict.title": ("哪些条件互相冲突", "What clashes"),
    "conflict.minimal": (
        "以下各项不能同时成立；放宽其中任何一项，其余即可成立：",
        "These can't hold together; without any one of them, the rest can:",
    ),
    "conflict.some": (
        "以下各项不能同时成立（可能还可缩小）：",
        "These can't hold together (the list may be longer than it need be):",
    ),
    "conflict.next": (
        "下一步：与相关部门商定放宽一项（取消必做、移动或撤销固定、放宽期限），再求解。",
        (
            "What to do: agree on relaxing one of them (no longer mandatory, a pin moved or "
            "removed, a later deadline), then solve again."
        ),
    ),
    "conflict.mandatory": ("{project} 必做", "{project} is mandatory"),
    "conflict.pin": ("固定项（{kind}）：{place}", "pin ({kind}): {place}"),
}
