"""Words of authority rules: when one applies, who signs, and trying them."""

WORDS: dict[str, tuple[str, str]] = {
    "authority.title": ("签批规则", "Authority rules"),
    "authority.open": ("查看与试算", "Read and try them"),
    "authority.lede": (
        "什么事项由谁签批；签批不全，任何事项都不生效。每条符合的规则都须满足。",
        (
            "What needs whose signature. Every rule that applies must be met, and nothing binds "
            "before it is."
        ),
    ),
    "authority.frozen": (
        "轮次已冻结，规则不再更改。",
        "The round is frozen: its rules don't change any more.",
    ),
    "authority.rules": ("规则（{count} 条）", "Rules ({count})"),
    "authority.add": ("新增规则", "Add a rule"),
    "authority.change": ("修改", "Change"),
    "authority.change-one": ("修改规则：{title}", "Change rule: {title}"),
    "authority.remove": ("删除", "Remove"),
    "authority.remove-one": ("删除规则：{title}", "Remove rule: {title}"),
    "authority.remove-sure": ("删除规则“{title}”？", "Remove the rule {title}?"),
    "authority.none": ("还没有签批规则", "There are no authority rules"),
    "authority.none-next": (
        "没有规则时，任何事项都无须签批。可从协同制度的规则开始，再修改金额与人数。",
        (
            "Without rules nothing needs a signature. Begin with those of the cooperation policy "
            "and change amounts and numbers."
        ),
    ),
    "authority.none-others": (
        "本轮次没有事项需要签批。",
        "Nothing in this round needs a signature.",
    ),
    "authority.take-defaults": ("采用协同制度的规则", "Take the policy's rules"),
    "notice.authority-kept": ("签批规则已保存。", "The rules are kept."),
    "authority.when": ("适用于", "When"),
    "authority.signs": ("须由", "Signed by"),
    "authority.when-title": ("适用于哪些事项", "What the rule is about"),
    "authority.when-lede": (
        "同时符合所填各项才适用；留空的不作要求。",
        "Everything filled in must fit; what is empty asks for nothing.",
    ),
    "authority.signs-title": ("由谁签批", "Who signs"),
    "authority.id": ("规则编号", "Id of the rule"),
    "authority.id-hint": ("例如 large-line；此后不能更改。", "For instance large-line; it stays."),
    "authority.title-zh": ("名称（中文）", "Title (Chinese)"),
    "authority.title-en": ("名称（英文）", "Title (English)"),
    "authority.scopes": ("范围", "Scope"),
    "authority.scope": ("范围", "Scope"),
    "authority.kinds": ("类别", "Kinds"),
    "authority.kind": ("类别", "Kind"),
    "authority.kinds-hint": (
        "不选则不限；前五类属于计划中的行，后五类属于变更。",
        "None: any. The first five are of lines of a plan, the others of changes.",
    ),
    "authority.amount": ("金额不低于", "Amount of at least"),
    "authority.effort": ("工作量不低于", "Work of at least"),
    "authority.effort-hint": (
        "百分比·周期：一人全时一期为 100。",
        "Percent-periods: one person full time for one period is 100.",
    ),
    "authority.security": ("密级不低于", "Security of at least"),
    "authority.department": ("资源来自", "Given by"),
    "authority.disputed": ("分歧", "Dispute"),
    "authority.owners": ("仅限这些部门提供的", "Only what these departments give"),
    "authority.owners-hint": ("不选则不限。", "None: any."),
    "from.other": ("其他部门", "another department"),
    "from.own": ("发起部门自己", "the sponsor itself"),
    "disputed.yes": ("仅有分歧的", "only what is disputed"),
    "disputed.no": ("仅无分歧的", "only what is not"),
    "authority.signers": ("签批人", "Signers"),
    "authority.signers-hint": (
        (
            "“各行都要”时，同一字母的行任选其一；“任一行即可”或“至少几行”时，同一字母的行须同时满足。"
            "清空“签批人”即删去该行。"
        ),
        (
            "Where all rows are needed, rows of one letter are alternatives; where one or some "
            "are enough, rows of one letter belong together. An emptied row goes."
        ),
    ),
    "authority.who": ("签批人", "Who"),
    "authority.of-department": ("部门", "Department"),
    "authority.person": ("指定人员", "Person"),
    "authority.count": ("人数", "How many"),
    "authority.group": ("组", "Letter"),
    "authority.way": ("需要", "Needed"),
    "authority.need": ("几行", "How many rows"),
    "authority.need-hint": ("只用于“至少几行”。", "Only for “at least so many”."),
    "way.all": ("各行都要", "all rows"),
    "way.any": ("任一行即可", "any one row"),
    "way.k-of": ("至少几行", "at least so many rows"),
    "signer.office": ("统筹办公室", "the office"),
    "signer.leader": ("领导小组成员", "a leader"),
    "signer.contact": ("任一部门联络人", "any contact"),
    "signer.contact-owner": ("资源所属部门联络人", "a contact of the department that gives"),
    "signer.contact-sponsor": ("发起部门联络人", "a contact of the sponsor"),
    "signer.contact-department": ("指定部门联络人", "a contact of a certain department"),
    "signer.team": ("项目组成员", "somebody of the team"),
    "signer.participants": ("各参与部门", "the participating departments"),
    "signer.person": ("指定人员", "a certain person"),
    "authority.times": ("{who}，{count} 人", "{who}, {count} different people"),
    "authority.every-participant": (
        "每个参与部门各一名联络人",
        "a contact of every participating department",
    ),
    "authority.some-participants": (
        "至少 {count} 个参与部门各一名联络人",
        "a contact each of at least {count:#participating department|participating departments}",
    ),
    "authority.all": ("下列各项都要：", "All of these:"),
    "authority.any": ("下列任一项：", "Any one of these:"),
    "authority.some": ("下列 {of} 项中至少 {need} 项：", "At least {need} of these {of}:"),
    "authority.too-deep": (
        "该规则的签批人嵌套较深，这里只改适用范围；签批人通过 API 更改。",
        (
            "Whom this rule asks is nested too deep for the form: here its condition is changed, "
            "its signers through the API."
        ),
    ),
    "applies.kinds": ("类别：{what}", "kind: {what}"),
    "applies.amount_cents_from": ("金额 ≥ {what}", "amount ≥ {what}"),
    "applies.effort_pct_periods_from": (
        "工作量 ≥ {what} 百分比·周期",
        "work ≥ {what} percent-periods",
    ),
    "applies.security_from": ("密级 ≥ {what}", "security ≥ {what}"),
    "applies.department": ("来自{what}", "given by {what}"),
    "applies.owners": ("由{what}提供", "given by {what}"),
    "authority.was-disputed": ("有分歧", "disputed"),
    "authority.undisputed": ("无分歧", "not disputed"),
    "authority.try": ("试算：谁要签批？", "Try it: who would have to sign?"),
    "authority.try-lede": (
        "描述一个事项，不保存任何内容；正在填写的规则也会计入。",
        "Describe something; nothing is kept. A rule that is being written counts already.",
    ),
    "authority.try-now": ("试算", "Try"),
    "authority.is-disputed": ("有分歧", "Disputed"),
    "authority.participants": ("参与部门", "Participating departments"),
    "authority.tried": ("结果", "Result"),
    "authority.incomplete": (
        "正在填写的规则还不完整，未计入。",
        "The rule that is being written is not whole yet and does not count.",
    ),
    "authority.because": ("因为", "Because:"),
    "authority.no-rule": (
        "没有规则适用于所描述的事项，计划发布时它直接生效。",
        "No rule applies to what is described: it binds when the plan is published.",
    ),
    "authority.passed-over": ("不适用的规则（{count} 条）", "Rules that don't apply ({count})"),
    "authority.does-not-fit": ("不符合：", "does not fit:"),
    "trial.open": ("须签批", "needs signatures"),
    "trial.complete": ("无须签批", "needs no signature"),
    "trial.unfillable": ("有规则无人可签", "a rule that nobody can meet"),
    "about.extension": ("延期", "extension"),
    "about.supplement": ("追加", "supplement"),
    "about.transfer": ("转用", "transfer"),
    "about.reduction": ("缩减", "reduction"),
    "about.release": ("释放", "release"),
}
