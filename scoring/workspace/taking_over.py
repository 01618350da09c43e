"""What a new round takes over from an earlier one: its findings and vetoes, as the tree of the new
round takes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scoring import yamlio
from scoring.indicators.comparison import Comparison
from scoring.indicators.library import find_tree, no_such_tree
from scoring.indicators.loading import Choose, load_tree
from scoring.indicators.model import IndicatorTree
from scoring.rounds.forms import Filled, Terms, inline, round_text
from scoring.rounds.migration import CarriedFinding, carry_findings, carry_vetoes
from scoring.rounds.reading import read_findings, read_head
from scoring.values import offered
from scoring.workspace.new_edition import CannotCreateError
from scoring.workspace.record import WorkspaceRecord

Veto = tuple[str, str | None, Any, str]
"""Old code, new code where there is one, the entry as it stands in the old round, and the name."""


@dataclass(frozen=True, slots=True)
class EarlierRound:
    """The old round as its file holds it, and the tree it was made under."""

    tree: IndicatorTree
    kind: str
    findings: dict[str, Any] = field(default_factory=dict)
    vetoes: dict[str, Any] = field(default_factory=dict)
    faulty: frozenset[str] = frozenset()


def tree_file(wanted: str, workspace: Path) -> Path:
    """The file that ``--tree`` names: an existing file,
    or an id of the workspace or of the library.
    """
    found = Path(wanted) if Path(wanted).is_file() else find_tree(wanted, workspace)
    if found is None:
        raise CannotCreateError(no_such_tree(wanted, workspace))
    return found


def sound_tree(path: Path, choose: Choose | None) -> IndicatorTree:
    """The tree at ``path``, cut to the kind of object that ``choose`` gives, or whole; one with
    errors is refused.
    """
    tree, problems = load_tree(path, path.name, choose)
    faults = tuple(item for item in problems if item.severity == "error")
    if tree is None or faults:
        raise CannotCreateError("指标体系有误，没有新建轮次。", faults, unreadable=True)
    return tree


def earlier_round(folder: Path, workspace: WorkspaceRecord, name: str) -> EarlierRound:
    """The round of a name and its tree, sound as far as its head goes. Raises
    ``CannotCreateError`` with its faults, or where there is none of this name.
    """
    known = []
    for path in sorted([*(folder / "rounds").glob("*.yaml"), *(folder / "rounds").glob("*.yml")]):
        document, problems = yamlio.read(path, f"rounds/{path.name}")
        if document is None or not isinstance(document.data, dict):
            continue
        known.append(str(document.data.get("round", path.stem)))
        if known[-1] != name:
            continue
        head, found = read_head(document)
        if head is None:
            raise CannotCreateError(
                f"轮次“{name}”读不出来。", tuple(problems + found), unreadable=True
            )
        tree = sound_tree(tree_file(head.tree or workspace.tree, folder), workspace.choose)
        round_, _ = read_findings(document, head, tree, "")
        raw, vetoes = document.data.get("findings"), document.data.get("vetoes")
        findings = raw if isinstance(raw, dict) else {}
        # Faulty ones and notes without facts alike: neither says
        # anything that could be carried over.
        unread = {code for code in findings if code not in round_.findings}
        return EarlierRound(
            tree, head.kind, findings, vetoes if isinstance(vetoes, dict) else {}, frozenset(unread)
        )
    raise CannotCreateError(f"没有轮次“{name}”{offered(name, known, 'rounds/ 里有')}")


def contents(
    tree: IndicatorTree, terms: Terms, comparison: Comparison | None, old: EarlierRound | None
) -> tuple[str, list[CarriedFinding], list[Veto]]:
    """The text of a new round, and what became of each finding and veto of the old one."""
    if comparison is None or old is None:
        return round_text(tree, terms), [], []
    findings = carry_findings(comparison, old.findings, old.faulty, old.kind, terms.kind)
    vetoes = list(carry_vetoes(comparison, old.vetoes))
    text = _written(tree, terms, findings, vetoes)
    # Judged as a whole file, by the reader that will read it: nothing carried may be a fault later.
    refused = _refused(text, tree)
    if refused:  # a finding that the new tree does not take after all becomes a question
        findings = [_asked(item, refused) for item in findings]
        text = _written(tree, terms, findings, vetoes)
    return text, findings, vetoes


def _written(
    tree: IndicatorTree, terms: Terms, findings: list[CarriedFinding], vetoes: list[Veto]
) -> str:
    removed = [item.remark() for item in findings if item.new is None]
    kept: dict[str, Filled] = {}
    for code, new, entry, name in vetoes:
        if new is not None:
            kept[new] = Filled(entry)
        else:
            removed.append(
                f"待确认：原一票否决 {code} {name} = {inline(entry)}；新体系里没有同名同编号的事项"
            )
    return round_text(tree, terms, _filled(findings), kept, removed)


def _refused(text: str, tree: IndicatorTree) -> frozenset[str]:
    """The codes whose findings the written round does not hold soundly."""
    data, root, _ = yamlio.parse(text, "round.yaml")
    if root is None or not isinstance(data, dict):
        raise CannotCreateError("新轮次没有写成：旧轮次里有不能写进 YAML 的内容。")
    document = yamlio.Document(Path("round.yaml"), "round.yaml", data, root, text.encode())
    head, _ = read_head(document)
    if head is None:
        raise CannotCreateError("新轮次没有写成：旧轮次里有不能写进 YAML 的内容。")
    return read_findings(document, head, tree, "")[0].faulty


def _asked(item: CarriedFinding, refused: frozenset[str]) -> CarriedFinding:
    if item.fate != "carried" or item.new not in refused:
        return item
    return replace(item, fate="pending", reason="原认定不合新体系的评分规则")


def _filled(findings: list[CarriedFinding]) -> dict[str, Filled]:
    by_code: dict[str, list[CarriedFinding]] = {}
    for item in findings:
        if item.new is not None:
            by_code.setdefault(item.new, []).append(item)
    filled = {}
    for code, items in by_code.items():
        carried = next((item for item in items if item.fate == "carried"), None)
        remarks = [item.remark() for item in items if item.fate == "pending" or item.reason]
        filled[code] = Filled(carried.entry if carried else None, remarks)
    return filled
