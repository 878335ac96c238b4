"""Projects, changes and accounts of an outcome as tables of eighty columns."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from api.cli.options import Lang
from api.cli.speech import text
from api.cli.tables import plain_table, status_word
from scenarios.figures import OutcomeFigures, Pressure, ProjectRow
from scenarios.report.voice import Voice

__all__ = [
    "accepted_table",
    "changes_table",
    "departments_table",
    "funds_table",
    "levels_shown",
    "pressure_table",
    "rejected_table",
]


def levels_shown(figures: OutcomeFigures, voice: Voice, lang: Lang) -> tuple[Table, list[str]]:
    """Return the objective levels, and a sentence for each on what its gap means.

    Where every level is proven one sentence says so.
    """
    from scenarios.report.sections.overview import level_rows

    heads = ("层级", "", "值", "界", "差距")
    if lang is Lang.EN:
        heads = ("level", "", "value", "bound", "gap")
    status = status_word(figures.outcome.status, lang)
    table = plain_table(text(lang, "状态：", "status: ") + status, heads, frozenset({2, 3, 4}))
    rows = level_rows(figures, voice)
    for row in rows:
        name = "" if row.name.casefold() == row.code else row.name
        aim = row.aim.partition(" ")[0]
        table.add_row(escape(f"{row.code} {name}".strip()), aim, row.value, row.bound, row.gap)
    if rows and all(row.proven for row in rows):
        return table, [rows[0].meaning]
    return table, [f"{row.code}: {row.meaning}" for row in rows if not row.proven]


def accepted_table(rows: Sequence[ProjectRow], voice: Voice, lang: Lang) -> Table:
    """Return accepted projects with sponsor, tier, worth and dates (end day included)."""
    heads = ("项目", "名称", "发起", "级", "价值", "开始", "结束")
    if lang is Lang.EN:
        heads = ("project", "title", "sponsor", "tier", "worth", "start", "end")
    table = plain_table(text(lang, "立项的项目", "accepted projects"), heads, frozenset({3, 4}))
    n, mark = voice.numerals, {"in": "+ ", "moved": "~ ", "out": "", "": ""}
    for row in rows:
        late = f" (+{row.late_periods})" if row.late_periods else ""
        table.add_row(
            escape(mark[row.difference] + row.project),
            escape(_title(row.project, voice)),
            escape(row.sponsor),
            str(row.tier),
            n.number(row.worth),
            "-" if row.start is None else n.first_day(row.start),
            "-" if row.end is None else n.last_day(row.end) + late,
        )
    return table


def _title(project: str, voice: Voice) -> str:
    title = voice.names.project(project)
    return "" if title == project else title


def rejected_table(rows: Sequence[ProjectRow], lang: Lang) -> Table:
    """Return the requests left out with their worth, those with the same reason together."""
    heads = ("项目（价值）", "代码", "原因")
    if lang is Lang.EN:
        heads = ("project (worth)", "code", "reason")
    table = plain_table(text(lang, "未入选的项目", "projects left out"), heads)
    alike: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        mark = "- " if row.difference == "out" else ""
        name = f"{mark}{row.project} ({row.worth})"
        alike.setdefault((row.code, row.reason.in_lang(lang)), []).append(name)
    for (code, reason), names in alike.items():
        table.add_row(escape(", ".join(names)), escape(code), escape(reason))
    return table


def changes_table(figures: OutcomeFigures, voice: Voice, lang: Lang, top: int | None) -> Table:
    """Return the differences from the baseline, losses first."""
    from scenarios.report.sections.plan import changes

    heads = ("类别", "项目", "工作包", "原", "新")
    if lang is Lang.EN:
        heads = ("kind", "project", "package", "before", "after")
    table = plain_table(text(lang, "相对基线的变动", "changes against the baseline"), heads)
    for change in changes(figures, voice)[:top]:
        cells = (change.kind, change.project, change.package, change.before, change.after)
        table.add_row(*map(escape, cells))
    return table


def funds_table(figures: OutcomeFigures, voice: Voice, lang: Lang, top: int | None) -> Table:
    """Return the funds: amount, drawn, reserved for urgent requests, left."""
    heads = ("资金", "部门", "总额", "支出", "预留", "剩余", "")
    if lang is Lang.EN:
        heads = ("fund", "owner", "amount", "drawn", "reserved", "left", "")
    unit = voice.numerals.currency_word
    title = text(lang, f"资金（{unit}）", f"money by fund ({unit})")
    table = plain_table(title, heads, frozenset({2, 3, 4, 5, 6}))
    money = voice.numerals.money
    for fund in figures.funds[:top]:
        table.add_row(
            escape(_with_id(fund.fund, voice.names.fund(fund.fund))),
            escape(fund.department),
            money(fund.amount_cents),
            money(fund.drawn_cents),
            money(fund.reserve_cents),
            money(fund.left_cents),
            voice.numerals.percent(fund.drawn_pct),
        )
    return table


def _with_id(id_: str, name: str) -> str:
    return id_ if name == id_ else f"{id_} {name}"


def departments_table(figures: OutcomeFigures, voice: Voice, lang: Lang) -> Table:
    """Return what each department's requests bring it, what it gives, gets and pays."""
    heads = ("部门", "收益", "", "立项", "给出", "得到", "支付")
    if lang is Lang.EN:
        heads = ("department", "benefit", "", "done", "gives", "gets", "pays")
    unit = voice.numerals.currency_word
    title = text(
        lang,
        f"部门：实现收益、内部价的给出与得到、资金支付（{unit}）",
        f"departments: benefit realised; given, got and paid ({unit})",
    )
    table = plain_table(title, heads, frozenset(range(1, 7)))
    n = voice.numerals
    for account in figures.accounts:
        served = account.served_pct
        table.add_row(
            escape(voice.names.department(account.department)),
            f"{n.number(account.accepted_benefit)}/{n.number(account.asked_benefit)}",
            "-" if served is None else n.percent(served),
            f"{account.sponsored_accepted}/{account.sponsored}",
            n.money(account.given_cents),
            n.money(account.got_cents),
            n.money(account.paid_cents),
        )
    return table


def pressure_table(figures: OutcomeFigures, voice: Voice, lang: Lang, top: int) -> Table:
    """Return what all requests ask for against what exists, the tightest first."""
    heads = ("资源", "供给方", "全部申请", "压力", "方案中负荷")
    if lang is Lang.EN:
        heads = ("resource", "suppliers", "all requests", "pressure", "in the plan")
    n = voice.numerals
    span = n.periods(figures.round.calendar.periods)
    title = text(lang, f"最紧的资源（全程 {span}）", f"where it is tight (over all {span})")
    table = plain_table(title, heads, frozenset({1, 2, 3, 4}))
    named: list[tuple[Pressure, str, str]] = [
        (
            row,
            f"{voice.names.skill(row.name)} {voice('pressure.level', level=row.level)}",
            f"{n.effort(row.asked)} {n.effort_unit}",
        )
        for row in figures.skills
    ]
    named += [(row, voice.coded("kind", row.name), n.number(row.asked)) for row in figures.kinds]
    named += [
        (row, voice("money.named", name=row.name), n.amount(row.asked)) for row in figures.money
    ]
    named.sort(key=lambda item: -(1e9 if item[0].load_pct is None else item[0].load_pct))
    for row, name, asked in named[:top]:
        mark = "!" if row.load is None or row.load > 1 else ""
        load = f"{mark}{voice.load(row)}"
        table.add_row(escape(name), str(row.suppliers), asked, load, n.percent(row.used_pct))
    return table
