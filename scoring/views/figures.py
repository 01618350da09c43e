"""Figures as people read them where one may be missing, and differences with their sign.

Every score is rounded once, here or in ``values.format_fixed``; what goes on being reckoned with stays a
``Fraction``.
"""

from __future__ import annotations

from fractions import Fraction

from scoring.values import format_fixed, percent


def score_text(value: Fraction | None, missing: str = "") -> str:
    """A score with two decimals; ``missing`` where there is none."""
    if value is None:
        return missing
    return format_fixed(value)


def percent_text(value: Fraction | None, missing: str = "") -> str:
    """A rate as a percentage with two decimals; ``missing`` where there is none."""
    if value is None:
        return missing
    return percent(value, 2)


def exact_text(value: Fraction | None) -> str:
    """A figure as JSON keeps it exactly, such as ``3/2``; "" where there is none."""
    if value is None:
        return ""
    return str(value)


def signed(value: Fraction) -> str:
    """A difference with its sign: ``+0.20``, ``-1.50``. What rounds to nothing has none."""
    text = format_fixed(value)
    # A change of 0.004 is printed as 0.00, and a sign before it would puzzle the reader.
    if value > 0 and Fraction(text):
        return f"+{text}"
    return text


def signed_points(value: Fraction) -> str:
    """A difference of two rates in percentage points, with its sign."""
    return signed(value * 100)
