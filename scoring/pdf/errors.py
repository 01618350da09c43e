"""The one error of rendering: a document that cannot be printed as it stands."""

from typing import Literal

from scoring.problems import ScoringError

Kind = Literal[
    "library", "font", "glyph", "subset", "resource", "document", "memory", "timeout", "killed"
]


class RenderError(ScoringError):
    """A document cannot be rendered; ``str()`` is the Chinese sentence that the user reads.

    ``cause`` says what stopped it; ``detail`` holds the technical lines, for the log and for
    ``--debug``.
    """

    def __init__(self, kind: Kind, message: str, detail: str = "") -> None:
        super().__init__(message, "unprintable")
        self.cause: Kind = kind
        self.detail = detail
