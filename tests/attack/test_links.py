"""Nothing is written, replaced or deleted by way of a link that leads out of the workspace,
whatever the command."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from helpers_outputs import call

from scoring.evidence import files

TODAY = "2026-11-20"
COMMANDS = {
    "reports": [
        ["report", "brief", "--to", "html", "--today", TODAY],
        ["report", "all", "--to", "json", "--today", TODAY],
        ["evidence", "pack", "--without-pdf", "--today", TODAY],
        ["submit", "--today", TODAY],
        ["evidence", "bind", "--without-ocr", "--today", TODAY],
    ],
    "reports/佐证材料卷": [["evidence", "bind", "--without-ocr", "--today", TODAY]],
    "bulletins": [["rectify", "bulletin", "--issue", "--by", "林知远", "--today", TODAY]],
    "rounds": [["round", "new", "2027-self", "--today", TODAY]],
    ".shifan": [
        ["rectify", "start", "R0001", "--by", "林知远", "--today", TODAY],
        ["evidence", "scan", "--ocr", "off", "--today", TODAY],
    ],
    ".shifan/incoming": [["evidence", "scan", "--ocr", "off", "--today", TODAY]],
    "templates": [["report", "bulletin", "--word-template"]],
    "evidence": [["evidence", "scan", "--ocr", "off", "--today", TODAY]],
}


def turn_into_link(workspace: Path, name: str, outside: Path) -> None:
    """The folder of that name, with all that is in it, lies outside; a link leads there."""
    path = workspace / name
    path.parent.mkdir(exist_ok=True)
    if path.exists():
        shutil.rmtree(path)
    path.symlink_to(outside, target_is_directory=True)


@pytest.mark.parametrize(
    ("link", "command"),
    [(link, command) for link, commands in COMMANDS.items() for command in commands],
    ids=str,
)
def test_a_folder_that_is_a_link_out_is_refused_by_name(
    stranger: Path, outside: Path, link: str, command: list[str]
) -> None:
    turn_into_link(stranger, link, outside)
    code, _, err = call("-w", str(stranger), *command)
    assert code in (2, 3), err
    assert f"“{link}”是一个链接" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "command", [["check"], ["score"], ["evidence", "list"], ["evidence", "search", "清单"]]
)
@pytest.mark.parametrize("link", [".shifan", ".shifan/parts"])
def test_reading_commands_do_without_caches_that_lead_out(
    stranger: Path, outside: Path, link: str, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "WORTH_KEEPING", 1)
    turn_into_link(stranger, link, outside)
    code, _, err = call("-w", str(stranger), *command)
    assert code in (0, 1), err


CACHES = [
    "hashes",
    "hashes.tmp",
    "probes.sqlite",
    "text.sqlite",
    "text.sqlite-journal",
    "probes.sqlite-wal",
]


@pytest.mark.parametrize("name", CACHES)
def test_a_cache_file_that_is_a_link_out_is_left_alone(
    stranger: Path, outside: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "WORTH_KEEPING", 1)
    (stranger / ".shifan").mkdir()
    (stranger / ".shifan" / name).symlink_to(outside / "mine.txt")
    for command in (
        ["check"],
        ["evidence", "search", "清单"],
        ["evidence", "scan", "--ocr", "off", "--today", TODAY],
    ):
        code, _, err = call("-w", str(stranger), *command)
        assert code in (0, 1), err


def test_what_comes_in_goes_through_no_link_that_leads_out(
    stranger: Path, outside: Path, tmp_path: Path
) -> None:
    (tmp_path / "新材料").mkdir()
    (tmp_path / "新材料" / "通知.txt").write_text("关于开展检查的通知", "utf-8")
    (stranger / "evidence" / "files" / "新材料").symlink_to(outside, target_is_directory=True)
    code, _, err = call(
        "-w",
        str(stranger),
        "evidence",
        "scan",
        str(tmp_path / "新材料"),
        "--ocr",
        "off",
        "--today",
        TODAY,
    )
    assert code in (1, 3), err
    assert "是一个链接" in err


def test_a_file_that_is_a_link_inside_the_workspace_is_still_read(stranger: Path) -> None:
    moved = stranger / "rounds" / "实际.yaml"
    (stranger / "rounds" / "2026-self.yaml").rename(stranger / "实际.yaml")
    (stranger / "rounds" / "2026-self.yaml").symlink_to("../实际.yaml")
    assert not moved.exists()
    code, out, _ = call("-w", str(stranger), "check")
    assert code in (0, 1), out
