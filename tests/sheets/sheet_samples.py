"""A workspace with a leaf for each kind of rule, and how tests open a workbook, type into it and
import it."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from scoring.sheets import KINDS, Outcome, Terms, export, preview, read_book, take_in
from scoring.workspace import Workspace, open_workspace

TODAY = date(2026, 11, 22)
PROOF = "一次办清单，共 96 项。\n"
NEW_FILE = "新补的清单\n"
FILES: dict[str, str] = {
    "workspace.yaml": """\
name: 示例县
level: 县
tree: kinds
round: 2026-self
units:
  县司法局: {aliases: [司法局]}
  县教育局: {}
  县水务局: {}
  两局: {members: [县教育局, 县水务局]}
""",
    "indicators/kinds.yaml": """\
id: kinds
title: 各类规则
levels: [一级指标, 二级指标]
points: {basis: estimate, source: 测算}
indicators:
- code: "1"
  name: 甲
  points: 14
  lead: [县司法局]
  children:
  - {code: "1.1", name: 达标, rule: {type: met}, evidence: [{name: 办理清单}, {name: 公告（网上）}, {name: 甲；乙}]}
  - {code: "1.2", name: 清单, rule: {type: checklist, items: [有制度, 有台账, 有检查、有通报]}}
  - code: "1.3"
    name: 扣分
    rule: {type: deduct, cases: [{name: 迟报, points: 0.1}, {name: 迟报2次以上, points: 0.5}]}
  - {code: "1.4", name: 比例, rule: {type: ratio}}
  - {code: "1.5", name: 达线, rule: {type: threshold, at: 60, loss: 0.1}}
  - {code: "1.6", name: 分档, rule: {type: bands, bands: [{from: "90%", points: 1}, {to: "90%", points: 0.5}]}}
  - {code: "1.7", name: 等次, rule: {type: grade, grades: {优: 100%, 良: 80%}}}
  - {code: "1.8", name: 测评, lead: [两局], rule: {type: survey, options: {满意: 100, 基本满意: 80, 不满意: 0}}}
  - {code: "1.9", name: 名次, lead: [两局], rule: {type: rank, table: [1, 0.9], beyond: {step: 0.1}}}
  - {code: "1.10", name: 与第一比, lead: [县教育局], rule: {type: rank, to_first: true}}
  - {code: "1.11", name: 层级, lead: [县教育局], rule: {type: ladder, steps: {国家级: 5, 省级: 3}}}
  - {code: "1.12", name: 抽查, lead: [县教育局], rule: {type: sample, any_fail: zero}}
  - {code: "1.13", name: 平均, lead: [县教育局], rule: {type: mean}}
  - {code: "1.14", name: 引用, lead: [县教育局], rule: {type: external}}
- {code: "2", name: 评议, points: 2, lead: [县教育局]}
""",
    "rounds/2026-self.yaml": """\
# 自评
round: 2026-self
kind: self
tree: kinds
as_of: 2026-11-20
window: {from: 2025-01-01, to: 2026-10-31}
findings:
  # ── 1 甲
  "1.1": {met: true, note: =1+1}   # 已核
  "1.2": {has: [有制度, 有检查、有通报]}
  "1.3": {counts: {迟报: 2}}
  "1.4":
    done: 96
    of: 100
    note: |
      两行
      说明
  # "1.5": {value: 60}
  "1.7": {grade: 良}
  "1.8": {not_applicable: 本级无此职权（已核）, approved_by: 县委编办（行政科）}
  "1.11": {awards: [{matter: 一件事, level: 省级}]}
  # 尾注
vetoes: {}
""",
    "evidence/register.yaml": f"""\
# 登记簿
- id: E0001
  file: files/清单.txt
  sha256: {hashlib.sha256(PROOF.encode()).hexdigest()}
  kind: 文件
  title: "@一次办清单"    # 原题名
  doc_no: 示政发〔2026〕1号
  date: 2026-03-01
  unit: 县司法局
  proves:
  - {{indicator: "1.1", item: 办理清单, locate: 第3页（下半页）, what: 时限压缩}}
  - {{indicator: "1.4", state: proposed}}
  - {{indicator: "9.9", tree: another, what: 另一套}}
  review: {{state: accepted, by: 方静怡, on: 2026-05-02}}

# 链接
- id: E0002
  url: https://example.com/open
  seen: 2026-04-01
  kind: 链接
  title: 公开栏目
  unit: 县教育局
""",
    "evidence/files/清单.txt": PROOF,
    "evidence/files/新清单.txt": NEW_FILE,
    "rectification.yaml": """\
- id: R0001
  indicator: "1.1"
  problem: 有一项没有上网
  lost: "0.80"
  lead: [县司法局]
  due: 2026-12-01
  measures:
  - {text: 补齐（含乡镇）, due: 2026-11-30}   # 第一条
  - {text: 公开, due: 持续推进, done: 2026-10-12}
  events:
  - {on: 2026-09-01, do: open}
  - {on: 2026-09-03, do: start}   # 开工
- id: R0002
  problem: 已办结
  lead: [两局]
  events:
  - {on: 2026-09-01, do: open}
  - {on: 2026-09-02, do: start}
  - {on: 2026-09-03, do: submit}
  - {on: 2026-09-04, do: close}
""",
}

Typed = dict[tuple[str, str], object]
"""What is typed: (hidden id, heading) to a value; the id ``""`` is the first blank row, ``"+2"``
the second."""


def make(folder: Path, files: dict[str, str] | None = None) -> Path:
    """The workspace below ``folder``."""
    for name, text in {**FILES, **(files or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    return folder


def sheet(folder: Path, kind: str, unit: str | None = None) -> Path:
    """A workbook exported from the workspace, beside it."""
    target = folder.parent / f"{kind}-{unit or '全部'}.xlsx"
    target.write_bytes(export(open_workspace(folder).whole(), kind, today=TODAY, unit=unit))
    return target


def change(
    path: Path, do: Callable[[Any, dict[str, int]], None], target: Path | None = None
) -> Path:
    """Opens the workbook, lets ``do`` change the table (page, columns by heading), and saves it."""
    book = openpyxl.load_workbook(path)
    page = book[book.sheetnames[0]]
    do(page, {cell.value: cell.column for cell in page[2]})
    book.save(target or path)
    return target or path


def fill(path: Path, typed: Typed, target: Path | None = None) -> Path:
    """Types texts into cells."""

    def do(page: Any, columns: dict[str, int]) -> None:
        last = max(row for row in range(3, page.max_row + 1) if page.cell(row, 1).value)
        places = {page.cell(row, 1).value: row for row in range(3, last + 1)}
        for (ident, heading), value in typed.items():
            row = places[ident] if ident in places else last + (int(ident[1:]) if ident else 1)
            cell = page.cell(row, columns[heading])
            cell.value = value
            if isinstance(value, str) and value.startswith("=") and not value.startswith("=="):
                cell.data_type = "s"  # typed into a cell of text; "==" stands for a formula
            elif isinstance(value, str) and value.startswith("=="):
                cell.value = value[1:]

    return change(path, do, target)


def row_of(page: Any, ident: str) -> int:
    """The row of a hidden id."""
    return next(row for row in range(3, page.max_row + 1) if page.cell(row, 1).value == ident)


def imported(folder: Path, *paths: Path, **terms: Any) -> Outcome:
    """The outcome of an import."""
    return take_in(folder, [read_book(path) for path in paths], Terms(TODAY, **terms))


def previewed(folder: Path, *paths: Path, **terms: Any) -> Outcome:
    """The outcome of a preview."""
    return preview(
        open_workspace(folder).whole(), [read_book(path) for path in paths], Terms(TODAY, **terms)
    )


def texts(folder: Path) -> dict[str, bytes]:
    """Every file of the workspace but what is derived."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".shifan" not in path.parts
    }


def changed_lines(
    before: dict[str, bytes], after: dict[str, bytes], name: str
) -> tuple[list[str], list[str]]:
    """The lines of a file that went and those that came."""
    old, new = before[name].decode().split("\n"), after[name].decode().split("\n")
    return [line for line in old if line not in new], [line for line in new if line not in old]


def resaved(paths: Iterable[Path], folder: Path) -> list[Path]:
    """The workbooks as LibreOffice saves them."""
    paths = list(paths)
    command = [
        "soffice",
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "xlsx",
    ]
    subprocess.run(
        [*command, "--outdir", str(folder), *map(str, paths)],
        check=True,
        capture_output=True,
        timeout=600,
    )
    return [folder / path.name for path in paths]


def table(workspace: Workspace, kind: str) -> Any:
    """One table of a workspace."""
    return KINDS[kind](workspace)
