"""Results of the review book into the round that they are for: every finding, or nothing.

Three sides are compared for each indicator: what the book was made with, what the inspector gave,
what the round says now. What somebody else has changed meanwhile, or has given under his own name,
is listed and never overwritten unless the caller says which side goes first. Each finding is read
by the code that reads the round's own file, in the very text that would be written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

from scoring.indicators.model import Indicator
from scoring.problems import Problem
from scoring.rounds.contradictions import contradictions
from scoring.rounds.finding import outcome
from scoring.rounds.model import Round
from scoring.rounds.reading import read_findings, read_head, remarks_of
from scoring.schema import without_keys
from scoring.sheets.comparing import CellFault, Prefer
from scoring.sheets.facts import for_file
from scoring.sheets.importing import Change, Outcome
from scoring.sheets.own_round import own_round_text
from scoring.sheets.review_file import LISTS, NAMES, Entry, Result, canonical, entry_text, mark_of
from scoring.storage import Author, MapEdit, RecordChanges, apply_edits, text_of, write_records
from scoring.values import NUMBER, first_few, format_short
from scoring.workspace import Workspace, open_workspace
from scoring.yamlio import Document, parse

SHEET = "核验结果"
BESIDE = frozenset({"by", "note", "claimed", "arbitrates", "photos"})
"""Keys of an entry that the form of the book does not show."""
UNSURE = "无法核实"
Reader = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Terms:
    """How to import: on which day, in whose name, which side wins a conflict, into which new round
    (``as_round``), and whether files that were changed by hand are taken (``accept_edited``; the
    journal says so). ``stated``: somebody wrote the day; the clock's is not believed far from the
    last write.
    """

    today: date
    by: str = ""
    prefer: Prefer | None = None
    as_round: str | None = None
    accept_edited: bool = False
    stated: bool = True


@dataclass(slots=True)
class _Plan:
    """What an import comes to: the new texts by file, and everything that is to be told."""

    workspace: Workspace
    terms: Terms
    read: Reader
    texts: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unchanged: int = 0
    edited: list[str] = field(default_factory=list)

    def text(self, file: str) -> str:
        """A file as it will be after what was planned so far."""
        if file in self.texts:
            return self.texts[file]
        return self.read(file)

    def outcome(self, *, written: bool = False) -> Outcome:
        return Outcome(
            tuple(self.changes), tuple(self.faults), tuple(self.notes), self.unchanged, written
        )


def preview_results(workspace: Workspace, results: Sequence[Result], terms: Terms) -> Outcome:
    """What :func:`take_in_results` would do now; writes nothing."""
    return _planned(workspace, results, terms, partial(text_of, workspace.path)).outcome()


def take_in_results(folder: Path, results: Sequence[Result], terms: Terms) -> Outcome:
    """Writes the findings into their rounds in one transaction, or nothing when anything is wrong.

    Raises ``storage.Busy`` and ``OSError``, and ``ScoringError`` for a workspace that cannot be
    scored.
    """
    inspectors = list(dict.fromkeys(result.head["inspector"] for result in results))
    if terms.as_round:
        rounds = [terms.as_round]
    else:
        rounds = list(dict.fromkeys(item.head["round"] for item in results))

    def plan(changes: RecordChanges) -> Outcome:
        prepared = _planned(open_workspace(folder).whole(), results, terms, changes.read)
        if prepared.faults or not prepared.changes:
            return prepared.outcome()
        changes.name(*(change.id for change in prepared.changes))
        changes.details |= {"inspectors": inspectors, "rounds": rounds}
        if prepared.edited:
            changes.details |= {"edited": prepared.edited, "accepted_by": terms.by}
        changes.always = True
        for name, text in prepared.texts.items():
            changes.put(name, text)
        return prepared.outcome(written=True)

    author = Author(
        terms.by or "、".join(inspectors), terms.today, via="sheet", stated=terms.stated
    )
    return write_records(folder, author, "sheet import", plan)


def _planned(workspace: Workspace, results: Sequence[Result], terms: Terms, read: Reader) -> _Plan:
    plan = _Plan(workspace, terms, read)
    for result in results:
        refusals = list(_refusals(plan, result))
        plan.faults += refusals
        if not refusals:
            _one(plan, result)
    return plan


def _refusals(plan: _Plan, result: Result) -> Iterator[CellFault]:
    """Why a whole file cannot be taken in."""
    workspace, head = plan.workspace, result.head
    round_ = _round(workspace, result)
    what = ""
    if head["workspace"] != workspace.head.name:
        what = f"这是“{head['workspace']}”的核验结果，当前工作区是“{workspace.head.name}”，没有导入"
    elif head["tree"] != workspace.tree.id:
        what = (
            f"评查册用的体系是“{head['tree']}”，工作区现在用“{workspace.tree.id}”，没有导入；"
            "请重新制作评查册"
        )
    elif round_ is None:
        what = f"这里没有轮次“{head['round']}”（或读不出来），没有导入"
    elif round_.kind == "self" or round_.head.basis != head["basis"]:
        what = (
            f"评查册核验的是“{head['basis']}”，轮次“{round_.id}”现在写的不是，没有导入；"
            "请重新制作评查册"
        )
    # A mark of nobody could be verified by anybody, and two of them would be one hand.
    elif not head["inspector"]:
        what = "没有写评查人；请在评查册里填写姓名后重新保存"
    elif not result.sound:
        what = _edited(plan, head["inspector"])
    if what:
        yield CellFault(result.name, "", None, None, "", what)


def _edited(plan: _Plan, inspector: str) -> str:
    """Why a file that was edited after it was saved is not taken in; "" where a second person
    answers for it.
    """
    if not plan.terms.accept_edited:
        return (
            "保存以后被改动过（校验值不符），没有导入。请在评查册里“载入结果”、改好后重新保存；"
            "确认改动无误、一定要导入的，由评查人以外的人加 --accept-edited --by 姓名，日志会记明"
        )
    # Two hands: whoever could have edited the file does not vouch for it.
    if plan.workspace.people.same_hand(plan.terms.by, inspector):
        return f"评查人{inspector}不能认可自己改动过的结果，要由另一个人认可"
    return ""


def _round(workspace: Workspace, result: Result) -> Round | None:
    return next((item for item in workspace.rounds if item.id == result.head["round"]), None)


def _one(plan: _Plan, result: Result) -> None:
    """Adds what one file asks for to the plan."""
    round_ = _round(plan.workspace, result)
    assert round_ is not None
    if not result.sound:
        plan.edited.append(result.name)
    plan.notes += _remarks(plan.workspace, result)
    if plan.terms.as_round:
        _own_round(plan, result, round_, plan.terms.as_round)
        return
    entries: dict[str, Entry] = {}
    standing = _entries(plan.text(round_.file), round_.file)
    for code, finding in result.findings.items():
        now = standing.get(code)
        mine = _entry(result, code, finding, now)
        if _asks_nothing(result, code, mine, now):
            plan.unchanged += 1
            continue
        conflict = _conflict(result, code, now)
        if conflict and plan.terms.prefer is None:
            plan.faults.append(_fault(result, code, conflict))
        elif conflict and plan.terms.prefer == "workspace":
            plan.unchanged += 1
        else:
            entries[code] = mine
            plan.changes += _changes(result, code, now, mine)
    if entries:
        _write(plan, result, round_.file, entries)


def _asks_nothing(result: Result, code: str, mine: Entry, now: Any) -> bool:
    """Whether an entry says what stands already, or what the book said when it was made."""
    entry = _said(mine)
    return bool(_said(now) == entry or entry_text(entry) == entry_text(_said(_base(result, code))))


def _remarks(workspace: Workspace, result: Result) -> Iterator[str]:
    """What the reader should know although it stops nothing."""
    if result.head["tree_sha256"] != workspace.tree.sha256:
        yield f"{result.name}：制作评查册之后指标体系改过，请留意评分标准的变化"
    basis = next((item for item in workspace.rounds if item.id == result.head["basis"]), None)
    if basis is not None:
        moved = [
            code
            for code in result.findings
            if result.claims.get(code, "") != _claim(workspace, basis, code)
        ]
        if moved:
            codes = first_few(moved, 8)
            yield f"{result.name}：制作评查册之后自评改过，请复核这些指标的核验意见：{codes}"
        yield from _doubts(workspace, basis, result)
    if result.drafts:
        codes = "、".join(result.drafts[:8])
        yield f"{result.name}：有 {len(result.drafts)} 项没填完，没有导入：{codes}"


def _doubts(workspace: Workspace, basis: Round, result: Result) -> Iterator[str]:
    """What does not agree in the marks themselves: told, since the inspector may have meant it."""
    for code, finding in result.findings.items():
        node = workspace.tree.by_code.get(code)
        mark = str(finding.get("score", ""))
        if node is None or not node.leaf or not NUMBER.fullmatch(mark):
            continue
        claimed = _claimed(node, basis)
        # What evidence carries is known of the current round alone.
        support = workspace.supports.get(code) if basis is workspace.current else None
        supported = None
        if claimed is not None and support is not None:
            supported = claimed * support.share
        opinion = str(finding.get("opinion", ""))
        for what in contradictions(node, Fraction(mark), opinion, claimed, supported):
            yield f"{result.name}：“{code} {node.name}”{what}，请评查人核对"


def _claimed(node: Indicator, basis: Round) -> Fraction | None:
    """What a round claims for an indicator; None for nothing, or 不适用."""
    claim = basis.findings.get(node.code)
    if claim is None or claim.not_applicable is not None:
        return None
    return outcome(node, claim).score


def _claim(workspace: Workspace, basis: Round, code: str) -> str:
    """The claim of an indicator now, as printed; "" for none."""
    node = workspace.tree.by_code.get(code)
    claimed = _claimed(node, basis) if node is not None else None
    return format_short(claimed) if claimed is not None else ""


def _entries(text: str, file: str) -> Mapping[str, Any]:
    data, _, _ = parse(text, file)
    findings = data.get("findings") if isinstance(data, dict) else None
    if isinstance(findings, dict):
        return findings
    return {}


def _entry(result: Result, code: str, finding: Entry, now: Any) -> Entry:
    """The entry of the round's file: what the form says, by whom, on which claim;
    notes and 仲裁 of before stay.
    """
    entry = dict(finding)
    if "score" not in entry and entry.get("opinion") == UNSURE and "reason" in entry:
        # Without a score there is nothing that a reason could be for.
        entry["note"] = entry.pop("reason")
    before = now if isinstance(now, dict) else {}
    unasked = {key: before[key] for key in ("note", "arbitrates", "photos") if key in before}
    merged = {**unasked, **entry, "by": result.head["inspector"]}
    claimed = result.claims.get(code, "")
    if NUMBER.fullmatch(claimed):
        # The claim that he had before him, which may be another
        # by the time that the file comes back.
        merged["claimed"] = claimed
    return merged


def _said(entry: Any) -> Any:
    """An entry as the form of the book would show it, for comparing: lists as lists, what it does
    not show left out.
    """
    if not isinstance(entry, dict):
        return entry
    answers = {key: value for key, value in entry.items() if key not in BESIDE}
    if "score" not in entry and entry.get("opinion") == UNSURE and "note" in entry:
        answers["reason"] = entry["note"]
    return {
        key: [value] if key in LISTS and isinstance(value, str) else value
        for key, value in answers.items()
    }


def _base(result: Result, code: str) -> Any:
    """The entry that the book was made with; None where there was none."""
    try:
        return json.loads(result.base.get(code, "") or "null")
    except (ValueError, RecursionError):
        return None


def _conflict(result: Result, code: str, now: Any) -> str:
    """Why the round's entry must not simply be replaced; "" where it may."""
    if now is None:
        if not result.base.get(code):
            return ""
        return "制作评查册之后，轮次文件里这一项被删去了"
    current = _shown(now)
    other = now.get("by") if isinstance(now, dict) else None
    # Two inspectors of one round: the later file must not overwrite the mark of the earlier one.
    if other and other != result.head["inspector"]:
        return f"{other}已经评过：{current}"
    if canonical(now) == result.base.get(code) or mark_of(_said(now)) in result.earlier.get(
        code, ()
    ):
        return ""
    return f"制作评查册之后，轮次文件里这一项改过：{current}"


def _fault(result: Result, code: str, what: str, heading: str = "") -> CellFault:
    advice = ""
    if not heading:
        advice = (
            "各人的结果分开存，由系统合并的，加 --as-round 名称；以这份结果为准的，加 --prefer "
            "sheet；"
            "保留轮次文件的，加 --prefer workspace"
        )
    sentence = f"指标“{code}”" + (f"的{heading}" if heading else "")
    return CellFault(
        result.name,
        SHEET,
        None,
        None,
        heading,
        f"{sentence}：{what}" + (f"。{advice}" if advice else ""),
    )


def _shown(entry: Any) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    if "score" in entry:
        return f"{entry['score']} 分，{entry.get('reason', '')}"
    if entry.get("opinion") == UNSURE:
        return f"{UNSURE}，{entry.get('note', '')}"
    return "按规则填写的认定"


def _changes(result: Result, code: str, now: Any, mine: Entry) -> Iterator[Change]:
    if now is None:
        yield Change("new", SHEET, code, "", "", _shown(mine), result.name, None)
        return
    old, new = _said(now), _said(mine)
    if not isinstance(old, dict) or not {"score", "opinion"} & set(old):
        yield Change("edit", SHEET, code, "认定", _shown(now), _shown(mine), result.name, None)
        return
    for key, heading in NAMES.items():
        before, after = _words(old.get(key, "")), _words(new.get(key, ""))
        if before != after:
            yield Change("edit", SHEET, code, heading, before, after, result.name, None)


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return str(value)


def _write(plan: _Plan, result: Result, file: str, wanted: Mapping[str, Entry]) -> None:
    """Puts the entries into the text of a round,
    and adds what its reader then finds wrong to the faults.
    """
    before = plan.text(file)
    sound: dict[str, Any] = {}
    head = _document(before, file)
    for code, entry in wanted.items():
        written = for_file(entry)
        # Each finding alone first, so that a fault names its indicator and not a line of the file.
        alone = apply_edits("findings:\n", [MapEdit(("findings",), {code: written})])
        problems = _found(plan, alone, file, head)
        plan.faults += [_fault(result, code, without_keys(item.what), SHEET) for item in problems]
        sound[code] = written
    text = apply_edits(before, [MapEdit(("findings",), sound)])
    if not plan.faults:
        standing_faults = {(item.rule, item.what) for item in _found(plan, before, file, head)}
        news = [
            item
            for item in _found(plan, text, file, head)
            if (item.rule, item.what) not in standing_faults
        ]
        plan.faults += [
            CellFault(
                file, "", None, None, "", f"写入后会出错：{without_keys(item.what)}", item.fix
            )
            for item in news
        ]
    plan.texts[file] = text


def _document(text: str, file: str) -> Document | None:
    data, root, _ = parse(text, file)
    if root is not None and isinstance(data, dict):
        return Document(Path(file), file, data, root, b"")
    return None


def _found(plan: _Plan, text: str, file: str, head_of: Document | None) -> list[Problem]:
    """The errors of a round's text, read as the round's file is;
    the head is that of ``head_of``.
    """
    data, root, problems = parse(text, file)
    if root is not None and isinstance(data, dict) and head_of is not None:
        document = Document(Path(file), file, data, root, b"")
        head, found = read_head(head_of)
        problems = [*problems, *found]
        if head is not None:
            round_, found = read_findings(document, head, plan.workspace.tree, "")
            evidence = frozenset(record.id for record in plan.workspace.records)
            problems += [*found, *remarks_of(round_, evidence, document)]
    return [item for item in problems if item.severity == "error"]


def _own_round(plan: _Plan, result: Result, round_: Round, name: str) -> None:
    """A round of the inspector's own beside the one that the book was made for."""
    file = f"rounds/{name}.yaml"
    if (
        file in plan.texts
        or (plan.workspace.path / file).exists()
        or name in [item.id for item in plan.workspace.rounds]
    ):
        plan.faults.append(
            CellFault(result.name, "", None, None, "", f"轮次“{name}”已经有了，请换一个名称")
        )
        return
    source = plan.read(round_.file)
    plan.texts[file] = own_round_text(source, name, result.head["inspector"])
    head = {code: _entry(result, code, finding, None) for code, finding in result.findings.items()}
    for code, entry in head.items():
        plan.changes += _changes(result, code, None, entry)
    if head:
        _write(plan, result, file, head)
