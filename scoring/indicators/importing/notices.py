"""Doubts of an import: what was found, where, and what was done about it; with the catalogue of
their rule ids.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class NoticeRule(NamedTuple):
    """One kind of doubt: a short title and the advice to the person who checks the imported
    tree.
    """

    title: str
    advice: str


CATALOGUE: dict[str, NoticeRule] = {
    "IMP01": NoticeRule("扩展名与内容不符", "文件按内容读取。请确认它就是要导入的文件。"),
    "IMP02": NoticeRule(
        "含修订痕迹", "按“接受全部修订”读取：插入的文字保留，删除的文字不要。请核对定稿。"
    ),
    "IMP03": NoticeRule("自动编号读不出", "旧版 Word 的自动编号按列表级别推定。请核对编号。"),
    "IMP04": NoticeRule(
        "PDF 表格需要逐行核对", "PDF 只有线条和文字位置，没有表格结构。请对照原件逐行核对。"
    ),
    "IMP05": NoticeRule("隐藏的工作表未导入", "隐藏的工作表没有读取。如需导入，请取消隐藏后重来。"),
    "IMP06": NoticeRule("嵌套表格", "单元格里的表格单独列出。请核对它属于哪一项指标。"),
    "IMP07": NoticeRule("换行被接合", "按版面折断的行已接成整段。请核对段落起止。"),
    "IMP10": NoticeRule("页面附属文字未导入", "这类文字属于网页或版面，不是指标。"),
    "IMP11": NoticeRule("目录未导入", "目录只重复标题。"),
    "IMP12": NoticeRule("前言未导入", "第一个标题之前的文字不是指标。"),
    "IMP13": NoticeRule("结尾段落未导入", "最后一项之后的文字不是指标。请确认其中没有任务。"),
    "IMP14": NoticeRule("没有找到标题", "用文件名代替。请在 title 处改正，或用 --title 指定。"),
    "IMP20": NoticeRule("编号不连续", "编号照原文保留，顺序照原文保留。请确认没有漏项。"),
    "IMP21": NoticeRule("编号写法有误", "已按推定的编号读取。请核对。"),
    "IMP22": NoticeRule("缺编号的事项", "按前后编号和责任条款判断为独立的一项。请核对。"),
    "IMP23": NoticeRule("缺编号的标题", "按位置判断为标题。请核对。"),
    "IMP24": NoticeRule("两项写在同一段", "已在编号处分开。请核对。"),
    "IMP25": NoticeRule("没有编号的段落并入上一项", "请确认它不是独立的一项。"),
    "IMP26": NoticeRule("标题与正文之间缺句号", "名称取到第一个停顿处。请改短名称。"),
    "IMP27": NoticeRule("层级过深", "超过层级上限的内容并入上一级的正文。"),
    "IMP28": NoticeRule("汉字之间的空格已去掉", "多为版面折行留下的空格。"),
    "IMP29": NoticeRule("疑似错字", "原字照录，没有改动。请核对原件。"),
    "IMP30": NoticeRule("只列责任单位", "以第一家为牵头单位，其余为责任单位。请确认。"),
    "IMP31": NoticeRule("没有责任条款", "没有找到牵头单位或责任单位。请补齐。"),
    "IMP32": NoticeRule("责任条款的关键词有误", "已按最接近的关键词读取。请核对。"),
    "IMP33": NoticeRule("责任条款的括号不配对", "已按单位名称判断条款起止。请核对。"),
    "IMP34": NoticeRule("责任条款缺冒号或冒号写错", "已按关键词读取。请核对单位名称。"),
    "IMP35": NoticeRule("单位之间的分隔符不规范", "已按单位分开。请核对。"),
    "IMP36": NoticeRule("一项中有多个责任条款", "每个条款成为下一级的一个分项。"),
    "IMP37": NoticeRule("单位名称后的说明已去掉", "单位只保留名称。请确认说明的范围。"),
    "IMP38": NoticeRule("单位名称相近", "照原文保留为不同单位。如是同一单位，请统一。"),
    "IMP39": NoticeRule("责任条款为空", "条款里没有单位名称。请补齐。"),
    "IMP40": NoticeRule(
        "完成时限为推定", "已写入 due 并列入 proposed。请确认后从 proposed 中删去。"
    ),
    "IMP41": NoticeRule("完成时限无法确定", "没有写入 due。请人工填写。"),
    "IMP42": NoticeRule(
        "评分规则为推定", "已写入 rule 并列入 proposed。请确认后从 proposed 中删去。"
    ),
    "IMP68": NoticeRule(
        "原文写有评分办法，没有推定规则", "请按原文的评分办法写 rule（见 docs/rules.md）。"
    ),
    "IMP43": NoticeRule("分值换算", "请核对换算后的分值。"),
    "IMP44": NoticeRule("分值合计不符", "分值照原文保留,`shifan check` 会指出。请与发文单位核实。"),
    "IMP45": NoticeRule("分值读不出", "没有写入 points。请人工填写。"),
    "IMP50": NoticeRule("表头按相近词识别", "请确认这一列的含义。"),
    "IMP51": NoticeRule("未识别的列", "内容附在指标正文之后，没有丢弃。"),
    "IMP52": NoticeRule("得分类的列未导入", "自评分、得分等是结果，不是指标。"),
    "IMP53": NoticeRule("小计或合计行未导入", "合计行只用来核对。"),
    "IMP54": NoticeRule("多张表合并", "表头相同，按一张表接续读取。"),
    "IMP55": NoticeRule("其他表格或正文未导入", "本文件同时有几种内容，只取了一种。请确认。"),
    "IMP56": NoticeRule("跨页的行已接合", "请核对接合处。"),
    "IMP57": NoticeRule("重复的指标", "同一上级下出现相同的文字，两条都保留。请核对。"),
    "IMP58": NoticeRule("单列并入正文", "与上一级一一对应，不另成一级。"),
    "IMP59": NoticeRule("空的上级", "这一行没有上级名称，已归入前一个上级或单独成项。请核对。"),
    "IMP60": NoticeRule("表外的行", "这一行没有指标内容，未导入。"),
    "IMP62": NoticeRule(
        "加分项或扣分项按名称识别", "已标为 bonus 或 penalty,不计入基本分。请核对。"
    ),
    "IMP63": NoticeRule(
        "疑似责任条款", "没有读成责任条款，留在正文中。请人工填写牵头单位和责任单位。"
    ),
    "IMP64": NoticeRule(
        "编号列没有用作编码", "编号重复、缺漏或与层级不一致，只记作 number。请核对。"
    ),
    "IMP65": NoticeRule(
        "★ 读作约束性", "★ 已去掉，指标标为约束性。如 ★ 另有含义，请改正 binding。"
    ),
    "IMP66": NoticeRule("平均分配的分值未导入", "原件没有自己的分值，由系统按 equal 平均分配。"),
    "IMP67": NoticeRule("一列里有几级编号", "按编号分成上下级。请核对层级。"),
    "IMP69": NoticeRule("没有编号的条目按“一是”“第一”分开", "各成一项。请核对。"),
    "IMP70": NoticeRule("单位名称承前省略", "已按前一家补全。请核对。"),
    "IMP71": NoticeRule(
        "文件里有几篇文稿", "每篇写成一个一级指标。只要其中一篇，请加 --document 第几篇。"
    ),
    "IMP72": NoticeRule(
        "文稿种类",
        "报告、总结和讲话说的是做过的事，不是要评的事。请找到指标体系或方案的原文再导入。",
    ),
    "IMP73": NoticeRule("项数与原文写明的不符", "请对照原件，看是漏了行还是分错了级。"),
    "IMP74": NoticeRule("一格里可能有几项佐证要求", "照一项录入。如是几项，请分开。"),
    "IMP75": NoticeRule("标题或行是单位名称", "已把它记为下面各项的牵头单位。请核对。"),
    "IMP76": NoticeRule("换行丢失", "已在编号处分段。请核对段落起止。"),
    "IMP77": NoticeRule("总分与原文写明的不符", "请对照原件，看是漏了行还是分错了级。"),
    "IMP78": NoticeRule(
        "没有分值的章节未导入", "其他各章都有分值，这一章说的是考核怎样组织。如是指标，请补上。"
    ),
    "IMP79": NoticeRule("一项里列出的数目与写明的不符", "请对照原件，看是否漏了内容。"),
    "IMP80": NoticeRule("文本框", "文本框里的文字按它所在的位置读取。请核对先后。"),
    "IMP81": NoticeRule("公式", "公式按一行文字读取，如 ≥95%。请核对。"),
    "IMP82": NoticeRule("旧版公式没有读出", "旧版公式编辑器的公式是图，请对照原件补上。"),
    "IMP83": NoticeRule("划掉的文字未导入", "请确认划掉的就是不要的。"),
    "IMP84": NoticeRule("隐藏的文字未导入", "隐藏的文字印不出来。如需导入，请取消隐藏后重来。"),
    "IMP85": NoticeRule("图里的文字未导入", "图像里的文字读不到。请导入有文字的原稿。"),
    "IMP86": NoticeRule("里面嵌有文件", "嵌入的文件没有读取。如有指标，请另存出来单独导入。"),
    "IMP87": NoticeRule("有隐藏或筛选掉的行列", "隐藏的行列照样读取。已作废的请删去。"),
    "IMP88": NoticeRule("公式没有算出的值", "请用 WPS 或 Excel 打开，保存一次后再导入。"),
    "IMP89": NoticeRule("单元格是错误值", "请在原件里改正公式后再导入。"),
    "IMP90": NoticeRule("编号被存成了日期", "已按推定的编号读取。请核对。"),
    "IMP91": NoticeRule("宏表没有读取", "宏表里没有指标。请确认。"),
    "IMP95": NoticeRule(
        "评分规则没有带回", "请在指标体系的工作簿里选评分规则、填参数（shifan sheet export tree）。"
    ),
    "IMP61": NoticeRule("层级与要求不同", "按原件的实际层级导入。"),
}


UNFIT = frozenset({"IMP44", "IMP71", "IMP72", "IMP73", "IMP77"})
"""Doubts with which nothing that was read is fit for use: the wrong kind of document, totals that
do not agree."""
_GRAVE = frozenset({
    "IMP13", "IMP20", "IMP21", "IMP22", "IMP23", "IMP25", "IMP27", "IMP31", "IMP33", "IMP36", "IMP39", "IMP41",
    "IMP45", "IMP55", "IMP57", "IMP59", "IMP63", "IMP64", "IMP68", "IMP69", "IMP70", "IMP74", "IMP75", "IMP76",
    "IMP78", "IMP79", "IMP82", "IMP83", "IMP85", "IMP86", "IMP87", "IMP88", "IMP89", "IMP90",
    "IMP95",
})  # fmt: skip
_ROUTINE = frozenset({
    "IMP07", "IMP10", "IMP11", "IMP12", "IMP28", "IMP52", "IMP53", "IMP54", "IMP58", "IMP65",
})  # fmt: skip


def weight(rule: str) -> int:
    """Return how grave a kind of doubt is: 3 unfit, 2 something may be missing or misplaced, 1 to
    check, 0 routine.
    """
    if rule in UNFIT:
        return 3
    if rule in _GRAVE:
        return 2
    if rule in _ROUTINE:
        return 0
    return 1


@dataclass(frozen=True, slots=True, order=True)
class Notice:
    """One doubt: rule id, place in the source, what was seen, what was done."""

    rule: str
    where: str
    what: str
    did: str

    def as_dict(self) -> dict[str, str]:
        """Return the notice with the keys of the JSON output."""
        return {"rule": self.rule, "where": self.where, "what": self.what, "did": self.did}


@dataclass(slots=True)
class NoticeLog:
    """Collects the notices of one import, in source order."""

    items: list[Notice] = field(default_factory=list)

    def add(self, rule: str, where: str, what: str, did: str) -> None:
        """Record one doubt; an unknown rule id is a mistake of the program (``KeyError``)."""
        CATALOGUE[rule]
        notice = Notice(rule, where, what, did)
        if notice not in self.items[-20:]:
            self.items.append(notice)


def short(text: str, limit: int = 24) -> str:
    """Shorten a quotation for a message."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[: limit - 1] + "…"
