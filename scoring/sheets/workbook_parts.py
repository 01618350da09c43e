"""What a workbook's parts say and its values do not: formulas, errors, hidden rows, formats, macros.
Read from the XML itself, within bounds that are checked before anything is unpacked.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field

from scoring import libraries
from scoring.reading.model import UnreadableError
from scoring.reading.package import Package
from scoring.reading.sheet_marks import Place
from scoring.reading.xlsx_marks import WorkbookMarks
from scoring.sheets.form import UnreadableFile
from scoring.zip_faults import ZIP_FAULTS

MAX_UNPACKED = 400 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 500
CELL = re.compile(rb'<(?:\w+:)?(?:c|row)\b[^>]*?\br="([A-Z]{0,3})(\d{1,9})"')
FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3}\d{1,9})"[^>]*>\s*<(?:\w+:)?f\b')
ERROR = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3}\d{1,9})"[^>]*>.*?<(?:\w+:)?v>([^<]*)<',
    re.DOTALL,
)
WORKSHEET = re.compile(r"xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
HIDDEN = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d{1,9})"')


class UnreadableWorkbook(UnreadableFile):
    """A file that is no workbook of ours."""


@dataclass(slots=True)
class Parts:
    """What the XML of the sheets tells, by sheet name."""

    formulas: dict[str, frozenset[str]] = field(default_factory=dict)
    errors: dict[str, dict[str, str]] = field(default_factory=dict)
    hidden: dict[str, frozenset[int]] = field(default_factory=dict)
    formats: dict[str, dict[Place, str]] = field(default_factory=dict)
    macros: bool = False


def parts_of(data: bytes) -> Parts:
    """The parts of a workbook in the format of today. Raises :class:`UnreadableWorkbook`."""
    parts = Parts()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            # By the sizes that the archive states, before any of it is unpacked.
            if sum(member.file_size for member in members) > MAX_UNPACKED:
                raise UnreadableWorkbook("工作簿展开后太大", "只保留系统导出的表，另存后再导入")
            paths = [member.filename for member in members]
            parts.macros = any(path.lower().endswith("vbaproject.bin") for path in paths)
            if "xl/workbook.xml" not in paths:
                raise UnreadableWorkbook(
                    "不是 .xlsx 工作簿", "用 WPS 或 Excel 打开，另存为 .xlsx 再导入"
                )
            names = _sheet_names(archive)
            for member in members:
                # By the member: of two with one name each is looked at.
                if WORKSHEET.match(member.filename):
                    content = archive.read(member)
                    _check_extent(content)
                    _note_marks(parts, names.get(member.filename, ""), content)
            marks = WorkbookMarks(Package(archive))
            parts.formats = {name: marks.of(name).formats for name in names.values()}
    except (*ZIP_FAULTS, OSError, UnreadableError) as error:  # in memory: no disk is at fault
        raise UnreadableWorkbook(
            "文件已损坏或不完整", "用 WPS 或 Excel 打开另存一份，或者请填报单位再发一次"
        ) from error
    return parts


def _note_marks(parts: Parts, name: str, content: bytes) -> None:
    """What the XML of one sheet says and its values do not."""
    parts.formulas[name] = frozenset(ref.decode() for ref in FORMULA.findall(content))
    parts.errors[name] = {ref.decode(): text.decode() for ref, text in ERROR.findall(content)}
    # Filtered rows are hidden rows in the file: their changes count, and are pointed out.
    parts.hidden[name] = frozenset(int(number) for number in HIDDEN.findall(content))


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Which part of the archive holds which sheet."""
    # Entities and the network stay shut: the file comes from outside.
    parser = libraries.etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        links = libraries.etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
        sheets = libraries.etree.fromstring(archive.read("xl/workbook.xml"), parser)
    except libraries.etree.XMLSyntaxError as error:
        raise zipfile.BadZipFile from error
    targets = {}
    for link in links:
        # Some programs write the target from the root of the archive, others from xl/.
        target = (link.get("Target") or "").lstrip("/")
        targets[link.get("Id")] = target.removeprefix("xl/")
    names = {}
    for sheet in sheets.iter("{*}sheet"):
        # r:id, whose namespace differs between the strict and the usual dialect of the format.
        idents = [value for key, value in sheet.attrib.items() if str(key).endswith("}id")]
        ident = idents[0] if idents else ""
        names[f"xl/{targets.get(ident, '')}"] = str(sheet.get("name") or "")
    return names


def _check_extent(content: bytes) -> None:
    """Refuses a sheet that reaches far out with few cells:
    the reader would allocate everything between them.
    """
    rows = columns = 0
    for letters, digits in CELL.findall(content):
        rows = max(rows, int(digits))
        if letters:
            number = 0
            for letter in letters:
                number = number * 26 + letter - 64
            columns = max(columns, number)
    if rows > MAX_ROWS:
        raise too_long(rows)
    if columns > MAX_COLUMNS:
        raise UnreadableWorkbook(f"工作表有 {columns} 列", "删去右边多余的列，另存后再导入")


def too_long(rows: int) -> UnreadableWorkbook:
    """The refusal of a sheet with more rows than are read."""
    return UnreadableWorkbook(
        f"工作表有 {rows} 行，超过上限 {MAX_ROWS} 行", "删去下面多余的行，另存后再导入"
    )
