"""Problems are values: each says by which rule, how grave, where, what is wrong and how to mend it.

Loading never stops at the first fault and never raises for what stands in a user's file; it returns
problems beside whatever could be read. Rule ids, gravity and default advice stand in the catalogue
beside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from scoring.problems.catalogue import CATALOGUE
from scoring.problems.kinds import SEVERITY_NAMES, Kind, Severity

__all__ = [
    "CATALOGUE",
    "SEVERITY_NAMES",
    "CannotError",
    "Kind",
    "Problem",
    "Refusal",
    "ScoringError",
    "Severity",
    "Where",
    "counted",
    "exit_code",
    "in_order",
    "nested",
    "problem",
]


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file: the name a user knows it by, line and column from 1 (None when there is no
    such place).
    """

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(
            str(part) for part in (self.file, self.line, self.column) if part is not None
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault found in the data. ``what`` and ``fix`` are whole Chinese sentences for the reader.

    ``more`` counts further faults of the same kind in the same file for which it stands.
    """

    rule: str
    severity: Severity
    where: Where
    what: str
    fix: str
    more: int = 0

    @property
    def sentence(self) -> str:
        """What is wrong and how to mend it, one behind the other."""
        return joined(self.what, self.fix)

    @property
    def unreadable(self) -> bool:
        """Whether a whole file could not be read because of this fault."""
        return CATALOGUE[self.rule].unreadable

    def as_json(self) -> dict[str, str | int | None]:
        """The keys of ``check --format json``."""
        where = self.where
        return {
            "rule": self.rule,
            "severity": self.severity,
            "file": where.file,
            "line": where.line,
            "column": where.column,
            "what": self.what,
            "fix": self.fix,
        }


def joined(what: str, fix: str) -> str:
    """Two sentences as one text; a first that ends with a mark of its own (“…，是不是“李明”？”)
    keeps that.
    """
    stop = "" if what.endswith(("。", "？", "！")) else "。"
    return f"{what}{stop}{fix}"


Refusal = Literal["refused", "unreadable", "busy", "forbidden", "conflict", "unprintable"]
"""Why something was not done: the wish cannot be met, a file cannot be read, another program
writes, this person may not, somebody else changed it meanwhile, a document cannot be rendered."""


class ScoringError(Exception):
    """The root of everything that this package raises on purpose.

    ``str()`` is a whole Chinese sentence for the reader, ``kind`` says to a program what stood in
    the way, and ``problems`` are the faults of files that did. The command line makes an exit code
    of ``kind``.
    """

    usual: Refusal = "refused"
    """The ``kind`` of errors of a class where nothing else is said."""

    def __init__(
        self, message: str, kind: Refusal | None = None, problems: tuple[Problem, ...] = ()
    ) -> None:
        super().__init__(message)
        self.kind: Refusal = kind or self.usual
        self.problems = problems

    @property
    def message(self) -> str:
        """The Chinese sentence."""
        return str(self)


class CannotError(ScoringError):
    """What was asked for cannot be done.

    ``unreadable``: it is a file that stands in the way, not the wish.
    """

    def __init__(
        self, message: str, problems: tuple[Problem, ...] = (), *, unreadable: bool = False
    ) -> None:
        super().__init__(message, "unreadable" if unreadable or problems else "refused", problems)

    @property
    def unreadable(self) -> bool:
        """Whether a file stands in the way."""
        return self.kind == "unreadable"


def problem(rule: str, where: Where, *, what: str = "", fix: str = "") -> Problem:
    """A problem of the catalogue's rule; title and default advice fill what is not said."""
    kind = CATALOGUE[rule]
    return Problem(rule, kind.severity, where, nested(what) or kind.title, nested(fix) or kind.fix)


def nested(sentence: str) -> str:
    """Quotation marks within quotation marks as single ones: a name that holds “…” stands in a
    sentence as ‘…’.
    """
    depth, signs = 0, []
    for char in sentence:
        if char == "“":
            depth += 1
            signs.append("“" if depth % 2 else "‘")
        elif char == "”" and depth:
            signs.append("”" if depth % 2 else "’")
            depth -= 1
        else:
            signs.append(char)
    return "".join(signs)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, by file, line, column and rule."""
    return sorted(
        set(problems),
        key=lambda p: (p.where.file, p.where.line or 0, p.where.column or 0, p.rule, p.what),
    )


LISTED = 1000
"""So many problems of one rule are listed for a file; the others are counted."""


def counted(problems: Iterable[Problem]) -> list[Problem]:
    """Problems in order, where beyond the first thousand of a rule in a file one stands for the
    others.
    """
    shown: list[Problem] = []
    seen: dict[tuple[str, str], int] = {}
    first: dict[tuple[str, str], int] = {}
    others: dict[tuple[str, str], int] = {}
    for item in problems:
        key = item.where.file, item.rule
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > LISTED:
            others[key] = others.get(key, 0) + 1 + item.more
        if seen[key] == LISTED + 1:
            first[key] = len(shown)
        if seen[key] <= LISTED + 1:
            shown.append(item)
    for key, index in first.items():
        item, count = shown[index], others[key]
        what = f"同样的问题从这里起还有 {count} 处，没有逐条列出：{item.what}"
        shown[index] = replace(item, what=what, more=count - 1)
    return shown


def exit_code(problems: Iterable[Problem]) -> int:
    """3 when a file could not be read, 1 when there is an error, else 0."""
    listed_problems = list(problems)
    if any(item.unreadable for item in listed_problems):
        return 3
    if any(item.severity == "error" for item in listed_problems):
        return 1
    return 0
