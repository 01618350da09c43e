"""Where in a piece the proof stands: pages out of ``locate``, and the run of a page's text that
``what`` points to.
"""

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
"""Likeness, in per cent, from which a run of the page is taken for what the register says in other
words."""
SHORTEST_ALIKE = 6
"""Characters below which only the very words count: short runs are like many others."""
_QUOTED = re.compile(r"[“「『\"]([^”」』\"]{2,})[”」』\"]")
# One digit alone stands on every page.
_FIGURE = re.compile(r"\d{2,}%|\d{2,}[\u4e00-\u9fff]")
_CLAUSE = re.compile(r"[，,；;。！!？?：:]|\s(?=\s)")
LONGEST_CLAUSE = 40
"""Characters of a clause that is underlined as a whole; of a longer one only the figure."""
_BREAKS = re.compile(r"[，,；;。！!？?：:\s]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """What one ``proves`` says of its place: pages from 1 (none: anywhere), and the words to look
    for, best first.

    ``item`` is the requirement that it carries: mostly the title of the piece, so it is looked for
    when all else fails.
    """

    pages: tuple[int, ...]
    phrases: tuple[str, ...]
    item: str = ""

    @property
    def words(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.phrases or self.item)


def passage_of(locate: str | None, what: str | None, item: str | None = None) -> Passage:
    """The passage that a proof points to."""
    phrases: list[str] = []
    for text in (what, locate):
        phrases += _QUOTED.findall(text or "")
    if what:
        phrases += [what, *_BREAKS.split(what)]
    long_phrases = filter(_is_long_enough, dict.fromkeys(phrases))
    item_name = item if item and _is_long_enough(item) else ""
    return Passage(tuple(pages_named(locate or "")), tuple(long_phrases), item_name)


def _is_long_enough(text: str) -> bool:
    return len(folded(text)[0]) >= SHORTEST


def folded(text: str) -> tuple[str, list[int]]:
    """A text as it is compared: half width, no blanks, no punctuation; with the place of each
    character before.
    """
    letters: list[str] = []
    places: list[int] = []
    for index, character in enumerate(text):
        for plain in unicodedata.normalize("NFKC", character).lower():
            if plain.isalnum() or plain == "%":
                letters.append(plain)
                places.append(index)
    return "".join(letters), places


def words_of(text: str, phrases: Sequence[str]) -> tuple[int, int] | None:
    """From and to of the characters of ``text`` that are the first phrase that stands there
    literally.
    """
    page, places = folded(text)
    return _literal(page, places, phrases)


def run_of(text: str, phrases: Sequence[str], item: str = "") -> tuple[int, int] | None:
    """From and to of the characters of ``text`` that carry the first phrase that stands there:
    literally, nearly, or by the figures that it names; and ``item`` where none does.
    """
    page, places = folded(text)
    if not page:
        return None
    match = _worded(page, places, phrases) or _figured(text, page, places, phrases)
    return match or _worded(page, places, [item] if item else [])


def _literal(page: str, places: list[int], phrases: Sequence[str]) -> tuple[int, int] | None:
    for phrase in phrases:
        folded_phrase = folded(phrase)[0]
        start = page.find(folded_phrase)
        if start >= 0:
            return places[start], places[start + len(folded_phrase) - 1] + 1
    return None


def _worded(page: str, places: list[int], phrases: Sequence[str]) -> tuple[int, int] | None:
    literal = _literal(page, places, phrases)
    if literal is not None:
        return literal
    for phrase in phrases:
        folded_phrase = folded(phrase)[0]
        if not SHORTEST_ALIKE <= len(folded_phrase) <= len(page):
            continue
        near = fuzz.partial_ratio_alignment(folded_phrase, page, score_cutoff=ALIKE)
        if near is not None and near.dest_end > near.dest_start:
            return places[near.dest_start], places[near.dest_end - 1] + 1
    return None


def _figured(
    text: str, page: str, places: list[int], phrases: Sequence[str]
) -> tuple[int, int] | None:
    """The clause that holds a figure of the phrases with its unit (247项, 62%), else that figure by
    itself.
    """
    for phrase in phrases:
        for figure in _FIGURE.findall(folded(phrase)[0]):
            match = re.search(rf"(?<![\d.]){re.escape(figure)}", page)
            if match is None:
                continue
            start, end = places[match.start()], places[match.end() - 1] + 1
            first = max((clause.end() for clause in _CLAUSE.finditer(text, 0, start)), default=0)
            stop = _CLAUSE.search(text, end)
            last = stop.start() if stop else len(text)
            if last - first <= LONGEST_CLAUSE:
                return (first, last)
            return (start, end)
    return None
