"""Official documents (公文) and plain reports as PDF with a text layer."""

import hashlib
from html import escape

from . import fonts
from .body import as_html, title_lines
from .model import Document

_CSS = """
@page { size: A4; margin: 37mm 26mm 35mm 28mm;
  @bottom-center { content: "— " counter(page) " —"; font: 14pt Song; } }
html { font: 16pt/29pt Kai; }
body { margin: 0; }
p { margin: 0; text-indent: 2em; text-align: justify; }
.head { font: 700 34pt/50pt Song; color: #d0021b; text-align: center; letter-spacing: 4pt; text-indent: 0;
  margin: 0 0 6mm; }
.number { text-align: center; text-indent: 0; }
.bare { margin: -3mm 0 5mm; }
.rule { border-top: 2pt solid #d0021b; margin: 2mm 0 9mm; }
h1 { font: 700 22pt/34pt Song; text-align: center; margin: 0 0 6mm; }
.to { text-indent: 0; }
.level1, .level2 { break-after: avoid; }
.level1 { font-family: Hei; }
.level2 { font-family: Kai; font-weight: bold; }
.sign { margin-top: 11mm; break-before: avoid; break-inside: avoid; }
.sign p { text-align: right; padding-right: 2em; }
.sign p + p { padding-right: 4em; }
.foot { margin-top: 9mm; break-before: avoid; border-top: .7pt solid #000; border-bottom: .7pt solid #000;
  font-size: 14pt; break-inside: avoid; }
.foot p { text-indent: 0; padding: 0 1em; }
table { border-collapse: collapse; width: 100%; margin: 4mm 0; font: 12pt/18pt Song; table-layout: fixed; }
th, td { border: .6pt solid #333; padding: 1.2mm 1.5mm; text-align: center; }
th { font: 12pt/18pt Hei; }
tr { break-inside: avoid; }
"""


def html(document: Document) -> str:
    """The page description: red head with 文号 for a notice, title alone for a report, then body,
    落款 and date."""
    content = document.content
    parts = []
    bare = content.get("head") == "none"
    if document.doc_no and not bare:
        head = content.get("head", document.issuer + "文件")
        size = min(40, 440 // len(head) - 4)
        parts.append(f'<p class="head" style="font-size:{size}pt">{escape(head)}</p>')
        parts.append(f'<p class="number">{escape(document.doc_no)}</p><div class="rule"></div>')
    parts.append(f"<h1>{'<br>'.join(map(escape, title_lines(document.title)))}</h1>")
    if document.doc_no and bare:
        parts.append(f'<p class="number bare">{escape(document.doc_no)}</p>')
    if "to" in content:
        parts.append(f'<p class="to">{escape(content["to"])}：</p>')
    parts.append(as_html(document.text()))
    parts.append('<div class="sign">')
    if document.issuer:
        parts.append(f"<p>{escape(document.issuer)}</p>")
    parts.append(f"<p>{document.chinese_date}</p></div>")
    if "copy" in content:
        parts.append(f'<div class="foot"><p>抄送：{escape(content["copy"])}。</p></div>')
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{escape(document.title)}</title></head><body>{''.join(parts)}</body></html>"
    )


def pdf(document: Document) -> bytes:
    """The document as PDF; no clock and no chance enter the file."""
    return render(html(document), _CSS, document.id)


def render(page: str, css: str, identity: str) -> bytes:
    """Print HTML with the project's own fonts; ``identity`` fixes the file identifier of the
    PDF."""
    fonts.use_project_fonts()
    from weasyprint import (
        CSS,
        HTML,
    )  # after the font configuration is in place, which is read on import

    identifier = hashlib.sha256(identity.encode()).hexdigest()[:32].encode()
    result = HTML(string=page).write_pdf(stylesheets=[CSS(string=css)], pdf_identifier=identifier)
    assert isinstance(result, bytes)
    return result
