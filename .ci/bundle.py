"""A folder for machines without a network: shifan, every wheel that it needs, and a script that
installs them.

    python .ci/bundle.py linux-x86_64 build/bundle          also: linux-arm64, windows

Versions are those of requirements.lock. What a platform has no wheel for ends the run: nothing is
built from source.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXTRAS = "serve"
PYTHON = "3.11"
MANYLINUX = ("manylinux_2_28", "manylinux_2_17", "manylinux2014")
PLATFORMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "linux-x86_64": ("x86_64-unknown-linux-gnu", tuple(f"{one}_x86_64" for one in MANYLINUX)),
    "linux-arm64": ("aarch64-unknown-linux-gnu", tuple(f"{one}_aarch64" for one in MANYLINUX)),
    "windows": ("x86_64-pc-windows-msvc", ("win_amd64",)),
}
"""The name that uv knows a platform by, and the tags of its wheels."""

UNIX = """\
#!/bin/sh
# 在没有网络的机器上安装 shifan：sh install.sh [装到哪个文件夹]
set -e
here=$(cd "$(dirname "$0")" && pwd)
target=${{1:-$HOME/shifan}}
python=${{PYTHON:-python{python}}}
command -v "$python" >/dev/null || {{
  echo "找不到 $python：请先装 Python {python}，或者写 PYTHON=路径 sh install.sh"; exit 1
}}
(cd "$here" && sha256sum -c --quiet SHA256SUMS) || {{ echo "文件不完整，请重新拷一份"; exit 1; }}
"$python" -m venv "$target"
"$target/bin/python" -m pip install --quiet --isolated --no-index --find-links "$here/wheels" "shifan[{extras}]"
"$target/bin/shifan" doctor || true
echo "装好了：$target/bin/shifan"
"""
WINDOWS = """\
@echo off
rem 在没有网络的机器上安装 shifan：双击，或者 install.bat 装到哪个文件夹
chcp 65001 >nul
set TARGET=%~1
if "%TARGET%"=="" set TARGET=%LOCALAPPDATA%\\shifan-app
py -{python} -m venv "%TARGET%" || (echo 找不到 Python {python}，请先安装 & pause & exit /b 1)
set PIP="%TARGET%\\Scripts\\python" -m pip install --quiet --isolated --no-index
%PIP% --find-links "%~dp0wheels" "shifan[{extras}]" || (pause & exit /b 1)
echo 装好了：%TARGET%\\Scripts\\shifan.exe
pause
"""
README = """\
shifan 离线安装包（{platform}，Python {python}）

1. 机器上要有 Python {python}（Windows 从 python.org 装，统信、麒麟用系统的或者自己编译的）。
2. {how}
3. 排版 PDF 还要系统里的 Pango（Linux：libpango-1.0-0、libpangoft2-1.0-0；Windows：GTK3 运行库），
   缺什么 shifan doctor 会说。
4. 升级：拷来新的安装包，再装一次；工作区和账号不用动，工作台启动时自动先备份。
"""


def main() -> int:
    """Exit code 1 where a wheel is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("platform", choices=sorted(PLATFORMS))
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    folder: Path = asked.folder
    wheels = folder / "wheels"
    shutil.rmtree(folder, ignore_errors=True)
    wheels.mkdir(parents=True)
    run(
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        wheels,
        ROOT,
    )
    wanted = folder / "requirements.txt"
    wanted.write_text("\n".join(requirements(PLATFORMS[asked.platform][0])) + "\n", "utf-8")
    tags = [word for tag in PLATFORMS[asked.platform][1] for word in ("--platform", tag)]
    kind = ("--only-binary=:all:", "--python-version", PYTHON, "--implementation", "cp")
    run(
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        *kind,
        *tags,
        "--dest",
        wheels,
        "-r",
        wanted,
    )
    write_scripts(folder, asked.platform)
    lines = [
        f"{digest(path)}  {path.relative_to(folder).as_posix()}\n"
        for path in sorted(wheels.glob("*.whl"))
    ]
    (folder / "SHA256SUMS").write_text("".join(lines), "utf-8")
    print(f"{folder}: {len(lines)} wheels")
    return 0


def requirements(platform: str) -> list[str]:
    """Every package with its exact version, as the lock has it, for one platform."""
    locked = ROOT / "requirements.lock"
    lines = locked.read_text("utf-8").splitlines()
    pins = [line.rstrip(" \\") for line in lines if re.match(r"[\w.-]+==", line)]
    constraints = ROOT / "build" / "constraints.txt"
    constraints.parent.mkdir(exist_ok=True)
    constraints.write_text("\n".join(pins) + "\n", "utf-8")
    command = [
        "uv",
        "pip",
        "compile",
        "pyproject.toml",
        *(f"--extra={extra}" for extra in EXTRAS.split(",")),
    ]
    command += [
        "--constraint",
        str(constraints),
        "--python-platform",
        platform,
        "--python-version",
        PYTHON,
    ]
    command += ["--no-header", "--no-annotate", "--quiet"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603
    return [line.strip() for line in done.stdout.splitlines() if "==" in line]


def write_scripts(folder: Path, platform: str) -> None:
    """The script that installs, and what to read first."""
    windows = platform == "windows"
    name = "install.bat" if windows else "install.sh"
    text = (WINDOWS if windows else UNIX).format(python=PYTHON, extras=EXTRAS)
    how = "双击 install.bat。" if windows else "sh install.sh，默认装到 ~/shifan。"
    readme = README.format(platform=platform, python=PYTHON, how=how)
    ending = "\r\n" if windows else "\n"
    (folder / name).write_bytes(text.replace("\n", ending).encode("utf-8"))
    (folder / "先看这里.txt").write_bytes(readme.replace("\n", ending).encode("utf-8-sig"))


def digest(path: Path) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run(*words: object) -> None:
    """A command of this Python. Ends the run where it fails."""
    subprocess.run([sys.executable, *(str(word) for word in words)], check=True)  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
