"""What the Word templates look like: faces, sizes, styles, each by the name under which an office finds it in WPS."""

from __future__ import annotations

TYPE_AREA, ACROSS = 156, 247
"""Width of the type area in millimetres, upright and across."""
TWIPS = 56.6929
FANGSONG, KAI, HEI, TITLE, SONG, LATIN = (
    "仿宋_GB2312",
    "楷体_GB2312",
    "黑体",
    "方正小标宋简体",
    "宋体",
    "Times New Roman",
)
STAND_INS = {FANGSONG: "仿宋", KAI: "楷体", HEI: "SimHei", TITLE: "华文中宋", SONG: "SimSun"}
"""The face that takes over on a machine without the first one, by the list of faces in the file."""
RED, GAP, SOFT, WASH, BAND = "B3261E", "6B0F0A", "595959", "EFEFEF", "E2E2E2"


def twips(millimetres: float) -> int:
    """Twentieths of a point."""
    return round(millimetres * TWIPS)


BASE, TIGHT = '<w:snapToGrid w:val="0"/>', '<w:spacing w:val="-5"/>'
PITCH = f'{BASE}<w:spacing w:line="579" w:lineRule="exact"/>'
"""A line of the page: 22 of them fill it. The type is set a quarter of a point closer, so that 28 characters fill it.

The page declares the grid of 22 × 28 as well, for what an office adds; our styles do not lean on it because programs
differ in how they put characters into its squares.
"""
KEEP = "<w:keepNext/><w:keepLines/>"
INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
STYLES: dict[str, tuple[str, str, str, float, str]] = {
    # name: (id, paragraph properties in the order of the schema, face, size in points, further run properties)
    "公文正文": ("GwBody", PITCH + '<w:ind w:firstLineChars="200" w:firstLine="640"/>', FANGSONG, 16, ""),
    "公文顶格": ("GwFlush", PITCH, FANGSONG, 16, ""),
    "控制行": ("GwTag", f'{BASE}<w:spacing w:line="240" w:lineRule="exact"/>', SONG, 9, '<w:color w:val="3B4A5A"/>'),
    "封面标注": ("GwMark", PITCH + '<w:jc w:val="left"/>', HEI, 16, ""),
    "封面文号": ("GwNumber", PITCH + '<w:jc w:val="right"/>', FANGSONG, 16, ""),
    "封面标题": (
        "GwTitle",
        f'{BASE}<w:spacing w:line="720" w:lineRule="exact"/><w:jc w:val="center"/>',
        TITLE,
        22,
        "",
    ),
    "封面副题": (
        "GwSubtitle",
        f'{BASE}<w:spacing w:before="240" w:line="600" w:lineRule="exact"/><w:jc w:val="center"/>',
        KAI,
        18,
        "",
    ),
    # Looks like 标题2 and stands in the navigation, but not in the contents.
    "小节标题": ("GwPassage", f'{KEEP}{PITCH}{INDENT}<w:outlineLvl w:val="3"/>', KAI, 16, ""),
    "期号": (
        "GwIssue",
        f'{BASE}<w:spacing w:after="240" w:line="579" w:lineRule="exact"/><w:jc w:val="center"/>',
        FANGSONG,
        16,
        "",
    ),
    "封面要素": ("GwFact", f'{BASE}<w:spacing w:line="440" w:lineRule="exact"/><w:jc w:val="left"/>', FANGSONG, 14, ""),
    "封面要素名": (
        "GwFactName",
        f'{BASE}<w:spacing w:line="440" w:lineRule="exact"/><w:jc w:val="left"/>',
        HEI,
        14,
        "",
    ),
    "封面落款": ("GwIssuer", PITCH + '<w:jc w:val="center"/>', FANGSONG, 16, ""),
    "目录标题": ("GwContents", '<w:spacing w:after="240"/><w:jc w:val="center"/>', HEI, 18, ""),
    "结论框": (
        "GwCallout",
        '<w:pBdr><w:top w:val="single" w:sz="4" w:space="6" w:color="6B6B6B"/>'
        f'<w:left w:val="single" w:sz="24" w:space="8" w:color="{RED}"/>'
        '<w:bottom w:val="single" w:sz="4" w:space="6" w:color="6B6B6B"/>'
        '<w:right w:val="single" w:sz="4" w:space="8" w:color="6B6B6B"/></w:pBdr>'
        f'{BASE}<w:spacing w:before="200" w:after="280" w:line="400" w:lineRule="exact"/>'
        '<w:ind w:left="200" w:right="200"/>',
        SONG,
        12,
        "",
    ),
    "得分名称": ("GwScoreName", f'{BASE}<w:spacing w:before="80"/><w:jc w:val="center"/>', HEI, 10.5, ""),
    "得分数值": (
        "GwScore",
        f'{BASE}<w:spacing w:line="600" w:lineRule="exact"/><w:jc w:val="center"/>',
        SONG,
        20,
        "<w:b/>",
    ),
    "得分说明": (
        "GwScoreNote",
        f'{BASE}<w:spacing w:after="80"/><w:jc w:val="center"/>',
        SONG,
        9,
        f'<w:color w:val="{SOFT}"/>',
    ),
    "说明小字": (
        "GwNote",
        f'{BASE}<w:spacing w:before="80" w:after="120" w:line="280" w:lineRule="exact"/>',
        SONG,
        9,
        f'<w:color w:val="{SOFT}"/>',
    ),
    "表格文字": ("GwCell", f'{BASE}<w:spacing w:line="290" w:lineRule="exact"/><w:jc w:val="left"/>', SONG, 10, ""),
    "表格居中": (
        "GwCellMid",
        f'{BASE}<w:spacing w:line="290" w:lineRule="exact"/><w:jc w:val="center"/>',
        SONG,
        10,
        "",
    ),
    "表格数字": ("GwCellNum", f'{BASE}<w:spacing w:line="290" w:lineRule="exact"/><w:jc w:val="right"/>', SONG, 10, ""),
    "表头": (
        "GwHead",
        f'<w:keepNext/>{BASE}<w:spacing w:line="290" w:lineRule="exact"/><w:jc w:val="center"/>',
        HEI,
        10,
        "",
    ),
    "佐证条目": (
        "GwPiece",
        f'{BASE}<w:spacing w:line="290" w:lineRule="exact"/><w:ind w:left="320"/><w:jc w:val="left"/>',
        SONG,
        10,
        "",
    ),
    "表格标签": ("GwLabel", f'{BASE}<w:spacing w:line="290" w:lineRule="exact"/><w:jc w:val="center"/>', HEI, 10, ""),
    "表后": ("GwAfter", f'{BASE}<w:spacing w:line="160" w:lineRule="exact"/>', SONG, 5, ""),
    "图": ("GwFigure", f'<w:keepNext/>{BASE}<w:spacing w:before="160"/><w:jc w:val="center"/>', SONG, 10.5, ""),
    "图题": (
        "GwCaption",
        f'{BASE}<w:spacing w:before="40" w:after="200" w:line="360" w:lineRule="exact"/><w:jc w:val="center"/>',
        HEI,
        10.5,
        "",
    ),
    "小号正文": (
        "GwSmall",
        f'{BASE}<w:spacing w:line="400" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="480"/>',
        FANGSONG,
        12,
        "",
    ),
    "印发栏": (
        "GwColophon",
        '<w:keepLines/><w:pBdr><w:top w:val="single" w:sz="6" w:space="2" w:color="000000"/>'
        '<w:bottom w:val="single" w:sz="6" w:space="2" w:color="000000"/></w:pBdr>'
        f'{BASE}<w:spacing w:before="320" w:line="480" w:lineRule="exact"/>',
        FANGSONG,
        14,
        "",
    ),
    # For documents that are made without a template: forms, and tables that fill pages across.
    "表题": (
        "GwSheet",
        f'<w:keepNext/>{BASE}<w:spacing w:before="240" w:after="120" w:line="400" w:lineRule="exact"/>'
        '<w:jc w:val="center"/><w:outlineLvl w:val="0"/>',
        HEI,
        16,
        "",
    ),
    "密排文字": ("GwDense", f'{BASE}<w:spacing w:line="260" w:lineRule="exact"/><w:jc w:val="left"/>', SONG, 9, ""),
    "密排居中": (
        "GwDenseMid",
        f'{BASE}<w:spacing w:line="260" w:lineRule="exact"/><w:jc w:val="center"/>',
        SONG,
        9,
        "",
    ),
    "密排表头": (
        "GwDenseHead",
        f'<w:keepNext/>{BASE}<w:spacing w:line="260" w:lineRule="exact"/><w:jc w:val="center"/>',
        HEI,
        9,
        "",
    ),
    "表单文字": (
        "GwForm",
        f'{BASE}<w:spacing w:before="60" w:after="60" w:line="320" w:lineRule="exact"/><w:jc w:val="left"/>',
        SONG,
        11,
        "",
    ),
    "表单标签": (
        "GwFormLabel",
        f'{BASE}<w:spacing w:before="60" w:after="60" w:line="320" w:lineRule="exact"/><w:jc w:val="center"/>',
        HEI,
        11,
        "",
    ),
    "裁线": (
        "GwCut",
        f'<w:keepNext/>{BASE}<w:spacing w:before="200" w:after="200" w:line="280" w:lineRule="exact"/>'
        '<w:jc w:val="center"/>',
        SONG,
        9,
        "",
    ),
    "回执": (
        "GwSlip",
        f'<w:keepNext/>{BASE}<w:spacing w:before="80" w:after="80" w:line="400" w:lineRule="exact"/>'
        '<w:jc w:val="center"/>',
        HEI,
        14,
        "",
    ),
    "落款": ("GwSign", PITCH + '<w:ind w:rightChars="400" w:right="1280"/><w:jc w:val="right"/>', FANGSONG, 16, ""),
}
HEADINGS = {
    "标题1": ("Heading1", "heading 1", f'{KEEP}{PITCH}{INDENT}<w:outlineLvl w:val="0"/>', HEI, 16, ""),
    "标题2": ("Heading2", "heading 2", f'{KEEP}{PITCH}{INDENT}<w:outlineLvl w:val="1"/>', KAI, 16, ""),
    "标题3": ("Heading3", "heading 3", f'{KEEP}{PITCH}{INDENT}<w:outlineLvl w:val="2"/>', FANGSONG, 16, "<w:b/>"),
    "标题4": (
        "Heading4",
        "heading 4",
        f'{KEEP}<w:pBdr><w:top w:val="single" w:sz="8" w:space="2" w:color="000000"/></w:pBdr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{BAND}"/>{BASE}'
        '<w:spacing w:before="240" w:after="0" w:line="360" w:lineRule="exact"/><w:outlineLvl w:val="3"/>',
        HEI,
        11.5,
        "",
    ),
}
RIGHT_TAB = '<w:tabs><w:tab w:val="right" w:leader="middleDot" w:pos="{pos}"/></w:tabs>'
CONTENTS = {
    f"目录{level}": (
        f"TOC{level}",
        f"toc {level}",
        RIGHT_TAB.format(pos=twips(TYPE_AREA))
        + f'{BASE}<w:spacing w:before="{before}" w:line="460" w:lineRule="exact"/>'
        f'<w:ind w:left="{left}"/><w:jc w:val="left"/>',
        face,
        size,
        "",
    )
    for level, before, left, face, size in ((1, 100, 0, HEI, 14), (2, 0, 280, FANGSONG, 14), (3, 0, 560, FANGSONG, 12))
}
IDS = {
    **{name: item[0] for name, item in STYLES.items()},
    **{name: item[0] for name, item in {**HEADINGS, **CONTENTS}.items()},
    "公文表格": "GwTable",
    "得分表": "GwScores",
    "要素表": "GwFacts",
    "页眉": "Header",
    "页脚": "Footer",
}
