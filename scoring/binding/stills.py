"""Length and stills of a film or recording, by ffmpeg where it is there, in a process of its own
with limits.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from PIL import Image

from scoring.limits import limit_memory, limit_work

# Reading a moment of a film takes a second; only a damaged one takes more.
SECONDS = 60
STILLS = 4
ACROSS = 960
"""Pixels of one still."""
SUFFIXES = frozenset(
    {".mp4", ".mov", ".m4v", ".3gp", ".avi", ".mkv", ".webm", ".wmv", ".flv", ".mpg", ".mpeg"}
)
SOUND = frozenset({".mp3", ".wav", ".amr", ".m4a", ".aac", ".wma"})
# Only what lies in the file is read: a playlist inside of it may ask for other files or for the
# network.
_PROTOCOLS = ("-protocol_whitelist", "file")


def length_of(source: Path) -> float | None:
    """Seconds; None where ffmpeg is not there or cannot tell."""
    program = shutil.which("ffprobe")
    if program is None:
        return None
    wanted = ("-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0")
    answer = _run([program, *_PROTOCOLS, *wanted, os.fspath(source)])
    try:
        # Seconds, for the moments that are shown and a length in whole seconds: no score.
        return float(answer) if answer else None
    except ValueError:
        return None


def clock(seconds: float) -> str:
    """A length as 12分08秒."""
    minutes, rest = divmod(round(seconds), 60)
    if minutes:
        return f"{minutes}分{rest:02d}秒"
    return f"{rest}秒"


def stills_of(source: Path, length: float, folder: Path) -> Path | None:
    """One picture with stills from the whole length, in ``folder``; None where there are none."""
    program = shutil.which("ffmpeg")
    if program is None or source.suffix.lower() not in SUFFIXES:
        return None
    frames = []
    for index in range(STILLS):
        target = folder / f"still{index}.png"
        # From the middle of each quarter: films begin and end in the dark.
        moment = f"{length * (index + 0.5) / STILLS:.2f}"
        shape = ("-frames:v", "1", "-vf", f"scale={ACROSS}:-2", "-y", os.fspath(target))
        _run([program, *_PROTOCOLS, "-v", "error", "-ss", moment, "-i", os.fspath(source), *shape])
        if target.is_file():
            frames.append(target)
    if frames:
        return _sheet(frames, folder / "stills.png")
    return None


def _sheet(frames: list[Path], target: Path) -> Path:
    """The stills two by two on white."""
    pictures = [Image.open(frame).convert("RGB") for frame in frames]
    width = max(picture.width for picture in pictures)
    height = max(picture.height for picture in pictures)
    rows = -(-len(pictures) // 2)
    sheet = Image.new("RGB", (width * 2 + 20, height * rows + 20 * (rows - 1)), "white")
    for index, picture in enumerate(pictures):
        sheet.paste(picture, ((index % 2) * (width + 20), (index // 2) * (height + 20)))
    sheet.save(target)
    return target


def _run(command: list[str]) -> str:
    def limit() -> None:
        limit_work(SECONDS)
        limit_memory(4096)

    try:
        done = subprocess.run(  # noqa: S603  a program of the system, no shell
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            preexec_fn=limit if os.name == "posix" else None,
        )
    except (subprocess.TimeoutExpired, OSError):
        return ""
    return done.stdout.decode("utf-8", "replace").strip()
