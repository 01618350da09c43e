"""Children find our own package, wherever a command was started and whatever else is on the
path."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import scoring
from scoring.confined.starting import started, variables
from scoring.pdf import renderer

HOME = str(Path(scoring.__file__).parents[1])


def test_our_own_package_comes_first_on_the_path_of_a_child(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere/else")
    for given in (variables(), renderer.variables({"FONTCONFIG_FILE": "fonts.conf"})):
        assert given["PYTHONPATH"].split(os.pathsep)[0] == HOME
        assert given["PYTHONPATH"].endswith("/somewhere/else")
        assert given["PYTHONUTF8"] == "1"


def test_a_renderer_has_the_faces_and_the_same_order_of_sets_in_every_run() -> None:
    given = renderer.variables({"FONTCONFIG_FILE": "fonts.conf"})
    assert (given["FONTCONFIG_FILE"], given["PYTHONHASHSEED"]) == ("fonts.conf", "0")


def test_a_child_reads_from_a_pipe_and_answers_on_one() -> None:
    with started("json.tool") as child:
        out, _ = child.communicate(b'{"a": [1]}', timeout=600)
    assert out.split() == [b"{", b'"a":', b"[", b"1", b"]", b"}"]
    assert child.returncode == 0
