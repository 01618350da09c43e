"""What a line of the journal did, in words: ``part submit`` is 报送, ``rectify close`` 销号."""

from __future__ import annotations

from typing import cast

from scoring.rectification.ledger import MOVE_NAMES
from scoring.rectification.papers import KIND_NAMES, PaperKind
from scoring.rounds.parts import NAMES, PartDo

_WHOLE = {
    "init": "建工作区",
    "people": "改人员",
    "assign": "改分工",
    "tree": "改指标体系",
    "tree add": "加指标",
    "tree remove": "去掉指标",
    "deadline": "改截止时间",
    "hand": "手工修改",
    "sheet import": "导入工作簿",
    "round new": "新建轮次",
    "round sample": "抽样",
    "round sample preview": "试抽样",
    "round hand_in": "交卷",
    "round give_back": "退回答卷",
    "round assign": "分派评查任务",
    "round arbitrate": "仲裁",
    "round withdraw": "撤销认定",
    "round lock": "定稿",
    "round unlock": "打开轮次",
    "round freeze": "佐证存档",
    "indicators confirm": "确认指标",
    "papers receive": "签收文件",
    "restore": "恢复备份",
    "journal accept": "认可日志缺失",
}
_FIRST = {
    "finding": "填认定",
    "verify": "核验",
    "evidence": "改材料",
    "part": "报送",
    "rectify": "整改",
    "undo": "改回",
    "question": "问专班",
}
_SECOND = {
    "question answer": "回答单位",
    "evidence bind": "装订",
    "rectify split": "分解",
    "rectify urge": "发督办单",
    "round arbitrate": "仲裁",
    "evidence map": "改对应关系",
    "evidence review": "审核材料",
    "evidence upload": "交材料",
    "evidence replace": "换一份材料",
    "evidence withdraw": "撤回材料",
    "evidence resubmit": "再交材料",
    "evidence add": "登记材料",
    "evidence scan": "登记材料",
    "evidence suggest": "建议对应关系",
    "rectify open": "新建事项",
    "rectify sync": "从失分生成事项",
    "rectify start": "开始整改",
    "rectify measure": "改措施",
    "rectify progress": "报进展",
    "rectify submit": "申报销号",
    "rectify close": "销号",
    "rectify return": "退回",
    "rectify reopen": "重新打开",
    "rectify apply": "申请延期",
    "rectify extend": "延期",
    "rectify review": "定期回看",
    "rectify correct": "更正",
    "rectify interview": "约谈",
    "rectify refer": "移交",
    "rectify bulletin": "印发通报",
}


def deed(do: str) -> str:
    """The words for what was done; the word of the journal itself where there are none."""
    if do in _WHOLE:
        return _WHOLE[do]
    words = do.split()
    # The command line says ``round part submit`` where the browser says ``part submit``.
    if words[:2] == ["round", "part"]:
        words = words[1:]
    match words:
        case ["part", step, *_]:
            return NAMES.get(cast("PartDo", step), _FIRST["part"])  # the journal may say anything
        case ["papers", kind, *_]:
            return f"印发{KIND_NAMES.get(cast('PaperKind', kind), '文件')}"
        case ["undo", _, *_]:
            return f"改回：{deed(' '.join(words[1:]))}"
    return _of_words(words) or do


def _of_words(words: list[str]) -> str:
    """The words for the first two, or for the first one alone; "" where there are none."""
    two = " ".join(words[:2])
    if two in _SECOND:
        return _SECOND[two]
    if words[:1] == ["rectify"] and len(words) > 1:
        return MOVE_NAMES.get(words[1], _FIRST["rectify"])
    return _FIRST.get(words[0], "") if words else ""
