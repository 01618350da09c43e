"""How new values are written: dates without quotes, numbers of findings
as people type them, codes in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scoring.storage import DROP, Bare, Quoted
from scoring.values import NUMBER

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CODES = frozenset({"indicator", "opened", "untrue", "evidence", "after"})
"""Keys whose values are codes or ids."""


def styled(value: Any, kind: str, key: str = "") -> Any:
    """``value`` in the style of the files. Numbers stay text in other records than findings: there
    they are names.
    """
    if value is DROP or isinstance(value, Bare | Quoted):
        return value
    if isinstance(value, Mapping):
        return {
            name: styled(item, kind, str(name)) for name, item in value.items() if item is not None
        }
    if isinstance(value, list | tuple):
        return [styled(item, kind, key) for item in value]
    if not isinstance(value, str):
        return value
    # Without quotes 1.10 would be the number 1.1, which is another indicator.
    if key in _CODES and value[:1].isdecimal():
        return Quoted(value)
    if _DAY.fullmatch(value):
        return Bare(value)
    if kind == "finding" and _is_number(value):
        return Bare(value)
    return value


def _is_number(text: str) -> bool:
    return NUMBER.fullmatch(text.removesuffix("%")) is not None
