"""What a person can do about the sample of a round: draw it, try a draw out, draw it again to
check.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from scoring.actions.authority import acting
from scoring.actions.lookup import round_of
from scoring.documents.inspection.sample import Drawing
from scoring.engine.frame import Frame
from scoring.inspection.cases import CaseList, FaultyListError, UnreadableListError, read_cases
from scoring.inspection.sampling import PIECES, CannotDrawError, Terms, draw, draw_cases
from scoring.inspection.save_sample import record_sample, recorded_frame, tried_out
from scoring.inspection.verify_sample import Redrawn, redraw
from scoring.people import SYSTEM
from scoring.problems import ScoringError
from scoring.rounds.model import Round
from scoring.rounds.sampling import SampleBy, SampleRecord
from scoring.storage import Author
from scoring.values import offered
from scoring.workspace import Workspace
from scoring.workspace.changes import ChangeSet, RefusedError

Tell = Callable[[str], None]
"""Takes a sentence in Chinese for whoever draws."""


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw that somebody wants: how many indicators by which strata, from which seed.

    ``round_id`` is the only round that can be drawn for where it is left out. ``pieces`` is the
    most pieces of evidence of an indicator; ``methods`` and ``units`` narrow what is drawn from;
    ``cases`` is a list of which ``case_size`` cases are drawn.
    """

    round_id: str | None
    by: SampleBy
    size: int
    seed: str
    pieces: int | None = None
    methods: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    cases: Path | None = None
    case_size: int = 0


def draw_sample(
    changes: ChangeSet, wish: Draw, *, again: bool = False, tell: Tell = lambda _: None
) -> Drawing:
    """Draws for a round and writes the sample into its file; ``again`` replaces an earlier draw."""
    item = _round(changes.workspace, wish.round_id, drawn=again)
    if item.head.sample is not None and not again:
        raise RefusedError(
            f"{item.id} 已经抽过样（种子 {item.head.sample.seed}）；要重新抽，请加 --again"
        )
    # Drawn under the lock: the frame is what stands when the sample is written.
    drawing = _drawing(changes.workspace, item, wish, tell)
    drawn_by = acting(changes, "draw_sample") or SYSTEM
    changes.author = replace(changes.author, by=drawn_by)
    record_sample(changes, drawing.item, drawing.sample, drawing.frame)
    return drawing


def try_out(
    workspace: Workspace, wish: Draw, author: Author, *, again: bool = False, tell: Tell
) -> Drawing:
    """What :func:`draw_sample` would draw. That it was tried out stands in the journal."""
    drawing = _drawing(workspace, _round(workspace, wish.round_id, drawn=again), wish, tell)
    tried_out(workspace.path, drawing.item, drawing.sample, replace(author, by=author.by or SYSTEM))
    return drawing


def check_sample(
    workspace: Workspace,
    round_id: str | None,
    cases: Path | None = None,
    *,
    tell: Tell = lambda _: None,
) -> tuple[Round, Redrawn]:
    """Draws again from the seed of a round, from what it was drawn from then and from what stands
    now.
    """
    item = _round(workspace, round_id, drawn=True)
    sample = item.head.sample
    if sample is None:
        raise RefusedError(f"{item.id} 还没有抽样，或者抽样记录有错误（见 shifan check）")
    now = _frame(workspace, item).narrowed(sample.methods, sample.units)
    then = recorded_frame(workspace.path, sample.frame)
    path = cases or _recorded_list(workspace, sample)
    listed = _cases(workspace, path, tell) if path is not None else None
    return item, redraw(sample, now, then, listed)


def _recorded_list(workspace: Workspace, sample: SampleRecord) -> Path | None:
    """The list that the cases were drawn from, where it still lies in the workspace."""
    if sample.cases is None:
        return None
    path = workspace.path / sample.cases.file
    return path if path.is_file() else None


def _drawing(workspace: Workspace, item: Round, wish: Draw, tell: Tell) -> Drawing:
    frame = _narrowed(workspace, _frame(workspace, item), wish)
    cases = _cases(workspace, wish.cases, tell) if wish.cases is not None else None
    titles = {record.id: record.label for record in workspace.records}
    return Drawing(item, workspace.tree, frame, _drawn(frame, wish, cases), titles)


def _drawn(frame: Frame, wish: Draw, cases: CaseList | None) -> SampleRecord:
    try:
        drawn_cases = draw_cases(cases, wish.case_size, wish.seed) if cases is not None else None
        terms = Terms(wish.by, wish.size, wish.seed, wish.pieces or PIECES)
        return draw(frame, terms, drawn_cases)
    except CannotDrawError as error:
        raise RefusedError(str(error)) from None


def _round(workspace: Workspace, name: str | None, *, drawn: bool) -> Round:
    """The round named, or the only inspection or mock that has (``drawn``) or has not been drawn
    for yet.
    """
    if name is not None:
        return round_of(workspace, name)
    verifying = [item for item in workspace.rounds if item.kind != "self"]
    if not verifying:
        raise RefusedError(
            "没有核验或模拟轮次。先用 shifan round new 名称 --kind inspection（或 mock）新建一个"
        )
    fitting = [item for item in verifying if (item.head.sample is not None) == drawn]
    # Where all have been drawn for, or none has, the only round there is is meant all the same.
    chosen = fitting or verifying
    if len(chosen) > 1:
        names = "、".join(item.id for item in chosen)
        raise RefusedError(f"有几个核验、模拟轮次，请写明是哪一个：{names}")
    return chosen[0]


def _frame(workspace: Workspace, item: Round) -> Frame:
    """The whole frame for a round. Raises :class:`RefusedError` for a round that verifies
    nothing.
    """
    if item.kind == "self":
        raise RefusedError(f"{item.id} 是自评轮次，不抽样；抽样用于核验和模拟轮次")
    if item.head.basis is None:
        raise RefusedError(f"{item.id} 没有写 basis，不知道核验的是哪一轮；请在 {item.file} 里补上")
    frame = workspace.frame(item)
    basis = next((one for one in workspace.rounds if one.id == item.head.basis), None)
    if frame is None or basis is None:
        raise RefusedError(
            f"{item.id} 的 basis 写的是“{item.head.basis}”，找不到这个轮次，或者就是它自己"
        )
    if basis.kind != "self":
        raise RefusedError(f"{item.id} 的 basis“{basis.id}”不是自评轮次")
    return frame


def _narrowed(workspace: Workspace, frame: Frame, wish: Draw) -> Frame:
    """The frame for the methods and units that are wanted. Raises :class:`RefusedError` for one that
    no indicator has.
    """
    units = workspace.units
    methods: list[str] = []
    leading: list[str] = []
    for leaf in workspace.tree.leaves():
        methods += leaf.record.methods
        leading += map(units.name, leaf.lead)
    for method in wish.methods:
        if method not in methods:
            raise RefusedError(f"指标体系里没有测评方式“{method}”{offered(method, methods)}")
    owners = [units.name(unit) for unit in wish.units]
    for unit in owners:
        if unit not in leading:
            raise RefusedError(f"没有哪项指标由“{unit}”牵头{offered(unit, leading, '牵头的有')}")
    return frame.narrowed(wish.methods, owners)


def _cases(workspace: Workspace, path: Path, tell: Tell) -> CaseList:
    try:
        cases = read_cases(path, workspace.path)
    except UnreadableListError as error:
        raise ScoringError(str(error), "unreadable") from None
    except FaultyListError as error:
        raise RefusedError(str(error)) from None
    for title, where in cases.titles:
        tell(
            f"案卷清单{where}“{title}”看作标题，没有计作案卷；确是案卷的，在上面加一行列名“案号”。"
        )
    return cases
