"""Office files as PDF by LibreOffice, where it is there: in a process of its own, without macros,
links or network.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from scoring.binding.pdf_pages import UnbindableError
from scoring.limits import MEGABYTE, limit_memory, limit_work

SUFFIXES = frozenset(
    {".doc", ".docx", ".docm", ".dot", ".dotx", ".wps", ".wpt", ".rtf", ".odt"}
    | {".xls", ".xlsx", ".xlsm", ".et", ".ett", ".ods", ".csv"}
    | {".ppt", ".pptx", ".dps", ".odp", ".txt"}
)
"""What LibreOffice turns into pages. Web pages are not among them: they may ask for what lies
elsewhere."""
SECONDS = 120
EACH_MORE = 10
"""Seconds that each further file of one run adds."""
BATCH = 20
NOT_CONVERTED = "文件不能转为页面（已损坏、加了密码，或不是它所称的格式）"
MEMORY = 6 * 1024**3
"""Bytes of address space: LibreOffice maps far more than it uses."""
NO_PROGRAM = "本机没有 LibreOffice，不能转为页面"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{items}</oor:items>
"""
_ITEM = (
    '<item oor:path="/org.openoffice.{path}">'
    '<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>\n'
)
# A document of strangers is opened: no macro, no link, nothing from elsewhere.
_RESTRICTIONS = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Calc/Content/Update", "Link", "1"),
    ("Office.Writer/Content/Update", "Link", "0"),
    # Whatever is asked for all the same goes to a port where nobody listens.
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


@cache
def program() -> str | None:
    """LibreOffice on this machine, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def as_pdfs(sources: Sequence[Path]) -> dict[Path, bytes | UnbindableError]:
    """The pages of office files, or why there are none. One start of the program serves many; what
    stops it, or is left over, is tried once more alone, so that a file at fault costs only itself.
    """
    if program() is None:
        return {source: UnbindableError(NO_PROGRAM) for source in sources}
    pages: dict[Path, bytes | UnbindableError] = {}
    for index in range(0, len(sources), BATCH):
        batch = sources[index : index + BATCH]
        if len(batch) > 1:
            pages |= _converted(batch)
        for source in batch:
            if source not in pages:
                pages[source] = _converted([source]).get(source) or UnbindableError(NOT_CONVERTED)
    return pages


def _converted(sources: Sequence[Path]) -> dict[Path, bytes | UnbindableError]:
    """One run of the program: what came out of it. The reason stands only where a single file was
    tried.
    """
    with tempfile.TemporaryDirectory(prefix="shifan-convert-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _profile(folder / "profile")
        inside = {}
        for number, source in enumerate(sources):
            # A name of our own: what the office called its file is no argument of a program.
            inside[source] = folder / f"piece{number}{source.suffix.lower()}"
            shutil.copyfile(source, inside[source])
        # An own profile for each run: two runs on one would wait for each other, and keep what a
        # document changed.
        command = [
            *_without_network(),
            program() or "",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "--nofirststartwizard",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder / "out"),
            *map(str, inside.values()),
        ]
        in_time = _run(command, folder, SECONDS + EACH_MORE * (len(sources) - 1))
        pages: dict[Path, bytes | UnbindableError] = {}
        for source, copy in inside.items():
            target = folder / "out" / f"{copy.stem}.pdf"
            if target.is_file() and target.stat().st_size:
                pages[source] = target.read_bytes()
        if not in_time and len(sources) == 1:
            pages[sources[0]] = UnbindableError(f"转换超过 {SECONDS} 秒仍未完成，已停止")
        return pages


def _profile(folder: Path) -> None:
    (folder / "user").mkdir(parents=True)
    items = "".join(
        _ITEM.format(path=path, name=name, value=value) for path, name, value in _RESTRICTIONS
    )
    (folder / "user" / "registrymodifications.xcu").write_text(
        _SETTINGS.format(items=items), "utf-8"
    )


@cache
def _without_network() -> tuple[str, ...]:
    """A name space without a network, where this system gives one to this user."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    for options in (("-n",), ("-r", "-n")):
        tried = subprocess.run(  # noqa: S603  a program of the system, no shell
            [unshare, *options, "true"], capture_output=True, timeout=10, check=False
        )
        if tried.returncode == 0:
            return (unshare, *options)
    return ()


def _limits() -> None:
    limit_memory(MEMORY // MEGABYTE)
    limit_work(SECONDS * 4)


def _run(command: list[str], home: Path, seconds: float) -> bool:
    """Runs the converter in a group of its own, all of which is ended with its time; whether it
    ended by itself.
    """
    posix = os.name == "posix"
    process = subprocess.Popen(  # noqa: S603  found on the path of the system, no shell
        command,
        env={**os.environ, "HOME": str(home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=posix,
        preexec_fn=_limits if posix else None,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return False
    finally:
        if posix:
            _end_group(process.pid)
        else:
            process.kill()
        process.wait()
    return True


def _end_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
