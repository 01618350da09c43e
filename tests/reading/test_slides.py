"""Presentations: one page for each slide, as it is shown."""

from __future__ import annotations

import zipfile

import pytest

from scoring.reading.model import Limits, UnreadableError
from scoring.reading.slides import read_pptx

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def slide(body: str, show: str = "") -> str:
    return f'<p:sld xmlns:p="{P}" xmlns:a="{A}" {show}>{body}</p:sld>'


def para(text: str) -> str:
    return f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>"


def deck(tmp_path, slides: dict[str, str], order: list[str] | None = None):
    path = tmp_path / "汇报.pptx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, xml in slides.items():
            archive.writestr(f"ppt/slides/{name}.xml", xml)
        if order is not None:
            ids = "".join(f'<p:sldId r:id="{name}"/>' for name in order)
            archive.writestr(
                "ppt/presentation.xml",
                f'<p:presentation xmlns:p="{P}" xmlns:r="{R}">{ids}</p:presentation>',
            )
            targets = "".join(
                f'<Relationship Id="{name}" Type="{R}/slide" Target="slides/{name}.xml"/>'
                for name in slides
            )
            archive.writestr(
                "ppt/_rels/presentation.xml.rels",
                f'<Relationships xmlns="{RELS}">{targets}</Relationships>',
            )
    return path


def test_slides_come_in_the_order_in_which_they_are_shown(tmp_path):
    slides = {f"slide{n}": slide(para(f"第{n}页")) for n in (1, 2, 3)}
    content = read_pptx(deck(tmp_path, slides, ["slide3", "slide1", "slide2"]), Limits())
    assert content.pages == ["第3页", "第1页", "第2页"]
    assert content.count == 3


def test_without_a_list_they_come_by_their_numbers(tmp_path):
    slides = {f"slide{n}": slide(para(f"第{n}页")) for n in (10, 9, 1)}
    assert read_pptx(deck(tmp_path, slides), Limits()).pages == ["第1页", "第9页", "第10页"]


def test_a_row_of_a_table_is_a_line(tmp_path):
    cells = "".join(f"<a:tc>{para(text)}</a:tc>" for text in ("编号", "事项"))
    xml = slide(f"{para('标题')}<a:tbl><a:tr>{cells}</a:tr></a:tbl>")
    assert read_pptx(deck(tmp_path, {"slide1": xml}), Limits()).pages == ["标题\n编号\t事项"]


def test_what_stands_in_for_programs_that_do_not_know_better_is_not_read_twice(tmp_path):
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    xml = slide(
        f'<mc:AlternateContent xmlns:mc="{mc}"><mc:Choice>{para("一次")}</mc:Choice>'
        f"<mc:Fallback>{para('一次')}</mc:Fallback></mc:AlternateContent>"
    )
    assert read_pptx(deck(tmp_path, {"slide1": xml}), Limits()).pages == ["一次"]


def test_hidden_slides_are_read_and_told(tmp_path):
    slides = {"slide1": slide(para("给大家看")), "slide2": slide(para("备用"), 'show="0"')}
    content = read_pptx(deck(tmp_path, slides), Limits())
    assert content.pages == ["给大家看", "备用"]
    assert content.note == "有 1 张隐藏的幻灯片，照样读取。"


def test_a_slide_that_is_listed_and_not_there_is_passed_over(tmp_path):
    path = deck(tmp_path, {"slide1": slide(para("在"))}, ["slide1", "slide7"])
    assert read_pptx(path, Limits()).pages == ["在"]


def test_a_damaged_slide_is_a_damaged_file(tmp_path):
    with pytest.raises(UnreadableError, match="已损坏"):
        read_pptx(deck(tmp_path, {"slide1": "<p:sld"}), Limits())
