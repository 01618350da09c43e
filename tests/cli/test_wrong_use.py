"""Wrong use: exit code 2, and a Chinese sentence on the error stream that says what to do; nothing
else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers_outputs import call

from scoring.cli.report_command import FORMS, KINDS
from scoring.indicators.library import shipped

KNOWN = {
    *(
        "shifan",
        "workspace",
        "yaml",
        "ID",
        "help",
        "table",
        "json",
        "csv",
        "pdf",
        "html",
        "all",
        "self",
    ),
    *(
        "unit",
        "level",
        "cause",
        "method",
        "format",
        "score",
        "report",
        "init",
        "demo",
        "explain",
        "gaps",
        "list",
    ),
    *(
        "evidence",
        "indicators",
        "show",
        "by",
        "in",
        "full",
        "to",
        "output",
        "today",
        "quiet",
        "check",
        "doctor",
    ),
    *("tree", "import", "review", "book"),
    *(word for path in shipped() for word in path.stem.split("-")),
    *(word for kind in KINDS for word in kind.split("-")),
    *FORMS,
}
"""Names of commands, options, choices and files: the only Latin words that a message may hold."""


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("scroe",), "没有“scroe”这个命令，是不是“score”？"),
        (("评分",), "没有“评分”这个命令。可用的命令见 shifan --help"),
        (("",), "没有“”这个命令"),
        (("evidence", "lst"), "没有命令 lst。 是不是 'list'？"),
        (("score", "--formt", "json"), "没有选项 --formt。 是不是 '--format'？"),
        (("score", "--format", "xml"), "xml 不可用，可选：'table', 'json', 'csv'"),
        (("score", "--format"), "选项 --format 后面要跟一个值"),
        (("score", "--level", "9"), "9 不可用，可选：'1', '2', '3'"),
        (("score", "多余"), "多出的参数：多余"),
        (("score", "多余", "又一个"), "多出的参数：多余 又一个"),
        (("gaps", "--by", "units"), "units 不可用，可选：'unit', 'level', 'cause', 'method'"),
        (("gaps", "--by", "level", "--in-full"), "--in-full 只能与 --by unit 一起用"),
        (("explain",), "缺少参数 '指标编号'"),
        (("explain", "99"), "指标体系里没有“99”，是不是“9”？"),
        (("explain", "1.2.3"), "指标体系里没有“1.2.3”"),
        (("report", "pdf"), "pdf 不可用，可选：'self', "),
        (("report", "--to", "xml"), "xml 不可用"),
        (("report", "--today", "2026-13-45"), "--today 的值不对：应写成 2026-11-22 这样的日期"),
        (("report", "--today", "20261122"), "--today 的值不对"),
        (("report", "--today", "２０２６-11-22"), "--today 的值不对"),
        (("report", "--today", "昨天"), "--today 的值不对"),
        (("check", "--quiet=1"), "选项 --quiet 不带值"),
        (("evidence", "list", "--unit", "司法局"), "没有登记“司法局”这个单位，是不是“区司法局”？"),
        (("indicators", "show"), "缺少参数 'ID或文件'"),
        (
            ("indicators", "show", "natinal-2021"),
            "没有“natinal-2021”这套指标体系或这个文件，是不是“national-2021”？",
        ),
        (("doctor", "多余"), "多出的参数：多余"),
        (("plan", "--target", "90"), "缺少选项 '--by'\n"),
        (("-w", "没有的文件夹", "check"), "-w 的值不对：没有的文件夹 不存在"),
        (("check", "-w", "没有的文件夹"), "-w 的值不对：没有的文件夹 不存在"),
        (("score", "-w"), "选项 -w 后面要跟一个值"),
        (("score", "-o", "."), ". 是文件夹，这里要一个文件"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_use_is_explained_in_chinese(
    one_level: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(one_level)
    code, out, err = call(*args)
    assert (code, out) == (2, "")
    assert said in err
    given = " ".join(args)
    latin = [
        word for word in re.findall(r"[A-Za-z]{2,}", err) if word not in KNOWN and word not in given
    ]
    assert latin == [], err


def test_missing_required_option(tmp_path: Path) -> None:
    code, out, err = call("init", str(tmp_path / "new"))
    assert (code, out) == (2, "")
    assert "缺少选项 '--tree'" in err


def test_no_command_prints_the_help_as_a_mistake() -> None:
    code, out, err = call()
    assert (code, out) == (2, "")
    assert "命令：" in err
    assert "自查评分" in err


def test_a_file_is_no_workspace(tmp_path: Path) -> None:
    file = tmp_path / "文件.txt"
    file.write_text("x")
    code, _, err = call("-w", str(file), "score")
    assert code == 2
    assert f"{file} 不是文件夹" in err


def test_outside_of_any_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = call("score")
    assert (code, out) == (2, "")
    assert "当前文件夹及其上级都不是工作区" in err


def test_demo_never_overwrites(tmp_path: Path) -> None:
    kept = tmp_path / "我的.txt"
    kept.write_text("重要", "utf-8")
    code, _, err = call("demo", str(tmp_path))
    assert (code, "已有内容" in err) == (2, True)
    code, _, err = call("demo", str(kept))
    assert (code, "是一个文件" in err) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["我的.txt"]
    assert kept.read_text("utf-8") == "重要"
