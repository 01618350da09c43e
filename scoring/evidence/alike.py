"""Near-duplicates: the same text in another file, the same photo at another size.

Texts are compared by their sketches, and only with those that share enough of its values to reach the bound at all, so
that thousands of files cost seconds.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from scoring.evidence.probing import photo_distance, text_similarity

ALIKE_TEXT = 0.8
ALIKE_PHOTO = 30
SAME_TEXT = "文字内容基本相同"
SAME_PHOTO = "图片相同，大小或清晰度不同"
_VALUE = 8


class Lookalikes:
    """What has been seen so far: sketches of texts and hashes of photos, each under the name of its owner."""

    def __init__(self) -> None:
        self._photos: list[tuple[str, str]] = []
        self._texts: list[tuple[str, str]] = []
        self._holders: dict[str, list[int]] = defaultdict(list)

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
        shared = Counter(at for value in values for at in self._holders.get(value, ()))
        for at in sorted(shared):
            owner, known = self._texts[at]
            least = ALIKE_TEXT * min(len(values), len(known) // _VALUE)
            if shared[at] >= least and text_similarity(fingerprint, known) >= ALIKE_TEXT:
                return owner, SAME_TEXT
        return None

    def add(self, owner: str, fingerprint: str, dhash: str) -> None:
        """Remembers what ``owner`` looks like; a file without text and picture is like nothing."""
        if dhash:
            self._photos.append((owner, dhash))
        elif fingerprint:
            for value in _values(fingerprint):
                self._holders[value].append(len(self._texts))
            self._texts.append((owner, fingerprint))


def _values(sketch: str) -> set[str]:
    return {sketch[at : at + _VALUE] for at in range(0, len(sketch), _VALUE)}
