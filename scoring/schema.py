"""From a document's data to frozen models, with every fault reported
in Chinese at its line and column.

A faulty field costs only itself: it is reported, left out, and the rest of the record is read, so
that one run shows all faults and later checks can go on with what is sound. Messages call a key by
its Chinese word, with the key itself in quotes beside it for those who type it; who fills in a
workbook or the review book is shown the word alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from scoring.problems import LISTED, Problem, problem
from scoring.spots import Loc
from scoring.values import did_you_mean, shape_of
from scoring.yamlio import Document

M = TypeVar("M", bound=BaseModel)

_KEYS = """
score=得分 reason=理由 note=备注 opinion=评查意见 opened=查阅的佐证 place=地点 people=访谈对象 by=姓名
untrue=不实佐证 penalty=扣分 arbitrates=仲裁 claimed=自评分 by_method=各测评方式的评分 MethodMark.of=满分
photos=现场照片 not_applicable=不适用 NotApplicable.not_applicable=不适用的原因 approved_by=同意的单位
authority=认定机关
met=是否达到 has=已具备的项目 counts=次数 done=完成数 of=总数 value=数值 best=第一名数值 grade=等次 votes=票数
rank=名次 awards=获奖事项 matter=事项 level=级别 checked=抽查数 failed=不合格数 values=各对象得分
id=编号 file=文件 url=网址 seen=查看日期 sha256=校验值 Evidence.size=字节数 kind=种类 Evidence.title=题名
title=标题 doc_no=文号 Evidence.issuer=责任者 issuer=发布机关 date=日期 valid=有效期 from=起 to=止 unit=单位
caption=图片说明 proves=证明内容 review=审核 indicator=指标 item=佐证要求 locate=所在位置 what=证明了什么
state=状态 tree=指标体系 on=日期 stamp=审核摘要 evidence=佐证 TreeRecord.support=佐证的支撑办法
source=来源 cause=失分原因 problem=问题 lost=失分 lead=牵头单位 support=责任单位 person=责任人 effort=人日
after=前置事项 due=时限 measures=整改措施 events=经过 text=内容 Measure.done=完成日期 do=办理 Event.to=延期到
SampleRecord.by=分层办法 ReportPart.place=放在哪里
bound=装订位置 part_of=分解自 next=下次复核日期 decided_by=决定人
Event.measure=第几条措施 Event.was=原定日期 Event.record=谈话记录 Event.of=更正的步骤 despite=失分仍在而销号的理由
"""
WORDS = dict(pair.split("=") for pair in _KEYS.split())
"""What the keys of findings, register and ledger are called; ``Record.key`` where one record means
something else."""


class Record(BaseModel):
    """Base of everything that a file holds: frozen, and without keys that no version knows."""

    # Unknown keys are refused and not ignored: a slip of the
    # pen in ``not_aplicable`` would be silent.
    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True
    )


class Nameless:
    """Records of a list in which nothing stands: after the first thousand they are counted, not
    read one by one.
    """

    def __init__(self) -> None:
        self._seen = {"S002": 0, "S003": 0}

    def counts(self, data: Any) -> bool:
        """Whether a record is one of those that are only counted."""
        if data or not (data is None or isinstance(data, dict)):
            return False
        rule = "S003" if data is None else "S002"
        self._seen[rule] += 1
        return self._seen[rule] > LISTED + 1

    def told(self, problems: list[Problem]) -> list[Problem]:
        """The problems, where the last one that was told of such a record stands
        for all that were counted.
        """
        for rule, seen in self._seen.items():
            if seen > LISTED + 1:
                last = max(index for index, item in enumerate(problems) if item.rule == rule)
                problems = [
                    *problems[:last],
                    replace(problems[last], more=seen - LISTED - 1),
                    *problems[last + 1 :],
                ]
        return problems


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

    ``skip`` names keys that the caller reads by itself. ``rules`` are the ids for an unknown key
    and for a bad value.
    """
    if not isinstance(data, dict):
        return None, [_misshapen(data, document, loc, "一组“键: 值”")]
    fields = {key: value for key, value in data.items() if key not in skip}
    problems: list[Problem] = []
    # Keys that are wrong are told and left out, until the others make a record: a check of the
    # whole record (its validators) speaks only once every key by itself is sound.
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
        # Where only required keys are missing, or a required one is wrong, nothing can be salvaged.
        if not present or not present.isdisjoint(_required(model)):
            return None, problems
        fields = {key: value for key, value in fields.items() if key not in bad}
    return None, problems


def _required(model: type[BaseModel]) -> Iterator[str]:
    """The keys, as the file writes them, without which there is no record."""
    for name, info in model.model_fields.items():
        if info.is_required():
            yield info.alias or name


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
    key_names = _named(model, inner)
    kind, labels = item["type"], "、".join(key_names)
    unknown_rule, value_rule = rules
    if kind == "extra_forbidden":
        # Keys that the caller reads by itself are known at the top of the record too.
        allowed = sorted(_keys_at(model, item["loc"]) | (skip if len(inner) == 1 else frozenset()))
        fix = did_you_mean(str(inner[-1]), allowed, f"这里可用的键有：{'、'.join(allowed)}")
        return problem(
            unknown_rule, document.where(place, key=True), what=f"不认识的键“{inner[-1]}”", fix=fix
        )
    if kind == "missing":
        return problem(
            "S002",
            document.where(place[:-1] or loc),
            what=f"缺少{key_names[-1] if '“' in key_names[-1] else f'“{place[-1]}”'}",
            fix=f"补上 {place[-1]}: …",
        )
    if kind in ("literal_error", "enum"):
        what, fix = _not_an_option(item, labels)
        return problem(value_rule, document.where(place), what=what, fix=fix)
    if kind in _SHAPES:
        return _misshapen(item["input"], document, place, _SHAPES[kind])
    return problem(value_rule, document.where(place), what=_wrong_value(item, labels))


_SHAPES = {
    "list_type": "一个列表",
    "tuple_type": "一个列表",
    "dict_type": "一组“键: 值”",
    "model_type": "一组“键: 值”",
    "model_attributes_type": "一组“键: 值”",
    "string_type": "一段文字",
}
"""What should stand there, by the kind of error."""


def _not_an_option(item: ErrorDetails, shown: str) -> tuple[str, str]:
    """What is wrong with a word that is none of those that may stand there, and how to mend it."""
    # Pydantic names the options in English prose ('a', 'b' or 'c') and nowhere else.
    expected = str(item.get("ctx", {}).get("expected", ""))
    options = expected.replace("'", "").replace(" or ", "、").replace(", ", "、")
    word = str(item["input"])
    fix = f"{did_you_mean(word, options.split('、'))}可填：{options}"
    return f"{shown}：“{word}”不是可用的值", fix


def _wrong_value(item: ErrorDetails, shown: str) -> str:
    """What is wrong with a value of the right shape."""
    match item["type"]:
        case "shifan":
            if shown:
                return f"{shown}：{item['msg']}"
            return str(item["msg"])
        case "greater_than_equal":
            return f"{shown}：不能小于 {item['ctx']['ge']}"
        case "too_long":
            return f"{shown}：最多 {item['ctx']['max_length']} 项"
        case "too_short" | "string_too_short":
            return f"{shown}：不能是空的"
    return f"{shown or '这里'}：填写的值不对"


def _misshapen(data: Any, document: Document, loc: Loc, wanted: str) -> Problem:
    words = [part for part in loc if isinstance(part, str)]
    name = key_label(words[-1]) if words else "这里"
    if loc and isinstance(loc[-1], int):
        name = f"{name if words else ''}第 {loc[-1] + 1} 项"
    # The usual slip at a Chinese keyboard, after which YAML sees one text instead of a map.
    if isinstance(data, str) and "：" in data and "键" in wanted:
        return problem(
            "S003",
            document.where(loc),
            what=f"{name}：应是{wanted}，现在是一段带全角冒号的文字",
            fix="把“：”改成英文冒号加一个空格“: ”",
        )
    return problem(
        "S003", document.where(loc), what=f"{name}：应是{wanted}，现在是{shape_of(data)}"
    )


def _locate(loc: tuple[int | str, ...], fields: Any) -> Loc:
    """The part of pydantic's location that exists in the file
    (union tags and the like are its own).
    """
    spot, steps = fields, []
    for part in loc:
        if _holds(spot, part):
            spot = spot[part]
            steps.append(part)
        elif isinstance(spot, dict) and part == loc[-1]:
            steps.append(part)
    return tuple(steps)


def _holds(data: Any, part: int | str) -> bool:
    """Whether a map has this key, or a list this place."""
    if isinstance(data, dict):
        return isinstance(part, str) and part in data
    return isinstance(data, list) and isinstance(part, int) and part < len(data)


def key_label(key: str, record: str = "") -> str:
    """A key as messages name it: its word and the key in quotes,
    or the key alone where it has no word.
    """
    word = WORDS.get(f"{record}.{key}") or WORDS.get(key)
    if word:
        return f"{word}“{key}”"
    return key


def without_keys(text: str) -> str:
    """A message without the keys in quotes that stand beside their words,
    for people who never see the file.
    """
    return _BESIDE.sub("", text)


_BESIDE = re.compile(
    "|".join(f"(?<={word})“{key.rpartition('.')[2]}”" for key, word in WORDS.items())
)


def _named(model: type[BaseModel], inner: Loc) -> list[str]:
    """The keys along a location as messages name them; names that users gave, such as a method's,
    stay as they are.
    """
    current: type[BaseModel] | None = model
    labels = []
    for part in inner:
        if isinstance(part, str):
            if current:
                models = {
                    (info.alias or name): info.annotation
                    for name, info in current.model_fields.items()
                }
            else:
                models = {}
            labels.append(key_label(part, current.__name__) if current and part in models else part)
            current = _model_in(models[part]) if part in models else current
    return labels


def _keys_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> set[str]:
    """The keys that the model at the end of ``loc`` knows."""
    current: Any = model
    for part in loc[:-1]:
        if isinstance(part, int) or not (
            isinstance(current, type) and issubclass(current, BaseModel)
        ):
            continue
        names = {
            (info.alias or name): info.annotation for name, info in current.model_fields.items()
        }
        current = _model_in(names.get(part)) or current
    return {info.alias or name for name, info in current.model_fields.items()}


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        inner_model = _model_in(inner)
        if inner_model:
            return inner_model
    return None
