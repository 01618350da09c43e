"""The folder of a region may come on a stick as well: links in it, and results that somebody else
has reckoned."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import helpers_region
import pytest
from helpers_region import answer, collect, region

from scoring.region.store import Spool

DAY = "2026-11-22"
WORKERS = ["--workers", "1"]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A region that has one package in its drop folder."""
    folder = helpers_region.office(tmp_path / "汇总", {"990101": "甲子县"})
    helpers_region.packed(tmp_path, folder, "甲子县", code="990101")
    return folder


def turn_into_link(folder: Path, name: str, target: Path) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.symlink_to(target)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("received", "."),
        ("received/990101", "."),
        ("submissions.jsonl", "mine.txt"),
        (".shifan", "."),
        (".shifan/region.lock", "mine.txt"),
        (".shifan/spool", "."),
    ],
)
def test_receiving_goes_through_no_link_that_leads_out(
    office: Path, outside: Path, name: str, target: str
) -> None:
    turn_into_link(office, name, outside / target)
    code, _, err = region(office, "collect", "--today", DAY, *WORKERS)
    assert code == 3
    assert f"“{name}”是一个链接" in err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("rounds/2026", ["score", *WORKERS]),
        ("samples", ["sample", "--counties", "1", "--seed", "7", "--today", DAY]),
        ("reports", ["report", "排名通报", "--to", "json", "--today", DAY]),
        ("reports/县页", ["report", "县页", "--to", "json", "--today", DAY]),
        ("reports", ["receipt", "990101", "--today", DAY]),
    ],
)
def test_what_a_region_prints_and_reckons_goes_through_none_either(
    office: Path, outside: Path, name: str, command: list[str]
) -> None:
    collect(office)
    assert region(office, "score", *WORKERS)[0] in (0, 1)
    turn_into_link(office, name, outside)
    code, _, err = region(office, *command)
    assert code == 3, err
    assert f"“{name}”是一个链接" in err


def current(office: Path) -> str:
    """The score of the one county."""
    return str(answer(office, "rank")["rows"][0]["score"])


@pytest.mark.slow
def test_a_result_that_somebody_else_has_reckoned_is_reckoned_anew(office: Path) -> None:
    collect(office)
    assert region(office, "score", *WORKERS)[0] in (0, 1)
    true = current(office)
    spool = Spool(office)
    tables = [path for path in spool.folder.iterdir() if path.name.endswith("counties.jsonl")]
    assert tables
    for path in tables:
        row = json.loads(path.read_text("utf-8"))
        row["current"] = "10"
        row["data"] = row["data"].replace(true, "10.00")
        path.write_text(json.dumps(row) + "\n", "utf-8")
    assert region(office, "score", *WORKERS)[0] in (0, 1)
    assert current(office) == true


def test_a_mark_with_another_seal_is_none(office: Path) -> None:
    collect(office)
    spool = Spool(office)
    [mark] = [path for path in spool.folder.iterdir() if path.suffix == ".mark"]
    key = mark.stem
    assert spool.has(key)
    assert spool.get(key) is not None
    for spoiled in (
        b"",
        b"{}",
        mark.read_bytes()[:-3] + b"0}\n",
        bytes(32) + mark.read_bytes()[32:],
    ):
        mark.write_bytes(spoiled)
        assert not spool.has(key)
        assert spool.get(key) is None
