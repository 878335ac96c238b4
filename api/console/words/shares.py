"""Words of the cost shares: who pays, the rules, what each line of a certificate means."""

WORDS: dict[str, tuple[str, str]] = {
    "plan.shares": ("成本分摊", "Cost shares"),
    "shares.title": ("成本分摊", "Cost shares"),
    "shares.who": ("谁付、谁得、谁受益", "Who pays, who earns, who gains"),
    "shares.lede": (
        "应付：分摊到该部门的成本。已投入：其人员、设施、资金按费率计入的数额。余额：正数应收，负数应付。独自需付：独自承担所需工作的成本。",
        (
            "To pay: the part of the cost that falls to a department. Put in: its people, "
            "facilities and money at their rates. Balance: plus is received, minus is owed. Alone: "
            "what all it needs would cost it by itself."
        ),
    ),
    "shares.rule": ("分摊规则", "Rule"),
    "shares.own-rule": ("本轮次的规则（{name}）", "The round's own ({name})"),
    "shares.use": ("查看", "Show"),
    "shares.preview": (
        "预览：按“{rule}”分摊。本轮次的规则是“{own}”，发布时按它计算；差异见“与本轮规则相比”一列。",
        (
            "A preview by the rule “{rule}”. The round's own is “{own}”, and that one counts when "
            "the plan is published; the column “Against the round's rule” says who would pay more "
            "or less."
        ),
    ),
    "shares.chart": ("各部门：应付、已投入、独自需付", "To pay, put in, and alone, by department"),
    "shares.department": ("部门", "Department"),
    "shares.pays": ("应付", "To pay"),
    "shares.part": ("占比", "Part"),
    "shares.put-in": ("已投入", "Put in"),
    "shares.balance": ("结算余额", "Balance"),
    "shares.alone": ("独自需付", "Alone"),
    "shares.gain": ("合作节省", "Gain"),
    "shares.gain-share": ("占总节省", "Of all gain"),
    "shares.change": ("与本轮规则相比", "Against the round's rule"),
    "shares.fair": ("约束前", "Before constraints"),
    "shares.total": ("合计", "Total"),
    "shares.inexact": ("含估计值", "holds estimates"),
    "shares.rules": ("各规则对比", "The rules side by side"),
    "shares.rules-lede": (
        "同一方案按各规则分摊；受规则影响最大的部门在前。结果相同的规则合为一列。",
        (
            "The same plan shared by every rule; departments for which the rule matters most come "
            "first. Rules that agree to the cent share a column."
        ),
    ),
    "shares.rules-wait": ("正在计算各规则……", "Working out every rule …"),
    "shares.rules-chart": (
        "换一种规则：各部门应付的变化",
        "Under another rule: how much more or less each department pays",
    ),
    "shares.rules-same": (
        "所有适用的规则对本方案给出相同的分摊。",
        "Every rule that applies shares this plan alike.",
    ),
    "shares.rules-own": ("本轮规则", "the round's own"),
    "shares.agree": ("另 {count} 条规则相同", "{count:#other agrees|others agree}"),
    "shares.refused": ("不适用的规则", "Rules that do not apply"),
    "shares.later": ("需要较长计算的规则", "Rules that take long here"),
    "shares.ask": ("后台计算", "Work it out"),
    "shares.ask-of": ("后台计算：{name}", "Work out: {name}"),
    "shares.rule-waits": ("正在后台计算。", "Being worked out."),
    "shares.standing": ("与各自单干相比（价值）", "Against standing alone, in value"),
    "shares.standing-lede": (
        "单干：只用本部门的资源、只做本部门发起的项目所能达到的最大价值。区间表示未求到最优。",
        (
            "Alone: the most value with a department's own resources and its own projects. "
            "An interval says that it was not solved to the end."
        ),
    ),
    "shares.standing-none": (
        "尚未计算。需要为每个部门求解两次：单独，以及其余部门没有它。",
        (
            "Not worked out yet. It takes two solves for each department: by itself, and all "
            "others without it."
        ),
    ),
    "shares.standing-waits": (
        "正在后台计算，完成后自动显示。",
        "Being worked out; it appears here by itself.",
    ),
    "shares.standing-ask": ("计算各自单干的价值", "Work out what each could do alone"),
    "shares.seconds": ("时限（秒）", "Time limit (seconds)"),
    "shares.value-alone": ("单干", "Alone"),
    "shares.value-together": ("本方案中", "In the plan"),
    "shares.value-gain": ("合作所得", "Gain"),
    "shares.value-others": ("它退出时其他部门的损失", "What the others lose without it"),
    "shares.worse": ("不如单干", "better off alone"),
    "shares.certificate": ("为什么公平：逐条证明", "Why it is fair: the certificate"),
    "shares.certificate-lede": (
        "对本方案的分摊逐条检查，与采用哪种规则无关；每条都可由他人复核。",
        (
            "Each line is checked on the shares themselves, whatever the rule that made them, and "
            "anybody can check it again."
        ),
    ),
    "shares.line": ("准则", "Line"),
    "shares.means": ("含义", "What it means"),
    "shares.verdict": ("结论", "Holds?"),
    "shares.found": ("本方案的情况", "On this plan"),
    "shares.when": ("何时用这条规则", "When to use this rule"),
    "shares.promises": (
        "该规则在任何情形下都满足：{list}。",
        "Whatever the plan, this rule keeps: {list}.",
    ),
    "shares.clash": ("约束互相矛盾", "Constraints that clash"),
    "shares.notes": ("计算依据", "What the figures rest on"),
    "shares.settlement": ("结算：谁付给谁", "Settlement: who pays whom"),
    "shares.settlement-chart": ("部门之间的转账", "Transfers between departments"),
    "shares.from": ("付款账户", "From"),
    "shares.to": ("收款账户", "To"),
    "shares.amount": ("金额", "Amount"),
    "shares.flow": ("按项目：钱从哪来、到哪去", "By project: where money comes from and goes to"),
    "shares.flow-lede": (
        "左：承担成本的部门；中：项目；右：投入人员、设施或资金的部门。",
        (
            "Left: the departments that pay; middle: the projects; right: the departments that put "
            "in people, facilities or money."
        ),
    ),
    "shares.flow-chart": (
        "从付款部门经项目到投入部门",
        "From those who pay, through projects, to those who put in",
    ),
    "shares.other-projects": (
        "其余 {count} 个项目",
        "{count:#other project|other projects}",
    ),
    "shares.project": ("项目", "Project"),
    "shares.every-project": ("全部项目", "Every project"),
    "shares.cost": ("成本", "Cost"),
    "shares.paid-by": ("谁付", "Who pays"),
    "shares.given-by": ("谁投入", "Who put it in"),
    "shares.none": ("尚未发布，分摊尚未确定。", "Nothing is published, so no share is fixed."),
    "shares.none-next": (
        "发布后分摊与结算即固定。办公室与领导可在方案页预览。",
        "Shares and settlement are fixed by publishing. The office and leaders see a preview.",
    ),
    "shares.to-plan": ("打开方案", "Open the plan"),
    "shares.fixed": ("已发布，第 {number} 版", "Published, version {number}"),
    "shares.version": ("版本", "Version"),
    "shares.version-of": ("第 {number} 版", "Version {number}"),
    "shares.preview-rules": ("用其他规则预览", "Preview other rules"),
    "shares.difference": ("与上一版相比还需结算", "Still to settle since the version before"),
    "shares.before": ("上一版应付", "To pay before"),
    "shares.now": ("本版应付", "To pay now"),
    "shares.receives": ("再收（正）或再付（负）", "Receives (plus) or pays (minus)"),
    "shares.bill": ("{name}的账单", "The bill of {name}"),
    "shares.bill-receives": (
        "{name}应收 {amount}。",
        "{name} receives {amount}.",
    ),
    "shares.bill-owes": ("{name}应付 {amount}。", "{name} owes {amount}."),
    "shares.bill-projects": ("各项目应付", "To pay, by project"),
    "shares.bill-transfers": ("转账", "Transfers"),
    "shares.no-transfers": ("无需转账。", "No transfer is needed."),
    "shares.no-bill": ("没有您部门的账单。", "There is no bill of a department of yours."),
    "shares.no-bill-next": ("请向统筹办公室核对您的角色。", "Ask the office about your roles."),
    "report.download": ("下载", "Download"),
    "report.page": ("报告（网页）", "Report (HTML)"),
    "report.page-note": ("单个文件，可离线打开、可邮寄", "one file, opens offline, may be mailed"),
    "report.book": ("报告（工作簿）", "Report (workbook)"),
    "report.book-note": ("每个部门一张表", "a sheet for each department"),
    "report.meeting": ("会议材料（Word 文档）", "Meeting pack (document)"),
    "report.meeting-note": (
        "只含有争议、待决定的事项",
        "contested items only, with room for decisions",
    ),
    "report.meeting-page": ("会议材料（网页）", "Meeting pack (HTML)"),
    "report.meeting-page-note": ("同样内容，单个文件", "the same in one file"),
    "notice.shares-asked": (
        "已提交后台计算，完成后显示在本页。",
        "It is being worked out and appears on this page.",
    ),
    "claim.pass": ("成立", "holds"),
    "claim.fail": ("不成立", "fails"),
    "claim.waived": ("豁免", "waived"),
    "claim.unproven": ("未证", "not proven"),
    "claim.skipped": ("不适用", "does not apply"),
    "axiom.efficiency": ("恰好分完", "Nothing left over"),
    "means.efficiency": (
        "各部门的份额加起来恰为总成本，一分不多、一分不少。",
        "The shares add up to the whole cost, to the cent.",
    ),
    "axiom.individual-rationality": ("个体理性", "Nobody better off alone"),
    "means.individual-rationality": (
        "任何部门都不会比独自承担付得更多。",
        "No department pays more than it would by itself.",
    ),
    "axiom.core": ("核（稳定）", "No group better off alone (core)"),
    "means.core": (
        "任何几个部门联合单干都不会更省，因此没有人有理由退出。",
        "No group of departments would save by going its own way, so nobody has a reason to leave.",
    ),
    "axiom.core-nonempty": ("核非空", "A stable split exists"),
    "means.core-nonempty": (
        "存在一种分摊使任何联盟都不愿退出。",
        "There is a split from which no group wants to leave.",
    ),
    "axiom.core-if-nonempty": ("有稳定解则取之", "Stable whenever that is possible"),
    "means.core-if-nonempty": (
        "只要存在稳定的分摊，规则给出的就是其中之一。",
        "Where a stable split exists, the rule gives one.",
    ),
    "axiom.least-core": ("最小核", "Largest complaint as small as can be"),
    "means.least-core": (
        "最不满的联盟，其不满已尽可能小。",
        "The group with most to complain of has as little as can be.",
    ),
    "axiom.nucleolus": ("核仁", "Complaints evened out (nucleolus)"),
    "means.nucleolus": (
        "从最不满者起，逐级把不满减到最小。",
        "The largest complaint is made least, then the next, and so on.",
    ),
    "axiom.no-subsidy": ("无补贴", "Nobody is subsidised"),
    "means.no-subsidy": (
        "每个联盟至少付清只有它才需要的成本，不由别人代付。",
        "Every group pays at least for what only it needs; nobody else pays for that.",
    ),
    "axiom.symmetry": ("对称", "Equals pay alike"),
    "means.symmetry": (
        "作用完全相同的部门付得一样多。",
        "Departments that matter in the same way pay the same.",
    ),
    "axiom.dummy": ("无关者不付", "Who needs nothing pays nothing"),
    "means.dummy": (
        "不需要任何东西的部门不付钱；只用自己那份的部门只付自己那份。",
        "A department that needs nothing pays nothing, and one that shares nothing pays its own.",
    ),
    "axiom.non-negative": ("份额非负", "No negative share"),
    "means.non-negative": (
        "没有部门因公式而倒收钱。",
        "No department is paid for taking part merely by a formula.",
    ),
    "axiom.rounding": ("取整", "Whole cents"),
    "means.rounding": (
        "取整到最小货币单位，按项目、按部门与总额都分毫不差。",
        "Rounded to the minor unit so that projects, departments and the total all tie.",
    ),
    "axiom.settlement": ("结算", "Settled"),
    "means.settlement": (
        "所列转账使所有账户结清，且笔数尽量少。",
        "The transfers leave no account owing anything, in as few transfers as can be.",
    ),
    "axiom.additivity": ("分项计算再相加，结果不变", "Shared in parts or as a whole, alike"),
    "axiom.strong-monotonicity": ("引起成本更多者不会少付", "Who causes more never pays less"),
    "axiom.coalition-monotonicity": (
        "联盟成本上升，成员不会少付",
        "A dearer group never pays less",
    ),
    "axiom.aggregate-monotonicity": ("总额上升，无人少付", "A larger total lowers nobody's share"),
    "axiom.covariance": ("自己的固定成本自己付", "Own fixed costs stay one's own"),
    "axiom.equal-treatment-of-equal-weights": ("同权同付", "Equal weights pay alike"),
    "axiom.no-advantageous-merging": ("合并无利", "Merging gains nothing"),
}
