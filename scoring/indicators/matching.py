"""Which indicator of one edition is which of another: pairs with a stated certainty, and leaves cut
up or joined.

The order decides: a name that stands in both editions, then a criterion that does, then the same
code where the wording agrees enough, then the wording alone, the best pair first. Same input, same
pairs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from scoring.indicators.agreement import LONG, agreement, name_key, neighbours, text_key
from scoring.indicators.model import Indicator, IndicatorTree

Certainty = Literal["sure", "probable"]
SAME_CODE, OTHER_CODE = 60.0, 72.0
"""What wordings must agree to be a pair, with the same code and without."""
NAMES_APART = 45.0
PART, WHOLE = 0.6, 0.6
"""Share of a part's name that must stand in the whole, and of the whole's name in its parts
together."""
# The pairs of a shorter name stand in too many others.
SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Pair:
    """One indicator in both editions; ``agreement`` of the wordings from 0 to 100."""

    old: Indicator
    new: Indicator
    certainty: Certainty
    agreement: float


@dataclass(frozen=True, slots=True)
class Group:
    """A leaf and its parts in the other edition, with the parents that came or went with them."""

    whole: Indicator
    parts: tuple[Indicator, ...]


class Matching:
    """The pairs and groups of two trees, by code. Build it and read ``pairs``, ``splits`` and
    ``merges``.
    """

    def __init__(self, old: IndicatorTree, new: IndicatorTree) -> None:
        self.old, self.new = old, new
        self.pairs: dict[str, Pair] = {}
        self.partner: dict[str, str] = {}
        self.splits: list[Group] = []
        self.merges: list[Group] = []
        # From the surest way to the weakest: what one has paired the next does not touch.
        self._by_name()
        self._by_text()
        self._structures()
        self._by_code()
        self._by_wording()
        self._groups()

    def _free_old(self) -> list[Indicator]:
        taken = {node.code for group in self.merges for node in group.parts} | {
            group.whole.code for group in self.splits
        }
        return [
            node
            for node in self.old.walk()
            if node.code not in self.pairs and node.code not in taken
        ]

    def _free_new(self) -> list[Indicator]:
        taken = {node.code for group in self.splits for node in group.parts} | {
            group.whole.code for group in self.merges
        }
        return [
            node
            for node in self.new.walk()
            if node.code not in self.partner and node.code not in taken
        ]

    def _pair(self, old: Indicator, new: Indicator, certainty: Certainty) -> None:
        self.pairs[old.code] = Pair(old, new, certainty, agreement(old, new))
        self.partner[new.code] = old.code

    def _unpair(self, old: Indicator) -> None:
        del self.partner[self.pairs.pop(old.code).new.code]

    def _parents_paired(self, old: Indicator, new: Indicator) -> bool:
        if old.parent is None or new.parent is None:
            return old.parent is new.parent
        return self.partner.get(new.parent) == old.parent

    def _by_name(self) -> None:
        """A name that stands once on each side is sure; one that stands more often needs its code
        or its parent.
        """
        mine, theirs = _grouped(self._free_old(), name_key), _grouped(self._free_new(), name_key)
        common = [name for name in mine if name in theirs]
        for name in common:
            if len(mine[name]) == len(theirs[name]) == 1:
                self._pair(mine[name][0], theirs[name][0], "sure")
        for name in common:
            self._namesakes(mine[name], theirs[name])

    def _namesakes(self, mine: Sequence[Indicator], theirs: Sequence[Indicator]) -> None:
        # From the surest sign to the weakest, so that a weak one only has what is left.
        for same_code, same_text in ((True, True), (False, True), (True, False), (False, False)):
            for old in mine:
                if old.code in self.pairs:
                    continue
                near = [new for new in theirs if self._may_pair(old, new, same_code, same_text)]
                # Two that may be it are none: a weaker sign decides between them.
                if len(near) == 1:
                    self._pair(old, near[0], "sure")

    def _may_pair(self, old: Indicator, new: Indicator, same_code: bool, same_text: bool) -> bool:
        """Whether a free namesake stands under the same parent and agrees in what is asked."""
        if new.code in self.partner:
            return False
        if same_code and new.code != old.code:
            return False
        if same_text and text_key(new) != text_key(old):
            return False
        return self._parents_paired(old, new)

    def _by_text(self) -> None:
        mine, theirs = _grouped(self._free_old(), text_key), _grouped(self._free_new(), text_key)
        for text in mine:
            if len(text) > LONG and len(mine[text]) == 1 and len(theirs.get(text, ())) == 1:
                self._pair(mine[text][0], theirs[text][0], "sure")

    def _structures(self) -> None:
        """A leaf that became a parent of the same name was split; a parent that became a leaf was
        merged.
        """
        inner = {name_key(node): node for node in self._free_new() if not node.leaf}
        for node in _leaves(self._free_old()):
            if name_key(node) in inner:
                parent = inner.pop(name_key(node))
                self.splits.append(Group(node, self._below(parent, self._free_new())))
        inner = {name_key(node): node for node in self._free_old() if not node.leaf}
        for node in _leaves(self._free_new()):
            if name_key(node) in inner:
                parent = inner.pop(name_key(node))
                self.merges.append(Group(node, self._below(parent, self._free_old())))

    @staticmethod
    def _below(parent: Indicator, free: Iterable[Indicator]) -> tuple[Indicator, ...]:
        codes = {node.code for node in free}
        return tuple(node for node in parent.walk() if node.code in codes)

    def _by_code(self) -> None:
        free = {node.code: node for node in self._free_new()}
        for node in self._free_old():
            other = free.get(node.code)
            if (
                other is not None
                and other.leaf == node.leaf
                and agreement(node, other) >= OTHER_CODE
            ):
                self._pair(node, other, "probable")

    def _by_wording(self) -> None:
        candidates: list[tuple[float, int, int, Indicator, Indicator]] = []
        free = self._free_new()
        for leaf in (True, False):
            choices = [node for node in free if node.leaf == leaf]
            names = [name_key(node) for node in choices]
            for position, node in enumerate(self._free_old()):
                if node.leaf != leaf:
                    continue
                near = process.extract(
                    name_key(node), names, scorer=fuzz.ratio, score_cutoff=NAMES_APART, limit=12
                )
                for _, _, index in near:
                    other = choices[index]
                    value = agreement(node, other)
                    if value >= self._least_agreement(node, other):
                        candidates.append((-value, position, index, node, other))
        # The best agreement first; of equal ones those that stand first, so that the result does
        # not hang on the order of a dictionary.
        for _, _, _, node, other in sorted(candidates, key=lambda item: item[:3]):
            if node.code not in self.pairs and other.code not in self.partner:
                self._pair(node, other, "probable")

    def _least_agreement(self, old: Indicator, new: Indicator) -> float:
        if old.code == new.code and self._parents_paired(old, new):
            return SAME_CODE
        return OTHER_CODE

    def _groups(self) -> None:
        """Leaves whose names stand in the name and criterion of one leaf of the other side, two at
        least.
        """
        for group in self._parts_of(self._open_old(), self._open_new(), forwards=True):
            self.splits.append(group)
        for group in self._parts_of(self._open_new(), self._open_old(), forwards=False):
            self.merges.append(group)

    def _open_old(self) -> list[Indicator]:
        free = {node.code for node in self._free_old()}
        doubtful = {code for code, pair in self.pairs.items() if pair.certainty == "probable"}
        return [node for node in self.old.leaves() if node.code in free | doubtful]

    def _open_new(self) -> list[Indicator]:
        free = {node.code for node in self._free_new()}
        doubtful = {pair.new.code for pair in self.pairs.values() if pair.certainty == "probable"}
        return [node for node in self.new.leaves() if node.code in free | doubtful]

    def _parts_of(
        self, wholes: list[Indicator], parts: list[Indicator], *, forwards: bool
    ) -> list[Group]:
        members_of: dict[str, list[Indicator]] = defaultdict(list)
        index = _places_of_pairs(wholes)
        for part in parts:
            place = _most_in_common(part, index)
            if place is None:
                continue
            whole = wholes[place]
            if self._partner_allows(whole, part, forwards=forwards):
                members_of[whole.code].append(part)
        groups = []
        for whole in wholes:
            members = members_of.get(whole.code, [])
            if len(members) < 2 or not _make_up(whole, members):
                continue
            for node in (whole, *members):
                self._release(node, forwards=forwards == (node is whole))
            groups.append(Group(whole, tuple(members)))
        return groups

    def _partner_allows(self, whole: Indicator, part: Indicator, *, forwards: bool) -> bool:
        """A part that is probably another indicator altogether stays with that one."""
        other = self.partner.get(part.code) if forwards else self._new_of(part)
        return other is None or other == whole.code

    def _new_of(self, old: Indicator) -> str | None:
        pair = self.pairs.get(old.code)
        if pair:
            return pair.new.code
        return None

    def _release(self, node: Indicator, *, forwards: bool) -> None:
        """Takes a probable pair apart, from its old side (``forwards``) or its new one."""
        code = node.code if forwards else self.partner.get(node.code)
        if code is not None and code in self.pairs:
            self._unpair(self.pairs[code].old)


def _leaves(nodes: Iterable[Indicator]) -> list[Indicator]:
    return [node for node in nodes if node.leaf]


def _places_of_pairs(wholes: Sequence[Indicator]) -> dict[str, list[int]]:
    """Where each pair of neighbouring characters stands among the wordings of the wholes."""
    index: dict[str, list[int]] = defaultdict(list)
    for place, whole in enumerate(wholes):
        for pair in sorted(neighbours(name_key(whole) + "　" + text_key(whole))):
            index[pair].append(place)
    return index


def _most_in_common(part: Indicator, index: dict[str, list[int]]) -> int | None:
    """The place of the whole that holds most of a part's name; None where none holds enough."""
    own = _pairs(part)
    if len(own) < SHORTEST - 1:
        return None
    hits = Counter(place for pair in own for place in index.get(pair, ()))
    place, count = min(hits.items(), key=lambda item: (-item[1], item[0]), default=(0, 0))
    if count < PART * len(own):
        return None
    return place


def _make_up(whole: Indicator, members: Sequence[Indicator]) -> bool:
    """Whether the names of the parts together hold enough of the name of the whole."""
    own = _pairs(whole)
    together = frozenset[str]().union(*map(_pairs, members))
    return len(own & together) >= WHOLE * len(own)


def _pairs(node: Indicator) -> frozenset[str]:
    return neighbours(name_key(node))


def _grouped(
    nodes: Iterable[Indicator], by: Callable[[Indicator], str]
) -> dict[str, list[Indicator]]:
    """Nodes by a key of their wording, with a mark in front that keeps leaves apart from
    parents.
    """
    found: dict[str, list[Indicator]] = defaultdict(list)
    for node in nodes:
        text = by(node)
        if text:
            found[f"{'叶' if node.leaf else '枝'}{text}"].append(node)
    return found
