"""Pictures: what they show is not known, but their size, their day and whether they are a page."""

from __future__ import annotations

import datetime
import io

import pytest
from PIL import Image, ImageDraw

from scoring.reading.images import (
    dhash,
    looks_like_page,
    open_picture,
    photo_distance,
    read_picture,
)
from scoring.reading.model import Limits, UnreadableError


def scene(size: tuple[int, int] = (640, 480), turn: int = 0) -> Image.Image:
    """A picture of colours that run into each other, as no page is."""
    across = Image.linear_gradient("L").resize(size)
    down = across.transpose(Image.Transpose.ROTATE_90).resize(size)
    return Image.merge("RGB", (across, down, Image.new("L", size, 90))).rotate(turn)


def page(paper: str = "white", ink: str = "black") -> Image.Image:
    """Twenty lines of black blocks on paper, as print looks from afar."""
    image = Image.new("RGB", (800, 1100), paper)
    draw = ImageDraw.Draw(image)
    for row in range(20):
        for column in range(30):
            left, top = 60 + column * 22, 60 + row * 48
            draw.rectangle((left, top, left + 12, top + 14), fill=ink)
    return image


def saved(image: Image.Image, kind: str = "PNG", **options) -> io.BytesIO:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return io.BytesIO(stream.getvalue())


def test_a_page_of_print_is_told_from_a_scene():
    assert looks_like_page(page())
    assert looks_like_page(page(paper="#d8d4c8"))
    assert not looks_like_page(scene())


def test_a_page_in_the_shadow_is_a_page():
    """Photographed on a desk: the paper is grey, and one half of it darker than the other."""
    shadow = Image.linear_gradient("L").resize((800, 1100)).point(lambda value: 110 + value // 3)
    shaded = Image.composite(page(), Image.new("RGB", (800, 1100), "black"), shadow)
    assert looks_like_page(shaded)


def test_the_hash_survives_another_size_and_another_compression():
    small = Image.open(saved(scene().resize((320, 240)), "JPEG", quality=60))
    assert photo_distance(dhash(scene()), dhash(small)) < 30


def test_the_hashes_of_two_scenes_are_far_apart():
    assert photo_distance(dhash(scene()), dhash(scene(turn=180))) > 60


def test_the_size_is_that_of_the_picture_as_it_is_seen(tmp_path):
    """A telephone held upright saves the picture lying, and notes how to turn it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "现场.jpg"
    scene().save(path, exif=exif)
    content, is_page = read_picture(path, Limits())
    assert content.photo is not None
    assert (content.photo.width, content.photo.height) == (480, 640)
    assert not is_page


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("2026:03:02 09:30:00", datetime.datetime(2026, 3, 2, 9, 30)),
        ("0000:00:00 00:00:00", None),
        ("昨天", None),
    ],
)
def test_the_day_is_the_one_that_the_camera_notes(tmp_path, written, taken):
    exif = Image.Exif()
    exif[0x0132] = written
    path = tmp_path / "现场.jpg"
    scene().save(path, exif=exif)
    content, _ = read_picture(path, Limits())
    assert content.photo is not None
    assert content.photo.taken == taken


def test_the_pages_of_a_fax_are_counted(tmp_path):
    path = tmp_path / "传真.tif"
    page().save(path, save_all=True, append_images=[page(), page()])
    content, is_page = read_picture(path, Limits())
    assert (content.count, is_page) == (3, True)


def test_a_large_jpeg_is_opened_small_and_never_below_what_is_asked():
    image = open_picture(saved(scene((1600, 1200)), "JPEG"), Limits(), side=200)
    assert 200 <= min(image.size) < 1200


def test_a_picture_of_more_pixels_than_the_bound_is_refused_before_it_is_opened():
    with pytest.raises(UnreadableError, match=r"640×480 像素，超过上限 10 万像素") as caught:
        open_picture(saved(scene()), Limits(pixels=100_000))
    assert caught.value.state == "too_large"


def test_a_jpeg_may_be_larger_because_it_can_be_opened_small():
    assert open_picture(saved(scene(), "JPEG"), Limits(pixels=100_000), side=64)


def test_a_picture_cut_short_is_told_from_a_damaged_one():
    data = saved(scene(), "PNG").getvalue()
    with pytest.raises(UnreadableError, match="不完整"):
        open_picture(io.BytesIO(data[: len(data) // 2]), Limits())
    with pytest.raises(UnreadableError, match="图片已损坏"):
        open_picture(io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"?" * 200), Limits())


def test_a_grey_scan_with_sixteen_bits_keeps_its_shades():
    """Pillow by itself makes all of it white."""
    shades = Image.linear_gradient("L")
    doubled = bytes(byte for value in shades.tobytes() for byte in (value, value))
    deep = Image.frombytes("I;16", shades.size, doubled)
    opened = open_picture(saved(deep), Limits()).convert("L")
    assert opened.getextrema()[0] < 10 < 245 < opened.getextrema()[1]


def test_what_is_clear_in_a_picture_is_no_ink():
    clear = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    assert open_picture(saved(clear), Limits()).mode == "RGB"
