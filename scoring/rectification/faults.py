"""What ``check`` says about the ledger and the journal beyond the shape of each record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from pathlib import Path

from scoring.engine import NodeResult
from scoring.people import People
from scoring.problems import Problem, Where, problem
from scoring.rectification.evidence_check import Proofs
from scoring.rectification.hands import barred, second_hand
from scoring.rectification.ledger import MOVE_NAMES, OWN_SOURCES, Event, RectificationItem
from scoring.rectification.open_dates import leaves_year_open
from scoring.rectification.state import gap_of, weak_proofs
from scoring.storage import Journal, examine_journal, missing_end
from scoring.storage.days import FAR
from scoring.storage.hand_lines import is_by_hand
from scoring.values import format_fixed
from scoring.yamlio import Document

JOURNAL = "journal.jsonl"

JUDGED_STEPS = frozenset({"close", "extend", "correct"})
"""Steps that not every hand may take."""
ACCEPT = (
    "查明谁动过 journal.jsonl，找得到的从备份恢复；"
    "查明了、恢复好了的，用 shifan journal accept --by 姓名 --note 说明 认可"
)
"""How a journal that lost its end is mended: only a person can say that it is in order."""


def ledger_faults(
    ledger: Sequence[RectificationItem],
    document: Document,
    places: Mapping[str, int],
    proofs: Proofs,
    people: People | None = None,
) -> Iterator[Problem]:
    """Closed items whose evidence has changed, evidence that is not registered, sign-offs of one's
    own work, items that wait for others that are not there.
    """
    ids = {item.id for item in ledger}
    yield from far_faults(ledger, document, places)
    first_of = {item.id: item.after for item in ledger}
    for item in ledger:
        at = places[item.id]
        yield from hand_faults(item, document, at, proofs, people or People())
        yield from _lost_items(item, ids, document, at)
        circle = _circle(item.id, first_of)
        if circle and item.id == min(circle):  # told once, at one of those that wait for each other
            what = f"{' → '.join([*circle, item.id])} 互相等待，谁也不能先整改"
            yield problem("L009", document.where((at, "after")), what=what)
        yield from _open_years(item, document, at)
        yield from _unknown_evidence(item, document, at, proofs)
        if item.closed and (weak := weak_proofs(item, proofs)):
            what = f"{item.id} 已销号，但{'；'.join(weak)}"
            yield problem("L004", document.where((at, "id")), what=what)


def _lost_items(
    item: RectificationItem, ids: Set[str], document: Document, at: int
) -> Iterator[Problem]:
    """L008: other items that this one names and that are not in the ledger."""
    if item.part_of is not None and item.part_of not in ids:
        what = f"{item.id} 是从 {item.part_of} 分解来的，清单里没有 {item.part_of}"
        yield problem("L008", document.where((at, "part_of")), what=what)
    for index, ident in enumerate(item.after):
        if ident not in ids:
            what = f"{item.id} 要等 {ident} 先整改完，清单里没有 {ident}"
            yield problem("L008", document.where((at, "after", index)), what=what)


def _open_years(item: RectificationItem, document: Document, at: int) -> Iterator[Problem]:
    """L012: measures whose words name a day without its year."""
    for index, measure in enumerate(item.measures):
        if measure.due is None and leaves_year_open(measure.text):
            what = f"{item.id}：第 {index + 1} 条措施“{measure.text}”的日期没有写年份，不能按它催办"
            yield problem("L012", document.where((at, "measures", index)), what=what)


def _unknown_evidence(
    item: RectificationItem, document: Document, at: int, proofs: Proofs
) -> Iterator[Problem]:
    """L006: evidence of a step that is not registered;
    that of a sign-off is told with the sign-off.
    """
    for index, event in enumerate(item.events):
        unknown = [ident for ident in event.evidence if ident not in proofs.records]
        # L004 tells of these already, with the sign-off that rests on them.
        if unknown and not (item.closed and event is item.submission):
            what = f"{item.id}：{event.on} 提交的佐证 {'、'.join(unknown)} 不在登记表里"
            yield problem("L006", document.where((at, "events", index)), what=what)


def far_faults(
    ledger: Sequence[RectificationItem], document: Document, places: Mapping[str, int]
) -> Iterator[Problem]:
    """L011 for the one step of the whole ledger that lies far behind all others:
    a clock was wrong.
    """
    days = sorted({event.on for item in ledger for event in item.standing if event.do != "correct"})
    # One day alone has nothing to be far from.
    if len(days) < 2 or (days[-1] - days[-2]).days <= FAR:
        return
    for item, index, event in _steps(ledger):
        if event.on == days[-1]:
            what = (
                f"{item.id}：{event.on} 的{MOVE_NAMES[event.do]}比清单里其他各步晚 "
                f"{(days[-1] - days[-2]).days} 天以上"
            )
            yield problem(
                "L011", document.where((places[item.id], "events", index, "on")), what=what
            )


def future_faults(
    ledger: Sequence[RectificationItem], document: Document, places: Mapping[str, int], today: date
) -> Iterator[Problem]:
    """L011 for each step, correction and measure that is said to have been done after ``today``."""
    for item, index, event in _steps(ledger, corrections=True):
        if event.on > today:
            what = f"{item.id}：{MOVE_NAMES[event.do]}的日期 {event.on} 在今天（{today}）以后"
            yield problem(
                "L011", document.where((places[item.id], "events", index, "on")), what=what
            )
    for item in ledger:
        for index, measure in enumerate(item.measures):
            if measure.done is not None and measure.done > today:
                what = (
                    f"{item.id}：第 {index + 1} 条措施的完成日期 {measure.done} 在今天（{today}）"
                    "以后"
                )
                # A correction takes a step back, and no measure.
                yield problem(
                    "L011",
                    document.where((places[item.id], "measures", index, "done")),
                    what=what,
                    fix="核对电脑的日期；记错了的，改正这一条措施的 done",
                )


def _steps(
    ledger: Sequence[RectificationItem], *, corrections: bool = False
) -> Iterator[tuple[RectificationItem, int, Event]]:
    """The steps that count, with their place among all steps of their item; ``corrections`` are
    steps of people too, though no step of the item.
    """
    for item in ledger:
        taken_back = {event.of for event in item.events if event.do == "correct"}
        for index, event in enumerate(item.events):
            counts = corrections or event.do != "correct"
            if counts and index + 1 not in taken_back:
                yield item, index, event


def _circle(ident: str, first_of: Mapping[str, Sequence[str]]) -> list[str]:
    """The shortest way from an item through those it waits for back to itself;
    empty where there is none.
    """
    came: dict[str, str] = {}
    ahead = [ident]
    # Breadth first: the shortest circle is the one that can be understood.
    for here in ahead:
        for first in first_of.get(here, ()):
            if first == ident:
                way = [here]
                while way[-1] != ident:
                    way.append(came[way[-1]])
                return way[::-1]
            if first not in came:
                came[first] = here
                ahead.append(first)
    return []


def hand_faults(
    item: RectificationItem, document: Document, at: int, proofs: Proofs, people: People
) -> Iterator[Problem]:
    """L007 where one hand submitted and signed off, L010 where another step was taken by a hand
    that may not.
    """
    taken_back = {event.of for event in item.events if event.do == "correct"}
    for index, event in enumerate(item.events):
        if index + 1 in taken_back or event.do not in JUDGED_STEPS:
            continue
        where = document.where((at, "events", index))
        # As it was when the step was taken: what came later bars nobody from what was done before.
        then = item.model_copy(update={"events": item.events[:index]})
        if event.do == "close" and _closed_by_submitter(then, event, people):
            what = f"{item.id}：{event.by} 申报，又由本人销号"
            yield problem("L007", where, what=what)
            continue
        why = _barred_hand(then, event, proofs, people)
        if why:
            yield problem("L010", where, what=why)


def _closed_by_submitter(then: RectificationItem, event: Event, people: People) -> bool:
    submitted = then.submission
    if submitted is None or not event.by:
        return False
    return people.same_hand(submitted.by, event.by)


def _barred_hand(then: RectificationItem, event: Event, proofs: Proofs, people: People) -> str:
    """Why a step was not for the hand that took it; ``then`` is the item as it stood before."""
    match event.do:
        case "close" if event.by:
            return barred(then, "close", event.by, people, proofs)
        case "extend" if event.approved_by:
            return barred(then, "approve", event.approved_by, people, proofs)
        case "correct" if event.by and event.of and event.of <= len(then.events):
            why = second_hand(then.events[event.of - 1], event.by, people)
            return f"{then.id}：{why}" if why else ""
    return ""


def gap_faults(
    ledger: Sequence[RectificationItem],
    document: Document,
    places: Mapping[str, int],
    nodes: Mapping[str, NodeResult],
) -> Iterator[Problem]:
    """L005 for each closed item whose loss stands, unless an open item answers for it."""
    # A loss that came back after the sign-off may have an item of its own by now.
    open_keys = {
        (item.indicator, item.cause)
        for item in ledger
        if not item.closed and item.source in OWN_SOURCES
    }
    for item in ledger:
        gap = gap_of(item, nodes) if item.closed else None
        if gap and (item.indicator, item.cause) not in open_keys:
            what = f"{item.id} 已销号，但指标“{item.indicator}”仍失 {format_fixed(gap)} 分"
            yield problem("L005", document.where((places[item.id], "id")), what=what)


def issued_digests(workspace: Path) -> dict[str, str]:
    """The digest that the journal holds for each file that was written, as it was written last."""
    digests: dict[str, str] = {}
    for entry in Journal(workspace / JOURNAL).oldest_first(b'"files"'):
        # Who edits an issued file by hand does not issue it.
        if not is_by_hand(entry):
            # A later line wins: a file is held against what was written last.
            digests |= {name: one for name, one in entry.get("files", {}).items() if one}
    return digests


def journal_faults(workspace: Path) -> Iterator[Problem]:
    """J001 for lines that cannot be read; J002 where the chain breaks, and where an end went missing
    that nobody has accepted yet.
    """
    try:
        examined = examine_journal(workspace / JOURNAL)
    except OSError:
        yield problem("J001", Where(JOURNAL), what=f"{JOURNAL} 打不开")
        return
    # A line that was taken out shortens the journal too: that is told at its place already.
    cut = missing_end(workspace / JOURNAL) if not examined.faults else None
    if cut is not None:
        yield problem("J002", Where(JOURNAL, cut.line, 1), what=cut.what, fix=ACCEPT)
    for end in examined.lost:
        moment = end.at[:16].replace("T", " ")
        what = (
            f"第 {end.line} 行（{moment}，{end.by or '未写姓名'}）写入以前，日志已经少了记录："
            f"这里本来有 {end.size} 字节，末行的摘要是 {end.sha256[:12]}…"
        )
        yield problem("J002", Where(JOURNAL, end.line, 1), what=what, fix=ACCEPT)
    for fault in examined.faults:
        rule = "J001" if "读不出来" in fault.what else "J002"
        yield problem(rule, Where(JOURNAL, fault.line, 1), what=f"第 {fault.line} 行：{fault.what}")
