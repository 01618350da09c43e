"""Comma or tab separated files: one table without merges."""

from __future__ import annotations

import csv
import io

from scoring.reading.blocks import Placed, Reading, make_table
from scoring.reading.charset import decode
from scoring.reading.limits import MAX_ROWS, check_rows
from scoring.reading.model import broken


def read(data: bytes) -> Reading:
    """Read a .csv or .tsv; the separator is the one that the first lines use most."""
    text = decode(data)
    head = text[:4000]
    separator = max(",\t;，", key=head.count)
    try:
        rows = []
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(row)
            if len(rows) > MAX_ROWS:
                check_rows(text.count("\n"))
    except csv.Error as error:
        raise broken() from error
    cells = [
        Placed(number, column, value.strip())
        for number, row in enumerate(rows)
        for column, value in enumerate(row)
        if value.strip()
    ]
    names = {number: f"第{number + 1}行" for number in range(len(rows))}
    return Reading("csv", [make_table(cells, len(rows), "表1", names)])
