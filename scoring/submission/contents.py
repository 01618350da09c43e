"""What a package holds, and under which names: ASCII only, one folder deep at most, nothing but
YAML and JSON.

A name of the workspace that is not plain ASCII is written with ``=XX`` for each byte of its UTF-8
form, so that no tool on the way can turn it into something else.
"""

from __future__ import annotations

import re
from pathlib import Path

from scoring.problems import CannotError

STATEMENT = "submission.json"
"""Beside the manifests: who hands in what. The rest is payload."""
FILES, SCORE, TREE = "data/files.json", "data/score.json", "data/tree.yaml"
WORKSPACE, EVIDENCE = "data/workspace/", "data/evidence/"

FORMAT, VERSION = "shifan-submission", 1

SINGLE = ("workspace.yaml", "rectification.yaml", "journal.jsonl", "evidence/register.yaml")
"""Files of a workspace that have one name only."""
FOLDERS = {
    "indicators": (".yaml", ".yml"),
    "rounds": (".yaml", ".yml", ".support.json"),
    "bulletins": (".yaml", ".yml"),
}
"""Folders of a workspace and the endings of what is taken from them; folders inside are not."""

MOST_PACKED = 16 * 1024 * 1024
"""Bytes of a package without evidence: what travels to another machine to be scored."""
MOST_FILE = 16 * 1024 * 1024
MOST_TOTAL = 48 * 1024 * 1024
MOST_ENTRIES = 1_000
MOST_EVIDENCE = 60_000
"""Entries of a package that brings its evidence."""
MOST_ROUNDS = 200
MOST_RECORDS = 40_000

_PLAIN = re.compile(r"[A-Za-z0-9._-]")
_ESCAPED = re.compile(r"=([0-9A-F]{2})")


def stored_name(name: str) -> str:
    """A file name as it stands in the package."""
    return "".join(char if _PLAIN.fullmatch(char) else _escaped(char) for char in name)


def _escaped(char: str) -> str:
    # A name on the disk need not be UTF-8: Python keeps its bytes as lone surrogates.
    return "".join(f"={byte:02X}" for byte in char.encode("utf-8", "surrogateescape"))


def original_name(stored: str) -> str | None:
    """The file name that a stored one stands for; None where it stands for none, or for one that
    leads away.
    """
    if not stored.isascii():
        return None
    raw = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), stored)
    try:
        name = raw.encode("latin-1").decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return None
    sound = stored_name(name) == stored
    leads_away = name in {"", ".", ".."} or re.search(r'[/\\:*?"<>|\x00-\x1f\x7f]', name)
    if sound and not leads_away and len(name) <= 120:
        return name
    return None


def place_in_workspace(path: str) -> str | None:
    """Where an entry below ``data/workspace/`` belongs in a workspace; None for what has no
    business there.
    """
    if path in SINGLE:
        return path
    folder, slash, stored = path.partition("/")
    if slash and folder in FOLDERS:
        name = original_name(stored)
    else:
        name = None
    if name is None or name.startswith(".") or not name.endswith(FOLDERS[folder]):
        return None
    return f"{folder}/{name}"


def files_of(workspace: Path, tree: Path | None) -> dict[str, Path]:
    """The files of a workspace that are handed in, by their path in the package, in order.

    ``tree`` is the file of its indicator tree where it brings one of its own; other trees stay.
    Raises ``CannotError`` for a name that whoever receives the package would not take.
    """
    found = {name: workspace / name for name in SINGLE}
    for folder, endings in FOLDERS.items():
        if folder == "indicators":
            # Other trees in that folder were not scored by, and are the office's own affair.
            chosen = [tree] if tree is not None else []
        else:
            chosen = sorted((workspace / folder).glob("*"))
        for path in chosen:
            # Hidden are the drafts of writes under way and the leavings of other programs.
            if path.name.endswith(endings) and not path.name.startswith("."):
                stored = stored_name(path.name)
                if original_name(stored) is None:
                    shown = path.name.encode("utf-8", "replace").decode("utf-8")[:60]
                    raise CannotError(
                        f"{folder}/{shown} 的文件名太长，或者含有别的电脑上不能用的字符，没有打包；"
                        "请改名再打包"
                    )
                found[f"{folder}/{stored}"] = path
    return {f"{WORKSPACE}{name}": path for name, path in sorted(found.items()) if path.is_file()}
