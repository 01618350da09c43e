"""Near-duplicates of text: a bottom-k sketch of character shingles (Broder 1997), compared by
estimated overlap.
"""

from __future__ import annotations

import re
import zlib

_SHINGLE = 5
_KEEP = 48
# Enough for an ordinary document; two long ones that begin alike are alike for a reviewer.
_LONGEST = 12_000
_SHORTEST = 40
_NOISE = re.compile(r"[\W_]+")


def fingerprint(text: str) -> str:
    """The sketch of a text as hex, 8 digits for each of up to 48 shingles; empty for a text too
    short to compare.

    Punctuation, spaces and line breaks do not count, so that a reprint and a re-typed copy agree.
    """
    plain = _NOISE.sub("", text[: 2 * _LONGEST])[:_LONGEST]
    if len(plain) < _SHORTEST:
        return ""
    data = plain.encode("utf-16-le", "replace")
    width = 2 * _SHINGLE
    hashes = {
        zlib.crc32(data[index : index + width]) for index in range(0, len(data) - width + 2, 2)
    }
    return "".join(f"{value:08x}" for value in sorted(hashes)[:_KEEP])


def text_similarity(one: str, other: str) -> float:
    """The estimated share of common shingles of two fingerprints, 0 to 1; from 0.8 on the texts are
    near-duplicates.
    """
    if not one or not other:
        return 0.0
    first, second = _values(one), _values(other)
    both = sorted(first | second)[: min(_KEEP, len(first), len(second))]
    return sum(value in first and value in second for value in both) / len(both)


def _values(sketch: str) -> set[str]:
    return {sketch[index : index + 8] for index in range(0, len(sketch), 8)}
