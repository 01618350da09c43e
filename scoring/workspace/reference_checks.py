"""Checks of a workspace's parts against each other: register against files and tree, unit names
against the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scoring.engine import Units
from scoring.evidence.files import FileFact
from scoring.evidence.model import Evidence, Proof
from scoring.evidence.support import Support, Validity
from scoring.indicators.loading import unquoted
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.problems import Problem, Where, problem
from scoring.rectification.ledger import RectificationItem
from scoring.spots import Loc
from scoring.values import did_you_mean
from scoring.yamlio import Document


def register_faults(
    records: Sequence[Evidence],
    document: Document,
    tree: IndicatorTree,
    files: Mapping[str, FileFact],
    standings: Mapping[str, Validity],
) -> Iterator[Problem]:
    """The problems of the register's records: their files,
    what they prove, and whether they count.
    """
    places = places_of(document)
    seen: dict[str, str] = {}
    for record in records:
        at = places[record.id]
        yield from _file_faults(record, document, at, files[record.id])
        yield from proof_faults(record, document, at, tree)
        if record.id in standings:
            yield from _standing_faults(
                record.under(tree.id), document, at, standings[record.id], tree
            )
        # By path, not by content: one file under two records would carry two claims as two pieces.
        if record.file:
            first = seen.setdefault(record.file, record.id)
            if first != record.id:
                yield problem(
                    "E018",
                    document.where((at, "file")),
                    what=f"佐证 {record.id} 与 {first} 登记的是同一个文件",
                )


def places_of(document: Document) -> dict[str, int]:
    """Where each record of a list stands, by its id; the first where an id stands twice."""
    places: dict[str, int] = {}
    for index, data in enumerate(document.data if isinstance(document.data, list) else []):
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            places.setdefault(data["id"].strip(), index)
    return places


def _file_faults(
    record: Evidence, document: Document, at: int, fact: FileFact
) -> Iterator[Problem]:
    """What is wrong with the file of a record, as it was found at ``fact``."""
    if fact.state == "ok" and record.sha256 is not None and not (record.url and record.date):
        return  # nearly all of them: nothing is looked up for these
    where = document.where((at, "file"))
    label = f"佐证 {record.id}“{record.label}”"
    match fact.state:
        case "outside":
            what = f"{label}的路径“{record.file}”不在工作区的 evidence/ 里"
            fix = "路径里的 \\ 请改成 /" if "\\" in (record.file or "") else ""
            yield problem("E004", where, what=what, fix=fix)
        case "missing" if record.file:
            yield problem("E007", where, what=f"{label}的文件不在：{record.file}")
        case "unreadable":
            state = "是空的" if fact.size == 0 else "打不开"
            yield problem("E014", where, what=f"{label}的文件{state}：{record.file}")
        case "unopened":
            what = f"{label}的文件打不开：{record.file}（{fact.reason.rstrip('。')}）"
            yield problem("E014", where, what=what)
        case "changed":
            what = f"{label}的文件内容与登记的校验值不符：{record.file}"
            yield problem("E008", document.where((at, "sha256")), what=what)
        case _ if record.url and record.date and record.seen is None:
            what = f"{label}：链接没有写查看日期 seen，按 date 计"
            yield problem("E021", document.where((at, "url")), what=what)
        case "ok" if record.sha256 is None:
            yield problem("E012", where, what=f"{label}没有登记校验值")


def proof_faults(
    record: Evidence, document: Document, at: int, tree: IndicatorTree
) -> Iterator[Problem]:
    """What is wrong with what one record, the one at ``at`` of the register,
    proves under ``tree``.
    """
    for index, proof in enumerate(record.proves):
        # A proof under another edition says nothing here, where its code may be another indicator.
        if proof.tree not in (None, tree.id):
            continue
        loc: Loc = (at, "proves", index, "indicator")
        yield from unquoted(document, loc)
        node = tree.by_code.get(proof.indicator)
        if node is None:
            yield _proves_nothing(record, proof.indicator, tree, document.where(loc))
            continue
        if not node.leaf:
            what = f"佐证 {record.id} 指向上级指标“{node.code} {node.name}”"
            yield problem("E019", document.where(loc), what=what)
            continue
        if proof.state == "proposed":
            what = f"佐证 {record.id} 对“{node.code}”的对应关系尚未确认"
            yield problem("E017", document.where((at, "proves", index)), what=what)
        if proof.item is not None:
            yield from _item_faults(record, document, (at, "proves", index, "item"), proof, node)


def _proves_nothing(record: Evidence, code: str, tree: IndicatorTree, where: Where) -> Problem:
    """T027 or E002 for a code that the tree does not have."""
    if aside := tree.not_assessed(code):
        return problem("T027", where, what=f"佐证 {record.id}：{aside}，对它不起作用")
    fix = did_you_mean(code, tree.by_code)
    return problem("E002", where, what=f"佐证 {record.id} 指向不存在的指标“{code}”", fix=fix)


def _item_faults(
    record: Evidence, document: Document, place: Loc, proof: Proof, node: Indicator
) -> Iterator[Problem]:
    """What is wrong with the requirement that a proof names."""
    required = {item.name: item for item in node.requirements or ()}
    # Without a list of requirements any name will do: it is the implied one that is proved.
    if not required:
        return
    item = required.get(proof.item or "")
    if item is None:
        fix = did_you_mean(proof.item or "", required, f"该指标的佐证要求有：{'、'.join(required)}")
        what = f"佐证 {record.id}：指标“{node.code}”没有名为“{proof.item}”的佐证要求"
        yield problem("E003", document.where(place), what=what, fix=fix)
    elif item.kinds and record.kind is not None and record.kind not in item.kinds:
        what = f"佐证 {record.id} 是{record.kind}，“{proof.item}”要求{'、'.join(item.kinds)}"
        yield problem("E015", document.where(place), what=what)


def _standing_faults(
    record: Evidence, document: Document, at: int, state: Validity, tree: IndicatorTree
) -> Iterator[Problem]:
    """Why a record counts for less than it seems."""
    label = f"佐证 {record.id}“{record.label}”"
    if record.review.state == "returned":
        note = f"：{record.review.note}" if record.review.note else ""
        yield problem("E013", document.where((at, "review")), what=f"{label}已退回{note}")
    if state.stale:
        what = f"{label}审核之后，文件或指标有变化，待复审"
        yield problem("E016", document.where((at, "review")), what=what)
    expired = [reason for reason in state.reasons if "失效" in reason or "生效" in reason]
    if expired:
        yield problem("E011", document.where((at, "valid")), what=f"{label}{'；'.join(expired)}")
    if not state.window_reason or not _wants_window(record, tree):
        return
    if record.dated is None:
        what = f"{label}没有日期，不能用于有时间窗的佐证要求"
        yield problem("E010", document.where((at,)), what=what)
    else:
        key = "seen" if record.url and record.seen else "date"
        yield problem("E009", document.where((at, key)), what=f"{label}的{state.window_reason}")


def loose_faults(document: Document, supports: Mapping[str, Support]) -> Iterator[Problem]:
    """E022 for each piece that names no requirement where another that it fits stays unmet."""
    places = places_of(document)
    for code, support in supports.items():
        unmet = {met.requirement.name for met in support.requirements if not met.met}
        for loose in support.loose:
            others = [name for name in loose.others if name in unmet]
            if not others:
                continue
            what = (
                f"佐证 {loose.ident} 没有写明证明“{code}”的哪一项要求，只算作“{loose.requirement}”"
                "；"
                f"{'、'.join(f'“{name}”' for name in others)}还缺"
            )
            yield problem("E022", document.where((places[loose.ident], "proves")), what=what)


def _wants_window(record: Evidence, tree: IndicatorTree) -> bool:
    """Whether the record is offered for any requirement that asks for the window."""
    for proof in record.proves:
        node = tree.by_code.get(proof.indicator)
        if node is None:
            continue
        wanted = [item for item in node.requirements or () if proof.item in (None, item.name)]
        if any(item.within == "window" for item in wanted) or node.requirements is None:
            return True
    return False


def unit_faults(
    units: Units,
    tree: IndicatorTree,
    tree_name: str,
    records: Sequence[Evidence],
    register: Document | None,
    ledger: Sequence[RectificationItem],
    ledger_file: Document | None,
) -> Iterator[Problem]:
    """W004 for each name that the workspace does not know,
    once where it first stands in each file.
    """
    # A workspace that registers no units has nothing that a name could be held against.
    if not units:
        return
    mentions = [
        *_of_tree(units, tree, tree_name),
        *_of_register(units, records, register),
        *_of_ledger(units, ledger, ledger_file),
    ]
    members = [member for group in units.members.values() for member in group]
    known = [*units.names, *units.aliases, *members]
    reported: set[tuple[str, str]] = set()
    for name, where, who in mentions:
        # One misspelt unit may stand at hundreds of indicators, and is mended by one alias.
        if (name, where.file) in reported:
            continue
        reported.add((name, where.file))
        fix = did_you_mean(name, known)
        yield problem("W004", where, what=f"{who}提到的单位“{name}”没有登记", fix=fix)


Mention = tuple[str, Where, str]
"""A unit's name that is not on record, where it stands, and who mentions it."""


def _of_tree(units: Units, tree: IndicatorTree, tree_name: str) -> Iterator[Mention]:
    for node in tree.walk():
        for name in (*node.record.lead, *node.record.support):
            if not units.known(name):
                yield name, Where(tree_name, node.line), f"指标“{node.code} {node.name}”"


def _of_register(
    units: Units, records: Sequence[Evidence], register: Document | None
) -> Iterator[Mention]:
    if register is None:
        return
    places = places_of(register)
    for record in records:
        if record.unit and not units.known(record.unit):
            where = register.where((places[record.id], "unit"))
            yield record.unit, where, f"佐证 {record.id}"


def _of_ledger(
    units: Units, ledger: Sequence[RectificationItem], ledger_file: Document | None
) -> Iterator[Mention]:
    if ledger_file is None:
        return
    places = places_of(ledger_file)
    for item in ledger:
        for key, names in (("lead", item.lead), ("support", item.support)):
            for name in names:
                if not units.known(name):
                    where = ledger_file.where((places[item.id], key))
                    yield name, where, f"整改事项 {item.id}"
