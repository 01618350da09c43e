"""``doctor``: what is missing on a machine is named with the command that mends it."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from scoring.cli import doctor_command
from scoring.documents import health
from scoring.pdf import fonts
from scoring.pdf.errors import RenderError
from scoring.pdf.fonts import survey as faces
from scoring.reading import ocr


def item(name: str, found: list[health.Finding]) -> health.Finding:
    (one,) = [entry for entry in found if entry.name == name]
    return one


@pytest.mark.slow
def test_this_machine_can_print(tmp_path: Path) -> None:
    found = {entry.name: entry for entry in health.survey(tmp_path, "utf-8")}
    assert found["Python"].fine
    assert found["排版组件"].fine
    assert found["排版组件"].remark.startswith("Pango 1.")
    assert found["写文件"].fine
    assert found["终端编码"].state == "正常"
    assert len([name for name in found if name.startswith("字体：")]) == len(faces(None))


def test_a_stand_in_is_named_but_stops_nothing() -> None:
    stand_ins = [entry for entry in health.survey() if "代用字体" in entry.remark]
    assert stand_ins
    assert {entry.state for entry in stand_ins} == {"代用"}


def test_a_missing_library_is_named_and_what_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    found = health.survey()
    one = item("排版组件", found)
    assert (one.fine, one.needed, one.state) == (False, True, "缺少")
    assert "重新安装" in one.remark
    assert "score" in one.remark
    assert not [entry for entry in found if entry.name.startswith("字体")]


def test_a_missing_system_library_is_named_with_the_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Broken:
        def find_spec(self, name: str, *_: Any) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'\nmore lines")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object())
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    one = item("排版组件", health.survey())
    assert (one.fine, one.needed) == (False, True)
    assert "libpango-1.0-0" in one.remark
    assert "sudo apt-get install" in one.remark
    assert "more lines" not in one.remark


def test_faces_that_cannot_be_asked_for_stop_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> list[fonts.FontStatus]:
        raise RenderError("library", "缺少排版所需的系统库")

    monkeypatch.setattr(fonts, "survey", broken)
    found = health.survey()
    assert item("字体", found).state == "缺少"
    assert item("磁盘空间", found)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("encoding", "state", "said"),
    [
        ("utf-8", "正常", "都能显示"),
        ("gbk", "可选", "会印成问号"),
        ("ascii", "可选", "中文显示不出来"),
        ("no-such-encoding", "可选", "中文显示不出来"),
    ],
)
def test_what_a_terminal_can_show(encoding: str, state: str, said: str) -> None:
    one = item("终端编码", health.survey(encoding=encoding))
    assert one.state == state
    assert said in one.remark


@pytest.mark.slow
def test_a_full_disk_and_a_folder_that_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=20_000_000))

    def refused(**_: object) -> None:
        raise PermissionError("no")

    monkeypatch.setattr(health.tempfile, "NamedTemporaryFile", refused)
    found = health.survey(tmp_path)
    assert "只剩 20 MB" in item("磁盘空间", found).remark
    assert str(tmp_path) in item("写文件", found).remark
    assert {item(name, found).state for name in ("磁盘空间", "写文件")} == {"缺少"}


def test_without_recognition_the_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    one = item("文字识别", health.survey())
    assert one.state == "可选"
    assert "pip install" in one.remark


def test_the_exit_code_tells_whether_documents_can_be_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [health.Finding("甲", True, True, ""), health.Finding("乙", False, False, "代用")]
    monkeypatch.setattr(doctor_command, "survey", lambda: found)
    assert doctor_command.command.main([], standalone_mode=False) == 0
    found.append(health.Finding("丙", False, True, "缺"))
    assert doctor_command.command.main([], standalone_mode=False) == 1
