"""The documents of ``data/unseen.yaml``: what each holds, and how it is written as a file of its
kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Case:
    """One document: its file name and content, the nodes on each level, the units, and texts that
    must be kept."""

    name: str
    counts: list[int]
    units: list[str]
    kept: list[str]
    text: str = ""
    encoding: str = "utf-8"
    paragraphs: list[Any] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)
    merges: list[Any] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write the document; the suffix of ``path`` tells the kind of file."""
        if path.suffix == ".docx":
            self._word(path)
        elif path.suffix == ".xlsx":
            self._workbook(path)
        else:
            path.write_bytes(self.text.encode(self.encoding))

    def _word(self, path: Path) -> None:
        from docx import Document

        paper = Document()
        for item in self.paragraphs:
            bold, plain = item if isinstance(item, list) else ("", item)
            paragraph = paper.add_paragraph()
            paragraph.add_run(bold).bold = True
            paragraph.add_run(plain)
        if self.rows:
            grid = [
                list(row.cells) for row in paper.add_table(len(self.rows), len(self.rows[0])).rows
            ]
            for cells, values in zip(grid, self.rows, strict=True):
                for cell, value in zip(cells, values, strict=True):
                    cell.text = value
            for top, left, bottom, right in self.merges:
                kept = grid[top][left].text
                grid[top][left].merge(grid[bottom][right]).text = kept
        paper.save(str(path))

    def _workbook(self, path: Path) -> None:
        from openpyxl import Workbook

        book = Workbook()
        for row in self.rows:
            book.active.append(row)
        for area in self.merges:
            book.active.merge_cells(area)
        book.save(path)


DOCUMENTS = [
    Case(**item)
    for item in yaml.safe_load((Path(__file__).parent / "data" / "unseen.yaml").read_text("utf-8"))
]
