"""Marking and adding proofs in the text of the register, touching no other byte of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from scoring.rounds.forms import inline
from scoring.storage.splice import Edit, apply_edits

Piece = tuple[int, str]
DASH = re.compile(r"\s*-\s+")


def with_proofs(text: str, changed: Mapping[int, Sequence[Mapping[str, Any]]]) -> str:
    """The register with the new ``proves`` of the records at these places.

    Each list holds the old proofs in their order, some with ``tree`` added, and new ones behind the
    one they follow. Where proofs are not written one to a line in braces, the list of that record
    is written anew. Raises ``ValueError`` for a register that is no list of records in block style.
    """
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    if not isinstance(node, yaml.SequenceNode):
        raise ValueError("not a list")
    newline = "\r\n" if "\r\n" in text else "\n"
    pieces: list[Piece] = []
    anew: list[Edit] = []
    for at, proofs in changed.items():
        items = next(value for key, value in node.value[at].value if key.value == "proves")
        try:
            pieces += _pieces(text, items, proofs, newline)
        except ValueError:
            anew.append(Edit(at, {"proves": [dict(proof) for proof in proofs]}))
    # From the end on, so that what is put in moves no place still to come.
    for place, added in sorted(pieces, key=lambda piece: piece[0], reverse=True):
        text = text[:place] + added + text[place:]
    if anew:
        return apply_edits(text, anew)
    return text


def _pieces(
    text: str, items: yaml.SequenceNode, proofs: Sequence[Mapping[str, Any]], newline: str
) -> list[Piece]:
    """What to put into the text of a list of proofs, so that it holds ``proofs``."""
    pieces: list[Piece] = []
    old = [_data(item) for item in items.value]
    index = -1
    following = ""
    for proof in proofs:
        after = old[index + 1] if index + 1 < len(old) else None
        if after is not None and {**after, "tree": ""} == {**proof, "tree": ""}:
            pieces += _flush(text, items, index, following)
            following = ""
            index += 1
            # Only ``tree`` can have been added; it goes in before
            # the brace, and the rest stays as typed.
            if proof != after:
                brace = items.value[index].end_mark.index - 1
                comma = "" if text[:brace].rstrip().endswith(",") else ","
                pieces.append((brace, f"{comma} tree: {inline(proof['tree'])}"))
        elif items.flow_style:
            following += f", {_in_braces(proof)}"
        else:
            following += _lead(text, items.value[index]) + _in_braces(proof) + newline
    return pieces + _flush(text, items, index, following)


def _in_braces(proof: Mapping[str, Any]) -> str:
    entries = (f"{key}: {inline(value, code=key == 'indicator')}" for key, value in proof.items())
    return "{" + ", ".join(entries) + "}"


def _flush(text: str, items: yaml.SequenceNode, at: int, following: str) -> list[Piece]:
    """The piece that puts new proofs behind the old one at ``at``:
    beside it, or on the lines below its own.
    """
    if not following:
        return []
    end: int = items.value[at].end_mark.index
    if items.flow_style:
        return [(end, following)]
    line_end = text.find("\n", end)
    if line_end < 0:
        newline = "\r\n" if following.endswith("\r\n") else "\n"
        return [(len(text), newline + following)]
    return [(line_end + 1, following)]


def _lead(text: str, item: yaml.Node) -> str:
    lead = text[text.rfind("\n", 0, item.start_mark.index) + 1 : item.start_mark.index]
    if not DASH.fullmatch(lead):
        raise ValueError("not one to a line")
    return lead


def _data(item: yaml.Node) -> dict[str, Any]:
    if not isinstance(item, yaml.MappingNode) or not item.flow_style:
        raise ValueError("not in braces")
    return {
        key.value: value.value.strip() if isinstance(value, yaml.ScalarNode) else None
        for key, value in item.value
    }
