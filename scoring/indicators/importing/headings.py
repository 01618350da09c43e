"""Heading words of indicator tables: which column holds what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from scoring.reading.wording import fold

# Tried in order on the squeezed heading; the first that fits decides. Sources: the columns of
# published indexes, scoring rules, task lists and rectification plans (docs/import.md lists them).
_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        ("number", r"^(?:序号|项号|序|号|No\.?|条目)$"),
        ("code", r"^(?:指标)?(?:编号|代码|编码)$"),
        ("result", r"自评|得分$|得分情况|实得|考核分$|核查结果|评查结果|评分结果|考核结果|存在的?问题|"
         r"检查情况|完成情况|进展|^扣分$|扣分原因|核验|打分$|考评分$"),
        ("rule", r"^规则参数$"),
        ("criteria", r"评分(?:标准|细则|办法|方法|说明|规则|要点|依据)|扣分(?:标准|细则|办法|项)|计分|"
         r"赋分(?:标准|办法|规则)|(?:打分|得分|评价|考评|评定|判定)标准"),
        ("points1", r"一级.*(?:分值|权重|分数)"),
        ("points2", r"二级.*(?:分值|权重|分数)"),
        ("points3", r"三级.*(?:分值|权重|分数)"),
        ("level1", r"一级|(?<![I\d])[1I]级|第一层"),
        ("level2", r"二级|(?<!\d)2级|(?<!I)II级|第二层"),
        ("level3", r"三级|(?<!\d)3级|III级|第三层"),
        ("due", r"时限|完成时间|时间节点|完成期限|时间要求|截止|办结"),
        ("person", r"责任人|责任领导|分管|联系人|联系电话|牵头领导"),
        ("lead", r"牵头|主办|主责|第一责任"),
        ("support", r"责任(?:单位|部门|主体|科室)|配合|协办|协同|参与|参加(?:单位|部门)|承办|责任分工|"
         r"(?:负责|落实|实施|承担|执行|完成|提供材料)(?:考核|考评|评价|评分)?(?:单位|部门)"),
        ("methods", r"(?:测评|评测|考核|评价|考评|评估|评查|检查|核查|审核|评审)(?:方式|方法|途径|手段)|"
         r"数据来源"),
        ("evidence", r"佐证|印证|(?:证明|提交|支撑|申报|所需)材料|材料(?:清单|要求)|备查|档案|"
         r"资料(?:清单|目录|要求)|证据"),
        ("binding", r"指标(?:类型|性质|属性)|约束性"),
        ("basis", r"(?:制定|政策|法律|文件|设定|指标|法定)?依据|指标来源|任务来源|出处"),
        ("points", r"分值|权重|分数|满分|标准分|总分|赋分|基准分|配分|^分$"),
        ("remark", r"^备注|^说明$"),
        ("other", r"计量单位|^单位$|目标值|指标值|数据项|标准值|参考值|频次|频率|适用对象|评估对象"),
        ("name", r"指标|项目|内容|任务|要点|类别|类型|举措|措施|考察点|测评点|观测点|标准|事项|方面|领域|"
         r"要求|名称|条款|板块|工作|细项|子项|大项|中项|小项|问题"),
    )
)  # fmt: skip
_WORDS = (
    "一级指标", "二级指标", "三级指标", "牵头单位", "责任单位", "配合单位", "评分标准", "评分细则", "测评方式",
    "佐证材料", "完成时限", "分值", "权重", "序号", "指标内容", "考核内容", "工作任务", "测评内容",
)  # fmt: skip
MAX_HEADING = 24
_ASSESSOR = re.compile(r"^(?:负责|牵头)?(?:考核|考评|评价|评分|测评)(?:责任)?(?:单位|部门)$")
_ANY = re.compile("|".join(f"(?:{pattern.pattern})" for _, pattern in _ROLES))


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading cell means; ``guessed`` names the heading word that a misspelt one was taken
    for.
    """

    role: str
    guessed: str = ""


@lru_cache(maxsize=1 << 16)
def classify(text: str) -> Heading | None:
    """Return the meaning of a heading cell, None for a cell that is no heading."""
    word = re.sub(r"\s+", "", fold(text))
    bare = re.sub(r"[(\[【][^()\[\]【】]*[)\]】]", "", word) or word
    if not bare or len(bare) > MAX_HEADING:
        return None
    if re.search(r"[。;]|\d分$", bare):
        return None
    if _ASSESSOR.match(bare):
        # Whoever assesses a part answers for it in these tables; the doubt is told.
        return Heading("support", "责任单位")
    role = _role(bare)
    if role == "name" and len(bare) > 12:
        # A sentence that happens to hold 工作 or 要求 is content, a heading names its column
        # shortly.
        return None
    if role:
        return Heading(role)
    return _misspelt(bare)


def _role(bare: str) -> str:
    """The first role whose words stand in a heading, "" for none."""
    # One search for any of the words first: most cells of a table are no headings.
    if _ANY.search(bare):
        for role, pattern in _ROLES:
            if pattern.search(bare):
                return role
    return ""


def _misspelt(bare: str) -> Heading | None:
    """The meaning of a heading in which one character differs from a known one."""
    for known in _WORDS:
        if len(known) == len(bare) >= 4 and OSA.distance(known, bare) == 1:
            heading = classify(known)
            if heading is None:
                return None
            return Heading(heading.role, known)
    return None
