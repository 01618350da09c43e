"""Near-duplicates: the same text in another file, the same photo at another size.

Texts are compared by their sketches, and only with those that share one of its rare values, so that
thousands of files cost seconds.
"""

from __future__ import annotations

import math
from collections import defaultdict

from scoring.evidence.probing import photo_distance, text_similarity

ALIKE_TEXT = 0.8
ALIKE_PHOTO = 30
SAME_TEXT = "文字内容基本相同"
SAME_PHOTO = "图片相同，大小或清晰度不同"
_VALUE, _FULL = 8, 48
"""Digits of a value, and values of the sketch of any text but a very short one."""


class Lookalikes:
    """What has been seen so far: sketches of texts and hashes of photos, each under the name of its
    owner.
    """

    def __init__(self) -> None:
        self._photos: list[tuple[str, str]] = []
        self._texts: list[tuple[str, str]] = []
        self._holders: dict[str, list[int]] = defaultdict(list)
        self._short: list[int] = []

    def find(self, fingerprint: str, dhash: str) -> tuple[str, str] | None:
        """The first owner seen of something alike and in what it is alike, None where nothing is.

        A picture (``dhash`` given) is compared with pictures only.
        """
        if dhash:
            for owner, known in self._photos:
                if photo_distance(dhash, known) < ALIKE_PHOTO:
                    return owner, SAME_PHOTO
            return None
        values = _values(fingerprint)
        # Of n values four fifths must be common, so at least one of any n/5 + 1: the rarest ones
        # name few candidates.
        spare = len(values) - math.ceil(ALIKE_TEXT * len(values)) + 1
        rarest = sorted(values, key=lambda value: (len(self._holders.get(value, ())), value))[
            :spare
        ]
        candidates = {at for value in rarest for at in self._holders.get(value, ())}
        # Against a shorter sketch fewer common values are enough.
        candidates |= {at for at in self._short if len(self._texts[at][1]) < len(fingerprint)}
        for at in sorted(candidates):
            owner, known = self._texts[at]
            if text_similarity(fingerprint, known) >= ALIKE_TEXT:
                return owner, SAME_TEXT
        return None

    def add(self, owner: str, fingerprint: str, dhash: str) -> None:
        """Remembers what ``owner`` looks like; a file without text and picture is like nothing."""
        if dhash:
            self._photos.append((owner, dhash))
        elif fingerprint:
            for value in _values(fingerprint):
                self._holders[value].append(len(self._texts))
            if len(fingerprint) < _FULL * _VALUE:
                self._short.append(len(self._texts))
            self._texts.append((owner, fingerprint))


def _values(sketch: str) -> set[str]:
    return {sketch[index : index + _VALUE] for index in range(0, len(sketch), _VALUE)}
