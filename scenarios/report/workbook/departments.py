"""A sheet for each department: what it gives, gets and pays, its projects, its people's time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from scenarios.figures import Flow, OutcomeFigures
from scenarios.report.sections.heat import mean_pct
from scenarios.report.workbook.book import Book, Column, Value
from scenarios.report.workbook.calendars import load_calendar
from scenarios.report.workbook.summary import account_columns, account_row

__all__ = ["department_sheets"]

Row = tuple[Value, ...]
WIDTHS = (24, 26, 22, 16, 14, 15, 15, 15)


def department_sheets(book: Book, figures: OutcomeFigures) -> None:
    """Write a sheet for each department of the round, in its order."""
    gives, gets = defaultdict(list), defaultdict(list)
    for flow in figures.flows:
        gives[flow.giver].append(flow)
        gets[flow.getter].append(flow)
    for at, department in enumerate(figures.round.departments):
        sheet = book.sheet(book.voice.names.department(department.id))
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        row = book.title(sheet, 0, book.voice.names.department(department.id))
        row = _account(book, sheet, row, figures, at)
        given = _rows(book, gives[department.id], given=True)
        row = _flow(book, sheet, row, "departments.gives", "book.to", given)
        got = _rows(book, gets[department.id], given=False)
        row = _flow(book, sheet, row, "departments.gets", "book.from-whom", got)
        row = _pays(book, sheet, row, figures, department.id)
        row = _projects(book, sheet, row, figures, department.id)
        _calendar(book, sheet, row, figures, department.id)
        sheet.freeze_panes(1, 1)


def _account(book: Book, sheet: Any, row: int, figures: OutcomeFigures, at: int) -> int:
    """Write the account as pairs of label and figure."""
    columns = account_columns(book)[1:]
    for spec, value in zip(columns, account_row(book, figures, at)[1:], strict=True):
        book.put(sheet, row, 0, spec.head, font_color="#566173")
        book.table_cell(sheet, row, 1, value, spec.kind)
        row += 1
    return row + 1


def _rows(book: Book, flows: Iterable[Flow], *, given: bool) -> list[Row]:
    """Return flows as cells, seen from the side that gives or from the one that gets."""
    t = book.voice
    name: dict[str, Callable[[str], str]] = {
        "person": t.names.person,
        "facility": t.names.facility,
        "dataset": t.names.dataset,
        "money": t.names.fund,
        "referral": lambda _: t("cost.referral"),
    }
    return [
        (
            t(f"book.{flow.what}", unit=t.numerals.effort_unit),
            name[flow.what](flow.resource),
            t.names.project(flow.project),
            t.names.department(flow.getter if given else flow.giver),
            flow.project,
            {"person": flow.amount / 100, "money": None}.get(flow.what, flow.amount),
            flow.cents,
        )
        for flow in flows
    ]


def _flow(book: Book, sheet: Any, row: int, title: str, whom: str, rows: list[Row]) -> int:
    t = book.voice
    row = book.title(sheet, row, t(title), big=False)
    columns = [
        Column(t("book.what")), Column(t("book.name")), Column(t("projects.project")),
        Column(t(whom)), Column(t("book.id")), Column(t("book.amount"), "quantity"),
        Column(f"{t('book.worth')} ({t.numerals.currency_word})", "money"),
    ]  # fmt: skip
    if not rows:
        book.put(sheet, row, 0, t("page.none"), font_color="#566173")
        return row + 2
    return book.table(sheet, row, columns, rows, widths=False) + 1


def _pays(book: Book, sheet: Any, row: int, figures: OutcomeFigures, department: str) -> int:
    t, money = book.voice, f" ({book.voice.numerals.currency_word})"
    row = book.title(sheet, row, t("departments.pays"), big=False)
    draws = {
        draw.fund: draw
        for account in figures.accounts
        if account.department == department
        for draw in account.draws
    }
    rows: list[Row] = [
        (
            t.names.fund(f.fund), f.fund, f.amount_cents, f.reserve_cents,
            draws[f.fund].own_cents, draws[f.fund].others_cents, f.left_cents,
        )
        for f in figures.funds
        if f.department == department
    ]  # fmt: skip
    if not rows:
        book.put(sheet, row, 0, t("page.none"), font_color="#566173")
        return row + 2
    columns = [
        Column(t("money.fund")), Column(t("book.id")), Column(t("money.amount") + money, "money"),
        Column(t("money.reserve") + money, "money"), Column(t("book.own") + money, "money"),
        Column(t("book.others") + money, "money"), Column(t("money.left") + money, "money"),
    ]  # fmt: skip
    return book.table(sheet, row, columns, rows, widths=False) + 1


def _projects(book: Book, sheet: Any, row: int, figures: OutcomeFigures, department: str) -> int:
    """Write the requests that the department sponsors or takes benefit from."""
    t, calendar = book.voice, figures.round.calendar
    row = book.title(sheet, row, t("nav.projects"), big=False)
    benefits = {
        project.id: sum(b.value for b in project.benefits if b.department == department)
        for project in figures.round.projects
    }
    listed = [p for p in figures.projects if p.sponsor == department or benefits[p.project]]
    if not listed:
        book.put(sheet, row, 0, t("page.none"), font_color="#566173")
        return row + 2
    columns = [
        Column(t("book.id")), Column(t("projects.project")), Column(t("projects.sponsor")),
        Column(t("projects.status")), Column(t("book.benefit-own"), "number"),
        Column(t("book.start"), "date"), Column(t("book.end"), "date"),
        Column(t("rejected.reason")),
    ]  # fmt: skip
    rows: list[Row] = [
        (
            p.project,
            t.names.project(p.project),
            t.names.department(p.sponsor),
            t("projects.accepted" if p.accepted else "projects.rejected"),
            benefits[p.project],
            None if p.start is None else calendar.first_day(min(p.start, calendar.periods)),
            None if p.end is None else calendar.last_day(max(0, p.end - 1)),
            p.reason.in_lang(t.lang) or None,
        )
        for p in listed
    ]
    left = [at for at, p in enumerate(listed) if not p.accepted]
    return book.table(sheet, row, columns, rows, widths=False, muted=left) + 1


def _calendar(book: Book, sheet: Any, row: int, figures: OutcomeFigures, department: str) -> None:
    t = book.voice
    people = [at for at, owner in enumerate(figures.people.departments) if owner == department]
    row = book.title(sheet, row, t("team.calendar-title"), big=False)
    if not people:
        book.put(sheet, row, 0, t("page.none"), font_color="#566173")
        return
    tasks: dict[str, dict[str, None]] = defaultdict(dict)
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for use in figures.lines.people:
        tasks[use.expert][use.project] = None
        for at, amount in enumerate((use.effort, use.effort if use.lent else 0, use.cents)):
            sums[use.expert][at] += amount
    n = t.numerals
    columns = [
        Column(t("heat.person")), Column(t("team.skills")), Column(t("nav.projects")),
        Column(t("book.id"), "code"), Column(t("heat.mean"), "percent"),
        Column(t("projects.effort", unit=n.effort_unit), "effort"),
        Column(t("book.of-it-lent"), "effort"),
        Column(f"{t('projects.cost')} ({n.currency_word})", "money"),
    ]  # fmt: skip
    rows = []
    for at in people:
        expert, share = figures.round.experts[at], mean_pct(figures.people, at)
        skills = t.listed([f"{t.names.skill(s.skill)} {s.level}" for s in expert.skills])
        cells: Row = (
            t.names.person(expert.id), skills, t.listed(list(tasks[expert.id])), expert.id,
            None if share is None else share / 100, *sums[expert.id],
        )  # fmt: skip
        rows.append((cells, at))
    load_calendar(book, sheet, row, figures, columns, rows, first=len(WIDTHS), widths=False)
    sheet.set_column(len(WIDTHS), len(WIDTHS) + figures.round.calendar.periods - 1, 5.3)
