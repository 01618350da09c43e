"""A round's file read: its head, and its findings checked against the rules of the tree."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from scoring.indicators.loading import unquoted
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.problems import Problem, problem
from scoring.rounds.finding import Finding
from scoring.rounds.finding_reading import Entry, read_finding
from scoring.rounds.model import Round, RoundRecord
from scoring.rounds.vetoes import declared_vetoes, read_vetoes
from scoring.schema import build
from scoring.spots import Loc
from scoring.values import did_you_mean
from scoring.yamlio import Document


def read_head(document: Document) -> tuple[RoundRecord | None, list[Problem]]:
    """The head of a round's file alone."""
    head, problems = build(
        RoundRecord, document.data, document, skip=frozenset({"findings", "vetoes"})
    )
    # A code such as 2026 would come back as a number.
    for key in ("round", "tree", "basis"):
        if head and getattr(head, key) is not None:
            problems += unquoted(document, (key,))
    if head and head.window and head.window.start > head.window.end:
        problems.append(
            problem(
                "F008",
                document.where(("window",)),
                what=f"时间窗从 {head.window.start} 到 {head.window.end}，前后颠倒",
            )
        )
    return head, problems


def read_findings(
    document: Document, head: RoundRecord, tree: IndicatorTree, digest: str
) -> tuple[Round, list[Problem]]:
    """The round with its findings checked against the rules of ``tree``."""
    problems: list[Problem] = []
    findings: dict[str, Finding] = {}
    unscored: dict[str, Finding] = {}
    faulty: set[str] = set()
    data = document.data.get("findings") or {}
    if not isinstance(data, dict):
        where = document.where(("findings",))
        problems.append(problem("S003", where, what="findings：应按“编号: 认定”逐项填写"))
        data = {}
    for code, entered in data.items():
        loc: Loc = ("findings", code)
        problems += unquoted(document, loc, key=True)
        node = tree.by_code.get(code)
        if node is None or not node.leaf:
            problems.append(_misplaced(code, node, tree, document, loc))
            continue
        finding, faults = read_finding(Entry(node, entered, document, loc, head.kind, tree))
        problems += faults
        # A faulty finding counts as not assessed; a blank one is simply not assessed yet.
        if finding is None:
            if faults:
                faulty.add(code)
        elif finding.scored:
            findings[code] = finding
        else:
            unscored[code] = finding
    vetoes, faults = read_vetoes(document, tree, head.as_of)
    declared = declared_vetoes(document)
    round_ = Round(
        head, findings, vetoes, frozenset(faulty), digest, document.name, unscored, declared
    )
    return round_, problems + faults


def _misplaced(
    code: str, node: Indicator | None, tree: IndicatorTree, document: Document, loc: Loc
) -> Problem:
    """What is wrong with a finding whose code is none of a leaf."""
    where = document.where(loc, key=True)
    if node is not None:
        return problem("F010", where, what=f"“{code} {node.name}”是上级指标，认定应写在它的下级上")
    aside = tree.not_assessed(code)
    if aside is not None:
        return problem("T027", where, what=f"{aside}，认定不计分")
    fix = did_you_mean(code, [leaf.code for leaf in tree.leaves()])
    return problem("F001", where, what=f"认定了不存在的指标“{code}”", fix=fix)


def remarks_of(
    round_: Round, known_evidence: Collection[str], document: Document
) -> Iterator[Problem]:
    """F012 for findings that name evidence which the register does not have."""
    for code, finding in {**round_.findings, **round_.unscored}.items():
        for key, verb, pieces in (
            ("opened", "查阅的", finding.opened),
            ("untrue", "认定不实的", finding.untrue),
        ):
            for index, ident in enumerate(pieces):
                if ident not in known_evidence:
                    where = document.where(("findings", code, key, index))
                    what = f"指标“{code}”{verb}佐证“{ident}”不在登记表里"
                    yield problem("F012", where, what=what)
