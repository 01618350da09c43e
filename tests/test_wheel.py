"""The wheel carries trees, templates, faces and the worked example, and works from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from helpers_outputs import EXAMPLES, TODAY

ROOT = EXAMPLES.parent


def run(args: Sequence[str], cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, *args],
        cwd=cwd,
        env={**kept, "PYTHONUTF8": "1", **more},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the build backend itself: no isolation, so no network."""
    folder = tmp_path_factory.mktemp("wheel")
    run(["-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], ROOT)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel installed into a folder of its own, without the libraries, which this environment
    has."""
    folder = tmp_path_factory.mktemp("site")
    pip = [
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--no-index",
        "--no-compile",
        "--disable-pip-version-check",
        "-q",
    ]
    run([*pip, "--target", str(folder), str(wheel)], folder)
    return folder


def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return [name for name in archive.namelist() if not name.endswith("/")]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("indicators", "scoring/_house/indicators"),
        ("templates", "scoring/_house/templates"),
        ("evidence/example-county", "scoring/_house/evidence/example-county"),
        ("scoring", "scoring"),
    ],
)
def test_what_the_tool_needs_is_inside_byte_for_byte(wheel: Path, source: str, target: str) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z", source], cwd=ROOT, capture_output=True, check=False
    ).stdout
    files = [name for name in tracked.decode().split("\0") if name and (ROOT / name).is_file()]
    if not files:
        pytest.skip("not a checkout of git, so there is no list of what belongs")
    with zipfile.ZipFile(wheel) as archive:
        for name in files:
            assert archive.read(target + name.removeprefix(source)) == (ROOT / name).read_bytes()


def test_nothing_else_is_inside(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in names(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"scoring"}
    houses = {name.split("/")[2] for name in names(wheel) if name.startswith("scoring/_house/")}
    assert houses == {"indicators", "templates", "evidence"}
    foreign = [
        name
        for name in names(wheel)
        if "__pycache__" in name or name.endswith((".pyc", ".log", ".tmp"))
    ]
    assert foreign == []
    assert [
        name for name in names(wheel) if "/reports/" in name or "/.shifan/" in name or "/." in name
    ] == []


def test_faces_and_licence_are_inside(wheel: Path) -> None:
    found = names(wheel)
    assert [
        name
        for name in found
        if name.startswith("scoring/_house/templates/fonts/") and name.endswith(".ttf")
    ]
    assert [name for name in found if name.endswith(".dist-info/licenses/LICENSE")]


@pytest.mark.slow
def test_the_installed_command_makes_the_demo_from_any_folder(
    installed: Path, tmp_path: Path
) -> None:
    here = tmp_path / "任意 文件夹"
    here.mkdir()
    console = "from importlib.metadata import distribution as d;"
    console += "next(e for e in d('shifan').entry_points if e.name == 'shifan').load()()"
    done = run(["-c", console, "demo", "试用", "--today", TODAY], here, PYTHONPATH=str(installed))
    documents = [
        here / line for line in done.stdout.splitlines() if line.startswith("试用/reports/")
    ]
    assert {"自评报告.html", "自评报告.json", "自评报告.pdf"} <= {path.name for path in documents}
    assert all(path.stat().st_size > 1000 for path in documents)
    advice = "".join(done.stdout.splitlines()[-4:])
    named = {path for path in documents if str(path.relative_to(here)) in advice}
    assert {path.name for path in named} == {"一页简报.pdf", "评查册-2026-mock.html"}
    where = "import scoring, sys; sys.stdout.write(scoring.__file__)"
    assert Path(run(["-c", where], here, PYTHONPATH=str(installed)).stdout).is_relative_to(
        installed
    )
    assert not (
        installed / "scoring" / "_house" / "evidence" / "example-county" / "reports"
    ).exists()
