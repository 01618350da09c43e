"""Short forms and letters: the cover sheet of a package, its receipt, the letter of a return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.documents.layout import Page
from scoring.views.sheet import Column, Sheet, headings

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FormTable:
    """A table with its heading; ``widths`` are shares of the line, ``centred`` the columns that
    stand in the middle.
    """

    heading: str
    headings: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    centred: tuple[int, ...] = ()


def form_table(heading: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> FormTable:
    """Rows under columns, each with its share of the line."""
    return FormTable(
        heading,
        tuple(headings(columns)),
        tuple(column.share / 100 for column in columns),
        tuple(tuple(row) for row in rows),
        tuple(index for index, column in enumerate(columns) if column.centre),
    )


@dataclass(frozen=True, slots=True)
class Form:
    """One form. ``rows`` hold one or two pairs of label and value each; ``fingerprint`` is printed
    in groups of four, so that two copies can be compared by eye; ``signatures`` are the places for
    names and seals.
    """

    title: str
    number: str
    issuer: str
    date: str
    rows: tuple[Pairs, ...] = ()
    to: str = ""
    paragraphs: tuple[str, ...] = ()
    tables: tuple[FormTable, ...] = ()
    fingerprint: str = ""
    notes: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    signed: bool = False


def grouped(fingerprint: str) -> str:
    """A digest in groups of four characters."""
    return " ".join(fingerprint[index : index + 4] for index in range(0, len(fingerprint), 4))


def form_page(form: Form) -> Page:
    """The form, ready to be laid out."""
    rows = [(label, value) for pairs in form.rows for label, value in pairs]
    if form.fingerprint:
        rows.append(("指纹", form.fingerprint))
    first = Sheet(
        form.title,
        form.title,
        (Column("项目", 24), Column("内容", 80)),
        tuple(rows),
        notes=form.notes,
    )
    others = tuple(
        Sheet(
            table.heading,
            table.heading,
            tuple(
                Column(name, 10 + 60 * width)
                for name, width in zip(table.headings, table.widths, strict=True)
            ),
            table.rows,
        )
        for table in form.tables
    )
    context = {"form": form, "fingerprint": grouped(form.fingerprint)}
    return Page(
        form.title,
        form.issuer,
        "region-form.html.j2",
        context,
        form,
        (first, *others),
        ("forms.css", "region.css"),
    )
