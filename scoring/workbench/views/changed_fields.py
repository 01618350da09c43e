"""What a change did to a record, field by field, in the words of the pages: 不合格数 2 → 1."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.engine.scores import CAUSE_NAMES
from scoring.rectification.ledger import MOVE_NAMES, SOURCE_NAMES
from scoring.rounds.parts import NAMES as PART_NAMES
from scoring.rounds.sampling import BY_NAMES
from scoring.schema import WORDS
from scoring.storage.journal_index import bare_key
from scoring.workspace.changes import LEDGER, REGISTER
from scoring.yamlio import parse

LONGEST = 120
"""Characters of a value; the rest stands in the file."""
FIRST_FIELDS = 5
"""So many fields of a new record are shown."""
UNSEEN = frozenset({"id", "sha256", "size", "stamp", "basis_sha256"})
"""Keys that only the program reads."""
OWNERS = {REGISTER: "Evidence", LEDGER: "Item"}
MORE_WORDS = {
    "seed": "种子",
    "frame": "名册摘要",
    "pieces": "抽材料",
    "indicators": "抽中的指标",
    "size": "抽几项",
    "aliases": "别名",
    "units": "单位",
    "roles": "角色",
    "members": "成员",
    "locked": "定稿",
    "deadline": "截止",
    "name": "名称",
    "points": "分值",
    "handlers": "经办人",
    "round": "轮次",
    "target": "创建目标",
    "classes": "对象类别",
    "approvers": "批准延期的人",
    "deputy_of": "代理谁",
    "notices": "通报的规定",
    "same": "同一个问题的算法",
    "interview": "第几次起约谈",
    "referral": "第几次起移交",
    "code": "代码",
    "show_unit_scores": "公开各单位得分",
    "report": "报告封面和文字部分",
    "seal": "用印页",
    "inspection": "核验的规定",
    "differ": "须仲裁的分差",
    "as_of": "评估日",
    "window": "材料时间窗",
    "assessor": "评分单位",
    "inspectors": "评查人员",
    "basis": "依据",
    "group": "评查组",
    "arbitration": "仲裁轮次",
    "assignments": "评查分工",
    "parts": "各单位报送",
    "handed_in": "交卷",
    "questions": "问专班",
    "withdrawn": "撤回的评分",
    "sample": "抽样记录",
    "edition": "版本",
    "levels": "各级指标的叫法",
    "bonus": "加分的规定",
    "grades": "等次",
    "vetoes": "一票否决事项",
    "synonyms": "同义词",
    "method_shares": "各测评方式的份额",
    "number": "原文编号",
    "binding": "约束性指标",
    "methods": "测评方式",
    "applies_to": "适用对象",
    "fold": "下级分值折算",
    "proposed": "没有确认的推定",
    "strata": "各层",
    "chance": "抽中的可能",
    "cases": "案卷抽样",
}
"""Names of keys that stand in no record of a person's own."""
OF_A_SAMPLE = {"by": "分层办法", "methods": "选的测评方式", "units": "选的单位"}
"""What keys of a draw mean that mean something else elsewhere."""
STATES: dict[str, str] = {
    **{str(by): name for by, name in BY_NAMES.items()},
    "pending": "待审",
    "accepted": "已采纳",
    "returned": "已退回",
    "withdrawn": "已撤回",
    "proposed": "待确认",
    "true": "是",
    "false": "否",
    "ongoing": "持续推进",
    "": "（空）",
}
Deeds = Mapping[Any, str]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; "" where it was not there."""

    name: str
    before: str
    after: str


def changed_fields(
    name: str, before: str, after: str, labels: Mapping[str, str] | None = None
) -> list[FieldChange]:
    """The fields of the record ``file#address`` that differ between two texts of it.

    ``labels`` are names of fields that mean something else here: what a rule counts. A record that
    is new, or gone, is told by its first fields.
    """
    old, new = record_fields(before, bare_key(name)), record_fields(after, bare_key(name))
    if name.endswith("#/sample"):
        labels = OF_A_SAMPLE
    rows = differing_fields(name.partition("#")[0], old, new, labels)
    if old and new:
        return rows
    return rows[:FIRST_FIELDS]


def differing_fields(
    file: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    labels: Mapping[str, str] | None = None,
) -> list[FieldChange]:
    """The same of the fields of a record of ``file`` as they were and as they are."""
    deeds: Deeds = MOVE_NAMES if file == LEDGER else PART_NAMES
    rows = []
    for key in dict.fromkeys([*old, *new]):
        if key in UNSEEN or old.get(key) == new.get(key):
            continue
        title = (labels or {}).get(key) or _title(file, key)
        rows.append(_row(deeds, title, key, old.get(key), new.get(key)))
    return rows


def _row(deeds: Deeds, title: str, key: str, old: Any, new: Any) -> FieldChange:
    """One field as it was and as it is; of a list of records what went and what came."""
    if isinstance(old, list | None) and isinstance(new, list):
        before = old or []
        added = [item for item in new if item not in before]
        gone = [item for item in before if item not in new]
        if any(isinstance(item, Mapping) for item in [*added, *gone]):
            return FieldChange(title, _listed(deeds, key, gone), _listed(deeds, key, added))
    return FieldChange(title, _listed(deeds, key, [old]), _listed(deeds, key, [new]))


def record_fields(text: str, key: str) -> dict[str, Any]:
    """The fields of a record's text: an item of a list, or an entry of a map; none of no text."""
    if not text.strip():
        return {}
    data, _, _ = parse(textwrap.dedent(text), "")
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if isinstance(data, dict) and list(data) == [key]:
        data = data[key]
    if isinstance(data, dict):
        return {str(name): value for name, value in data.items()}
    if data is not None:
        return {"": data}
    return {"": text.strip()}


def record_title(key: str) -> str:
    """What a record is called by its key: a code, a number or a name as it is, a part of the head
    of a file in words.
    """
    return MORE_WORDS.get(key) or WORDS.get(key) or key


def _title(file: str, key: str) -> str:
    return (
        WORDS.get(f"{OWNERS.get(file, '')}.{key}")
        or WORDS.get(key)
        or MORE_WORDS.get(key)
        or key
        or "内容"
    )


def _listed(deeds: Deeds, key: str, values: list[Any]) -> str:
    text = "；".join(_words(deeds, key, value) for value in values if value is not None)
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}…"


def _words(deeds: Deeds, key: str, value: Any) -> str:
    """A value as people read it; a step of a record (who, when, what) as one sentence."""
    if isinstance(value, Mapping):
        if "do" in value:
            return _step(deeds, value)
        return _map(deeds, value)
    if isinstance(value, list | tuple):
        return "、".join(_words(deeds, key, item) for item in value) or "（空）"
    text = " ".join(str(value).split())
    if key == "cause":
        return CAUSE_NAMES.get(text, text)
    if key == "source":
        return SOURCE_NAMES.get(text, text)
    return STATES.get(text, text)


def _map(deeds: Deeds, value: Mapping[str, Any]) -> str:
    parts = [
        f"{_title('', str(key))} {_words(deeds, str(key), item)}"
        for key, item in value.items()
        if key not in UNSEEN
    ]
    return "，".join(parts)


def _step(deeds: Deeds, value: Mapping[str, Any]) -> str:
    """One event: 11月26日 李明 退回：录像缺文字说明."""
    do = str(value.get("do", ""))
    head = " ".join(
        str(part) for part in (value.get("on"), value.get("by"), deeds.get(do, do)) if part
    )
    note = value.get("note")
    pieces = value.get("evidence")
    more = [str(note)] if note else []
    more += ["附 " + _words(deeds, "evidence", pieces)] if pieces else []
    return head + (f"：{'，'.join(more)}" if more else "")
