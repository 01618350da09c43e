"""``shifan plan``: a plan as plain data, as rows, as a text for the terminal, and as the sheets of
a workbook.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from scoring.documents.data import Data, criterion_data, data_of, scores, scores_of
from scoring.documents.terminal import fold, listing
from scoring.engine import CAUSE_NAMES, Assessment
from scoring.engine.scores import ZERO
from scoring.indicators.model import due_text
from scoring.planning import Plan, Step
from scoring.planning.plan import Option
from scoring.planning.tasks import Task
from scoring.values import format_fixed, format_short
from scoring.views.sheet import Column, Sheet

STEP_COLUMNS = (
    Column("次序", 6, number=True),
    Column("编号", 9, centre=True),
    Column("指标", 28),
    Column("问题", 40),
    Column("牵头单位", 16),
    Column("人日", 8, number=True),
    Column("开始", 12, centre=True),
    Column("完成", 12, centre=True),
    Column("时限", 12, centre=True),
    Column("增分", 9, number=True),
    Column("做完总分", 10, number=True),
    Column("达到的条件", 12),
    Column("说明", 24),
)
OPTION_COLUMNS = (
    Column("编号", 9, centre=True),
    Column("指标", 28),
    Column("问题", 40),
    Column("牵头单位", 16),
    Column("人日", 8, number=True),
    Column("时限", 12, centre=True),
    Column("单独增分", 10, number=True),
    Column("每人日增分", 12, number=True),
    Column("说明", 28),
)
STEPS_SHOWN = (
    Column("次序", right=True),
    Column("编号"),
    Column("指标", fold=20),
    Column("牵头单位", fold=14),
    # With a mark behind it where it is assumed.
    Column("人日", right=True),
    Column("起止"),
    Column("增分", right=True),
    Column("总分", right=True),
    Column("达到", fold=6),
)
"""The steps as a terminal of 100 columns holds them."""
OPTIONS_SHOWN = (
    Column("编号"),
    Column("指标", fold=26),
    Column("牵头单位", fold=14),
    Column("人日", right=True),
    Column("单独增分", right=True),
    Column("每人日", right=True),
    Column("说明", fold=20),
)
"""The items left out, there."""
SHOWN = 10
"""Lines of the items left out, and of the losses without an item, on a terminal; files hold all."""
FULLEST = 3
"""Units with too much to do that are named where the time does not suffice."""
WIDTH = 100
"""Columns of the terminal."""
ASSUMED = "估"


def plan_data(plan: Plan) -> Data:
    """``plan --format json``."""
    wishes, before, after = plan.wishes, plan.before, plan.after
    now, then = before.track("current"), after.track("current")
    reasons = {item.task.id: item.reason for item in plan.shut}
    return {
        "goal": {"text": plan.goal.text, **_or_empty({"target": plan.goal.least})},
        "today": wishes.today.isoformat(),
        "by": wishes.by.isoformat(),
        "days": "" if wishes.budget is None else format_short(wishes.budget),
        "people": wishes.people,
        "default_effort": format_short(wishes.default_effort),
        **data_of(plan, "proposed", "reached", "already", "proved"),
        "reasons": reasons_of(plan),
        "cost": format_short(plan.cost),
        "cost_of_goal": "" if plan.cost_of_goal is None else format_short(plan.cost_of_goal),
        "total": {
            **scores(
                {
                    "before": now.final,
                    "after": then.final,
                    "highest": plan.highest,
                    "limit": plan.limit,
                }
            ),
            "grade_before": now.grade,
            "grade_after": then.grade,
        },
        "ready": after.ready,
        "turned": [criterion_data(item) for item in plan.turned],
        "unmet": [criterion_data(item) for item in after.verdicts if not item.met],
        "steps": [
            {"order": index, **_step_data(step, before)} for index, step in enumerate(plan.steps, 1)
        ],
        "options": [
            {
                **_task_data(option.task, before),
                "chosen": option.chosen,
                "reason": reasons.get(option.task.id, ""),
                **_or_empty({"gain": option.gain, "per_day": option.per_day}),
            }
            for option in plan.options
        ],
        "alternative": {}
        if plan.alternative is None
        else {
            "cost": format_short(plan.alternative.cost),
            "left_out": list(plan.alternative.left_out),
            "taken_in": list(plan.alternative.taken_in),
        },
        "prices": [
            {
                **scores({"target": price.target}),
                "cost": "" if price.cost is None else format_short(price.cost),
                "items": price.items,
            }
            for price in plan.prices
        ],
        "uncovered": [
            {
                **data_of(loss, "indicator", "cause", "closed"),
                **scores_of(loss, "lost"),
            }
            for loss in plan.uncovered
        ],
    }


def _or_empty(values: dict[str, Fraction | None]) -> Data:
    """Scores of which some may not be there: those are empty."""
    texts = scores({key: value for key, value in values.items() if value is not None})
    return {**dict.fromkeys(values, ""), **texts}


def _task_data(task: Task, before: Assessment) -> Data:
    item = task.item
    return {
        "id": task.id,
        "indicator": item.indicator or "",
        "name": _name(task, before),
        "problem": item.problem,
        "lead": list(item.lead),
        "effort": format_short(task.effort),
        "assumed": task.assumed,
        "due": due_text(item.deadline),
        "after": list(task.after),
    }


def _step_data(step: Step, before: Assessment) -> Data:
    return {
        **_task_data(step.task, before),
        "start": step.start.isoformat(),
        "end": step.end.isoformat(),
        **scores({"gain": step.gain, "total": step.total, "opened": step.opened}),
        "turned": list(step.turned),
        "first_for": list(step.first_for),
    }


def _name(task: Task, before: Assessment) -> str:
    node = before.by_code.get(task.item.indicator or "")
    if node:
        return node.node.name
    return ""


def reasons_of(plan: Plan) -> list[str]:
    """Why the goal is not reached, one sentence each; empty where it is."""
    if plan.reached:
        return []
    if plan.goal.never:
        return list(plan.goal.never)
    budget = plan.wishes.budget
    if plan.cost_of_goal is not None and budget is not None:
        return [
            f"最省也要 {format_short(plan.cost_of_goal)} 人日，给了 {format_short(budget)} 人日"
        ]
    by, least = plan.wishes.by, plan.goal.least
    if not plan.enough:
        limit_text = "" if least is None else f"（{_short_of(plan.limit, least)} 分）"
        return [f"全部未销号的事项都整改到位也达不到{limit_text}：事项不够，先看没有整改事项的失分"]
    best = "" if least is None else f"，最高到 {_short_of(plan.highest, least)} 分"
    days = (by - plan.wishes.today).days + 1
    fullest = sorted(plan.overloaded, key=lambda entry: -entry[1])[:FULLEST]
    # Units whose items take longer than there are days: it is they who hold the plan up.
    full = (f"{team}的事项一共要 {format_short(load)} 天，只有 {days} 天" for team, load in fullest)
    return [f"到 {by} 来不及{best}", *full]


def _short_of(value: Fraction, bound: Fraction) -> str:
    """A score with as many decimals as it takes not to look like the bound that it misses."""
    places = 2
    # 79.996 would be printed as 80.00 and still miss a bound of 80: gates compare
    # unrounded values.
    while value < bound <= Fraction(format_fixed(value, places)):
        places += 1
    return format_fixed(value, places)


def plan_rows(plan: Plan) -> list[list[str]]:
    """The steps under ``STEP_COLUMNS``: for CSV and the first sheet."""
    return [
        [
            str(index),
            step.task.id,
            _indicator(step.task, plan.before),
            step.task.item.problem,
            "、".join(step.task.item.lead),
            format_short(step.task.effort),
            step.start.isoformat(),
            step.end.isoformat(),
            due_text(step.task.item.deadline),
            format_fixed(step.gain),
            format_fixed(step.total),
            "、".join(step.turned),
            "；".join(_remarks(step, plan.before)),
        ]
        for index, step in enumerate(plan.steps, 1)
    ]


def _indicator(task: Task, before: Assessment) -> str:
    return f"{task.item.indicator or ''} {_name(task, before)}".strip()


def _jump(step: Step, before: Assessment) -> str:
    """Why the total rises by more than the step itself wins: the bonus that counts from then on."""
    terms = before.tree.head.bonus
    gate = f" {format_short(terms.gate)} 分" if terms.gate is not None else "加分"
    return f"过{gate}门槛，加分 {format_fixed(step.opened)} 计入"


def _remarks(step: Step, before: Assessment) -> Iterator[str]:
    if step.task.assumed:
        yield "人日是估的"
    if step.opened:
        yield _jump(step, before)
    if step.first_for:
        yield f"{'、'.join(step.first_for)} 要等它"
    if step.task.after:
        yield f"在 {'、'.join(step.task.after)} 之后"
    due = step.task.item.deadline
    if isinstance(due, date) and step.end > due:
        yield f"晚于时限 {due}"


def option_rows(plan: Plan) -> list[list[str]]:
    """The items left out under ``OPTION_COLUMNS``, the best for its effort first."""
    reasons = {item.task.id: item.reason for item in plan.shut}
    return [
        [
            option.task.id,
            _indicator(option.task, plan.before),
            option.task.item.problem,
            "、".join(option.task.item.lead),
            format_short(option.task.effort),
            due_text(option.task.item.deadline),
            format_fixed(option.gain),
            _per_day(option),
            reasons.get(option.task.id, "") or ("人日是估的" if option.task.assumed else ""),
        ]
        for option in plan.options
        if not option.chosen
    ]


def _per_day(option: Option) -> str:
    if option.per_day is None:
        return "不用人日"
    return format_fixed(option.per_day)


def plan_text(plan: Plan) -> str:
    """``shifan plan`` on a terminal, 100 columns wide."""
    parts = [fold(line, WIDTH) for line in _head(plan)]
    if plan.steps:
        parts += ["", _step_table(plan), ""]
    parts += [fold(line, WIDTH) for line in _tail(plan)]
    rows = option_rows(plan)
    if rows:
        cells = [[row[0], row[1], row[3], row[4], row[6], row[7], row[8]] for row in rows[:SHOWN]]
        if len(rows) > SHOWN:
            more = f"，只列前 {SHOWN} 个，全部见 --to xlsx 或 --format json"
        else:
            more = ""
        options = listing(OPTIONS_SHOWN, cells)
        parts += ["", f"没有选的事项 {len(rows)} 个（按每人日增分排列{more}）：", options]
    return "\n".join(parts)


def _head(plan: Plan) -> Iterator[str]:
    wishes, now = plan.wishes, plan.before.track("current")
    days = (wishes.by - wishes.today).days + 1
    yield (
        f"目标：{plan.goal.text}；{wishes.today} 至 {wishes.by}，共 {days} 天，每个牵头单位 "
        f"{wishes.people} 人"
    )
    grade = f"（{now.grade}）" if now.grade else ""
    yield f"现在：总分 {format_fixed(now.final)}{grade}"
    if plan.proposed:
        yield "整改清单是空的：按失分直接计划，编号是 shifan rectify sync 将会给的。"
    if plan.already:
        yield "已经达到，不用整改。"
    elif plan.reached:
        yield f"最省的办法：{_size(plan)}，做完{_outcome(plan)}"
    else:
        yield f"达不到：{'；'.join(reasons_of(plan))}。"
        if plan.steps:
            within = "" if wishes.budget is None else f"{format_short(wishes.budget)} 人日以内"
            yield f"{within}最接近的办法：{_size(plan)}，做完{_outcome(plan)}"
    if not plan.proved:
        yield "注意：在限定的搜索步数内没有证明这是最省的。"


def _size(plan: Plan) -> str:
    assumed = sum(step.task.assumed for step in plan.steps)
    if assumed:
        sentence = (
            f"（其中 {assumed} 个没有写人日，按 {format_short(plan.wishes.default_effort)} 人日估）"
        )
    else:
        sentence = ""
    return f"{len(plan.steps)} 个事项，{format_short(plan.cost)} 人日{sentence}"


def _outcome(plan: Plan) -> str:
    then = plan.after.track("current")
    least = plan.goal.least
    score = format_fixed(then.final) if least is None else _short_of(then.final, least)
    if least is not None and then.final < least:
        missing = f"，还差 {format_fixed(least - then.final)} 分"
    else:
        missing = ""
    return f"总分 {score}" + (f"（{then.grade}）" if then.grade else "") + missing


def _step_table(plan: Plan) -> str:
    rows = [
        [
            str(index),
            step.task.id,
            _indicator(step.task, plan.before),
            "、".join(step.task.item.lead) or "未明确",
            format_short(step.task.effort) + (ASSUMED if step.task.assumed else ""),
            f"{step.start:%m-%d} 至 {step.end:%m-%d}",
            format_fixed(step.gain),
            format_fixed(step.total),
            "、".join(step.turned),
        ]
        for index, step in enumerate(plan.steps, 1)
    ]
    return listing(STEPS_SHOWN, rows)


def _tail(plan: Plan) -> Iterator[str]:
    for verdict in plan.turned:
        yield f"条件 {verdict.id} 将达到：{verdict.text}（{verdict.actual}）"
    unmet = [verdict.id for verdict in plan.after.verdicts if not verdict.met]
    if unmet:
        yield f"仍未达到的条件：{'、'.join(unmet)}"
    for step in plan.steps:
        if step.opened:
            yield f"{step.task.id} 做完，总分{_jump(step, plan.before)}"
        due = step.task.item.deadline
        if isinstance(due, date) and step.end > due:
            yield f"{step.task.id} {step.end} 才能做完，晚于它的时限 {due}"
    yield from _otherwise(plan)
    yield from _left_aside(plan)


def _otherwise(plan: Plan) -> Iterator[str]:
    """The next best set of items, and what other totals would cost."""
    other = plan.alternative
    if other is not None:
        if other.cost > plan.cost:
            more = f"多 {format_short(other.cost - plan.cost)} 人日"
        else:
            more = "一样多"
        taken = f"，改做 {'、'.join(other.taken_in)}" if other.taken_in else ""
        yield (
            f"换一种办法：不做 {'、'.join(other.left_out)}{taken}，共 {format_short(other.cost)} "
            f"人日（{more}）"
        )
    yield f"到 {plan.wishes.by} 最高能到 {format_fixed(plan.highest)} 分" + (
        "；各总分的代价：" if plan.prices else ""
    )
    for price in plan.prices:
        yield f"  {format_short(price.target)} 分：{_price(price.cost, price.items)}"


def _left_aside(plan: Plan) -> Iterator[str]:
    """What the plan could not take in: items that are shut, and losses without an item."""
    for shut in plan.shut:
        yield f"不能列入：{shut.task.id} {shut.reason}"
    if plan.uncovered:
        lost = sum((loss.lost for loss in plan.uncovered), ZERO)
        etc = f"，只列前 {SHOWN} 处" if len(plan.uncovered) > SHOWN else ""
        count = f"{len(plan.uncovered)} 处，共 {format_fixed(lost)} 分"
        yield f"没有整改事项的失分 {count}，不在计划里（先用 rectify sync 立项{etc}）："
        for loss in plan.uncovered[:SHOWN]:
            closed = f"（{loss.closed} 已销号，应重新打开）" if loss.closed else ""
            yield f"  {loss.indicator} {CAUSE_NAMES[loss.cause]} {format_fixed(loss.lost)} 分{closed}"


def _price(cost: Fraction | None, items: int) -> str:
    if cost is None:
        return "来不及或做不到"
    return f"最省 {format_short(cost)} 人日（{items} 个事项）"


def plan_sheets(plan: Plan) -> list[Sheet]:
    """The workbook: 推进计划 and 未选事项."""
    head = [line for line in _head(plan) if line]
    steps = Sheet(
        "推进计划",
        f"推进计划（{plan.goal.text}）",
        STEP_COLUMNS,
        tuple(tuple(row) for row in plan_rows(plan)),
        notes=(*head, *_tail(plan)),
    )
    others = Sheet(
        "未选事项",
        "没有选进计划的整改事项",
        OPTION_COLUMNS,
        tuple(tuple(row) for row in option_rows(plan)),
        notes=(
            "单独增分：只整改这一个事项、别的都不动时总分增加多少；几个事项一起才起作用的，"
            "单独看可能是0。",
        ),
    )
    return [steps, others]


def plan_workbook(plan: Plan, issuer: str) -> bytes:
    """The bytes of the workbook."""
    from scoring.documents.workbook import workbook

    return workbook(plan_sheets(plan), title="推进计划", issuer=issuer, day=plan.wishes.today)
