"""What the renderer says while it works, and the answer where memory is used up."""

from __future__ import annotations

import logging

FULL = {"kind": "memory", "message": ""}
"""Made beforehand: where memory is used up, nothing new can be made."""
_NOTDEF = ".notdef glyph rendered"


class Log(logging.Handler):
    """Keeps what the renderer says: characters without a glyph, faces that could not be cut,
    errors, warnings.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.clear()

    def clear(self) -> None:
        """Begin anew, for the next document."""
        self.missing: list[int] = []
        self.unsubset: list[str] = []
        self.errors: list[str] = []
        self.warnings: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = str(record.msg)
        if text.startswith(_NOTDEF) and isinstance(record.args, tuple):
            code = record.args[-1]
            if isinstance(code, int) and code not in self.missing:
                self.missing.append(code)
        elif text.startswith("Unable to subset"):
            self.unsubset.append(record.getMessage())
        elif record.levelno >= logging.ERROR:
            self.errors.append(record.getMessage())
        elif len(self.warnings) < 100:
            self.warnings.append(record.getMessage())
