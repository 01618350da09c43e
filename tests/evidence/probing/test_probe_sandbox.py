"""Children that hang, crash or eat memory cost only their own file; a scan can be stopped at any
moment."""

import os
import subprocess
import sys
import time
from pathlib import Path

import probe_samples as make
import pytest

import scoring.evidence.probing.sandbox as sandbox
from scoring.evidence.probing import Limits, probe, probe_many

# A worker whose parsers misbehave on certain names.
WORKER = """
import os, sys, time
import scoring.reading.sniff as sniff
import scoring.evidence.probing.worker as worker
original = sniff.sniff
def misbehave(path):
    if "hang" in path.name:
        time.sleep(3600)
    if "crash" in path.name:
        os.abort()
    if "greedy" in path.name:
        bytearray(8 << 30)
    if "noisy" in path.name:
        print("noise on standard output")
    return original(path)
sniff.sniff = misbehave
worker.main()
"""


@pytest.fixture
def bad_worker(monkeypatch, tmp_path):
    """Children run the misbehaving worker instead of the real one."""
    real = subprocess.Popen
    script = tmp_path / "bad_worker.py"
    script.write_text(WORKER)
    started = []

    def start(command, **options):
        child = real([sys.executable, str(script), *command[4:]], **options)
        started.append(child)
        return child

    monkeypatch.setattr(sandbox.subprocess, "Popen", start)
    return started


def texts(folder, *names):
    paths = [folder / f"{name}.txt" for name in names]
    for path in paths:
        path.write_text(f"示例县司法局情况说明 {path.stem}")
    return paths


def test_results_equal_those_of_this_process(tmp_path):
    paths = [
        make.docx(tmp_path / "a.docx"),
        make.photo(tmp_path / "b.jpg"),
        make.xlsx(tmp_path / "c.xlsx"),
        tmp_path / "none",
    ]
    seen = []
    found = {
        result.path: result
        for result in probe_many(paths, workers=2, ocr="off", on_done=seen.append)
    }
    assert found == {str(path): probe(path, ocr="off") for path in paths}
    assert len(seen) == 4


def test_no_files_no_children(bad_worker):
    assert list(probe_many([])) == []
    assert bad_worker == []


@pytest.mark.slow
def test_bad_files_cost_only_themselves(tmp_path, bad_worker):
    names = ["a", "hang", "b", "crash", "c", "greedy", "d", "noisy", "e"]
    paths = texts(tmp_path, *names)
    limits = Limits(seconds=4)
    found = {
        Path(one.path).stem: one for one in probe_many(paths, workers=2, ocr="off", limits=limits)
    }
    assert {name: one.state for name, one in found.items()} == {
        **dict.fromkeys(names, "ok"), "hang": "timeout", "crash": "crashed", "greedy": "crashed",
    }  # fmt: skip
    assert "4 秒" in found["hang"].reason
    assert "信号 6" in found["crash"].reason
    assert "内存" in found["greedy"].reason
    assert found["hang"].size > 0
    assert 3 <= len(bad_worker) <= 4, (
        "two workers, and replacements for the dead while files are left"
    )
    assert all(child.poll() is not None for child in bad_worker)


def test_stopping_early_ends_the_children_at_once(tmp_path, bad_worker):
    paths = texts(tmp_path, "a", "hang")
    begun = time.monotonic()
    results = probe_many(paths, workers=2, ocr="off")
    assert next(results).state == "ok"
    results.close()
    assert time.monotonic() - begun < 20
    assert bad_worker
    assert all(child.poll() is not None for child in bad_worker)


def test_an_interrupt_in_the_progress_bar_ends_the_children(tmp_path, bad_worker):
    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(probe_many(texts(tmp_path, "a", "b", "hang"), workers=2, ocr="off", on_done=interrupt))
    assert bad_worker
    assert all(child.poll() is not None for child in bad_worker)


def test_a_name_that_is_no_text(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xca\xbe.txt"))
    path.write_text("示例县")
    assert [one.path for one in probe_many([path], ocr="off")] == [str(path)]


def test_no_child_outlives_its_parent(tmp_path):
    """The worker ends when its input ends."""
    child = sandbox._start(1_024, 1)
    child.stdin.close()
    assert child.wait(timeout=600) == 0
    child.stdout.close()


def test_a_machine_that_starts_no_process_is_heard_of(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise OSError(11, "no more processes")

    monkeypatch.setattr(sandbox.subprocess, "Popen", refuse)
    with pytest.raises(OSError, match="no more processes"):
        list(probe_many(texts(tmp_path, "a"), ocr="off"))
