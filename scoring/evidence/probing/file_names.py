"""The day in a file's name: a hint, never a fact.

People write 20260305, 2026-3-5, 2026.3.5 and 2026年3月5日; phones, cameras and messengers
微信图片_20260412083015.jpg, IMG_20260412_083015.jpg, Screenshot_2026-04-12-08-30-15.png,
mmexport1775953815123.jpg.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

_DAY = re.compile(
    r"(?<!\d)(20\d\d)([-_.年]?)(0[1-9]|1[0-2])[-_.月]?(0[1-9]|[12]\d|3[01])日?"
    # The time of day follows, or nothing that makes a longer number of it.
    r"(?=(?:[-_ T]?(?:[01]\d|2[0-3])[-_.:]?[0-5]\d[-_.:]?[0-5]\d(?:\d{1,4})?)?(?!\d))"
)
# Month and day may have one figure where signs stand between them; people put spaces there too.
_APART = re.compile(
    r"(?<!\d)(20\d\d)\s*[-_.年]\s*(1[0-2]|0?[1-9])\s*[-_.月]\s*(3[01]|[12]\d|0?[1-9])日?(?![\d.])"
)
# Messengers count milliseconds (or seconds) since 1970.
_COUNTED = re.compile(
    r"(?:mmexport|wx_camera_|microMsg\.?|Image_|IMG_|pt)(1[4-9]\d{8})(\d{3})?(?!\d)", re.IGNORECASE
)
# Those and others that count so, but whose names say less: 企业微信截图_17759538151234.
_MILLISECONDS = re.compile(r"(?:^|_|Camera)(1[5-9]\d{8})(\d{3,4})(?![\dA-Za-z])")
_CHINA = datetime.timezone(datetime.timedelta(hours=8))


def day_in_name(stem: str) -> datetime.date | None:
    """The day that a file name without suffix tells, None where it tells none."""
    for year, month, day in _written(stem):
        try:
            return datetime.date(year, month, day)
        except ValueError:
            continue
    match = _COUNTED.search(stem) or _MILLISECONDS.search(stem)
    if match:
        return datetime.datetime.fromtimestamp(int(match[1]), _CHINA).date()
    return None


def _written(stem: str) -> Iterator[tuple[int, int, int]]:
    for match in _DAY.finditer(stem):
        yield int(match[1]), int(match[3]), int(match[4])
    for match in _APART.finditer(stem):
        yield int(match[1]), int(match[2]), int(match[3])
