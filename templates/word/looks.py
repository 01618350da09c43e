"""What the Word templates look like: faces, sizes, styles, each by the name under which an office
finds it in WPS.
"""

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
"""A line of the page: 22 of them fill it. The type is set a quarter of a point closer, so that 28
characters fill it.

The page declares the grid of 22 × 28 as well, for what an office adds; our styles do not lean on it
because programs differ in how they put characters into its squares.
"""
KEEP = "<w:keepNext/><w:keepLines/>"
INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'


def _note(before: int, after: int, line: int) -> str:
    """Small type at an exact distance."""
    return (
        f'{BASE}<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" '
        'w:lineRule="exact"/>'
    )


def _centred(before: int, after: int, line: int) -> str:
    return f'{_note(before, after, line)}<w:jc w:val="center"/>'


def _family(
    name: str, ident: str, size: float, line: int, around: int
) -> dict[str, tuple[str, str, str, float, str]]:
    """The styles of the cells of one kind of table."""
    spacing = _note(around, around, line)
    roles = (
        ("文字", "", f'{spacing}<w:jc w:val="left"/>', SONG),
        ("居中", "Mid", f'{spacing}<w:jc w:val="center"/>', SONG),
        ("数字", "Num", f'{spacing}<w:jc w:val="right"/>', SONG),
        ("表头", "Head", f'<w:keepNext/>{spacing}<w:jc w:val="center"/>', HEI),
        ("标签", "Label", f'{spacing}<w:jc w:val="center"/>', HEI),
    )
    return {
        f"{name}{role}": (ident + more, properties, face, size, "")
        for role, more, properties, face in roles
    }


def _boxed(colour: str, line: str, width: int) -> str:
    """A word of colour in a box whose line differs as well, so that a black and white copy still
    tells.
    """
    return (
        f'<w:rFonts w:eastAsia="{HEI}"/><w:color w:val="{colour}"/>'
        f'<w:bdr w:val="{line}" w:sz="{width}" w:space="0" w:color="{colour}"/>'
    )


STYLES: dict[str, tuple[str, str, str, float, str]] = {
    # name: (id, paragraph properties in the order of the schema, face, size in points, further run properties)
    "公文正文": (
        "GwBody",
        PITCH + '<w:ind w:firstLineChars="200" w:firstLine="640"/>',
        FANGSONG,
        16,
        "",
    ),
    "公文顶格": ("GwFlush", PITCH, FANGSONG, 16, ""),
    "控制行": (
        "GwTag",
        f'{BASE}<w:spacing w:line="240" w:lineRule="exact"/>',
        SONG,
        9,
        '<w:color w:val="3B4A5A"/>',
    ),
    "封面标注": ("GwMark", PITCH + '<w:jc w:val="left"/>', HEI, 16, ""),
    "封面文号": ("GwNumber", PITCH + '<w:jc w:val="right"/>', FANGSONG, 16, ""),
    "封面标题": (
        "GwTitle",
        f'{BASE}<w:spacing w:after="120" w:line="720" w:lineRule="exact"/><w:jc w:val="center"/>'
        '<w:outlineLvl w:val="0"/>',
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
    "期号": (
        "GwIssue",
        f'{BASE}<w:spacing w:after="240" w:line="579" w:lineRule="exact"/><w:jc w:val="center"/>',
        FANGSONG,
        16,
        "",
    ),
    "封面要素": (
        "GwFact",
        f'{BASE}<w:spacing w:line="440" w:lineRule="exact"/><w:jc w:val="left"/>',
        FANGSONG,
        14,
        "",
    ),
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
    "得分名称": (
        "GwScoreName",
        f'{BASE}<w:spacing w:before="80"/><w:jc w:val="center"/>',
        HEI,
        10.5,
        "",
    ),
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
    "表后": ("GwAfter", f'{BASE}<w:spacing w:line="160" w:lineRule="exact"/>', SONG, 5, ""),
    "图": (
        "GwFigure",
        f'<w:keepNext/>{BASE}<w:spacing w:before="160"/><w:jc w:val="center"/>',
        SONG,
        10.5,
        "",
    ),
    "图题": (
        "GwCaption",
        f'{BASE}<w:spacing w:before="40" w:after="200" w:line="360" w:lineRule="exact"/><w:jc '
        'w:val="center"/>',
        HEI,
        10.5,
        "",
    ),
    "小号正文": (
        "GwSmall",
        f'{BASE}<w:spacing w:line="400" w:lineRule="exact"/><w:ind w:firstLineChars="200" '
        'w:firstLine="480"/>',
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
    "裁线": (
        "GwCut",
        '<w:keepNext/><w:pBdr><w:bottom w:val="dashed" w:sz="8" w:space="1" '
        'w:color="000000"/></w:pBdr>'
        f'{BASE}<w:spacing w:before="200" w:after="200" w:line="280" w:lineRule="exact"/>'
        '<w:jc w:val="center"/>',
        SONG,
        9,
        "",
    ),
    "回执": (
        "GwSlip",
        f'<w:keepNext/>{BASE}<w:spacing w:before="80" w:after="80" w:line="400" '
        'w:lineRule="exact"/>'
        '<w:jc w:val="center"/>',
        HEI,
        14,
        "",
    ),
    "落款": (
        "GwSign",
        PITCH + '<w:ind w:rightChars="400" w:right="1280"/><w:jc w:val="right"/>',
        FANGSONG,
        16,
        "",
    ),
    # The cover.
    "封面大标题": (
        "GwCover",
        f'<w:pBdr><w:top w:val="single" w:sz="18" w:space="24" w:color="{RED}"/>'
        f'<w:bottom w:val="single" w:sz="6" w:space="22" w:color="{RED}"/></w:pBdr>'
        f'{BASE}<w:spacing w:line="960" w:lineRule="exact"/><w:jc w:val="center"/>',
        TITLE,
        30,
        "",
    ),
    "封面长标题": (
        "GwCoverLong",
        f'<w:pBdr><w:top w:val="single" w:sz="18" w:space="16" w:color="{RED}"/>'
        f'<w:bottom w:val="single" w:sz="6" w:space="14" w:color="{RED}"/></w:pBdr>'
        f'{BASE}<w:spacing w:line="640" w:lineRule="exact"/><w:jc w:val="center"/>',
        TITLE,
        20,
        "",
    ),
    "警示框": (
        "GwWarning",
        f'<w:pBdr><w:top w:val="single" w:sz="12" w:space="6" w:color="{RED}"/>'
        f'<w:left w:val="single" w:sz="12" w:space="8" w:color="{RED}"/>'
        f'<w:bottom w:val="single" w:sz="12" w:space="6" w:color="{RED}"/>'
        f'<w:right w:val="single" w:sz="12" w:space="8" w:color="{RED}"/></w:pBdr>'
        f'{BASE}<w:spacing w:before="200" w:after="280" w:line="400" w:lineRule="exact"/>'
        '<w:ind w:left="200" w:right="200"/>',
        SONG,
        12,
        "",
    ),
    "图例": ("GwLegend", _note(40, 120, 300), SONG, 9.5, ""),
    "表注": ("GwAbove", f"<w:keepNext/>{_centred(80, 40, 320)}", HEI, 10.5, ""),
    "制表": ("GwMade", f'{_note(60, 0, 300)}<w:jc w:val="right"/>', SONG, 10, ""),
    "协办": (
        "GwHelped",
        f'{_note(0, 0, 270)}<w:ind w:left="180" w:hanging="180"/><w:jc w:val="left"/>',
        SONG,
        9,
        "",
    ),
    # Forms that are handed out: smaller type on the page of ordinary office paper.
    "表单正文": (
        "GwFormBody",
        f'{BASE}<w:spacing w:line="460" w:lineRule="exact"/><w:ind w:firstLineChars="200" '
        'w:firstLine="560"/>',
        FANGSONG,
        14,
        "",
    ),
    "表单顶格": (
        "GwFormFlush",
        f'{BASE}<w:spacing w:line="460" w:lineRule="exact"/>',
        FANGSONG,
        14,
        "",
    ),
    "表单题名": (
        "GwFormTitle",
        f'<w:keepNext/>{_centred(0, 120, 720)}<w:outlineLvl w:val="0"/>',
        TITLE,
        22,
        "",
    ),
    "表单编号": ("GwFormNumber", _centred(0, 120, 460), FANGSONG, 14, ""),
    "表单标题": (
        "GwFormHeading",
        f'{KEEP}{BASE}<w:spacing w:before="80" w:after="40" w:line="440" '
        'w:lineRule="exact"/><w:outlineLvl w:val="1"/>',
        KAI,
        13,
        "",
    ),
    "表单落款": (
        "GwFormSign",
        f'{BASE}<w:spacing w:line="440" w:lineRule="exact"/><w:ind w:rightChars="400" '
        'w:right="1120"/>'
        '<w:jc w:val="right"/>',
        FANGSONG,
        14,
        "",
    ),
    # Documents of a single page.
    "单页题名": ("GwOneTitle", f'{_centred(0, 40, 520)}<w:outlineLvl w:val="0"/>', TITLE, 19, ""),
    "单页要素": ("GwOneFacts", _centred(0, 80, 250), SONG, 9, f'<w:color w:val="{SOFT}"/>'),
    "单页结论": (
        "GwOneVerdict",
        '<w:pBdr><w:top w:val="single" w:sz="12" w:space="3" w:color="000000"/>'
        '<w:left w:val="single" w:sz="12" w:space="6" w:color="000000"/>'
        '<w:bottom w:val="single" w:sz="12" w:space="3" w:color="000000"/>'
        '<w:right w:val="single" w:sz="12" w:space="6" w:color="000000"/></w:pBdr>'
        f'{BASE}<w:spacing w:before="60" w:after="100" w:line="320" w:lineRule="exact"/>'
        '<w:ind w:left="140" w:right="140"/><w:jc w:val="left"/>',
        HEI,
        11,
        "",
    ),
    "单页标题": (
        "GwOneHeading",
        f'{KEEP}{BASE}<w:spacing w:before="60" w:after="30" w:line="320" '
        'w:lineRule="exact"/><w:outlineLvl w:val="1"/>',
        HEI,
        11,
        "",
    ),
    "单页小字": ("GwOneNote", _note(20, 20, 230), SONG, 8.5, f'<w:color w:val="{SOFT}"/>'),
    "单页图": ("GwOneFigure", f'<w:keepNext/>{BASE}<w:jc w:val="center"/>', SONG, 9, ""),
    "单页事项": (
        "GwOneItem",
        f'{BASE}<w:spacing w:line="280" w:lineRule="exact"/><w:ind w:left="300" '
        'w:hanging="300"/><w:jc w:val="left"/>',
        SONG,
        10,
        "",
    ),
    "单页依据": (
        "GwOneSure",
        '<w:pBdr><w:top w:val="single" w:sz="6" w:space="3" w:color="000000"/></w:pBdr>'
        f'{BASE}<w:spacing w:before="80" w:line="250" w:lineRule="exact"/>',
        SONG,
        9,
        "",
    ),
    # The same where the page has more to say than usual.
    "单页紧排题名": (
        "GwOneTitleDense",
        f'{_centred(0, 30, 460)}<w:outlineLvl w:val="0"/>',
        TITLE,
        17,
        "",
    ),
    "单页紧排结论": (
        "GwOneVerdictDense",
        '<w:pBdr><w:top w:val="single" w:sz="12" w:space="2" w:color="000000"/>'
        '<w:left w:val="single" w:sz="12" w:space="6" w:color="000000"/>'
        '<w:bottom w:val="single" w:sz="12" w:space="2" w:color="000000"/>'
        '<w:right w:val="single" w:sz="12" w:space="6" w:color="000000"/></w:pBdr>'
        f'{BASE}<w:spacing w:before="40" w:after="70" w:line="270" w:lineRule="exact"/>'
        '<w:ind w:left="140" w:right="140"/><w:jc w:val="left"/>',
        HEI,
        10,
        "",
    ),
    "单页紧排事项": (
        "GwOneItemDense",
        f'{BASE}<w:spacing w:line="236" w:lineRule="exact"/><w:ind w:left="300" '
        'w:hanging="300"/><w:jc w:val="left"/>',
        SONG,
        9,
        "",
    ),
    "单页紧排依据": (
        "GwOneSureDense",
        '<w:pBdr><w:top w:val="single" w:sz="6" w:space="2" w:color="000000"/></w:pBdr>'
        f'{BASE}<w:spacing w:before="60" w:line="226" w:lineRule="exact"/>',
        SONG,
        8.5,
        "",
    ),
    # The page for the seal.
    "用印标题": (
        "GwSeal",
        f'{BASE}<w:spacing w:after="580" w:line="720" w:lineRule="exact"/><w:jc w:val="center"/>'
        '<w:outlineLvl w:val="0"/>',
        TITLE,
        22,
        "",
    ),
    "签字行": (
        "GwHand",
        f'{BASE}<w:spacing w:after="280" w:line="579" w:lineRule="exact"/>{INDENT}',
        FANGSONG,
        16,
        "",
    ),
    "用印落款": ("GwSealSign", f'{PITCH}<w:jc w:val="center"/>', FANGSONG, 16, ""),
    # Headings inside a section that do not stand in the contents.
    "小节标题1": ("GwPassage1", f'{KEEP}{PITCH}{INDENT}<w:outlineLvl w:val="3"/>', HEI, 16, ""),
    "小节标题2": ("GwPassage2", f'{KEEP}{PITCH}{INDENT}<w:outlineLvl w:val="3"/>', KAI, 16, ""),
    "小节标题3": (
        "GwPassage3",
        f'{KEEP}{PITCH}{INDENT}<w:outlineLvl w:val="3"/>',
        FANGSONG,
        16,
        "<w:b/>",
    ),
    "列表项目": ("GwBullet", f'<w:numPr><w:numId w:val="1"/></w:numPr>{PITCH}', FANGSONG, 16, ""),
    "列表编号": ("GwNumbered", f'<w:numPr><w:numId w:val="2"/></w:numPr>{PITCH}', FANGSONG, 16, ""),
    **_family("表格", "GwCell", 10, 290, 0),
    **_family("密排", "GwDense", 9, 260, 0),
    **_family("简表", "GwSlight", 8.5, 230, 0),
    **_family("表单", "GwForm", 11, 320, 40),
    **_family("紧排表单", "GwFormDense", 10, 280, 20),
    "佐证条目": (
        "GwPiece",
        f'{BASE}<w:spacing w:line="290" w:lineRule="exact"/><w:ind w:left="320"/><w:jc '
        'w:val="left"/>',
        SONG,
        10,
        "",
    ),
    "填写处": (
        "GwPlace",
        f'{_note(0, 40, 300)}<w:jc w:val="right"/>',
        SONG,
        10.5,
        f'<w:color w:val="{SOFT}"/>',
    ),
}
CELL_HEADINGS = {
    f"{family}标题{level}": (f"{STYLES[f'{family}文字'][0]}Heading{level}", f"{family}文字", level)
    for family in ("表格", "密排", "简表", "表单", "紧排表单")
    for level in (1, 2)
}
"""Headings in the cells of a table, with the style whose look they have (whatever an office makes of
it) and their level."""
CHARACTERS: dict[str, tuple[str, str]] = {
    "强调": ("GwStrong", f'<w:rFonts w:eastAsia="{HEI}"/>'),
    "着重": ("GwEmphasis", f'<w:rFonts w:eastAsia="{KAI}"/>'),
    "浅字": ("GwSoft", f'<w:color w:val="{SOFT}"/>'),
    "警示": ("GwAlert", f'<w:rFonts w:eastAsia="{HEI}"/><w:color w:val="{RED}"/>'),
    "短板": ("GwGap", f'<w:color w:val="{GAP}"/>'),
    "要数": ("GwChief", f'<w:color w:val="{RED}"/>'),
    "单位": (
        "GwUnit",
        f'<w:b w:val="0"/><w:color w:val="{SOFT}"/><w:sz w:val="21"/><w:szCs w:val="21"/>',
    ),
    "红": ("GwRed", _boxed(RED, "single", 10)),
    "黄": ("GwYellow", _boxed("7A5600", "dashed", 6)),
    "蓝": ("GwBlue", _boxed("1A4F8A", "dotted", 6)),
}
"""Character styles: id, run properties."""
HEADINGS = {
    "标题1": (
        "Heading1",
        "heading 1",
        f'{KEEP}{PITCH}{INDENT}<w:outlineLvl w:val="0"/>',
        HEI,
        16,
        "",
    ),
    "标题2": (
        "Heading2",
        "heading 2",
        f'{KEEP}{PITCH}{INDENT}<w:outlineLvl w:val="1"/>',
        KAI,
        16,
        "",
    ),
    "标题3": (
        "Heading3",
        "heading 3",
        f'{KEEP}{PITCH}{INDENT}<w:outlineLvl w:val="2"/>',
        FANGSONG,
        16,
        "<w:b/>",
    ),
    "标题4": (
        "Heading4",
        "heading 4",
        f'{KEEP}<w:pBdr><w:top w:val="single" w:sz="8" w:space="2" w:color="000000"/></w:pBdr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{BAND}"/>{BASE}'
        '<w:spacing w:before="240" w:after="0" w:line="360" w:lineRule="exact"/><w:outlineLvl '
        'w:val="3"/>',
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
    for level, before, left, face, size in (
        (1, 100, 0, HEI, 14),
        (2, 0, 280, FANGSONG, 14),
        (3, 0, 560, FANGSONG, 12),
    )
}
IDS = {
    **{name: item[0] for name, item in {**STYLES, **CELL_HEADINGS}.items()},
    **{name: item[0] for name, item in {**HEADINGS, **CONTENTS}.items()},
    "公文表格": "GwTable",
    "得分表": "GwScores",
    "要素表": "GwFacts",
    "页眉": "Header",
    "页脚": "Footer",
}
