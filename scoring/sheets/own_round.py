"""The text of an inspector's own round, made from the round that the review book was for."""

from __future__ import annotations

import re

import yaml

from scoring.storage.yaml_text import key_text

OWN_HEAD = frozenset({"round", "assessor", "inspectors", "findings", "vetoes"})
"""Keys of a round that a round of one's own does not take over."""


def own_round_text(source: str, name: str, inspector: str) -> str:
    """The head of a round's text under another name and inspector, without findings; what stays,
    stays as written.
    """
    # A new file is put together here, and mixed line ends would be the first thing an editor mends.
    text = source.removeprefix("\ufeff").replace("\r\n", "\n")
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    lines = [
        "# 评查册核验结果，由评查人单独成轮；各轮结果由系统合并。",
        key_text("round", name, 0, ""),
    ]
    kept = {}
    if isinstance(root, yaml.MappingNode):
        for index, (key, _) in enumerate(root.value):
            if index + 1 < len(root.value):
                end = root.value[index + 1][0].start_mark.index
            else:
                end = len(text)
            kept[key.value] = text[key.start_mark.index : end]
    lines += [_without_tail(part) for key, part in kept.items() if key not in OWN_HEAD]
    lines += [
        key_text("assessor", inspector, 0, ""),
        key_text("inspectors", [inspector], 0, ""),
        "findings:",
    ]
    return "\n".join(lines) + "\n"


def _without_tail(part: str) -> str:
    """A key with its value, without the comments and blank lines that belong to the next key."""
    return re.sub(r"(\n[ \t]*(#.*)?)+\Z", "", part)
