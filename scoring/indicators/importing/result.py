"""What an import hands over: the tree, what was counted, and every doubt."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from scoring.indicators.importing.emit import emit
from scoring.indicators.importing.grouping import grouped
from scoring.indicators.importing.kinds import NAMES
from scoring.indicators.importing.notices import CATALOGUE, UNFIT, Notice, weight


@dataclass(frozen=True, slots=True)
class Source:
    """The imported file: its name, the digest of its bytes, its kind, and the day it was read where
    that was told.
    """

    name: str
    sha256: str
    kind: str
    read_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """One imported document.

    ``tree`` is plain data in the format of a tree file; ``counts`` the nodes on each level;
    ``clauses`` the responsibility clauses found, by keyword; ``units`` the distinct unit names in
    order of appearance, collective names included; ``points`` the sum that the outermost levels
    state ("" where none), ``unpointed`` how many of them state none; ``deadlines`` how many leaves
    got a ``due``; ``kind`` a key of ``kinds.NAMES``; ``documents`` the titles of the documents in a
    file that holds several.
    """

    tree: dict[str, Any]
    source: Source
    counts: tuple[int, ...]
    clauses: dict[str, int]
    units: tuple[str, ...]
    points: str
    deadlines: int
    notices: tuple[Notice, ...] = field(default_factory=tuple)
    kind: str = ""
    documents: tuple[str, ...] = ()
    unpointed: int = 0

    @property
    def unfit(self) -> tuple[Notice, ...]:
        """Return the doubts with which the result is not fit for use."""
        return tuple(notice for notice in self.notices if notice.rule in UNFIT)

    @property
    def fit(self) -> bool:
        """Say whether the result may be called fit: the right kind of document, totals and counts
        that agree.
        """
        return not self.unfit

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
            f"文稿：{NAMES.get(self.kind, '看不出种类')}{f'，{len(self.documents)} 篇' if self.documents else ''}",
            *(f"不能直接使用：{notice.what}（{notice.rule}）" for notice in self.unfit),
            f"来源：{self.source.name}",
            f"SHA-256：{self.source.sha256}",
            f"标题：{self.tree['title']}",
            "指标："
            + "，".join(
                f"{name} {count} 项" for name, count in zip(names, self.counts, strict=True)
            ),
            f"责任条款：牵头 {self.clauses['lead']} 条，责任 {self.clauses['support']} 条",
            f"单位：{len(self.units)} 个" + (f"（{'、'.join(self.units)}）" if self.units else ""),
            f"分值：{self._points()}",
            f"完成时限：{self.deadlines} 项",
            f"存疑：{len(self.notices)} 处",
            *grouped(self.notices),
        ]
        return "\n".join(lines) + "\n"

    def _points(self) -> str:
        if not self.points:
            return "原件没有分值"
        return f"合计 {self.points} 分" + (
            f"，另有 {self.unpointed} 项没有分值" if self.unpointed else ""
        )


def to_yaml(imported: Imported) -> str:
    """Return the tree file: a head of comments with source, digest and what to check, then the
    tree.
    """
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
        comments.extend(
            f"  {rule} {CATALOGUE[rule].title}：{count} 处"
            for rule, count in sorted(
                rules.items(), key=lambda entry: (-weight(entry[0]), entry[0])
            )
        )
    return emit(imported.tree, comments)
