"""What a machine needs to print documents, and whether it is there; what else helps, and what is
not needed.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scoring.pdf import fonts
from scoring.pdf.errors import RenderError
from scoring.pdf.renderer import PANGO_ADVICE
from scoring.reading import ocr

ROOM_MB = 500
"""Free space that printing and its store want."""
WITHOUT = "不印 PDF 的都照常：check、score、gaps、整改、登记，以及 report --to html、xlsx、json"
SIGNS = "√×●◐○□★—"
"""What tables on a terminal print besides Chinese."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    ``needed``: without it nothing can be printed. What is not ``fine`` and not needed has a
    stand-in (``optional`` False), or is something that can be done without (``optional`` True).
    """

    name: str
    fine: bool
    needed: bool
    remark: str
    optional: bool = False

    @property
    def state(self) -> str:
        """The word for it."""
        if self.fine:
            return "正常"
        if self.needed:
            return "缺少"
        if self.optional:
            return "可选"
        return "代用"


def survey(folder: Path | None = None, encoding: str | None = None) -> list[Finding]:
    """Everything in the order of its weight.

    ``folder`` is where documents would be written (default: the current one), ``encoding`` that of
    the terminal (default: of standard output). No finding stops the others.
    """
    version = ".".join(str(part) for part in sys.version_info[:3])
    libraries = _libraries()
    findings = [
        Finding("Python", sys.version_info >= (3, 11), True, f"{version}（需要 3.11 或更高）"),
        libraries,
    ]
    # Faces are looked up through Pango: without it there is nobody to ask.
    if libraries.fine:
        findings.append(_subsetting())
        findings += _faces()
    findings += [
        _writing(folder or Path.cwd()),
        _room(folder or Path.cwd()),
        _terminal(encoding),
        _ocr(),
    ]
    findings.append(Finding("LibreOffice、Chromium", True, False, "用不到，不必安装"))
    return findings


def _libraries() -> Finding:
    if importlib.util.find_spec("weasyprint") is None:
        return Finding(
            "排版组件", False, True, f"没有安装 weasyprint，请重新安装 shifan。{WITHOUT}"
        )
    try:
        import weasyprint  # noqa: F401  loading it is the test
    except OSError as error:
        reason = str(error).splitlines()[0][:60]
        return Finding("排版组件", False, True, f"缺少系统库（{reason}）。{PANGO_ADVICE}{WITHOUT}")
    from weasyprint.text.ffi import pango

    number = pango.pango_version()
    version = f"{number // 10000}.{number // 100 % 100}.{number % 100}"
    return Finding("排版组件", True, True, f"Pango {version}、HarfBuzz、Fontconfig 可用")


def _subsetting() -> Finding:
    """Whether faces are cut by HarfBuzz; without it the slower way takes 5 s more for 200 pages."""
    # WeasyPrint warns of its own accord where the library is absent; the finding
    # below says it in Chinese.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from weasyprint.text.ffi import harfbuzz_subset

    if harfbuzz_subset:
        return Finding("字体裁剪", True, False, "libharfbuzz-subset 可用")
    advice = (
        "没有 libharfbuzz-subset，能印但慢。Debian、Ubuntu、统信、麒麟：sudo apt-get install "
        "libharfbuzz-subset0"
    )
    return Finding("字体裁剪", False, False, advice)


OWN_FACES = {
    "仿宋": "把办公电脑 C:\\Windows\\Fonts 里的 simfang.ttf 复制到工作区的 fonts 文件夹，再打印就是仿宋；"
    "Linux 上可装 texlive-lang-chinese，把其中开源的 FandolFang-Regular.otf 复制到 fonts",
    "小标宋": "把单位有授权的方正小标宋（FZXBSJW.TTF）复制到工作区的 fonts 文件夹",
}
"""How to put the office's own face in place of a stand-in. No package has simplified 仿宋 alone."""


def _faces() -> Iterator[Finding]:
    try:
        for status in fonts.survey(None):
            how = OWN_FACES.get(status.role, "把正式字体放入工作区的 fonts 文件夹即可采用")
            stand_in = f"（代用字体。{how}）" if status.stand_in else ""
            yield Finding(
                f"字体：{status.role}", not status.stand_in, False, status.family + stand_in
            )
    except RenderError as error:
        yield Finding("字体", False, True, str(error))


def _writing(folder: Path) -> Finding:
    """Whether a file can be made in the folder and in the store of derived files."""
    refused = []
    for place in (folder, fonts.cache_folder()):
        try:
            with tempfile.NamedTemporaryFile(dir=place, prefix=".shifan-"):
                pass
        except OSError:
            refused.append(str(place))
    if refused:
        return Finding(
            "写文件",
            False,
            True,
            f"不能写入 {'、'.join(refused)}。请换一个文件夹，或请管理员开放权限",
        )
    return Finding("写文件", True, True, "当前文件夹和缓存文件夹都可以写入")


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < ROOM_MB:
        return Finding(
            "磁盘空间", False, True, f"只剩 {free} MB，至少要 {ROOM_MB} MB。请清理后再印"
        )
    return Finding("磁盘空间", True, True, f"剩余 {free / 1000:.0f} GB")


def _terminal(encoding: str | None) -> Finding:
    """Whether the terminal can show Chinese and the signs of the tables."""
    name = encoding or getattr(sys.stdout, "encoding", None) or "ascii"
    try:
        lost = [sign for sign in "中" + SIGNS if not _shown(sign, name)]
    except LookupError:
        lost = ["中"]
    if not lost:
        return Finding("终端编码", True, False, f"{name}，中文和符号都能显示")
    if os.name == "nt":
        mend = "先运行 chcp 65001，再设 PYTHONUTF8=1"
    else:
        mend = "设 LANG=C.UTF-8 或 PYTHONUTF8=1"
    if "中" in lost:
        what = "中文显示不出来"
    else:
        what = f"显示不出 {' '.join(lost)}，会印成问号"
    return Finding("终端编码", False, False, f"{name}，{what}。{mend}；文书不受影响", optional=True)


def _shown(sign: str, encoding: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _ocr() -> Finding:
    if ocr.available():
        return Finding("文字识别", True, False, "可用：扫描件和照片能读出文字")
    advice = "没有安装，扫描件按文件名登记，其余照常。要装：pip install 'shifan[ocr]'"
    return Finding("文字识别", False, False, advice, optional=True)
