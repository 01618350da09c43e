"""A new interpreter that runs one of our own modules: how every child of the tool is started,
forked ones apart.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

from scoring.data_files import PACKAGE


def variables(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The variables of a child: those of this process, our own package on its path, UTF-8, and
    ``more``.
    """
    paths = [str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "PYTHONUTF8": "1",
        **(more or {}),
    }


def started(module: str, *words: str, threads: int = 1) -> subprocess.Popen[bytes]:
    """A child that runs ``module`` with these arguments; it reads from a pipe, answers on one, and
    is not heard else.

    ``threads`` are those that a library may use to recognise text: the cores are shared out among
    the children, and libraries that start more only get in each other's way.
    """
    shared = {"OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": "1"}
    # -P: what lies in the user's current folder is never imported.
    command = [sys.executable, "-P", "-m", module, *words]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
        command,
        env=variables(shared),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
