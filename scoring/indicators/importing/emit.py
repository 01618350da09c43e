"""The YAML of an imported tree: codes quoted, keys in the order of the format, source and doubts in
the head.
"""

from __future__ import annotations

import json
import re
from typing import Any

_PLAIN = re.compile(
    r"^[\u3007\u4e00-\u9fffA-Za-z_][^\n\r\t\"'\\{}\[\]&*?|<>=!%@`#,:\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]*$"
)
_NUMBERS = {"points", "at", "per", "loss", "min"}
# 1.10 as a number would come back as 1.1.
_ALWAYS_QUOTED = {"code", "number", "edition"}
_FREE = {"due", "full_at"}
# Words that YAML 1.1 readers take for a choice or for nothing.
_YAML_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"}


def emit(tree: dict[str, Any], comments: list[str]) -> str:
    """Return the tree as YAML text with the comments before it; the same tree gives the same
    text.
    """
    lines = [f"# {comment}" if comment else "#" for comment in comments]
    for key, value in tree.items():
        _emit(lines, key, value, "")
    return "\n".join(lines) + "\n"


def _emit(lines: list[str], key: str, value: Any, indent: str) -> None:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        lines.append(f"{indent}{key}:")
        for entry in value:
            if key in ("indicators", "children"):
                _entry(lines, entry, indent)
            else:
                lines.append(f"{indent}- {_flow(entry)}")
    elif isinstance(value, (dict, list)):
        lines.append(f"{indent}{key}: {_flow(value)}")
    else:
        lines.append(f"{indent}{key}: {_scalar(key, value)}")


def _entry(lines: list[str], entry: dict[str, Any], indent: str) -> None:
    start = len(lines)
    for key, value in entry.items():
        _emit(lines, key, value, indent + "  ")
    lines[start] = f"{indent}- {lines[start].lstrip()}"


def _flow(value: Any, key: str = "") -> str:
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{name}: {_flow(content, name)}" for name, content in value.items())
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_flow(content) for content in value) + "]"
    return _scalar(key, value)


def _scalar(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if _is_bare(key, text):
        return text
    # JSON strings are YAML double-quoted scalars, apart from the line separators that YAML would
    # fold.
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub(
        "[\x7f-\xa0\u2028\u2029\ufeff]", lambda match: f"\\u{ord(match.group()):04x}", quoted
    )


def _is_bare(key: str, text: str) -> bool:
    """Whether YAML reads a text as it stands, and people write it so."""
    if key in _NUMBERS and re.fullmatch(r"\d+(\.\d+)?", text):
        return True
    if key in _FREE and re.fullmatch(r"\d{4}-\d{2}-\d{2}|\d+(\.\d+)?%", text):
        return True
    if key in _ALWAYS_QUOTED or text.lower() in _YAML_WORDS or text.endswith(" "):
        return False
    return _PLAIN.match(text) is not None
