"""A new folder for the office above: ``region.yaml`` that explains itself, a copy of the tree, the
drop folder.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from scoring.indicators.model import IndicatorTree
from scoring.problems import CannotError
from scoring.region.model import FILE, CountyRecord
from scoring.region.roster import counties_text
from scoring.storage import Quoted, write_atomic
from scoring.storage.yaml_text import key_text, one_line, value_text
from scoring.values import unfit_code

DUE_AFTER = 5
"""Days from the date of scoring to the date on which packages are due, where none is given."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a new region is to be. ``object`` is what a line of the roster is called: 县, or
    单位.
    """

    name: str
    round: str
    as_of: date
    window: tuple[date, date]
    due: date
    self_round: str
    object: str = "县"
    counties: Mapping[str, CountyRecord] = field(default_factory=dict)


def new_region(folder: Path, tree: IndicatorTree, source: Path, wanted: Wanted) -> list[Path]:
    """Makes the folder and gives the paths written. Raises ``CannotError`` for one that is not
    empty, and for a name that cannot be one.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotError(f"{folder} 里已有内容，没有新建；请换一个空文件夹")
    for name in (wanted.round, wanted.self_round):
        if why := unfit_code(name):
            raise CannotError(f"轮次的名称“{name}”不能用：{why}，没有新建")
    tree_place = folder / "indicators" / f"{tree.id}.yaml"
    tree_place.parent.mkdir(parents=True, exist_ok=True)
    # The region's own copy decides: an upgrade of the program changes no score.
    shutil.copyfile(source, tree_place)
    for name in ("incoming", "inspections"):
        (folder / name).mkdir(exist_ok=True)
    text = region_text(tree, wanted)
    # Last of all: a folder without it is no region yet, so that nobody works with half of one.
    write_atomic(folder / FILE, text.encode())
    return [folder / FILE, tree_place]


def region_text(tree: IndicatorTree, wanted: Wanted) -> str:
    """``region.yaml``."""
    start, end = wanted.window
    name = one_line(Quoted(wanted.round))
    declared = tree.scope.kinds.declared
    columns = "、".join(declared) if declared else "级别"
    return (
        "# 汇总：收谁的、用哪套指标体系、按什么口径计分。# 号后面是说明，不影响使用。\n"
        + key_text("name", wanted.name, 0, "\n")
        + f"round: {name}                 # 这一次汇总的名称，结果放在 rounds/{wanted.round}/\n"
        + key_text("tree", tree.id, 0, "\n")
        + "# 口径：所有单位都按这里的日期、时间窗和轮次计分，不管它自己怎么写。\n"
        + "terms:\n"
        + f"  as_of: {wanted.as_of}\n"
        + f"  window: {{from: {start}, to: {end}}}\n"
        + f"  round: {value_text(wanted.self_round)}              # 各单位 workspace.yaml 里的当前轮次\n"
        + f"due: {wanted.due}                  # 报送截止；晚于这一天的照收，标逾期\n"
        + (key_text("object", wanted.object, 0, "\n") if wanted.object != "县" else "")
        + "# not_applicable: {approved_by: [示例省司法厅]}   # 不适用由谁同意；别人同意的，列出来待定\n"
        + "rank: {track: current, ties: min, compare: exact}   # 还可写 within: "
        + f"[级别]，按{columns}分组排名\n"
        + "bands: [90, 80, 70, 60]                 # 分数段\n"
        + "# groups: {东片: [甲县, 乙县]}           # 另外的分组\n"
        + "# 名册。编码不变、名称可变，所以按编码记；也可以用 shifan region roster import 名册.xlsx 导入。\n"
        + counties_text(wanted.counties)
    )
