"""Ranking by BM25 over weighted profiles: few documents, each a bag of features, and long queries
against them.

Measured on county material, pairs of characters rank as well as words from a segmenter, and need no
word list.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

SATURATION = 1.5
LENGTH_SHARE = 0.6
# Askers that say nothing, so that the first few do not make each other's words look common.
_UNSEEN = 20
_NOTHING = 1e-9

Bag = Mapping[str, float]


class Usage:
    """How common features are among the askers. What nearly all of them say (the name of the
    county, 关于…的通知) tells them apart no better than it does the profiles.
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._size = _UNSEEN

    def add(self, features: Iterable[str]) -> None:
        """One more asker."""
        self._counts.update(set(features))
        self._size += 1

    def rarity(self, word: str) -> float:
        """In (0, 1]: 1 for what nobody says."""
        return _rarity(self._counts[word], self._size) / _rarity(0, self._size)


def _rarity(count: int, size: int) -> float:
    return math.log(1 + (size - count + 0.5) / (count + 0.5))


class Ranking:
    """Profiles by name. Similarities are sums of weights; they compare the profiles of one ranking
    with each other.
    """

    def __init__(self, profiles: Mapping[str, Bag], usage: Usage | None = None) -> None:
        self.names: Sequence[str] = list(profiles)
        self._profiles = profiles
        usage = usage or Usage()
        counts = Counter(feature for bag in profiles.values() for feature in bag)
        size = len(profiles)
        self.rarity = {word: _rarity(n, size) * usage.rarity(word) for word, n in counts.items()}
        self._lengths = {name: sum(bag.values()) for name, bag in profiles.items()}
        self._mean = sum(self._lengths.values()) / size if size else 1.0
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, (name, bag) in enumerate(profiles.items()):
            for word, weight in bag.items():
                self._postings[word].append(
                    (place, self._impact(word, weight, self._lengths[name]))
                )

    def _impact(self, word: str, weight: float, length: float) -> float:
        damped = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / (self._mean or 1.0))
        return self.rarity[word] * weight * (SATURATION + 1) / (weight + damped)

    def telling(self, query: Bag, most: int) -> dict[str, float]:
        """The ``most`` features of a query that tell the profiles apart best, in the order of the
        query.
        """
        known = {
            word: weight * self.rarity[word]
            for word, weight in query.items()
            if word in self.rarity
        }
        if len(known) > most:
            least = sorted(known.values(), reverse=True)[most - 1]
            known = {word: worth for word, worth in known.items() if worth >= least}
        return {word: query[word] for word in known}

    def similar(self, query: Bag, own: Mapping[str, Bag] | None = None) -> dict[str, float]:
        """The similarity of every profile to the query, above zero. ``own`` is what the asker
        itself has added to profiles, by name; it is left out of the reckoning.
        """
        sums = [0.0] * len(self.names)
        for word, weight in query.items():
            for place, impact in self._postings.get(word, ()):
                sums[place] += weight * impact
        found = {name: total for name, total in zip(self.names, sums, strict=True) if total > 0}
        for name, bag in (own or {}).items():
            left = self._without(name, query, bag) if name in found else 0.0
            if left > 0:
                found[name] = left
            else:
                found.pop(name, None)
        return found

    def _without(self, name: str, query: Bag, own: Bag) -> float:
        profile = self._profiles[name]
        length = self._lengths[name] - sum(own.values())
        total = 0.0
        for word, weight in query.items():
            left = profile.get(word, 0.0) - own.get(word, 0.0)
            if left > _NOTHING:
                total += weight * self._impact(word, left, length)
        return total

    def most(self, query: Bag) -> float:
        """What a short profile holding every known feature of the query in plenty would come to."""
        return sum(
            weight * self.rarity[word] for word, weight in query.items() if word in self.rarity
        ) * (SATURATION + 1)

    def speaking(self, name: str, own: Bag) -> dict[str, float]:
        """The features of one profile without ``own``, each with how rare it is: how much it speaks
        for the profile.
        """
        rarity = self.rarity
        return {
            word: rarity[word]
            for word, weight in self._profiles[name].items()
            if word not in own or weight - own[word] > _NOTHING
        }
