"""The keys of a region's JSON are those that ``docs/format.md`` tells, no more and no fewer."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import samples
from helpers_region import NAMES, answer, collect, finding, office, packed, region

FORMAT = Path(__file__).parents[2] / "docs" / "format.md"
# Their keys are words of the region or of the register: classes of the roster, states of files and
# items.
OPEN = {"classes", "files", "items", "counts"}
COMMANDS = {
    "status": (),
    "rank": ("--first", "2", "--draws", "100"),
    "indicators": (),
    "show": ("甲子县",),
    "alike": (),
    "sample": ("--counties", "2", "--leaves", "1", "--seed", "7"),
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three counties of four, scored; they hold the same file."""
    tmp = tmp_path_factory.mktemp("keys")
    folder = office(
        tmp / "office", more="groups: {东片: [甲子县, 乙丑县], 西片: [丙寅县, 丁卯县]}\n"
    )
    for at, name in enumerate(list(NAMES.values())[:3]):
        packed(tmp, folder, name, finding("1.1", f"{{done: {9 - at}, of: 10}}"))
    collect(folder)
    region(folder, "score", "--engine", "serial")
    return folder


def documented(command: str) -> set[str]:
    """The keys that the table tells for a command, with those of the commands that it refers to."""
    rows = [
        line for line in FORMAT.read_text("utf-8").splitlines() if line.startswith("| `region ")
    ]
    names = [re.match(r"\| `region (\w+)`", line)[1] for line in rows]  # type: ignore[index]
    text = rows[names.index(command)].split("|", 2)[2]
    found: set[str] = set()
    for other in re.findall(r"同 `region (\w+)`", text):
        found |= documented(other)
    if "同上" in text:
        found |= documented(names[names.index(command) - 1])
    for code in re.findall(r"`([^`]+)`", text):
        if not code.startswith(("region ", "--")):
            found |= set(re.findall(r"[a-z][a-z_0-9]*", code))
    return found


def keys_of(data: Any) -> Iterator[str]:
    """All keys, at whatever depth; those of ``exact`` repeat the ones beside it."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            if key not in OPEN:
                yield from keys_of(value)
    elif isinstance(data, list):
        for value in data:
            yield from keys_of(value)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_keys_are_those_of_the_manual(place: Path, command: str) -> None:
    found = set(keys_of(answer(place, command, *COMMANDS[command])))
    told = documented(command)
    if command == "show":
        # Told of the row in a ranking with --first; alone it has none.
        told -= documented("rank") - found
    assert found == told


def test_the_keys_of_outliers_without_any(place: Path) -> None:
    found = set(keys_of(answer(place, "outliers")))
    assert {"bound", "counties", "leaves"} <= found <= documented("outliers")


def test_the_keys_of_a_comparison_of_rounds(place: Path) -> None:
    shutil.copytree(place / "rounds" / "2026", place / "rounds" / "2025", dirs_exist_ok=True)
    found = set(keys_of(answer(place, "compare", "2025")))
    assert found == documented("compare")


def test_the_keys_of_outliers_with_an_inspection(place: Path) -> None:
    text = samples.MOCK.replace("kind: mock", "kind: inspection")
    samples.write(place, {"inspections/990101/a.yaml": text.replace("score: 5,", "score: 1,")})
    region(place, "score", "--engine", "serial")
    assert set(keys_of(answer(place, "outliers"))) == documented("outliers")


def test_the_keys_of_evidence_that_came(place: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "卷宗.zip", "w") as archive:
        archive.writestr("别的.txt", "别的\n")
    found = answer(place, "evidence", "甲子县", str(tmp_path / "卷宗.zip"))
    assert set(keys_of(found)) == documented("evidence")
    assert set(found["counts"]) == {"相符", "缺失", "不符"}


def test_the_keys_of_a_collection(place: Path) -> None:
    data = answer(place, "collect", "--workers", "1")
    assert set(keys_of(data)) == documented("collect")
