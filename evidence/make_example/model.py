"""What one evidence file is made from: its register record and its content."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Document:
    """One file to be made.

    ``form`` names the maker (notice, report, scan, word, sheet, photo, screen, page, note);
    ``content`` is that maker's own part of the table. ``pinned`` keeps the digest that stands in
    the register, so that the file counts as changed.
    """

    id: str
    file: str
    form: str
    title: str
    issuer: str
    doc_no: str
    date: str
    content: Mapping[str, Any]
    pinned: bool

    @property
    def seed(self) -> int:
        """A number that depends on the id alone: noise and drawings repeat from run to run."""
        return int(self.id[1:])

    @property
    def chinese_date(self) -> str:
        """成文日期 as printed: arabic digits without leading zeros (GB/T 9704), or nothing when
        undated."""
        if not self.date:
            return ""
        year, month, day = self.date.split("-")
        return f"{year}年{int(month)}月{int(day)}日"

    def text(self) -> str:
        """The body: one paragraph a line, headings and table rows known by how they begin."""
        return str(self.content.get("text", ""))


def load(workspace: Path, tables: Path) -> list[Document]:
    """Join the register with the content tables.

    Records without an entry in the tables (links, and files that the example lacks on purpose) are
    left out. Raises ValueError when a table names a record that the register does not have.
    """
    register = _read(workspace / "evidence" / "register.yaml")
    records = {record["id"]: record for record in register}
    documents = []
    for table in sorted(tables.glob("*.yaml")):
        for key, content in _read(table).items():
            if key not in records:
                raise ValueError(f"{table.name}: the register has no record {key}")
            record = records[key]
            documents.append(
                Document(
                    id=key,
                    file=record["file"],
                    form=content["form"],
                    title=content.get("heading", record.get("title", "")),
                    issuer=content.get("issuer", record.get("issuer", "")),
                    doc_no=record.get("doc_no", ""),
                    date=record.get("date", ""),
                    content=content,
                    pinned=content.get("pinned", "false") == "true",
                )
            )
    return sorted(documents, key=lambda document: document.id)


def _read(path: Path) -> Any:
    """Every scalar stays text: codes and dates are not converted."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
