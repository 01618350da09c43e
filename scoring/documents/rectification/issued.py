"""Papers on record as documents: the one that is meant, or why there is none."""

from __future__ import annotations

from scoring.problems import ScoringError
from scoring.rectification.papers import KIND_NAMES, Paper, PaperKind
from scoring.workspace import Workspace

UNISSUED = "预览，尚未印发"
"""What stands on a paper that is not on record."""


class NoPaperError(ScoringError):
    """An issued paper was asked for that is not there; ``str()`` is the sentence."""


def issued_paper(workspace: Workspace, kind: PaperKind, number: int) -> Paper:
    """The paper of a kind with this number of the register. Raises :class:`NoPaperError`."""
    paper = next((one for one in workspace.papers if one.number == number), None)
    if paper is not None and paper.kind == kind:
        return paper
    known = "、".join(f"{one.number}（{one.label}）" for one in papers_of(workspace, kind))
    other = f"；登记了的有 {known}" if known else f"；还没有印发过{KIND_NAMES[kind]}"
    if paper:
        what = f"登记号 {number} 是{paper.label}"
    else:
        what = f"没有登记号为 {number} 的文书"
    raise NoPaperError(f"{what}，不是{KIND_NAMES[kind]}{other}" if paper else f"{what}{other}")


def papers_of(workspace: Workspace, *kinds: PaperKind) -> list[Paper]:
    """The papers of some kinds on record, in the order of their numbers."""
    return [paper for paper in workspace.papers if paper.kind in kinds]
