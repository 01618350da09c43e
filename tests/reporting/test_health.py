"""``doctor``: what is missing on a machine is named with the command that mends it."""

from __future__ import annotations

import importlib.util
import sys
from typing import Any

import pytest

from scoring.reporting import health
from scoring.reporting.fonts import survey as faces


def test_this_machine_can_print() -> None:
    found = {item.name: item for item in health.survey()}
    assert found["Python"].fine
    assert found["排版组件"].fine
    assert len([name for name in found if name.startswith("字体：")]) == len(faces(None))


def test_a_stand_in_is_named_but_stops_nothing() -> None:
    stand_ins = [item for item in health.survey() if "代用字体" in item.remark]
    assert stand_ins
    assert not any(item.fine or item.needed for item in stand_ins)


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    (item,) = [item for item in health.survey() if item.name == "排版组件"]
    assert (item.fine, item.needed) == (False, True)
    assert "重新安装" in item.remark


def test_a_missing_system_library_is_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def find_spec(self, name: str, *_: Any) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'\nmore lines")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object())
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    (item,) = [item for item in health.survey() if item.name == "排版组件"]
    assert (item.fine, item.needed) == (False, True)
    assert "libpango-1.0-0" in item.remark
    assert "sudo apt-get install" in item.remark
    assert "more lines" not in item.remark
