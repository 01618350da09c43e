"""What an upload portal takes: volumes split and named to its limits, and a list of what does not
fit.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import pikepdf
from pydantic import AfterValidator

from scoring.problems import Problem
from scoring.schema import Record, build
from scoring.storage import write_atomic
from scoring.values import Count, Names, Text, fault
from scoring.yamlio import read

UNITS = {"KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}
SMALLEST = 10_000
"""Bytes below which no page fits."""


def _size(value: str) -> str:
    if octets(value) < SMALLEST:
        raise fault("大小应写成 50MB、800KB 这样的形式，不小于 10KB")
    return value


def octets(text: str) -> int:
    """``50MB`` in bytes, as portals count: by thousands, so that either way of counting is kept. 0
    for no size.
    """
    match = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)\s*(KB|MB|GB)", text.strip().upper())
    if match:
        return int(Decimal(match[1]) * UNITS[match[2]])
    return 0


class Portal(Record):
    """The limits of a portal. ``forbidden`` are characters that a name must not have (blanks never
    stand in one); ``types`` without a dot.
    """

    max_size: Annotated[Text, AfterValidator(_size)] | None = None
    max_files: Count | None = None
    max_name: Count | None = None
    forbidden: Text | None = None
    types: Names = ()


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is handed to the portal: its files, and sentences on what does not fit."""

    files: tuple[Path, ...]
    faults: tuple[str, ...]


def read_portal(path: Path) -> tuple[Portal | None, list[Problem]]:
    """The limits as a file states them, or what is wrong with it."""
    document, problems = read(path, path.name)
    if document is None:
        return None, problems
    portal, more = build(Portal, document.data if document.data is not None else {}, document)
    return portal, [*problems, *more]


def parcel(volumes: Sequence[Path], portal: Portal, folder: Path) -> Parcel:
    """Writes the volumes into ``folder`` as the portal takes them."""
    folder.mkdir(parents=True, exist_ok=True)
    faults: list[str] = []
    if portal.types and "pdf" not in {name.lower().lstrip(".") for name in portal.types}:
        faults.append(f"平台只收 {'、'.join(portal.types)}，卷册是 PDF，不能上传")
    files: list[Path] = []
    most = octets(portal.max_size) if portal.max_size else 0
    taken: set[str] = set()
    for name, raw in _parts(volumes, most, portal, taken):
        write_atomic(folder / name, raw)
        files.append(folder / name)
        if most and len(raw) > most:
            # A page is the smallest part; what is larger is written all the same, to be seen.
            faults.append(
                f"{name} 有一页就超过 {portal.max_size}，放不进去；请先缩小那一页上的图片"
            )
    if portal.max_files and len(files) > portal.max_files:
        faults.append(
            f"共 {len(files)} 个文件，平台最多收 {portal.max_files} 个；可以把 --max-pages 调大，"
            "合成较少的卷"
        )
    return Parcel(tuple(files), tuple(faults))


def _parts(
    volumes: Sequence[Path], most: int, portal: Portal, taken: set[str]
) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each file, one volume in memory at a time."""
    for volume in volumes:
        parts = split(volume, most) if most else [volume.read_bytes()]
        for index, raw in enumerate(parts, 1):
            tail = f"-{index}" if len(parts) > 1 else ""
            name = portal_name(volume.stem, tail, portal, taken)
            taken.add(name)
            yield name, raw


def portal_name(stem: str, tail: str, portal: Portal, taken: set[str]) -> str:
    """A file name with the characters and the length that the portal takes; unlike the ``taken``
    ones.
    """
    refused = f" {portal.forbidden or ''}"
    cleaned = stem.translate(dict.fromkeys(map(ord, refused)))
    # 255 is what file systems take.
    room = max((portal.max_name or 255) - len(tail) - len(".pdf"), 1)
    name = f"{cleaned[:room].rstrip()}{tail}.pdf"
    again = 1
    while name in taken:
        again += 1
        mark = f"{tail}-{again}"
        name = f"{cleaned[: max(room - len(mark) + len(tail), 1)].rstrip()}{mark}.pdf"
    return name


def split(volume: Path, most: int) -> list[bytes]:
    """The volume in parts that are no larger than ``most`` bytes; a page that is larger by itself
    is a part alone.
    """
    if volume.stat().st_size <= most:
        return [volume.read_bytes()]
    parts = []
    with pikepdf.open(volume) as document:
        count = len(document.pages)
        # As many pages as fit if all were alike; what does not fit is tried with fewer.
        guess = max(1, int(count * most / volume.stat().st_size))
        start = 0
        while start < count:
            raw, end = _largest(document, start, min(start + guess, count), most)
            parts.append(raw)
            start = end
    return parts


def _largest(document: pikepdf.Pdf, start: int, end: int, most: int) -> tuple[bytes, int]:
    """The pages from ``start`` that fit, ``end`` at most, and where they end."""
    while True:
        raw = _pages(document, start, end)
        if len(raw) <= most or end == start + 1:
            return raw, end
        end = max(start + 1, min(end - 1, start + int((end - start) * most / len(raw))))


def _pages(document: pikepdf.Pdf, start: int, end: int) -> bytes:
    with pikepdf.new() as part:
        part.pages.extend(document.pages[start:end])
        for page in part.pages:
            # Links may lead to pages of another part, and would bring them along.
            if "/Annots" in page.obj:
                del page.obj.Annots
        out = io.BytesIO()
        part.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()
