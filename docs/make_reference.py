"""Writes the reference pages from the code: all of docs/problems.md, and the parameter tables of
docs/rules.md.

Run ``python docs/make_reference.py`` after a change of the catalogue or of a rule's parameters. The
tests compare the committed pages with what this script makes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scoring.problems import CATALOGUE, SEVERITY_NAMES, Kind
from scoring.rules import KINDS
from scoring.values import format_short

HERE = Path(__file__).resolve().parent
GROUPS = {
    "Y": "文件本身",
    "S": "内容的结构",
    "W": "workspace.yaml",
    "T": "指标体系",
    "E": "佐证登记表",
    "F": "轮次",
    "L": "整改清单",
    "B": "通报",
    "J": "操作记录",
    "G": "汇总",
}
MEANINGS = {
    "checklist.items": "应有的项目；只有名称的可以直接写成 `[甲, 乙]`",
    "checklist.items[].name": "项目名称，认定时按它填写",
    "checklist.items[].share": "占本指标分值的比例；没写的平分余下的部分，全部写了的合计须为 100%",
    "checklist.items[].key": "关键项：缺了它本指标不得分",
    "checklist.missing": "`share` 按具备的项目得分；`zero` 缺一项即不得分",
    "deduct.cases": "扣分情形",
    "deduct.cases[].name": "情形名称，认定时按它填写次数",
    "deduct.cases[].points": "每发生一次扣多少分",
    "deduct.cases[].max": "这种情形最多扣多少分",
    "deduct.cases[].zero_at": "达到这么多次，本指标不得分",
    "deduct.floor": "扣到这个分数为止",
    "ratio.full_at": "达到它得满分",
    "ratio.zero_below": "低于它不得分（正好等于的，照常按比例）",
    "threshold.at": "界限，正好在界限上得满分",
    "threshold.direction": "`at_least` 不低于界限为好；`at_most` 不超过界限为好",
    "threshold.loss": "每差一档扣多少分；不写的，未达到即不得分",
    "threshold.per": "一档是多少；不写的，带 % 的界限是 1%，否则是 1",
    "threshold.steps": "不足一档怎么算：`prorata` 按比例，`up` 按一档，`down` 不计",
    "threshold.gain": "每优于一档加多少分，计入加分",
    "threshold.gain_cap": "最多加多少分",
    "bands.bands": "各档，从高到低或从低到高都可以",
    "bands.bands[].from": "这一档的下限；不写为不限",
    "bands.bands[].to": "这一档的上限；不写为不限",
    "bands.bands[].closed": "只对这一档改变界限的归属",
    "bands.bands[].points": "这一档得多少分",
    "bands.closed": "界限归谁：`from` 包含下限，`to` 包含上限",
    "grade.grades": "各等次占本指标分值的比例，写成 `等次: 比例`",
    "survey.options": "各选项折合的分值（0 至 100），写成 `选项: 分值`",
    "rank.table": "第一名起各名次的分值",
    "rank.beyond": "名次表以外怎么算；不写的，表外的名次不能填",
    "rank.beyond.step": "每再退一名减多少分（倒数的，每再进一名）",
    "rank.beyond.floor": "减到这个分数为止",
    "rank.reverse": "从最后一名数起",
    "rank.to_first": "不用名次表，按与第一名的比例得分",
    "ladder.steps": "各层级的分值，写成 `层级: 分值`",
    "sample.any_fail": "`zero`：有一个不合格即不得分",
    "sample.per_fail": "每个不合格扣多少分；与 any_fail 二选一",
    "mean.full": "每个对象的满分",
    "external.full": "所引用考核的满分",
    "judged.min": "最低可评多少分",
    "judged.max": "最高可评多少分；不写的，以指标分值为限",
}


def problems_page() -> str:
    """docs/problems.md: every rule of the catalogue."""
    parts = [
        "# 问题编号\n\n"
        "`shifan check` 和其他命令指出的每个问题都带一个编号。这一页逐条说明它的意思、错误和正确的写法、怎样改。\n"
        "本页由 `python docs/make_reference.py` 从程序生成，请不要手工修改。\n\n"
        "- **错误**：数据不可靠，`check` 返回 1。\n"
        "- **错误（文件）**：整个文件或工作区读不成，`check` 返回 3。\n"
        "- **警告**：不影响计算，但多半要处理；**提示**：只是告知。\n"
    ]
    for letter, title in GROUPS.items():
        kinds = sorted(
            (kind for kind in CATALOGUE.values() if kind.rule[0] == letter),
            key=lambda kind: kind.rule,
        )
        parts.append(f"\n## {letter}：{title}\n")
        parts += [_problem(kind) for kind in kinds]
    return "".join(parts)


def _problem(kind: Kind) -> str:
    severity = SEVERITY_NAMES[kind.severity] + ("（文件）" if kind.unreadable else "")
    return (
        f'\n<a id="{kind.rule}"></a>\n### {kind.rule} {kind.title}\n\n{severity}。{kind.fix}。\n\n'
        f"错误的写法：\n\n{_shown(kind.bad)}\n正确的写法：\n\n{_shown(kind.good)}"
    )


def _shown(example: str) -> str:
    return f"{example}\n" if example.startswith("（") else f"```text\n{example}\n```\n"


def parameter_table(kind: str) -> str:
    """The table of a rule kind's parameters, as Markdown."""
    rows = [
        f"| `{name}` | {shape} | {default} | {meaning} |"
        for name, shape, default, meaning in _rows(kind)
    ]
    finding = f"认定写成：`{KINDS[kind].example}`\n"
    if not rows:
        return f"没有参数。{finding}"
    return "\n".join(
        ["| 参数 | 填什么 | 不写时 | 意思 |", "| --- | --- | --- | --- |", *rows, "", finding]
    )


def _rows(kind: str) -> Iterator[tuple[str, str, str, str]]:
    for path, info in _fields(KINDS[kind], ""):
        if path == "type" or path.startswith("quantities"):
            continue
        yield path, _shape(info), _default(info), MEANINGS[f"{kind}.{path}"]


def _fields(model: type[BaseModel], above: str) -> Iterator[tuple[str, FieldInfo]]:
    for name, info in model.__pydantic_fields__.items():
        path = above + (info.alias or name)
        yield path, info
        inner = _record(info.annotation)
        if inner is not None:
            yield from _fields(inner, path + ("[]." if "tuple" in str(info.annotation) else "."))


def _record(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_record(inner) for inner in get_args(annotation) if inner is not Ellipsis)
    return next((inner for inner in found if inner is not None), None)


def _shape(info: FieldInfo) -> str:
    text = f"{info.annotation} {info.metadata}"
    words = [
        word
        for part in get_args(info.annotation)
        for word in (part, *get_args(part))
        if isinstance(word, str)
    ]
    if _record(info.annotation) is not None:
        return "列表" if "tuple" in text else "一组键值"
    shape = (
        " 或 ".join(f"`{word}`" for word in words)
        if words
        else "`true` 或 `false`"
        if "bool" in text
        else "比例"
        if "_share" in text
        else "数或百分数"
        if "Quantity" in text
        else "整数"
        if "int" in text.split("Before")[0]
        else "文字"
        if "Fraction" not in text
        else "分值"
    )
    return f"{shape}的列表" if "tuple" in text else "一组键值" if "dict" in text else shape


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "必填"
    value = info.default
    if value is None or value == ():
        return "—"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{format_short(value) if isinstance(value, Fraction) else value}`"


def rules_page(page: str) -> str:
    """docs/rules.md with its parameter tables written anew; raises ``ValueError`` for a rule kind
    without a place.
    """
    for kind in KINDS:
        begin, end = f"<!-- 参数 {kind} 开始 -->", f"<!-- 参数 {kind} 结束 -->"
        place = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        found = place.search(page)
        if found is None:
            raise ValueError(kind)
        page = (
            page[: found.start()] + f"{begin}\n{parameter_table(kind)}{end}" + page[found.end() :]
        )
    return page


def main() -> None:
    """Writes both pages."""
    (HERE / "problems.md").write_text(problems_page(), encoding="utf-8", newline="\n")
    rules = HERE / "rules.md"
    rules.write_text(rules_page(rules.read_text("utf-8")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
