"""Streams on which nothing that a file holds can steer the terminal
or turn the direction of writing.
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator
from typing import Any, TextIO

UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_OWN = r"\x1b\[\?25[lh]|\x1b\[K|\r"
"""What a progress bar sends: the cursor hidden and shown, a line taken back."""
_OTHERS = re.compile(f"({_OWN})|{UNSEEN.pattern}")


def visible(text: str) -> str:
    """Text without the characters that steer a terminal or turn the direction of writing."""
    return UNSEEN.sub("", text)


def escaped(text: str) -> str:
    """JSON with those characters written as numbers:
    what was said stays the same, and nothing is steered.
    """
    return UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


class _Screen:
    """A text stream that lets nothing through but text, line ends,
    tabs and, on a terminal, a progress bar.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        # In a file or a pipe even our own progress bar would be rubbish.
        own = self._stream.isatty()
        self._stream.write(_OTHERS.sub(lambda match: (match[1] or "") if own else "", text))
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextlib.contextmanager
def screened() -> Iterator[None]:
    """Standard output and error stream, for as long as a command runs."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (_Screen(stream) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
