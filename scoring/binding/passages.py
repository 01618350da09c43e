"""Where in a piece the proof stands: pages out of ``locate``, and the run of a page's text that ``what`` points to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from scoring.evidence.places import pages_named

SHORTEST = 4
"""Characters below which a run of text is too common to underline."""
ALIKE = 70.0
"""Likeness, in per cent, from which a run of the page is taken for what the register says in other words."""
SHORTEST_ALIKE = 6
"""Characters below which only the very words count: short runs are like many others."""
_QUOTED = re.compile(r"[“「『\"]([^”」』\"]{2,})[”」』\"]")
_BREAKS = re.compile(r"[，,；;。！!？?：:\s]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """What one ``proves`` says of its place: pages from 1 (none: anywhere), and the words to look for, best first."""

    pages: tuple[int, ...]
    phrases: tuple[str, ...]


def passage_of(locate: str | None, what: str | None, item: str | None = None) -> Passage:
    """The passage that a proof points to. ``item`` is the requirement that it carries, the last thing looked for."""
    phrases: list[str] = []
    for text in (what, locate):
        phrases += _QUOTED.findall(text or "")
    if what:
        phrases.append(what)
        phrases += [part for part in _BREAKS.split(what) if len(folded(part)[0]) >= SHORTEST]
    if item:
        phrases.append(item)
    wanted = [phrase for phrase in dict.fromkeys(phrases) if len(folded(phrase)[0]) >= SHORTEST]
    return Passage(tuple(pages_named(locate or "")), tuple(wanted))


def folded(text: str) -> tuple[str, list[int]]:
    """A text as it is compared: half width, no blanks, no punctuation; with the place of each character before."""
    letters: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        for plain in unicodedata.normalize("NFKC", character).lower():
            if plain.isalnum() or plain == "%":
                letters.append(plain)
                places.append(at)
    return "".join(letters), places


def run_of(text: str, phrases: Sequence[str]) -> tuple[int, int] | None:
    """From and to of the characters of ``text`` that carry the first phrase that stands there, literally or nearly."""
    page, places = folded(text)
    if not page:
        return None
    for phrase in phrases:
        wanted = folded(phrase)[0]
        start = page.find(wanted)
        if start >= 0:
            return places[start], places[start + len(wanted) - 1] + 1
    for phrase in phrases:
        wanted = folded(phrase)[0]
        if not SHORTEST_ALIKE <= len(wanted) <= len(page):
            continue
        near = fuzz.partial_ratio_alignment(wanted, page, score_cutoff=ALIKE)
        if near is not None and near.dest_end > near.dest_start:
            return places[near.dest_start], places[near.dest_end - 1] + 1
    return None
