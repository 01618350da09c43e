"""Days that an option names, and files that are to be imported: what is taken and what is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
import pytest

from scoring.cli.incoming import read_all
from scoring.cli.ledger_writing import Refused, day_of
from scoring.sheets import UnreadableFile


@pytest.mark.parametrize(
    ("text", "day"), [("2026-11-22", date(2026, 11, 22)), ("2024-02-29", date(2024, 2, 29))]
)
def test_a_day_is_written_one_way(text: str, day: date) -> None:
    assert day_of(text, "--due") == day


@pytest.mark.parametrize(
    "text",
    ["", "20261122", "2026-W47-7", "2026-11-31", "2026-2-1", "1900-01-01", "2999-01-01", "明天"],
)
def test_anything_else_is_a_usage_error_that_names_the_option(text: str) -> None:
    with pytest.raises(click.BadParameter, match="应写成 2026-11-22 这样的日期") as raised:
        day_of(text, "--due")
    assert raised.value.param_hint == "--due"


def test_a_change_that_is_not_allowed_ends_with_two() -> None:
    assert Refused("不能销号").exit_code == 2


# -- files


def content(path: Path) -> str:
    text = path.read_text("utf-8")
    if "坏" in text:
        raise UnreadableFile("读不出来", "请另存为 xlsx")
    return text


@pytest.fixture
def ctx() -> click.Context:
    return click.Context(click.Command("import"))


def written(folder: Path, **texts: str) -> list[Path]:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return [folder / f"{name}.txt" for name in texts]


def test_all_files_are_read_in_their_order(ctx: click.Context, tmp_path: Path) -> None:
    assert read_all(ctx, written(tmp_path, b="乙", a="甲"), content) == ["乙", "甲"]


def test_every_file_that_cannot_be_read_is_told_before_the_end(
    ctx: click.Context, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(click.exceptions.Exit) as raised:
        read_all(ctx, written(tmp_path, a="坏", b="好", c="坏"), content)
    assert raised.value.exit_code == 3
    assert capsys.readouterr().err.splitlines() == [
        "a.txt：读不出来。请另存为 xlsx。",
        "c.txt：读不出来。请另存为 xlsx。",
    ]


def test_a_file_that_is_not_there_is_a_slip_of_the_command(
    ctx: click.Context, tmp_path: Path
) -> None:
    with pytest.raises(click.BadParameter, match="不存在"):
        read_all(ctx, [tmp_path / "a.txt"], content)
    with pytest.raises(click.BadParameter, match="是一个文件夹"):
        read_all(ctx, [tmp_path], content)
