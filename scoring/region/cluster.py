"""The engine ``dask:``: the same work on several machines. The only module that knows dask, and a
small one.

Whoever reaches the port of a scheduler runs code there: without TLS only the loopback is taken.
Nothing but packages and rows travel, so no machine needs to see the folder of another.
"""

from __future__ import annotations

import concurrent.futures
import ipaddress
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scoring import __version__, libraries
from scoring.problems import CannotError
from scoring.region.program import program_digest

CERTIFICATES = ("ca.pem", "node.pem", "node.key")
PATIENCE = 20
"""Seconds to wait for the scheduler and for the first worker."""
RETRIES = 2
"""How often a task is begun again whose machine was lost."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A scheduler and the workers that it knows."""

    address: str
    tls: Path | None = None

    @classmethod
    def of(cls, address: str, tls: Path | None) -> Cluster:
        """The engine at an address. Raises ``CannotError`` for one that is open to everybody."""
        parts = urlsplit(address)
        if parts.scheme not in {"tcp", "tls"} or not parts.hostname or not parts.port:
            raise CannotError("集群地址应写成 dask:tls://10.1.2.3:8786 这样")
        if parts.scheme == "tls":
            _refuse_without_certificates(tls)
        elif not _loopback(parts.hostname):
            message = (
                "没有加密的集群只能在本机用（tcp://127.0.0.1:8786）："
                "谁连得上这个端口，谁就能在那里运行程序。请用 tls:// 和证书，见 shifan region "
                "doctor"
            )
            raise CannotError(message)
        return cls(address, tls)

    @property
    def name(self) -> str:
        """How it is called in ``run.json``."""
        return "dask"

    @contextmanager
    def executor(self) -> Iterator[tuple[concurrent.futures.Executor, int]]:
        """The executor of the cluster, once all of its workers run the same program."""
        client = self._client()
        try:
            threads = _checked(client)
            # Not pure: dask would give the answer of an equal task of an earlier run, perhaps of
            # another program.
            pool: Any = client.get_executor(pure=False, retries=RETRIES)
            yield pool, threads
        finally:
            client.close(timeout=PATIENCE)

    def _client(self) -> Any:
        try:
            distributed = libraries.distributed
        except ImportError:
            message = "缺少集群用的组件，请先安装：pip install 'shifan[cluster]'"
            raise CannotError(message, unreadable=True) from None
        security = None
        if self.tls is not None:
            ca, cert, key = (str(self.tls / name) for name in CERTIFICATES)
            security = distributed.Security(  # type: ignore[no-untyped-call]  # typed in parts only
                tls_ca_file=ca,
                tls_client_cert=cert,
                tls_client_key=key,
                require_encryption=True,
            )
        try:
            return distributed.Client(  # type: ignore[no-untyped-call]  # typed in parts only
                self.address, timeout=PATIENCE, security=security, set_as_default=False
            )
        except (OSError, ValueError, TimeoutError) as error:
            message = (
                f"连不上 {self.address}（{type(error).__name__}）：请看 dask scheduler "
                "是否已启动、证书是否相符"
            )
            raise CannotError(message, unreadable=True) from None


def _refuse_without_certificates(folder: Path | None) -> None:
    if folder is None:
        raise CannotError("用 tls:// 要写明证书所在的文件夹：--tls 文件夹")
    missing = [name for name in CERTIFICATES if not (folder / name).is_file()]
    if missing:
        raise CannotError(f"{folder} 里没有 {'、'.join(missing)}，怎样生成见 shifan region doctor")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def program_facts() -> dict[str, str]:
    """What must be the same everywhere: versions of Python, of dask and of shifan, and the sources
    that score.
    """
    return {
        "Python": ".".join(map(str, sys.version_info[:2])),
        "dask": version("distributed"),
        "shifan": __version__,
        "shifan 的程序文件": program_digest()[:12],
    }


def worker_facts(dask_worker: Any) -> tuple[dict[str, str], int]:
    """On a worker, which dask passes in: its program, and how many tasks it works on at once."""
    return program_facts(), int(dask_worker.state.nthreads)


def _checked(client: Any) -> int:
    """How many tasks all workers take at once. Raises ``CannotError`` without workers, and where
    programs differ.
    """
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        message = "集群里没有工作进程：请在各台机器上启动 dask worker"
        raise CannotError(message, unreadable=True) from None
    try:
        workers = client.run(worker_facts)
    except Exception as error:
        # The function itself is looked up in the worker's program: another version may lack it.
        message = f"工作进程上的 shifan 与本机不同，或没有安装（{type(error).__name__}）"
        raise CannotError(message, unreadable=True) from error
    ours = program_facts()
    for address, (theirs, _) in sorted(workers.items()):
        unlike = [
            f"{key} {theirs.get(key)}（本机 {value}）"
            for key, value in ours.items()
            if theirs.get(key) != value
        ]
        if unlike:
            message = f"工作进程 {address} 的版本不同：{'；'.join(unlike)}"
            raise CannotError(message, unreadable=True)
    return sum(threads for _, threads in workers.values())
