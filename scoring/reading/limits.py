"""Bounds that keep a hostile or mistaken file from exhausting the machine."""

from __future__ import annotations

import io
import zipfile

from scoring.reading.errors import UnreadableSource

MAX_FILE_BYTES = 100 * 1024 * 1024
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
MAX_MEMBERS = 5_000
# Ordinary office parts shrink 10 to 60 times; only made-up content shrinks beyond 200.
MAX_RATIO = 200
RATIO_COUNTS_FROM = 20 * 1024 * 1024
MAX_ROWS = 20_000
MAX_PARAGRAPHS = 50_000
# The longest real item has about 600 characters; matching clauses takes time with the square of the length.
MAX_TEXT = 10_000
MAX_CELLS = 2_000_000


def open_zip(data: bytes) -> zipfile.ZipFile:
    """Open an office archive and refuse what is truncated or would explode (``UnreadableSource``)."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise damaged() from error
    if any(member.flag_bits & 1 for member in members):
        raise encrypted()
    total = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    explodes = total > RATIO_COUNTS_FROM and total / packed > MAX_RATIO
    if len(members) > MAX_MEMBERS or total > MAX_UNPACKED_BYTES or explodes:
        raise UnreadableSource(
            "bomb",
            f"文件展开后有 {total // 1024 // 1024} MB、{len(members)} 个部件，与正常文档不符，已拒绝打开。",
            "请用 WPS 或 Word 打开原件另存一份，再导入。",
        )
    return archive


def read_member(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """Read one part of the archive; None where there is no such part; never more than its declared size."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    try:
        with archive.open(info) as stream:
            return stream.read(info.file_size)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise damaged() from error
    except Exception as error:
        # zlib and lzma have error classes of their own without a common base.
        if type(error).__module__ in {"zlib", "_lzma", "lzma", "bz2"}:
            raise damaged() from error
        raise


def check_rows(count: int, what: str = "行") -> None:
    """Refuse a table or text that no indicator system can be (``UnreadableSource``)."""
    limit = MAX_ROWS if what == "行" else MAX_PARAGRAPHS
    if count > limit:
        raise UnreadableSource(
            "too_large",
            f"文件有 {count} {what}，超过上限 {limit} {what}，不像一份指标体系。",
            "请只保留指标所在的表或页，另存后再导入。",
        )


def check_text(text: str, where: str) -> None:
    """Refuse a paragraph or cell that is longer than any item can be (``UnreadableSource``)."""
    if len(text) > MAX_TEXT:
        raise UnreadableSource(
            "too_large",
            f"{where}有 {len(text)} 个字连成一段，不像一份指标体系。",
            "请在原件里按条目分段，另存后再导入。",
        )


def damaged() -> UnreadableSource:
    """Return the error for a truncated or broken file."""
    return UnreadableSource("damaged", "文件已损坏或不完整，无法打开。", "请重新下载或向发文单位再要一份。")


def encrypted() -> UnreadableSource:
    """Return the error for a file that wants a password."""
    return UnreadableSource(
        "encrypted", "文件有打开密码，无法读取。", "请用 WPS 或 Word 打开，去掉密码后另存，再导入。"
    )
