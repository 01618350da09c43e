"""From a document's data to frozen models, with every fault reported in Chinese at its line and column.

A faulty field costs only itself: it is reported, left out, and the rest of the record is read, so that one run shows
all faults and later checks can go on with what is sound.
"""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from scoring.problems import Problem, problem
from scoring.values import nearest, shape_of
from scoring.yamlio import Document, Loc

M = TypeVar("M", bound=BaseModel)


class Record(BaseModel):
    """Base of everything that a file holds: frozen, and without keys that no version knows."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def build(
    model: type[M],
    data: Any,
    document: Document,
    loc: Loc = (),
    *,
    skip: frozenset[str] = frozenset(),
    rules: tuple[str, str] = ("S001", "S004"),
) -> tuple[M | None, list[Problem]]:
    """One record from ``data`` at ``loc``; None when nothing usable is left.

    ``skip`` names keys that the caller reads by itself. ``rules`` are the ids for an unknown key and for a bad value.
    """
    if not isinstance(data, dict):
        return None, [_misshapen(data, document, loc, "一组“键: 值”")]
    fields = {key: value for key, value in data.items() if key not in skip}
    problems: list[Problem] = []
    for _ in range(len(fields) + 2):
        try:
            return model.model_validate(fields), problems
        except ValidationError as error:
            details = error.errors(include_url=False, include_context=True)
        bad = {str(item["loc"][0]) for item in details if item["loc"]}
        problems += [
            _translate(item, model, fields, document, loc, rules, skip)
            for item in details
            if item["loc"] or len(details) == 1
        ]
        present = bad & fields.keys()
        if not present:
            return None, problems  # only required keys are missing: reported, and nothing to salvage
        fields = {key: value for key, value in fields.items() if key not in bad}
        if any(info.is_required() and (info.alias or name) in present for name, info in model.model_fields.items()):
            return None, problems
    return None, problems


def _translate(
    item: ErrorDetails,
    model: type[BaseModel],
    fields: dict[str, Any],
    document: Document,
    loc: Loc,
    rules: tuple[str, str],
    skip: frozenset[str],
) -> Problem:
    inner = _locate(item["loc"], fields)
    place = loc + inner
    kind, shown = item["type"], "、".join(str(part) for part in inner if isinstance(part, str))
    unknown_rule, value_rule = rules
    if kind == "extra_forbidden":
        known = sorted(_keys_at(model, item["loc"]) | (skip if len(inner) == 1 else frozenset()))
        near = nearest(str(inner[-1]), known)
        hint = f"是不是“{near}”？" if near else f"这里可用的键有：{'、'.join(known)}"
        return problem(unknown_rule, document.where(place, key=True), what=f"不认识的键“{inner[-1]}”", fix=hint)
    if kind == "missing":
        return problem("S002", document.where(place[:-1] or loc), what=f"缺少“{place[-1]}”", fix=f"补上 {place[-1]}: …")
    if kind == "shifan":
        return problem(value_rule, document.where(place), what=f"{shown}：{item['msg']}" if shown else str(item["msg"]))
    if kind in ("literal_error", "enum"):
        options = (
            str(item.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", "、").replace(", ", "、")
        )
        given = str(item["input"])
        near = nearest(given, options.split("、"))
        fix = f"是不是“{near}”？可填：{options}" if near else f"可填：{options}"
        return problem(value_rule, document.where(place), what=f"{shown}：“{given}”不是可用的值", fix=fix)
    if kind in ("list_type", "tuple_type"):
        return _misshapen(item["input"], document, place, "一个列表")
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return _misshapen(item["input"], document, place, "一组“键: 值”")
    if kind == "string_type":
        return _misshapen(item["input"], document, place, "一段文字")
    if kind == "greater_than_equal":
        return problem(value_rule, document.where(place), what=f"{shown}：不能小于 {item['ctx']['ge']}")
    if kind == "too_long":
        return problem(value_rule, document.where(place), what=f"{shown}：最多 {item['ctx']['max_length']} 项")
    if kind in ("too_short", "string_too_short"):
        return problem(value_rule, document.where(place), what=f"{shown}：不能是空的")
    return problem(value_rule, document.where(place), what=f"{shown or '这里'}：填写的值不对")


def _misshapen(data: Any, document: Document, loc: Loc, wanted: str) -> Problem:
    words = [part for part in loc if isinstance(part, str)]
    name = words[-1] if words else "这里"
    if loc and isinstance(loc[-1], int):
        name = f"{name if words else ''}第 {loc[-1] + 1} 项"
    if isinstance(data, str) and "：" in data and "键" in wanted:
        return problem(
            "S003",
            document.where(loc),
            what=f"{name}：应是{wanted}，现在是一段带全角冒号的文字",
            fix="把“：”改成英文冒号加一个空格“: ”",
        )
    return problem("S003", document.where(loc), what=f"{name}：应是{wanted}，现在是{shape_of(data)}")


def _locate(loc: tuple[int | str, ...], fields: Any) -> Loc:
    """The part of pydantic's location that exists in the file (union tags and the like are its own)."""
    here, found = fields, []
    for part in loc:
        if (isinstance(here, dict) and isinstance(part, str) and part in here) or (
            isinstance(here, list) and isinstance(part, int) and part < len(here)
        ):
            here = here[part]  # type: ignore[index]
            found.append(part)
        elif isinstance(here, dict) and part == loc[-1]:
            found.append(part)
    return tuple(found)


def _keys_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> set[str]:
    """The keys that the model at the end of ``loc`` knows."""
    here: Any = model
    for part in loc[:-1]:
        if isinstance(part, int) or not (isinstance(here, type) and issubclass(here, BaseModel)):
            continue
        names = {(info.alias or name): info.annotation for name, info in here.model_fields.items()}
        here = _model_in(names.get(part)) or here
    return {info.alias or name for name, info in here.model_fields.items()}


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_in(inner)
        if found:
            return found
    return None
