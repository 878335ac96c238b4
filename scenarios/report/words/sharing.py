"""Words about cost shares; the sentences of the certificate bring their own."""

WORDS: dict[str, tuple[str, str]] = {
    "sharing.title": ("成本分摊", "Cost shares"),
    "sharing.heading": ("{amount}，分摊规则：{rule}。", "{amount}, shared by the rule: {rule}."),
    "sharing.inexact": ("含估计值", "holds estimates"),
    "sharing.caption": (
        "余额为已投入减去应付：正数应收，负数应付。“独自需付”为该部门独自承担所需工作的成本。",
        (
            "The balance is what was put in less what is to pay: positive is received, negative is "
            "owed. Alone is what it would cost the department to have by itself what it needs."
        ),
    ),
    "sharing.department": ("部门", "Department"),
    "sharing.pays": ("应付份额", "Share to pay"),
    "sharing.fair": ("规则本身的份额", "By the rule alone"),
    "sharing.earns": ("已投入", "Put in"),
    "sharing.balance": ("余额", "Balance"),
    "sharing.alone": ("独自需付", "Alone"),
    "sharing.gain": ("相对独自的节省", "Gain against alone"),
    "sharing.gain-share": ("占总节省", "Of all gain"),
    "sharing.transfers": ("结算", "Settlement"),
    "sharing.fewest": (
        "{count} 笔转账即结清，已证明不能更少。",
        "{count:#transfer settles|transfers settle} everything; fewer can't, and that is proven.",
    ),
    "sharing.some": (
        "{count} 笔转账结清（至少需要 {least} 笔）。",
        "{count:#transfer settles|transfers settle} everything (at least {least} needed).",
    ),
    "sharing.no-transfers": ("无需转账。", "No transfer is needed."),
    "sharing.from": ("付款方", "From"),
    "sharing.to": ("收款方", "To"),
    "sharing.amount": ("金额", "Amount"),
    "sharing.certificate": ("为什么公平：逐条证明", "Why it is fair: the certificate"),
    "sharing.projects": ("按项目：谁付多少", "By project: who pays which part"),
    "sharing.adjustments": ("调整", "Adjustments"),
    "sharing.who": ("谁付", "Who pays"),
    "verdict.pass": ("通过", "holds"),
    "verdict.fail": ("不成立", "fails"),
    "verdict.waived": ("豁免", "waived"),
    "verdict.unproven": ("未证", "not proven"),
    "verdict.skipped": ("不适用", "does not apply"),
}
