"""What a machine needs to print documents, and whether it is there."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass

from scoring.reporting import fonts
from scoring.reporting.child import PANGO_ADVICE


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that documents need. ``needed``: without it nothing can be printed; otherwise a stand-in serves."""

    name: str
    fine: bool
    needed: bool
    remark: str


def survey() -> list[Finding]:
    """Python, the typesetting libraries, and the faces by their role."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    found = [Finding("Python", sys.version_info >= (3, 11), True, f"{version}（需要 3.11 或更高）"), _libraries()]
    for status in fonts.survey(None):
        remark = f"{status.family}" + ("（代用字体；把正式字体放入工作区 fonts/ 即可采用）" if status.stand_in else "")
        found.append(Finding(f"字体：{status.role}", not status.stand_in, False, remark))
    return found


def _libraries() -> Finding:
    if importlib.util.find_spec("weasyprint") is None:
        return Finding("排版组件", False, True, "没有安装 weasyprint，请重新安装 shifan")
    try:
        import weasyprint  # noqa: F401  loading it is the test
    except OSError as error:
        return Finding("排版组件", False, True, f"缺少系统库（{str(error).splitlines()[0][:60]}）。{PANGO_ADVICE}")
    return Finding("排版组件", True, True, "Pango、HarfBuzz、Fontconfig 可用")
