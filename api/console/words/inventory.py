"""Words of the inventory, of its forms, and of imports."""

WORDS: dict[str, tuple[str, str]] = {
    "inventory.title": ("资源清单", "Inventory"),
    "inventory.lede": (
        "各部门可共享的人员、设施、数据与资金；定期确认，让计划建立在真实情况上。",
        (
            "What departments can share: people, facilities, data, money. Confirm it from time "
            "to time, so that plans rest on what is true."
        ),
    ),
    "inventory.kinds": ("资源类别", "Kinds"),
    "inventory.department": ("部门", "Department"),
    "inventory.all-departments": ("所有部门", "All departments"),
    "inventory.freshness": ("时效", "Freshness"),
    "inventory.all-fresh": ("全部", "Everything"),
    "inventory.stale-days": ("超过 {days} 天", "older than {days} days"),
    "inventory.show": ("显示", "Show"),
    "inventory.add": ("填报{kind}", "Report: {kind}"),
    "inventory.name": ("名称", "Name"),
    "inventory.id": ("编号", "Id"),
    "inventory.skills": ("技能与等级", "Skills and levels"),
    "inventory.availability": ("可投入", "Offered"),
    "inventory.clearance": ("涉密等级", "Clearance"),
    "inventory.sort": ("类型", "Type"),
    "inventory.units": ("数量", "Units"),
    "inventory.access": ("可用于", "Open to"),
    "inventory.level": ("安全等级", "Security level"),
    "inventory.users": ("同时使用上限", "Most users at once"),
    "inventory.amount": ("金额", "Amount"),
    "inventory.hidden": ("不可见", "not shown"),
    "inventory.categories": ("用途", "May pay for"),
    "inventory.weight": ("权重", "Weight"),
    "inventory.confirm": ("确认", "Confirm"),
    "inventory.confirm-one": ("确认“{name}”仍如所报", "Confirm {name} as still true"),
    "inventory.confirm-shown": ("确认本页全部 {count} 项", "Confirm all {count} on this page"),
    "inventory.edit": ("修改", "Change"),
    "inventory.edit-one": ("修改“{name}”", "Change {name}"),
    "inventory.remove": ("移除", "Remove"),
    "inventory.remove-sure": (
        "从资源清单移除？已冻结的轮次不受影响。",
        "Take it out of the inventory? Rounds frozen before keep it.",
    ),
    "inventory.empty": ("这里还没有资源。", "Nothing is reported here yet."),
    "inventory.empty-write": (
        "逐项填报，或下载模板填写后一次导入。",
        "Report things one by one, or fill in the template and import it at once.",
    ),
    "inventory.empty-filter": (
        "没有符合筛选条件的资源；请放宽条件。",
        "Nothing fits the filter: widen it.",
    ),
    "inventory.book": ("工作簿", "Workbook"),
    "inventory.book-lede": (
        "在 Excel 中填写：下载模板或现有清单，填好后上传；先预览，确认后整体导入。",
        (
            "Work in Excel: download the template or the inventory, fill it in, upload it. You "
            "see a preview first; it is imported as a whole or not at all."
        ),
    ),
    "inventory.book-template": ("下载模板", "Download the template"),
    "inventory.book-inventory": ("下载现有清单", "Download the inventory"),
    "inventory.book-file": ("文件（.xlsx、.zip 或 .json）", "File (.xlsx, .zip or .json)"),
    "inventory.book-upload": ("上传并预览", "Upload and preview"),
    "inventory.form-new": ("填报{kind}", "Report: {kind}"),
    "inventory.zh-name": ("中文名称", "Chinese name"),
    "inventory.en-name": ("英文名称", "English name"),
    "inventory.id-hint": (
        "由办公室约定，此后不能更改。",
        "As the office chooses; it can't change later.",
    ),
    "inventory.offered-pct": ("可投入比例（%）", "Offered share of full time (%)"),
    "inventory.max-packages": ("同时参与工作包上限", "Most work packages at once"),
    "inventory.rate": ("内部价（每期）", "Internal price (a period)"),
    "inventory.keep-pct": ("为本部门保留（%）", "Kept for own projects (%)"),
    "inventory.keep-units": ("为本部门保留（数量）", "Kept for own projects (units)"),
    "inventory.fee": ("使用费（每项目）", "Fee (a project)"),
    "inventory.purposes": ("允许用途", "Purposes allowed"),
    "inventory.comma": ("用逗号分隔；留空则不限。", "Separated by commas; empty: any."),
    "inventory.roll-over": ("余额可结转", "What is left may be spent later"),
    "inventory.reserve": ("快速通道预留（%）", "Kept for the fast lane (%)"),
    "inventory.slots": ("分期金额", "Amounts by fiscal slot"),
    "inventory.slots-hint": (
        "有分期金额时，以分期为准。",
        "Where there are slots, they count and the single amount does not.",
    ),
    "inventory.from": ("起始期", "From period"),
    "inventory.to": ("结束期（不含）", "To period (excluded)"),
    "inventory.leave": ("休假", "Leave"),
    "inventory.first-day": ("第一天", "First day"),
    "inventory.last-day": ("最后一天", "Last day"),
    "inventory.skill": ("技能", "Skill"),
    "inventory.level-n": ("等级（1–5）", "Level (1–5)"),
    "notice.inventory-reported": ("已填报。", "It is reported."),
    "notice.inventory-changed": (
        "已修改；请在核对后确认。",
        "It is changed; confirm it once you have checked it.",
    ),
    "notice.inventory-confirmed": ("本页资源均已确认。", "Everything on the page is confirmed."),
    "notice.inventory-removed": ("已移除。", "It is removed."),
    "fresh.yes": ("有效", "fresh"),
    "fresh.no": ("待确认", "to confirm"),
    "fresh.reported": ("{ago}填报", "reported {ago}"),
    "fresh.confirmed": ("{ago}确认", "confirmed {ago}"),
    "import.title": ("导入预览", "Import"),
    "import.ready": (
        "没有错误。核对将要发生的更改，然后整体导入。",
        "There are no errors. Look at what will change, then import it as a whole.",
    ),
    "import.refused": (
        (
            "有 {count} 处错误，未作任何更改。请修改文件后重新上传；"
            "标注后的工作簿已在单元格中指出每一处。"
        ),
        (
            "{count:#error|errors}: nothing was changed. Correct the file and upload it again; "
            "the marked workbook shows each of them in its cell."
        ),
    ),
    "import.committed": ("已于 {at} 导入。", "Imported on {at}."),
    "import.marked": ("下载标注后的工作簿", "Download the marked workbook"),
    "import.commit": ("整体导入", "Import everything"),
    "import.again": ("重新上传", "Upload again"),
    "import.changes": ("将要发生的更改", "What changes"),
    "import.effect": ("结果", "Effect"),
    "import.fields": ("更改的字段", "Fields that change"),
    "import.nothing": (
        "文件与现有清单一致，无需导入。",
        "The file says what is stored already: there is nothing to import.",
    ),
    "import.only-changes": (
        "未列出的 {count} 项保持不变。",
        "{count:#thing|things} not listed here stay as they are.",
    ),
    "import.beyond": ("另有 {count} 项更改未列出。", "{count:#change is|changes are} not listed."),
    "notice.import-committed": (
        "已整体导入。导入的资源需由各部门确认，申请以草稿保存。",
        "Everything is imported. Departments confirm what came in; requests are drafts.",
    ),
}
