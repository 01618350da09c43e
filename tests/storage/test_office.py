"""Word files and workbooks without the hour at which they were written."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from scoring.storage.office import STAMP, without_clock

CORE = (
    '<cp:coreProperties><dcterms:created xsi:type="dcterms:W3CDTF">2026-01-01T00:00:00Z'
    '</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">{}</dcterms:modified>'
    "</cp:coreProperties>"
)
BODY = "<w:t><dcterms:modified>正文里的字</dcterms:modified></w:t>"
DAY = datetime(2026, 11, 20)


def written(hour: int) -> bytes:
    """A document as a program writes it at some hour."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, text in (
            ("docProps/core.xml", CORE.format(f"2026-11-20T{hour:02}:30:00Z")),
            ("word/document.xml", BODY),
        ):
            info = zipfile.ZipInfo(name, (2026, 11, 20, hour, 30, 0))
            archive.writestr(info, text)
    return raw.getvalue()


def test_the_same_content_gives_the_same_bytes_at_any_hour() -> None:
    assert written(8) != written(17)
    assert without_clock(written(8), DAY) == without_clock(written(17), DAY)


def test_the_day_stands_in_the_properties_and_the_rest_is_as_it_was() -> None:
    with zipfile.ZipFile(io.BytesIO(without_clock(written(8), DAY))) as archive:
        assert archive.namelist() == ["docProps/core.xml", "word/document.xml"]
        assert archive.read("docProps/core.xml").decode() == CORE.format("2026-11-20T00:00:00Z")
        assert archive.read("word/document.xml").decode() == BODY
        for info in archive.infolist():
            assert info.date_time == STAMP
            assert info.compress_type == zipfile.ZIP_DEFLATED
