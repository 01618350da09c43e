"""The engine ``dask:``: which addresses are taken, and which workers are let to work.

--engine dask:tls://10.1.2.3:8786 --tls 证书
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scoring.problems import CannotError
from scoring.region import cluster
from scoring.region.cluster import CERTIFICATES, Cluster, program_facts


@pytest.fixture
def certificates(tmp_path: Path) -> Path:
    for name in CERTIFICATES:
        (tmp_path / name).write_text("x", "utf-8")
    return tmp_path


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.9.9.9"])
def test_without_encryption_the_own_machine_is_taken(host: str) -> None:
    engine = Cluster.of(f"tcp://{host}:8786", None)
    assert (engine.name, engine.address) == ("dask", f"tcp://{host}:8786")


@pytest.mark.parametrize("host", ["10.1.2.3", "0.0.0.0", "office.example", "localhost.example"])
def test_without_encryption_no_other_machine_is(host: str) -> None:
    with pytest.raises(CannotError, match="没有加密的集群只能在本机用"):
        Cluster.of(f"tcp://{host}:8786", None)


@pytest.mark.parametrize("address", ["", "10.1.2.3:8786", "tcp://127.0.0.1", "http://127.0.0.1:80"])
def test_what_is_no_address_is_told_how_one_is_written(address: str) -> None:
    with pytest.raises(CannotError, match=r"集群地址应写成 dask:tls://10.1.2.3:8786 这样"):
        Cluster.of(address, None)


def test_with_certificates_another_machine_is_taken(certificates: Path) -> None:
    assert Cluster.of("tls://10.1.2.3:8786", certificates).tls == certificates


def test_certificates_must_be_named_and_be_there(certificates: Path) -> None:
    with pytest.raises(CannotError, match="要写明证书所在的文件夹：--tls 文件夹"):
        Cluster.of("tls://10.1.2.3:8786", None)
    (certificates / "node.key").unlink()
    (certificates / "ca.pem").unlink()
    with pytest.raises(CannotError, match=r"里没有 ca.pem、node.key，怎样生成见"):
        Cluster.of("tls://10.1.2.3:8786", certificates)


# -- workers


class Client:
    """A scheduler's client with workers that run these programs."""

    def __init__(
        self, workers: dict[str, tuple[dict[str, str], int]], failing: type | None = None
    ) -> None:
        self.workers, self.failing, self.closed = workers, failing, False

    def wait_for_workers(self, count: int, timeout: float) -> None:
        assert (count, timeout) == (1, cluster.PATIENCE)
        if not self.workers:
            raise TimeoutError

    def run(self, function: Any) -> dict[str, tuple[dict[str, str], int]]:
        assert function is cluster.worker_facts
        if self.failing:
            raise self.failing("no such function")
        return self.workers

    def get_executor(self, *, pure: bool, retries: int) -> str:
        assert (pure, retries) == (False, cluster.RETRIES)
        return "executor"

    def close(self, timeout: float) -> None:
        self.closed = True


def engine_with(client: Client, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    monkeypatch.setattr(Cluster, "_client", lambda self: client)
    return Cluster("tcp://127.0.0.1:8786")


def test_workers_with_the_same_program_are_counted_by_their_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = Client({"tcp://a:1": (program_facts(), 2), "tcp://b:1": (program_facts(), 4)})
    with engine_with(client, monkeypatch).executor() as (pool, size):
        assert (pool, size) == ("executor", 6)
    assert client.closed


def test_a_cluster_without_workers_is_told_how_to_start_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = Client({})
    engine = engine_with(client, monkeypatch)
    with pytest.raises(CannotError, match="集群里没有工作进程"), engine.executor():
        pass
    assert client.closed


def test_a_worker_with_another_program_is_named_with_both_versions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    theirs = {**program_facts(), "shifan": "0.0.9"}
    engine = engine_with(Client({"tcp://a:1": (theirs, 2)}), monkeypatch)
    with (
        pytest.raises(CannotError, match=r"tcp://a:1 的版本不同：shifan 0\.0\.9（本机"),
        engine.executor(),
    ):
        pass


def test_a_worker_that_lacks_the_program_is_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client({"tcp://a:1": (program_facts(), 2)}, failing=ModuleNotFoundError)
    engine = engine_with(client, monkeypatch)
    with (
        pytest.raises(CannotError, match="与本机不同，或没有安装（ModuleNotFoundError）"),
        engine.executor(),
    ):
        pass
