"""Workbooks that go out to the units and come back: what people fill in instead of YAML.

Out: one workbook for a kind of work, the whole workspace's or one unit's. Back in: a three-way
comparison of what was exported, what stands in the workbook now and what the workspace says now;
only what was filled in is written, all of it or nothing.
"""

from scoring.sheets.comparing import CellFault
from scoring.sheets.exporting import KINDS, export, units_of
from scoring.sheets.form import UnreadableFile
from scoring.sheets.importing import Change, Outcome, Terms, preview, take_in
from scoring.sheets.reading import Book, read_book, read_books
from scoring.sheets.workbook_parts import UnreadableWorkbook

__all__ = [
    "KINDS",
    "Book",
    "CellFault",
    "Change",
    "Outcome",
    "Terms",
    "UnreadableFile",
    "UnreadableWorkbook",
    "export",
    "preview",
    "read_book",
    "read_books",
    "take_in",
    "units_of",
]
