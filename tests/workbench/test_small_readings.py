"""Small things that pages read: the page of a proof, the form of a draft, lists of accounts."""

from __future__ import annotations

import io

import openpyxl
import pytest

from scoring.workbench.account_sheet import (
    HEADINGS,
    CannotReadAccountsError,
    blank,
    lines_of,
    rows_in,
)
from scoring.workbench.assets import address_of, static_files
from scoring.workbench.pages.drafts import page_of
from scoring.workbench.pages.indicators import following
from scoring.workbench.pages.verify import first_page


@pytest.mark.parametrize(
    ("locate", "page"),
    [
        ("第3页", 3),
        ("第 12 页", 12),
        ("第三页", 3),
        ("第十二、十五页", 12),
        ("第3", 3),
        ("P12-14", 12),
        ("p. 7", 7),
        ("P3、P9", 3),
        ("第0页", 1),
        ("附件二", 1),
        ("2026年第3号", 1),
        ("", 1),
        (None, 1),
    ],
)
def test_the_page_of_a_proof_is_read_from_where_it_stands(locate: str | None, page: int) -> None:
    assert first_page(locate) == page


@pytest.mark.parametrize(
    ("key", "url"),
    [
        ("finding:1.1", "/i/1.1"),
        ("evidence:E0001", "/e/E0001"),
        ("item:R0001/measure", "/r/R0001"),
        ("verify:2026-inspection/1.1", "/v/2026-inspection/1.1"),
        ("paper:3/reply", "/r/papers/3"),
        ("node:1.1", "/i/1.1/edit"),
        ("node-new:1", "/i/1/add"),
        ("node-new:", "/tree/add"),
        ("monthly:2026-11", "/r/monthly?month=2026-11"),
        ("slip:2026-11-20", "/r/slip?day=2026-11-20"),
        ("unheard-of:1", "/"),
    ],
)
def test_a_draft_leads_to_the_page_whose_form_it_is_of(key: str, url: str) -> None:
    assert page_of(key) == url


def test_the_next_of_a_list_comes_after_and_the_last_has_none() -> None:
    assert following(["1.1", "1.2", "2"], "1.1") == "1.2"
    assert following(["1.1", "1.2", "2"], "2") == ""
    assert following(["1.1"], "3") == ""
    assert following([], "1.1") == ""


# -- the sheet of accounts


def sheet(*rows: tuple[str, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_the_blank_sheet_is_read_again_as_it_was_filled_in() -> None:
    from datetime import date

    data = blank(["县司法局", "县教育局"], "示例县", date(2026, 11, 22))
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book.active
    (row,) = [row for row in page.iter_rows() if row[2].value == "县司法局"]
    row[0].value, row[1].value = "chen", "陈晓芸"
    stream = io.BytesIO()
    book.save(stream)
    assert rows_in(stream.getvalue()) == [["chen", "陈晓芸", "县司法局", "填报人"]]


def test_columns_may_stand_anywhere_and_lines_without_a_name_are_left_out() -> None:
    data = sheet(
        ("示例县账号", "", "", ""),
        ("角色", "姓名", "账号", "备注"),
        ("填报人", "陈晓芸", "chen", "x"),
        ("填报人", "", "he", ""),
        ("填报人", "何青", "", ""),
        ("填报人", "长" * 41, "long", ""),
    )
    assert rows_in(data) == [["chen", "陈晓芸", "", "填报人"]]


def test_a_sheet_without_the_columns_says_which() -> None:
    with pytest.raises(CannotReadAccountsError, match="表里没有“账号”“姓名”这两列"):
        rows_in(sheet(("名称", "人口"), ("甲", "1")))


def test_a_stranger_file_is_read_in_a_child_and_refused_in_words() -> None:
    with pytest.raises(CannotReadAccountsError):
        lines_of(b"no workbook")
    assert HEADINGS == ("账号", "姓名", "单位", "角色")


# -- static files


def test_a_static_file_is_named_by_its_content() -> None:
    files = static_files()
    for name, file in files.items():
        stem, digest, suffix = name.rsplit(".", 2)
        assert len(digest) == 12, name
        assert file.name == f"{stem}.{suffix}"
        assert len(file.packed) <= len(file.data) + 64
    assert address_of("app.css").startswith("/static/app.")
    assert address_of("app.css").removeprefix("/static/") in files
