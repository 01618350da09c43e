"""Two editions of an indicator system side by side: what stayed, moved, was split, merged, added or
removed.

Pure and deterministic. Every node of both trees stands in exactly one row, and a row that says
``unchanged`` has no difference in anything that the files can say about an indicator.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from scoring.indicators.agreement import name_key
from scoring.indicators.class_terms import variant_text
from scoring.indicators.criteria import Criterion
from scoring.indicators.matching import Certainty, Matching, Pair
from scoring.indicators.model import BonusTerms, Indicator, IndicatorTree, Veto, due_text
from scoring.indicators.scope import told
from scoring.values import format_short, percent

Change = Literal[
    "unchanged",
    "renamed",
    "moved",
    "split",
    "merged",
    "added",
    "removed",
    "points",
    "text",
    "rule",
    "evidence",
    "owners",
    "terms",
]
CHANGE_NAMES: dict[Change, str] = {
    "unchanged": "未变",
    "renamed": "改名",
    "moved": "移动",
    "split": "拆分",
    "merged": "合并",
    "added": "新增",
    "removed": "取消",
    "points": "分值变化",
    "text": "标准文字变化",
    "rule": "评分规则变化",
    "evidence": "佐证要求变化",
    "owners": "单位变化",
    "terms": "其他属性变化",
}
CERTAINTY_NAMES: dict[Certainty, str] = {"sure": "确定", "probable": "可能"}


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator, or one cut up or joined: its nodes in the old and the new tree, and what
    became of it.

    A pair has one node on each side. A split has one old leaf and the new nodes that took its
    place; a merge the other way round. ``changes`` holds every kind of difference, ``details`` a
    Chinese sentence for each that needs one.
    """

    old: tuple[Indicator, ...]
    new: tuple[Indicator, ...]
    changes: tuple[Change, ...]
    certainty: Certainty
    agreement: float
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeadChange:
    """A difference in what the tree says about itself: points, conditions, vetoes."""

    key: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole result; ``rows`` follow the new tree, removed nodes stand where they stood in the
    old one.

    ``by_old`` gives the row of each node of the old tree.
    """

    old: IndicatorTree
    new: IndicatorTree
    rows: tuple[Row, ...]
    head: tuple[HeadChange, ...]
    by_old: Mapping[str, Row]

    @property
    def counts(self) -> dict[Change, int]:
        """How many rows show each kind of change; all kinds, in a fixed order."""
        counter = Counter(change for row in self.rows for change in row.changes)
        return {change: counter[change] for change in CHANGE_NAMES}

    @property
    def equal(self) -> bool:
        """Whether nothing at all differs."""
        return not self.head and all(row.changes == ("unchanged",) for row in self.rows)


def compare(old: IndicatorTree, new: IndicatorTree) -> Comparison:
    """Compares two editions."""
    matching = Matching(old, new)
    rows = [_pair_row(pair, matching) for pair in matching.pairs.values()]
    for group in matching.splits:
        details = _apart(group.parts)
        rows.append(Row((group.whole,), group.parts, ("split",), "probable", 0.0, details))
    for group in matching.merges:
        details = _apart(group.parts)
        rows.append(Row(group.parts, (group.whole,), ("merged",), "probable", 0.0, details))
    by_old, by_new = _by_code(rows)
    removed = [node for node in old.walk() if node.code not in by_old]
    added = [node for node in new.walk() if node.code not in by_new]
    rows += [Row((node,), (), ("removed",), "sure", 0.0) for node in removed]
    rows += [Row((), (node,), ("added",), "sure", 0.0) for node in added]
    # Once more, with the rows of what was removed.
    by_old, _ = _by_code(rows)
    return Comparison(old, new, tuple(_in_order(rows, old, new)), tuple(_head(old, new)), by_old)


def _by_code(rows: list[Row]) -> tuple[dict[str, Row], dict[str, Row]]:
    """The row of each node of the old and of the new tree."""
    by_old = {node.code: row for row in rows for node in row.old}
    by_new = {node.code: row for row in rows for node in row.new}
    return by_old, by_new


def _apart(parts: tuple[Indicator, ...]) -> tuple[str, ...]:
    return (
        f"涉及 {sum(node.leaf for node in parts)} 项："
        f"{'、'.join(node.code for node in parts if node.leaf)}",
    )


def _in_order(rows: list[Row], old: IndicatorTree, new: IndicatorTree) -> list[Row]:
    place = {node.code: index for index, node in enumerate(new.walk())}
    of_old = {node.code: row for row in rows for node in row.old}
    # A removed node stands behind what became of the node before it.
    keys: dict[int, tuple[int, int, int]] = {}
    for row in rows:
        if row.new:
            keys[id(row)] = (min(place[node.code] for node in row.new), 0, 0)
    last = -1
    for index, node in enumerate(old.walk()):
        row = of_old[node.code]
        if row.new:
            last = keys[id(row)][0]
        else:
            keys.setdefault(id(row), (last, 1, index))
    return sorted(rows, key=lambda row: keys[id(row)])


def _pair_row(pair: Pair, found: Matching) -> Row:
    old, new = pair.old, pair.new
    differences = [*_moves(old, new, found), *_contents(old, new)]
    changes = tuple(change for change, _ in differences)
    details = tuple(detail for _, detail in differences if detail)
    return Row((old,), (new,), changes or ("unchanged",), pair.certainty, pair.agreement, details)


def _moves(old: Indicator, new: Indicator, found: Matching) -> Iterator[tuple[Change, str]]:
    """What became of the name and the place of an indicator, each with its words."""
    if old.name != new.name:
        yield (
            "renamed",
            f"原名“{old.name}”" if name_key(old) != name_key(new) else "名称只有标点或虚词变化",
        )
    where = []
    if old.code != new.code:
        where.append(f"编号 {old.code} → {new.code}")
    if not _same_place(old, new, found):
        where.append(f"上级 {old.parent or '（顶层）'} → {new.parent or '（顶层）'}")
    if where:
        yield "moved", "，".join(where)


def _contents(old: Indicator, new: Indicator) -> Iterator[tuple[Change, str]]:
    """What became of all that an indicator asks for, each with its words."""
    if old.points != new.points:
        yield "points", f"{format_short(old.points)} 分 → {format_short(new.points)} 分"
    if (old.record.text or "") != (new.record.text or ""):
        yield "text", ""
    if old.rule != new.rule:
        yield "rule", f"{_rule(old)} → {_rule(new)}"
    if old.requirements != new.requirements:
        yield "evidence", _requirements(old, new)
    if (set(old.lead), set(old.record.support)) != (set(new.lead), set(new.record.support)):
        yield "owners", "；".join(_owners(old, new))
    terms = list(_terms(old, new))
    if terms:
        yield "terms", "；".join(terms)


def _same_place(old: Indicator, new: Indicator, found: Matching) -> bool:
    if old.level != new.level:
        return False
    if old.parent is None or new.parent is None:
        return old.parent is new.parent
    return found.partner.get(new.parent) == old.parent


def _rule(node: Indicator) -> str:
    if node.rule:
        return node.rule.describe(node.points)
    return "（无）"


def _requirements(old: Indicator, new: Indicator) -> str:
    before, after = _names(old), _names(new)
    added = [item for item in after if item not in before]
    removed = [item for item in before if item not in after]
    parts = []
    if added:
        parts.append(f"增加{'、'.join(added)}")
    if removed:
        parts.append(f"减少{'、'.join(removed)}")
    return "佐证要求" + ("，".join(parts) or "的种类、件数或时间要求有变")


def _names(node: Indicator) -> list[str]:
    return [item.name for item in node.requirements or ()]


def _owners(old: Indicator, new: Indicator) -> list[str]:
    sentences = []
    for label, before, after in (
        ("牵头", old.lead, new.lead),
        ("责任", old.record.support, new.record.support),
    ):
        if set(before) != set(after):
            sentences.append(
                f"{label}：{'、'.join(before) or '未写'} → {'、'.join(after) or '未写'}"
            )
    return sentences


def _terms(old: Indicator, new: Indicator) -> list[str]:
    """A sentence for each term that differs between two editions of an indicator."""
    before, after = _term_texts(old), _term_texts(new)
    sentences = [
        _change(label, text, after[label]) for label, text in before.items() if text != after[label]
    ]
    if _by_class(old) != _by_class(new):
        terms = ("；".join(_class_terms(node)) for node in (old, new))
        sentences.append(_change("分类规定", *terms))
    return sentences


def _change(label: str, before: str, after: str) -> str:
    return f"{label}：{before or '未写'} → {after or '未写'}"


_BINDING = {True: "约束性", False: "预期性", None: "未写"}
_KINDS = {"base": "基本分", "bonus": "加分", "penalty": "倒扣"}


def _term_texts(node: Indicator) -> dict[str, str]:
    """The terms of an indicator as text, by their label; "" for what is not stated."""
    record = node.record
    return {
        "性质": _KINDS[node.kind],
        "约束性": _BINDING[record.binding],
        "适用对象": told(record.applies_to),
        "测评方式": "、".join(record.methods),
        "完成时限": due_text(record.due),
        "依据": record.basis or "",
        "公布序号": record.number or "",
        "不适用的处理": str(node.policy),
        "折算": "是" if record.fold else "否",
        "待核实": "、".join(record.proposed),
    }


def _by_class(node: Indicator) -> list[tuple[object, list[tuple[str, object]]]]:
    return [
        (item.when, [(key, item.value(key)) for key in sorted(item.keys)]) for item in node.variants
    ]


def _class_terms(node: Indicator) -> list[str]:
    return [f"{told(item.when)} {variant_text(item, node)}" for item in node.variants]


def _head(old: IndicatorTree, new: IndicatorTree) -> list[HeadChange]:
    keys = (
        ("id", "编号"),
        ("title", "名称"),
        ("edition", "版本"),
        ("issuer", "发布机关"),
        ("source", "来源"),
        ("levels", "级别"),
        ("classes", "对象类别"),
        ("points", "分值来源"),
        ("full", "基本分合计"),
        ("not_applicable", "不适用的处理"),
        ("support", "佐证支撑"),
        ("bonus", "加分规则"),
        ("grades", "等次"),
        ("vetoes", "一票否决"),
        ("criteria", "创建条件"),
    )
    before, after = _head_texts(old), _head_texts(new)
    return [
        HeadChange(key, label, before[key], after[key])
        for key, label in keys
        if before[key] != after[key]
    ]


_BASES = {"published": "官方公布", "estimate": "测算", "equal": "平均分配"}
_SUPPORT = {"share": "按满足的比例计", "strict": "缺一项即不计分"}
_EFFECTS = {
    "ineligible": "不具备申报条件",
    "cap": "封顶",
    "zero": "计 0 分",
    "no_top_grade": "不得评最高等次",
}


def _head_texts(tree: IndicatorTree) -> dict[str, str]:
    """What a tree says about itself, as text by key."""
    head = tree.head
    basis = _BASES[tree.points_basis]
    if head.points and head.points.source:
        basis += f"（{head.points.source}）"
    full = sum((root.points for root in tree.roots if root.kind == "base"), start=Fraction(0))
    return {
        "id": head.id,
        "title": head.title,
        "edition": head.edition or "",
        "issuer": head.issuer or "",
        "source": head.source or "",
        "levels": "、".join(head.levels),
        "classes": told(head.classes),
        "points": basis,
        "full": format_short(full),
        "not_applicable": str(head.not_applicable),
        "support": _SUPPORT[head.support],
        "bonus": _bonus_text(head.bonus),
        "grades": "、".join(
            f"{item.name} {format_short(item.lowest)} 分起" for item in head.grades
        ),
        "vetoes": "；".join(map(_veto, head.vetoes)),
        "criteria": "；".join(map(_condition, tree.criteria)),
    }


def _bonus_text(bonus: BonusTerms) -> str:
    terms = []
    if bonus.cap is not None:
        terms.append(f"最多 {format_short(bonus.cap)} 分")
    if bonus.gate is not None:
        terms.append(f"达到 {format_short(bonus.gate)} 分才计")
    return "，".join(terms)


def _veto(item: Veto) -> str:
    """A veto with its effect, so that no change of the effect goes unseen."""
    effect = _EFFECTS[item.effect]
    if item.at is not None:
        effect += f"{format_short(item.at)} 分"
    if item.applies_to:
        effect += f"，适用：{told(item.applies_to)}"
    return f"{item.code} {item.name}（{effect}）"


CONDITION_WORDS = {
    "total": "总分",
    "rate": "得分率",
    "binding": "约束性指标满分",
    "count": "满分项数",
    "completeness": "完成度",
    "evidence": "佐证满足率",
    "no_veto": "无一票否决",
    "rectified": "整改销号",
}
TRACK_WORDS = {
    "claimed": "自评分",
    "supported": "佐证分",
    "mock": "模拟核验分",
    "verified": "核验分",
    "current": "现分",
}


_BOUNDS = (
    ("min", "不低于"),
    ("at_least", "满分不少于"),
    ("rest", "其余不低于"),
    ("months", "月数"),
)


def _condition(item: Criterion) -> str:
    """A condition as its text and its terms, so that no change of a term goes unseen."""
    terms = [CONDITION_WORDS[item.type]]
    level, codes = getattr(item, "level", None), getattr(item, "codes", ())
    if level:
        terms.append(f"第 {level} 级")
    if codes:
        terms.append(f"指标 {'、'.join(codes)}")
    for name, label in _BOUNDS:
        value = getattr(item, name, None)
        if value is not None:
            terms.append(f"{label} {_bound(item, name, value)}")
    if item.track != "current":
        terms.append(f"按{TRACK_WORDS[item.track]}")
    if item.applies_to:
        terms.append(f"适用：{told(item.applies_to)}")
    if item.source:
        terms.append(f"来源：{item.source}")
    return f"{item.id or ''} {item.text or ''}（{'，'.join(terms)}）".strip()


def _bound(item: Criterion, name: str, value: Fraction | int) -> str:
    """A bound as it is meant: only that of the total and the counts are no shares."""
    if name == "rest" or (name == "min" and item.type != "total"):
        return percent(Fraction(value))
    return format_short(Fraction(value))
