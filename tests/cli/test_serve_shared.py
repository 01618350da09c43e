"""What the commands of the workbench share: the passphrase of a copy, read from a file.

口令.txt    第一行是备份口令，至少十个字
"""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from scoring.cli.serve_shared import passphrase_of

LONG = "一句只有自己知道的长长的话"


@pytest.mark.parametrize(
    "text",
    [LONG, f"{LONG}\n", f"  {LONG}  \r\n第二行", f"\ufeff{LONG}\n"],
    ids=["bare", "line end", "blanks", "byte order mark"],
)
def test_the_first_line_without_what_an_editor_puts_around_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "口令.txt"
    path.write_text(text, "utf-8")
    assert passphrase_of(path) == LONG


def test_without_a_file_there_is_none() -> None:
    assert passphrase_of(None) == ""


@pytest.mark.parametrize(
    "text", ["", "\n", "太短\n", "         \n", "九个字的口令不够长\n"], ids=str
)
def test_one_that_could_be_guessed_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "口令.txt"
    path.write_text(text, "utf-8")
    with pytest.raises(click.UsageError, match="里的备份口令少于 10 个字"):
        passphrase_of(path)


@pytest.mark.parametrize("charset", ["gb18030", "utf-16"])
def test_a_file_of_another_encoding_is_told_by_its_name(tmp_path: Path, charset: str) -> None:
    """As an old editor saves it: read wrongly it would be a passphrase that nobody can type."""
    path = tmp_path / "口令.txt"
    path.write_text(f"{LONG}\n", charset)
    with pytest.raises(click.UsageError, match=r"口令\.txt 不是 UTF-8 文本，请另存为 UTF-8 编码"):
        passphrase_of(path)
