"""``roundtable show``: an outcome as tables, a Gantt chart and everybody's load."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from api.cli.documents import load_outcome, load_round
from api.cli.options import FileFormat, Lang, LangOption, OutcomeFile
from api.cli.soundness import refuse_unsound
from api.cli.speech import data_console, text
from api.cli.tables import print_conflict
from optimizer.domain import Outcome, Round

if TYPE_CHECKING:
    from scenarios.figures import OutcomeFigures
    from scenarios.report.voice import Voice

__all__ = ["print_outcome", "show_command"]

TOP = 40
"""Rows of a table or chart unless all are asked for."""
PACKAGES_SHOWN = 60
"""With more packages than this the Gantt chart shows projects only, unless all are asked for."""
TIGHT_SHOWN = 8


def show_command(
    outcome_file: OutcomeFile,
    round_file: Annotated[
        Path, typer.Option("--round", help="The round that was solved.", show_default=False)
    ],
    lang: LangOption,
    project: Annotated[
        str | None, typer.Option("--project", metavar="ID", help="This project in detail.")
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", metavar="ID", help="This person in detail.")
    ] = None,
    top: Annotated[
        int, typer.Option("--top", min=1, help="Rows of each table and chart at most.")
    ] = TOP,
    everything: Annotated[
        bool, typer.Option("--all", help="Every row and every work package, however many.")
    ] = False,
    format: FileFormat = None,
) -> None:
    """Show an outcome in the terminal; 80 columns when it goes to a file or a pipe."""
    outcome = load_outcome(outcome_file, lang)
    round_ = load_round(round_file, lang, format)
    refuse_unsound(round_, outcome, outcome_file, lang)
    if project is None and person is None:
        print_outcome(outcome, round_, lang, None if everything else top)
        return
    from api.cli.details import print_person, print_project
    from scenarios.figures import figures_of
    from scenarios.report.voice import voice_of

    if project is not None:
        _known(project, [p.id for p in round_.projects], "--project", lang)
    if person is not None:
        _known(person, [e.id for e in round_.experts], "--person", lang)
    figures = figures_of(round_, outcome)
    voice, console = voice_of(figures, lang.value), data_console()
    if project is not None:
        print_project(figures, voice, lang, project, console, _width(console))
    if person is not None:
        print_person(figures, voice, lang, person, console, _width(console))


def _known(id_: str, known: list[str], option: str, lang: Lang) -> None:
    if id_ in known:
        return
    close = ", ".join(get_close_matches(id_, known, n=5, cutoff=0.5) or known[:5])
    message = text(lang, f"没有 {id_}；相近的有：{close}", f"there is no {id_!r}; close: {close}")
    raise typer.BadParameter(message, param_hint=option)


def print_outcome(outcome: Outcome, round_: Round, lang: Lang, top: int | None = TOP) -> None:
    """Write an outcome of ``round_`` to stdout; tables and charts have at most ``top`` rows."""
    from api.cli.plan_shown import levels_shown
    from scenarios.figures import figures_of
    from scenarios.report.voice import voice_of

    console = data_console()
    title = round_.title.in_lang(lang)
    if title:
        console.print(title, markup=False)
    figures = figures_of(round_, outcome)
    voice = voice_of(figures, lang.value)
    levels, meanings = levels_shown(figures, voice, lang)
    console.print(levels)
    for meaning in meanings:
        console.print(meaning, markup=False)
    print_conflict(outcome, lang, console)
    shown = _Shown(figures, voice, lang, console, top)
    shown.pressure()
    if outcome.plan is not None:
        shown.projects()
        shown.changes()
        shown.gantt()
        shown.people()
        shown.facilities()
        shown.money()
        shown.departments()


class _Shown:
    """An outcome written part by part; what is cut short says so."""

    def __init__(
        self, figures: OutcomeFigures, voice: Voice, lang: Lang, console: Console, top: int | None
    ) -> None:
        self.figures = figures
        self.voice = voice
        self.lang = lang
        self.console = console
        self.top = top

    def _table(self, table: Table, of: int) -> None:
        if table.row_count:
            self.console.print(table)
            self._note(table.row_count, of)

    def _note(self, shown: int, of: int) -> None:
        if shown < of:
            note = text(
                self.lang,
                f"以上 {shown} 行，共 {of} 行；--all 显示全部",
                f"{shown} of {of} shown; --all shows every one",
            )
            self.console.print(note, style="dim")

    def _chart(self, zh: str, en: str, lines: Iterable[str], shown: int, of: int) -> None:
        self.console.print(text(self.lang, zh, en), style="bold")
        for line in lines:
            self.console.print(line, markup=False, soft_wrap=True)
        self._note(shown, of)

    def pressure(self) -> None:
        """Write what is tight."""
        from api.cli.plan_shown import pressure_table

        table = pressure_table(self.figures, self.voice, self.lang, TIGHT_SHOWN)
        if table.row_count:
            self.console.print(table)

    def projects(self) -> None:
        """Write the accepted projects and those left out."""
        from api.cli.plan_shown import accepted_table, rejected_table

        accepted, left = self.figures.accepted, self.figures.left_out
        self._table(accepted_table(accepted[: self.top], self.voice, self.lang), len(accepted))
        if left:
            self.console.print(rejected_table(left[: self.top], self.lang))
            self._note(len(left[: self.top]), len(left))

    def changes(self) -> None:
        """Write the differences from the baseline."""
        from api.cli.plan_shown import changes_table

        table = changes_table(self.figures, self.voice, self.lang, self.top)
        self._table(table, len(self.figures.outcome.changes))

    def gantt(self) -> None:
        """Write the Gantt chart, with packages where they are few."""
        from api.cli.charts import gantt_lines

        runs = self.figures.lines.packages
        if not runs:
            return
        listed = [row.project for row in self.figures.accepted][: self.top]
        packages = self.top is None or len(runs) <= PACKAGES_SHOWN
        lines = gantt_lines(self.figures, self.lang, _width(self.console), packages, listed)
        self._chart("甘特图", "Gantt chart", lines, len(listed), len(self.figures.accepted))

    def people(self) -> None:
        """Write the load of everybody with work."""
        from api.cli.charts import load_lines, load_rows

        rows = load_rows(self.figures.people, self.top)
        if rows:
            lines = load_lines(self.figures, self.lang, _width(self.console), rows)
            of = len(load_rows(self.figures.people, None))
            self._chart("人员负荷", "load per person", lines, len(rows), of)

    def facilities(self) -> None:
        """Write the load of every facility in use."""
        from api.cli.charts import facility_lines, load_rows

        rows = load_rows(self.figures.facilities, self.top)
        if rows:
            lines = facility_lines(self.figures, self.lang, _width(self.console), rows)
            of = len(load_rows(self.figures.facilities, None))
            self._chart("设施使用", "use of facilities", lines, len(rows), of)

    def money(self) -> None:
        """Write the funds."""
        from api.cli.plan_shown import funds_table

        table = funds_table(self.figures, self.voice, self.lang, self.top)
        self._table(table, len(self.figures.funds))

    def departments(self) -> None:
        """Write the departments' accounts, where there is more than one."""
        from api.cli.plan_shown import departments_table

        if len(self.figures.accounts) > 1:
            self.console.print(departments_table(self.figures, self.voice, self.lang))


def _width(console: Console) -> int:
    return min(console.width, 200)
