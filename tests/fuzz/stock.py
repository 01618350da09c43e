"""Sound inputs for the doors, each made once for a process."""

from __future__ import annotations

import email.message
import json
import shutil
import tarfile
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import helpers_region
import samples
from evidence.probing import probe_samples
from helpers_outputs import call
from helpers_review import result_content
from workbench.sites import NAMES, Site, enrolled, people_text

from scoring.workspace import open_workspace

TODAY = "2026-11-20"
WHO = "林知远"
LEDGER = """\
- id: R0001
  indicator: "1.1"
  source: self
  cause: evidence
  problem: 清单缺少 2026 年数据
  lead: [县司法局]
  due: 2026-12-31
  measures:
  - {text: 导出清单, due: 2026-12-01}
  events:
  - {on: 2026-11-01, do: open, by: 林知远}
"""
MOCK = """\
round: 2026-mock
kind: mock
tree: sample
as_of: 2026-11-20
window: {from: 2025-01-01, to: 2026-10-31}
assessor: 示例县依法治县办
basis: 2026-self
findings:
  "1.2": {score: 4, reason: 公开齐全}
"""
FILES = {**samples.SOUND, "rectification.yaml": LEDGER, "rounds/2026-mock.yaml": MOCK}
HEAD = "<tr><th>一级指标</th><th>二级指标</th><th>分值</th></tr>"
HTML = f"<table>{HEAD}<tr><td>甲</td><td>乙</td><td>3</td></tr><tr><td>甲</td><td>丙</td><td>5</td></tr></table>"
PLAN = "示例县方案\n一、依法履职\n" + "".join(
    f"{at}.推进事项{at}公开。牵头单位：县司法局\n" for at in range(1, 9)
)
KINDS = ("findings", "evidence", "rectification", "tasks", "tree", "reviews", "vetoes")

_kept = TemporaryDirectory(prefix="shifan-stock-")


def _folder(name: str) -> Path:
    folder = Path(_kept.name) / name
    folder.mkdir()
    return folder


@cache
def used() -> Path:
    """A workspace in which work has been done: caches, texts, kept answers and a journal of several
    lines."""
    home = samples.write(_folder("used"), FILES)
    (home / "evidence/files/通知.txt").write_text(
        "关于开展检查的通知\n示司发〔2026〕7号\n", "utf-8"
    )
    for words in (
        ["evidence", "scan", "--ocr", "off", "--today", TODAY],
        ["rectify", "start", "R0001", "--by", WHO, "--today", TODAY],
        [
            "rectify",
            "progress",
            "R0001",
            "--unit",
            "县司法局",
            "--by",
            WHO,
            "--note",
            "在办",
            "--today",
            TODAY,
        ],
        ["evidence", "search", "清单"],
        ["evidence", "suggest"],
        ["check"],
        ["score"],
        ["report", "brief", "--to", "html", "--today", TODAY],
    ):
        call("-w", str(home), *words)
    return home


@cache
def books() -> dict[str, bytes]:
    """A workbook of each kind, as it is sent out."""
    folder = _folder("books")
    made = {}
    for kind in KINDS:
        path = folder / f"{kind}.xlsx"
        call("-w", str(used()), "sheet", "export", kind, "-o", str(path), "--today", TODAY)
        if path.exists():
            made[kind] = path.read_bytes()
    return made


@cache
def documents() -> dict[str, bytes]:
    """One file of every kind that people hand in, by name."""
    folder = _folder("documents")
    probe_samples.docx(folder / "通知.docx")
    probe_samples.xlsx(folder / "台账.xlsx")
    probe_samples.ofd(folder / "通知.ofd")
    probe_samples.mp4(folder / "录像.mp4")
    for name in ("照片.jpg", "照片.png", "照片.gif", "照片.tif", "照片.webp", "照片.bmp"):
        probe_samples.photo(folder / name, size=(60, 40))
    probe_samples.pdf(folder / "通知.pdf", pages=(probe_samples.LINES[:3],))
    for name in ("notice.doc", "ledger.xls"):
        shutil.copy(probe_samples.DATA / name, folder / name)
    mail = email.message.EmailMessage()
    mail["Subject"] = "报送材料"
    mail.set_content("现报送材料。")
    mail.add_attachment(HTML.encode(), "text", "html", filename="表.html")
    texts = {
        "通知.txt": PLAN,
        "表.csv": "一级,二级,分值\n甲,乙,3\n",
        "表.html": HTML,
        "通知.rtf": r"{\rtf1\ansi\ansicpg936 {\b \u36890?\u30693?}\par 1. a\par}",
        "图.svg": '<svg xmlns="http://www.w3.org/2000/svg"><text x="1" y="9">甲</text></svg>',
        "通知.mht": "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" + HTML,
        "数据.json": '{"a": [1, 2]}',
        "数据.xml": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    }
    made = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    made |= {name: text.encode() for name, text in texts.items()}
    return {**made, "来信.eml": mail.as_bytes(), "包.tar": _tar(), "文档.odt": _odt()}


def _tar() -> bytes:
    stream = BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        info = tarfile.TarInfo("../外.txt")
        info.size = 3
        archive.addfile(info, BytesIO(b"abc"))
    return stream.getvalue()


def _odt() -> bytes:
    from fuzz.spoiling import packed

    space = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    text = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    body = (
        f"<office:document-content {space} "
        f"{text}><office:body><office:text><text:p>甲</text:p></office:text>"
    )
    content = f"{body}</office:body></office:document-content>".encode()
    return packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content})


@cache
def plans() -> dict[str, bytes]:
    """Documents that hold an indicator system, by name."""
    import docx
    import openpyxl

    rows = [
        ["一级指标", "二级指标", "分值", "牵头单位"],
        ["甲", "乙", "3", "县司法局"],
        ["甲", "丙", "5", "县教育局"],
    ]
    folder = _folder("plans")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.save(folder / "体系.xlsx")
    document = docx.Document()
    document.add_paragraph("示例县指标体系")
    table = document.add_table(3, 4)
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    document.save(folder / "体系.docx")
    made = {path.name: path.read_bytes() for path in folder.iterdir()}
    made |= {
        name: documents()[name]
        for name in ("notice.doc", "ledger.xls", "通知.ofd", "文档.odt", "通知.pdf")
    }
    csv = "一级,二级,分值\n甲,乙,3\n甲,丙,5\n"
    texts = {"表.html": HTML, "表.doc": HTML, "方案.txt": PLAN, "表.csv": csv, "表.xls": HTML}
    return made | {name: text.encode() for name, text in texts.items()}


@cache
def package() -> bytes:
    """What a county hands in."""
    folder = _folder("package")
    region = helpers_region.office(folder / "region")
    files = {**FILES, "narratives/self.md": "# 依法履职\n甲\n"}
    files.pop("narratives/self.md")
    return helpers_region.packed(folder, region, "甲子县", files, code="990101").read_bytes()


@cache
def result() -> str:
    """A result file of the review book, as the page saves it."""
    workspace = open_workspace(used()).whole()
    finding = {
        "score": "5.25",
        "reason": "清单少两项",
        "opinion": "部分属实",
        "opened": ["E0001"],
        "place": "大厅",
    }
    content = result_content(workspace, {"1.1": finding}, TODAY, inspector=WHO)
    return json.dumps(content, ensure_ascii=False)


def site(folder: Path) -> Site:
    """A workbench on the used workspace, in a folder of its own."""
    from scoring.workbench.desk import Desk
    from scoring.workbench.office import Office, Terms
    from scoring.workbench.store import Database, Store

    home = Path(shutil.copytree(used(), folder / "county"))
    head = home / "workspace.yaml"
    head.write_text(head.read_text("utf-8") + people_text(), "utf-8")
    store = Store(Database(folder / "state"))
    enrolled(home, store, NAMES)
    day = date.fromisoformat(TODAY)
    names = frozenset({"office.example", "localhost", "127.0.0.1"})
    terms = Terms(names=names, today=day)
    return Site(Office(Desk(home, day, watch=False), store, terms, state=folder / "state"))
