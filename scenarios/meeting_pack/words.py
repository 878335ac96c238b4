"""Words of the meeting pack, in Chinese and in English."""

from __future__ import annotations

from scenarios.report.words import filled

__all__ = ["WORDS", "say"]

WORDS: dict[str, tuple[str, str]] = {
    "pack.kind": ("会议材料", "Meeting pack"),
    "pack.lede": (
        "只列有争议、待决定的事项；其余未提请决定。每项留有决定栏。",
        (
            "Contested items only: on everything else nobody has asked for a decision. Each item "
            "leaves room for one."
        ),
    ),
    "pack.agenda": ("议程", "Agenda"),
    "pack.item": ("事项", "Item"),
    "pack.count": ("数量", "Number"),
    "pack.nothing": ("没有有争议的事项。", "Nothing is contested."),
    "pack.nothing-next": (
        "没有异议、没有待签批、也没有接近的取舍；可以直接决定。",
        "No objection, no missing signature, no close call: the plan can be decided as it is.",
    ),
    "pack.more": ("另有 {count} 项未列出。", "And {count} more, not listed."),
    "pack.decision": ("决定", "Decision"),
    "pack.owner": ("负责人", "Who"),
    "pack.until": ("期限", "By when"),
    "pack.plan": ("方案", "The plan"),
    "pack.hash": ("轮次快照 {hash}", "Round snapshot {hash}"),
    "pack.page": ("第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
    "objections.title": ("异议", "Objections"),
    "objections.lede": (
        "采纳则以异议为约束重新求解，其余尽量不变；不采纳则维持方案，理由写入审计记录。",
        (
            "Upheld, an objection becomes a pin and the plan is solved again with as little else "
            "changed as can be; settled, the plan stands and the reason goes to the audit trail."
        ),
    ),
    "objections.uphold": ("采纳：作为约束重新求解", "Uphold: solve again around it"),
    "objections.inventory": (
        "采纳：调整资源清单后重新冻结",
        "Uphold: change the inventory and freeze again",
    ),
    "objections.settle": ("不采纳：维持方案", "Settle: the plan stands"),
    "later": ("暂缓", "Postpone"),
    "settled.title": ("已裁决的异议", "Objections that were settled"),
    "settled.lede": (
        "方案维持不变；列出以备复议。",
        "The plan stands; listed in case somebody asks again.",
    ),
    "settled.confirm": ("维持裁决", "Confirm"),
    "settled.reopen": ("重新讨论", "Discuss again"),
    "unsigned.title": ("待签批", "Waiting for signatures"),
    "unsigned.lede": (
        "签批不全，方案不能生效。",
        "Nothing binds before these signatures are complete.",
    ),
    "unsigned.plan": ("整个方案", "The plan as a whole"),
    "unsigned.project": ("项目：{title}", "Project: {title}"),
    "unsigned.line": (
        "{title}：{owner}提供的 {count} 行",
        "{title}: {count:#line|lines} from {owner}",
    ),
    "unsigned.rules": ("须满足的规则", "Rules to meet"),
    "unsigned.state": ("状态", "State"),
    "unsigned.open": ("待签", "open"),
    "unsigned.refused": ("被拒签", "refused"),
    "unsigned.unfillable": ("无人可签", "nobody can sign"),
    "unsigned.signed-by": ("已签", "Signed by"),
    "unsigned.refused-by": ("拒签", "Refused by"),
    "unsigned.sign": ("会上签批", "Sign at the meeting"),
    "losers.title": ("价值最高的落选项目", "Left out with the most worth"),
    "losers.lede": (
        "按价值排列；“占用方”是持有其所需资源的入选项目。",
        "By worth; “held by” names the accepted projects that hold what it needs.",
    ),
    "losers.keep": ("维持落选", "Leave it out"),
    "losers.force": (
        "约定立项并重新求解，比较谁受影响",
        "Pin it in, solve again, compare who is affected",
    ),
    "losers.means": ("补充所缺资源", "Find what is missing"),
    "close.title": ("接近的取舍", "Close calls"),
    "close.lede": (
        "入选项目持有落选项目所需的资源，而两者价值相差不多。",
        "An accepted project holds what one left out needs, and their worth differs little.",
    ),
    "close.pair": ("{inside} 还是 {outside}", "{inside} or {outside}"),
    "close.inside": ("入选", "In"),
    "close.outside": ("落选", "Out"),
    "close.difference": ("价值差", "Difference"),
    "close.keep": ("维持", "Keep it so"),
    "close.swap": ("约定后者立项，重新求解后比较", "Pin the other in, solve again, compare"),
    "shares.title": ("成本分摊的疑点", "Doubts about the cost shares"),
    "shares.lede": (
        "按规则“{rule}”分摊；下列准则不成立或未能证明。",
        "Shared by the rule: {rule}. These lines of its certificate fail, or are not proven.",
    ),
    "shares.keep": ("维持规则", "Keep the rule"),
    "shares.other": ("换一种规则比较", "Compare another rule"),
    "fact.project": ("项目", "Project"),
    "fact.package": ("工作包", "Work package"),
    "fact.when": ("时间", "When"),
    "fact.owner": ("提供部门", "Given by"),
    "fact.sponsor": ("发起部门", "Sponsor"),
    "fact.worth": ("价值", "Worth"),
    "fact.reason": ("未入选原因", "Why it is out"),
    "fact.missing": ("所缺", "Missing"),
    "fact.held": ("占用方", "Held by"),
    "fact.verdict": ("结论", "Verdict"),
    "points": ("{points} 分", "{points} points"),
    "line.person": ("{name}：{skill}，{load}%", "{name}: {skill}, {load}%"),
    "line.facility": ("{name} × {units}", "{name} × {units}"),
    "line.dataset": ("数据集：{name}", "Dataset: {name}"),
    "line.money": ("{name}：{amount}", "{name}: {amount}"),
    "line.time": ("{package}的时间", "Times of {package}"),
    "blocker.people": ("人员：{what}", "people: {what}"),
    "blocker.facility": ("设施：{what}", "facility: {what}"),
    "blocker.dataset": ("数据集：{what}", "dataset: {what}"),
    "blocker.fund": ("资金：{what}", "money: {what}"),
    "blocker.time": ("时间", "time"),
}


def say(lang: str, key: str, **values: object) -> str:
    """Return the words of a key with its values put in.

    Raises
    ------
    KeyError
        There is no such key.

    Examples
    --------
    >>> say("zh", "close.pair", inside="A", outside="B"), say("en", "pack.more", count=3)
    ('A 还是 B', 'And 3 more, not listed.')
    """
    return filled(WORDS[key], lang, **values)
