"""任务分解表 of the whole county, and one 交办单 for each unit: what it leads, what is asked for,
what is missing.

谁丢分谁负责: the losses of the units add up to the loss of the county, exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Annotated

from scoring.engine import Assessment, NodeResult
from scoring.engine.gaps import at_root, owners
from scoring.engine.scores import ZERO
from scoring.engine.units import NOBODY
from scoring.indicators.model import Indicator, due_text
from scoring.rectification.compile_bulletin import leads
from scoring.rectification.ledger import RectificationItem
from scoring.rectification.measures import in_the_whole
from scoring.values import first_few, format_fixed, natural_key, percent
from scoring.views.columns import pick
from scoring.views.evidence import requirement_title, vain_words
from scoring.views.head import head_view
from scoring.views.indicator import indicator_view
from scoring.views.item import item_view
from scoring.views.sheet import Column
from scoring.views.words import chinese_date
from scoring.workspace import Workspace

LISTED = 12
"""So many indicators of a collective are named."""
ADVICE = "请按时限完成，佐证材料随做随报；有关问题整改后写明佐证编号申报验收，由专班核实销号。"


@dataclass(frozen=True, slots=True)
class Task:
    """One scored indicator. ``points`` are those of the tree, ``lost`` points of the whole;
    ``wanted`` says what proves it, ``missing`` what of that is not there.
    """

    block: Annotated[str, Column("板块", 16, centre=True)]
    code: Annotated[str, Column("编号", 9, centre=True)]
    name: Annotated[
        str, Column("指标", 28, cell=lambda task: task.name + ("★" if task.binding else ""))
    ]
    binding: bool
    points: Annotated[str, Column("分值", 7, number=True)]
    rule: Annotated[str, Column("评分标准", 40)]
    wanted: Annotated[tuple[str, ...], Column("佐证材料", 32, cell=evidence_words)]
    missing: tuple[str, ...]
    lead: Annotated[str, Column("牵头单位", 16)]
    support: Annotated[str, Column("责任单位", 18)]
    lost: Annotated[str, Column("失分", 8, number=True)]
    due: Annotated[str, Column("完成时限", 12, centre=True)]


def evidence_words(task: Task) -> str:
    """What proves a task, and what of it is missing, as lines."""
    lines = list(task.wanted) or ["不要求佐证"]
    return "\n".join([*lines, *(f"【缺】{line}" for line in task.missing)])


@dataclass(frozen=True, slots=True)
class TaskItem:
    """An open item of the ledger. ``code`` is its indicator's, "" where it belongs to none."""

    id: Annotated[str, Column("编号", 9, centre=True)]
    code: Annotated[str, Column("指标", 9, centre=True)]
    problem: Annotated[str, Column("问题", 46)]
    measures: Annotated[
        tuple[str, ...], Column("整改措施", 46, cell=lambda item: "\n".join(item.measures))
    ]
    person: Annotated[str, Column("责任人", 10, centre=True)]
    due: Annotated[str, Column("时限", 12, centre=True)]
    status: Annotated[str, Column("状态", 10, centre=True)]


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """The 交办单 of one unit. ``lost`` is its share, ``part`` that share of the county's loss."""

    number: str
    unit: str
    opening: str
    led: tuple[Task, ...]
    helped: tuple[tuple[str, str, str], ...]
    items: tuple[TaskItem, ...]
    lost: str
    part: str
    missing: str
    receipt: str


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit in the summary: how much it leads, helps with, loses, and what is open."""

    number: Annotated[str, Column("序号", 7, centre=True)]
    unit: Annotated[str, Column("单位", 28)]
    led: Annotated[str, Column("牵头指标", 10, number=True)]
    helped: Annotated[str, Column("责任指标", 10, number=True)]
    lost: Annotated[str, Column("失分", 10, number=True)]
    part: Annotated[str, Column("占比", 10, number=True)]
    missing: Annotated[str, Column("缺佐证", 10, number=True)]
    items: Annotated[str, Column("整改事项", 10, number=True)]


@dataclass(frozen=True, slots=True)
class TasksReport:
    """The whole document. ``balance`` says that the units' losses make up the county's, ``exact``
    the figures.

    ``vague`` are sentences on collective names (相关部门) that stand for no unit in particular:
    they get no letter.
    """

    title: str
    issuer: str
    date: str
    facts: tuple[tuple[str, str], ...]
    units: tuple[UnitLine, ...]
    balance: str
    vague: tuple[str, ...]
    tasks: tuple[Task, ...]
    sheets: tuple[UnitSheet, ...]
    advice: str
    exact: dict[str, Fraction]


@dataclass(slots=True)
class _Share:
    """What falls to one unit while it is gathered."""

    led: list[tuple[NodeResult, Fraction]] = field(default_factory=list)
    helped: list[NodeResult] = field(default_factory=list)
    items: list[RectificationItem] = field(default_factory=list)

    @property
    def lost(self) -> Fraction:
        return sum((at_root(item).total * share for item, share in self.led), ZERO)

    @property
    def busy(self) -> bool:
        """Whether there is anything to do: an open item, points to win, evidence to hand in."""
        leaves = [*(item for item, _ in self.led), *self.helped]
        return bool(self.items) or any(at_root(item).total or _missing(item) for item in leaves)


def tasks_report(workspace: Workspace, assessment: Assessment, today: date) -> TasksReport:
    """Everything that the document says on ``today``, as it is printed."""
    head = head_view(workspace, assessment)
    shares = _shares(workspace, assessment)
    total_loss = assessment.losses.total
    # A letter needs an addressee: 相关部门 cannot sign for one. Their share stays in the table.
    vague = [unit for unit in shares if workspace.units.unresolved(unit)]
    unit_names = [
        unit
        for unit, share in shares.items()
        if unit != NOBODY and unit not in vague and share.busy
    ]
    numbers = {unit: f"{index}" for index, unit in enumerate(unit_names, 1)}
    lines = tuple(
        _unit_line(numbers.get(unit, "—"), unit, share, total_loss)
        for unit, share in shares.items()
    )
    return TasksReport(
        title=f"{head.county}任务分解表和交办单",
        issuer=head.issuer,
        date=chinese_date(today),
        facts=head.facts,
        units=lines,
        balance=_balance(shares, total_loss, head.county),
        vague=tuple(_vague(unit, shares[unit]) for unit in vague),
        tasks=tuple(_task(item, assessment) for item in assessment.leaves()),
        sheets=tuple(
            _unit_sheet(numbers[unit], unit, shares[unit], assessment, head.county, today)
            for unit in unit_names
        ),
        advice=ADVICE,
        exact={unit: share.lost for unit, share in shares.items()},
    )


def _shares(workspace: Workspace, assessment: Assessment) -> dict[str, _Share]:
    """What falls to each unit, in the order of the list of units; those that it does not hold, and
    未明确, last.
    """
    units, tree = workspace.units, assessment.tree
    shares: dict[str, _Share] = defaultdict(_Share)
    for item in assessment.leaves():
        own = owners(item.node.lead, units)
        for unit, share in own:
            shares[unit].led.append((item, share))
        leading = {unit for unit, _ in own}
        names = _helping(tree.path(item.node.code))
        helpers = dict.fromkeys(member for name in names for member in units.expand(name))
        for unit in helpers:
            # 县政府各部门 includes the one that leads: it is not asked to help itself.
            if unit not in leading:
                shares[unit].helped.append(item)
    for entry in workspace.ledger:
        if not entry.closed:
            for unit in leads(entry, units):
                shares[unit].items.append(entry)
    # In the order in which the office lists its units; those that it does not list come last.
    places = {name: index for index, name in enumerate(units.names)}

    def place(unit: str) -> tuple[bool, int, tuple[tuple[int, int | str], ...]]:
        return unit == NOBODY, places.get(unit, len(places)), natural_key(unit)

    return {unit: shares[unit] for unit in sorted(shares, key=place)}


def _helping(path: Sequence[Indicator]) -> tuple[str, ...]:
    """The units that help with the last node of a path: its own, else those of the nearest node
    above it that names any.
    """
    return next((node.record.support for node in reversed(path) if node.record.support), ())


def _balance(shares: dict[str, _Share], whole: Fraction, name: str) -> str:
    total = sum((share.lost for share in shares.values()), ZERO)
    assert total == whole, "every lost point has an owner"
    # Who adds up the printed column by hand gets this sum: where it is off, the page says so first.
    printed = sum((Fraction(format_fixed(share.lost)) for share in shares.values()), ZERO)
    if printed != Fraction(format_fixed(whole)):
        apart = "（各数分别四舍五入，末位有出入）"
    else:
        apart = ""
    several = "几家共同牵头的指标，失分平均分摊；牵头的是统称的，由所含单位分摊。"
    return (
        f"{len(shares)} 行失分之和 {format_fixed(total)} 分，等于{name}失分 {format_fixed(whole)} "
        f"分{apart}。{several}"
    )


def _vague(unit: str, share: _Share) -> str:
    codes = [item.node.code for item, _ in share.led] + [item.node.code for item in share.helped]
    distinct = list(dict.fromkeys(codes))
    of = [f"指标 {first_few(distinct, LISTED)}"] if distinct else []
    of += [f"整改事项 {'、'.join(item.id for item in share.items)}"] if share.items else []
    return f"“{unit}”还没有明确到具体单位（{'，'.join(of)}），明确后再交办。"


def _part(lost: Fraction, whole: Fraction) -> str:
    if whole:
        return percent(lost / whole, 1)
    return "—"


def _lacking(items: Iterable[NodeResult]) -> int:
    return sum(len(_missing(item)) for item in items)


def _unit_line(number: str, unit: str, share: _Share, whole: Fraction) -> UnitLine:
    return UnitLine(
        number=number,
        unit=unit,
        led=str(len(share.led)),
        helped=str(len(share.helped)),
        lost=format_fixed(share.lost),
        part=_part(share.lost, whole),
        missing=str(_lacking(item for item, _ in share.led)),
        items=str(len(share.items)),
    )


def _task(
    item: NodeResult,
    assessment: Assessment,
    share: Fraction | None = None,
    letter_of: date | None = None,
) -> Task:
    """One indicator; a share makes its loss that of a unit. ``letter_of``: the letter's day."""
    node = item.node
    path = assessment.tree.path(node.code)
    # A node without a date of its own goes by the nearest one above it.
    due = next((step.record.due for step in reversed(path) if step.record.due is not None), None)
    support = next((step.record.support for step in reversed(path) if step.record.support), ())
    lost = at_root(item).total
    view = indicator_view(node)
    return pick(
        Task,
        view,
        block=f"{path[0].code} {path[0].name}" if len(path) > 1 else "",
        rule=_rule(item),
        wanted=tuple(_wanted(item)),
        missing=tuple(_missing(item)),
        lead=view.leader,
        support="、".join(support),
        lost=format_fixed(lost if share is None else lost * share),
        due=(due_text(due) or "未定")
        if letter_of is None
        else _term(due, letter_of, open_=bool(lost or _missing(item))),
    )


def _term(due: date | str | None, day: date, *, open_: bool) -> str:
    """A term as a letter of ``day`` sets it: one that has passed is no term any more."""
    if not open_:
        return "已完成"
    if isinstance(due, date) and due < day:
        return f"立即办理（原定 {due}）"
    return due_text(due) or "未定"


def _rule(item: NodeResult) -> str:
    """The criterion; where points are scaled, with what they come to in the whole, since the loss
    beside is told so.
    """
    node, worth = item.node, in_the_whole(item)
    if node.rule:
        rule = node.rule.describe(node.points)
    else:
        rule = node.record.text or ""
    if worth:
        return "；".join(part for part in (rule.rstrip("。"), worth) if part)
    return rule


def _wanted(item: NodeResult) -> Iterable[str]:
    for met in item.leaf.support.requirements if item.leaf else ():
        yield requirement_title(met.requirement)


def _missing(item: NodeResult) -> list[str]:
    """The required evidence that is not there yet, with the pieces that do not count and why."""
    leaf = item.leaf
    if leaf is None or leaf.not_applicable:
        return []
    sentences = []
    for met in leaf.support.required:
        if not met.met:
            vain = "、".join(vain_words(met))
            sentences.append(
                f"{met.requirement.name}：要 {met.requirement.min} 件，有效 {len(met.carried_by)} "
                "件" + (f"；不作数的：{vain}" if vain else "")
            )
    return sentences


def _unit_sheet(
    number: str, unit: str, share: _Share, assessment: Assessment, county: str, day: date
) -> UnitSheet:
    total_loss = assessment.losses.total
    lacking = _lacking(item for item, _ in share.led)
    counts = (
        ("牵头指标", len(share.led), "项"),
        ("责任指标", len(share.helped), "项"),
        ("整改事项", len(share.items), "个"),
    )
    summary = "、".join(f"{label} {count} {measure}" for label, count, measure in counts if count)
    lost, part = format_fixed(share.lost), _part(share.lost, total_loss)
    owed = "你单位没有牵头的指标"
    if share.led:
        owed = f"按现有认定和材料，你单位名下失 {lost} 分，占{county}失分的 {part}"
    evidence = f"，还缺必备佐证 {lacking} 项" if lacking else ""
    items = sorted(share.items, key=lambda entry: natural_key(entry.id))
    return UnitSheet(
        number=number,
        unit=unit,
        opening=f"现将{summary}交给你单位办理。{owed}{evidence}。",
        led=tuple(_task(item, assessment, own, day) for item, own in share.led),
        helped=tuple(
            (item.node.code, item.node.name, "、".join(item.node.lead) or NOBODY)
            for item in share.helped
        ),
        items=tuple(_item(item, day) for item in items),
        lost=lost,
        part=part,
        missing=str(lacking),
        receipt=f"{unit}已收到第 {number} 号交办单（{summary}），将按时限办理。",
    )


def _item(item: RectificationItem, day: date) -> TaskItem:
    view = item_view(item)
    return pick(
        TaskItem,
        view,
        person=view.answerable,
        # Submitted, it waits for the office: 立即办理 would press the wrong side.
        due=view.term if view.status == "待验收" else _term(item.deadline, day, open_=True),
    )
