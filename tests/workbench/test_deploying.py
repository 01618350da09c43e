"""How the workbench starts by itself: what stands in the unit of systemd and in the task of Windows."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scoring.workbench.deploying import command_of, task_text, unit_text

PLACE = Path("/srv/示例县")
SPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def test_the_command_serves_the_workspace_with_the_python_of_now() -> None:
    program, *words = command_of(PLACE, ["--lan", "--port", "8443"])
    assert Path(program).parent == Path(sys.executable).parent
    assert words[:3] == ["-X", "utf8", "-c"]
    assert words[4:] == ["serve", "-w", str(PLACE), "--lan", "--port", "8443"]


def test_a_unit_starts_again_and_keeps_its_files_to_itself() -> None:
    lines = unit_text(["/usr/bin/python", "-c", "main()"], PLACE).splitlines()
    assert 'ExecStart="/usr/bin/python" "-c" "main()"' in lines
    assert "WorkingDirectory=/srv/示例县" in lines
    assert {"Restart=always", "UMask=0077", "KillSignal=SIGTERM"} <= set(lines)


@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        ("a b", '"a b"'),
        ("100%", '"100%%"'),
        ("$HOME", '"$$HOME"'),
        ('say "x"', '"say \\"x\\""'),
        ("a\\b", '"a\\\\b"'),
    ],
)
def test_what_systemd_would_read_otherwise_means_itself(word: str, quoted: str) -> None:
    assert f"ExecStart={quoted}\n" in unit_text([word], PLACE)


def test_a_folder_with_a_percent_sign_is_no_specifier() -> None:
    text = unit_text(["python"], Path("/srv/100%县"))
    assert "WorkingDirectory=/srv/100%%县\n" in text
    assert "Description=shifan workbench (100%%县)\n" in text


def task(command: list[str], place: Path = PLACE) -> ElementTree.Element:
    text = task_text(command, place).replace('encoding="UTF-16"', 'encoding="UTF-8"')
    return ElementTree.fromstring(text.encode())


def test_a_task_of_windows_runs_hidden_and_starts_again() -> None:
    root = task(["C:\\Python\\pythonw.exe", "-c", "from a import b; b()", "serve", ""])
    assert root.findtext(f".//{SPACE}Command") == "C:\\Python\\pythonw.exe"
    assert root.findtext(f".//{SPACE}Arguments") == '-c "from a import b; b()" serve ""'
    assert root.findtext(f".//{SPACE}Hidden") == "true"
    assert root.findtext(f".//{SPACE}RestartOnFailure/{SPACE}Interval") == "PT1M"


def test_names_that_xml_would_read_otherwise_mean_themselves() -> None:
    root = task(["python", "<a&b>"], Path("/srv/甲&乙<县>"))
    assert root.findtext(f".//{SPACE}Arguments") == "<a&b>"
    assert root.findtext(f".//{SPACE}WorkingDirectory") == "/srv/甲&乙<县>"
