"""Words of runs: the list of a round's runs, and a run while it goes on."""

WORDS: dict[str, tuple[str, str]] = {
    "runs.title": ("求解", "Runs"),
    "runs.lede": (
        "每次求解都以同一快照为准；方案、界与差距都会保留。",
        "Every run solves the same snapshot; its plan, bound and gap are kept.",
    ),
    "runs.new": ("开始求解", "Start a run"),
    "runs.limit": ("时间上限（秒）", "Time limit (seconds)"),
    "runs.limit-hint": (
        "到时保留最好的方案；时间越长，差距通常越小。",
        "Then the best plan is kept; more time usually narrows the gap.",
    ),
    "runs.seed": ("随机种子", "Seed"),
    "runs.repeat": ("可逐位重复", "Repeatable to the byte"),
    "runs.start": ("开始", "Start"),
    "runs.frozen-first": (
        "请先冻结轮次，然后在快照上求解。",
        "Freeze the round first; runs solve the snapshot.",
    ),
    "runs.by": ("提交人", "By"),
    "runs.levels": ("目标值", "Value"),
    "runs.done-projects": ("立项", "Done"),
    "runs.changes": ("变动", "Changes"),
    "runs.review": ("提交审阅", "Put under review"),
    "runs.review-sure": (
        "把该方案交各部门逐行审阅？内容未变的行保留已有答复。",
        (
            "Ask the departments to review this plan line by line? Lines that say the same "
            "keep their answers."
        ),
    ),
    "run.title": ("求解 {id}", "Run {id}"),
    "run.live": ("求解进展", "Progress"),
    "run.level": ("目标层级", "Goal"),
    "run.incumbent": ("目前最好", "Best so far"),
    "run.bound": ("已证明的界", "Proven bound"),
    "run.gap": ("差距", "Gap"),
    "run.seconds": ("用时（秒）", "Seconds"),
    "run.chart": ("最好方案与界随时间的变化", "Best plan and bound over time"),
    "run.waiting": (
        "排队等待，轮到后自动开始。",
        "Queued: it starts by itself when its turn comes.",
    ),
    "run.no-progress": (
        "还没有进展可显示；第一个方案出现后画出曲线。",
        "Nothing to draw yet: the curve begins with the first plan.",
    ),
    "run.cancel": ("取消求解", "Cancel"),
    "run.cancel-sure": ("取消后不保留方案。确认取消？", "Cancelling keeps no plan. Cancel now?"),
    "run.keep": ("停止并保留目前最好的方案", "Stop and keep the best plan"),
    "run.asked-cancel": ("已请求取消，即将停止。", "Asked to cancel; it stops in a moment."),
    "run.asked-keep": ("已请求停止并保留方案。", "Asked to stop and keep its plan."),
    "run.failed": ("求解失败", "The run failed"),
    "run.failed-next": (
        "请重新提交求解；若再次失败，请把下面的信息告知管理员。",
        "Start another run; if it fails again, tell an administrator what stands here.",
    ),
    "run.cancelled-words": (
        "该求解已取消，没有保留方案。",
        "The run was cancelled and kept no plan.",
    ),
    "run.outcome": ("结果", "Outcome"),
    "run.open-plan": ("打开方案", "Open the plan"),
    "run.limits": ("设置", "Settings"),
    "run.submitted": ("提交", "Submitted"),
    "run.started": ("开始", "Started"),
    "run.ended": ("结束", "Ended"),
    "run.workers": ("线程数", "Workers"),
    "run.scenario": ("情景", "Scenario"),
    "run.download": ("下载结果（JSON）", "Download the outcome (JSON)"),
    "run.from": ("起始方案", "Started from"),
    "notice.run-submitted": ("已提交求解。", "The run is submitted."),
    "notice.run-cancel": ("已请求取消。", "Asked to cancel."),
    "notice.run-keep": ("已请求停止并保留方案。", "Asked to stop and keep the plan."),
    "notice.review-begun": (
        "方案已提交审阅，各部门可逐行答复。",
        "The plan is under review: departments answer line by line.",
    ),
}
