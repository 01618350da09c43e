"""``make bundle``: what it collects installs in an empty environment without any index, and the
program runs there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not os.environ.get("SHIFAN_THOROUGH"), reason="downloads packages: make thorough"
    ),
    pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the bundle is for Python 3.11"),
    pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="installs the bundle for Linux"
    ),
]


def test_the_bundle_for_linux_installs_without_any_index(tmp_path: Path) -> None:
    bundle, target = tmp_path / "bundle", tmp_path / "装在这里"
    make = [
        sys.executable,
        "-X",
        "utf8",
        str(ROOT / ".ci/bundle.py"),
        f"linux-{_machine()}",
        str(bundle),
    ]
    subprocess.run(make, check=True, timeout=900)
    bare = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "PYTHON": sys.executable,
    }
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_CONFIG_FILE": os.devnull}
    install = ["sh", str(bundle / "install.sh"), str(target)]
    subprocess.run(install, check=True, timeout=600, env={**bare, **nowhere})
    asked = [str(target / "bin/shifan"), "serve", "--help"]
    told = subprocess.run(asked, check=True, timeout=600, env=bare, capture_output=True, text=True)
    assert "工作台" in told.stdout
    (bundle / "wheels" / next(os.walk(bundle / "wheels"))[2][0]).write_bytes(b"x")
    broken = subprocess.run(
        install, check=False, timeout=600, env=bare, capture_output=True, text=True
    )
    assert broken.returncode == 1
    assert "不完整" in broken.stdout


def _machine() -> str:
    return "arm64" if os.uname().machine == "aarch64" else "x86_64"
