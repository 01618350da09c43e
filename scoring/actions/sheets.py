"""What a person can do with the sheets that units fill in: take them in, or see first what would
change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scoring.actions.authority import named
from scoring.actions.new_rounds import round_name
from scoring.actions.rights import WHOLE, Action, Thing, may
from scoring.inspection.avoidance import barred
from scoring.inspection.blind import has_handed_in
from scoring.rounds.impartial import looked_at
from scoring.rounds.parts import assigned_to
from scoring.sheets import Outcome, Terms, preview, take_in
from scoring.sheets import review_results as results_of
from scoring.sheets.reading import Book
from scoring.sheets.review_file import Result
from scoring.workspace import Workspace
from scoring.workspace.changes import RefusedError


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
    every = [book for books in sets for book in books]
    wanted = replace(terms, by=_importer(workspace, terms.by, every))
    chosen = [every] if together else sets
    if only_look:
        return joined([preview(workspace, books, wanted) for books in chosen])
    return joined([take_in(workspace.path, books, wanted) for books in chosen])


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
    people, units, tree = workspace.people, workspace.units, workspace.tree
    given = str(result.head.get("inspector", ""))
    round_ = next((item for item in workspace.rounds if item.id == result.head.get("round")), None)
    if not people or not given or round_ is None:
        return
    if unknown := people.unknown(given):
        raise RefusedError(f"{result.name}：{unknown}")
    if result.findings and has_handed_in(round_, people, given):
        raise RefusedError(
            f"{result.name} 没有导入：{given}已经交卷，或者“{round_.id}”已经定稿；要改的，"
            "请评查组长退回"
        )
    by_id = {record.id: record for record in workspace.records}
    refused: dict[str, str] = {}
    for code in result.findings:
        node = tree.by_code.get(code)
        if node is None or not node.leaf:
            continue
        own = barred(workspace, given, code, looked_at(workspace.supports, code, by_id))
        if own and round_.kind == "inspection":
            refused[code] = own
        elif people.roled:
            task = assigned_to(round_.head.assignments, code, tree)
            whose = task if round_.head.assignments else (round_.head.inspectors or (given,))
            refusal = may(
                given, "verify", Thing.indicator(node, units, whose), people=people, units=units
            )
            if refusal is not None:
                refused[code] = refusal.message
    if refused:
        more = (
            f"；还有 {len(refused) - 1} 项也不能：{'、'.join(list(refused)[1:9])}"
            if len(refused) > 1
            else ""
        )
        raise RefusedError(f"{result.name} 没有导入：{next(iter(refused.values()))}{more}")


def joined(outcomes: Sequence[Outcome]) -> Outcome:
    """Several imports as one: what each changed, what is wrong with any; written where one was."""
    return Outcome(
        tuple(change for outcome in outcomes for change in outcome.changes),
        tuple(fault for outcome in outcomes for fault in outcome.faults),
        tuple(dict.fromkeys(note for outcome in outcomes for note in outcome.notes)),
        sum(outcome.unchanged for outcome in outcomes),
        written=any(outcome.written for outcome in outcomes),
    )


def _importer(workspace: Workspace, person: str, books: Sequence[Book]) -> str:
    """Who imports: one of the people of the workspace, who may do what these books do.

    A book of the whole office speaks for every unit, so that whoever imports it must be allowed to
    speak for all.
    """
    name = named(workspace, person)
    for book in books:
        unit = book.head.get("unit", "")
        thing = Thing.unit(unit, workspace.units) if unit else WHOLE
        action = "new_round" if book.kind.startswith("tree") else IMPORTS.get(book.kind)
        name = named(workspace, person, action, thing) if action is not None else name
    return name


IMPORTS: dict[str, Action] = {
    "findings": "write_finding",
    "evidence": "add_evidence",
    "rectification": "item_progress",
    "reviews": "review",
    "vetoes": "set_vetoes",
}
"""The right that the import of each kind of book needs."""
