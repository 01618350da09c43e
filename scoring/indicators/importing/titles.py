"""Titles of official documents: of the document itself, of the notice that carries it, over several
lines.
"""

from __future__ import annotations

import re

from scoring.reading.wording import clean, fold, squeeze

_KINDS = (
    "指标体系|计划|方案|要点|清单|标准|细则|意见|通知|办法|任务|规划|分工|评分表|考核表|测评表|评查表|指标|目录|手册|指南|台账|体系|责任制|措施|规程|"
    "表|纲要|规定|安排|举措|报告|总结|汇报|讲话|发言|致辞|部署|任务书|责任书|规则|实施办法|决定"
)
_END = re.compile(rf"(?:{_KINDS})(?:[(][^()]{{1,30}}[)])*$")
_NOTICE = re.compile(r"关于(?:印发|转发|下发|发布|公布)[《]?(.{4,80}?)[》]?的通知$")
_QUOTED = re.compile(r"《([^《》]{4,80})》")
_DOC_NO = re.compile(
    r"^\s*([\u4e00-\u9fff]{1,14})\s*[〔(\[【]\s*(20\d{2})\s*[〕)\]】]\s*(?:第)?\s*(\d{1,4})\s*号\s*$"
)
_SIGNED = re.compile(
    r"^\s*(20\d{2})\s*年\s*(1[0-2]|0?[1-9])\s*月\s*(3[01]|[12]\d|0?[1-9])\s*日\s*$"
)
_ORGAN = re.compile(
    r"^[\u4e00-\u9fff]{2,24}(?:人民政府|委员会|办公室|领导小组|政府办|司法局|司法厅|管委会|委办|府办|[省市县区旗州盟]委)$"
)
# Longer lines are sentences.
_MAX_TITLE = 60
_MAX_LINES = 3
# 工作要点 alone may be the second line of a title; longer ones stand by themselves.
_WHOLE = 10


def looks_like_title(text: str) -> bool:
    """Say whether a line can be the title of an indicator document."""
    line = fold(text).strip()
    return (
        4 <= len(line) <= _MAX_TITLE
        and not re.search(r"[。;:]", line)
        and bool(_END.search(line.rstrip("》")))
    )


def choose_title(lines: list[str]) -> str:
    """Choose the title among the lines before the first item: the document's own, not the notice
    that carries it.
    """
    candidates = [*lines, *_joined(lines)]
    titles = [line.strip() for line in filter(looks_like_title, candidates)]
    own = [line.strip("《》") for line in filter(_is_own_title, titles)]
    quoted = _named_by_notice(candidates)
    for title in reversed(own):
        if quoted and squeeze(title) == squeeze(quoted):
            return title
    if own:
        return own[-1]
    if quoted:
        return quoted
    if titles:
        return titles[-1]
    return _named_in_text(lines)


def _is_own_title(line: str) -> bool:
    """Whether a title is that of the document, not of the notice that carries it or a torn part."""
    return not re.search(r"关于.*通知$", fold(line)) and not _is_fragment(line)


def _named_in_text(lines: list[str]) -> str:
    """Return the document that a news item or a covering sentence names:
    《…实施方案》主要内容如下.
    """
    for line in lines:
        for match in _QUOTED.finditer(line):
            behind = fold(line[match.end() : match.end() + 12])
            ahead = fold(line[max(0, match.start() - 8) : match.start()])
            told = (
                re.match(r"(?:的?(?:主要)?(?:内容|全文|原文)|已经|已由|,?现)", behind)
                or "印发" in ahead
            )
            if told and looks_like_title(match.group(1)):
                return match.group(1)
    return ""


def _is_fragment(line: str) -> bool:
    """Say whether a line is the end of a longer title: 工作安排的通知."""
    return bool(re.search(r"的通知$", fold(line)))


def _joined(lines: list[str]) -> list[str]:
    """Return neighbouring short lines without punctuation as one line: a title over two or three
    lines.
    """
    result = []
    for start, line in enumerate(lines):
        text = line.strip()
        for other in lines[start + 1 : start + _MAX_LINES]:
            if not _can_break(text) or not _can_break(other.strip()) or _is_whole(other.strip()):
                break
            text += other.strip()
            if len(text) <= _MAX_TITLE + 20 and _END.search(fold(text).rstrip("》")):
                result.append(text)
    # A document without marks is all preface; joining every two of its lines would find titles
    # anywhere.
    if len(lines) < 200:
        return result
    return []


def _is_whole(text: str) -> bool:
    """Say whether a line is a title by itself, so that the line before it is none of its
    beginning.
    """
    return looks_like_title(text) and not _is_fragment(text) and len(text) >= _WHOLE


def _can_break(text: str) -> bool:
    folded = fold(text)
    if _DOC_NO.match(folded) or _SIGNED.match(folded) or _ORGAN.match(folded):
        return False
    return 2 <= len(text) <= _MAX_TITLE and not re.search(r"[。;:,]", folded)


def _named_by_notice(lines: list[str]) -> str:
    """Return the document that a 关于印发…的通知 carries; "" where there is no such notice."""
    for line in lines:
        match = _NOTICE.search(fold(line.strip()))
        if match is None:
            continue
        text = line.strip()
        inner = text[match.start(1) : match.end(1)]
        quoted = _QUOTED.search(text)
        return clean(quoted.group(1) if quoted else inner)[0].strip("《》")
    return ""


def title_of_page(text: str) -> str:
    """Return the title that a web page states for itself, without the name of the site behind it;
    "" for none.
    """
    parts = [part.strip() for part in re.split(r"\s*[-_|–—]+\s*|\s{2,}", text) if part.strip()]
    named = [part for part in parts if looks_like_title(part)]
    for part in named:
        carried = _named_by_notice([part])
        return carried or part
    return ""


def document_number(lines: list[str]) -> dict[str, str]:
    """Return doc_no, date and issuer that stand on lines of their own before the first item, as on
    a printed head.
    """
    fields: dict[str, str] = {}
    organs: list[str] = []
    folded_lines = [fold(line) for line in lines]
    for folded, following in zip(folded_lines, [*folded_lines[1:], ""], strict=False):
        signed = _SIGNED.match(folded)
        if _DOC_NO.match(folded):
            fields.setdefault("doc_no", format_doc_no(folded))
        elif signed is not None:
            year, month, day = map(int, signed.groups())
            fields.setdefault("date", f"{year}-{month:02d}-{day:02d}")
        elif "doc_no" in fields or _SIGNED.match(following):
            # Organs stand under the number, or over the date that they signed on, several side by
            # side.
            names = re.split(r"\s{2,}|\s(?=\S{4})", folded.strip())
            if all(_ORGAN.match(name) for name in names):
                organs += names
    if organs:
        fields["issuer"] = "、".join(dict.fromkeys(organs))
    return fields


def format_doc_no(text: str) -> str:
    """Write 包东政办发(2021)48号 as 包东政办发〔2021〕48号: the brackets of the standard, no
    spaces.
    """
    plain = "".join(fold(text).split())
    return re.sub(r"[〔(\[【](20\d{2})[〕)\]】](?:第)?", r"〔\1〕", plain)
