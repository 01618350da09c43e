"""Workspaces with parts that the office wrote itself, and Word files for them made of raw XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from samples import SOUND

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>{more}</w:style>'
    for name, more in {
        "1": '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>',
        "2": '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>',
        "own": '<w:basedOn w:val="2"/>',
        "a": '<w:basedOn w:val="b"/>',
        "b": '<w:basedOn w:val="a"/>',
    }.items()
)


def para(text: str, style: str = "", more: str = "") -> str:
    """A paragraph of WordprocessingML; ``more`` are further runs."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r>{more}</w:p>"


def docx_of(body: str, *, declared: str = "") -> bytes:
    """The bytes of a Word file; ``declared`` stands before the root, as a document type would."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        head = f'{declared}<w:document xmlns:w="{NAMESPACE}">'
        archive.writestr("word/document.xml", f"{head}<w:body>{body}</w:body></w:document>")
        archive.writestr("word/styles.xml", f'<w:styles xmlns:w="{NAMESPACE}">{STYLES}</w:styles>')
    return made.getvalue()


def with_parts(parts: str, files: Mapping[str, str | bytes]) -> dict[str, str | bytes]:
    """The sound workspace with ``report.parts`` (in flow style, without the brackets) and further
    files."""
    head = SOUND["workspace.yaml"]
    assert head.count("report: {issuer: 示例县依法治县办}") == 1
    own = head.replace("示例县依法治县办}", f"示例县依法治县办, parts: [{parts}]}}")
    return {**SOUND, "workspace.yaml": own, **files}


def one_part(file: str, content: str | bytes | None) -> dict[str, str | bytes]:
    """The sound workspace with one part, 工作打算, and its file where there is one."""
    return with_parts(
        f"{{title: 工作打算, file: {file}}}", {} if content is None else {file: content}
    )
