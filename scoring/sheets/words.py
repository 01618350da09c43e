"""Texts that people type: full-width signs, dates in any of the usual forms,
names out of a list, brackets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta

from scoring.values import ONGOING, did_you_mean

FIRST_SERIAL, LAST_SERIAL = 36526, 73415
"""The days of spreadsheets from 2000-01-01 to 2100-12-31, counted from 1899-12-30."""
DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", re.ASCII)
SEPARATORS = "、，,；;\n"


def narrow(text: str) -> str:
    """The text with full-width letters, digits and signs made half-width,
    without blanks around it.
    """
    return unicodedata.normalize("NFKC", text).strip()


def day(text: str) -> str:
    """A date as the files write it: ``2026-03-05`` from that, 2026/3/5, 2026.3.5, 2026年3月5日,
    20260305 or a serial number of a spreadsheet. Raises ``ValueError`` with a Chinese sentence.
    """
    plain = narrow(text)
    # A cell of a date comes with its time of day.
    plain = re.sub(r"[ T]00:00(:00)?$", "", plain)
    match = DATE.fullmatch(plain) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", plain, re.ASCII)
    if match:
        try:
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
        except ValueError:
            raise ValueError(f"日期“{text}”不存在，请核对年月日") from None
    if re.fullmatch(r"\d{5}", plain, re.ASCII) and FIRST_SERIAL <= int(plain) <= LAST_SERIAL:
        return (date(1899, 12, 30) + timedelta(days=int(plain))).isoformat()
    raise ValueError(f"“{text}”不是日期")


def due(text: str) -> str:
    """A date, or 持续推进."""
    if narrow(text) == ONGOING:
        return ONGOING
    return day(text)


def names(text: str) -> list[str]:
    """Names in a cell: 县司法局、县教育局."""
    return [part.strip() for part in re.split(f"[{SEPARATORS}]", text) if part.strip()]


def known_name(text: str, known: Sequence[str]) -> str | None:
    """The known name that is meant, whatever the width of its signs."""
    return next((name for name in known if narrow(name) == narrow(text)), None)


def pick(text: str, known: Sequence[str], tail: re.Pattern[str]) -> list[tuple[str, str]]:
    """Known names in a row, each with what ``tail`` finds behind it: ``甲 2；乙 1``.

    Names may hold separators themselves, so the longest known name that fits is taken. Raises
    ``ValueError`` for what is no known name, with the nearest one.
    """
    plain = narrow(text)
    fitting = sorted(((narrow(name), name) for name in known), key=lambda pair: -len(pair[0]))
    pairs: list[tuple[str, str]] = []
    position = 0
    while position < len(plain):
        if plain[position] in SEPARATORS + " 。":
            position += 1
            continue
        for short, name in fitting:
            if plain.startswith(short, position):
                match = tail.match(plain, position + len(short))
            else:
                match = None
            if match:
                pairs.append((name, match.groupdict().get("value", "")))
                position = match.end()
                break
        else:
            end = min(
                (
                    plain.find(sign, position)
                    for sign in SEPARATORS
                    if plain.find(sign, position) >= 0
                ),
                default=len(plain),
            )
            raise ValueError(unknown(plain[position:end].strip(), known))
    return pairs


def unknown(word: str, known: Sequence[str]) -> str:
    """What to say about a word that is none of ``known``."""
    # A count behind a name is no part of it.
    bare = re.sub(r"[\s:：×x*]*\d+\s*\w?$", "", word) or word
    hint = did_you_mean(bare, known, f"可用的有：{'、'.join(known)}")
    return f"“{word}”不在名单里，{hint}"


def bracket(text: str) -> tuple[str, str | None]:
    """A text and what stands in the brackets that end it: ``甲（乙（丙））`` → 甲, 乙（丙）."""
    if not text.endswith(("）", ")")):
        return text, None
    deep = 0
    for index in range(len(text) - 1, -1, -1):
        deep += (text[index] in "）)") - (text[index] in "（(")
        if deep == 0:
            return text[:index].rstrip(), text[index + 1 : -1].strip()
    return text, None
