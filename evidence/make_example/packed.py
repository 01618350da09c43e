"""Zip containers (docx, xlsx) with a fixed clock: the libraries stamp the time of writing into
them."""

import io
import re
import zipfile

_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def steady(data: bytes, date: str) -> bytes:
    """The same package with every member dated 1980-01-01 and the document's own date in its
    properties."""
    source = zipfile.ZipFile(io.BytesIO(data))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "docProps/core.xml":
                stamp = f"{date or '2026-01-01'}T09:00:00Z".encode()
                content = _STAMP.sub(rb"\g<1>" + stamp + rb"\g<3>", content)
            entry = zipfile.ZipInfo(member.filename)
            entry.external_attr = 0o644 << 16
            package.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
    return target.getvalue()
