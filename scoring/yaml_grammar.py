"""What a line of YAML is made of, as people write it into these files: the patterns of
:mod:`scoring.yaml_lines` and :mod:`scoring.yaml_shapes`.
"""

from __future__ import annotations

import re

from scoring.spots import plain_kind

QUOTED = r"\"[^\"\\\r\n]*\"|'[^'\r\n]*'"
FIRST = r"(?:[^ \-?:,\[\]{}#&*!|>'\"%@`\r\n]|-(?=[0-9A-Za-z]))"
WORD = r"[^ \r\n:#]+(?![^ \r\n:#])"
"""As far as it goes, and no way back: what fails behind it fails at once."""
SPACE = r"\ +(?=[^ \r\n#:])"
PLAIN = rf"{FIRST}(?:{WORD}|{SPACE}|:(?=[^ \r\n])|(?<=[^ ])\#)*"
PLAIN_KEY = rf"{FIRST}(?:{WORD}|{SPACE})*"
END = r"\ *(?:(?<=\ )\#[^\r\n]*)?(?:\r?\n|\Z)"
LINE = re.compile(
    rf"(\ *)(?:((?:\#[^\r\n]*)?(?:\r?\n|\Z))"
    rf"|(-\ +)?(?:({PLAIN_KEY}|{QUOTED}):(?=\ |\r?\n|\Z)(?:\ +(?:({PLAIN})|({QUOTED})|([\[{{][^\r\n]*)))?{END}"
    rf"|(?:({PLAIN})|({QUOTED})|([\[{{][^\r\n]*)){END}))"
)
"""Indent; the rest of a line without content; dash; key with plain, quoted or flow value; or such a
value alone."""
FLOW_WORD = r"[^ \r\n:#,\[\]{}?]+(?![^ \r\n:#,\[\]{}?])"
FLOW_PLAIN = rf"{FIRST}(?:{FLOW_WORD}|\ +(?=[^ \r\n:#,\[\]{{}}?]))*"
PAIR = re.compile(
    rf"\ *({FLOW_PLAIN}|{QUOTED}):\ +(?:(?:({FLOW_PLAIN})|({QUOTED}))\ *([,}}])|(?=[\[{{]))"
)
ITEM = re.compile(rf"\ *(?:(?:({FLOW_PLAIN})|({QUOTED}))\ *([,\]])|(?=[\[{{]))")
BEHIND = re.compile(r"\ *([,\]}])")
REST = re.compile(rf"{END}")
LONGEST_KEY = 200


class IrregularError(Exception):
    """Something here is left to the parser."""


def key_of(word: str) -> tuple[str, str]:
    """A key without its quotation marks, and the kind that YAML gives it."""
    if len(word) > LONGEST_KEY or word == "<<":
        raise IrregularError
    if word[0] in "\"'":
        return word[1:-1], ""
    return word, plain_kind(word)
