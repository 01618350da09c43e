"""What the catalogue says about one rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "notice"]
SEVERITY_NAMES: dict[Severity, str] = {"error": "错误", "warning": "警告", "notice": "提示"}


@dataclass(frozen=True, slots=True)
class Kind:
    """One rule of the catalogue. ``unreadable`` faults mean that a whole file could not be taken in
    (exit code 3).
    """

    rule: str
    severity: Severity
    title: str
    fix: str
    bad: str
    good: str
    unreadable: bool = False


def unreadable(rule: str, title: str, fix: str, bad: str, good: str) -> Kind:
    """An error for which a whole file could not be taken in."""
    return Kind(rule, "error", title, fix, bad, good, unreadable=True)


def error(rule: str, title: str, fix: str, bad: str, good: str) -> Kind:
    """What makes numbers doubtful."""
    return Kind(rule, "error", title, fix, bad, good)


def warning(rule: str, title: str, fix: str, bad: str, good: str) -> Kind:
    """What is probably not meant so."""
    return Kind(rule, "warning", title, fix, bad, good)


def notice(rule: str, title: str, fix: str, bad: str, good: str) -> Kind:
    """What someone should know."""
    return Kind(rule, "notice", title, fix, bad, good)
