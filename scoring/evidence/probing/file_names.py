"""The day in the name that a phone, camera or messenger gives a picture or film: a hint, never a fact.

微信图片_20260412083015.jpg, IMG_20260412_083015.jpg, Screenshot_2026-04-12-08-30-15.png, mmexport1775953815123.jpg.
"""

from __future__ import annotations

import datetime
import re

_DAY = re.compile(
    r"(?<!\d)(20\d\d)([-_.年]?)(0[1-9]|1[0-2])[-_.月]?(0[1-9]|[12]\d|3[01])日?"
    # The time of day follows, or nothing that makes a longer number of it.
    r"(?=(?:[-_ T]?(?:[01]\d|2[0-3])[-_.:]?[0-5]\d[-_.:]?[0-5]\d(?:\d{1,4})?)?(?!\d))"
)
# Messengers count milliseconds (or seconds) since 1970.
_COUNTED = re.compile(r"(?:mmexport|wx_camera_|microMsg\.?|Image_|IMG_|pt)(1[4-9]\d{8})(\d{3})?(?!\d)", re.IGNORECASE)
_CHINA = datetime.timezone(datetime.timedelta(hours=8))


def day_in_name(stem: str) -> datetime.date | None:
    """The day that a file name without suffix tells, None where it tells none."""
    if match := _DAY.search(stem):
        try:
            return datetime.date(int(match[1]), int(match[3]), int(match[4]))
        except ValueError:
            return None
    if match := _COUNTED.search(stem):
        return datetime.datetime.fromtimestamp(int(match[1]), _CHINA).date()
    return None
