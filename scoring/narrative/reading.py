"""Reads the file of one part: Word (.docx), plain text or Markdown, within bounds that no report's
text ever meets.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.evidence.files import inside
from scoring.narrative.passages import Passage, passages_of
from scoring.narrative.placeholders import PLACEHOLDERS, unknown
from scoring.problems import Problem, Where, problem
from scoring.reading.blocks import Block, Paragraph, Reading, Table
from scoring.reading.charset import decode
from scoring.reading.model import UnreadableError
from scoring.reading.package import open_package
from scoring.values import nearest

SUFFIXES = (".docx", ".txt", ".md")
LARGEST = {".docx": 20 * 1024 * 1024, ".txt": 1024 * 1024, ".md": 1024 * 1024}
"""Bytes of a file; pictures, which are not printed, may make a Word file large."""
LARGEST_XML = 2 * 1024 * 1024
"""Bytes of the text of a Word file, unpacked; 100 pages have about half of it."""
MOST_BLOCKS = 3_000
MOST_SIGNS = 100_000
MOST_CELLS = 10_000
MOST_COLUMNS = 12
"""A table with more columns has no room on an upright page."""
_READ = ("word/document.xml", "word/styles.xml", "word/numbering.xml")
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_HASHES = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")


@dataclass(frozen=True, slots=True)
class Narrative:
    """One part of a report. ``fault`` says in a few words why it has no text; ``first``: it stands
    before 总体结论.
    """

    title: str
    file: str
    first: bool
    passages: tuple[Passage, ...] = ()
    fault: str = ""


def read_narrative(
    home: Path, title: str, file: str, where: Where, *, first: bool
) -> tuple[Narrative, tuple[Problem, ...]]:
    """The part whose text is ``file`` of the workspace ``home``, and what is wrong with it, told at
    ``where``.
    """

    def faulty(rule: str, what: str) -> tuple[Narrative, tuple[Problem, ...]]:
        return Narrative(title, file, first, fault=what), (problem(rule, where, what=what),)

    if not inside(file, Path(os.path.realpath(home))):
        return faulty("W011", f"{file} 不在工作区里")
    suffix = Path(file).suffix.lower()
    if suffix not in SUFFIXES:
        return faulty("W012", f"{file} 不是 {'、'.join(SUFFIXES)} 文件")
    try:
        data = _bytes(home / file, LARGEST[suffix])
        reading = _docx(data) if suffix == ".docx" else _text(data)
    except (FileNotFoundError, NotADirectoryError):
        return faulty("W010", f"找不到文件 {file}")
    except (OSError, ValueError):
        return faulty("W012", f"{file} 打不开")
    except UnreadableError as error:
        return faulty(
            "W012",
            f"{file} 读不出来：{TOO_LONG if error.state == 'too_large' else error.reason.partition('；')[0]}".rstrip(
                "。"
            ),
        )
    found = passages_of(reading.blocks, title)
    if not found:
        return faulty("W013", f"{file} 里没有文字")
    return Narrative(title, file, first, found), tuple(_remarks(file, found, reading, where))


TOO_LONG = (
    f"内容太多（最多 {MOST_SIGNS // 10_000} 万字、{MOST_BLOCKS} 段，表格最多 {MOST_COLUMNS} 列）"
)


def _remarks(
    file: str, passages: Sequence[Passage], reading: Reading, where: Where
) -> Iterator[Problem]:
    for passage in passages:
        for name in dict.fromkeys(name for text in passage.texts for name in unknown(text)):
            what = f"{file} {passage.where}：不认识的数字名称“{{{name}}}”"
            yield problem("W014", where, what=what, fix=_offer(name))
    if "left_out" in reading.meta:
        yield problem("W015", where, what=f"{file} 里有{reading.meta['left_out']}，没有印进报告")


def _offer(name: str) -> str:
    """The nearest of the numbers that a text may name, and all of them."""
    near = nearest(name, list(PLACEHOLDERS))
    hint = f"是不是“{{{near}}}”？" if near else ""
    return f"{hint}可用的有：{'、'.join(PLACEHOLDERS)}；不是数字名称的，不用花括号"


def _bytes(path: Path, most: int) -> bytes:
    """The content of a plain file. Raises ``OSError``, ``ValueError`` or ``UnreadableError``."""
    # Looked at before it is opened: a pipe would never give an answer.
    info = path.stat()
    if not stat.S_ISREG(info.st_mode):
        raise UnreadableError("unsupported", "不是普通文件")
    if info.st_size > most:
        raise UnreadableError("too_large", "")
    return path.read_bytes()


def _docx(data: bytes) -> Reading:
    from scoring.reading import docx

    # An encrypted .docx and an old .doc begin alike; both need the same help.
    if data.startswith(_COMPOUND):
        raise UnreadableError(
            "encrypted", "有打开密码，或者是旧版 Word 文件（.doc），请另存为没有密码的 .docx"
        )
    if not data:
        return Reading("docx", [])
    # Before it is parsed: a small archive may unpack to anything.
    with open_package(data) as package:
        if any(
            item.filename in _READ and item.file_size > LARGEST_XML
            for item in package.archive.infolist()
        ):
            raise UnreadableError("too_large", "")
    reading = docx.read(data)
    return _bounded(reading)


def _text(data: bytes) -> Reading:
    """A text file. Headings of Markdown stand apart; what lies between them the importer's reader
    reads.
    """
    from scoring.reading import text

    lines = decode(data).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    # Before any of it is parsed.
    if len(lines) > MOST_BLOCKS:
        raise UnreadableError("too_large", "")
    blocks: list[Block] = []
    start = 0
    for index, line in enumerate([*lines, "# "]):
        hashes = _HASHES.match(line)
        if hashes is None and index < len(lines):
            continue
        # Empty lines before it, so that places are told by the lines of the whole file.
        between = "\n" * start + "\n".join(lines[start:index])
        blocks += text.read(between.encode()).blocks if between.strip() else []
        if hashes and hashes[2]:
            blocks.append(
                Paragraph(hashes[2].replace("**", ""), f"第{index + 1}行", level=len(hashes[1]))
            )
        start = index + 1
    return _bounded(Reading("text", blocks))


def _bounded(reading: Reading) -> Reading:
    """The same reading. Raises ``UnreadableError`` where it is more than a part of a report can
    be.
    """
    paragraphs = [block for block in reading.blocks if isinstance(block, Paragraph)]
    tables = [block for block in reading.blocks if isinstance(block, Table) and block.rows]
    cells = [cell for table in tables for row in table.rows for cell in row.cells]
    columns = [len(table.rows[0].cells) for table in tables]
    signs = sum(len(paragraph.text) for paragraph in paragraphs)
    signs += sum(len(cell.text) for cell in cells)
    places = sum(len(table.rows) * width for table, width in zip(tables, columns, strict=True))
    counted = (
        (len(reading.blocks), MOST_BLOCKS),
        (signs, MOST_SIGNS),
        (places, MOST_CELLS),
        (max(columns, default=0), MOST_COLUMNS),
    )
    if any(count > most for count, most in counted):
        raise UnreadableError("too_large", "")
    return reading
