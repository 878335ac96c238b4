"""From a form, a sheet with one setting a line, to fields of the round."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from scenarios.tables.assembled import Assembled, cell_place, put
from scenarios.tables.cells import CellReader
from scenarios.tables.columns import Column, Form
from scenarios.tables.faults import Fault
from scenarios.tables.header_names import Headed, column_names, header_key
from scenarios.tables.periods import Periods
from scenarios.tables.schema import VERSION, column_facts, field_path
from scenarios.tables.texts import is_blank, shown

__all__ = ["read_settings"]


def read_settings(headed: Headed, done: Assembled, periods: Periods | None) -> None:
    """Put the settings of a form into the round's data."""
    form = headed.table
    if not isinstance(form, Form) or "value" not in headed.columns:
        return
    seen: set[str] = set()
    for row, column, raw in _lines(headed, form, done):
        at = f"/{column.field}"
        if column.key in seen:
            fault = Fault(
                "table.setting-twice", f"“{column.zh}”填了两次。",
                f"{column.en!r} is given twice.", shown(raw), "", "只留一行。", "Keep one line.",
            )  # fmt: skip
            done.report((fault,), cell_place(headed, row, "value", at))
            continue
        seen.add(column.key)
        done.places.settings[at] = (headed, row)
        if is_blank(raw):
            done.missing(headed, row, column, at, "value")
        elif column.key == "schema_version":
            _check_version(headed, row, raw, done)
        else:
            reader = CellReader(
                column, field_path(form, column), column_facts(form, column), periods
            )
            put(done.data, column.field, done.value(headed, row, reader, raw, at, "value"))


def _lines(headed: Headed, form: Form, done: Assembled) -> Iterator[tuple[int, Column, object]]:
    """Yield row, setting and value of each line, reporting lines of no known setting."""
    names = {name: column for column in form.columns for name in column_names(column)}
    names |= {header_key(column.key): column for column in form.columns}
    for row in range(headed.first_row, len(headed.raw.rows)):
        cells = headed.raw.rows[row]

        line = {key: cells[at] for key, at in headed.columns.items() if at < len(cells)}
        given = [line[key] for key in ("key", "name") if not is_blank(line.get(key))]
        column = next((names[k] for k in map(header_key, given) if k in names), None)
        if column is not None:
            yield row, column, line.get("value")
        elif not is_blank(line.get("value")):
            _stranger(headed, row, shown(given[0] if given else ""), names, done)


def _stranger(
    headed: Headed, row: int, written: str, names: dict[str, Column], done: Assembled
) -> None:
    close = get_close_matches(header_key(written), list(names), n=1, cutoff=0.6)
    near = names[close[0]] if close else None
    fix = ("从新模板复制这一行。", "Copy the line from a new template.")
    if near is not None:
        fix = (f"是否指“{near.zh}”（{near.key}）？", f"Did you mean {near.en!r} ({near.key})?")
    fault = Fault(
        "table.unknown-setting", f"没有名为“{written}”的设置。",
        f"There is no setting {written!r}.", written, near.key if near else "", *fix,
    )  # fmt: skip
    key = "key" if "key" in headed.columns else "name"
    done.report((fault,), cell_place(headed, row, key))


def _check_version(headed: Headed, row: int, raw: object, done: Assembled) -> None:
    # A spreadsheet may have turned the text into a number.
    found = f"{raw:.1f}" if isinstance(raw, float) else shown(raw).strip()
    if found != VERSION:
        fault = Fault(
            "file.wrong-version",
            f"这是 {found} 版的模板，现在的版本是 {VERSION}。",
            f"The template is of version {found}, this program reads version {VERSION}.",
            found, VERSION,
            "用 roundtable template 生成新模板，把内容复制过去。",
            "Make a new template with `roundtable template` and copy the content over.",
        )  # fmt: skip
        done.report((fault,), cell_place(headed, row, "value", "/schema_version"))
