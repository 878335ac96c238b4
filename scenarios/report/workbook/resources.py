"""Sheets about people, facilities, money, and where each is tight."""

from __future__ import annotations

from typing import Any

from scenarios.figures import OutcomeFigures, Pressure
from scenarios.report.sections.heat import mean_pct
from scenarios.report.workbook.book import Book, Column, Kind, Value
from scenarios.report.workbook.calendars import load_calendar, period_heads, unit_calendar

__all__ = [
    "assignment_columns",
    "assignments_sheet",
    "facilities_sheet",
    "money_sheet",
    "people_sheet",
    "pressure_sheet",
]


def people_sheet(book: Book, figures: OutcomeFigures) -> None:
    """Write everybody's load by period, and the totals with a chart."""
    t = book.voice
    sheet = book.sheet(t("book.load"), tab="#1A7340")
    columns = [
        Column(t("heat.department"), "text", 18), Column(t("heat.person"), "text", 16),
        Column(t("book.id"), "code", 9), Column(t("team.skills"), "text", 26),
        Column(t("heat.mean"), "percent", 8),
    ]  # fmt: skip
    order = {d.id: at for at, d in enumerate(figures.round.departments)}
    listed = sorted(
        range(len(figures.people.ids)), key=lambda row: order[figures.people.departments[row]]
    )
    rows = []
    for row in listed:
        expert, share = figures.round.experts[row], mean_pct(figures.people, row)
        skills = t.listed([f"{t.names.skill(s.skill)} {s.level}" for s in expert.skills])
        cells: tuple[Value, ...] = (
            t.names.department(expert.department), t.names.person(expert.id), expert.id, skills,
            None if share is None else share / 100,
        )  # fmt: skip
        rows.append((cells, row))
    end = load_calendar(book, sheet, 0, figures, columns, rows)
    sheet.freeze_panes(1, len(columns))
    if rows:
        _totals(book, sheet, end + 1, len(columns), figures)


def _totals(book: Book, sheet: Any, row: int, first: int, figures: OutcomeFigures) -> None:
    """Write full-time equivalents used and on offer, and draw them."""
    t, periods = book.voice, figures.round.calendar.periods
    period_heads(book, sheet, row, first, figures, widths=False)
    for at, (key, values) in enumerate(
        (
            ("people.used", figures.people.used.sum(axis=0)),
            ("people.offered", figures.people.offered.sum(axis=0)),
        ),
        start=1,
    ):
        book.put(sheet, row + at, 0, f"{t(key)} ({t('people.fte')})", bold=True)
        style = book.format(num_format="0.0", font_size=8, align="center")
        for period, value in enumerate(values.tolist()):
            sheet.write_number(row + at, first + period, value / 100, style)
    chart = book.workbook.add_chart({"type": "column"})
    line = book.workbook.add_chart({"type": "line"})
    span = (first, first + periods - 1)
    for drawn, at, style in (
        (chart, 1, {"fill": {"color": "#2456A6"}, "gap": 20}),
        (line, 2, {"line": {"color": "#D9A441", "width": 2.25}}),
    ):
        drawn.add_series(
            {
                "name": [sheet.name, row + at, 0],
                "categories": [sheet.name, row, span[0], row, span[1]],
                "values": [sheet.name, row + at, span[0], row + at, span[1]],
                **style,
            }
        )
    chart.combine(line)
    chart.set_title({"name": t("people.total"), "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"})
    chart.set_x_axis({"text_axis": True, "num_format": "mm-dd"})
    chart.set_y_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#DDE1E8"}}})
    chart.set_size({"width": 900, "height": 300})
    sheet.insert_chart(row + 4, 0, chart)


def assignment_columns(book: Book) -> list[Column]:
    """Return the columns of a list of who works on what."""
    t, n = book.voice, book.voice.numerals
    return [
        Column(t("heat.person"), "text", 16), Column(t("heat.department"), "text", 18),
        Column(t("book.id"), "code", 9), Column(t("projects.project"), "words", 28),
        Column(t("timeline.package"), "text", 22), Column(t("team.skills"), "text", 16),
        Column(t("book.start"), "date", 11), Column(t("book.end"), "date", 11),
        Column(t("team.load"), "percent", 8),
        Column(t("projects.effort", unit=n.effort_unit), "effort", 11),
        Column(f"{t('projects.cost')} ({n.currency_word})", "money", 13),
        Column(t("book.lent-to"), "text", 18),
    ]  # fmt: skip


def assignments_sheet(book: Book, figures: OutcomeFigures) -> None:
    """Write every named person on every package, filterable, and what is outsourced."""
    t, calendar = book.voice, figures.round.calendar
    sheet = book.sheet(t("team.title"), tab="#1A7340")
    rows: list[tuple[Value, ...]] = [
        (
            t.names.person(use.expert), t.names.department(use.department), use.project,
            t.names.project(use.project), t.names.package(use.project, use.package),
            t.names.skill(use.skill), calendar.first_day(use.start),
            calendar.last_day(max(use.start, use.end - 1)), use.load_pct / 100, use.effort,
            use.cents, t.names.department(use.sponsor) if use.lent else None,
        )
        for use in figures.lines.people
    ]  # fmt: skip
    rows += [
        (
            t("timeline.outside", places=use.places), None, use.project,
            t.names.project(use.project), t.names.package(use.project, use.package),
            t.names.skill(use.skill), calendar.first_day(use.start),
            calendar.last_day(max(use.start, use.end - 1)), use.load_pct / 100,
            use.effort, use.cents, None,
        )
        for use in figures.lines.outside
    ]  # fmt: skip
    columns = assignment_columns(book)
    end = book.table(sheet, 0, columns, rows)
    sheet.freeze_panes(1, 1)
    if rows:
        sheet.autofilter(0, 0, end - 1, len(columns) - 1)


def facilities_sheet(book: Book, figures: OutcomeFigures) -> None:
    """Write every facility's units in use by period, and the datasets."""
    t = book.voice
    sheet = book.sheet(t("nav.facilities"), tab="#1A7340")
    columns = [
        Column(t("facilities.kind"), "text", 14), Column(t("facilities.facility"), "text", 22),
        Column(t("book.id"), "code", 9), Column(t("facilities.owner"), "text", 18),
        Column(t("facilities.units"), "number", 7), Column(t("facilities.use"), "percent", 8),
    ]  # fmt: skip
    rows = []
    facilities = figures.round.facilities
    for row in sorted(range(len(facilities)), key=lambda row: facilities[row].kind):
        facility, share = facilities[row], mean_pct(figures.facilities, row)
        cells: tuple[Value, ...] = (
            t.coded("kind", facility.kind), t.names.facility(facility.id), facility.id,
            t.names.department(facility.department), facility.units,
            None if share is None else share / 100,
        )  # fmt: skip
        rows.append((cells, row))
    end = unit_calendar(book, sheet, 0, figures, columns, rows)
    sheet.freeze_panes(1, len(columns))
    uses = [
        (
            t.names.dataset(use.dataset),
            t.names.department(use.department),
            use.project,
            t.names.project(use.project),
            use.cents,
        )
        for use in figures.lines.datasets
    ]
    if uses:
        end = book.title(sheet, end + 1, t("datasets.title"), big=False)
        heads = [
            Column(t("datasets.dataset")), Column(t("facilities.owner")), Column(t("book.id")),
            Column(t("projects.project")),
            Column(f"{t('datasets.fees')} ({t.numerals.currency_word})", "money"),
        ]  # fmt: skip
        book.table(sheet, end, heads, uses, widths=False)


def money_sheet(book: Book, figures: OutcomeFigures) -> None:
    """Write the funds slot by slot with a chart of the whole, and every payment."""
    t, calendar = book.voice, figures.round.calendar
    sheet = book.sheet(t("nav.money"), tab="#8A5200")
    money = f" ({t.numerals.currency_word})"
    columns = [
        Column(t("money.fund"), "text", 24), Column(t("book.id"), "code", 10),
        Column(t("money.owner"), "text", 18), Column(t("money.drawn") + money, "money", 15),
        Column(t("money.reserve") + money, "money", 15),
        Column(t("money.left") + money, "money", 15),
        Column(t("money.amount") + money, "money", 15),
    ]  # fmt: skip
    rows: list[tuple[Value, ...]] = [
        (t.names.fund(f.fund), f.fund, t.names.department(f.department), f.drawn_cents,
         f.reserve_cents, f.left_cents, f.amount_cents)
        for f in figures.funds
    ]  # fmt: skip
    end = book.table(sheet, 0, columns, rows)
    sheet.freeze_panes(1, 1)
    if not rows:
        book.put(sheet, end, 0, t("money.empty"))
        return
    _funds_chart(book, sheet, end, len(rows))
    row = book.title(sheet, end + 5 + len(rows) + 10, t("money.slots"), big=False)
    slot_columns = [
        Column(t("money.fund")), Column(t("book.start"), "date"), Column(t("book.end"), "date"),
        Column(t("money.drawn") + money, "money"), Column(t("money.reserve") + money, "money"),
        Column(t("money.left") + money, "money"), Column(t("money.amount") + money, "money"),
        Column(t("money.carried") + money, "money", 15),
    ]  # fmt: skip
    slots: list[tuple[Value, ...]] = [
        (
            t.names.fund(s.fund),
            calendar.first_day(min(s.start, calendar.periods - 1)),
            calendar.last_day(max(0, min(s.end, calendar.periods) - 1)),
            s.drawn_cents, s.reserve_cents, s.left_cents, s.amount_cents, s.carried_in_cents,
        )
        for s in figures.slots
    ]  # fmt: skip
    row = book.table(sheet, row, slot_columns, slots, widths=False)
    sheet.set_column(7, 7, 15)
    if figures.lines.payments:
        row = book.title(sheet, row + 1, t("book.payments"), big=False)
        heads = [
            Column(t("money.fund")), Column(t("book.from"), "date"), Column(t("book.id")),
            Column(t("projects.project")), Column(t("timeline.package")),
            Column(t("money.category")), Column(t("sharing.amount") + money, "money"),
        ]  # fmt: skip
        payments: list[tuple[Value, ...]] = [
            (
                t.names.fund(p.fund),
                calendar.first_day(p.period),
                p.project,
                t.names.project(p.project),
                t.names.package(p.project, p.package),
                t("money.outsourcing", category=p.category) if p.outsourcing else p.category,
                p.cents,
            )
            for p in figures.lines.payments
        ]
        book.table(sheet, row, heads, payments, widths=False)


def _funds_chart(book: Book, sheet: Any, end: int, funds: int) -> None:
    chart = book.workbook.add_chart({"type": "bar", "subtype": "stacked"})
    for column, colour in ((3, "#2456A6"), (4, "#D9A441"), (5, "#DDE1E8")):
        chart.add_series(
            {
                "name": [sheet.name, 0, column],
                "categories": [sheet.name, 1, 0, funds, 0],
                "values": [sheet.name, 1, column, funds, column],
                "fill": {"color": colour},
                "gap": 50,
            }
        )
    chart.set_title({"name": book.voice("money.funds"), "name_font": {"size": 11}})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"num_format": "#,##0"})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": 180 + 20 * funds})
    sheet.insert_chart(end + 1, 0, chart)


def pressure_sheet(book: Book, figures: OutcomeFigures) -> None:
    """Write what all requests ask of each skill, kind and category against what exists."""
    t, n = book.voice, book.voice.numerals
    sheet = book.sheet(t("book.pressure"), tab="#8A5200")
    blocks: tuple[tuple[str, tuple[Pressure, ...], Kind, str], ...] = (
        ("pressure.title", figures.skills, "effort", n.effort_unit),
        ("facilities.pressure", figures.kinds, "number", ""),
        ("money.categories", figures.money, "money", n.currency_word),
    )
    row, widths = 0, True
    for title, rows, kind, unit in blocks:
        if not rows:
            continue
        row = book.title(sheet, row, t(title), big=False)
        columns = [
            Column(t("book.name"), "text", 26), Column(t("book.level"), "number", 8),
            Column(t("book.suppliers"), "number", 10),
            Column(f"{t('book.asked-for')} {unit}".strip(), kind, 16),
            Column(f"{t('book.supply')} {unit}".strip(), kind, 16),
            Column(t("pressure.load"), "percent", 10),
            Column(f"{t('book.used')} {unit}".strip(), kind, 16),
        ]  # fmt: skip
        cells = [_pressure(book, item, title) for item in rows]
        end = book.table(sheet, row, columns, cells, widths=widths)
        bar = {"type": "data_bar", "bar_color": "#8FB3E3",
               "min_type": "num", "min_value": 0}  # fmt: skip
        sheet.conditional_format(row + 1, 5, end - 1, 5, bar)
        row, widths = end + 1, False
    if row:
        book.put(sheet, row, 0, t("pressure.caption"), font_color="#566173")
    sheet.freeze_panes(0, 1)


def _pressure(book: Book, row: Pressure, title: str) -> tuple[Value, ...]:
    t = book.voice
    name = row.name
    if title == "pressure.title":
        name = t.names.skill(name)
    elif title == "facilities.pressure":
        name = t.coded("kind", name)
    load: Value = t("pressure.impossible") if row.load is None else float(row.load)
    return (name, row.level or None, row.suppliers, row.asked, row.capacity, load, row.used)
