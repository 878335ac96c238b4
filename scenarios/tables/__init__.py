"""The tabular forms of a round: an Excel workbook and a folder of CSV files.

One schema of tables (:mod:`scenarios.tables.schema`) serves both. What is read knows the cell that
every value came from, so that a finding about the round names sheet, row and column.
"""

from scenarios.tables.csv_files import read_csv, write_csv
from scenarios.tables.markup import mark_workbook
from scenarios.tables.places import Places
from scenarios.tables.reading import TableReading
from scenarios.tables.workbook_reader import OLE_START, is_workbook, read_workbook
from scenarios.tables.workbook_writer import write_template, write_workbook

__all__ = [
    "OLE_START",
    "Places",
    "TableReading",
    "is_workbook",
    "mark_workbook",
    "read_csv",
    "read_workbook",
    "write_csv",
    "write_template",
    "write_workbook",
]
