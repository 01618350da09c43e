"""A process that ends in the middle of receiving or scoring: nothing is lost, and the next run
finishes."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers_region import NAMES, finding, office, packed

from scoring.region.chain import FILE, Chain
from scoring.region.model import Region, open_region
from scoring.region.receiving import collect
from scoring.region.running import Serial
from scoring.region.scoring_run import score_region
from scoring.region.standing import lines

DAY = date(2026, 11, 22)
Digests = dict[str, str]


class Killed(BaseException):
    """Stands for a process that is no more."""


@contextmanager
def killed_at(step: int, folder: Path) -> Iterator[Callable[[], int]]:
    """Ends the work at the ``step``-th dealing with this folder, counted from 1; gives how many
    there have been.

    A copy ends with half of its bytes; whatever else is done is done or not.
    """
    count = 0

    def reached() -> bool:
        nonlocal count
        count += 1
        return count == step

    def guarded(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            # Folders that are gone at the end of the run, elsewhere, are nobody's loss.
            if isinstance(args[0], str | Path) and folder not in Path(args[0]).absolute().parents:
                return real(*args, **kwargs)
            if reached():
                raise Killed
            result = real(*args, **kwargs)
            if reached():
                raise Killed
            return result

        return call

    def copied(source: Path | str, target: Path | str, **options: Any) -> Any:
        if reached():
            data = Path(source).read_bytes()
            Path(target).write_bytes(data[: len(data) // 2])
            raise Killed
        return copyfile(source, target, **options)

    copyfile = shutil.copyfile
    with pytest.MonkeyPatch.context() as patch:
        for name in ("fsync", "replace", "rename", "chmod", "unlink"):
            patch.setattr(os, name, guarded(getattr(os, name)))
        patch.setattr(shutil, "copyfile", copied)
        yield lambda: count


def opened(folder: Path) -> Region:
    region = open_region(folder).region
    assert region is not None
    return region


def received(folder: Path) -> Digests:
    """What was taken, by path, drafts left out; they are nobody's."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((folder / "received").rglob("*.zip"))
    }


def tables(folder: Path) -> Digests:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((folder / "rounds").rglob("*.parquet"))
    }


def standing(folder: Path) -> list[tuple[str, str, int | None, str]]:
    region = opened(folder)
    return [
        (line.code, line.verdict, line.n, line.fingerprint)
        for line in lines(region, Chain(folder).check())
    ]


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Packages of three counties in the drop folder, two of one of them, and one that is no
    package."""
    tmp = tmp_path_factory.mktemp("waiting")
    place = office(tmp / "office")
    for at, name in enumerate(list(NAMES.values())[:3]):
        packed(tmp, place, name, finding("1.1", f"{{done: {9 - at}, of: 10}}"))
    packed(tmp, place, "甲子县", finding("1.1", "{done: 5, of: 10}"), day=date(2026, 11, 23))
    (place / "incoming" / "没拷完.zip").write_bytes(b"PK\x03\x04half")
    return place


def run_collect(folder: Path) -> None:
    collect(opened(folder), [folder / "incoming"], DAY, Serial())


def chosen(steps: int, share: str) -> list[int]:
    """All steps, or the first, the last and some between, others each day."""
    if share == "all":
        return list(range(1, steps + 1))
    chance = random.Random(os.environ.get("SHIFAN_SEED", "0"))
    return sorted({1, steps, *chance.sample(range(1, steps + 1), 3)})


SHARES = pytest.mark.parametrize("share", ["some", pytest.param("all", marks=pytest.mark.slow)])


@pytest.mark.slow
@SHARES
def test_a_collection_killed_at_any_step_loses_and_doubles_nothing(
    waiting: Path, tmp_path: Path, share: str
) -> None:
    whole = Path(shutil.copytree(waiting, tmp_path / "whole"))
    with killed_at(0, whole) as count:
        run_collect(whole)
    steps = count()
    assert steps > 20
    for step in chosen(steps, share):
        folder = Path(shutil.copytree(waiting, tmp_path / f"at-{step}"))
        with pytest.raises(Killed), killed_at(step, folder):
            run_collect(folder)
        kept = Chain(folder).check().entries
        assert all((folder / "received").exists() for entry in kept if entry.get("n")), (
            "what is told is there"
        )
        run_collect(folder)
        assert standing(folder) == standing(whole), step
        assert received(folder) == received(whole), step
        entries = Chain(folder).check().entries
        taken = [entry["fingerprint"] for entry in entries if entry["do"] == "received"]
        assert len(taken) == len(set(taken)) == 4, "each is taken once"
        assert {path.name for path in (folder / "incoming").iterdir()} == {
            path.name for path in (waiting / "incoming").iterdir()
        }
        shutil.rmtree(folder)


def test_a_line_of_the_chain_cut_anywhere_is_written_again(waiting: Path, tmp_path: Path) -> None:
    whole = Path(shutil.copytree(waiting, tmp_path / "whole"))
    run_collect(whole)
    raw = (whole / FILE).read_bytes()
    start = raw.rfind(b"\n", 0, -1) + 1
    for end in {start + 1, (start + len(raw)) // 2, len(raw) - 1}:
        folder = Path(shutil.copytree(whole, tmp_path / f"cut-{end}"))
        (folder / FILE).write_bytes(raw[:end])
        run_collect(folder)
        assert standing(folder) == standing(whole)
        now = (folder / FILE).read_bytes()
        assert now.startswith(raw[:start]), "whole lines stay"
        assert Chain(folder).check().entries


@pytest.mark.slow
@SHARES
def test_scoring_killed_at_any_step_leaves_old_tables_or_new_ones(
    waiting: Path, tmp_path: Path, share: str
) -> None:
    whole = Path(shutil.copytree(waiting, tmp_path / "whole"))
    run_collect(whole)
    before = Path(shutil.copytree(whole, tmp_path / "before"))
    with killed_at(0, whole) as count:
        score_region(opened(whole), Serial())
    done = tables(whole)
    assert set(done) == {"nodes.parquet", "counties.parquet", "evidence.parquet"}
    steps = count()
    for step in chosen(steps, share):
        folder = Path(shutil.copytree(before, tmp_path / f"at-{step}"))
        with pytest.raises(Killed), killed_at(step, folder):
            score_region(opened(folder), Serial())
        left = tables(folder)
        assert all(done[name] == digest for name, digest in left.items()), "no half table"
        score_region(opened(folder), Serial())
        assert tables(folder) == done, step
        shutil.rmtree(folder)
