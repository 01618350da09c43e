"""A package as read: its statement, the claim about its evidence files, and the files of the
workspace as bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from scoring.evidence.files import FileFact
from scoring.problems import ScoringError
from scoring.schema import Record
from scoring.values import Code, Day, Text

MOST_DEPTH = 40


class RefusedError(ScoringError):
    """A package that cannot be taken. ``str()`` is a Chinese sentence: what is wrong; ``fix`` how
    to mend it.
    """

    usual = "unreadable"

    def __init__(
        self, what: str, fix: str = "请重新运行 shifan submit 生成报送包，原样拷贝后再报送。"
    ) -> None:
        super().__init__(what)
        self.fix = fix


class TreeClaim(Record):
    """The tree that the county worked with."""

    id: Text
    sha256: Text


class Statement(Record):
    """``submission.json``: who hands in what, on which day, made by which version of the
    program.
    """

    format: Literal["shifan-submission"]
    version: Literal[1]
    program: Text
    name: Text
    code: Code | None = None
    round: Code
    day: Day
    by: Text | None = None
    tree: TreeClaim
    journal: Text
    errors: int = 0
    with_evidence: bool = False


class FileRecord(Record):
    """What the county found when it looked at one evidence file; a claim, printed as 县报."""

    state: Literal["ok", "link", "missing", "outside", "unreadable", "changed"]
    sha256: Text | None = None
    size: int | None = None
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """One package, verified against its manifests. ``files`` holds the workspace's files by their
    own path.
    """

    statement: Statement
    fingerprint: str
    files: Mapping[str, bytes]
    facts: Mapping[str, FileRecord]
    score: Mapping[str, Any] = field(default_factory=dict)
    tree: bytes | None = None

    @property
    def day(self) -> date:
        """The day that the county says it packed on."""
        return self.statement.day

    def file_facts(self, registered: Mapping[str, str | None]) -> dict[str, FileFact]:
        """The claim as the engine takes file facts, by record id.

        A claim of ``ok`` whose digest is not the registered one is ``changed``, whatever it says; a
        record that the claim does not name is missing.
        """
        found = {}
        for ident, digest in registered.items():
            claim = self.facts.get(ident)
            if claim is None:
                found[ident] = FileFact("missing")
                continue
            differs = claim.state == "ok" and digest is not None and claim.sha256 != digest
            state = "changed" if differs else claim.state
            found[ident] = FileFact(state, claim.sha256, claim.size)
        return found


def parse_json(raw: bytes, name: str) -> Any:
    """The value of a JSON file of a stranger. Raises :class:`RefusedError` for what is none, or
    nested too deep.
    """
    try:
        # NaN and Infinity, which Python reads, are neither JSON nor numbers of a score.
        data = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise RefusedError(f"{name} 不是完整的 JSON 文件，可能已损坏") from None
    if _depth(data) > MOST_DEPTH:
        raise RefusedError(f"{name} 的层次太深，不像是 shifan 生成的")
    return data


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _depth(data: Any) -> int:
    """How deep lists and maps are nested, without recursion."""
    deepest, ahead = 0, [(data, 1)]
    while ahead:
        value, depth = ahead.pop()
        deepest = max(deepest, depth)
        children = value.values() if isinstance(value, dict) else value
        if isinstance(value, dict | list) and depth <= MOST_DEPTH:
            ahead += [(child, depth + 1) for child in children if isinstance(child, dict | list)]
    return deepest
