"""Exit codes and the error boundary: every way out is short, Chinese, and leaves no traceback."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import samples
from helpers_outputs import EXAMPLES, call, process

from scoring import __version__
from scoring.cli.app import COMMANDS
from scoring.documents import registry

READING = [
    ("score",),
    ("gaps",),
    ("explain", "1"),
    ("evidence", "list"),
    ("report", "--to", "html"),
    ("report", "--to", "json"),
]


@pytest.mark.parametrize("args", [("check",), *READING], ids=" ".join)
def test_fine_is_0(sound: Path, args: tuple[str, ...]) -> None:
    code, out, _ = call("-w", str(sound), *args)
    assert code == 0
    assert out


@pytest.mark.parametrize("args", [("check",), *READING], ids=" ".join)
def test_errors_in_the_data_are_1_and_said_so(tmp_path: Path, args: tuple[str, ...]) -> None:
    folder = samples.write(
        tmp_path, samples.changed("rounds/2026-self.yaml", "done: 9", "done: 11")
    )
    code, out, err = call("-w", str(folder), *args)
    assert code == 1
    assert out
    if args != ("check",):
        assert "注意：数据有 1 处错误，其中 1 项认定有误，按未评处理；结果仅供参考。" in err


@pytest.mark.parametrize("args", READING, ids=" ".join)
@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("workspace.yaml", 'name: "示例县', "Y003"),
        (
            "workspace.yaml",
            samples.SOUND["workspace.yaml"].replace("tree: sample", "tree: samples"),
            "W002",
        ),
        (
            "workspace.yaml",
            samples.SOUND["workspace.yaml"].replace("2026-self", "2025-self"),
            "W003",
        ),
        ("rounds/2026-self.yaml", "", "Y010"),
        ("indicators/sample.yaml", "", "Y010"),
    ],
    ids=["broken", "tree", "round", "empty round", "empty tree"],
)
def test_nothing_to_score_is_3(
    tmp_path: Path, args: tuple[str, ...], name: str, content: str, rule: str
) -> None:
    folder = samples.write(tmp_path, {**samples.SOUND, name: content})
    code, out, err = call("-w", str(folder), *args)
    assert (code, out) == (3, "")
    assert f" {rule} " in err
    assert "因此无法计算" in err
    assert not (folder / "reports").exists()


def test_a_folder_without_workspace_is_3(tmp_path: Path) -> None:
    code, out, err = call("-w", str(tmp_path), "score")
    assert (code, out) == (3, "")
    assert "workspace.yaml W001" in err


def test_check_of_an_unreadable_file_is_3(tmp_path: Path) -> None:
    files = {**samples.SOUND, "evidence/register.yaml": "- {id: E1"}
    code, out, _ = call("-w", str(samples.write(tmp_path, files)), "check")
    assert code == 3
    assert "错误 Y003  evidence/register.yaml" in out


@pytest.mark.slow
def test_a_character_without_glyph_is_4_and_named(tmp_path: Path) -> None:
    folder = samples.write(
        tmp_path, samples.changed("rounds/2026-self.yaml", "{met: true}", "{met: true, note: 好𠮷}")
    )
    code, out, err = call("-w", str(folder), "report")
    assert (code, out) == (4, "")
    assert "文书没有生成" in err
    assert "“𠮷”（U+20BB7" in err
    assert not (folder / "reports").exists()
    assert call("-w", str(folder), "report", "--to", "html")[0] == 0


def test_a_title_that_no_cover_holds_is_4(tmp_path: Path) -> None:
    folder = samples.write(
        tmp_path, samples.changed("workspace.yaml", "name: 示例县", f"name: {'示例' * 60}")
    )
    code, _, err = call("-w", str(folder), "report")
    assert code == 4
    assert "封面排不下" in err
    assert "100 字以内" in err


def test_an_interrupt_is_130(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scoring.cli.shared.open_workspace", stop)
    assert call("-w", str(sound), "score") == (130, "", "已中断。\n")


@pytest.mark.skipif(os.name == "nt", reason="signals to a child need POSIX")
def test_an_interrupted_process_ends_with_130(one_level: Path) -> None:
    # A suite that was started in the background passes an ignored interrupt on to its children.
    wait = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    wait += "import scoring.workspace as w, time, pathlib\n"
    wait += "def stop(path):\n    pathlib.Path(path, 'ready').touch(); time.sleep(30)\n"
    wait += "w.open_workspace = stop\nfrom scoring.cli import main\nmain()"
    child = subprocess.Popen(
        [sys.executable, "-c", wait, "-w", str(one_level), "score"],
        env={**os.environ, "PYTHONPATH": str(EXAMPLES.parent)},
        stderr=subprocess.PIPE,
    )
    while not (one_level / "ready").exists() and child.poll() is None:
        time.sleep(0.02)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=600)
    assert (child.returncode, err.decode()) == (130, "已中断。\n")


def test_the_unexpected_is_70_with_a_log_and_without_a_traceback(
    sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("scoring.cli.shared.open_workspace", lambda _: 1 // 0)
    code, out, err = call("-w", str(sound), "score")
    assert (code, out) == (70, "")
    (log,) = tmp_path.glob("shifan-*.log")
    assert err == f"程序出现内部错误。详情写在 {log}，请连同它一起反馈。\n"
    text = log.read_text("utf-8")
    assert text.startswith(f"shifan {__version__}, Python")
    assert "ZeroDivisionError" in text


def test_the_unexpected_on_a_full_disk_is_still_told(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("scoring.cli.shared.open_workspace", lambda _: 1 // 0)
    monkeypatch.setattr("tempfile.mkstemp", full)
    assert call("-w", str(sound), "score")[::2] == (
        70,
        "程序出现内部错误。详情也没能写下来（磁盘已满）。\n",
    )


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "磁盘已满"),
        (errno.EROFS, "磁盘是只读的"),
        (errno.EACCES, "没有权限"),
        (errno.EIO, "系统错误 5"),
    ],
)
def test_a_report_that_cannot_be_written(
    sound: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    def fail(path: Path, data: bytes) -> None:
        raise OSError(number, "English words", str(path))

    monkeypatch.setattr(registry, "write_atomic", fail)
    code, out, err = call("-w", str(sound), "report", "--to", "json")
    assert (code, out) == (3, "")
    assert re.fullmatch(
        rf"读写文件失败：\S+自评报告\.json（{said}）。请检查磁盘空间、权限，.*打开。\n", err
    )


def test_reports_is_a_file(sound: Path) -> None:
    (sound / "reports").write_text("x")
    code, _, err = call("-w", str(sound), "report", "--to", "json")
    assert code == 3
    assert "这里要一个文件夹，已有的是文件" in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_to_a_full_disk_is_told(one_level: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = process("-w", str(one_level), "score", stdout=full)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "磁盘已满" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="closed pipes are reported otherwise there")
def test_a_closed_pipe_ends_quietly(two_level: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = process("-w", str(two_level), "score", stdout=writer)
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "args", [("--help",), ("-h",), ("--version",), *((name, "--help") for name in COMMANDS)]
)
def test_help_is_0_and_on_standard_output(args: tuple[str, ...]) -> None:
    code, out, err = call(*args)
    assert (code, err) == (0, "")
    assert out
