"""Films and sound in a volume: a length, and a page of stills."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from scoring.binding import stills
from scoring.binding.stills import SOUND, SUFFIXES, clock, length_of, stills_of


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0秒"), (8.4, "8秒"), (59.6, "1分00秒"), (728, "12分08秒"), (3661, "61分01秒")],
)
def test_a_length_is_said_in_minutes_and_seconds(seconds, said):
    assert clock(seconds) == said


def test_without_the_program_there_is_neither_length_nor_stills(monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert length_of(tmp_path / "现场.mp4") is None
    assert stills_of(tmp_path / "现场.mp4", 10, tmp_path) is None


@pytest.mark.parametrize(("answer", "length"), [("12.5", 12.5), ("", None), ("N/A", None)])
def test_a_length_that_nobody_can_tell_is_none(monkeypatch, tmp_path, answer, length):
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(stills, "_run", lambda command: answer)
    assert length_of(tmp_path / "现场.mp4") == length


def test_stills_come_from_the_whole_length_and_lie_two_by_two(monkeypatch, tmp_path):
    moments = []

    def run(command: list[str]) -> str:
        moments.append(float(command[command.index("-ss") + 1]))
        Image.new("RGB", (96, 54), "red").save(command[-1])
        return ""

    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(stills, "_run", run)
    sheet = stills_of(tmp_path / "现场.mp4", 80, tmp_path)
    assert moments == [10, 30, 50, 70]
    assert sheet is not None
    with Image.open(sheet) as picture:
        assert picture.size == (96 * 2 + 20, 54 * 2 + 20)


def test_only_what_lies_in_the_file_is_read(monkeypatch, tmp_path):
    """A playlist inside of a film may ask for other files, or for the network."""
    commands = []
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(stills, "_run", lambda command: commands.append(command) or "")
    length_of(tmp_path / "a.mp4")
    assert stills_of(tmp_path / "a.mp4", 10, tmp_path) is None
    for command in commands:
        assert command[command.index("-protocol_whitelist") + 1] == "file"


def test_sound_has_no_stills(tmp_path):
    assert stills_of(tmp_path / "访谈.mp3", 10, tmp_path) is None
    assert not SUFFIXES & SOUND


def test_a_program_that_is_gone_or_hangs_answers_nothing(monkeypatch, tmp_path):
    assert stills._run([str(tmp_path / "none")]) == ""

    def hang(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("ffprobe", 60)

    monkeypatch.setattr(subprocess, "run", hang)
    assert stills._run(["ffprobe"]) == ""


def test_a_real_film_has_its_length(tmp_path: Path) -> None:
    if shutil.which("ffmpeg") is None or shutil.which("ffprobe") is None:
        pytest.skip("没有 ffmpeg")
    film = tmp_path / "现场.mp4"
    source = ["-f", "lavfi", "-i", "color=red:s=64x48:d=2:r=5"]
    subprocess.run(
        ["ffmpeg", "-v", "error", *source, str(film)], check=True, timeout=600, capture_output=True
    )
    assert length_of(film) == pytest.approx(2, abs=0.3)
