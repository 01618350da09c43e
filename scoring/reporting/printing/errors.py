"""The one error of rendering: a document that cannot be printed as it stands."""

from typing import Literal

Kind = Literal["library", "font", "glyph", "subset", "resource", "document", "memory", "timeout", "killed"]


class RenderError(Exception):
    """A document cannot be rendered; ``str()`` is the Chinese sentence that the user reads.

    ``kind`` says what stopped it; ``detail`` holds the technical lines, for the log and for ``--debug``.
    """

    def __init__(self, kind: Kind, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.kind: Kind = kind
        self.detail = detail
