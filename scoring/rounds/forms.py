"""The file of a round as text: a commented form to fill in,
with the findings that are known already.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from scoring.indicators.model import Indicator, IndicatorTree
from scoring.rounds.finding import method_shares, on_the_spot
from scoring.storage.yaml_text import comment_text, key_text
from scoring.values import format_short

PLAIN = re.compile(r"\d{1,15}(\.\d{1,12})?%?|\d{4}-\d{2}-\d{2}|true|false", re.ASCII)
KIND_NAMES = {"self": "自评", "mock": "模拟测评", "inspection": "核验"}


@dataclass(frozen=True, slots=True)
class Terms:
    """The head of a round: its name and kind, the day of assessment,
    the window and whom it verifies.

    ``group``, ``inspectors`` and ``arbitration``: which group of inspectors it is for, and whether
    it settles what others differ about. ``basis_sha256`` says what the verified round claimed when
    this one began, ``claims`` the same leaf by leaf.
    """

    name: str
    kind: Literal["self", "mock", "inspection"]
    as_of: date
    window: tuple[date, date]
    basis: str | None = None
    basis_sha256: str | None = None
    claims: Mapping[str, Fraction] = field(default_factory=dict)
    group: str = ""
    inspectors: tuple[str, ...] = ()
    arbitration: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """What is known of one leaf: an entry as file data,
    and remarks that stand above it as comments.
    """

    entry: Mapping[str, Any] | None = None
    remarks: Sequence[str] = ()


def usual_window(as_of: date) -> tuple[date, date]:
    """From the first day of the year before until the day of assessment."""
    return date(as_of.year - 1, 1, 1), as_of


def round_text(
    tree: IndicatorTree,
    terms: Terms,
    filled: Mapping[str, Filled] | None = None,
    vetoes: Mapping[str, Filled] | None = None,
    closing: Sequence[str] = (),
) -> str:
    """The whole file. Leaves that ``filled`` does not know get a blank form; ``closing`` are
    comments at the end.
    """
    filled = filled or {}
    lines = [*_opening(tree, terms), "findings:"]
    for root in tree.roots:
        lines.append(f"  # ── {comment_text(f'{root.code} {root.name}')}")
        for leaf in root.leaves():
            lines += _leaf(leaf, filled.get(leaf.code, Filled()), terms, tree)
    lines += [f"  # {comment_text(line)}" for line in closing]
    if tree.head.vetoes:
        lines.append(
            "# 一票否决：未发生写 false；发生的写 {on: 日期, authority: 认定机关, note: 说明}"
        )
        lines.append("vetoes:")
        for veto in tree.head.vetoes:
            known = (vetoes or {}).get(veto.code, Filled())
            lines += [f"  # {comment_text(line)}" for line in known.remarks]
            # Written out although nothing stands for false as well: a
            # form that is silent is easily skipped.
            entry = "false" if known.entry is None else inline(known.entry)
            lines.append(f"  {inline(veto.code, code=True)}: {entry}   # {comment_text(veto.name)}")
    return "\n".join(lines) + "\n"


def _opening(tree: IndicatorTree, terms: Terms) -> list[str]:
    start, end = terms.window
    direct = "" if terms.kind == "self" else "；也可以直接打分：{score: 分数, reason: 理由}"
    lines = [
        f"# {KIND_NAMES[terms.kind]}：每个指标填写一条认定。去掉行首的 # 再改成实际情况；还没核实的先不填，"
        f"按“未评”处理，不算 0 分{direct}。",
        '# 不适用的写成："编号": {not_applicable: 原因, approved_by: 同意的单位}',
        key_text("round", terms.name, 0, ""),
        f"kind: {terms.kind}",
        key_text("tree", tree.id, 0, ""),
        f"as_of: {terms.as_of}        # 评估日",
        f"window: {{from: {start}, to: {end}}}   # 佐证材料的日期要在这个时间窗内",
        "# assessor: 评分单位",
    ]
    if terms.basis is not None:
        lines.append(key_text("basis", terms.basis, 0, "") + "   # 所核验的轮次")
        if terms.inspectors:
            lines.append(key_text("inspectors", list(terms.inspectors), 0, ""))
        else:
            lines.append("# inspectors: [评查人员]")
        if terms.group:
            lines.append(key_text("group", terms.group, 0, ""))
        if terms.arbitration:
            lines.append("arbitration: true   # 仲裁：各项以这个轮次为准")
    if terms.basis_sha256 is not None:
        lines.append(f"basis_sha256: {terms.basis_sha256}   # 所核验的认定，之后有改动会提示")
    return lines


def _leaf(leaf: Indicator, known: Filled, terms: Terms, tree: IndicatorTree) -> list[str]:
    """The lines of one leaf: its criterion, the remarks, and the entry or a form of it."""
    criterion, example = "", "{}"
    if leaf.rule:
        criterion, example = leaf.rule.describe(leaf.points), leaf.rule.form(leaf.points)
        if leaf.rule.names():
            criterion += f"；可用名称：{'、'.join(leaf.rule.names())}"
    title = f"{leaf.code} {leaf.name}（{format_short(leaf.points)} 分）：{criterion}"
    lines = [f"  # {comment_text(line)}" for line in (title, *known.remarks)]
    quoted = inline(leaf.code, code=True)
    if known.entry is not None:
        return [*lines, f"  {quoted}: {inline(known.entry)}"]
    # Inspectors look at ``claimed`` while they mark, and a later change of the claim can be told.
    if terms.kind != "self":
        example = _inspected(leaf, terms.claims.get(leaf.code), tree)
    return [*lines, f"  # {quoted}: {example}"]


def form_lines(leaf: Indicator, tree: IndicatorTree) -> list[str]:
    """The two comment lines of a self-assessment for a leaf that nobody filled in: its criterion
    and its blank form.
    """
    # Nothing of the head is printed in these lines, so that any day will do.
    day = date(2000, 1, 1)
    return _leaf(leaf, Filled(), Terms("", "self", day, (day, day)), tree)


def refreshed_forms(text: str, old: IndicatorTree, new: IndicatorTree) -> str:
    """The text of a self-assessment with the blank forms of ``new`` in place of those of ``old``.

    Only lines that stand as they were written are exchanged; what was filled in or changed by hand
    stays.
    """
    exchange: dict[str, str] = {}
    for leaf in new.leaves():
        before = old.by_code.get(leaf.code)
        if before is not None and before.leaf:
            pairs = zip(form_lines(before, old), form_lines(leaf, new), strict=True)
            exchange |= {was: now for was, now in pairs if was != now}
    # The same object: nothing is written where nothing has changed.
    if not exchange:
        return text
    lines = text.splitlines(keepends=True)
    return "".join(_exchanged(line, exchange) for line in lines)


def _exchanged(line: str, exchange: Mapping[str, str]) -> str:
    bare = line.rstrip("\r\n")
    return exchange.get(bare, bare) + line[len(bare) :]


def _inspected(leaf: Indicator, claim: Fraction | None, tree: IndicatorTree) -> str:
    """What an inspector fills in: a score with its reason, or marks by method; beside it the claim
    as it is now.
    """
    shares = method_shares(tree.path(leaf.code), tree.head.method_shares)
    marks = ", ".join(
        f"{_flow(method)}: {{score: 分数, of: 100, reason: 理由}}" for method in shares
    )
    given = f"by_method: {{{marks}}}" if shares else "score: 分数, reason: 理由"
    spot = ", place: , people: []" if on_the_spot(leaf.record.methods) else ""
    noted = f", claimed: {format_short(claim)}" if claim is not None else ""
    return f"{{{given}, opinion: 属实, opened: []{spot}{noted}}}"


def inline(value: Any, *, code: bool = False) -> str:
    """File data on one line; texts that look like numbers, shares or dates stay unquoted,
    codes are always quoted.
    """
    if isinstance(value, Mapping):
        inner = (f"{_flow(str(key))}: {inline(item)}" for key, item in value.items())
        return "{" + ", ".join(inner) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(inline(item) for item in value) + "]"
    if code:
        return f'"{value}"'
    # People write numbers and dates bare; quoted ones would look like an error to them.
    if isinstance(value, str) and PLAIN.fullmatch(value):
        return value
    return _flow(value)


def _flow(value: Any) -> str:
    """A single text as it may stand inside brackets."""
    return key_text("x", [value], 0, "")[len("x: [") : -1]
