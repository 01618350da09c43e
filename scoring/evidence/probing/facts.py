"""The facts that a document states about itself, from its text alone."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from scoring.evidence.probing.dates import despace, find_date, find_dates
from scoring.evidence.probing.docno import find_doc_no, find_head_no, normalise
from scoring.evidence.probing.infobox import InfoBox, read_box
from scoring.evidence.probing.model import Facts, FoundDay
from scoring.evidence.probing.title_and_issuer import (
    SignOff,
    find_issuer,
    find_sign_off,
    find_title,
    is_organisation,
)
from scoring.evidence.probing.validity import find_validity
from scoring.reading.model import Confidence, Found

_LABELLED = re.compile(
    r"(?:成文日期|发文日期|印发日期|发布日期|发布时间|公布日期|签订日期|签订时间|签署日期|制表日期|制表时间|填表日期|填报日期|填报时间|统计日期|导出日期|导出时间"
    r"|报告日期|编制日期|登记日期|制作日期|更新日期|日期|时间)[:：]\s*([^\n]{6,24})"
)
_ISSUER_LABEL = re.compile(
    r"(?:发文机关|发布机构|制发机关|发布单位|填报单位|制表单位|编制单位|填表单位|报送单位|统计单位|来源)[:：]\s*([\u4e00-\u9fff（）]{3,30})(?![\u4e00-\u9fff（）]|\s*[:：])"
)
# What stands in the next cell of an empty field is the next label, not the answer.
_NO_ANSWER = re.compile(
    r"(?:日期|时间|电话|人|签字|签名|盖章|公章|单位|部门|编号|文号|名称|地址|邮编|邮箱|备注|意见|年度|类别|级别|序号|说明)$"
)
_AS_OF = re.compile(r"截至|截止")
_NUMERIC = re.compile(r"(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}(?:\s+\d{1,2}:\d\d(?::\d\d)?)?")
_IMPRINT = re.compile(r"印发$")
_TABLE_NOTE_LINES = 6
_LONGEST_LINE = 2_000


def extract(
    pages: Sequence[str],
    *,
    ocr_pages: Sequence[int] = (),
    flat: bool = False,
    web: bool = False,
    heads: Sequence[str] = (),
) -> Facts:
    """Read title, 发文字号, issuer, 成文日期 and validity from the pages of a document.

    ``ocr_pages`` are the pages (from 1) whose text was recognised: there signs under seals are
    forgiven, and ``how`` says so. ``flat`` marks tables and web pages, which have no red head and
    date themselves by labels; ``web`` a page whose text may still be a whole document with its
    sign-off. ``heads`` are the running heads.
    """
    lines_of = [_lines(page) for page in pages]
    whole = [line for lines in lines_of for line in lines]
    top = lines_of[0] if lines_of else []
    box = read_box(top)
    # The box above a document is no part of it.
    first = [line for index, line in enumerate(top) if index not in box.lines]
    recognised = bool(ocr_pages)
    top_ocr = 1 in ocr_pages
    title = None if flat else find_title(first, ocr=top_ocr)
    doc_no = _boxed_number(box) or find_doc_no(first[:40], ocr=top_ocr) or find_head_no(heads)
    signed = None
    if not flat or _is_prose(whole):
        signed = find_sign_off(whole, noisy=recognised)
    day = _boxed_day(box) or _date(whole, signed, recognised, flat)
    issuer = _boxed_issuer(box)
    if issuer is None and _may_be_signed(signed, flat, web):
        issuer = find_issuer(first, signed, title.value if title else "", ocr=recognised)
    issuer = issuer or _labelled_issuer(whole)
    valid = find_validity("\n".join(whole), day.value if day else None)
    return Facts(title, doc_no, issuer, day, valid)


def _may_be_signed(signed: SignOff | None, flat: bool, web: bool) -> bool:
    """Whether head and sign-off tell the issuer: of every document, and of a web page that carries
    a whole one.
    """
    if not flat:
        return True
    return web and signed is not None and bool(signed.bodies)


def _boxed_number(box: InfoBox) -> Found | None:
    value = normalise(box.doc_no)
    if value:
        return Found(value, "high", "信息栏文号")
    return None


def _boxed_day(box: InfoBox) -> FoundDay | None:
    day = find_date(box.written)
    if day:
        return FoundDay(day, "high", "信息栏成文日期")
    return None


def _boxed_issuer(box: InfoBox) -> Found | None:
    if is_organisation(box.issuer):
        return Found(box.issuer, "high", "信息栏发文机关")
    return None


def _lines(page: str) -> list[str]:
    # No line of a document is longer; files of data without line breaks are.
    return [line[:_LONGEST_LINE] for line in page.splitlines() if line.strip()]


def _is_prose(lines: Sequence[str]) -> bool:
    return sum("。" in line for line in lines) > 2


def _date(
    lines: Sequence[str], signed: SignOff | None, recognised: bool, flat: bool
) -> FoundDay | None:
    """The day of a document, from the surest source that it has."""
    mark = "OCR，" if recognised else ""
    if signed is None:
        return (
            _labelled(lines, mark)
            or _under_title(lines, mark)
            or _imprint(lines, mark)
            or _as_of(lines, mark)
        )
    if signed.doubtful:
        return FoundDay(signed.day, "low", f"{mark}落款，印章可能盖住了数字")
    if signed.bodies:
        return FoundDay(signed.day, "medium" if recognised else "high", f"{mark}落款")
    confidence: Confidence = "low" if signed.figures else "medium"
    alone = FoundDay(signed.day, confidence, f"{mark}独占一行的日期")
    # 2026年3月2日 on a line of its own goes before a label, 2026-03-02 does not; in a table or on a
    # web page the label goes before both.
    if not flat and not signed.figures:
        return alone
    return _labelled(lines, mark) or alone


def _labelled(lines: Sequence[str], mark: str) -> FoundDay | None:
    edges = [*lines[:_TABLE_NOTE_LINES], *reversed(lines[_TABLE_NOTE_LINES:][-12:])]
    for line in edges:
        for match in _LABELLED.finditer(line):
            if day := find_date(match.group(1)):
                return FoundDay(
                    day, "medium", f"{mark}“{match.group().split('：')[0].split(':')[0]}”栏"
                )
    return None


def _under_title(lines: Sequence[str], mark: str) -> FoundDay | None:
    for line in lines[:8]:
        plain = despace(line)
        if (
            plain.startswith(("（", "("))
            and plain.endswith(("）", ")"))
            and (day := find_date(plain))
        ):
            return FoundDay(day, "medium", f"{mark}题注")
        if _NUMERIC.fullmatch(line.strip()) and (day := find_date(line)):
            return FoundDay(day, "low", f"{mark}文首单独一行的日期")
    return None


def _imprint(lines: Sequence[str], mark: str) -> FoundDay | None:
    for line in reversed(lines[-6:]):
        plain = despace(line)
        if _IMPRINT.search(plain) and (day := find_date(plain)):
            return FoundDay(day, "low", f"{mark}版记印发日期")
    return None


def _as_of(lines: Sequence[str], mark: str) -> FoundDay | None:
    last: datetime.date | None = None
    for line in [*lines[:_TABLE_NOTE_LINES], *lines[-4:]]:
        plain = despace(line)
        days = [day for day, _, _ in find_dates(plain)]
        if days and len(plain) < 60:
            last = days[-1]
            if _AS_OF.search(plain):
                return FoundDay(last, "low", f"{mark}截至日期")
    if last:
        return FoundDay(last, "low", f"{mark}文首或文末提到的日期")
    return None


def _labelled_issuer(lines: Sequence[str]) -> Found | None:
    for line in [*lines[:_TABLE_NOTE_LINES], *lines[-6:]]:
        match = _ISSUER_LABEL.search(line)
        if match and not _NO_ANSWER.search(match.group(1)):
            return Found(
                match.group(1), "medium", f"“{match.group().split('：')[0].split(':')[0]}”栏"
            )
    return None
