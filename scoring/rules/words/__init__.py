"""A rule's parameters as people type them into one cell, and back:
不低于60；每低5扣0.5（不足一档按一档）.

Each kind has its own words. Parameters that no words can say exactly stand as the file writes them,
in braces, and are read back from that, so that whatever goes out comes back the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from fractions import Fraction
from typing import Any

from scoring.reading.wording import fold
from scoring.rules.base import KINDS, Rule
from scoring.rules.words.examples import EXAMPLES, SUBJECTS
from scoring.rules.words.reading import READ, Parameters, bracket, cut, lines_of, parts_of
from scoring.rules.words.saying import SAY, Data
from scoring.values import Quantity, format_short, percent
from scoring.yamlio import parse

__all__ = [
    "EXAMPLES", "data_of", "heard", "kind_of", "read", "read_quantities", "say", "say_quantities", "spoken", "titles",
]  # fmt: skip


def titles() -> dict[str, str]:
    """The Chinese name of each kind of rule, by the word of its ``type``."""
    return {kind: rule.title for kind, rule in KINDS.items()}


def kind_of(title: str) -> str | None:
    """The kind that a Chinese name (达线得分) or the word of the file (threshold) means;
    None for any other.
    """
    wanted = title.strip()
    return next((kind for kind, name in titles().items() if wanted in (name, kind)), None)


def say(rule: Data) -> str:
    """The parameters of a rule, as the file holds them, in words;
    quantities have a cell of their own.
    """
    kind = str(rule.get("type", ""))
    parameters = {key: value for key, value in rule.items() if key not in ("type", "quantities")}
    try:
        words = SAY[kind](parameters)
        if _same(kind, read(kind, words), parameters):
            return words
    except (KeyError, TypeError, ValueError, AttributeError):
        pass
    return _braces(parameters)


def read(kind: str, text: str) -> Parameters:
    """The parameters that a cell says, as file data.
    Raises ``ValueError`` with a Chinese sentence.
    """
    text = text.strip()
    if text.startswith("{"):
        return _from_braces(text)
    return READ[kind](lines_of(text))


def say_quantities(quantities: Data) -> str:
    """What is counted, with its unit: 完成数：按期答复（件）；总数：应答复（件）."""
    parts = []
    for key, entry in quantities.items():
        unit = f"（{entry['unit']}）" if entry.get("unit") else ""
        parts.append(f"{SUBJECTS.get(key, key)}：{entry.get('label', '')}{unit}")
    return "；".join(parts)


def read_quantities(text: str) -> Parameters:
    """The quantities that a cell says. Raises ``ValueError`` with a Chinese sentence."""
    keys = {name: key for key, name in SUBJECTS.items()}
    quantities: Parameters = {}
    for part in parts_of(text):
        name, sign, rest = cut(part, ":")
        key = keys.get(name, name if name in SUBJECTS else "")
        if not sign or not key:
            raise ValueError(f"“{part}”读不出来，写成“完成数：按期答复（件）”")
        label, unit = bracket(rest)
        entry = {name: value for name, value in (("label", label), ("unit", unit)) if value}
        if not entry:
            raise ValueError(f"“{part}”没有写数的是什么")
        quantities[key] = entry
    return quantities


def _same(kind: str, first: Data, second: Data) -> bool:
    """Whether two sets of parameters make the same rule."""
    rule = KINDS[kind]
    if kind == "threshold":
        first, second = _with_step(first), _with_step(second)
    return bool(
        rule.model_validate({"type": kind, **first})
        == rule.model_validate({"type": kind, **second})
    )


def _with_step(data: Data) -> Data:
    """The parameters with the step that holds where none is written: one unit of the bound."""
    return {"per": "1%" if str(data.get("at", "")).endswith("%") else "1", **data}


def _braces(parameters: Data) -> str:
    return json.dumps(parameters, ensure_ascii=False, default=str)


def _from_braces(text: str) -> Parameters:
    data, _, problems = parse(text, "")
    if problems or not isinstance(data, dict):
        raise ValueError("大括号里的写法读不出来")
    return {str(key): value for key, value in data.items()}


def data_of(rule: Rule[Any]) -> Parameters:
    """A rule as file data again, the keys that were stated; numbers as texts."""
    return {"type": rule.kind, **_record(rule, skip={"type"})}


def spoken(rule: Rule[Any]) -> str:
    """A whole rule in one cell: 按比例得分：达到95%得满分, and on a second line what is counted."""
    data = data_of(rule)
    words = say(data)
    text = f"{rule.title}：{words}" if words else rule.title
    counted = say_quantities(data.get("quantities", {}))
    if counted:
        return f"{text}\n数的是什么：{counted}"
    return text


def heard(text: str) -> Parameters | None:
    """The rule that :func:`spoken` wrote, as file data; None where the text is none.
    Raises ``ValueError``.
    """
    first, _, rest = text.strip().partition("\n")
    title, _, words = (
        first.replace(":", "：", 1).partition("：") if "：" not in first else first.partition("：")
    )
    kind = kind_of(title)
    if kind is None:
        return None
    lines = [line for line in rest.split("\n") if line.strip()]
    counted = [line.strip() for line in lines if line.strip().startswith("数的是什么")]
    more = [line for line in lines if line.strip() not in counted]
    data: Parameters = {"type": kind, **read(kind, "\n".join([words, *more]))}
    if counted:
        data["quantities"] = read_quantities(fold(counted[0]).partition(":")[2])
    KINDS[kind].model_validate(data)
    return data


_SHARES = frozenset({"share", "grades"})


def _record(record: Any, skip: Set[str] = frozenset()) -> Parameters:
    fields: Parameters = {}
    for name, info in type(record).model_fields.items():
        if name in record.model_fields_set and name not in skip:
            fields[info.alias or name] = _plain_value(getattr(record, name), share=name in _SHARES)
    return fields


def _plain_value(value: Any, *, share: bool) -> Any:
    if isinstance(value, Fraction):
        if share:
            return percent(value)
        return format_short(value)
    if isinstance(value, Quantity):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain_value(item, share=share) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain_value(item, share=share) for item in value]
    if hasattr(type(value), "model_fields"):
        return _record(value)
    if isinstance(value, bool) or value is None:
        return value
    return str(value)
