"""What an import hands over: the tree, what was counted, and every doubt."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from scoring.indicators.importing.emit import emit
from scoring.indicators.importing.notices import CATALOGUE
from scoring.reading.notices import Notice


@dataclass(frozen=True, slots=True)
class Source:
    """The imported file: its name, the digest of its bytes, its kind, and the day it was read where that was told."""

    name: str
    sha256: str
    kind: str
    read_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """One imported document.

    ``tree`` is plain data in the format of a tree file; ``counts`` the nodes on each level; ``clauses`` the
    responsibility clauses found, by keyword; ``units`` the distinct unit names in order of appearance, collective names
    included; ``points`` the sum that the outermost levels state ("" where none); ``deadlines`` how many leaves got a
    ``due``.
    """

    tree: dict[str, Any]
    source: Source
    counts: tuple[int, ...]
    clauses: dict[str, int]
    units: tuple[str, ...]
    points: str
    deadlines: int
    notices: tuple[Notice, ...] = field(default_factory=tuple)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON output of ``shifan indicators import``."""
        return {
            "counts": list(self.counts),
            "clauses": dict(self.clauses),
            "units": list(self.units),
            "points": self.points or "0",
            "notices": [notice.as_dict() for notice in self.notices],
        }

    def summary(self) -> str:
        """Return what was found and every doubt, for the terminal and for ``--report``."""
        names = self.tree["levels"]
        lines = [
            f"来源：{self.source.name}",
            f"SHA-256：{self.source.sha256}",
            f"标题：{self.tree['title']}",
            "指标：" + "，".join(f"{name} {count} 项" for name, count in zip(names, self.counts, strict=True)),
            f"责任条款：牵头 {self.clauses['lead']} 条，责任 {self.clauses['support']} 条",
            f"单位：{len(self.units)} 个" + (f"（{'、'.join(self.units)}）" if self.units else ""),
            f"分值：{f'合计 {self.points} 分' if self.points else '原件没有分值'}",
            f"完成时限：{self.deadlines} 项",
            f"存疑：{len(self.notices)} 处",
        ]
        lines.extend(
            f"  {notice.rule} {notice.where}  {CATALOGUE[notice.rule].title}：{notice.what}→{notice.did}"
            for notice in self.notices
        )
        rules = Counter(notice.rule for notice in self.notices)
        if rules:
            lines.append("核对要点：")
            lines.extend(f"  {rule}（{count} 处）{CATALOGUE[rule].advice}" for rule, count in sorted(rules.items()))
        return "\n".join(lines) + "\n"


def to_yaml(imported: Imported) -> str:
    """Return the tree file: a head of comments with source, digest and what to check, then the tree."""
    source = imported.source
    rules = Counter(notice.rule for notice in imported.notices)
    comments = [
        f"由 {' '.join(source.name.split())} 导入，请人工核对。",
        f"来源文件 SHA-256：{source.sha256}",
        *([f"读取日期：{source.read_on.isoformat()}"] if source.read_on else []),
        "指标数：" + "、".join(
            f"{name} {count}" for name, count in zip(imported.tree["levels"], imported.counts, strict=True)
        ),
        f"责任条款：牵头 {imported.clauses['lead']}，责任 {imported.clauses['support']}；单位 {len(imported.units)} 个",
        "code 按位置编排；number 是原件的编号；proposed 列出由导入推定、尚未有人确认的项。",
    ]  # fmt: skip
    if rules:
        comments.append("存疑之处（详见导入报告）：")
        comments.extend(f"  {rule} {CATALOGUE[rule].title}：{count} 处" for rule, count in sorted(rules.items()))
    return emit(imported.tree, comments)
