"""A small workspace with a piece of every kind, as files that real programs write."""

from __future__ import annotations

import hashlib
import io
from functools import cache
from pathlib import Path

import pikepdf
from PIL import Image
from pypdfium2 import PdfDocument

from scoring.documents.assets import print_sheets
from scoring.pdf.printer import render
from scoring.workspace import Workspace, open_workspace

HEAD = """\
name: 示例县
level: 县
tree: small
round: 2026-self
units: {县司法局: , 县教育局: }
"""
TREE = """\
id: small
title: 示例指标体系
levels: [一级指标, 二级指标]
points: {basis: estimate, source: 专班测算}
indicators:
- code: "1"
  name: 依法履职
  points: 6
  children:
  - {code: "1.1", name: 网上办理, points: 3, rule: {type: met}, text: 事项全部网上办理}
  - {code: "1.2", name: 公开到位, points: 3, rule: {type: met}}
- code: "2"
  name: 普法宣传
  points: 4
  children:
  - {code: "2.1", name: 普法活动, points: 4, rule: {type: met}}
"""
ROUND = """\
round: 2026-self
kind: self
tree: small
as_of: 2026-11-20
window: {from: 2025-01-01, to: 2026-10-31}
findings:
  "1.1": {met: true}
  "1.2": {met: true}
  "2.1": {met: true}
"""


@cache
def letter(*pages: str) -> bytes:
    """A PDF with a text layer, a page for each text."""
    body = "".join(f'<p style="break-after: page">{text}</p>' for text in pages)
    return render(
        f"<!DOCTYPE html><html lang='zh-CN'><body>{body}</body></html>", css=print_sheets()
    )


def blank(count: int = 1, size: tuple[float, float] = (595, 842)) -> bytes:
    """A PDF of empty pages."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(count):
            document.add_blank_page(page_size=size)
        document.save(out)
    return out.getvalue()


def photo(width: int = 800, height: int = 600, turn: int = 1) -> bytes:
    """A JPEG, red above and blue below; ``turn`` is its EXIF orientation."""
    picture = Image.new("RGB", (width, height), "blue")
    picture.paste("red", (0, 0, width, height // 2))
    exif = Image.Exif()
    exif[0x0112] = turn
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, quality=90)
    return out.getvalue()


def record(
    ident: str, file: str, raw: bytes, indicator: str, more: str = "", proof: str = ""
) -> str:
    """One record of the register, accepted and dated inside the window."""
    digest = hashlib.sha256(raw).hexdigest()
    return (
        f"- id: {ident}\n  file: files/{file}\n  sha256: {digest}\n  size: {len(raw)}\n  title: "
        f"{file.split('.')[0]}\n"
        f"  date: 2026-03-05\n  unit: 县司法局\n{more}  proves:\n  - {{indicator: "
        f'"{indicator}"{proof}}}\n'
        f"  review: {{state: accepted, by: 王敏, on: 2026-05-02}}\n"
    )


class County:
    """The workspace in a folder; ``add`` puts a piece into it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder
        for name, text in (
            ("workspace.yaml", HEAD),
            ("indicators/small.yaml", TREE),
            ("rounds/2026-self.yaml", ROUND),
            ("evidence/register.yaml", ""),
        ):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")

    def add(
        self,
        ident: str,
        file: str,
        raw: bytes,
        indicator: str = "1.1",
        more: str = "",
        proof: str = "",
    ) -> None:
        """A file and its record, at the end of the register."""
        target = self.path / "evidence" / "files" / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw)
        register = self.path / "evidence" / "register.yaml"
        text = register.read_text("utf-8") + record(ident, file, raw, indicator, more, proof)
        register.write_text(text, "utf-8")

    def open(self) -> Workspace:
        """The workspace as it stands now."""
        return open_workspace(self.path).whole()


def words(volume: Path) -> list[str]:
    """The text of each page without blanks."""
    document = PdfDocument(volume)
    try:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def red(volume: Path, page: int) -> list[tuple[int, int]]:
    """Where red ink stands on a page (from 0), in pixels at 72 dpi."""
    document = PdfDocument(volume)
    try:
        picture = document[page].render(scale=1).to_pil().convert("RGB")
    finally:
        document.close()
    width = picture.width
    hits = [
        at
        for at, (r, g, b) in enumerate(picture.get_flattened_data())
        if r > 150 and r - g > 60 and r - b > 60
    ]
    return [(at % width, at // width) for at in hits]
