"""Word templates that an office makes, ``templates/<name>.docx``, filled with a document's data.

Such a template may use what ``--to json`` prints, under the same keys: texts, lists and mappings,
nothing that could be called. The self-assessment offers more (:mod:`.self_assessment`), pictures
among it. The contents field of a template is filled as well.
"""

from __future__ import annotations

import io
import re
import traceback
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined
from lxml import etree

from scoring import libraries
from scoring.documents.final_copy import Ending
from scoring.documents.templating import (
    FAULTS,
    FOLDER,
    Sandbox,
    own_file,
    place_of,
    read_plain,
    reason,
)
from scoring.documents.word.contents import fill_contents
from scoring.documents.word.pictures import Pictures
from scoring.documents.word.seal_page import PLACE, seal_placed
from scoring.docx.package import LARGEST, sound, without_attached, written
from scoring.docx.watermark import watermark
from scoring.pdf.errors import RenderError
from scoring.pdf.printer import finalize
from scoring.zip_faults import ZIP_FAULTS

SHOWN = 40
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FULL_TAG = re.compile(
    r"(?:｛[｛{%％#]|\{[｛％]).*?(?:[｝}%％#][｝}]|$)|\{[{%](?:(?![%}]\}).)*?(?:[%}]｝|｝[｝}]|％[｝}])"
)
"""A tag that begins or ends with a brace or a per cent sign of full width."""


def own_word_template(home: Path | None, name: str) -> Path | None:
    """The workspace's own ``templates/<name>.docx``, where there is one. Raises ``RenderError`` for
    a link.
    """
    if home:
        return own_file(home / FOLDER, f"{name}.docx")
    return None


def office_file(
    path: Path,
    data: Mapping[str, Any],
    *,
    title: str,
    issuer: str,
    day: date,
    pictures: Pictures | None = None,
    draft: bool = False,
    seal: Ending | None = None,
) -> bytes:
    """The bytes of the filled template; same template, data and day, same bytes.

    ``pictures`` are what the template prints as ``pictures.<name>``; ``draft`` puts 草稿 across
    every page, ``seal`` the page for the seal where the template says ``{{ seal }}``. Raises
    ``RenderError`` with the paragraph and the reason for a file that is no Word template or that
    goes wrong.
    """
    raw = read_plain(path, LARGEST)
    sound(raw, f"{FOLDER}/{path.name}")

    class Template(libraries.docxtpl.DocxTemplate):  # type: ignore[misc]  # docxtpl ships no types
        """Says in which paragraph something went wrong."""

        def render_xml_part(
            self, src_xml: str, part: Any, context: Any, jinja_env: Any = None
        ) -> Any:
            try:
                return super().render_xml_part(src_xml, part, context, jinja_env)
            except FAULTS as error:
                where = _paragraph(src_xml, place_of(error, "").line)
                message = f"模板 {FOLDER}/{path.name} 有错{where}：{reason(error)}"
                raise RenderError("document", message, traceback.format_exc()) from None

        def fix_tables(self, xml: str) -> Any:
            """Refuses what the library would mend in silence, losing text: a tag in a place where
            it cuts a row.
            """
            try:
                # Without entities, by which a stranger's template could read files; a long report
                # is a huge tree.
                etree.fromstring(xml, etree.XMLParser(huge_tree=True, resolve_entities=False))
            except etree.XMLSyntaxError:
                message = (
                    f"模板 {FOLDER}/{path.name} 填好后不成文档：{{%p … %}} 要单独占一段，"
                    "{%tr … %} 要单独占表格的一行，开头和结尾要在同一层（同在正文，"
                    "或同在一个单元格里）"
                )
                raise RenderError("document", message, traceback.format_exc()) from None
            return super().fix_tables(xml)

    sandbox = Sandbox(autoescape=True, undefined=StrictUndefined, finalize=finalize)
    try:
        paper = Template(io.BytesIO(raw))
        paper.init_docx()
        _written_well(paper, path.name)
        shown = {"pictures": pictures.bound(paper.docx.part)} if pictures else {}
        paper.render({**data, **shown, "seal": PLACE if seal else ""}, sandbox, autoescape=True)
        _in_order(paper.docx)
        seal_placed(paper.docx, seal)
        fill_contents(paper.docx)
        without_attached(paper.docx)
        if draft:
            # Behind the page for the seal, which may have brought a section with heads of its own.
            watermark(paper.docx)
        return written(paper.docx, title=title, issuer=issuer, day=day)
    except RenderError:
        raise
    except (*FAULTS, *ZIP_FAULTS, OSError) as error:
        message = f"模板 {FOLDER}/{path.name} 不能用：{reason(error)}"
        raise RenderError("document", message, traceback.format_exc()) from None


def _written_well(paper: Any, name: str) -> None:
    """Refuses tags whose braces an input method made full width: they would be printed."""
    faults = []
    for paragraph in paper.docx.element.body.iter(f"{W}p"):
        text = "".join(node.text or "" for node in paragraph.iter(f"{W}t"))
        faults += [f"“{match[0][:SHOWN]}”" for match in FULL_TAG.finditer(text)]
    if faults:
        message = (
            f"模板 {FOLDER}/{name} 里有全角的括号，要改成半角的 {{{{ }}}}、{{% %}}："
            f"{'、'.join(dict.fromkeys(faults))}"
        )
        raise RenderError("document", message)


def _in_order(paper: Any) -> None:
    """Puts the marks of merged cells where the schema wants them; the library adds them last."""
    for merge in list(paper.element.body.iter(f"{W}vMerge")):
        properties = merge.getparent()
        before = [
            child
            for child in properties
            if child.tag in {f"{W}cnfStyle", f"{W}tcW", f"{W}gridSpan"}
        ]
        if before:
            before[-1].addnext(merge)


def _paragraph(xml: str, line: int | None) -> str:
    """The paragraph of a line of the template's XML, as the words that stand in it; each begins a
    line of its own.
    """
    lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", xml).split("\n")
    if line is None or not 0 < line <= len(lines):
        return ""
    text = re.sub(r"<[^>]+>", "", lines[line - 1]).strip()
    if text:
        return f"，在“{text[:SHOWN]}{'…' if len(text) > SHOWN else ''}”一段"
    return ""
