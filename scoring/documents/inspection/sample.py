"""What ``shifan round sample`` says: the drawn indicators with their reasons and evidence, the
strata, the cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated

from scoring.documents.data import Data, data_of, scores_of
from scoring.documents.terminal import listing
from scoring.engine.frame import Frame, FrameLeaf
from scoring.indicators.model import IndicatorTree
from scoring.inspection.sampling import pieces_of, terms_of
from scoring.inspection.verify_sample import CHANGE_NAMES, Difference, Redrawn
from scoring.rounds.forms import KIND_NAMES
from scoring.rounds.model import Round
from scoring.rounds.sampling import BY_NAMES, SampleRecord, cases_data
from scoring.values import format_short, percent
from scoring.views.columns import cells_of_line, columns_of
from scoring.views.sheet import Column, cells_under, row_under


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A difference between the record of a sample and the second draw, or a change of the frame."""

    kind: Annotated[str, Column("内容")]
    id: Annotated[str, Column("编号")]
    result: Annotated[str, Column("结果")]
    remark: Annotated[str, Column("说明", fold=50)]


CHECK = columns_of(CheckLine)
LEFT_OUT = {
    "unassessed": "未评",
    "not_applicable": "不适用",
    "nothing": "自评 0 分",
    "penalty": "倒扣",
    "other": "不属于所选测评方式、单位",
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A sample with all that is printed beside it; ``titles`` name the pieces of evidence."""

    item: Round
    tree: IndicatorTree
    frame: Frame
    sample: SampleRecord
    titles: Mapping[str, str]

    def leaves(self) -> list[FrameLeaf]:
        """The drawn leaves in the order of the tree."""
        chosen = set(self.sample.indicators)
        return [leaf for leaf in self.frame.leaves if leaf.code in chosen]

    def pieces(self, leaf: FrameLeaf) -> tuple[str, ...]:
        """The evidence to open for a drawn leaf."""
        return pieces_of(leaf, terms_of(self.sample))

    def stratum(self, code: str) -> str:
        """The stratum of a leaf as printed."""
        found = next(item for item in self.sample.strata if code in item.codes)
        return f"{found.block} {found.group}"


def sample_data(drawing: Drawing, *, written: bool) -> Data:
    """``round sample --format json``."""
    sample, frame = drawing.sample, drawing.frame
    data: Data = {
        "round": drawing.item.id,
        "basis": frame.basis,
        "written": written,
        **data_of(sample, "by", "size", "seed", "pieces"),
        "frame": {
            "sha256": sample.frame,
            "size": len(frame.leaves),
            "methods": list(frame.methods),
            "units": list(frame.units),
            # Every reason, those too that left nothing out: keys of JSON are fixed.
            "left_out": {key: frame.left_out.get(key, 0) for key in LEFT_OUT},
        },
        "indicators": [_leaf_data(drawing, leaf) for leaf in drawing.leaves()],
        "evidence": list(sample.evidence),
        "strata": [
            {"block": item.block, "group": item.group, "of": item.of, "drawn": item.drawn}
            for item in sample.strata
        ],
    }
    if sample.cases is not None:
        data["cases"] = cases_data(sample.cases)
    return data


def _leaf_data(drawing: Drawing, leaf: FrameLeaf) -> Data:
    return {
        "code": leaf.code,
        "name": drawing.tree.by_code[leaf.code].name,
        **data_of(leaf, "block", "unit", "methods"),
        **scores_of(leaf, "points", "claimed"),
        # A fraction: who projects with rounded chances does not get our figures.
        "chance": str(drawing.sample.chance[leaf.code]),
        "weight": leaf.weight,
        "risk": leaf.risk,
        "reasons": [reason.text for reason in leaf.reasons],
        "evidence": [
            {"id": ident, "title": drawing.titles.get(ident, "")} for ident in drawing.pieces(leaf)
        ],
    }


def sample_columns(drawing: Drawing) -> tuple[Column, ...]:
    """The columns of a sample, over the drawn leaves."""
    chances, names = drawing.sample.chance, drawing.tree.by_code
    return (
        Column("类别", cell=lambda _: "指标"),
        Column("编号", cell=attrgetter("code")),
        Column("名称", cell=lambda leaf: names[leaf.code].name),
        Column("层", cell=lambda leaf: drawing.stratum(leaf.code)),
        Column("牵头或承办单位", cell=attrgetter("unit")),
        Column("测评方式", cell=lambda leaf: "、".join(leaf.methods)),
        Column("满分", cell=lambda leaf: format_short(leaf.points)),
        Column("自评分", cell=lambda leaf: format_short(leaf.claimed)),
        Column("概率", cell=lambda leaf: str(chances[leaf.code])),
        Column("风险", cell=attrgetter("risk")),
        Column("为什么抽它", cell=_why),
        Column("查阅的佐证", cell=lambda leaf: "、".join(drawing.pieces(leaf))),
    )


def _terminal_columns(drawing: Drawing) -> tuple[Column, ...]:
    """The columns on a terminal; a chance is a percentage there, and the stratum is told below."""
    chances, names = drawing.sample.chance, drawing.tree.by_code
    return (
        Column("编号", cell=attrgetter("code")),
        Column("指标", fold=22, cell=lambda leaf: names[leaf.code].name),
        Column("牵头单位", fold=14, cell=attrgetter("unit")),
        Column("测评方式", fold=10, cell=lambda leaf: "、".join(leaf.methods)),
        Column("自评分", right=True, cell=lambda leaf: format_short(leaf.claimed)),
        Column("概率", right=True, cell=lambda leaf: percent(chances[leaf.code], 0)),
        Column("风险", cell=attrgetter("risk")),
        Column("为什么抽它", fold=24, cell=_why),
        Column("查阅的佐证", fold=18, cell=lambda leaf: "、".join(drawing.pieces(leaf)) or "—"),
    )


STRATA = (
    Column("板块", fold=16, cell=attrgetter("block")),
    Column("层", cell=attrgetter("group")),
    Column("共", right=True, cell=lambda stratum: str(stratum.of)),
    Column("抽", right=True, cell=lambda stratum: str(stratum.drawn)),
)


def sample_rows(drawing: Drawing) -> list[tuple[str, ...]]:
    """One row for each drawn indicator, and one for each case."""
    columns = sample_columns(drawing)
    rows = [cells_under(columns, leaf) for leaf in drawing.leaves()]
    cases = drawing.sample.cases
    numbers = cases.numbers if cases is not None else ()
    return [*rows, *(row_under(columns, {"类别": "案卷", "编号": number}) for number in numbers)]


def _why(leaf: FrameLeaf) -> str:
    return "；".join(reason.text for reason in leaf.reasons) or "没有特别的原因"


def sample_text(drawing: Drawing, *, written: bool) -> str:
    """The sample for the terminal."""
    sample, frame, item = drawing.sample, drawing.frame, drawing.item
    lines = [
        f"{KIND_NAMES[item.kind]}轮次 {item.id}，核验 {frame.basis}：按{BY_NAMES[sample.by]}分层，"
        f"从 {len(frame.leaves)} 项里抽 {sample.size} 项，种子 {sample.seed}",
        f"名册 SHA-256：{sample.frame}",
    ]
    outside = [
        f"{name} {frame.left_out[key]} 项"
        for key, name in LEFT_OUT.items()
        if frame.left_out.get(key)
    ]
    if outside:
        lines.append(f"不在名册里：{'，'.join(outside)}")
    columns = _terminal_columns(drawing)
    leaves = [cells_under(columns, leaf) for leaf in drawing.leaves()]
    strata = [cells_under(STRATA, stratum) for stratum in sample.strata]
    lines += ["", listing(columns, leaves), "", listing(STRATA, strata)]
    if sample.cases is not None:
        cases = sample.cases
        lines += [
            "",
            f"案卷：{cases.file} 共 {cases.of} 件，抽 {cases.size} 件",
            *(f"　　{number}" for number in cases.numbers),
        ]
        shared = "，".join(f"{item.unit} {item.of} 件里抽 {item.drawn} 件" for item in cases.strata)
        lines.append(f"　　（{shared}）")
    lines += ["", f"已写入 {item.file} 的 sample。" if written else "预览，没有写入。"]
    return "\n".join(lines)


def check_data(item: Round, redrawn: Redrawn) -> Data:
    """``round sample --check --format json``."""
    cases = redrawn.cases
    data: Data = {
        "round": item.id,
        "seed": redrawn.record.seed,
        "same": redrawn.same,
        "reason": redrawn.reason,
        "frame": {
            "recorded": redrawn.record.frame,
            "now": redrawn.digest,
            "same": redrawn.frame_same,
            "kept": redrawn.kept,
        },
        "indicators": _difference_data(redrawn.indicators),
        "evidence": _difference_data(redrawn.evidence),
        "changes": [
            {"code": one.code, "change": one.change, "what": one.what} for one in redrawn.changes
        ],
    }
    if cases is not None:
        data["cases"] = {**_difference_data(cases), "list_same": not redrawn.list_changed}
    return data


def _difference_data(difference: Difference) -> Data:
    return {"more": list(difference.more), "less": list(difference.less)}


def check_lines(redrawn: Redrawn) -> Iterator[CheckLine]:
    """Where the record and the second draw differ, then the changes of the frame."""
    parts = [("指标", redrawn.indicators), ("佐证", redrawn.evidence)]
    if redrawn.cases is not None:
        parts.append(("案卷", redrawn.cases))
    for name, difference in parts:
        for ident in difference.more:
            yield CheckLine(name, ident, "记录里没有", "按种子应当抽中")
        for ident in difference.less:
            yield CheckLine(name, ident, "记录里多出", "按种子不会抽中")
    for change in redrawn.changes:
        yield CheckLine("名册", change.code, CHANGE_NAMES[change.change], change.what)


def check_rows(redrawn: Redrawn) -> list[tuple[str, ...]]:
    """The lines under ``CHECK``."""
    return [cells_of_line(line) for line in check_lines(redrawn)]


def check_text(item: Round, redrawn: Redrawn) -> str:
    """The outcome for the terminal."""
    record = redrawn.record
    lines = [
        f"轮次 {item.id}：按{BY_NAMES[record.by]}抽 {record.size} 项，种子 {record.seed}",
        f"名册：{_frame_words(redrawn)}",
        f"重抽：{_draw_words(redrawn)}",
    ]
    if record.cases is not None:
        lines.append(f"案卷：{_case_words(redrawn, record.cases.file)}")
    rows = check_rows(redrawn)
    if rows:
        lines += ["", listing(CHECK, rows)]
    return "\n".join(lines)


def _frame_words(redrawn: Redrawn) -> str:
    """Whether the list that was drawn from is the same, and from which one the second draw is."""
    if redrawn.frame_same:
        return "与抽样时相同"
    if redrawn.kept:
        count = len(redrawn.changes)
        return f"抽样之后有 {count} 项改动；下面按抽样时的名册（日志里存有）重抽"
    return "抽样之后有改动；日志里没有抽样时的名册，说不出改了哪几项，只能按现在的名册重抽"


def _draw_words(redrawn: Redrawn) -> str:
    if redrawn.reason:
        return f"抽不出来，{redrawn.reason}"
    if redrawn.indicators.same and redrawn.evidence.same:
        tampered = "" if redrawn.details else "，但记录的分层或概率被改过"
        return f"指标和佐证都与记录相同{tampered}"
    # Drawn from another list, even an honest record comes out otherwise.
    doubt = "" if redrawn.kept else "；名册改过的，不同不一定是记录有误"
    return f"与记录不同{doubt}"


def _case_words(redrawn: Redrawn, file: str) -> str:
    if redrawn.cases is None:
        return f"没有重抽；要一并核对，用 --cases 带上清单（{file}）"
    if redrawn.list_changed:
        return "清单不是抽样时的那一份"
    return "与记录相同" if redrawn.cases.same else "与记录不同"
