"""The model of a document as plain data: what its JSON holds and a template is given."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any


def plain_data(value: Any) -> Any:
    """The model as JSON data: dataclasses as objects, fractions as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain_data(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple | list):
        return [plain_data(item) for item in value]
    if isinstance(value, dict):
        return {key: plain_data(item) for key, item in value.items()}
    # JSON has no fractions, and a float would round them.
    if isinstance(value, Fraction):
        return str(value)
    return value
