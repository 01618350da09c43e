"""Names of units in lists: tails taken off, two joined by 和 separated, and what was said only once
put back.
"""

from __future__ import annotations

import re

from scoring.indicators.importing.notices import NoticeLog, short
from scoring.reading.wording import fold

_TAIL = re.compile(
    r"(?:按照?(?:各自)?(?:职责|职能)(?:分工)?|按(?:任务)?分工|根据(?:各自)?(?:职责|职能)(?:分工)?|依(?:法|据)?(?:各自)?职责(?:分工)?|"
    r"各司其职|分工|分别|共同|具体|联合|会同)*(?:牵头)?(?:负责|落实|实施|配合|参与|承担|推进)?(?:落实|实施|推进)?$"
)
_ETC = re.compile(
    r"等(?:\s*\d{1,3}\s*[个家])?(?:县|市|区|市直|县直|区直|相关|有关|各有关|责任|其他|成员|职能)*"
    r"(?:部门|单位|地区|地方|机构|成员单位|部门单位|部门和单位)?$"
)
_BARE = re.compile(
    r"^(?:人民)?政府$|^政府[(].{1,8}[)]$|^(?:管委会|办事处|街道办事处)$|^人大$|^政协$"
)
_PARTY = re.compile(r"(?:党委|党工委|党[(]工[)]委|党组|委)$")
_PLACE = re.compile(r"^(?:中共)?([市县区旗州盟省])(?![直属级])")
_BUREAU = re.compile(r"^[\u4e00-\u9fff]{2,14}(?:局|委|办|厅|院|办公室|委员会|中心|部|社|联)$")
_NATIONAL = re.compile(
    r"^(?:[省市县区旗州盟各国乡镇街]|有关|相关|所有|其他|人民银行|人行|银保监|金融监管|税务|国家|海关|海事|气象|烟草|电力|供电|邮政|通信|"
    r"中国|中共|团|机关|驻|直属|本级|责任|牵头|成员|基层|村|社区|律师|公证|仲裁|高新|经开|开发|园区|自治|自贸|工业|武警|军)"
)
_UNIT_END = r"(?:局|委|办|厅|部|院|府|中心|办公室|委员会|联|团委|妇联|工会)"
_JOINED = re.compile(
    rf"^(.{{2,16}}?{_UNIT_END})(?:和|及|与|以及|会同)([市县区旗州盟省各乡镇街].{{1,18}}{_UNIT_END}|各.{{2,18}})$"
)


def tail_off(name: str, where: str, log: NoticeLog) -> str:
    """Take off what tells how the unit works together and no part of its name: 按职责分工负责,
    等部门.

    A tail that stands for units that are not named (等部门) is reported as a doubt.
    """
    match = _TAIL.search(name)
    if match is not None and match.group() and match.start() >= 2 and len(match.group()) >= 2:
        name = name[: match.start()].rstrip("、, ")
    etc = _ETC.search(name)
    if etc is not None and etc.start() >= 2:
        log.add(
            "IMP37",
            where,
            f"“{name}”",
            f"单位记为“{name[: etc.start()]}”，“{etc.group()}”没有写明是哪些",
        )
        name = name[: etc.start()]
    return name


def split_joined(name: str) -> list[str]:
    """Split 县司法局和县财政局; 县委和政府, 党委和政府 of one place stay one name."""
    match = _JOINED.match(fold(name))
    if match is None or _PARTY.search(match.group(1)):
        return [name]
    return [name[: match.end(1)], name[match.start(2) :]]


def complete(name: str, before: list[str], where: str, log: NoticeLog) -> str:
    """Put back what a list says only once: 各乡镇党委、政府; 市发展改革委、大数据局. Every addition
    is reported.
    """
    if not before or not name:
        return name
    last = before[-1]
    party = _PARTY.search(fold(last))
    if _BARE.match(fold(name)) and party is not None and party.start():
        whole = last[: party.start()] + name
        log.add("IMP70", where, f"“{short(last, 16)}、{name}”", f"“{name}”记为“{whole}”")
        return whole
    place = _PLACE.match(before[0])
    if place is None or _NATIONAL.match(name) or not _BUREAU.match(name) or not _PLACE.match(last):
        return name
    whole = place.group(1) + name
    log.add("IMP70", where, f"“{short(last, 16)}、{name}”", f"“{name}”记为“{whole}”")
    return whole
