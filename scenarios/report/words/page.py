"""Words of the page around the sections, and of where the outcome comes from."""

WORDS: dict[str, tuple[str, str]] = {
    "page.title": ("{title} · 统筹方案报告", "{title} · Plan report"),
    "page.untitled": ("统筹轮次", "Allocation round"),
    "page.kind": ("统筹方案报告", "Plan report"),
    "page.skip": ("跳到正文", "Skip to the content"),
    "page.contents": ("目录", "Contents"),
    "page.none": ("无", "none"),
    "page.window": ("{first} 至 {last}，共 {periods}", "{first} to {last}, {periods}"),
    "page.size": (
        "{departments} 个部门 · {people} 人 · {facilities} 项设施 · {requests} 个申请",
        (
            "{departments:#department|departments} · {people:#person|people} · "
            "{facilities:#facility|facilities} · {requests:#request|requests}"
        ),
    ),
    "page.made-by": (
        "由 Roundtable {version} 生成。本文件自成一体，不加载任何外部内容。",
        "Made by Roundtable {version}. This file is complete in itself and loads nothing.",
    ),
    "nav.overview": ("总览", "Overview"),
    "nav.projects": ("项目", "Projects"),
    "nav.timeline": ("时间", "Timeline"),
    "nav.people": ("人员", "People"),
    "nav.facilities": ("设施与数据", "Facilities and data"),
    "nav.money": ("资金", "Money"),
    "nav.departments": ("部门", "Departments"),
    "nav.sharing": ("成本分摊", "Cost shares"),
    "nav.changes": ("变动", "Changes"),
    "nav.provenance": ("来源", "Provenance"),
    "provenance.title": ("本结果从何而来", "Where this comes from"),
    "provenance.verified": (
        "生成本报告时，方案已由独立核验器（不含求解代码）逐条规则重放，未发现违反。",
        (
            "When this report was made, the plan was replayed against every rule of the round by a "
            "verifier that shares no code with the solver. It found no violation."
        ),
    ),
    "provenance.no-plan": (
        "没有可核验的方案。",
        "There is no plan to verify.",
    ),
    "provenance.round-hash": ("轮次指纹", "Fingerprint of the round"),
    "provenance.version": ("Roundtable 版本", "Version of Roundtable"),
    "provenance.solver": ("求解器", "Solver"),
    "provenance.routes": ("方案与界的来源", "Routes to the plan and the bound"),
    "provenance.seed": ("随机种子", "Seed"),
    "provenance.workers": ("线程数", "Workers"),
    "provenance.limit": ("时间上限", "Time limit"),
    "provenance.time": ("求解用时", "Time taken"),
    "provenance.seconds": ("{seconds} 秒", "{seconds} s"),
    "provenance.mode": ("模式", "Mode"),
    "provenance.deterministic": (
        "确定性：同一轮次、种子与版本给出相同结果",
        "deterministic: same round, seed and version give the same bytes",
    ),
    "provenance.fastest": ("最快（重复求解可能不同）", "fastest (a second solve may differ)"),
    "provenance.counting": (
        (
            "说明：负荷按承诺量与本人提供量（扣除请假）之比；金额与内部价取自资源清单；"
            "借出、借入指资源所属部门与项目发起部门不同。"
        ),
        (
            "How things are counted: load is what is committed over what a person offers, leave "
            "taken off; internal prices are those of the inventory; lent and borrowed mean that "
            "another department than the owner sponsors the project."
        ),
    ),
}
