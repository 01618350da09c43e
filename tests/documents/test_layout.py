"""From the report model to a page: sandboxed, escaped, strict templates; contents and charts that
fit the data."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest
import samples
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError
from markupsafe import Markup

from scoring.documents.layout import LONGEST_TITLE, html_page, pdf_page
from scoring.documents.self_assessment.building import build_report
from scoring.documents.self_assessment.model import Report
from scoring.documents.self_assessment.page import contents, drawings, self_page
from scoring.documents.templating import environment
from scoring.pdf.errors import RenderError
from scoring.workspace import open_workspace


@pytest.fixture
def report(tmp_path: Path) -> Report:
    workspace = open_workspace(samples.write(tmp_path, samples.SOUND)).whole()
    return build_report(workspace, workspace.assess(), date(2026, 11, 22))


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ report.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    ],
)
def test_templates_cannot_leave_their_sandbox(report: Report, source: str) -> None:
    with pytest.raises((SecurityError, UndefinedError)):
        environment().from_string(source).render(report=report)


def test_an_unknown_name_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ report.totl }}").render(report={})


def test_text_is_escaped_and_markup_of_ours_is_not() -> None:
    template = environment().from_string("{{ a }}{{ b }}{{ c }}")
    assert template.render(a="<b>&\u202e", b=Markup("<i>"), c=None) == "&lt;b&gt;&amp;<i>"


def test_every_entry_of_the_contents_has_its_place(report: Report) -> None:
    page = html_page(self_page(report))
    for _, target, text in contents(report):
        assert page.count(f'id="{target}"') == 1, text


def test_blocks_without_anything_to_draw_leave_no_chart(tmp_path: Path) -> None:
    rounds = samples.SOUND["rounds/2026-self.yaml"]
    findings = '  "1.1": {not_applicable: 无此职权}\n  "1.2": {not_applicable: 无此职权}\n'
    rounds = rounds.replace('  "1.1": {done: 9, of: 10}\n  "1.2": {met: true}\n', findings)
    workspace = open_workspace(
        samples.write(tmp_path, {**samples.SOUND, "rounds/2026-self.yaml": rounds})
    ).whole()
    report = build_report(workspace, workspace.assess(), date(2026, 11, 22))
    charts = drawings(report)
    assert (charts["radar"], charts["blocks"], charts["units"]) == ("", "", "")
    assert "没有失分" in html_page(self_page(report))


def test_grades_beyond_the_scale_are_not_marked(report: Report) -> None:
    assert report.full == "10.00"
    assert "优秀 90" not in drawings(report)["strip"]
    higher = dataclasses.replace(report, exact={**report.exact, "full": report.exact["full"] * 10})
    assert "优秀 90" in drawings(higher)["strip"]


def test_a_long_title_is_set_smaller_and_a_boundless_one_refused(
    report: Report, tmp_path: Path
) -> None:
    def titled(length: int) -> Report:
        return dataclasses.replace(
            report, cover=dataclasses.replace(report.cover, title="长" * length)
        )

    assert 'class="title"' in html_page(self_page(titled(42)))
    assert 'class="title long"' in html_page(self_page(titled(43)))
    with pytest.raises(RenderError, match="封面标题有 101 个字"):
        pdf_page(self_page(titled(LONGEST_TITLE + 1)), tmp_path)
