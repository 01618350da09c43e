"""Invented documents for the import tests: one index of 125 indicators in many formats."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

SHAPE = (
    16,
    16,
    16,
    15,
    16,
    15,
    16,
    15,
)  # third-level indicators under each first-level one: 125 in all
TITLE = "示例县法治建设示范指标体系(2026年版)"
HEADS = ("一级指标", "二级指标", "序号", "三级指标", "分值")
CN = "一二三四五六七八"


def index_rows() -> list[tuple[str, str, str, str, str]]:
    """Return (level 1, level 2, number, level 3, points) of the 125 rows."""
    rows = []
    for block, size in enumerate(SHAPE):
        for item in range(size):
            group = item // 4
            number = len(rows) + 1
            rows.append((
                f"板块{CN[block]}职责履行到位",
                f"第{block + 1}板块第{group + 1}组工作机制健全",
                str(number),
                f"示例事项{number}按清单办理,办理结果当年公开,群众查得到",
                "0.8",
            ))  # fmt: skip
    return rows


def expected_paths() -> list[tuple[str, str, str]]:
    return [(row[0], row[1], row[3]) for row in index_rows()]


def paths_of(tree: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return the full text path of every leaf."""

    def walk(nodes, above):
        for node in nodes:
            path = (*above, node.get("text") or node["name"])
            if node.get("children"):
                yield from walk(node["children"], path)
            else:
                yield path

    return list(walk(tree["indicators"], ()))


def leaves(tree: dict[str, Any]) -> list[dict[str, Any]]:
    def walk(nodes):
        for node in nodes:
            yield from walk(node["children"]) if node.get("children") else iter([node])

    return list(walk(tree["indicators"]))


def groups(values: list[str]) -> list[tuple[int, int]]:
    """Return (first, last) of each run of equal values."""
    runs = []
    for index, value in enumerate(values):
        if index and value == values[index - 1]:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs


def index_xlsx(path: Path) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append([TITLE])
    sheet.merge_cells("A1:E1")
    sheet.append(list(HEADS))
    rows = index_rows()
    for row in rows:
        sheet.append([*row[:2], int(row[2]), row[3], float(row[4])])
    for column in (1, 2):
        for first, last in groups(["".join(row[:column]) for row in rows]):
            if first != last:
                sheet.merge_cells(
                    start_row=first + 3, end_row=last + 3, start_column=column, end_column=column
                )
    sheet.append(["合计", "", "", "", 100])
    book.save(path)
    return path


def index_csv(path: Path) -> Path:
    lines = [",".join(HEADS)]
    above = ("", "")
    for row in index_rows():
        first = "" if row[0] == above[0] else row[0]
        second = "" if row[:2] == above else row[1]
        lines.append(",".join([first, second, row[2], f'"{row[3]}"', row[4]]))
        above = row[:2]
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    return path


def index_html(path: Path) -> Path:
    rows = index_rows()
    spans = [
        {first: last - first + 1 for first, last in groups(["".join(row[:c]) for row in rows])}
        for c in (1, 2)
    ]
    body = []
    for number, row in enumerate(rows):
        cells = [
            f'<td rowspan="{spans[level][number]}"><p>{row[level]}</p></td>'
            for level in (0, 1)
            if number in spans[level]
        ]
        body.append(
            f"<tr>{''.join(cells)}<td>{row[2]}</td><td><span>{row[3]}</span></td><td>{row[4]}分</td></tr>"
        )
    path.write_bytes(
        f"""<!DOCTYPE html><html><head><meta charset="gb2312"><meta name="ArticleTitle" content="{TITLE}">
<style>td{{color:red}}</style></head><body><nav><ul><li>首页</li><li>政务公开</li></ul></nav>
<div id="zoom"><p>{TITLE}</p><table><tr><td><table>
<thead><tr>{"".join(f"<th>{head}</th>" for head in HEADS)}</tr></thead>
<tbody>{"".join(body)}</tbody></table></td></tr></table></div>
<footer>版权所有 示例县人民政府</footer><script>var a = "一、";</script></body></html>""".encode(
            "gb18030"
        )
    )
    return path


def _numbering(document: Any) -> dict[str, int]:
    """Add automatic lists to a Word document: 一、 → (一) for the levels, 1. for the rows."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    numbering = document.part.numbering_part.element
    ids = {}
    for offset, (name, style, pattern) in enumerate(
        (
            ("one", "chineseCountingThousand", "%1、"),
            ("two", "decimal", "%1."),
            ("three", "decimal", "%1"),
        )
    ):
        abstract = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{90 + offset}"><w:lvl '
            'w:ilvl="0"><w:start w:val="1"/>'
            f'<w:numFmt w:val="{style}"/><w:lvlText w:val="{pattern}"/></w:lvl></w:abstractNum>'
        )
        numbering.insert(0, abstract)
        ids[name] = 90 + offset
        numbering.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{90 + offset}"><w:abstractNumId '
                f'w:val="{90 + offset}"/></w:num>'
            )
        )
    return ids


def _number(paragraph: Any, num_id: int) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paragraph._p.get_or_add_pPr().append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{num_id}"/></w:numPr>'
        )
    )


def index_docx(path: Path, *, automatic: bool = True, tracked: bool = True) -> Path:
    """Write the index as a Word table: merges, automatic numbers, tracked changes, content
    controls."""
    from docx import Document
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = Document()
    ids = _numbering(document)
    document.add_paragraph(TITLE)
    rows = index_rows()
    table = document.add_table(rows=len(rows) + 2, cols=5)
    table.style = "Table Grid"
    grid = [list(row.cells) for row in table.rows]
    grid[0][0].merge(grid[0][4]).text = TITLE
    for cell, head in zip(grid[1], HEADS, strict=True):
        cell.text = head
    for number, row in enumerate(rows):
        cells = grid[number + 2]
        if automatic:
            _number(cells[2].paragraphs[0], ids["three"])
        else:
            cells[2].text = row[2]
        cells[4].text = row[4] + "分"
        if tracked and number % 10 == 3:
            half = len(row[3]) // 2
            paragraph = cells[3].paragraphs[0]
            paragraph.add_run(row[3][:half])
            paragraph._p.append(
                parse_xml(
                    f'<w:ins {nsdecls("w")} w:id="{number}" w:author="甲" '
                    'w:date="2026-01-01T00:00:00Z">'
                    f"<w:r><w:t>{row[3][half:]}</w:t></w:r></w:ins>"
                )
            )
            paragraph._p.append(
                parse_xml(
                    f'<w:del {nsdecls("w")} w:id="{number + 500}" w:author="甲" '
                    'w:date="2026-01-01T00:00:00Z">'
                    f"<w:r><w:delText>删去的话</w:delText></w:r></w:del>"
                )
            )
        elif number % 10 == 6:
            cells[3].paragraphs[0]._p.append(
                parse_xml(
                    f"<w:sdt {nsdecls('w')}><w:sdtContent><w:r><w:t>{row[3]}</w:t></w:r></w:sdtContent></w:sdt>"
                )
            )
        else:
            cells[3].text = row[3]
    for column in (0, 1):
        for first, last in groups(["".join(row[: column + 1]) for row in rows]):
            merged = grid[first + 2][column].merge(grid[last + 2][column])
            merged.text = rows[first][column]
            if automatic and column == 0:
                _number(merged.paragraphs[0], ids["one"])
    document.add_paragraph("示例县依法治县办制")
    document.save(path)
    return path


def convert(source: Path, suffix: str) -> Path | None:
    """Let LibreOffice write the file in another format; None where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return None
    profile = source.parent / "profile"
    subprocess.run(
        [office, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", suffix, "--outdir",
         str(source.parent), str(source)],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    return source.with_suffix(f".{suffix}")
