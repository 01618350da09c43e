"""What was asked for: words that must all be there, and phrases in quotes. Nothing typed is ever
read as syntax.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scoring.evidence.search.bigrams import clean, fold, runs
from scoring.problems import ScoringError

MOST_TERMS = 32
_LONGEST = 200
_PART = re.compile(r"[\"“”](.*?)(?:[\"“”]|$)|([^\s\"“”]+)", re.DOTALL)


class EmptyQueryError(ScoringError, ValueError):
    """Nothing that could be looked for: no letters, no digits."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase: as typed, as the full-text index asks for it, and as a pattern over
    folded text.
    """

    text: str
    match: str
    pattern: re.Pattern[str]


def parse(words: str | Sequence[str]) -> tuple[Term, ...]:
    """The terms of a query. In a text, blanks part words and quotes hold a phrase together; of
    several arguments one with a blank inside is a phrase, as the shell has taken its quotes away.
    At most 32 terms are used.

    Raises :class:`EmptyQueryError`.
    """
    parts: list[str] = []
    for text in [words] if isinstance(words, str) else words:
        if not isinstance(words, str) and not re.search('["“”]', text):
            parts.append(text)
        else:
            parts += [phrase or word for phrase, word in _PART.findall(text)]
    terms = {term.match: term for term in map(_term, parts) if term is not None}
    if not terms:
        raise EmptyQueryError("没有可以查的字词")
    return tuple(terms.values())[:MOST_TERMS]


def _term(text: str) -> Term | None:
    # Blanks inside a Chinese phrase are the typist's, not the document's.
    folded = re.sub(r"(?<=[^\W0-9a-z_])\s+(?=[^\W0-9a-z_])", "", fold(clean(text[:_LONGEST])))
    found = list(runs(folded))
    if not found:
        return None
    asked: list[str] = []
    for run, chinese in found:
        if chinese:
            asked += [run[index : index + 2] for index in range(len(run))]
        else:
            asked.append(run[:64])
    open_end = ""
    run, chinese = found[-1]
    if chinese and len(run) > 1:
        # Its last character alone is no pair of the phrase.
        asked.pop()
    elif chinese:
        # A single character at the end opens any pair that begins with it.
        open_end = "*"
    pattern = r"[\W_]*".join(_pattern(run, chinese) for run, chinese in found)
    return Term(text.strip(), f'"{" ".join(asked)}"{open_end}', re.compile(pattern))


def _pattern(run: str, chinese: bool) -> str:
    # A page of a PDF may break a line anywhere, so blanks are allowed between Chinese characters.
    if chinese:
        return r"\s*".join(run)
    return rf"(?<![0-9a-z]){re.escape(run)}(?![0-9a-z])"
