"""The form of a finding, from the rule of its indicator: fourteen kinds of rule, fourteen small
forms.

A browser sends flat fields (``done``, ``counts.2``, ``awards.0.level``); :func:`finding_from` makes
of them the very entry that the round's file would hold. Nothing is judged here: the schema and the
rule do that when it is saved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
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
from scoring.values import percent, plain

Kind = Literal["number", "text", "choice", "checks", "lines", "awards", "long"]
SPARE_AWARDS = 2
"""Blank rows below the awards that are there."""
MOST_AWARDS = 60


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
    told = labels.get(field.name)
    if told is None:
        return field
    label = getattr(told, "label", None) or field.label
    unit = getattr(told, "unit", None) or field.unit
    return Field(
        field.name, label, field.kind, field.value, unit, field.hint, field.options, field.group
    )


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
            options = tuple(
                Option(name, name, percent(share)) for name, share in rule.grades.items()
            )
            return [
                Field("grade", "评定等次", "choice", _text(entry.get("grade")), options=options)
            ]
        case survey.Survey():
            return _survey(rule, entry)
        case rank.Rank():
            return _rank(rule, entry)
        case ladder.Ladder():
            return [_ladder(rule, entry)]
        case sample.Sample():
            return [
                Field("checked", "抽查", value=_text(entry.get("checked")), unit="件"),
                Field("failed", "其中不合格", value=_text(entry.get("failed")), unit="件"),
            ]
        case mean.Mean():
            value = " ".join(_text(item) for item in entry.get("values") or ())
            hint = f"每个对象一个得分，用空格隔开；满分 {plain(rule.full)}"
            return [Field("values", "各对象得分", "lines", value, hint=hint)]
        case external.External():
            return [
                Field(
                    "score",
                    "引用的得分",
                    value=_text(entry.get("score")),
                    unit=f"/ {plain(rule.full)}",
                )
            ]
    if isinstance(rule, judged.Judged) and rule.max is not None:
        most = rule.max
    else:
        most = node.points
    return [
        Field("score", "评定得分", value=_text(entry.get("score")), unit=f"/ {plain(most)}"),
        Field("reason", "理由", "long", _text(entry.get("reason"))),
    ]


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
    value = entry.get("met")
    if value is None:
        chosen = ""
    elif str(value).lower() == "true":
        chosen = "true"
    else:
        chosen = "false"
    options = (Option("true", "已达到"), Option("false", "未达到"))
    return Field("met", "是否达到", "choice", chosen, options=options)


def _checklist(rule: checklist.Checklist, entry: Mapping[str, Any]) -> Field:
    shares = rule.shares()
    options = tuple(
        Option(
            item.name, item.name, "关键项，缺了不得分" if item.key else percent(shares[item.name])
        )
        for item in rule.items
    )
    has = entry.get("has") or ()
    chosen = [has] if isinstance(has, str) else [str(name) for name in has]
    return Field("has", "已具备的", "checks", chosen, options=options)


def _deduct(rule: deduct.Deduct, entry: Mapping[str, Any]) -> list[Field]:
    counts = entry.get("counts") or {}
    found = []
    for number, case in enumerate(rule.cases):
        hint = f"每次扣 {plain(case.points)} 分"
        hint += f"，最多扣 {plain(case.max)} 分" if case.max is not None else ""
        hint += f"，{case.zero_at} 次不得分" if case.zero_at is not None else ""
        value = _text(counts.get(case.name)) if isinstance(counts, Mapping) else ""
        found.append(Field(f"counts.{number}", case.name, value=value, unit="次", hint=hint))
    return found


def _amount(entry: Mapping[str, Any], in_hundredths: bool) -> list[Field]:
    value = _text(entry.get("value")).rstrip("%")
    return [
        Field("done", "完成数", value=_text(entry.get("done")), group="counted"),
        Field("of", "总数", value=_text(entry.get("of")), group="counted"),
        Field("value", "数值", value=value, unit="%" if in_hundredths else "", group="measured"),
    ]


def _survey(rule: survey.Survey, entry: Mapping[str, Any]) -> list[Field]:
    votes = entry.get("votes") or {}
    return [
        Field(
            f"votes.{number}",
            name,
            value=_text(votes.get(name)) if isinstance(votes, Mapping) else "",
            unit="票",
            hint=f"按 {plain(worth)} 计",
        )
        for number, (name, worth) in enumerate(rule.options.items())
    ]


def _rank(rule: rank.Rank, entry: Mapping[str, Any]) -> list[Field]:
    if rule.to_first:
        return [
            Field("value", "本地数值", value=_text(entry.get("value"))),
            Field("best", "第一名数值", value=_text(entry.get("best"))),
        ]
    return [
        Field("rank", "名次", value=_text(entry.get("rank"))),
        Field("of", "参加排名的", value=_text(entry.get("of")), unit="个"),
    ]


def _ladder(rule: ladder.Ladder, entry: Mapping[str, Any]) -> Field:
    awards = [award for award in entry.get("awards") or () if isinstance(award, Mapping)]
    rows = [
        {"matter": _text(award.get("matter")), "level": _text(award.get("level"))}
        for award in awards
    ]
    rows += [{"matter": "", "level": ""}] * SPARE_AWARDS
    options = tuple(
        Option(name, f"{name}（{plain(worth)} 分）") for name, worth in rule.steps.items()
    )
    return Field(
        "awards", "事项和级别", "awards", rows, options=options, hint="同一事项只按最高级别计"
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        if value:
            return "true"
        return "false"
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
            return (
                {"met": fields["met"] == "true"} if fields.get("met") in ("true", "false") else {}
            )
        case checklist.Checklist():
            # A form without any tick sends nothing of it: with the mark beside it that says "none
            # of them".
            return (
                {"has": _many(fields.get("has"))}
                if "has" in fields or fields.get("has.none")
                else {}
            )
        case deduct.Deduct():
            return _counted("counts", rule.names(), fields)
        case survey.Survey():
            return _counted("votes", tuple(rule.options), fields)
        case ladder.Ladder():
            return _awards(fields)
        case mean.Mean():
            values = [
                part for part in re.split(r"[\s,，、;；]+", _line(fields.get("values"))) if part
            ]
            return {"values": [_number(part) for part in values]} if values else {}
        case ratio.Ratio() | threshold.Threshold() | bands.Bands():
            return _amount_from(fields, in_percent(rule))
    names = [info.alias or name for name, info in rule.finding.model_fields.items()]
    found = {name: _line(fields.get(name)) for name in names}
    return {
        name: value if name in ("reason", "grade") else _number(value)
        for name, value in found.items()
        if value
    }


def _amount_from(fields: Mapping[str, Any], in_hundredths: bool) -> dict[str, Any]:
    """Both ways of writing where both were filled in, so that the rule can say that one is
    enough.
    """
    found = {name: _number(value) for name in ("done", "of") if (value := _line(fields.get(name)))}
    value = _line(fields.get("value"))
    if value:
        found["value"] = (
            f"{value}%" if in_hundredths and not value.endswith(("%", "％")) else _number(value)
        )
    return found


def _counted(key: str, names: tuple[str, ...], fields: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: _line(fields.get(f"{key}.{number}")) for number, name in enumerate(names)}
    if not any(values.values()):
        return {}
    return {key: {name: _number(value) if value else 0 for name, value in values.items()}}


def _awards(fields: Mapping[str, Any]) -> dict[str, Any]:
    rows = []
    for number in range(MOST_AWARDS):
        matter, level = (
            _line(fields.get(f"awards.{number}.matter")),
            _line(fields.get(f"awards.{number}.level")),
        )
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
    if isinstance(value, list):
        value = value[-1] if value else ""
    if value is not None:
        return str(value).strip()
    return ""


def _many(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, list):
        return [str(item) for item in value]
    return [str(value)]
