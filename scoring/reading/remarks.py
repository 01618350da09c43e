"""What a reader could not take as it stands: what was seen, where, and what was done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RemarkKind = Literal[
    "tracked", "numbering", "guessed_table", "hidden_sheet", "nested_table", "wrapped", "furniture", "text_box",
    "equation", "unread_equation", "struck", "hidden_text", "picture", "inner_file", "hidden_rows", "no_value",
    "error_cell", "date_code", "macro_sheet",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remark:
    """One of them. ``where`` is the place as readers of the source name it; ``what`` and ``did``
    are Chinese.
    """

    kind: RemarkKind
    where: str
    what: str
    did: str


_TOLD = frozenset({
    "struck", "hidden_text", "unread_equation", "inner_file", "hidden_rows", "hidden_sheet", "no_value", "error_cell",
    "macro_sheet",
})  # fmt: skip
"""Kinds that matter to who takes a file as evidence; the others only tell how it was read."""


def sentence(remarks: list[Remark]) -> str:
    """What an office should know of a file that it hands in, in one line; empty where there is
    nothing.
    """
    words = [f"{remark.what}，{remark.did}" for remark in remarks if remark.kind in _TOLD]
    if words:
        return "；".join(dict.fromkeys(words)) + "。"
    return ""
