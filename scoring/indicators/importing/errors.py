"""Why a document cannot be imported: one exception per event, each with a Chinese message and how
to mend it.
"""

from __future__ import annotations

from scoring.problems import ScoringError


class DocumentImportError(ScoringError):
    """A document cannot be imported; ``what`` happened and ``fix`` says how to mend it (both
    Chinese).
    """

    usual = "unreadable"

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(f"{what}{fix}")
        self.what = what
        self.fix = fix


class UnreadableSource(DocumentImportError):
    """The file cannot be read: missing, empty, encrypted, truncated, a bomb, too large or of no
    known kind.

    ``reason`` is one of missing, empty, encrypted, damaged, bomb, too_large, unknown, unsupported,
    no_text.
    """

    def __init__(self, reason: str, what: str, fix: str) -> None:
        super().__init__(what, fix)
        self.reason = reason


class NoIndicatorsFound(DocumentImportError):
    """The file was read, but holds neither an indicator table nor a numbered outline."""


class SeveralTables(DocumentImportError):
    """The file holds indicator tables of different shape, and nobody said which one is meant."""


class NoSuchDocument(DocumentImportError):
    """The file holds fewer documents than the one that was asked for."""
