"""Engines: the same bytes under each; a child that crashes, hangs, eats memory or raises costs its
own package only."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from helpers_region import NAMES, answer, collect, finding, office, packed, region

from scoring.problems import CannotError
from scoring.region.children import Limits, Refused
from scoring.region.cluster import Cluster
from scoring.region.running import Engine, Local, Serial, Work, over

HERE = Path(__file__).parent


def behave(task: tuple[str, int]) -> int:
    """What a package can do to the process that works on it."""
    how, number = task
    if how == "crash":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "hang":
        time.sleep(600)
    if how == "eat":
        return len(bytearray(3 * 1024**3))
    if how == "raise":
        raise ValueError("odd")
    return number * number


WORK = Work("test_running_work:behave", Limits(seconds=8, megabytes=1024))


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The work above under a name that children can import."""
    (tmp_path / "test_running_work.py").write_text(
        (HERE / "test_running.py").read_text("utf-8"), "utf-8"
    )
    tests = str(HERE.parent)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), tests]))
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest.mark.slow
def test_one_bad_child_costs_its_own_task_only() -> None:
    bad = {3: "crash", 5: "hang", 7: "eat", 9: "raise"}
    tasks = [(str(at), (bad.get(at, "fine"), at)) for at in range(12)]
    answers = {item.key: item.result for item in over(tasks, WORK, Local(2))}
    assert len(answers) == 12
    for at in range(12):
        result = answers[str(at)]
        if at in bad:
            assert isinstance(result, Refused), at
            assert result.what
        else:
            assert result == at * at


def test_every_task_has_one_answer_in_bounded_memory() -> None:
    seen = 0
    most = 0

    def tasks() -> Iterator[tuple[str, tuple[str, int]]]:
        nonlocal seen
        for at in range(50):
            seen += 1
            yield str(at), ("fine", at)

    answered = 0
    for _ in over(tasks(), Work("test_running_work:behave"), Serial(), ahead=3):
        answered += 1
        most = max(most, seen - answered)
    assert answered == 50
    assert most <= 4


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve counties of the small kind, received."""
    tmp = tmp_path_factory.mktemp("province")
    names = {f"9901{at:02d}": f"{name}{at}" for at, name in enumerate(list(NAMES.values()) * 3, 1)}
    place = office(tmp / "office", names)
    for at, name in enumerate(names.values()):
        packed(tmp, place, name, finding("1.1", f"{{done: {at % 10}, of: 10}}"))
    collect(place)
    return place


def digests(place: Path, *args: str) -> dict[str, str]:
    code, _, err = region(place, "score", "--again", *args)
    assert code == 0, err
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((place / "rounds").rglob("*.parquet"))
    }


def test_the_engine_changes_no_byte_of_a_table(province: Path) -> None:
    serial = digests(province, "--engine", "serial")
    assert set(serial) == {"nodes.parquet", "counties.parquet", "evidence.parquet"}
    assert digests(province, "--workers", "2") == serial
    first = answer(province, "rank")
    assert sorted(item["rank"] for item in first["rows"])[0] == 1


def test_the_order_of_packages_changes_no_byte(tmp_path: Path, province: Path) -> None:
    serial = digests(province, "--engine", "serial")
    other = tmp_path / "office"
    other.mkdir()
    for name in ("region.yaml", "indicators"):
        subprocess.run(["cp", "-r", str(province / name), str(other)], check=True)
    packages = sorted((province / "incoming").iterdir(), reverse=True)
    (other / "incoming").mkdir()
    for at, path in enumerate(packages):
        (other / "incoming" / f"{at:02d}.zip").write_bytes(path.read_bytes())
    collect(other)
    assert digests(other, "--engine", "serial") == serial


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster(
    folder: Path, tls: Path | None = None
) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers on the loopback, as the manual starts them."""
    port = free_port()
    scheme = "tls" if tls else "tcp"
    address = f"{scheme}://127.0.0.1:{port}"
    more = []
    if tls:
        files = [str(tls / name) for name in ("ca.pem", "node.pem", "node.key")]
        more = ["--tls-ca-file", files[0], "--tls-cert", files[1], "--tls-key", files[2]]
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker"]
    environment = {**os.environ, "DASK_TEMPORARY_DIRECTORY": str(folder)}
    quiet = {
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "env": environment,
        "cwd": folder,
    }
    started: list[subprocess.Popen[bytes]] = []
    try:
        scheduler = [
            *dask,
            "--protocol",
            scheme,
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--no-dashboard",
            *more,
        ]
        started.append(subprocess.Popen(scheduler, **quiet))  # type: ignore[call-overload]
        for _ in range(2):
            options = [
                "--no-nanny",
                "--nthreads",
                "1",
                "--memory-limit",
                "0",
                "--no-dashboard",
                *more,
            ]
            started.append(subprocess.Popen([*worker, address, *options], **quiet))  # type: ignore[call-overload]
        yield address, started
    finally:
        for process in started:
            process.terminate()
        for process in started:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def alive_children(parents: list[int]) -> list[int]:
    """Processes below the given ones, by /proc."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, ValueError, IndexError):
                continue
            if parent in parents:
                found.append(int(entry.name))
    return found


@pytest.mark.slow
def test_two_workers_on_the_loopback_give_the_same_bytes_and_one_may_die(
    tmp_path: Path, province: Path
) -> None:
    serial = digests(province, "--engine", "serial")
    with cluster(tmp_path) as (address, processes):
        assert digests(province, "--engine", f"dask:{address}") == serial
        code = [
            sys.executable,
            "-c",
            "from scoring.cli import main; main()",
            "region",
            "score",
            "-w",
            str(province),
            "--again",
        ]
        run = subprocess.Popen(
            [*code, "--engine", f"dask:{address}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        time.sleep(4)
        children = alive_children([processes[1].pid])
        processes[1].kill()
        _, err = run.communicate(timeout=600)
        assert run.returncode == 0, err.decode()
        tables = sorted((province / "rounds").rglob("*.parquet"))
        assert {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in tables
        } == serial
        workers = [process.pid for process in processes]
        mine = [*children, *alive_children(workers)]
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in mine) and time.monotonic() < deadline:
        time.sleep(0.5)
    assert not [pid for pid in mine if Path(f"/proc/{pid}").exists()]


def answers_of_bad_children(engine: Engine) -> dict[str, object]:
    bad = {3: "crash", 5: "hang", 7: "eat", 9: "raise"}
    tasks = [(str(at), (bad.get(at, "fine"), at)) for at in range(12)]
    results = {item.key: item.result for item in over(tasks, WORK, engine)}
    assert len(results) == 12
    assert all(isinstance(results[str(at)], Refused) and results[str(at)].what for at in bad)
    return {key: result for key, result in results.items() if int(key) not in bad}


@pytest.mark.slow
def test_one_bad_child_on_a_cluster_costs_its_own_task_only(tmp_path: Path) -> None:
    with cluster(tmp_path) as (address, _):
        engine = Cluster.of(address.removeprefix("dask:"), None)
        assert answers_of_bad_children(engine) == {
            str(at): at * at for at in range(12) if at not in {3, 5, 7, 9}
        }


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two counties, received and scored, and a folder of files to be read."""
    tmp = tmp_path_factory.mktemp("pair")
    place = office(tmp / "office", dict(list(NAMES.items())[:2]))
    for at, name in enumerate(list(NAMES.values())[:2]):
        packed(tmp, place, name, finding("1.1", f"{{done: {9 - at}, of: 10}}"))
    collect(place)
    assert region(place, "score", "--engine", "serial")[0] == 0
    (place / "调来的").mkdir()
    (place / "调来的" / "通知.txt").write_text(
        "示例县司法局关于开展案卷评查的通知\n各乡镇：\n按时报送。", "utf-8"
    )
    (place / "调来的" / "坏.docx").write_bytes(b"PK\x03\x04half")
    return place


def printed(place: Path, *args: str) -> dict[str, str]:
    """What ``work print`` makes, by path; the folder is emptied first."""
    shutil.rmtree(place / "reports", ignore_errors=True)
    code, out, err = region(place, "work", "print", "brief", *args, "--today", "2026-11-28")
    assert code == 0, err
    return {
        Path(line).relative_to(place).as_posix(): hashlib.sha256(
            Path(line).read_bytes()
        ).hexdigest()
        for line in out.splitlines()
    }


def read(place: Path, *args: str) -> bytes:
    target = place / "文字.jsonl"
    code, _, err = region(place, "work", "scan", str(place / "调来的"), "-o", str(target), *args)
    assert (code, "读不出的 1 个" in err) == (1, True), err
    return target.read_bytes()


@pytest.mark.slow
def test_long_work_is_the_same_on_a_cluster(tmp_path: Path, pair: Path) -> None:
    here, text = printed(pair, "--workers", "1"), read(pair, "--workers", "1")
    assert len(here) == 2
    with cluster(tmp_path) as (address, _):
        assert printed(pair, "--engine", f"dask:{address}") == here
        assert read(pair, "--engine", f"dask:{address}") == text


@pytest.mark.slow
def test_the_engine_changes_no_byte_of_a_document(pair: Path) -> None:
    made = []
    for engine in ("serial", "local"):
        assert region(pair, "score", "--again", "--engine", engine)[0] == 0
        shutil.rmtree(pair / "reports", ignore_errors=True)
        assert region(pair, "report", "all", "--today", "2026-11-28")[0] == 0
        paths = sorted(path for path in (pair / "reports").rglob("*") if path.is_file())
        made.append({path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths})
    assert len(made[0]) == 7
    assert made[0] == made[1]


def certificates(folder: Path) -> Path:
    folder.mkdir()
    commands = [
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=shifan-ca -keyout ca.key -out ca.pem",
        "openssl req -newkey rsa:2048 -nodes -subj /CN=shifan-node -keyout node.key -out node.csr",
        "openssl x509 -req -in node.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out node.pem",
    ]
    for command in commands:
        subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    return folder


@pytest.mark.slow
def test_tls_takes_our_certificate_and_refuses_a_strangers(tmp_path: Path, province: Path) -> None:
    serial = digests(province, "--engine", "serial")
    ours, stranger = certificates(tmp_path / "ours"), certificates(tmp_path / "stranger")
    with cluster(tmp_path, ours) as (address, _):
        assert digests(province, "--engine", f"dask:{address}", "--tls", str(ours)) == serial
        code, _, err = region(
            province, "score", "--again", "--engine", f"dask:{address}", "--tls", str(stranger)
        )
        assert code == 3
        assert "证书" in err


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("dask:tcp://10.1.2.3:8786", "没有加密"),
        ("dask:tcp://example.com:8786", "没有加密"),
        ("dask:tls://10.1.2.3:8786", "--tls"),
        ("dask:10.1.2.3", "dask:tls://"),
        ("spark", "没有“spark”这种引擎"),
    ],
)
def test_an_engine_that_is_open_to_all_or_unknown_is_refused(
    tmp_path: Path, name: str, words: str
) -> None:
    code, _, err = region(office(tmp_path / "office"), "score", "--engine", name)
    assert code == 2
    assert words in err


@pytest.mark.slow
def test_a_cluster_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scoring.region import cluster as module

    monkeypatch.setattr(module, "PATIENCE", 1)
    engine: Engine = module.Cluster.of(f"tcp://127.0.0.1:{free_port()}", None)
    with pytest.raises(CannotError, match="连不上"), engine.executor():
        raise AssertionError
