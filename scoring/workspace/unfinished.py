"""What ``check`` says of writes that a kill cut off: those that could not be put in place by
themselves, and those that no writer has put in place yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scoring.problems import Problem, Where, problem
from scoring.storage import set_aside
from scoring.storage.unwritten import Fate, Unwritten, unwritten

NEXT = "运行任何一个会写入的命令，或者打开工作台，会先接着写完"
ENDS: Mapping[Fate, tuple[str, str]] = {
    "waits": ("还没有写进文件", NEXT),
    "apart": (
        "还没有写进文件，同一条记录又被手工改过",
        "下一次写入时，手工改的保留，这次改动另存到 .shifan/aside；仍要改的重新办一遍",
    ),
    "edit": ("写进文件时，正好有一次手工保存被换下", f"{NEXT}，手工保存的内容会放回来"),
}
"""What has become of a change, and how to mend it."""


def unfinished_faults(workspace: Path) -> Iterator[Problem]:
    """J003 for each change that a kill cut off and no writer has finished, or an edit by hand
    overtook, and for each edit that came too late.
    """
    for one in unwritten(workspace):
        yield _waiting(one)
    for item in set_aside(workspace):
        place = f"{item.path.parent.parent.name}/{item.path.parent.name}/{item.path.name}"
        if "kept" in item.entry:
            what = (
                f"{item.file}：有一次手工保存落在了已经换下的旧文件里，原样留在 {place} "
                "指明的文件中"
            )
        else:
            what = (
                f"{item.file}：{_change(item.entry)}记了日志，写文件时中断，"
                f"之后文件被手工改过（{place}）"
            )
        yield problem("J003", Where(item.file, 1, 1), what=what)


def _waiting(one: Unwritten) -> Problem:
    state, fix = ENDS[one.fate]
    what = f"{one.file}：{_change(one.entry)}记了日志，写文件时中断，{state}"
    return problem("J003", Where(one.file, 1, 1), what=what, fix=fix)


def _change(entry: Mapping[str, Any]) -> str:
    """Whose change of what it was, and when: 王敏 2026-11-20 对 E0001 的改动."""
    who, day = entry.get("by") or "有人", entry.get("on") or "某日"
    records = "、".join(map(str, entry.get("records") or [])) or "整个文件"
    return f"{who} {day} 对 {records} 的改动"
