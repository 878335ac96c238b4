"""Reports of an outcome: one HTML file for people, one workbook for offices."""

from scenarios.report.page import render_page
from scenarios.report.workbook import render_workbook

__all__ = ["render_page", "render_workbook"]
