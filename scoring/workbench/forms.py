"""The form of a finding, from the rule of its indicator: fourteen kinds of rule, fourteen small
forms.

A browser sends flat fields (``done``, ``counts.2``, ``awards.0.level``); :func:`finding_from` makes
of them the very entry that the round's file would hold. Nothing is judged here: the schema and the
rule do that when it is saved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from scoring.indicators.model import Indicator
from scoring.rules import (
    JUDGED,
    Rule,
    bands,
    checklist,
    deduct,
    external,
    grade,
    judged,
    ladder,
    mean,
    met,
    rank,
    ratio,
    sample,
    survey,
    threshold,
)
from scoring.values import format_short, percent

Kind = Literal["number", "text", "choice", "checks", "lines", "awards", "long"]
SPARE_AWARDS = 2
"""Blank rows below the awards that are there."""
MOST_AWARDS = 60
PARTING = re.compile(r"[\s,，、;；]+")
WORDS = frozenset({"reason", "grade"})
"""Facts that are words: of what looks like a number there, no number is made."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. ``hint`` says what it is worth."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field as the page draws it. ``group``: fields of one group stand for one way of
    writing.
    """

    name: str
    label: str
    kind: Kind = "number"
    value: Any = ""
    unit: str = ""
    hint: str = ""
    options: tuple[Option, ...] = ()
    group: str = ""


def fields_of(node: Indicator, entry: Mapping[str, Any]) -> list[Field]:
    """The fields for the facts of a leaf, filled with what its entry says."""
    rule: Rule[Any] = node.rule or JUDGED
    labels = getattr(rule, "quantities", None) or {}
    return [_named(field, labels) for field in _fields(rule, entry, node)]


def _named(field: Field, labels: Mapping[str, Any]) -> Field:
    """The field with the name and unit that the tree gives its quantity."""
    quantity = labels.get(field.name)
    if quantity is None:
        return field
    label = getattr(quantity, "label", None) or field.label
    unit = getattr(quantity, "unit", None) or field.unit
    return replace(field, label=label, unit=unit)


def _fields(rule: Rule[Any], entry: Mapping[str, Any], node: Indicator) -> list[Field]:  # noqa: C901  one case a kind
    match rule:
        case met.Met():
            return [_met(entry)]
        case checklist.Checklist():
            return [_checklist(rule, entry)]
        case deduct.Deduct():
            return _deduct(rule, entry)
        case ratio.Ratio() | threshold.Threshold() | bands.Bands():
            return _amount(entry, in_percent(rule))
        case grade.Grade():
            return [_grade(rule, entry)]
        case survey.Survey():
            return _survey(rule, entry)
        case rank.Rank():
            return _rank(rule, entry)
        case ladder.Ladder():
            return [_ladder(rule, entry)]
        case sample.Sample():
            return [
                _number_field(entry, "checked", "抽查", unit="件"),
                _number_field(entry, "failed", "其中不合格", unit="件"),
            ]
        case mean.Mean():
            return [_mean(rule, entry)]
        case external.External():
            return [
                _number_field(entry, "score", "引用的得分", unit=f"/ {format_short(rule.full)}")
            ]
    most = node.points
    if isinstance(rule, judged.Judged) and rule.max is not None:
        most = rule.max
    return [
        _number_field(entry, "score", "评定得分", unit=f"/ {format_short(most)}"),
        Field("reason", "理由", "long", _text(entry.get("reason"))),
    ]


def _number_field(
    entry: Mapping[str, Any], key: str, label: str, *, unit: str = "", group: str = ""
) -> Field:
    """A number that stands in the entry under its own key."""
    return Field(key, label, value=_text(entry.get(key)), unit=unit, group=group)


def _grade(rule: grade.Grade, entry: Mapping[str, Any]) -> Field:
    options = tuple(Option(name, name, percent(share)) for name, share in rule.grades.items())
    return Field("grade", "评定等次", "choice", _text(entry.get("grade")), options=options)


def _mean(rule: mean.Mean, entry: Mapping[str, Any]) -> Field:
    values = " ".join(_text(item) for item in _list_in(entry, "values"))
    hint = f"每个对象一个得分，用空格隔开；满分 {format_short(rule.full)}"
    return Field("values", "各对象得分", "lines", values, hint=hint)


def in_percent(rule: Rule[Any]) -> bool:
    """Whether the values of a rule are percentages."""
    match rule:
        case ratio.Ratio():
            return rule.full_at.percent
        case threshold.Threshold():
            return rule.at.percent
        case bands.Bands():
            return rule.percent
    return False


def _met(entry: Mapping[str, Any]) -> Field:
    options = (Option("true", "已达到"), Option("false", "未达到"))
    chosen = _text(entry.get("met")).lower()
    if chosen not in {"", "true"}:
        chosen = "false"
    return Field("met", "是否达到", "choice", chosen, options=options)


def _checklist(rule: checklist.Checklist, entry: Mapping[str, Any]) -> Field:
    shares = rule.shares()
    options = []
    for item in rule.items:
        hint = "关键项，缺了不得分" if item.key else percent(shares[item.name])
        options.append(Option(item.name, item.name, hint))
    chosen = [str(name) for name in _list_in(entry, "has")]
    return Field("has", "已具备的", "checks", chosen, options=tuple(options))


def _deduct(rule: deduct.Deduct, entry: Mapping[str, Any]) -> list[Field]:
    counts = _map_in(entry, "counts")
    fields = []
    for number, case in enumerate(rule.cases):
        hints = [f"每次扣 {format_short(case.points)} 分"]
        if case.max is not None:
            hints.append(f"最多扣 {format_short(case.max)} 分")
        if case.zero_at is not None:
            hints.append(f"{case.zero_at} 次不得分")
        # By number: a case is called as the tree likes, and a name of a field may not hold that.
        name, value = f"counts.{number}", _text(counts.get(case.name))
        fields.append(Field(name, case.name, value=value, unit="次", hint="，".join(hints)))
    return fields


def _map_in(entry: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """A map of the entry; nothing where a file holds something else there."""
    value = entry.get(key)
    if isinstance(value, Mapping):
        return value
    return {}


def _list_in(entry: Mapping[str, Any], key: str) -> list[Any]:
    """A list of the entry; one thing without a list is a list of one."""
    value = entry.get(key)
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, str) and value:
        return [value]
    return []


def _amount(entry: Mapping[str, Any], in_hundredths: bool) -> list[Field]:
    value = _text(entry.get("value")).rstrip("%")
    unit = "%" if in_hundredths else ""
    return [
        _number_field(entry, "done", "完成数", group="counted"),
        _number_field(entry, "of", "总数", group="counted"),
        Field("value", "数值", value=value, unit=unit, group="measured"),
    ]


def _survey(rule: survey.Survey, entry: Mapping[str, Any]) -> list[Field]:
    votes = _map_in(entry, "votes")
    fields = []
    for number, (name, worth) in enumerate(rule.options.items()):
        value, hint = _text(votes.get(name)), f"按 {format_short(worth)} 计"
        fields.append(Field(f"votes.{number}", name, value=value, unit="票", hint=hint))
    return fields


def _rank(rule: rank.Rank, entry: Mapping[str, Any]) -> list[Field]:
    if rule.to_first:
        return [
            _number_field(entry, "value", "本地数值"),
            _number_field(entry, "best", "第一名数值"),
        ]
    return [
        _number_field(entry, "rank", "名次"),
        _number_field(entry, "of", "参加排名的", unit="个"),
    ]


def _ladder(rule: ladder.Ladder, entry: Mapping[str, Any]) -> Field:
    awards = [award for award in _list_in(entry, "awards") if isinstance(award, Mapping)]
    rows = [{key: _text(award.get(key)) for key in ("matter", "level")} for award in awards]
    rows += [{"matter": "", "level": ""}] * SPARE_AWARDS
    options = tuple(
        Option(name, f"{name}（{format_short(worth)} 分）") for name, worth in rule.steps.items()
    )
    hint = "同一事项只按最高级别计"
    return Field("awards", "事项和级别", "awards", rows, options=options, hint=hint)


def _text(value: Any) -> str:
    """A value of the file as a field shows it; words of truth as YAML writes them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


# -- and back


def finding_from(node: Indicator, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The entry of the round's file that the fields of a form stand for; empty where nothing was
    filled in.
    """
    if fields.get("how") == "not_applicable":
        entry: dict[str, Any] = {"not_applicable": _line(fields.get("not_applicable"))}
        if approved := _line(fields.get("approved_by")):
            entry["approved_by"] = approved
    else:
        entry = _facts(node.rule or JUDGED, fields)
    if note := _line(fields.get("note")):
        entry["note"] = note
    return entry


def _facts(rule: Rule[Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    match rule:
        case met.Met():
            word = fields.get("met")
            return {"met": word == "true"} if word in ("true", "false") else {}
        case checklist.Checklist():
            return _has_from(fields)
        case deduct.Deduct():
            return _counted("counts", rule.names(), fields)
        case survey.Survey():
            return _counted("votes", tuple(rule.options), fields)
        case ladder.Ladder():
            return _awards(fields)
        case mean.Mean():
            values = [_number(part) for part in PARTING.split(_line(fields.get("values"))) if part]
            return {"values": values} if values else {}
        case ratio.Ratio() | threshold.Threshold() | bands.Bands():
            return _amount_from(fields, in_percent(rule))
    return _named_facts(rule, fields)


def _named_facts(rule: Rule[Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields that are called as the finding calls them."""
    facts: dict[str, Any] = {}
    for attribute, info in rule.finding.model_fields.items():
        name = info.alias or attribute
        if text := _line(fields.get(name)):
            facts[name] = text if name in WORDS else _number(text)
    return facts


def _has_from(fields: Mapping[str, Any]) -> dict[str, Any]:
    # A form without any tick sends nothing of it: with the mark beside it that says "none of them".
    if "has" in fields or fields.get("has.none"):
        return {"has": _many(fields.get("has"))}
    return {}


def _amount_from(fields: Mapping[str, Any], in_hundredths: bool) -> dict[str, Any]:
    """Both ways of writing where both were filled in, so that the rule can say that one is
    enough.
    """
    facts = {name: _number(text) for name in ("done", "of") if (text := _line(fields.get(name)))}
    value = _line(fields.get("value"))
    if value and in_hundredths and not value.endswith(("%", "％")):
        facts["value"] = f"{value}%"
    elif value:
        facts["value"] = _number(value)
    return facts


def _counted(key: str, names: tuple[str, ...], fields: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: _line(fields.get(f"{key}.{number}")) for number, name in enumerate(names)}
    if not any(values.values()):
        return {}
    return {key: {name: _number(value) if value else 0 for name, value in values.items()}}


def _awards(fields: Mapping[str, Any]) -> dict[str, Any]:
    rows = []
    for number in range(MOST_AWARDS):
        matter = _line(fields.get(f"awards.{number}.matter"))
        level = _line(fields.get(f"awards.{number}.level"))
        if matter or level:
            rows.append({"matter": matter, "level": level})
    if rows or fields.get("awards.none"):
        return {"awards": rows}
    return {}


def _number(text: str) -> Any:
    """A number as the file holds it; whole ones as such, others as the text that was typed."""
    text = text.translate(_WIDE)
    if re.fullmatch(r"\d{1,15}", text, re.ASCII):
        return int(text)
    return text


_WIDE = str.maketrans("０１２３４５６７８９．％", "0123456789.%")


def _line(value: Any) -> str:
    """A field as a text; of one that came several times the last, as a browser fills a form."""
    if isinstance(value, list):
        value = value[-1] if value else None
    if value is None:
        return ""
    return str(value).strip()


def _many(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(item) for item in value]
    return [str(value)] if value not in (None, "") else []
