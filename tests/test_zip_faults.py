"""Archives that are torn, altered or made to harm: whoever opens one says so in a sentence, and
nothing of Python's own faults comes through."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from scoring.docx.package import sound
from scoring.evidence.package.verify import verify_package
from scoring.problems import ScoringError
from scoring.reading.package import open_package, read_part
from scoring.reading.sniff import sniff_data
from scoring.sheets.reading import read_books
from scoring.submission import read_package
from scoring.zip_faults import ZIP_FAULTS, is_zip_fault

MEMBER = "[Content_Types].xml"


def archive(method: int = zipfile.ZIP_DEFLATED, name: str = MEMBER) -> bytes:
    """A sound archive with one member, which a document, a workbook and a package alike would be
    asked for."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", method) as target:
        target.writestr(name, b"<Types/>" * 40)
    return raw.getvalue()


def directory(raw: bytes) -> int:
    return raw.index(b"PK\x01\x02")


def end(raw: bytes) -> int:
    return raw.index(b"PK\x05\x06")


def put(raw: bytes, place: int, *values: int, form: str = "<H") -> bytes:
    new = b"".join(struct.pack(form, value) for value in values)
    return raw[:place] + new + raw[place + len(new) :]


def no_utf8() -> bytes:
    return archive(name="é.xml").replace("é".encode(), b"\xff\xff")


def empty_name() -> bytes:
    raw = archive(name="a")
    # The one letter of its name is counted among the extra bytes.
    return put(put(raw, directory(raw) + 28, 0), directory(raw) + 30, 1)


def begins_before_the_file() -> bytes:
    raw = archive()
    return put(raw, end(raw) + 12, 0x7FFFFFFF, form="<I")


def damaged_bzip2() -> bytes:
    raw = archive(zipfile.ZIP_BZIP2)
    place = 30 + len(MEMBER) + 6
    return raw[:place] + bytes(8) + raw[place + 8 :]


def damaged_lzma() -> bytes:
    raw = archive(zipfile.ZIP_LZMA)
    place = 30 + len(MEMBER)
    return raw[:place] + b"\xff" * 9 + raw[place + 9 :]


def damaged_deflate() -> bytes:
    raw = archive()
    place = 30 + len(MEMBER)
    return raw[:place] + b"\xff" * 9 + raw[place + 9 :]


def unknown_method() -> bytes:
    raw = archive()
    return put(put(raw, 8, 77), directory(raw) + 10, 77)


def locked_member() -> bytes:
    raw = archive()
    return put(put(raw, 6, 1), directory(raw) + 8, 1)


def member_elsewhere() -> bytes:
    raw = archive()
    return put(raw, directory(raw) + 42, 0x7FFFFFF0, form="<I")


DAMAGED: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "torn": lambda: archive()[:-30],
    "a name that is no UTF-8": no_utf8,
    "an empty name": empty_name,
    "a directory before the file": begins_before_the_file,
    "bzip2 with a hole": damaged_bzip2,
    "lzma with a hole": damaged_lzma,
    "deflate with a hole": damaged_deflate,
    "a method of tomorrow": unknown_method,
    "a locked member": locked_member,
    "a member behind the end": member_elsewhere,
}


def as_package(path: Path) -> None:
    read_package(path)


def as_package_in_memory(path: Path) -> None:
    read_package(path.read_bytes())


def as_volume(path: Path) -> None:
    verify_package(path)


def as_document(path: Path) -> None:
    package = open_package(path)
    read_part(package.archive, MEMBER)


def as_workbook(path: Path) -> None:
    read_books(path)


def as_template(path: Path) -> None:
    sound(path.read_bytes(), path.name)


def as_anything(path: Path) -> None:
    sniff_data(path.read_bytes(), path.name)


READERS = (
    as_package,
    as_package_in_memory,
    as_volume,
    as_document,
    as_workbook,
    as_template,
    as_anything,
)


def refusal(reader: Callable[[Path], None], path: Path) -> str:
    """What a reader says of a file; nothing where it takes it."""
    try:
        reader(path)
    except ScoringError as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize("kind", DAMAGED)
@pytest.mark.parametrize("reader", READERS)
def test_whoever_opens_it_says_so_in_a_sentence(
    tmp_path: Path, kind: str, reader: Callable[[Path], None]
) -> None:
    path = tmp_path / "收到的.xlsx"
    path.write_bytes(DAMAGED[kind]())
    # What these ask for may lie beside the hole.
    assert refusal(reader, path) or reader in (as_anything, as_document, as_volume)


def test_a_file_that_is_not_there_is_not_a_damaged_one(tmp_path: Path) -> None:
    for reader in (as_package, as_volume):
        with pytest.raises(FileNotFoundError):
            reader(tmp_path / "none.zip")


def test_the_disk_is_told_from_the_archive() -> None:
    assert is_zip_fault(OSError("Invalid data stream"))
    assert is_zip_fault(OSError(22, "Invalid argument"))
    assert not is_zip_fault(FileNotFoundError(2, "No such file"))
    assert not is_zip_fault(OSError(5, "Input/output error"))
    assert not issubclass(OSError, ZIP_FAULTS)
