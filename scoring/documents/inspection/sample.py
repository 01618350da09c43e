"""What ``shifan round sample`` says: the drawn indicators with their reasons and evidence, the
strata, the cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.documents.data import Data, data_of, scores_of
from scoring.documents.terminal import table
from scoring.engine.frame import Frame, FrameLeaf
from scoring.indicators.model import IndicatorTree
from scoring.inspection.sampling import pieces_of, terms_of
from scoring.inspection.verify_sample import CHANGE_NAMES, Difference, Redrawn
from scoring.rounds.forms import KIND_NAMES
from scoring.rounds.model import Round
from scoring.rounds.sampling import BY_NAMES, SampleRecord, cases_data
from scoring.values import percent, plain

SAMPLE_HEADINGS = [
    *(
        "类别",
        "编号",
        "名称",
        "层",
        "牵头或承办单位",
        "测评方式",
        "满分",
        "自评分",
        "概率",
        "风险",
        "为什么抽它",
    ),
    "查阅的佐证",
]
CHECK_HEADINGS = ["内容", "编号", "结果", "说明"]
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
        "chance": str(drawing.sample.chance[leaf.code]),
        "weight": leaf.weight,
        "risk": leaf.risk,
        "reasons": [reason.text for reason in leaf.reasons],
        "evidence": [
            {"id": ident, "title": drawing.titles.get(ident, "")} for ident in drawing.pieces(leaf)
        ],
    }


def sample_rows(drawing: Drawing) -> list[list[str]]:
    """One row for each drawn indicator, and one for each case."""
    rows = [
        [
            *(
                "指标",
                leaf.code,
                drawing.tree.by_code[leaf.code].name,
                drawing.stratum(leaf.code),
                leaf.unit,
            ),
            *(
                "、".join(leaf.methods),
                plain(leaf.points),
                plain(leaf.claimed),
                str(drawing.sample.chance[leaf.code]),
            ),
            *(leaf.risk, _why(leaf), "、".join(drawing.pieces(leaf))),
        ]
        for leaf in drawing.leaves()
    ]
    if drawing.sample.cases is not None:
        blank = [""] * (len(SAMPLE_HEADINGS) - 2)
        rows += [["案卷", number, *blank] for number in drawing.sample.cases.numbers]
    return rows


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
    rows = [
        [
            *(leaf.code, drawing.tree.by_code[leaf.code].name, leaf.unit, "、".join(leaf.methods)),
            *(plain(leaf.claimed), percent(sample.chance[leaf.code], 0), leaf.risk, _why(leaf)),
            "、".join(drawing.pieces(leaf)) or "—",
        ]
        for leaf in drawing.leaves()
    ]
    headings = [
        "编号",
        "指标",
        "牵头单位",
        "测评方式",
        "自评分",
        "概率",
        "风险",
        "为什么抽它",
        "查阅的佐证",
    ]
    lines += [
        "",
        table(headings, rows, widths=[None, 22, 14, 10, None, None, None, 24, 18], right=(4, 5)),
    ]
    strata = [[item.block, item.group, str(item.of), str(item.drawn)] for item in sample.strata]
    lines += [
        "",
        table(["板块", "层", "共", "抽"], strata, widths=[16, None, None, None], right=(2, 3)),
    ]
    if sample.cases is not None:
        cases = sample.cases
        lines += [
            "",
            f"案卷：{cases.file} 共 {cases.of} 件，抽 {cases.size} 件",
            *_cases(cases.numbers),
        ]
        shared = "，".join(f"{item.unit} {item.of} 件里抽 {item.drawn} 件" for item in cases.strata)
        lines.append(f"　　（{shared}）")
    lines += ["", f"已写入 {item.file} 的 sample。" if written else "预览，没有写入。"]
    return "\n".join(lines)


def _cases(numbers: tuple[str, ...]) -> list[str]:
    return [f"　　{number}" for number in numbers]


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


def check_rows(redrawn: Redrawn) -> list[list[str]]:
    """One row for each difference between the record and the second draw, and for each change of
    the frame.
    """
    rows: list[list[str]] = []
    parts = [("指标", redrawn.indicators), ("佐证", redrawn.evidence)]
    if redrawn.cases is not None:
        parts.append(("案卷", redrawn.cases))
    for name, difference in parts:
        rows += [[name, ident, "记录里没有", "按种子应当抽中"] for ident in difference.more]
        rows += [[name, ident, "记录里多出", "按种子不会抽中"] for ident in difference.less]
    return rows + [
        ["名册", one.code, CHANGE_NAMES[one.change], one.what] for one in redrawn.changes
    ]


def check_text(item: Round, redrawn: Redrawn) -> str:
    """The outcome for the terminal."""
    record = redrawn.record
    lines = [f"轮次 {item.id}：按{BY_NAMES[record.by]}抽 {record.size} 项，种子 {record.seed}"]
    if redrawn.frame_same:
        lines.append("名册：与抽样时相同")
    elif redrawn.kept:
        lines.append(
            f"名册：抽样之后有 {len(redrawn.changes)} 项改动；下面按抽样时的名册（日志里存有）重抽"
        )
    else:
        lines.append(
            "名册：抽样之后有改动；日志里没有抽样时的名册，说不出改了哪几项，只能按现在的名册重抽"
        )
    if redrawn.reason:
        lines.append(f"重抽：抽不出来，{redrawn.reason}")
    elif redrawn.indicators.same and redrawn.evidence.same:
        lines.append(
            "重抽：指标和佐证都与记录相同"
            + ("" if redrawn.details else "，但记录的分层或概率被改过")
        )
    else:
        lines.append(
            "重抽：与记录不同" + ("" if redrawn.kept else "；名册改过的，不同不一定是记录有误")
        )
    if record.cases is not None:
        if redrawn.cases is None:
            lines.append(f"案卷：没有重抽；要一并核对，用 --cases 带上清单（{record.cases.file}）")
        elif redrawn.list_changed:
            lines.append("案卷：清单不是抽样时的那一份")
        else:
            lines.append("案卷：与记录相同" if redrawn.cases.same else "案卷：与记录不同")
    rows = check_rows(redrawn)
    if rows:
        lines += ["", table(CHECK_HEADINGS, rows, widths=[None, None, None, 50])]
    return "\n".join(lines)
