"""Run the rendering worker in a process of its own, and turn every way it can end into a result or
a RenderError.

A process of its own, because fontconfig reads its settings once per process, because a page that
goes wrong may take all memory or never end, and because the collector is off in there (a third
faster), which no long session wants.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from scoring.confined.starting import variables as child_variables
from scoring.pdf.errors import Kind, RenderError

PANGO_ADVICE = (
    "缺少排版所需的系统库（Pango、HarfBuzz、Fontconfig）。Debian、Ubuntu 和统信、麒麟请运行："
    "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0；Windows 请安装 "
    "GTK3 或 MSYS2 的 Pango。"
)
# Asked for less, the process gets this much all the same.
MEMORY_MB_FLOOR = 256


def run(
    job: Mapping[str, Any], environment: Mapping[str, str], *, timeout: float, memory_mb: int
) -> dict[str, Any]:
    """Give the worker a job (plain JSON) and return its report; ``pdf`` of each of its documents
    holds the bytes.

    ``timeout`` is in seconds, ``memory_mb`` the limit of the address space (not enforced on
    Windows). Raises RenderError with kind library, memory, timeout, killed or whatever the worker
    reports.
    """
    with tempfile.TemporaryDirectory(prefix="shifan-render-") as name:
        folder = Path(name)
        (folder / "job.json").write_text(
            json.dumps({**job, "memory_mb": max(memory_mb, MEMORY_MB_FLOOR)}), encoding="utf-8"
        )
        # -P: what lies in the user's current folder is never imported.
        command = [sys.executable, "-P", "-m", "scoring.pdf.render_worker", str(folder)]
        try:
            done = subprocess.run(  # noqa: S603  # our own interpreter and module, no shell
                command,
                env=variables(environment),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired as expired:
            raise overdue(timeout) from expired
        return _result(
            folder, done.returncode, done.stderr.decode("utf-8", "replace")[-4000:], memory_mb
        )


def variables(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables of a rendering process: the same order of sets in every run, and our own
    package on its path.
    """
    return child_variables({**environment, "PYTHONHASHSEED": "0"})


def ended(code: int, stderr: str, memory_mb: int) -> RenderError:
    """The error for a rendering process that is gone without an answer; ``stderr`` is the end of
    what it said.
    """
    if "MemoryError" in stderr or "bad_alloc" in stderr or "annot allocate memory" in stderr:
        return RenderError("memory", _memory_message(memory_mb), stderr)
    how = f"信号 {-code}" if code < 0 else f"退出码 {code}"
    sentence = f"排版进程意外终止（{how}）。可能是内存不足或被系统结束，请重试或分册输出。"
    return RenderError("killed", sentence, stderr)


def overdue(timeout: float, detail: str = "") -> RenderError:
    """The error for a rendering process that was stopped after ``timeout`` seconds."""
    sentence = f"排版超过 {timeout:g} 秒仍未完成，已停止。请检查是否有超大表格或图片，或分册输出。"
    return RenderError("timeout", sentence, detail)


def _result(folder: Path, code: int, stderr: str, memory_mb: int) -> dict[str, Any]:
    path = folder / "report.json"
    if not path.is_file():
        raise ended(code, stderr, memory_mb)
    report = cast("dict[str, Any]", json.loads(path.read_text(encoding="utf-8")))
    if failure := report.get("failure"):
        raise failed(failure, memory_mb)
    for number, document in enumerate(report.get("documents", ())):
        if "failure" not in document:
            document["pdf"] = (folder / f"{number}.pdf").read_bytes()
    return report


def failed(failure: Mapping[str, str], memory_mb: int, which: str = "") -> RenderError:
    """The error for a failure that the worker tells of; ``which`` is put before its sentence."""
    kind = cast("Kind", failure["kind"])
    messages = {"library": PANGO_ADVICE, "memory": _memory_message(memory_mb)}
    return RenderError(
        kind, which + (messages.get(kind) or failure["message"]), failure.get("detail", "")
    )


def _memory_message(memory_mb: int) -> str:
    return f"排版所需内存超过上限 {memory_mb} MB，已停止。请缩小图片，或分册输出。"
