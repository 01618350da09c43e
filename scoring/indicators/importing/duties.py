"""Which sentences of an official text ask for something: not those that report, threaten or
forbid.
"""

from __future__ import annotations

import re

from scoring.reading.wording import fold

_STOPS = "。;!?\n"
_PAUSES = ",，" + _STOPS
# No sentence reaches farther; the bound keeps a text without full stops from costing its square.
_WINDOW = 160
# What was done, in the words of reports: 全年共办结 820 件, 较上年提高, 已建成.
_REPORTED = re.compile(
    r"(?:已经|已(?!有)|共计|累计|先后|截至|截止|去年|上年|上一年度?|以来|同比|环比|荣获|获评|位居|取得了|实现了|完成了|开展了|达到了|建成了|"
    r"较[^,。;]{1,10}(?:提高|增长|下降|上升|提升|增加|减少)|(?:全年|年内|全县|全市|全区|期间)[^,。;]{0,6}共|"
    r"[\u4e00-\u9fff]了\s*\d|共(?!同|享|建|治|有)[\u4e00-\u9fff]{0,6}\d)"
)
# 年内调处纠纷820件: a figure that nothing bounds is a result, not a task.
_COUNTED = re.compile(
    r"(?:调处|调解|受理|办结|审结|处置|查处|查办|培训|发放|接待|答复|审查|审核|收到|收集|化解|走访|服务|纠正|立案|移送|印发|排查)"
    r"[\u4e00-\u9fff、“”《》]{0,16}\d+(?:\.\d+)?\s*(?:余|多)?\s*(?:万|千|百)?\s*(?:件|起|次|场|场次|人|人次|名|份|册|条|项|个|宗|户|期)"
)
_WANTED = re.compile(
    r"不少于|不低于|不得少于|不得低于|至少|以上|确保|力争|争取|要求|应当|应(?!急)|必须|要(?!闻|素)|目标|达到|不超过|之?前完成|内完成"
)
# What follows for those who fail: no duty of its own, and no bound of the duty either.
_CONSEQUENCE = re.compile(
    r"约谈|通报批评|予以通报|问责|追究|追责|处分|处罚|责令|一票否决|取消[^,。;]{0,8}(?:资格|评优|评先)|移送|移交|函告|扣\s*\d|扣分|扣减|"
    r"不得评|不予评|视为不合格|视为未|不得分|黄牌|红牌|诫勉|停职|免职|撤销[^,。;]{0,6}(?:资格|称号)"
)
_CONDITION = re.compile(
    r"(?:^|[,，])\s*(?:凡|对|若|如|如果|经|逾期|未)|(?:的|者)\s*(?:,|，)|逾期|未按|未能|拒不|仍未|连续|累计"
)
_FORBIDDEN = re.compile(
    r"(?:严禁|禁止|不得|不准|不许|不允许|杜绝|防止|避免|不能|不可|不再)(?!少于|低于|超过|高于|多于|早于|晚于|迟于|大于|小于)[^,，。;]{0,40}$"
)


def is_duty(text: str, start: int, end: int) -> bool:
    """Say whether the stretch of a text from ``start`` to ``end`` belongs to something that is
    asked for.

    False where its sentence tells what was achieved or what happens to those who fail, or where its
    clause forbids.
    """
    left, right = sentence_around(text, start, end)
    sentence = fold(text[left:right])
    here = start - left
    clause_left, clause_right = _clause_around(sentence, here, end - left)
    clause = sentence[clause_left:clause_right]
    if _FORBIDDEN.search(sentence[clause_left:here]):
        return False
    if _CONSEQUENCE.search(sentence) and (
        _CONDITION.search(sentence[:here]) or _CONSEQUENCE.search(clause)
    ):
        return False
    if _REPORTED.search(clause) or (_REPORTED.search(sentence) and not _WANTED.search(clause)):
        return False
    return not (_COUNTED.search(clause) and not _WANTED.search(clause))


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence around a stretch begins and ends, looking no farther than a
    sentence reaches.
    """
    folded = fold(text[max(0, start - _WINDOW) : end + _WINDOW])
    offset = max(0, start - _WINDOW)
    left = max((folded.rfind(sign, 0, start - offset) for sign in _STOPS), default=-1) + 1
    stops = [place for sign in _STOPS if (place := folded.find(sign, end - offset)) >= 0]
    return offset + left, offset + min(stops, default=len(folded))


def _clause_around(sentence: str, start: int, end: int) -> tuple[int, int]:
    left = max((sentence.rfind(sign, 0, start) for sign in _PAUSES), default=-1) + 1
    stops = [place for sign in _PAUSES if (place := sentence.find(sign, end)) >= 0]
    return left, min(stops, default=len(sentence))


def clauses_of(text: str) -> list[str]:
    """Return the clauses of a text that say something, in order."""
    return [part.strip() for part in re.split(r"[,，。;；\n]", text) if len(part.strip()) >= 4]
