"""The indicator while it is being imported, and the steps that both grammars share to finish it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from scoring.indicators.importing.clauses import (
    Clause,
    Group,
    broken_keywords,
    find_groups,
    has_clause,
    separate_keywords,
)
from scoring.indicators.importing.duties import clauses_of
from scoring.indicators.importing.facts import (
    Deadline,
    Threshold,
    deadline_in_text,
    points_in_text,
    thresholds_in_text,
)
from scoring.indicators.importing.notices import NoticeLog, short
from scoring.indicators.importing.units import separate_spaced
from scoring.reading.numbering_marks import read_mark
from scoring.reading.wording import clean, fold, strange_characters
from scoring.values import first_few

NAME_LIMIT = 40


@dataclass(slots=True)
class Draft:
    """One indicator as read: texts as published, points as exact text, units in source order.

    ``code`` is the code that a column of the source states; without it the place in the tree
    decides. ``stated_count`` is how many parts the source says that it has (共4项), 0 where it says
    nothing; ``kept`` are the texts of columns that tell more about the name, from which deadline
    and rule may be proposed.
    """

    where: str
    number: str = ""
    raw: str = ""
    code: str = ""
    name: str = ""
    text: str = ""
    points: str = ""
    kind: str = "base"
    binding: bool | None = None
    methods: list[str] = field(default_factory=list)
    rule: dict[str, object] | None = None
    evidence: list[str] = field(default_factory=list)
    no_evidence: bool = False
    fold: bool = False
    lead: list[str] = field(default_factory=list)
    support: list[str] = field(default_factory=list)
    due: str = ""
    basis: str = ""
    proposed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    children: list[Draft] = field(default_factory=list)
    stated_count: int = 0


@dataclass(slots=True)
class Context:
    """What finishing needs to know and what it counts.

    ``starred`` are the places of indicators marked with ★; ``basis`` is what the source says its
    points rest on. ``facts_only`` says that the text at hand tells what was done, so that nothing
    in it is proposed.
    """

    log: NoticeLog
    max_levels: int = 3
    year: int | None = None
    lead_clauses: int = 0
    support_clauses: int = 0
    deadlines: int = 0
    starred: list[str] = field(default_factory=list)
    facts_only: bool = False
    basis: tuple[str, str] | None = None

    def count(self, clauses: list[Clause]) -> None:
        """Count responsibility clauses by their kind."""
        self.lead_clauses += sum(clause.kind == "lead" for clause in clauses)
        self.support_clauses += sum(clause.kind == "support" for clause in clauses)


def tidy(draft: Draft, log: NoticeLog) -> None:
    """Clean the raw text of a draft and report what the cleaning met."""
    for seen, word in broken_keywords(draft.raw):
        log.add("IMP32", draft.where, f"“{seen}”中有空格", f"读作“{word}”")
    # Before cleaning, which takes out the space that is all that parts the two clauses.
    draft.raw = separate_keywords(draft.raw)
    if has_clause(draft.raw):
        separated = separate_spaced(draft.raw)
        if separated != draft.raw:
            log.add("IMP35", draft.where, "用空格分隔单位", "已按空格分开")
            draft.raw = separated
    draft.raw, broken = clean(draft.raw)
    if broken:
        log.add("IMP28", draft.where, f"{broken} 处", "已去掉空格")
    strange = strange_characters(draft.raw)
    if strange:
        log.add("IMP29", draft.where, "、".join(f"“{character}”" for character in strange), "照录")


def finish(draft: Draft, depth: int, context: Context) -> None:
    """Turn the raw text of a draft into name, text, points, units, deadline and rule; make parts of
    several clauses.

    ``depth`` is the level of the draft, 1 for the outermost.
    """
    tidy(draft, context.log)
    groups = find_groups(draft.raw, draft.where, context.log)
    for group in groups:
        context.count(group.clauses)
    body = _without(draft.raw, groups, 0, len(draft.raw))
    body = _take_points(draft, body, context)
    set_name(draft, body)
    if len(groups) > 1 and not draft.children and depth < context.max_levels:
        _make_parts(draft, groups, depth, context)
        return
    if len(groups) > 1:
        context.log.add(
            "IMP27", draft.where, f"{len(groups)} 个责任条款", "已到最后一级，单位合并到本项"
        )
    assign_units(draft, [clause for group in groups for clause in group.clauses], context.log)
    _due_clause(draft, groups, context)
    if not draft.children:
        propose(draft, draft.text or draft.name, context)


def _take_points(draft: Draft, body: str, context: Context) -> str:
    head, separator, tail = body.partition("\n")
    points = points_in_text(head) or (points_in_text(body) if tail else None)
    if points is None or draft.points:
        return body
    draft.points = points.value
    draft.stated_count = points.count
    if points.percent:
        context.log.add("IMP43", draft.where, f"{points.value}%", f"按百分制记为 {points.value} 分")
    if points_in_text(head):
        return points.rest + separator + tail
    return points.rest


def set_name(draft: Draft, body: str) -> None:
    """Set name and full text; the text is left out where it says nothing beyond the name."""
    body = body.strip()
    draft.name = short_title(body)
    draft.text = "" if body.rstrip("。;；,，:： ") == draft.name else body


def short_title(text: str) -> str:
    """Return the first sentence, or as many of its clauses as fit in ``NAME_LIMIT`` characters."""
    line = text.strip().split("\n")[0].strip() or text.strip()
    folded = fold(line)
    # 审批改革:①…②… : the list behind the name is no part of it.
    sentence = re.split(r"[。;!?]|[:,]?\s*(?=①)", folded)[0]
    if not sentence:
        sentence = folded
    title = line[: len(sentence)].strip()
    if len(title) > NAME_LIMIT:
        cuts = [
            match.start()
            for match in re.finditer("[,:、]", fold(title))
            if 4 <= match.start() <= NAME_LIMIT
        ]
        commas = [cut for cut in cuts if fold(title)[cut] != "、"]
        if cuts:
            title = title[: (commas or cuts)[-1]]
        else:
            title = title[: NAME_LIMIT - 1] + "…"
    return title.rstrip("。;；,，:：、 ")


def _without(text: str, groups: list[Group], start: int, end: int) -> str:
    parts = []
    position = start
    for group in groups:
        if group.start >= start and group.end <= end:
            parts.append(text[position : group.start].rstrip(" "))
            position = group.end
    parts.append(text[position:end])
    lines = re.sub(r"(?<=[。;；])\s*[。;；.]+", "", "".join(parts)).split("\n")
    clauses = [line.strip() for line in lines if line.strip(" 。;；,，()（）【】[]")]
    return re.sub(r"[(（【\[]\s*$", "", "\n".join(clauses)).strip()


def assign_units(draft: Draft, clauses: list[Clause], log: NoticeLog, led: bool = False) -> None:
    """Write the units of the clauses into lead and support; with one list only, its first unit
    leads.

    ``led`` says that a node above has lead units, which this one inherits.
    """
    lead = _units_of(clauses, "lead")
    support = _units_of(clauses, "support")
    has_lead = bool(lead or draft.lead or led)
    if support and not has_lead:
        first, rest = support[0], support[1:]
        did = f"“{first}”记为牵头单位"
        if rest:
            did += f"，“{short('、'.join(rest), 30)}”为责任单位"
        log.add("IMP30", draft.where, f"“{short('、'.join(support), 30)}”", did)
        lead, support = [first], rest
    draft.lead = list(dict.fromkeys([*draft.lead, *lead]))
    draft.support = list(dict.fromkeys([*draft.support, *support]))
    people = [clause.text for clause in clauses if clause.kind == "person" and clause.text]
    if people:
        draft.extra.append("责任人：" + "；".join(people))


def _units_of(clauses: Sequence[Clause], kind: str) -> list[str]:
    """The units of all clauses of a kind, each once."""
    units = (unit for clause in clauses if clause.kind == kind for unit in clause.units)
    return list(dict.fromkeys(units))


def _due_clause(draft: Draft, groups: list[Group], context: Context) -> None:
    for group in groups:
        for clause in group.clauses:
            if clause.kind == "due" and not draft.due:
                set_due(draft, clause.text, context)


def set_due(draft: Draft, words: str, context: Context) -> None:
    """Read a stated deadline (a column or a clause); what had to be supplied is proposed."""
    deadline = deadline_in_text(words, context.year, sentence=False)
    if deadline is None or not deadline.due:
        doubt = "" if deadline is None else deadline.doubt
        context.log.add("IMP41", draft.where, f"“{short(words)}”{doubt}", "写入正文，没有写入 due")
        draft.extra.append(f"完成时限：{words}")
        return
    draft.due = deadline.due
    context.deadlines += 1
    if deadline.doubt:
        draft.proposed.append("due")
        context.log.add(
            "IMP40", draft.where, f"“{deadline.words}”:{deadline.doubt}", f"due 记为 {deadline.due}"
        )


SCORING = re.compile(
    r"每(?:低|少|超|缺|差|减|增|逾期|迟|漏|有|出现|发现)[^，。；\n]{0,12}扣|扣\s*\d|扣完为止|不得分|不计分|按[^，。；\n]{0,8}比例|酌情|分档"
)
"""A document's own words for how points are lost."""


_LONGEST_DUTY = 3_000
"""Characters; what is longer is no single item, and a bound in it would say nothing about the
whole."""


def propose(draft: Draft, text: str, context: Context) -> None:
    """Propose deadline and rule from the words of a leaf; every proposal is named in ``proposed``
    and reported.
    """
    if context.facts_only or len(text) > _LONGEST_DUTY:
        return
    if not draft.due:
        deadline = deadline_in_text(text, context.year)
        if deadline is not None:
            _propose_due(draft, deadline, text, context)
    if draft.rule is None and draft.kind == "base":
        _propose_rule(draft, text, context)


def _propose_due(draft: Draft, deadline: Deadline, text: str, context: Context) -> None:
    if not deadline.due:
        context.log.add(
            "IMP41", draft.where, f"“{deadline.words}”:{deadline.doubt}", "没有写入 due"
        )
        return
    draft.due = deadline.due
    draft.proposed.append("due")
    context.deadlines += 1
    doubts = [deadline.doubt] if deadline.doubt else []
    clauses = clauses_of(_without_name(text, draft.name))
    if len(clauses) > 1:
        doubts.append(f"这只是 {len(clauses)} 句中一句的时限")
    doubt = f"({'；'.join(doubts)})" if doubts else ""
    context.log.add("IMP40", draft.where, f"“{deadline.words}”{doubt}", f"due 记为 {deadline.due}")


def _propose_rule(draft: Draft, text: str, context: Context) -> None:
    bounds = thresholds_in_text(text)
    if not bounds:
        return
    stated = SCORING.search("\n".join([text, *draft.extra]))
    if stated is not None:
        # A bound alone would contradict what the document itself says about losing points.
        context.log.add(
            "IMP68", draft.where, f"“{short(stated[0], 30)}”", "评分办法保留在正文，没有写入 rule"
        )
        return
    if len(bounds) == 1:
        draft.rule = bounds[0].rule
    else:
        names = list(dict.fromkeys(bound.words for bound in bounds))
        draft.rule = {"type": "checklist", "items": [{"name": name} for name in names]}
    draft.proposed.append("rule")
    words = ";".join(f"“{short(bound.words, 30)}”" for bound in bounds)
    did = f"拟用规则 {draft.rule['type']}" + _without_parts(_left_out(text, draft.name, bounds))
    context.log.add("IMP42", draft.where, words, did)


def _without_parts(sentences: Sequence[str]) -> str:
    """Say which sentences of a text a proposed rule leaves out."""
    if not sentences:
        return ""
    quoted = [f"“{short(sentence, 20)}”" for sentence in sentences]
    return f"，没有包括{first_few(quoted, 2, '等 {count} 句')}"


def _left_out(text: str, name: str, bounds: list[Threshold]) -> list[str]:
    """Return the clauses of an item that its proposed rule says nothing about."""
    return [
        clause for clause in clauses_of(_without_name(text, name))
        if not any(clause in bound.words or bound.words in clause for bound in bounds)
    ]  # fmt: skip


def _without_name(text: str, name: str) -> str:
    if name and text.startswith(name):
        return text[len(name) :]
    return text


def _make_parts(draft: Draft, groups: list[Group], depth: int, context: Context) -> None:
    names = []
    start = 0
    for index, group in enumerate(groups):
        end = len(draft.raw) if index + 1 == len(groups) else group.end
        body = _without(draft.raw, [group], start, end)
        if not body:
            body = f"{draft.name}（第{index + 1}部分）"
        part = Draft(draft.where, raw=body)
        mark = read_mark(body)
        if mark is not None and mark.sure and mark.rest.strip():
            part.number, body = mark.text, mark.rest
        set_name(part, body)
        assign_units(part, group.clauses, context.log)
        _due_clause(part, [group], context)
        propose(part, part.text or part.name, context)
        draft.children.append(part)
        names.append(f"“{short(part.name, 16)}”")
        start = end
    context.log.add(
        "IMP36",
        draft.where,
        f"{len(groups)} 个责任条款",
        f"成为第{depth + 1}级的 {'、'.join(names)}",
    )


def points_sum(drafts: list[Draft]) -> Decimal | None:
    """Return the points of siblings added up, None where any of them has none."""
    if not drafts or any(not draft.points for draft in drafts):
        return None
    return sum((Decimal(draft.points) for draft in drafts), Decimal(0))
