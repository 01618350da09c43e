"""Which indicators a piece of evidence probably supports, and which words speak for each.

An indicator is described by its name, text, requirements, rule and ancestors, by the synonyms of
the tree, and by the titles and texts of pieces that people have confirmed for it. A piece is
described by its title and the beginning of its text; its file name or folder may name an indicator
outright. A piece never speaks for itself: what it has itself taught an indicator is left out when
that indicator is weighed for it.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.evidence.intake.naming import ByName, by_name
from scoring.evidence.model import Evidence
from scoring.evidence.search.bigrams import clean, features, fold, runs
from scoring.evidence.search.bm25 import Bag, Ranking, Usage
from scoring.indicators.model import EvidenceKind, EvidenceRequirement, Indicator, IndicatorTree

TITLE_WEIGHT, TEXT_READ = 5.0, 1_000
NAME, REQUIREMENT, PLAIN = 3.0, 3.0, 1.0
TAUGHT_TITLE, TAUGHT_TEXT, TEXT_TAUGHT = 1.0, 0.2, 600
BY_NAME = Fraction(1)
MOST_FEATURES = 120
EVEN, STEEP = 0.09, 5
# About what a piece has in common with some indicator by mere chance: two words that agree are no
# proof.
BY_CHANCE = 40.0
MOST_WORDS, WORTH_NAMING, TEXT_QUOTED = 5, 0.15, 400


@dataclass(frozen=True, slots=True)
class Piece:
    """What is known of a file that asks for indicators. ``file`` is its path relative to
    ``evidence/``, or its name; ``proven`` are the indicators that people have confirmed for it.
    """

    id: str
    title: str
    text: str = ""
    file: str = ""
    proven: tuple[str, ...] = ()
    kind: EvidenceKind | None = None

    @classmethod
    def of(cls, record: Evidence, text: str) -> Piece:
        """The piece of a registered record."""
        confirmed = dict.fromkeys(
            proof.indicator for proof in record.proves if proof.state == "confirmed"
        )
        title = record.title or stem(record.label)
        return cls(
            record.id, title, text[:TEXT_READ], record.file or "", tuple(confirmed), record.kind
        )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One indicator for a piece. ``score`` is in [0, 1]; ``words`` are the words of the piece that
    speak for it, or the sentence that says by which name the file points to it. ``item`` is the
    requirement of the indicator that the piece speaks of, None where it speaks of none, or of
    several alike.
    """

    code: str
    score: Fraction
    words: tuple[str, ...]
    item: str | None = None


@dataclass(frozen=True, slots=True)
class _View:
    """A piece seen against all leaves: its folded title and text, similarities above zero, the most
    that one could be, what the piece itself has taught, and what its name says.
    """

    title: str
    text: str
    found: Mapping[str, float]
    most: float
    lesson: Bag
    named: ByName | None


class Suggester:
    """Ranks the leaves of one tree. Making it costs time once for all pieces.

    ``pieces`` are all pieces of the workspace: what they have in common says little, and those that
    people have confirmed for an indicator add to what it is known by.
    """

    def __init__(self, tree: IndicatorTree, pieces: Iterable[Piece] = ()) -> None:
        self._tree = tree
        self._synonyms = _groups(tree)
        self._added: dict[str, dict[str, str]] = {}
        profiles = {leaf.code: self._profile(leaf) for leaf in tree.leaves()}
        # In the order of their ids, so that the order of the register decides nothing.
        usage = Usage()
        for piece in sorted(pieces, key=lambda item: item.id):
            usage.add(features(fold(clean(f"{piece.title}\f{piece.text[:TEXT_READ]}"))))
            lesson = _lesson(piece) if piece.proven else {}
            for code in piece.proven:
                if code in profiles:
                    for word, weight in lesson.items():
                        profiles[code][word] = profiles[code].get(word, 0.0) + weight
        self._ranking = Ranking(profiles, usage)
        self._spoken: dict[str, Mapping[str, float]] = {}
        self._order = {code: place for place, code in enumerate(profiles)}

    def suggest(self, piece: Piece, top: int = 5) -> tuple[Suggestion, ...]:
        """At most ``top`` indicators, best first; ties in the order of the tree."""
        view = self._look(piece)
        sure = view.named.code if view.named is not None else None
        codes = {*view.found, *([sure] if sure is not None else [])}
        ranked = sorted(
            codes, key=lambda code: (code != sure, -view.found.get(code, 0.0), self._order[code])
        )
        return tuple(self._suggestion(piece, code, view) for code in ranked[:top])

    def weigh(self, piece: Piece, code: str) -> Suggestion:
        """How well the piece fits one leaf; its score is 0 where nothing speaks for it."""
        return self._suggestion(piece, code, self._look(piece))

    def _look(self, piece: Piece) -> _View:
        title, text = fold(clean(piece.title)), fold(clean(piece.text[:TEXT_READ]))
        query = {word: TITLE_WEIGHT * count for word, count in Counter(features(title)).items()}
        for word, count in Counter(features(text)).items():
            query[word] = query.get(word, 0.0) + 1 + math.log(count)
        query = self._ranking.telling(query, MOST_FEATURES)
        lesson = _lesson(piece) if piece.proven else {}
        similar = self._ranking.similar(query, dict.fromkeys(piece.proven, lesson))
        named = by_name(piece.file, self._tree) if piece.file else None
        return _View(title, text, similar, self._ranking.most(query), lesson, named)

    def _suggestion(self, piece: Piece, code: str, view: _View) -> Suggestion:
        words = self._words(view, code, view.lesson if code in piece.proven else {})
        if view.named is not None and view.named.code == code:
            return Suggestion(
                code, BY_NAME, (view.named.how, *words), self._item(piece, code, view)
            )
        return Suggestion(
            code, _certainty(code, view.found, view.most), words, self._item(piece, code, view)
        )

    def _item(self, piece: Piece, code: str, view: _View) -> str | None:
        """The requirement of a leaf whose name shares most with title and text; None where two
        share as much.
        """
        leaf = self._tree.by_code[code]
        fitting = [item for item in leaf.requirements or () if _takes(item, piece.kind)]
        if not fitting:
            return None
        if len(fitting) == 1:
            return fitting[0].name
        title, text = set(features(view.title)), set(features(view.text))
        shared = {item.name: _shared(fold(item.name), title, text) for item in fitting}
        best = max(shared.values())
        leading = [name for name, worth in shared.items() if worth == best]
        if best and len(leading) == 1:
            return leading[0]
        return None

    def _profile(self, leaf: Indicator) -> dict[str, float]:
        bag: dict[str, float] = defaultdict(float)
        added = self._added.setdefault(leaf.code, {})
        for text, weight in _said(leaf, self._tree):
            folded = fold(text)
            for word in features(folded):
                bag[word] += weight
            for name, others in self._synonyms.items():
                if name in folded:
                    for other in others:
                        added[other] = name
                        for word in features(other):
                            bag[word] += weight
        return dict(bag)

    def _words(self, view: _View, code: str, own: Bag) -> tuple[str, ...]:
        """The longest stretches of title and text that the indicator shares, weightiest first."""
        if not own:
            speaking = self._speaking(code)
        else:
            speaking = self._ranking.speaking(code, own)
        weights: dict[str, float] = {}
        for part, factor in ((view.title, TITLE_WEIGHT), (view.text[:TEXT_QUOTED], 1.0)):
            for stretch, weight in _stretches(part, speaking):
                weights[stretch] = max(weights.get(stretch, 0.0), weight * factor)
        best = sorted(weights, key=lambda word: (-weights[word], word))
        words: list[str] = []
        for word in best:
            if weights[word] < WORTH_NAMING * weights[best[0]]:
                break
            if not any(word in other for other in words):
                words.append(word)
            if len(words) == MOST_WORDS:
                break
        return tuple(self._explained(word, code) for word in words)

    def _speaking(self, code: str) -> Mapping[str, float]:
        if code not in self._spoken:
            self._spoken[code] = self._ranking.speaking(code, {})
        return self._spoken[code]

    def _explained(self, word: str, code: str) -> str:
        for other, name in self._added[code].items():
            if other in word:
                return f"{word}（同“{name}”）"
        return word


def _takes(item: EvidenceRequirement, kind: str | None) -> bool:
    """Whether a requirement takes a piece of this kind; one of unknown kind fits every one."""
    return not item.kinds or not kind or kind in item.kinds


def _shared(name: str, title: set[str], text: set[str]) -> Fraction:
    """How much of a name stands in title and text, as a share of the name; the title weighs
    more.
    """
    words = set(features(name))
    if not words:
        return Fraction(0)
    return Fraction(int(TITLE_WEIGHT) * len(words & title) + len(words & text), len(words))


def _stretches(folded: str, speaking: Mapping[str, float]) -> Iterable[tuple[str, float]]:
    """The longest stretches of a text of which every pair speaks for an indicator, each with its
    weight in all.
    """
    for run, chinese in runs(folded):
        if chinese:
            yield from _pairs_speaking(run, speaking)
        elif len(run) > 1 and run in speaking:
            yield run, speaking[run]


def _pairs_speaking(run: str, speaking: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    start, total = -1, 0.0
    for index in range(len(run)):
        # Behind the last pair nothing speaks, which ends a stretch.
        pair = run[index : index + 2]
        weight = speaking.get(pair, 0.0) if len(pair) == 2 else 0.0
        if weight and start < 0:
            start = index
        if not weight and start >= 0:
            yield run[start : index + 1], total
            start, total = -1, 0.0
        total += weight


def stem(name: str) -> str:
    """A file name as a title: without folder, suffix and the code in front."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    base = re.sub(r"\.[0-9A-Za-z]{1,5}$", "", base)
    return (
        re.sub(r"^[\[【(（]?\d{1,4}([-._．]\d{1,4}){1,3}[\]】)）]?[\s_\-—.．、]*", "", base) or base
    )


def _lesson(piece: Piece) -> dict[str, float]:
    """What a confirmed piece teaches the profile of its indicators."""
    bag: dict[str, float] = defaultdict(float)
    for word in features(fold(clean(piece.title))):
        bag[word] += TAUGHT_TITLE
    for word in features(fold(clean(piece.text[:TEXT_TAUGHT]))):
        bag[word] += TAUGHT_TEXT
    return bag


def _said(leaf: Indicator, tree: IndicatorTree) -> Iterable[tuple[str, float]]:
    """The texts that describe a leaf, each with its weight."""
    yield leaf.name, NAME
    for requirement in leaf.requirements or ():
        yield requirement.name, REQUIREMENT
    for text in (leaf.record.text, leaf.record.basis):
        if text:
            yield text, PLAIN
    for node in tree.path(leaf.code)[:-1]:
        yield node.name, PLAIN
    if leaf.rule is not None:
        for text in _names_in(leaf.rule.model_dump(mode="json")):
            yield text, PLAIN


def _names_in(value: Any) -> Iterable[str]:
    """The names that the parameters of a rule give: of items, cases, options."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from _names_in(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _names_in(inner)


def _groups(tree: IndicatorTree) -> dict[str, tuple[str, ...]]:
    """For each word of the tree's synonyms the others that mean the same, folded."""
    groups: dict[str, tuple[str, ...]] = {}
    for name, others in tree.head.synonyms.items():
        group = list(dict.fromkeys(fold(word) for word in (name, *others)))
        for word in group:
            groups[word] = tuple(
                dict.fromkeys([*groups.get(word, ()), *(other for other in group if other != word)])
            )
    return groups


def _certainty(code: str, found: Mapping[str, float], most: float) -> Fraction:
    """How sure a suggestion is, in [0, 0.99] and two decimals: about the share of such suggestions
    that people confirm.

    It weighs how much of the piece an indicator explains and how far it stands out from the next
    best. The curve was fitted to the confirmed mappings of the worked example, each suggested
    without itself.
    """
    rival = max([BY_CHANCE, *(score for other, score in found.items() if other != code)])
    if not most or code not in found:
        return Fraction(0)
    strength = math.sqrt(found[code] / most) * (found[code] / (found[code] + rival)) ** 2
    return Fraction(min(round(100 / (1 + (EVEN / strength) ** STEEP)), 99), 100)
