"""The schema of tables against the domain: nothing is left out, nothing is ambiguous."""

from __future__ import annotations

from collections import Counter

import pytest

from scenarios.tables.columns import Column, Form, Kind, Table
from scenarios.tables.facts import leaf_paths
from scenarios.tables.header_names import column_names, header_key
from scenarios.tables.schema import (
    SHEETS,
    ancestors,
    carried_paths,
    column_facts,
    columns_of,
    sheet,
)
from scenarios.tables.words import CHOICES, PIN_KINDS

COLUMNS = [(table, column) for table in SHEETS for column in columns_of(table)]


def called(pair: tuple[Form | Table, Column]) -> str:
    return f"{pair[0].key}.{pair[1].key}"


def test_every_field_of_a_round_has_one_column() -> None:
    counts = Counter(carried_paths())
    assert leaf_paths() - set(counts) == set(), "fields without a column"
    assert set(counts) - leaf_paths() == set(), "columns of no field"
    assert [path for path, times in counts.items() if times > 1] == []


def test_names_of_sheets_are_distinct() -> None:
    names = Counter(
        name for each in SHEETS for name in {header_key(n) for n in (each.key, each.zh, each.en)}
    )
    assert [name for name, times in names.items() if times > 1] == []
    assert all(len(each.title(lang)) <= 31 for each in SHEETS for lang in ("zh", "en"))


@pytest.mark.parametrize("table", SHEETS, ids=lambda table: table.key)
def test_names_of_columns_are_distinct(table: Form | Table) -> None:
    names = Counter(name for column in columns_of(table) for name in column_names(column))
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("pair", COLUMNS, ids=called)
def test_columns_explain_themselves(pair: tuple[Form | Table, Column]) -> None:
    _, column = pair
    assert column.zh
    assert column.en
    assert column.help_zh.endswith("。")
    assert column.help_en.endswith(".")
    if column.refers:
        table, _, name = column.refers.partition(".")
        target = sheet(table)
        assert isinstance(target, Table)
        assert (name or target.id_column) in {each.key for each in columns_of(target)}


@pytest.mark.parametrize("table", SHEETS, ids=lambda table: table.key)
def test_sheets_explain_themselves(table: Form | Table) -> None:
    assert table.help_zh.endswith("。")
    assert table.help_en.endswith(".")


def test_parents_stand_before_their_children() -> None:
    order = [each.key for each in SHEETS]
    for table in SHEETS:
        if isinstance(table, Table):
            assert all(order.index(a.key) < order.index(table.key) for a in ancestors(table))


def test_every_choice_has_words_of_its_own() -> None:
    for table in SHEETS:
        for column in table.columns:
            if column.kind is not Kind.CHOICE:
                continue
            words = PIN_KINDS if table.key == "pins" else CHOICES
            codes = column_facts(table, column).choices
            names = Counter(
                name for code in codes for name in {header_key(n) for n in (code, *words[code])}
            )
            assert codes
            assert [name for name, times in names.items() if times > 1] == []
