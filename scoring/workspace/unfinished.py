"""What ``check`` says of writes that could not be put in place by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scoring.problems import Problem, Where, problem
from scoring.storage import set_aside


def unfinished_faults(workspace: Path) -> Iterator[Problem]:
    """J003 for each change that a kill cut off and an edit by hand overtook, and for each edit that
    came too late.
    """
    for item in set_aside(workspace):
        place = f"{item.path.parent.parent.name}/{item.path.parent.name}/{item.path.name}"
        if "kept" in item.entry:
            what = (
                f"{item.file}：有一次手工保存落在了已经换下的旧文件里，原样留在 {place} "
                "指明的文件中"
            )
        else:
            who, day = item.entry.get("by") or "有人", item.entry.get("on") or "某日"
            records = "、".join(map(str, item.entry.get("records") or [])) or "整个文件"
            what = (
                f"{item.file}：{who} {day} 对 {records} 的改动记了日志，写文件时中断，"
                f"之后文件被手工改过（{place}）"
            )
        yield problem("J003", Where(item.file, 1, 1), what=what)
