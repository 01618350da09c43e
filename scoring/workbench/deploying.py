"""How the workbench starts by itself: a systemd user unit on Linux, a task of the scheduler on
Windows.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

RUN = "from scoring.cli import main; main()"


def unit_text(command: Sequence[str], workspace: Path) -> str:
    """A systemd user unit that starts the workbench again whenever it ends."""
    line = " ".join(_quoted(word) for word in command)
    return f"""\
[Unit]
Description=shifan workbench ({workspace.name.replace("%", "%%")})

[Service]
ExecStart={line}
WorkingDirectory={str(workspace).replace("%", "%%")}
Restart=always
RestartSec=3
KillSignal=SIGTERM
TimeoutStopSec=20
Environment=PYTHONUTF8=1
UMask=0077
NoNewPrivileges=yes

[Install]
WantedBy=default.target
"""


def _quoted(word: str) -> str:
    """A word of ExecStart: percent signs, dollars and quotes mean themselves."""
    plain = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{plain}"'


def task_text(command: Sequence[str], workspace: Path) -> str:
    """A task for ``schtasks /create /xml``: at logon, hidden, started again every minute where it
    has ended.
    """
    program, *words = command
    arguments = " ".join(_windows(word) for word in words)
    return f"""\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>{escape(f"shifan {workspace.name}")}</Description></RegistrationInfo>
  <Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger></Triggers>
  <Principals><Principal id="Author"><LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel>
  </Principal></Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
    <Hidden>true</Hidden>
  </Settings>
  <Actions Context="Author"><Exec>
    <Command>{escape(program)}</Command>
    <Arguments>{escape(arguments)}</Arguments>
    <WorkingDirectory>{escape(str(workspace))}</WorkingDirectory>
  </Exec></Actions>
</Task>
"""


def _windows(word: str) -> str:
    if " " in word or not word:
        return f'"{word}"'
    return word


def command_of(workspace: Path, options: Sequence[str]) -> list[str]:
    """The command that serves a workspace with the Python that runs now, without a window on
    Windows.
    """
    python = Path(sys.executable)
    # python.exe would open a black window at every logon, which somebody closes.
    hidden = python.with_name("pythonw.exe")
    program = str(hidden if hidden.exists() else python)
    return [program, "-X", "utf8", "-c", RUN, "serve", "-w", str(workspace), *options]
