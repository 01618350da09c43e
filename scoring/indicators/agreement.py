"""How far two wordings of an indicator agree: from 0 to 100, and whether what they measure stayed
the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from rapidfuzz import fuzz

from scoring.indicators.model import Indicator

PARTICLES = re.compile(r"[的了地]|(?<=.)[和及与并](?=.)|以及")
NUMERALS = re.compile(
    r"\d+(?:\.\d+)?%?|[零〇一二三四五六七八九十百千半两]+(?=[个次件项年月日天人名份期分%成季])"
)
DENIALS = re.compile(r"[不未无非免禁]|以上|以下|以内|至少|不少于|至多")
LONG = 15
"""From so many characters on, two equal criteria are taken for one indicator whatever it is
called."""


def key(text: str) -> str:
    """The text without width, blanks, punctuation and particles: what is compared."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return PARTICLES.sub("", "".join(char for char in folded if char.isalnum() or char == "%"))


def name_key(node: Indicator) -> str:
    """The name of a node as it is compared; a name of particles alone is kept as it is."""
    return key(node.name) or node.name


def text_key(node: Indicator) -> str:
    """The criterion of a node as it is compared."""
    return key(node.record.text or "")


def same_measure(old: str, new: str) -> bool:
    """Whether two wordings name the same figures, bounds and denials: 不少于60学时 is not
    不少于40学时.
    """
    old, new = unicodedata.normalize("NFKC", old), unicodedata.normalize("NFKC", new)
    return all(
        Counter(rule.findall(old)) == Counter(rule.findall(new)) for rule in (NUMERALS, DENIALS)
    )


def agreement(old: Indicator, new: Indicator) -> float:
    """0 to 100: the names alone where one side states no criterion, else names for 6 and criteria
    for 4 tenths.
    """
    names = fuzz.ratio(name_key(old), name_key(new))
    first, second = text_key(old), text_key(new)
    if not first or not second:
        return names
    if first == second and len(first) >= LONG:
        return max(names, 90.0)
    return 0.6 * names + 0.4 * fuzz.ratio(first, second)


def neighbours(text: str) -> frozenset[str]:
    """The neighbouring pairs of characters of a text."""
    return frozenset(text[index : index + 2] for index in range(len(text) - 1))
