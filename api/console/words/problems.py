"""What to do next, for every problem that a page can meet; and how findings are shown."""

WORDS: dict[str, tuple[str, str]] = {
    "problem.title": ("无法完成", "That did not work"),
    "problem.lost": ("没有收到服务的回应。", "The service did not answer."),
    "problem.lost-next": (
        "请检查网络后重试；您填写的内容仍在本页。",
        "Check the network and try again; what you typed is still on this page.",
    ),
    "problem.next": ("下一步", "What to do next"),
    "problem.reference": ("编号 {id}", "Reference {id}"),
    "problem.home": ("回到轮次", "Back to the rounds"),
    "problem.reload": ("重新载入本页", "Reload this page"),
    "next.unauthenticated": ("登录后重试。", "Sign in and try again."),
    "next.forbidden": (
        "请由具有相应角色的同事操作，或请管理员为您添加角色。",
        "Let a colleague with the role do it, or ask an administrator for the role.",
    ),
    "next.not-found": (
        "它可能已被删除，或您无权查看；请从列表重新进入。",
        "It may be gone, or not yours to see: find it again from the lists.",
    ),
    "next.method-not-allowed": ("请从页面上的按钮操作。", "Use the buttons of the page."),
    "next.malformed": ("请检查填写的内容后重试。", "Check what was filled in and try again."),
    "next.invalid": (
        "请按下列提示修改后重新提交；未作任何更改。",
        "Correct what is listed and send it again; nothing was changed.",
    ),
    "next.unsigned": (
        "请先完成所列各行的签批；签批人可在待办中办理。",
        "Let the lines that are listed be signed first; signers find them in their inbox.",
    ),
    "next.too-large": (
        "请把文件拆小，或删去不需要的工作表后重试。",
        "Split the file or remove sheets that are not needed.",
    ),
    "next.unsupported-type": (
        "请上传工作簿（.xlsx）、CSV 压缩包（.zip）或 JSON。",
        "Upload a workbook (.xlsx), a zip of CSV files, or JSON.",
    ),
    "next.conflict": (
        "请重新载入页面，查看现在的状态和可进行的操作。",
        "Reload the page to see where things stand and what can be done now.",
    ),
    "next.key-taken": ("请换一个编号或账号。", "Choose another id or account."),
    "next.in-flight": (
        "上一次提交仍在处理，请稍候再载入页面。",
        "The first request is still at work: wait a moment and reload.",
    ),
    "next.key-required": ("请重新载入页面后再试。", "Reload the page and try again."),
    "next.key-reused": (
        "该表单已提交过；请重新载入页面后再试。",
        "This form was sent before with other content: reload the page and try again.",
    ),
    "next.precondition-required": ("请重新载入页面后再试。", "Reload the page and try again."),
    "next.precondition-failed": (
        "他人刚刚更改了它；请重新载入页面，核对后再操作。",
        "Somebody changed it just now: reload the page, look at it, then decide.",
    ),
    "next.too-many-requests": (
        "请等待约一分钟后再试。",
        "Wait for about a minute, then try again.",
    ),
    "next.too-many-runs": (
        "请等待进行中的求解结束，或取消不需要的求解后再试。",
        "Wait until a run has ended, or cancel one that is not needed, then try again.",
    ),
    "next.fault": (
        "问题已记入日志；请稍后重试，并把编号告知管理员。",
        "It was logged: try again later, and give the reference to an administrator.",
    ),
    "next.unavailable": (
        "请稍后重试；若持续如此，请联系管理员。",
        "Try again in a moment; if it stays so, tell an administrator.",
    ),
    "finding.title": ("发现的问题", "Findings"),
    "finding.severity": ("级别", "Level"),
    "finding.place": ("位置", "Where"),
    "finding.message": ("说明", "What"),
    "finding.found": ("现值", "Found"),
    "finding.expected": ("应为", "Expected"),
    "finding.suggestion": ("建议", "What to do"),
    "finding.count": ("{count} 条", "{count:#finding|findings}"),
    "finding.none": ("没有发现问题。", "Nothing was found."),
    "severity.error": ("错误", "error"),
    "severity.warning": ("警告", "warning"),
}
