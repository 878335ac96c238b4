"""Words of the list of rounds, of a round's own page, and of its rules."""

WORDS: dict[str, tuple[str, str]] = {
    "rounds.title": ("轮次", "Rounds"),
    "rounds.lede": (
        "每一轮把各部门的资源统筹到相互竞争的项目上。",
        (
            "Each round plans the departments' shared resources over the projects that compete "
            "for them."
        ),
    ),
    "rounds.new": ("新建轮次", "New round"),
    "rounds.empty": ("还没有轮次。", "There is no round yet."),
    "rounds.empty-office": (
        "先新建一个轮次，设定日历与规则；随后部门填报资源、各方提出申请。",
        "Begin one with its calendar and rules; then departments report and anybody requests.",
    ),
    "rounds.empty-others": (
        "统筹办公室建立轮次后会出现在这里。",
        "It will stand here once the office has begun one.",
    ),
    "rounds.name": ("名称", "Title"),
    "rounds.state": ("状态", "State"),
    "rounds.window": ("时间范围", "Window"),
    "rounds.changed": ("最近更改", "Last change"),
    "round.life": ("轮次进程", "The life of the round"),
    "round.here": ("当前", "now"),
    "round.now": ("现在该做什么", "What now"),
    "round.window": ("{first} 至 {last}，共 {periods}", "{first} to {last}, {periods}"),
    "round.id": ("编号", "Id"),
    "round.rules": ("日历与规则", "Calendar and rules"),
    "round.edit-rules": ("修改规则", "Change the rules"),
    "round.numbers": ("概况", "At a glance"),
    "round.stale": ("{count} 项超过 30 天未确认", "{count} not confirmed for 30 days"),
    "round.all-fresh": ("均已确认或近期填报", "all reported or confirmed lately"),
    "round.requests-note": (
        "{approved} 项已立项，{waiting} 项待处理",
        "{approved} approved, {waiting} waiting",
    ),
    "round.snapshot": ("快照", "Snapshot"),
    "round.snapshot-note": (
        "冻结时的资源与已立项申请；此后的更改不影响本轮求解。",
        (
            "Inventory and approved requests as they were frozen; later changes don't touch "
            "this round."
        ),
    ),
    "round.snapshot-book": ("下载快照工作簿", "Download the snapshot as a workbook"),
    "round.hash": ("内容指纹", "Content hash"),
    "round.left-out": ("冻结时未纳入", "Left out when frozen"),
    "round.left-out-since": ("最近确认", "Last confirmed"),
    "round.kind": ("类别", "Kind"),
    "round.key": ("编号", "Id"),
    "round.runs": ("求解", "Runs"),
    "round.no-runs": ("还没有求解。", "There are no runs yet."),
    "round.no-runs-next": (
        "统筹办公室或领导小组可在冻结后开始求解。",
        "The office or a leader starts one once the round is frozen.",
    ),
    "round.run": ("求解编号", "Run"),
    "round.run-asked": ("提交", "Submitted"),
    "round.run-value": ("方案价值", "Value"),
    "round.run-gap": ("差距", "Gap"),
    "round.run-scenario": ("情景", "Scenario"),
    "round.run-base": ("原始数据", "as frozen"),
    "round.under-review": ("审阅中的方案", "under review"),
    "round.open": ("开放征集", "Open the round"),
    "round.freeze": ("冻结", "Freeze"),
    "round.reopen": ("重新开放", "Reopen"),
    "round.close": ("结束本轮", "Close the round"),
    "round.preview": ("预览冻结结果", "Preview what would be frozen"),
    "round.preview-ready": (
        (
            "可以冻结：{departments} 个部门、{people} 人、{facilities} 项设施、{projects} "
            "个已立项申请。"
        ),
        (
            "It can be frozen: {departments:#department|departments}, {people:#person|people}, "
            "{facilities:#facility|facilities}, {projects:#approved request|approved requests}."
        ),
    ),
    "round.preview-not-ready": (
        "还不能冻结：请先解决下列错误。",
        "It can't be frozen yet: these errors come first.",
    ),
    "round.preview-left": (
        "{count} 项将因长期未确认而不纳入。",
        "{count:#item|items} would be left out as not confirmed for long.",
    ),
    "round.stale-days": (
        "不纳入超过多少天未确认的资源",
        "Leave out what was not confirmed for this many days",
    ),
    "round.stale-hint": ("留空则全部纳入。", "Empty: everything is taken."),
    "round.reopen-hint": (
        "重新开放会放弃当前快照；理由写入审计记录。",
        "Reopening drops the present snapshot; the reason goes to the audit trail.",
    ),
    "notice.round-drafted": (
        "轮次已建立。检查规则后即可开放。",
        "The round is there. Check its rules, then open it.",
    ),
    "notice.round-changed": ("规则已保存。", "The rules are saved."),
    "notice.round-open": (
        "轮次已开放：部门可填报资源，各方可提出申请。",
        "The round is open: departments report, anybody requests.",
    ),
    "notice.round-freeze": ("轮次已冻结，可以开始求解。", "The round is frozen: start a run."),
    "notice.round-reopen": ("轮次已重新开放。", "The round is open again."),
    "notice.round-decide": (
        "已决定采用本方案，由办公室发布。",
        "The plan is decided; the office publishes it.",
    ),
    "notice.round-publish": (
        "方案已发布：核验通过，成本分摊已确定。",
        "The plan is published: verified again, its cost shares fixed.",
    ),
    "round.decide": ("决定采用本方案", "Decide for this plan"),
    "round.publish": ("发布方案", "Publish the plan"),
    "round.publish-sure": (
        "发布后方案与成本分摊即确定。确认发布？",
        "Publishing fixes the plan and its cost shares. Publish now?",
    ),
    "round.freeze-title": ("预览与冻结", "Preview and freeze"),
    "round.freeze-lede": (
        "冻结把此刻的资源清单与已立项申请固定为快照，求解都以它为准。",
        "Freezing fixes the inventory and the approved requests of this moment; runs solve that.",
    ),
    "round.check-again": ("重新检查", "Check again"),
    "round.freeze-now": ("现在冻结", "Freeze now"),
    "round.all-runs": ("全部求解", "All runs"),
    "notice.round-close": ("轮次已结束。", "The round is closed."),
    "now.draft-office": (
        "确认日历、公平规则与预留比例，然后开放轮次。",
        "Check the calendar, fairness and reserve, then open the round.",
    ),
    "now.draft-wait": (
        "统筹办公室正在准备本轮；开放后会在这里提示您要做的事。",
        "The office is preparing the round; once it is open, your part stands here.",
    ),
    "now.assess": (
        "{count} 个申请等待评估。",
        "{count:#request waits|requests wait} to be assessed.",
    ),
    "now.approve": (
        "{count} 个申请等待审批。",
        "{count:#request waits|requests wait} for your decision.",
    ),
    "now.no-approve": (
        "目前没有等待审批的申请；办公室评估后会出现在这里。",
        "No request waits for your decision; they come here once the office has assessed them.",
    ),
    "now.confirm": (
        "您部门有 {count} 项资源超过 30 天未确认。",
        "{count} of your department's resources were not confirmed for 30 days.",
    ),
    "now.confirm-office": (
        "全部门有 {count} 项资源超过 30 天未确认，可催报，或在冻结时不纳入。",
        (
            "{count} resources were not confirmed for 30 days: remind their owners, or leave "
            "them out when freezing."
        ),
    ),
    "now.report": (
        "填报或更新您部门可共享的人员、设施、数据与资金。",
        "Report or update what your department can share: people, facilities, data, money.",
    ),
    "now.request": (
        "需要其他部门的资源？提出立项申请，填写时即可看到能否实现。",
        (
            "Need what other departments have? Write a request; you see at once whether it can "
            "be served."
        ),
    ),
    "now.drafts": (
        "您有 {count} 个尚未提交或被退回的申请。",
        "{count:#request|requests} of yours {verb} not submitted, or came back.",
    ),
    "now.freeze": (
        "预览并冻结：此刻的资源与已立项申请成为求解的依据。",
        (
            "Preview, then freeze: the inventory and the approved requests as they are now are "
            "planned."
        ),
    ),
    "now.collecting-wait": (
        "部门正在填报，申请正在评估。",
        "Departments report and requests are being assessed.",
    ),
    "now.run": (
        "在快照上开始求解；可随时取消或保留目前最好的方案。",
        "Start a run on the snapshot; cancel it or keep its best plan at any time.",
    ),
    "now.running": ("{count} 个求解正在进行。", "{count:#run is|runs are} at work."),
    "now.choose": (
        "比较结果，把选定的方案交付逐行审阅。",
        "Compare the outcomes and put the chosen plan under review.",
    ),
    "now.frozen-wait": (
        "轮次已冻结，正在求解；方案提交审阅后会通知您。",
        "The round is frozen and being planned; you are asked once a plan is under review.",
    ),
    "now.answer": (
        "方案中有 {count} 行等待您答复：接受，或说明理由提出异议。",
        (
            "{count:#line of the plan waits|lines of the plan wait} for your answer: accept, "
            "or object with a reason."
        ),
    ),
    "now.answered": ("您的各行均已答复。", "All your lines are answered."),
    "now.review-office": (
        "{open} 行待答复，{objected} 行有异议，{accepted} 行已接受。",
        "{open} open, {objected} objected to, {accepted} accepted.",
    ),
    "now.rerun": (
        "把异议作为约束重新求解，尽量少改动。",
        "Solve again with the objections as pins, changing as little as possible.",
    ),
    "now.settle": (
        "{count} 行异议可由您裁决，或由办公室重新求解。",
        "{count:#objection|objections}: settle them, or let the office solve again.",
    ),
    "now.decide": (
        "各行均已答复或裁决：可以决定采用本方案。",
        "Every line is answered or settled: decide for the plan.",
    ),
    "now.review-wait": (
        "还有 {count} 行等待答复，之后由您决定。",
        "{count:#line is|lines are} not answered yet; then it is yours to decide.",
    ),
    "now.publish": (
        "发布：方案再次核验，成本分摊确定，项目组可读取其资源。",
        "Publish: the plan is verified again, cost shares are fixed, teams read their proposals.",
    ),
    "now.decided-wait": (
        "方案已决定，等待办公室发布。",
        "The plan is decided; the office publishes it.",
    ),
    "now.published": ("方案已发布。", "The plan is published."),
    "now.close": (
        "执行结束后，记录实际使用情况并结束本轮。",
        "When the work is done, record what was used and close the round.",
    ),
    "now.closed": ("本轮已结束。", "The round is closed."),
    "now.go-plan": ("查看方案", "Open the plan"),
    "now.go-requests": ("查看申请", "Open the requests"),
    "now.go-new-request": ("提出申请", "Write a request"),
    "now.go-inventory": ("查看资源", "Open the inventory"),
    "now.go-runs": ("查看求解", "Open the runs"),
    "rules.title-new": ("新建轮次", "New round"),
    "rules.title": ("日历与规则", "Calendar and rules"),
    "rules.name": ("名称", "Title"),
    "rules.name-hint": ("例如：2026 年下半年统筹轮次", "For instance: second half of 2026"),
    "rules.calendar": ("日历", "Calendar"),
    "rules.start": ("开始日期", "First day"),
    "rules.period": ("时间单位", "Length of a period"),
    "rules.periods": ("期数", "Number of periods"),
    "rules.holidays": ("节假日", "Holidays"),
    "rules.holidays-hint": (
        "每行一个日期，如 2026-10-01。",
        "One date a line, for instance 2026-10-01.",
    ),
    "rules.extra": ("调休上班日", "Make-up working days"),
    "rules.currency": ("货币", "Currency"),
    "rules.policy": ("规则", "Policy"),
    "rules.fairness": ("部门间公平", "Fairness between departments"),
    "rules.give-up": ("为公平等目标最多让出的价值（%）", "Value that later goals may give up (%)"),
    "rules.load-limit": ("个人负荷上限（%）", "Load limit of a person (%)"),
    "rules.reserve": ("快速通道预留资金（%）", "Reserve of funds for the fast lane (%)"),
    "rules.sharing": ("成本分摊规则", "Cost sharing rule"),
    "rules.kept": (
        "其他规则（目标层级、层级权重、签批限额等）保持不变，可通过 API 更改。",
        (
            "Other rules (levels, tier weights, authority limits) stay as they are; the API "
            "changes them."
        ),
    ),
    "rules.levels": ("目标顺序", "Order of goals"),
    "rules.draft": ("建立轮次", "Begin the round"),
}
