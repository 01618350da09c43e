"""发文字号: found in all bracket styles, written as 机关代字〔年〕号 (GB/T 9704-2012, 7.2.5)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scoring.evidence.probing.dates import despace
from scoring.reading.model import Found

_OPEN, _CLOSE = "〔\\[【(（「{〈<［｛﹝〖〘", "〕\\]】)）」}〉>］｝﹞〗〙"
_CODE = r"[\u3400-\u9fffA-Za-z][\u3400-\u9fffA-Za-z0-9·\-]{0,23}?"
_YEAR = r"(?:19|20|２０|2O|２O)[0-9０-９OoQ]{2}"
_NUMBER = r"[0-9０-９OolI|]{1,6}"
_PATTERN = re.compile(rf"({_CODE})[{_OPEN}]({_YEAR})年?[{_CLOSE}](?:第)?({_NUMBER})号")
# A recognised page may have lost one of the brackets, or taken one for another sign.
_WORN = re.compile(rf"({_CODE})[{_OPEN}{_CLOSE}1lICcTtI|]?((?:19|20)\d\d)[{_OPEN}{_CLOSE}1lIJj|]([0-9]{{1,4}})号")
_ORDER = re.compile(
    r"^(.{2,30}?(?:令|公告|通告))?[(（]?(?:((?:19|20)\d\d)年)?第([0-9０-９一二三四五六七八九十百零〇○]{1,6})号[)）]?$"
)
# Courts number their cases with the year in front: （2026）示0101行初12号.
_CASE = re.compile(r"[(（〔\[]((?:19|20)\d\d)[)）〕\]]([\u4e00-\u9fff]\d{0,4}[\u4e00-\u9fff]{1,5}\d{1,6}号)")
_ORDER_HEAD = re.compile(r"^[\u4e00-\u9fff]{2,28}(?:令|公告|通告)$")
_LABEL = re.compile(r"^(?:发文字号|发文号|文号|文件编号|编号|字号|发文文号|文件字号)[:：]?")
_SIGNER = re.compile(r"(?:签发人|签发|会签人)[:：]?.*$")
# Copy number, secrecy and urgency stand before the number when a scan puts them on one line.
_BEFORE = re.compile(
    r"^(?:\d{6})?(?:机密|秘密|绝密|内部|特急|加急|平急|急件)?[★☆]?(?:\d{1,2}年|长期)?(?:特急|加急|平急)?"
)
_CITING = re.compile(r"^(?:根据|按照|依据|依照|贯彻|落实|见|经|对照|参照|关于|以)|[《》“”]")


def normalise(text: str) -> str | None:
    """A 发文字号 in its standard form, None for a text that is none. 示政发[2026] 第5号 → 示政发〔2026〕5号."""
    match = _PATTERN.fullmatch(_strip_citing(despace(text)))
    return _write(match) if match else None


def find_doc_no(lines: Sequence[str], *, ocr: bool = False) -> Found | None:
    """The number of the document itself among the lines of its first page; numbers that it cites are left alone."""
    plain = [despace(line) for line in lines]
    for index, line in enumerate(plain):
        if found := _own(line, index, ocr):
            return found
        if order := _order(plain, index):
            return order
        if _is_prose(line):
            break
    return None


def _own(line: str, index: int, ocr: bool) -> Found | None:
    where = f"{'OCR，' if ocr else ''}文头第{index + 1}行"
    labelled = bool(_LABEL.match(line))
    line = _SIGNER.sub("", _LABEL.sub("", _BEFORE.sub("", line)))
    for pattern in (_PATTERN, _WORN) if ocr else (_PATTERN,):
        if (match := pattern.fullmatch(line.strip("()（）"))) and not _CITING.search(match.group(1)):
            worn = pattern is _WORN
            return Found(_write(match), "low" if worn else "medium" if ocr and not labelled else "high", where)
    if match := _CASE.fullmatch(line):
        return Found(f"（{match.group(1)}）{match.group(2)}", "medium" if ocr else "high", where)
    # Red head and number recognised as one line: only what follows 文件 is the number.
    if match := re.search(rf"文件({_PATTERN.pattern})$", line):
        inner = _PATTERN.fullmatch(match.group(1))
        return Found(_write(inner), "medium", where) if inner else None
    return None


def _order(lines: Sequence[str], index: int) -> Found | None:
    match = _ORDER.match(lines[index])
    if not match:
        return None
    head = match.group(1) or next((line for line in reversed(lines[:index]) if _ORDER_HEAD.match(line)), "")
    if not head or _CITING.search(head):
        return None
    year = f"{match.group(2)}年" if match.group(2) else ""
    return Found(f"{head}{year}第{_figures(match.group(3))}号", "high", f"文头第{index + 1}行")


def _is_prose(line: str) -> bool:
    """Whether the body has begun: from here on numbers belong to other documents."""
    return "。" in line or ("，" in line and len(line) > 24) or line.startswith(("一、", "第一条"))


def _strip_citing(text: str) -> str:
    return re.sub(r"^(?:根据|按照|依据|依照)(?:《[^》]*》)?[(（]?", "", text).rstrip(")）") if "号" in text else text


def _write(match: re.Match[str]) -> str:
    code, year, count = match.group(1), _figures(match.group(2)), _figures(match.group(3))
    return f"{code}〔{year}〕{count.lstrip('0') or '0'}号"


def _figures(text: str) -> str:
    table = str.maketrans("０１２３４５６７８９OoQlI|", "0123456789000111")
    return text.translate(table)
