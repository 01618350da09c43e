"""Templates of an office that loop for ever, fill the memory or make no sense: exit 4 and a
sentence."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from helpers_outputs import EXAMPLES, call

from scoring.confined import Confined, Limits
from scoring.documents import own_templates

TODAY = "2026-11-20"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
LOOP = "{% for i in range(99999) %}" * 3 + "{% endfor %}" * 3
HTML = {
    "a loop of a day": LOOP,
    "a text doubled again and again": "{% set n = namespace(x='a' * 1000000) %}"
    "{% for i in range(30) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "a number squared again and again": "{% set n = namespace(x=3) %}"
    "{% for i in range(40) %}{% set n.x = n.x * n.x %}{% endfor %}{{ n.x > 1 }}",
    "a list that grows": "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "loops in loops": "{% for i in [1] %}" * 60 + "{% endfor %}" * 60,
    "a number without end": "{{ 1e400|int }}",
    "a template that includes itself": "{% include 'brief.html.j2' %}",
    "a macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
}
PARAGRAPH = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>%s</w:t>'
    "</w:r></w:p></w:body></w:document>"
)
WORD = {
    "cut": (PARAGRAPH % "甲")[:-30],
    "empty": "",
    "a loop of a day": PARAGRAPH % LOOP,
    "a number without end": PARAGRAPH % "{{ 1e400|int }}",
    "not even XML": "甲",
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for twelve seconds here."""
    child = Confined(Limits(cpu=2, wall=20, memory_mb=700), open_to_all=True)
    monkeypatch.setattr(own_templates, "_child", child)


def produce(workspace: Path, form: str) -> tuple[int, str]:
    code, _, err = call("-w", str(workspace), "report", "brief", "--to", form, "--today", TODAY)
    return code, err


@pytest.mark.slow
@pytest.mark.parametrize("name", HTML)
def test_html_templates(stranger: Path, name: str) -> None:
    (stranger / "templates").mkdir()
    (stranger / "templates" / "brief.html.j2").write_text(HTML[name], "utf-8")
    code, err = produce(stranger, "html")
    assert code == 4, err
    assert "模板" in err
    assert "Error" not in err
    assert not (stranger / "reports").exists()


def word_template(document: str) -> bytes:
    made = io.BytesIO()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{relation}" '
            'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", document)
    return made.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("name", WORD)
def test_word_templates(stranger: Path, name: str) -> None:
    (stranger / "templates").mkdir()
    (stranger / "templates" / "brief.docx").write_bytes(word_template(WORD[name]))
    code, err = produce(stranger, "docx")
    assert code == 4, err
    assert "模板" in err


def test_a_pipe_among_the_faces_is_not_opened(stranger: Path) -> None:
    (stranger / "fonts").mkdir()
    os.mkfifo(stranger / "fonts" / "a.ttf")
    code, err = produce(stranger, "pdf")
    assert code == 4, err
    assert "fonts/a.ttf" in err


@pytest.mark.slow
def test_our_own_templates_put_into_a_workspace_give_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an office changes nothing in comes out of the child as it comes out without one."""
    monkeypatch.setattr(own_templates, "_child", Confined(own_templates.LIMITS, open_to_all=True))
    home = tmp_path / "w"
    shutil.copytree(EXAMPLES / "two-level", home)
    for place in ("without", "with"):
        code, _, err = call(
            "-w",
            str(home),
            "report",
            "all",
            "--to",
            "html",
            "--to",
            "docx",
            "--today",
            TODAY,
            "-o",
            str(tmp_path / place),
        )
        assert code in (0, 1), err
        shutil.copytree(EXAMPLES.parent / "templates", home / "templates", dirs_exist_ok=True)
    names = sorted(path.name for path in (tmp_path / "without").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "with").iterdir())
    for name in names:
        if name.endswith(".html") and name != "index.html":
            assert (tmp_path / "without" / name).read_bytes() == (
                tmp_path / "with" / name
            ).read_bytes(), name


def test_the_template_that_word_would_fetch_from_elsewhere_is_left_out(
    stranger: Path, tmp_path: Path
) -> None:
    from docx import Document

    paper = Document()
    paper.add_paragraph("{{ title }}")
    part = paper.part._settings_part
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    ident = part.relate_to("http://127.0.0.1/evil.dotm", kind, is_external=True)
    attached = part.element.makeelement(f"{W}attachedTemplate", {f"{R}id": ident})
    part.element.insert(0, attached)
    (stranger / "templates").mkdir()
    paper.save(str(stranger / "templates" / "brief.docx"))
    code, err = produce(stranger, "docx")
    assert code == 0, err
    (made,) = (stranger / "reports").glob("*.docx")
    with zipfile.ZipFile(made) as archive:
        assert not any(b"attachedTemplate" in archive.read(name) for name in archive.namelist())
