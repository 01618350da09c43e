"""The indicator system with the columns of the published table: PDF, HTML, JSON, workbook."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from scoring.documents.layout import Page
from scoring.documents.self_assessment.model import Cover
from scoring.indicators.class_terms import class_lines
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.indicators.scope import Classes, told
from scoring.rules import JUDGED
from scoring.rules.words import spoken
from scoring.values import format_short
from scoring.views.columns import pick, sheet_of
from scoring.views.evidence import requirement_title
from scoring.views.head import BASIS_NAMES
from scoring.views.indicator import indicator_view
from scoring.views.sheet import Column, Sheet, runs
from scoring.views.veto import effect_words
from scoring.views.words import chinese_date

REFERENCE = "参考稿，非发布机关文本"
"""What stands on the cover in place of an issuer of a tree that calls itself 参考."""
KIND_LABELS = {"base": "", "bonus": "加分", "penalty": "倒扣"}
CONDITIONS = {
    "total": "总分达到规定分数",
    "rate": "各项得分率达到规定比例",
    "binding": "约束性指标全部得满分",
    "count": "规定数量的指标得满分",
    "completeness": "完成度达到规定比例",
    "evidence": "必备佐证满足率达到规定比例",
    "no_veto": "没有触发一票否决",
    "rectified": "整改事项全部销号",
}
"""What a condition says that carries no text of its own."""
ROW_HOLDS = {2: 16, 1: 24}
"""Characters of a level's cell in one row of four lines, by the number of such columns."""


LEAF = "末级指标"
"""Stands over the names of the leaves until it is known what the tree calls its last level."""


@dataclass(frozen=True, slots=True)
class TreeLine:
    """One leaf as printed. ``number`` is the published one where it differs from the code."""

    code: Annotated[str, Column("编号", 9, centre=True)]
    number: Annotated[
        str,
        Column("序号", 8, centre=True, place=-1, cell=lambda line: line.number or line.code),
    ]
    name: Annotated[str, Column(LEAF, 34, cell=lambda line: line.name + "★" * line.binding)]
    binding: bool
    points: Annotated[str, Column("分值", 8, number=True)]
    text: Annotated[str, Column("评分标准", 52, cell=lambda line: "\n".join(line.standard))]
    rule: str
    spoken: Annotated[str, Column("规则参数", 30)]
    basis: Annotated[str, Column("依据", 26, place=1)]
    methods: Annotated[str, Column("测评方式", 12, centre=True)]
    evidence: Annotated[
        tuple[str, ...], Column("佐证材料", 30, cell=lambda line: "\n".join(line.evidence))
    ]
    lead: Annotated[
        str, Column("牵头单位", 16, cell=lambda line: line.lead or ("—" if line.support else ""))
    ]
    support: Annotated[str, Column("责任单位", 18)]
    due: Annotated[str, Column("完成时限", 12, centre=True)]
    proposed: str
    kinds: tuple[str, ...] = ()

    @property
    def standard(self) -> tuple[str, ...]:
        """What is asked for: the text of the tree, the rule, and what holds for some classes."""
        return tuple(part for part in (self.text, self.rule, *self.kinds) if part)


@dataclass(frozen=True, slots=True)
class TreeGroup:
    """The leaves under one node of the last level but one.

    ``above`` are the merged cells to their left, ``leads`` the units that lead each of them.
    """

    above: tuple[str, ...]
    leads: tuple[str, ...]
    lines: tuple[TreeLine, ...]

    @property
    def tall(self) -> bool:
        """Whether the cells of the levels need more height than a row is sure to have."""
        wide = ROW_HOLDS.get(len(self.above), 0)
        return any(len(cell) > wide for cell in self.above)

    @property
    def again(self) -> str:
        """What the head of a page says where the group goes on; empty in a one-level tree."""
        names = [cell.split("\n", 1)[0] for cell in self.above if cell]
        if names:
            return f"{'　'.join(names)}（续）"
        return ""


@dataclass(frozen=True, slots=True)
class TreeReport:
    """The whole document. ``apart`` says which points of the table are not part of ``total``."""

    cover: Cover
    id: str
    levels: tuple[str, ...]
    statement: str
    total: str
    apart: str
    groups: tuple[TreeGroup, ...]
    vetoes: tuple[tuple[str, str, str], ...]
    conditions: tuple[tuple[str, str, str], ...]
    terms: tuple[tuple[str, str], ...]


def tree_page(tree: IndicatorTree, today: date) -> Page:
    """The document of one tree; ``today`` is printed on its cover."""
    report = tree_report(tree, today)
    return Page(
        report.cover.title,
        tree.head.issuer or "",
        "tree.html.j2",
        {"report": report, "columns": {"about": ABOUT}},
        report,
        _sheets(report),
        ("landscape.css", "tree.css"),
        # It comes back by import: in Word too it has to be the table, not the page.
        tables=True,
    )


def tree_report(tree: IndicatorTree, today: date) -> TreeReport:
    """Everything that the document says, as it is printed."""
    head = tree.head
    total = tree.full_text
    return TreeReport(
        cover=_cover(tree, total, today),
        id=tree.id,
        levels=head.levels,
        statement=statement(tree),
        total=total,
        apart=_apart(tree),
        groups=tuple(_groups(tree)),
        vetoes=tuple(
            (
                veto.code,
                veto.name + _only(veto.applies_to),
                effect_words(veto),
            )
            for veto in head.vetoes
        ),
        conditions=tuple(
            (
                item.id or str(index),
                (item.text or CONDITIONS[item.type]) + _only(item.applies_to),
                item.source or "",
            )
            for index, item in enumerate(tree.criteria, 1)
        ),
        terms=_terms(tree),
    )


def _only(applies_to: Classes) -> str:
    if applies_to:
        return f"（适用：{told(applies_to)}）"
    return ""


def statement(tree: IndicatorTree) -> str:
    """What the points rest on, in one sentence that is printed on every copy."""
    points = tree.head.points
    stated = points is not None and points.source not in (None, BASIS_NAMES[tree.points_basis])
    if points is not None and stated:
        source = f"（{points.source}）"
    else:
        source = ""
    match tree.points_basis:
        case "published":
            return f"分值来源：官方公布{source}。"
        case "equal":
            return (
                f"分值来源：平均分配{source}。本体系没有写明分值，按100分逐级平均，仅供自查参考。"
            )
        case _:
            return f"分值来源：测算{source}，不是发布机关公布的分值，仅供自查参考。"


def _cover(tree: IndicatorTree, total: str, today: date) -> Cover:
    head = tree.head
    nodes = list(tree.walk())
    sizes = [sum(node.level == level for node in nodes) for level in range(1, len(head.levels) + 1)]
    facts = [("体系编号", tree.id)]
    facts += [("版本", head.edition)] if head.edition else []
    facts += [("发布", _published(tree))] if head.issuer and head.issuer != REFERENCE else []
    facts += [("来源", head.source)] if head.source else []
    facts += [
        *tree.scope.facts,
        (
            "指标数量",
            "，".join(f"{name}{size}个" for name, size in zip(head.levels, sizes, strict=True)),
        ),
        ("基本分", f"{total}分"),
        ("分值来源", BASIS_NAMES[tree.points_basis]),
        # Enough to compare two copies by eye; the whole digest stands at the end.
        ("校验值", tree.sha256[:16]),
    ]
    # What ships is in our own words: an authority's name on the cover would pass it
    # off as its text.
    if refers(tree):
        issuer = f"（{REFERENCE}）"
    elif head.issuer:
        issuer = f"发布：{_published(tree)}"
    else:
        issuer = ""
    return Cover(head.title, "", "", issuer, "", f"打印日期：{chinese_date(today)}", tuple(facts))


def refers(tree: IndicatorTree) -> bool:
    """Whether the tree calls itself 参考: it is then no text of the authority that it names."""
    return "参考" in f"{tree.title}{tree.head.issuer or ''}"


def _published(tree: IndicatorTree) -> str:
    """Who issued it, and in which year or edition."""
    edition = tree.head.edition or ""
    year = f"{edition}年" if re.fullmatch(r"\d{4}", edition) else edition
    return " ".join(part for part in (tree.head.issuer, year) if part)


def _groups(tree: IndicatorTree) -> list[TreeGroup]:
    depth = len(tree.head.levels)
    groups: list[tuple[tuple[str, ...], tuple[str, ...], list[TreeLine]]] = []
    for leaf in tree.leaves():
        steps = tree.path(leaf.code)[:-1][: depth - 1]
        blank = ("",) * (depth - 1 - len(steps))
        above = tuple(_heading(node) for node in steps) + blank
        if not groups or groups[-1][0] != above:
            groups.append((above, tuple("、".join(node.record.lead) for node in steps) + blank, []))
        groups[-1][2].append(_line(leaf))
    return [TreeGroup(above, leads, tuple(lines)) for above, leads, lines in groups]


def _heading(node: Indicator) -> str:
    label = f"，{KIND_LABELS[node.kind]}" if node.kind != "base" else ""
    fold = "，按板块折算" if node.record.fold else ""
    kinds = "".join(f"\n{line}" for line in class_lines(node))
    number = node.record.number or node.code
    joint = "" if number[-1:] in "、.．)）" else " "
    return f"{number}{joint}{node.name}（{format_short(node.points)}分{label}{fold}）{kinds}"


def _level_cell(heading: str, lead: str) -> str:
    """A merged cell; a stroke says that the leaf beside it stands on a higher level, where an empty
    cell would not.
    """
    if lead:
        return f"{heading}\n牵头单位：{lead}"
    return heading or "—"


def _line(leaf: Indicator) -> TreeLine:
    view = indicator_view(leaf)
    # A leaf that states no requirement has this one implied.
    evidence = ["至少一件有效佐证"]
    if leaf.requirements is not None:
        evidence = [requirement_title(item) for item in leaf.requirements] or ["不要求佐证"]
    label = KIND_LABELS[leaf.kind]
    return pick(
        TreeLine,
        view,
        number="" if view.number == leaf.code else view.number,
        points=view.points + (f"（{label}）" if label else ""),
        spoken=spoken(leaf.rule) if leaf.rule and leaf.rule is not JUDGED else "",
        evidence=tuple(evidence),
        proposed="、".join(leaf.record.proposed),
        kinds=class_lines(leaf),
    )


def _terms(tree: IndicatorTree) -> tuple[tuple[str, str], ...]:
    head, bonus = tree.head, tree.head.bonus
    nodes = list(tree.walk())
    strict = head.support == "strict"
    rows = [*tree.scope.facts, ("不适用的处理", str(head.not_applicable))]
    for policy, codes in _exceptions(tree):
        rows.append(("不适用的处理（例外）", f"{'、'.join(codes)}：{policy}"))
    folded = [node for node in nodes if node.record.fold]
    if folded:
        names = "、".join(
            f"{node.code} {node.name}（{format_short(node.points)}分）" for node in folded
        )
        sentence = "下级指标的分值是板块自己的分值，得分按板块的分值折算"
        rows.append(("按板块折算", f"{names}：{sentence}"))
    # Who edits the table and imports it has to know what it cannot carry back.
    if any(node.record.applies_to or node.variants for node in nodes):
        sentence = "对象类别的适用范围和分类规定只在 YAML 里起作用，从本表导入时不会带回"
        rows.append(("导回", sentence))
    carried = "必备佐证缺一项即不计分" if strict else "得分按必备佐证满足的比例计"
    rows.append(("佐证支撑", carried))
    if bonus.cap is not None:
        rows.append(("加分上限", f"{format_short(bonus.cap)}分"))
    if bonus.gate is not None:
        rows.append(("加分门槛", f"折算分达到{format_short(bonus.gate)}分才计加分"))
    if head.grades:
        grades = (f"{grade.name}：{format_short(grade.lowest)}分及以上" for grade in head.grades)
        rows.append(("等次", "；".join(grades)))
    rows.append(("校验值", tree.sha256))
    return tuple(rows)


def _apart(tree: IndicatorTree) -> str:
    kinds = [
        label
        for kind, label in KIND_LABELS.items()
        if label and any(leaf.kind == kind for leaf in tree.leaves())
    ]
    parts = [f"不含{'和'.join(kinds)}"] if kinds else []
    parts += ["折算板块按板块的分值计"] if any(node.record.fold for node in tree.walk()) else []
    if parts:
        return f"（{'；'.join(parts)}）"
    return ""


def _exceptions(tree: IndicatorTree) -> list[tuple[str, list[str]]]:
    """The nodes with another policy for 不适用 than what stands above them, by what it says."""
    exceptions: dict[str, list[str]] = defaultdict(list)
    for node in tree.walk():
        path = tree.path(node.code)
        above = path[-2].policy if len(path) > 1 else tree.head.not_applicable
        if node.policy != above:
            exceptions[str(node.policy)].append(node.code if node.leaf else f"{node.code}及下级")
    return list(exceptions.items())


ABOUT = (
    Column("类别", 12, centre=True, share=10),
    Column("编号", 8, centre=True, share=7),
    Column("内容", 60, share=45),
    Column("后果或来源", 60, share=38),
)


def _sheets(report: TreeReport) -> tuple[Sheet, ...]:
    """The table that the import reads back, and what the tree says beside it."""
    return _table(report), _about(report)


def _table(report: TreeReport) -> Sheet:
    above = report.levels[:-1]
    lines: list[TreeLine] = []
    level_cells: list[list[str]] = []
    for group in report.groups:
        cells = [
            _level_cell(cell, lead) for cell, lead in zip(group.above, group.leads, strict=True)
        ]
        lines += group.lines
        level_cells += [cells] * len(group.lines)
    table = sheet_of(
        "指标体系",
        report.cover.title,
        TreeLine,
        lines,
        before=[Column(name, 16, centre=True) for name in above],
        beside=level_cells,
        merged=len(above),
        notes=(report.statement, f"基本分合计{report.total}分{report.apart}。★ 约束性指标。"),
    )
    level_columns = (
        replace(column, heading=report.levels[-1]) if column.heading == LEAF else column
        for column in table.columns
    )
    return replace(table, columns=tuple(level_columns))


def _about(report: TreeReport) -> Sheet:
    lines = [("说明", "", report.statement, "")]
    lines += [("一票否决", code, name, effect) for code, name, effect in report.vetoes]
    lines += [("创建条件", code, text, source) for code, text, source in report.conditions]
    lines += [("评分办法", "", label, text) for label, text in report.terms]
    return Sheet("说明", "条件与说明", ABOUT, tuple(lines), tuple(runs(lines, 0)))
