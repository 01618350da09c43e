"""Films and sound: not played, but a recording whose end is missing is told."""

from __future__ import annotations

import struct

import pytest

from scoring.reading.media import read_mp4, read_riff
from scoring.reading.model import UnreadableError


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


WHOLE = box(b"ftyp", b"isom\0\0\0\0") + box(b"moov", b"\0" * 32) + box(b"mdat", b"\1" * 64)


def file(tmp_path, data: bytes, name: str = "现场核验.mp4"):
    path = tmp_path / name
    path.write_bytes(data)
    return path


def test_a_whole_film_has_no_text(tmp_path):
    content = read_mp4(file(tmp_path, WHOLE))
    assert (content.source, content.pages, content.state) == ("none", [], "ok")


def test_a_film_whose_end_is_missing_was_not_copied_whole(tmp_path):
    with pytest.raises(UnreadableError, match="不完整") as caught:
        read_mp4(file(tmp_path, WHOLE[:-10]))
    assert caught.value.state == "truncated"


def test_a_film_without_its_table_of_contents_cannot_be_played(tmp_path):
    """A camera that lost its power writes the moov box last, and so never."""
    with pytest.raises(UnreadableError, match="不完整"):
        read_mp4(file(tmp_path, box(b"ftyp", b"isom") + box(b"mdat", b"\1" * 64)))


def test_a_box_of_more_than_four_gigabytes_states_its_size_in_eight_bytes(tmp_path):
    large = struct.pack(">I4sQ", 1, b"mdat", 16 + 40) + b"\1" * 40
    assert read_mp4(file(tmp_path, box(b"moov", b"\0" * 8) + large)).state == "ok"
    with pytest.raises(UnreadableError):
        read_mp4(file(tmp_path, struct.pack(">I4sQ", 1, b"mdat", 1 << 40) + b"\1" * 40))


def test_a_last_box_without_a_size_reaches_to_the_end(tmp_path):
    endless = struct.pack(">I4s", 0, b"mdat") + b"\1" * 100
    assert read_mp4(file(tmp_path, box(b"moov", b"\0" * 8) + endless)).state == "ok"


@pytest.mark.parametrize("length", [2, 7])
def test_a_box_smaller_than_its_own_head_would_never_end(tmp_path, length):
    with pytest.raises(UnreadableError, match="不完整"):
        read_mp4(file(tmp_path, struct.pack(">I4s", length, b"moov") + b"\0" * 20))


def test_sound_is_as_long_as_it_says(tmp_path):
    sound = b"RIFF" + struct.pack("<I", 4 + 32) + b"WAVE" + b"\0" * 32
    assert read_riff(file(tmp_path, sound, "访谈.wav")).state == "ok"
    with pytest.raises(UnreadableError, match="不完整"):
        read_riff(file(tmp_path, sound[:-8], "访谈.wav"))
