"""Photographs that inspectors took on the spot (现场照片): they belong to a mark of a round and lie
beside the rounds, each under its own digest.

What a round's file says of a photograph is its digest and its caption, so that no name in it leads
anywhere. The files were drawn anew when they were taken in: a camera's hidden notes are gone.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from scoring.evidence.model import CAPTION
from scoring.schema import Record
from scoring.values import Text

FOLDER = "rounds/photos"
MOST = 3
"""Photographs of one mark."""
LARGEST = 400_000
"""Bytes of one photograph as it is taken in."""
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Photo(Record):
    """A photograph of a mark: the SHA-256 of its file, and its caption in six elements."""

    sha256: Digest
    caption: dict[Literal["时间", "地点", "人物", "主题", "背景", "事由"], Text] = Field(
        default_factory=dict
    )

    @property
    def file(self) -> str:
        """Where it lies in the workspace."""
        return file_of(self.sha256)

    @property
    def lacking(self) -> tuple[str, ...]:
        """The elements that its caption does not say."""
        return tuple(name for name in CAPTION if name not in self.caption)

    @property
    def captions(self) -> dict[str, str]:
        """What its caption says, in the order of the elements."""
        texts = {str(name): text for name, text in self.caption.items()}
        return {name: texts[name] for name in CAPTION if name in texts}

    @property
    def text(self) -> str:
        """The caption as printed."""
        return "；".join(f"{name}：{text}" for name, text in self.captions.items())


def file_of(sha256: str) -> str:
    """The name of the file of a photograph in the workspace."""
    return f"{FOLDER}/{sha256}.jpg"


def state_of(path: Path, sha256: str) -> str:
    """ok, missing or changed."""
    try:
        info = path.stat()
    except OSError:
        return "missing"
    # Size and time are in the key of the cache, so that a replaced file is read again.
    if _digest(str(path), info.st_size, info.st_mtime_ns) == sha256:
        return "ok"
    return "changed"


# A round may hold thousands of photographs, and each page asks for their state.
@lru_cache(maxsize=4096)
def _digest(path: str, size: int, changed: int) -> str:
    """The digest of a file, reckoned once while size and time stay."""
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return ""
