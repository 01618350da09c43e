"""发文字号: found in all ordinary forms, written as 机关代字〔年〕号 (GB/T 9704-2012, 7.2.5)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scoring.evidence.probing.dates import despace, find_dates, whole_line_date
from scoring.reading.model import Confidence, Found
from scoring.reading.wording import chinese_to_int

_OPEN, _CLOSE = "〔\\[【(（「{〈<［｛﹝〖〘", "〕\\]】)）」}〉>］｝﹞〗〙"
_HAN = r"\u3400-\u9fff"
# Penalty numbers name the branch in brackets inside the code: 示市监（稽）罚字.
_BRANCH = rf"[{_OPEN}][{_HAN}]{{1,6}}[{_CLOSE}]"
_CODE = rf"[{_HAN}A-Za-z](?:[{_HAN}A-Za-z0-9·\-]|{_BRANCH}){{0,23}}?"
_FIGURE = "0-9０-９"
_CN_YEAR = "[一二][〇○◯零Oо０0九][〇○◯零Oо０0一二三四五六七八九]{2}"
_YEAR = rf"(?:(?:19|20|２０|2O|２O)[{_FIGURE}OoQ]{{2}}|{_CN_YEAR})"
_CN_NUMBER = "[一二三四五六七八九十百零〇○]{1,7}"
# A number may have a part, 29-1号, 29号之二, and a series, A-12号, 补3号.
_NUMBER = rf"(?:(?:[A-Z][-－—–]?|[补临特增])?[{_FIGURE}OolI|]{{1,6}}(?:[-－—–][{_FIGURE}]{{1,3}})?|{_CN_NUMBER})"
_PART = "(?:之([一二三四五六七八九十]{1,2}))?"
_PATTERN = re.compile(
    rf"({_CODE})[{_OPEN}]({_YEAR})年?(?:度)?[{_CLOSE}](?:第|字第)?[(（]?({_NUMBER})[)）]?号{_PART}"
)
# A text layer or a recognised page may have lost one of the brackets, or taken one for another
# sign.
_WORN = re.compile(
    rf"({_CODE})[{_OPEN}{_CLOSE}1lICcTtI|]?((?:19|20)\d\d)[{_OPEN}{_CLOSE}1lIJj|]([0-9]{{1,4}}(?:-\d{{1,3}})?)号"
)
# Both brackets lost: only the gaps still tell the year from the number.
_BARE = re.compile(rf"({_CODE})\s*[{_OPEN}]?\s*((?:19|20)\d\d)\s+[{_CLOSE}]?\s*([0-9]{{1,4}})\s*号")
_ORDER = re.compile(
    r"^(.{2,30}?(?:令|公告|通告))?[(（]?(?:((?:19|20)\d\d)年)?第([0-9０-９一二三四五六七八九十百零〇○]{1,6})号[)）]?$"
)
# Courts number their cases with the year in front: （2026）示0101行初12号.
_CASE = re.compile(
    r"[(（〔\[]((?:19|20)\d\d)[)）〕\]]([\u4e00-\u9fff]\d{0,4}[\u4e00-\u9fff]{1,5}\d{1,6}号(?:之[一二三四五六七八九])?)"
)
_ORDER_HEAD = re.compile(r"^[\u4e00-\u9fff]{2,28}(?:令|公告|通告)$")
_LABEL = re.compile(
    r"^(?:发文字号|发文号|文书文号|文书编号|文书号|文件编号|文件字号|发文文号|决定书文号|决定书编号|文号|编号|字号|案号)[:：]?"
)
_SIGNER = re.compile(r"(?:签发人|签发|会签人)[:：]?.*$")
# Copy number, secrecy and urgency stand before the number when a scan puts them on one line.
_BEFORE = re.compile(
    r"^(?:\d{6})?(?:机密|秘密|绝密|内部|特急|加急|平急|急件)?[★☆]?(?:\d{1,2}年|长期)?(?:特急|加急|平急)?"
)
# How far the document may go stands behind the number, or on a line of its own: （此件公开发布）.
_RELEASE = re.compile(
    r"[(（\[【〔]?(?:此件|本件|信息公开选项)?[:：]?(?:主动|依申请|不予|不|内部)?(?:公开)(?:发布|属性)?"
    r"(?:[，,、；;][^()（）]{1,14})?[)）\]】〕]?$"
)
# What else may share the line of the number, with a gap between: the body, signer, urgency, class,
# its other numbers.
_COMPANY = re.compile(
    r"(?:(?:签发人|签发|会签人|核稿|拟稿)[:：]?[\u4e00-\u9fff]{0,6}|[\u4e00-\u9fff]{2,4}|特急|加急|平急|急件"
    r"|(?:绝密|机密|秘密|内部)[★☆]?(?:\d{1,2}年)?|[A-Z甲乙丙]类|第?\d{1,7}份?号?|第|号"
    r"|(?:统一|登记|备案)?(?:编号|登记号|备案号)?[:：]?[A-Z]{2,8}\d{0,4}(?:[-－—–]\d{2,8}){1,3}"
    r"|[(（\[【〔]?(?:此件|本件)?(?:主动|依申请|不予|不|内部)?公开(?:发布)?[)）\]】〕]?"
    r"|[\u4e00-\u9fff]{2,20}(?:政府|委员会|县委|市委|区委|办公室|局|厅|部|委|办|院|中心|文件))"
)
_YEAR_AND_NUMBER = re.compile(
    rf"^[^《》。]{{1,30}}[{_OPEN}](?:19|20)\d\d[{_CLOSE}][^《》。]{{1,14}}号"
)
_LEADING_RELEASE = re.compile(
    r"^[(（\[【〔](?:此件|本件)?(?:主动|依申请|不予|不)?公开(?:发布)?[)）\]】〕]"
)
_CITING = re.compile(r"^(?:根据|按照|依据|依照|贯彻|落实|见|经|对照|参照|关于|以)|[《》“”]")
_KIND_WORD = "通知|决定|意见|办法|方案|报告|请示|批复|函|纪要|公告|通告|通报|规定|细则|计划|规划|决定书|告知书|通知书"
# The number in brackets behind the title, as sites and collections print it.
_BEHIND_TITLE = re.compile(rf"^[^《》]{{6,90}}(?:{_KIND_WORD})[（(]({_PATTERN.pattern})[）)]$")
_LONGEST, _LONGEST_SIGNER, _MOST_PIECES = 160, 16, 16


def normalise(text: str) -> str | None:
    """A 发文字号 in its standard form, None for a text that is none. 示政发[2026] 第5号 →
    示政发〔2026〕5号.
    """
    match = _PATTERN.fullmatch(_strip_citing(_RELEASE.sub("", despace(text[:_LONGEST]))))
    if match:
        return _write(match)
    return None


def find_doc_no(lines: Sequence[str], *, ocr: bool = False) -> Found | None:
    """The number of the document itself among the lines of its first page; numbers that it cites
    are left alone.
    """
    plain = [despace(line) for line in lines]
    for index, line in enumerate(plain):
        if len(line) > _LONGEST:
            break
        if found := _own(line, lines[index], index, ocr):
            return found
        if order := _order(plain, index):
            return order
        if _is_prose(line):
            break
    return None


def find_head_no(lines: Sequence[str]) -> Found | None:
    """The number that running heads carry, on a line of its own or at the end of one."""
    for line in lines:
        # Names of collections stand before the number, with a gap between them.
        for piece in re.split(r"\s{2,}|\t", line.strip()):
            plain = _LABEL.sub("", _RELEASE.sub("", despace(piece)))
            match = _PATTERN.fullmatch(plain[:_LONGEST])
            if match and not _CITING.search(match.group(1)):
                return Found(_write(match), "high", "页眉")
    return None


def _own(line: str, raw: str, index: int, ocr: bool) -> Found | None:
    where = f"{'OCR，' if ocr else ''}文头第{index + 1}行"
    by_ocr: Confidence = "medium" if ocr else "high"
    # A label in front proves that the line is a number, however its signs were recognised.
    by_form: Confidence = "high" if _LABEL.match(line) else by_ocr
    apart = _among_others(raw)
    if apart:
        return Found(apart, by_form, where)
    line = _LEADING_RELEASE.sub("", _BEFORE.sub("", line))
    line = _without_date(_RELEASE.sub("", _SIGNER.sub("", _LABEL.sub("", line))))
    bare = line.strip("()（）")
    whole = _PATTERN.fullmatch(bare)
    if whole and not _CITING.search(whole.group(1)):
        return Found(_write(whole), by_form, where)
    case = _CASE.fullmatch(line)
    if case:
        return Found(f"（{case.group(1)}）{case.group(2)}", by_ocr, where)
    behind = _behind(line)
    if behind:
        return Found(behind, "medium", where)
    worn = _WORN.fullmatch(bare) or _BARE.fullmatch(_SIGNER.sub("", raw).strip())
    if worn and not _CITING.search(worn.group(1)):
        return Found(_write(worn), "low", where)
    return None


def _among_others(raw: str) -> str:
    """The number on a line that it shares with others, gaps between them: 示例县司法局
    示司发〔2026〕5号 特急.

    The shortest run of pieces that is a number counts, where all the others are known company; a
    number may be spaced.
    """
    pieces = raw.split()
    if not 2 <= len(pieces) <= _MOST_PIECES:
        return ""
    runs = [
        (end - start, start, end)
        for start in range(len(pieces))
        for end in range(start + 1, len(pieces) + 1)
    ]
    for _, start, end in sorted(runs)[:-1]:
        match = _PATTERN.fullmatch(_LABEL.sub("", "".join(pieces[start:end])))
        others = pieces[:start], pieces[end:]
        if match and not _CITING.search(match.group(1)) and all(map(_is_company, others)):
            return _write(match)
    return ""


def _is_company(pieces: Sequence[str]) -> bool:
    text = "".join(pieces)
    if not text or whole_line_date(text.removesuffix("印发").removesuffix("印制")):
        return True
    # A name may be spaced, 李　明; signs one by one are the number's own.
    signer = _SIGNER.fullmatch(text) is not None and len(text) <= _LONGEST_SIGNER
    return signer or (
        all(map(_COMPANY.fullmatch, pieces)) and not all(len(piece) == 1 for piece in pieces)
    )


def holds_number(line: str) -> bool:
    """Whether a line without spaces begins with the number of a document, whatever stands beside
    it; never a title.
    """
    return "关于" not in line and _YEAR_AND_NUMBER.match(line) is not None


def _behind(line: str) -> str:
    """The number that follows the red head, 某某文件示政发〔2026〕5号, or stands in brackets behind
    the title.
    """
    if match := re.search(rf"文件({_PATTERN.pattern})$", line):
        inner = _PATTERN.fullmatch(match.group(1))
        if inner:
            return _write(inner)
        return ""
    if match := _BEHIND_TITLE.match(line):
        inner = _PATTERN.fullmatch(match.group(1))
        if inner and not _CITING.search(line):
            return _write(inner)
        return ""
    return ""


def _without_date(line: str) -> str:
    """A line without the day that stands before or behind the number on it."""
    place = line.find("号")
    if place < 0:
        return line
    if whole_line_date(line[place + 1 :]):
        return line[: place + 1]
    for _, start, end in find_dates(line):
        if start == 0 and end < place:
            return line[end:]
    return line


def _order(lines: Sequence[str], index: int) -> Found | None:
    match = _ORDER.match(lines[index])
    if not match:
        return None
    head = match.group(1) or next(
        (line for line in reversed(lines[:index]) if _ORDER_HEAD.match(line)), ""
    )
    if not head or _CITING.search(head):
        return None
    year = f"{match.group(2)}年" if match.group(2) else ""
    return Found(f"{head}{year}第{_figures(match.group(3))}号", "high", f"文头第{index + 1}行")


def _is_prose(line: str) -> bool:
    """Whether the body has begun: from here on numbers belong to other documents."""
    return "。" in line or ("，" in line and len(line) > 24) or line.startswith(("一、", "第一条"))


def _strip_citing(text: str) -> str:
    if "号" in text:
        return re.sub(r"^(?:根据|按照|依据|依照)(?:《[^》]*》)?[(（]?", "", text).rstrip(")）")
    return text


def _write(match: re.Match[str]) -> str:
    code, year = match.group(1), _year(match.group(2))
    # The branch keeps the round brackets of print, whatever the source took for them.
    code = re.sub(rf"[{_OPEN}]([{_HAN}]{{1,6}})[{_CLOSE}]", r"（\1）", code)
    if match.re is _PATTERN and match.group(4):
        part = f"之{match.group(4)}"
    else:
        part = ""
    return f"{code}〔{year}〕{_count(match.group(3))}号{part}"


def _year(text: str) -> str:
    if text[0] in "一二":
        return text.translate(str.maketrans("一二三四五六七八九〇○◯零Oо０", "1234567890000000"))
    return _figures(text)


def _count(text: str) -> str:
    if re.fullmatch(_CN_NUMBER, text):
        value = chinese_to_int(text.replace("○", "〇"))
        if value:
            return str(value)
        return text
    if text[0] in "补临特增" or (text[0].isascii() and text[0].isupper() and text[0] not in "OI"):
        return re.sub("[－—–]", "-", text)
    main, dash, part = re.sub("[－—–]", "-", _figures(text)).partition("-")
    return (main.lstrip("0") or "0") + dash + part


def _figures(text: str) -> str:
    table = str.maketrans("０１２３４５６７８９OoQlI|", "0123456789000111")
    return text.translate(table)
