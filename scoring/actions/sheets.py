"""What a person can do with the sheets that units fill in: take them in, or see first what would
change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from scoring.actions.authority import named
from scoring.actions.new_rounds import round_name
from scoring.actions.rights import WHOLE, Action, Thing, may
from scoring.evidence.model import Evidence
from scoring.inspection.avoidance import barred
from scoring.inspection.blind import has_handed_in
from scoring.rounds.impartial import looked_at
from scoring.rounds.model import Round
from scoring.rounds.parts import assigned_to
from scoring.sheets import Outcome, Terms, preview, take_in
from scoring.sheets import review_results as results_of
from scoring.sheets.reading import Book
from scoring.sheets.review_file import Result
from scoring.workspace import Workspace
from scoring.workspace.changes import RefusedError

MOST_NAMED = 8
"""So many further indicators are named in a refusal."""


def import_books(
    workspace: Workspace,
    sets: Sequence[Sequence[Book]],
    terms: Terms,
    *,
    together: bool = False,
    only_look: bool = False,
) -> Outcome:
    """Takes in several workbooks, each a set of tables; one with a fault is left out, or all are
    (``together``).

    Whoever is named in ``terms`` has to be one of the people who may report for the units of these
    books.
    """
    every = list(chain.from_iterable(sets))
    wanted = replace(terms, by=_importer(workspace, terms.by, every))
    if only_look:
        run = partial(preview, workspace)
    else:
        # It opens the workspace again, under its own lock: what was opened before may be old by now.
        run = partial(take_in, workspace.path)
    return joined([run(books, wanted) for books in ([every] if together else sets)])


def import_results(
    workspace: Workspace,
    results: Sequence[Result],
    terms: results_of.Terms,
    *,
    only_look: bool = False,
) -> Outcome:
    """Takes in what inspectors saved in their offline pages, all or none."""
    if terms.as_round is not None and len(results) > 1:
        raise RefusedError("--as-round 一次导入一份核验结果")
    by = named(workspace, terms.by)
    if terms.accept_edited and not by:
        raise RefusedError("--accept-edited 要用 --by 写明是谁认可改动的，记入日志")
    for result in results:
        _inspecting(workspace, result)
    name = round_name(terms.as_round) if terms.as_round is not None else None
    wanted = replace(terms, by=by, as_round=name)
    if only_look:
        return results_of.preview_results(workspace, results, wanted)
    return results_of.take_in_results(workspace.path, results, wanted)


def _inspecting(workspace: Workspace, result: Result) -> None:
    """Raises where the inspector of a result is nobody here, or marked what is not for him to
    mark.
    """
    people = workspace.people
    inspector = str(result.head.get("inspector", ""))
    round_ = _round_of(workspace, result)
    # A round that is not there is refused by the import itself, with what else is wrong.
    if not people or not inspector or round_ is None:
        return
    if unknown := people.unknown(inspector):
        raise RefusedError(f"{result.name}：{unknown}")
    if result.findings and has_handed_in(round_, people, inspector):
        raise RefusedError(
            f"{result.name} 没有导入：{inspector}已经交卷，或者“{round_.id}”已经定稿；要改的，"
            "请评查组长退回"
        )
    records = {record.id: record for record in workspace.records}
    reasons = {}
    for code in result.findings:
        if reason := _why_not(workspace, round_, code, inspector, records):
            reasons[code] = reason
    if reasons:
        raise RefusedError(f"{result.name} 没有导入：{_in_short(reasons)}")


def _round_of(workspace: Workspace, result: Result) -> Round | None:
    """The round that a result says it is of."""
    round_id = result.head.get("round")
    return next((item for item in workspace.rounds if item.id == round_id), None)


def _in_short(reasons: Mapping[str, str]) -> str:
    """The first reason, and for how many more indicators there is one."""
    first, *others = reasons
    if not others:
        return reasons[first]
    listed = "、".join(others[:MOST_NAMED])
    return f"{reasons[first]}；还有 {len(others)} 项也不能：{listed}"


def _why_not(
    workspace: Workspace,
    round_: Round,
    code: str,
    inspector: str,
    records: Mapping[str, Evidence],
) -> str:
    """Why somebody may not mark an indicator of a round, in Chinese; "" where he may, and for a code
    that the import itself will refuse.
    """
    people, units, tree = workspace.people, workspace.units, workspace.tree
    node = tree.by_code.get(code)
    if node is None or not node.leaf:
        return ""
    if round_.kind == "inspection":
        own = barred(workspace, inspector, code, looked_at(workspace.supports, code, records))
        if own:
            return own
    if not people.roled:
        return ""
    assignments = round_.head.assignments
    if assignments:
        assigned = assigned_to(assignments, code, tree)
    else:
        # Nobody was given anything by name: the round is that of its inspectors, or of whoever comes.
        assigned = round_.head.inspectors or (inspector,)
    thing = Thing.indicator(node, units, assigned)
    refusal = may(inspector, "verify", thing, people=people, units=units)
    return refusal.message if refusal is not None else ""


def joined(outcomes: Sequence[Outcome]) -> Outcome:
    """Several imports as one: what each changed, what is wrong with any; written where one was."""
    return Outcome(
        tuple(chain.from_iterable(one.changes for one in outcomes)),
        tuple(chain.from_iterable(one.faults for one in outcomes)),
        tuple(dict.fromkeys(chain.from_iterable(one.notes for one in outcomes))),
        sum(one.unchanged for one in outcomes),
        written=any(one.written for one in outcomes),
    )


def _importer(workspace: Workspace, person: str, books: Sequence[Book]) -> str:
    """Who imports: one of the people of the workspace, who may do what these books do.

    A book of the whole office speaks for every unit, so that whoever imports it must be allowed to
    speak for all.
    """
    name = named(workspace, person)
    for book in books:
        action = _right(book.kind)
        if action is not None:
            unit = book.head.get("unit", "")
            thing = Thing.unit(unit, workspace.units) if unit else WHOLE
            name = named(workspace, person, action, thing)
    return name


def _right(kind: str) -> Action | None:
    """The right that the import of a kind of book needs; None for one that is not imported."""
    if kind.startswith("tree"):
        return "new_round"
    return IMPORTS.get(kind)


IMPORTS: dict[str, Action] = {
    "findings": "write_finding",
    "evidence": "add_evidence",
    "rectification": "item_progress",
    "reviews": "review",
    "vetoes": "set_vetoes",
}
"""The right that the import of each kind of book needs."""
