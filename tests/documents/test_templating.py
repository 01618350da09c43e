"""The environment of the templates: an office's own go first, and what is wrong with one is told
with its place."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import TemplateNotFound

from scoring.documents.templating import (
    LARGEST,
    Run,
    environment,
    fill,
    groupby_run,
    own_file,
)
from scoring.pdf.errors import RenderError


def office(folder: Path, text: str | bytes, name: str = "own.html.j2") -> Path:
    """A workspace that brings one template."""
    (folder / "templates").mkdir(parents=True)
    content = text.encode() if isinstance(text, str) else text
    (folder / "templates" / name).write_bytes(content)
    return folder


def fault(folder: Path, text: str | bytes, name: str = "own.html.j2") -> str:
    """What is said of a faulty template."""
    with pytest.raises(RenderError) as error:
        fill(environment(office(folder, text, name)), name, {"title": "通报"})
    return str(error.value)


def test_an_office_replaces_a_template_of_ours_by_its_name(tmp_path: Path) -> None:
    """templates/brief.html.j2"""
    home = office(tmp_path, "<p>{{ title }}</p>", "brief.html.j2")
    assert fill(environment(home), "brief.html.j2", {"title": "简报"}) == "<p>简报</p>"


def test_its_templates_may_use_ours(tmp_path: Path) -> None:
    text = '{%- from "macros/parts.html.j2" import verdict -%}{{ verdict(true) }}'
    assert "达到" in fill(environment(office(tmp_path, text)), "own.html.j2", {})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("一\n{{ titel }}", "own.html.j2第 2 行：没有“titel”这个内容"),
        ("{% if title %}", "own.html.j2第 1 行：写法不对"),
        ('{% include "nowhere.html.j2" %}', "找不到模板“nowhere.html.j2”"),
        ("{{ title.nothing }}", "没有“nothing”这个内容"),
        ("{{ 10 ** 10 }}", "模板里不能用“**”"),
        ('{{ "字" * 100000000 }}', "模板里一次重复得太多"),
    ],
)
def test_a_faulty_template_is_told_with_line_and_reason(
    tmp_path: Path, text: str, words: str
) -> None:
    assert words in fault(tmp_path, text)


def test_a_template_has_to_be_utf_8(tmp_path: Path) -> None:
    assert "不是 UTF-8 编码，请另存为 UTF-8" in fault(tmp_path, "通报".encode("gb18030"))


def test_a_template_may_begin_with_the_mark_that_windows_writes(tmp_path: Path) -> None:
    home = office(tmp_path, b"\xef\xbb\xbf" + "通报".encode())
    assert fill(environment(home), "own.html.j2", {}) == "通报"


def test_a_template_larger_than_any_real_one_is_not_read(tmp_path: Path) -> None:
    assert "太大" in fault(tmp_path, "a" * (LARGEST + 1))


def test_no_link_leads_out_of_the_folder(tmp_path: Path) -> None:
    home = office(tmp_path / "home", "x")
    outside = tmp_path / "secret.html.j2"
    outside.write_text("秘密", "utf-8")
    (home / "templates" / "link.html.j2").symlink_to(outside)
    with pytest.raises(RenderError, match="是链接，系统不跟随链接"):
        own_file(home / "templates", "link.html.j2")
    with pytest.raises(TemplateNotFound):
        own_file(home / "templates", "../secret.html.j2")


def test_neighbours_are_grouped_in_their_order_and_not_sorted() -> None:
    """二 stands before 一 in the tree, and comes again behind it."""
    cards = [SimpleNamespace(group=name) for name in ("二", "二", "一", "二")]
    runs = groupby_run(cards, "group")
    assert [(run.name, len(run.cards)) for run in runs] == [("二", 2), ("一", 1), ("二", 1)]
    assert groupby_run([], "group") == []
    assert runs[1] == Run("一", (cards[2],))
