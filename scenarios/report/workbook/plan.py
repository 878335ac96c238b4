"""Sheets about projects, their work packages and what changed."""

from __future__ import annotations

from collections import defaultdict

from scenarios.figures import COST_KINDS, OutcomeFigures
from scenarios.report.sections.plan import Need, changes, projects
from scenarios.report.workbook.book import WARN, Book, Column, Value
from scenarios.report.workbook.calendars import period_heads

__all__ = ["changes_sheet", "packages_sheet", "projects_sheet", "rejected_sheet"]


def projects_sheet(book: Book, figures: OutcomeFigures) -> None:
    """Write every request, the accepted ones first, with costs by kind and reasons."""
    t, n = book.voice, book.voice.numerals
    sheet = book.sheet(t("nav.projects"), tab="#2456A6")
    money = f" ({n.currency_word})"
    columns = [
        Column(t("book.id"), "code", 10), Column(t("projects.project"), "words", 30),
        Column(t("projects.sponsor"), "text", 18), Column(t("projects.status"), "text", 10),
        Column(t("book.difference"), "text", 10), Column(t("projects.tier"), "number", 7),
        Column(t("book.benefit"), "number", 9), Column(t("projects.worth"), "number", 9),
        Column(t("book.start"), "date", 11), Column(t("book.end"), "date", 11),
        Column(t("book.due"), "date", 11), Column(t("book.deadline"), "date", 11),
        Column(t("book.late", unit=n.period_word), "number", 9),
        Column(t("projects.people"), "number", 8), Column(t("book.borrowed"), "number", 8),
        Column(t("projects.effort", unit=n.effort_unit), "effort", 11),
        Column(t("book.outside", unit=n.effort_unit), "effort", 11),
        Column(t("projects.cost") + money, "money", 14),
        *(Column(t(f"cost.{kind}") + money, "money", 13) for kind in COST_KINDS),
        Column(t("book.cash-asked") + money, "money", 13),
        Column(t("book.code"), "code", 16), Column(t("rejected.reason"), "words", 60),
    ]  # fmt: skip
    calendar = figures.round.calendar
    rows: list[tuple[Value, ...]] = []
    for p in figures.projects:
        costs = dict(p.costs)
        done = p.start is not None and p.end is not None
        rows.append(
            (
                p.project,
                t.names.project(p.project),
                t.names.department(p.sponsor),
                t("projects.accepted" if p.accepted else "projects.rejected")
                if figures.plan
                else None,
                t(f"difference.{p.difference}") if p.difference else None,
                p.tier, p.benefit, p.worth,
                calendar.first_day(min(p.start or 0, calendar.periods)) if done else None,
                calendar.last_day(max(0, (p.end or 0) - 1)) if done else None,
                None if p.due is None else calendar.last_day(_last(p.due, calendar.periods)),
                None
                if p.deadline is None
                else calendar.last_day(_last(p.deadline, calendar.periods)),
                p.late_periods or None,
                p.people if p.accepted else None,
                p.lent_people or None,
                p.effort, p.outside_effort or None,
                p.cost_cents if p.accepted else None,
                *((costs.get(kind, 0) if p.accepted else None) for kind in COST_KINDS),
                None if p.accepted else p.cash_cents,
                p.code or None,
                p.reason.in_lang(t.lang) or None,
            )
        )  # fmt: skip
    left = [at for at, p in enumerate(figures.projects) if not p.accepted and figures.plan]
    end = book.table(sheet, 0, columns, rows, muted=left)
    sheet.freeze_panes(1, 2)
    if rows:
        sheet.autofilter(0, 0, end - 1, len(columns) - 1)
        bar = {"type": "data_bar", "bar_color": "#8FB3E3"}
        sheet.conditional_format(1, 7, end - 1, 7, bar)
        late = {"type": "cell", "criteria": ">", "value": 0, "format": book.format(bg_color=WARN)}
        sheet.conditional_format(1, 12, end - 1, 12, late)


def rejected_sheet(book: Book, figures: OutcomeFigures) -> None:
    """Write what is left out, why, and what it asks for, the scarcest first."""
    t, n = book.voice, book.voice.numerals
    sheet = book.sheet(t("book.rejected"), tab="#2456A6")
    columns = [
        Column(t("book.id"), "code", 10), Column(t("projects.project"), "words", 30),
        Column(t("projects.sponsor"), "text", 18), Column(t("projects.tier"), "number", 7),
        Column(t("projects.worth"), "number", 9),
        Column(t("projects.effort", unit=n.effort_unit), "effort", 11),
        Column(f"{t('projects.cash')} ({n.currency_word})", "money", 13),
        Column(t("book.code"), "code", 16), Column(t("rejected.reason"), "words", 60),
        Column(t("rejected.needs"), "words", 70),
    ]  # fmt: skip
    views = {view.id: view for view in projects(figures, t)}
    rows: list[tuple[Value, ...]] = [
        (
            p.project, t.names.project(p.project), t.names.department(p.sponsor), p.tier, p.worth,
            p.effort, p.cash_cents, p.code, p.reason.in_lang(t.lang),
            t.listed([_need(need) for need in views[p.project].needs]),
        )
        for p in figures.left_out
    ]  # fmt: skip
    end = book.table(sheet, 0, columns, rows)
    sheet.freeze_panes(1, 2)
    if rows:
        sheet.autofilter(0, 0, end - 1, len(columns) - 1)
    else:
        book.put(sheet, end, 0, t("rejected.empty"))


def _need(need: Need) -> str:
    return f"{need.text} (▲ {need.tight})" if need.tight else need.text


def _last(period: int, periods: int) -> int:
    """Return the last period before an end, within the calendar."""
    return max(0, min(period, periods) - 1)


def packages_sheet(book: Book, figures: OutcomeFigures) -> None:
    """Write every work package with its dates, people and facilities, and a bar in the calendar."""
    t, n = book.voice, book.voice.numerals
    sheet = book.sheet(t("book.packages"), tab="#2456A6")
    people: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for use in figures.lines.people:
        people[use.project, use.package][t.names.person(use.expert)] = None
    for outside in figures.lines.outside:
        word = t("timeline.outside", places=outside.places)
        people[outside.project, outside.package][word] = None
    facilities: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for unit in figures.lines.facilities:
        facilities[unit.project, unit.package][t.names.facility(unit.facility)] = None
    columns = [
        Column(t("projects.project"), "code", 9), Column(t("timeline.package"), "text", 24),
        Column(t("timeline.mode"), "code", 10), Column(t("book.start"), "date", 11),
        Column(t("book.end"), "date", 11),
        Column(t("book.length", unit=n.period_word), "number", 7),
        Column(t("timeline.people"), "words", 28), Column(t("timeline.facilities"), "words", 22),
        Column(t("timeline.pins"), "text", 10),
    ]  # fmt: skip
    calendar = figures.round.calendar
    rows: list[tuple[Value, ...]] = []
    for run in figures.lines.packages:
        first = calendar.first_day(min(run.start, calendar.periods))
        last = first if run.end == run.start else calendar.last_day(run.end - 1)
        pins = [t.coded("pin", kind) for kind in dict.fromkeys(run.pins)]
        rows.append(
            (
                run.project,
                t.names.package(run.project, run.package),
                run.mode,
                first,
                last,
                run.end - run.start,
                t.listed(list(people[run.project, run.package])),
                t.listed(list(facilities[run.project, run.package])),
                t.listed(pins) or None,
            )
        )
    end = book.table(sheet, 0, columns, rows)
    period_heads(book, sheet, 0, len(columns), figures)
    sheet.freeze_panes(1, 2)
    if not rows:
        return
    sheet.autofilter(0, 0, end - 1, len(columns) - 1)
    # The bars follow the dates, also when somebody edits them.
    where = (1, len(columns), end - 1, len(columns) + calendar.periods - 1)
    sheet.conditional_format(
        *where,
        {
            "type": "formula",
            "criteria": "=AND($D2<=J$1,$E2>=J$1,$F2>0)",
            "format": book.format(bg_color="#2456A6"),
        },
    )


def changes_sheet(book: Book, figures: OutcomeFigures) -> None:
    """Write the differences from the baseline, losses first."""
    t = book.voice
    sheet = book.sheet(t("nav.changes"))
    columns = [
        Column(t("changes.kind"), "text", 14), Column(t("book.code"), "code", 14),
        Column(t("book.id"), "code", 10), Column(t("projects.project"), "words", 32),
        Column(t("timeline.package"), "text", 24), Column(t("changes.before"), "text", 22),
        Column(t("changes.after"), "text", 22),
    ]  # fmt: skip
    rows = [
        (c.kind, c.code, c.project, c.title, c.package, c.before, c.after)
        for c in changes(figures, t)
    ]
    end = book.table(sheet, 0, columns, rows)
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, end - 1, len(columns) - 1)
