"""Which style a piece of the page takes: paragraphs, words, tables and kinds of page, each by its
class in the page.

Styles are named as an office finds them in the style list of WPS. What no rule names takes the
style of its tag, so that a page with a new class is a whole document nevertheless.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

BODY = "公文正文"
AFTER_TABLE = "表后"
CARD_HEAD = "标题4"
"""Stands above the table of a card, where the navigation finds it: headings in tables are not
listed there."""
BUILT_IN = {
    **{f"标题{level}": f"heading {level}" for level in range(1, 10)},
    **{f"目录{level}": f"toc {level}" for level in range(1, 10)},
}
"""What Word's own styles are called in the file, in whatever language they are shown."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CONTENTS_LEVELS = 3
"""Levels of headings that stand in the contents."""

_PARAGRAPHS: dict[str, dict[str, str]] = {
    # inside which class: class or tag -> style; "" is everywhere
    "": {
        "title": "封面标题", "number-line": "期号", "flush": "公文顶格", "basis": "说明小字", "tablenote": "说明小字",
        "legend": "图例", "small": "小号正文", "issued": "印发栏", "made": "制表", "cut": "裁线", "above": "表注",
        "place": "填写处", "piece": "佐证条目", "figcaption": "图题", "caption": "图题", "p": BODY, "li": "列表项目",
        "drawing": "图",
        "h1": "标题1", "h2": "标题2", "h3": "标题3", "h4": BODY, "h5": BODY, "h6": BODY,
    },
    "cover": {
        "class": "封面标注", "number": "封面文号", "title": "封面大标题", "long": "封面长标题", "subtitle": "封面副题",
        "issuer": "封面落款", "date": "封面落款",
    },
    "toc": {"h1": "目录标题"},
    "callout": {"p": "结论框"},
    "veto": {"p": "警示框"},
    "sign": {"p": "落款"},
    "ol": {"li": "列表编号"},
    "helped": {"li": "协办"},
    "form": {
        "title": "表单题名", "number-line": "表单编号", "flush": "表单顶格", "p": "表单正文", "h2": "表单标题",
        "h3": "表单标题",
    },
    "form sign": {"p": "表单落款"},
    "slip": {"h2": "回执"},
    "region": {"flush": "表单顶格", "p": "表单正文"},
    "region sign": {"p": "表单落款"},
    "brief": {
        "title": "单页题名", "legend": "单页要素", "verdict": "单页结论", "h2": "单页标题", "small-note": "单页小字",
        "sure": "单页依据", "p": "单页小字", "drawing": "单页图",
    },
    "decide": {"p": "单页事项"},
    "brief-dense": {"title": "单页紧排题名", "verdict": "单页紧排结论", "sure": "单页紧排依据"},
    "brief-dense decide": {"p": "单页紧排事项"},
    "seal": {"head": "用印标题"},
    "hands": {"p": "签字行"},
    "signer": {"p": "用印落款"},
    "scores": {"label": "得分名称", "value": "得分数值", "remark": "得分说明"},
}  # fmt: skip
_PARAGRAPHS["county"] = _PARAGRAPHS["brief"]
FLUSH = {BODY: "公文顶格", "表单正文": "表单顶格"}
"""A style with its first line set in, and the same without."""
_WORDS = {
    "soft": "浅字", "vain": "短板", "gap": "短板", "lost": "警示", "lacking": "警示", "verdict-unmet": "警示",
    "verdict-met": "强调", "state-none": "强调", "state-unassessed": "强调", "head": "强调", "label": "浅字",
    "chief": "要数", "tone-red": "红", "tone-yellow": "黄", "tone-blue": "蓝",
    "b": "强调", "strong": "强调", "em": "着重", "i": "着重", "small": "单位",
    "band": "强调", "total": "强调", "group": "强调",
}  # fmt: skip
LOOSE = frozenset({"tree"})
"""Tables whose groups may be cut by the end of a page, however short they are."""
TOGETHER = frozenset({"sign", "end", "slip", "whole", "keep", "scores", "signing"})
"""What no page cuts through."""
TIED = frozenset({"sign", "issued", "tied", "tablenote"})
"""What begins on the page of the line above it."""


def paragraph_style(within: Iterable[str], keys: Iterable[str], tag: str) -> str:
    """The style of a paragraph with the classes ``keys``,
    inside of elements with the classes ``within``.
    """
    inner = [*within][::-1]
    # Classes first, then the tag: a class says what a piece is, the tag only what it is made of.
    for places, wanted in ((inner, tuple(keys)), (inner, (tag,))):
        for place in (*places, ""):
            rules = _PARAGRAPHS.get(place)
            if rules is None:
                continue
            # The last class says more than the first: "title long".
            style = next((rules[key] for key in reversed(wanted) if key in rules), None)
            if style is not None:
                return style
    return BODY


def inside(within: tuple[str, ...], keys: Iterable[str]) -> tuple[str, ...]:
    """The classes around what stands inside an element with the classes ``keys``."""
    added = [*keys]
    pairs = [f"{outer} {key}" for outer in within for key in added]
    return (*within, *added, *(pair for pair in pairs if pair in _PARAGRAPHS))


def word_style(keys: Iterable[str]) -> str:
    """The style of words with these classes and this tag,
    "" where they are set like the words around them.
    """
    return next((_WORDS[key] for key in keys if key in _WORDS), "")


@dataclass(frozen=True, slots=True)
class Grid:
    """How a table looks: its style, the family of the styles in its cells,
    the size of their type in points.
    """

    style: str
    family: str
    size: float


def grid_of(within: Iterable[str], keys: Iterable[str]) -> Grid:
    """How a table with the classes ``keys`` looks."""
    around, own = set(within), set(keys)
    if "scores" in own:
        return Grid("得分表", "表格", 10)
    if "facts" in around and "cover" in around:
        return Grid("要素表", "要素", 14)
    if "fields" in own:
        slip_in_dense_type = {"reading", "dense"} <= around
        if slip_in_dense_type:
            return Grid("公文表格", "紧排表单", 10)
        return Grid("公文表格", "表单", 11)
    if own & {"wide"} or around & {"brief", "county"}:
        return Grid("公文表格", "简表", 8.5)
    if "tight" in own:
        return Grid("公文表格", "密排", 9)
    return Grid("公文表格", "表格", 10)


_CENTRED = frozenset({"mid", "code", "date", "group", "none"})


def cell_style(family: str, keys: Iterable[str], *, head: bool, label: bool, level: int = 0) -> str:
    """The style of the paragraphs of a cell; ``head``: of a head that stands on every page,
    ``label``: any other; ``level``: of a heading of the document, 0 where it is none.
    """
    own = set(keys)
    if family == "要素":
        if label or head:
            return "封面要素名"
        return "封面要素"
    if head:
        return f"{family}表头"
    if "place" in own:
        return "填写处"
    if label:
        return f"{family}标签"
    if level:
        return f"{family}标题{level}"
    if "num" in own:
        return f"{family}数字"
    if own & _CENTRED:
        return f"{family}居中"
    return f"{family}文字"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of page: its name in the reference document, where it begins, whether its pages count
    from 1, and how.
    """

    name: str
    start: str = "nextPage"
    restart: bool = False
    roman: bool = False


def sheet_of(keys: Iterable[str], tag: str, *, simplex: bool, after_main: bool) -> Sheet | None:
    """The kind of page that an element begins, None where it goes on on the page before it.

    ``simplex``: one-sided copies, without blank pages; ``after_main``: the main text stands before
    it.
    """
    own = set(keys)
    recto = "nextPage" if simplex else "oddPage"
    if "cover" in own:
        return Sheet("封面")
    if "toc" in own:
        return Sheet("目录", recto, restart=True, roman=True)
    if tag == "main":
        return Sheet("正文", recto, restart=True)
    if "land" in own:
        if after_main:
            return Sheet("横页")
        return Sheet("宽横页", "oddPage" if "first" in own else "nextPage", restart=True)
    if "form" in own:
        return Sheet("表单", "oddPage", restart=True)
    names = {"rest": "正文", "flow": "公文", "brief": "单页", "county": "县页"}
    return next((Sheet(names[key]) for key in own if key in names), None)
