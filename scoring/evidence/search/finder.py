"""Finding records by words: in what the register says of them and in the text of their files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.evidence.files import FileFact
from scoring.evidence.model import Evidence
from scoring.evidence.search.bigrams import fold
from scoring.evidence.search.index import TextIndex
from scoring.evidence.search.query import Term, parse

OPEN, CLOSE = "【", "】"
BEFORE, LENGTH = 24, 90
_RANKED_UP_TO = 4_000
_SAMPLED = 40


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that holds all the words. ``page`` counts from 1 and is None where the text has no
    pages; ``place`` says the same in words; in ``snippet`` the words found stand in 【】.
    """

    id: str
    page: int | None
    place: str
    snippet: str


@dataclass(frozen=True, slots=True)
class Hits:
    """The best hits, at most as many as asked for, and how many records there are in all."""

    hits: tuple[Hit, ...]
    total: int


class Finder:
    """Search over the records of one register. Making it costs time once; each search is quick."""

    def __init__(
        self, index: TextIndex, records: Sequence[Evidence], files: Mapping[str, FileFact]
    ) -> None:
        self._index = index
        self._index.digests()
        self._records = records
        self._digests = [files[record.id].sha256 or "" for record in records]
        self._heads = [_head(record) for record in records]
        self._folded = fold("\n".join(self._heads)).split("\n")

    def find(self, words: str | Sequence[str], limit: int = 20) -> Hits:
        """The records that hold every term, be it in the register or in the text, best first: those
        with more terms in the register before others, then by weight of the words in the text, then
        in the order of the register.

        Raises ``EmptyQueryError`` when there is nothing to look for.
        """
        terms = parse(words)
        matched = set(range(len(self._records)))
        heads = [0] * len(self._records)
        for term in terms:
            texts = self._index.holding(term)
            search = term.pattern.search
            matches = {index for index, digest in enumerate(self._digests) if digest in texts}
            for index, head in enumerate(self._folded):
                if search(head):
                    heads[index] += 1
                    matches.add(index)
            matched &= matches
            if not matched:
                return Hits((), 0)
        best = self._in_order(matched, heads, terms)[:limit]
        return Hits(tuple(self._hit(index, terms) for index in best), len(matched))

    def _in_order(
        self, matched: set[int], heads: Sequence[int], terms: Sequence[Term]
    ) -> list[int]:
        order = sorted(matched)
        # Where nearly everything matches weight says little, and reckoning it would take longest.
        if len(order) <= _RANKED_UP_TO:
            weight = {
                digest: place
                for place, digest in enumerate(self._index.ranked(terms, _RANKED_UP_TO))
            }
            order.sort(key=lambda at: weight.get(self._digests[at], len(weight)))
        return [at for count in range(len(terms), -1, -1) for at in order if heads[at] == count]

    def _hit(self, at: int, terms: Sequence[Term]) -> Hit:
        record = self._records[at]
        text = self._index.text(self._digests[at]) if self._digests[at] else ""
        start, spans = _best(text, terms)
        if not spans:
            start, spans = _best(self._heads[at], terms)
            return Hit(record.id, None, "登记内容", _marked(self._heads[at], start, spans))
        page = text.count("\f", 0, start) + 1 if "\f" in text else None
        return Hit(record.id, page, f"第{page}页" if page else "正文", _marked(text, start, spans))


def _head(record: Evidence) -> str:
    """What the register says of a record, on one line."""
    file = (record.file or record.url or "").rsplit("/", 1)[-1]
    parts = [
        record.title,
        record.doc_no,
        record.issuer,
        record.unit,
        file,
        *(proof.what for proof in record.proves),
    ]
    return " ｜ ".join(" ".join(part.split()) for part in dict.fromkeys(parts) if part)


def _best(text: str, terms: Sequence[Term]) -> tuple[int, list[tuple[int, int]]]:
    """Where in ``text`` the passage with the most different terms begins, and the places of the
    terms in it.
    """
    places = _places(text.lower(), terms) or _places(fold(text), terms)
    best: tuple[int, int] = (0, 0)
    for start, _, _ in places:
        covered = len(
            {
                number
                for begin, end, number in places
                if begin >= start and end <= start + LENGTH - BEFORE
            }
        )
        if covered > best[0]:
            best = (covered, start)
    start = best[1]
    return start, [
        (begin, end)
        for begin, end, _ in places
        if begin >= start and end <= start + LENGTH - BEFORE
    ]


def _places(folded: str, terms: Sequence[Term]) -> list[tuple[int, int, int]]:
    spans = []
    for number, term in enumerate(terms):
        for count, match in enumerate(term.pattern.finditer(folded)):
            if count == _SAMPLED:
                break
            spans.append((match.start(), match.end(), number))
    return sorted(spans)


def _marked(text: str, start: int, spans: Sequence[tuple[int, int]]) -> str:
    """A passage of one line around ``start`` with the spans in brackets; it never reaches into
    another page.
    """
    first = max(start - BEFORE, text.rfind("\f", 0, start) + 1, 0)
    last = min(start + LENGTH - BEFORE, len(text))
    page_end = text.find("\f", start)
    last = page_end if 0 <= page_end < last else last
    pieces, done = [], first
    for begin, end in spans:
        if begin >= done and end <= last:
            pieces += [text[done:begin], OPEN, text[begin:end], CLOSE]
            done = end
    pieces.append(text[done:last])
    line = re.sub(r"\s+", " ", "".join(pieces)).strip()
    return ("…" if first > 0 else "") + line + ("…" if last < len(text) else "")
