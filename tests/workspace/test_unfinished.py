"""What ``check`` says of a change that a kill cut off and an edit overtook (J003)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scoring.workspace.unfinished import unfinished_faults

REGISTER = "evidence/register.yaml"


def set_aside(workspace: Path, entry: dict[str, Any]) -> str:
    folder = workspace / ".shifan" / "aside"
    folder.mkdir(parents=True)
    (folder / "0123.json").write_text(json.dumps({"file": REGISTER, "entry": entry}), "utf-8")
    return ".shifan/aside/0123.json"


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        (
            {"by": "王敏", "on": "2026-11-20", "records": ["E0001", "E0002"]},
            f"{REGISTER}：王敏 2026-11-20 对 E0001、E0002 的改动记了日志，写文件时中断",
        ),
        ({}, f"{REGISTER}：有人 某日 对 整个文件 的改动记了日志，写文件时中断"),
        ({"kept": "123-abc"}, f"{REGISTER}：有一次手工保存落在了已经换下的旧文件里"),
    ],
    ids=["a change", "of nobody", "an edit that came too late"],
)
def test_it_names_the_file_the_records_and_where_the_change_lies(
    tmp_path: Path, entry: dict[str, Any], what: str
) -> None:
    place = set_aside(tmp_path, entry)
    [told] = unfinished_faults(tmp_path)
    assert told.rule == "J003"
    assert (told.where.file, told.where.line, told.where.column) == (REGISTER, 1, 1)
    assert told.what.startswith(what)
    assert place in told.what


def test_where_nothing_was_set_aside_there_is_nothing_to_say(tmp_path: Path) -> None:
    assert list(unfinished_faults(tmp_path)) == []
