"""Title and issuing body, from the places where official documents put them.

The order of the head (GB/T 9704-2012, 7.2 and 7.3): copy number, secrecy, urgency, red head,
发文字号, signer, title, addressees, body, 落款 (issuer above date), enclosures, imprint.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scoring.evidence.probing.dates import despace, may_hide, whole_line_date
from scoring.evidence.probing.docno import find_doc_no, holds_number
from scoring.reading.model import Confidence, Found
from scoring.reading.seals import HIDDEN

_BODY_SUFFIX = (
    "政府|委员会|党委|县委|市委|区委|省委|党组|人大|政协|法院|检察院|局|厅|部|委|办|处|科|室|所|站|院|馆|园|中心|公司|集团"
    "|镇|乡|街道|队|组|社|厂|会|学校|小学|中学|大学|银行|指挥部|专班"
)
ORGANISATION = re.compile(
    rf"^(?:中共)?[\u3400-\u9fff（）()、·]{{2,44}}(?:{_BODY_SUFFIX})(?:[(（][\u3400-\u9fff]{{1,6}}[)）])?$"
)
_NOT_NAMES = re.compile(
    r"^(?:附件|抄送|主送|承办|联系|印发|签发|会签|负责|参加|出席|列席|记录|此页|页无|欢迎|当前位置|首页)"
    r"|[:：。；！？]|关于|申请人$|当事人$|(?:推进|座谈|汇报|培训|工作|动员|协调|联席|交流|部署|论证|听证)会$"
)
_KINDS = (
    "通知|决定|意见|办法|方案|报告|请示|批复|函|纪要|公告|通告|通报|规定|细则|清单|目录|计划|规划|要点|情况|说明|总结|制度"
    "|预案|条例|议案|命令|回复|答复|合同|协议|记录|台账|名册|表|材料|案卷|卷宗|机制|基准|标准|指南|流程|章程|规则|案例|建议|书|单"
)
_KIND_END = re.compile(rf"(?:{_KINDS})(?:[(（][^()（）]{{1,20}}[)）])?$")
_RED_HEAD = re.compile(r"^(.{2,40}?)(?:红头)?文件$")
_MEETING_HEAD = re.compile(
    r"^(.{2,30}?)(?:常务|办公|专题|全体|党组|工作|主任|局长|局务|党委|常委会)*会议(?:纪要|决定事项通知)$"
)
_FURNITURE = re.compile(
    r"^(?:\d{1,6}|机密.*|秘密.*|绝密.*|密级.*|内部(?:资料|文件).*|特急|加急|平急|急件|附件[一二三四五六七八九十\d]*[:：]?"
    r"|[-—–－\s\d]+|[A-Z]{2,8}\d{0,4}(?:[-－—–]\d{2,8}){1,3}|第?\d+页.*|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}(?:\d\d:\d\d.*)?"
    r"|欢迎来到.*|您?的?(?:当前|所在)位置.*|首页.*|抄送.*|签发人.*|.*统一社会信用代码.*"
    r"|[(（]?(?:征求意见稿|送审稿|代拟稿|此件公开发布|此件主动公开)[)）]?)$"
)
_SALUTATION = re.compile(r"[:：]$")
_LABELLED = re.compile(r"^[\u4e00-\u9fff]{2,12}[:：]")
_STARTS_BODY = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]{1,3}[条章]|\d{1,2}[.．、])"
)
_MAX_TITLE_LINES, _MAX_TITLE = 6, 120


_DATED = re.compile(r"年|(?:19|20)\d\d(?:[-./．－／·・—–]|[01]\d[0-3]\d$)")
_NAME_AND_DAY = re.compile(
    r"^([\u3400-\u9fff（）()、·]{2,44}?[，,：:]?)((?:(?:19|20)\d\d|[二一][〇○◯零O0-9九]).*)$"
)
_STAMP = re.compile(
    r"[（(\[]?(?:此处|单位|机关)?(?:加?盖)?(?:公|印)?章(?:处)?[)）\]]?$|[（(](?:签章|盖章)[)）]$"
)


@dataclass(frozen=True, slots=True)
class SignOff:
    """落款: the day, the bodies above it (none where there is no name), and the line of the date,
    counted from 0.

    ``figures``: the day is written 2026.3.5 or the like, as printers and systems write dates too.
    ``doubtful``: a seal may have taken a sign of it.
    """

    day: datetime.date
    bodies: tuple[str, ...]
    line: int
    figures: bool = False
    doubtful: bool = False


def is_organisation(line: str) -> bool:
    """Whether a line is the name of a body and nothing else."""
    plain = despace(line)
    return bool(ORGANISATION.match(plain)) and not _NOT_NAMES.search(plain)


def find_sign_off(lines: Sequence[str], *, noisy: bool = False) -> SignOff | None:
    """The first sign-off of a document: enclosures that follow may carry their own.

    A name and a day on the title page are taken where the end has none, a day alone where there is
    nothing better.
    """
    cover: SignOff | None = None
    alone: SignOff | None = None
    for index in _dated_lines(lines):
        line = lines[index]
        day = whole_line_date(line, noisy=noisy)
        if day is None:
            name_and_day = _on_one_line(despace(line), index)
            if name_and_day:
                return name_and_day
            continue
        bodies = _bodies_above(lines, index, noisy)
        figures = "年" not in despace(line)
        signed = SignOff(day, bodies, index, figures, noisy and may_hide(line))
        top = _is_head(lines, index)
        if bodies and not top:
            return signed
        if bodies:
            cover = cover or signed
        elif not top and not line.strip().startswith(("(", "（")):
            alone = _better(alone, signed)
    return cover or alone


def _dated_lines(lines: Sequence[str]) -> Iterator[int]:
    """The lines that may end a document: short ones with a day. A day in figures above the text
    belongs to the head, or to the program that printed it.
    """
    prose = False
    for index, line in enumerate(lines):
        plain = despace(line)
        prose = prose or "。" in plain
        if len(plain) <= 60 and _DATED.search(plain) and (prose or "年" in plain):
            yield index


def _better(alone: SignOff | None, signed: SignOff) -> SignOff:
    """The later of two days without a name; one in figures gives way to 2026年3月2日."""
    if alone is None or alone.figures or not signed.figures:
        return signed
    return alone


def _on_one_line(plain: str, index: int) -> SignOff | None:
    split = _NAME_AND_DAY.match(plain)
    if split is None or index <= 2:
        return None
    name, day = _unstamped(split[1]), whole_line_date(split[2])
    if day is None or not is_organisation(name):
        return None
    return SignOff(day, (name,), index, doubtful=HIDDEN in plain)


def _unstamped(name: str) -> str:
    """The name of a body without what marks the place of its seal: 示例县司法局（盖章）."""
    return _STAMP.sub("", name).rstrip("（(，,：:")


def _is_head(lines: Sequence[str], index: int) -> bool:
    """Whether a line stands at the top of a longer text, where a date belongs to the head and not
    to the sign-off.
    """
    return index < 6 and len(lines) > index + 4


def _bodies_above(lines: Sequence[str], index: int, noisy: bool) -> tuple[str, ...]:
    bodies: list[str] = []
    for line in reversed(lines[max(index - 8, 0) : index]):
        plain = _unstamped(despace(line))
        # Bodies that sign together stand side by side, far apart.
        names = list(filter(None, re.split(r"[\t\u3000 ]{2,}|\t", line.strip())))
        if len(names) > 1 and all(map(is_organisation, names)):
            bodies[:0] = map(despace, names)
        elif is_organisation(plain):
            bodies.insert(0, plain)
        elif plain:
            # Letters of the seal are recognised as short lines of their own.
            of_seal = noisy and len(plain) <= 4 and not bodies
            if not of_seal:
                break
    return tuple(bodies)


def find_title(lines: Sequence[str], *, ocr: bool = False) -> Found | None:
    """The title on the first page: what stands between the head (or the top) and the addressees or
    the body.
    """
    plain = [despace(line) for line in lines[:40]]
    start = _head_end(plain, ocr)
    title, first = _title_and_line(plain, lines, start)
    if not title:
        return None
    confidence: Confidence = "low"
    if _KIND_END.search(title):
        confidence = "high" if start and not ocr else "medium"
    mark = "OCR，" if ocr else ""
    part = "文头" if start else "正文"
    return Found(title, confidence, f"{mark}{part}第{first + 1}行")


def _title_and_line(plain: Sequence[str], lines: Sequence[str], start: int) -> tuple[str, int]:
    """The title behind the head, else above its number, with its first line."""
    title, first = _collect(plain, lines, start)
    if start and not _KIND_END.search(title):
        # The number may stand below the title.
        above, line = _collect(plain[: start - 1], lines, 0)
        if not title or _KIND_END.search(above):
            return above, line
    return title, first


def _head_end(plain: Sequence[str], ocr: bool) -> int:
    """The line below the document's number, 0 where no number stands in a head."""
    number = find_doc_no(plain, ocr=ocr)
    line = re.search(r"文头第(\d+)行", number.how) if number else None
    if line is None:
        return 0
    return int(line.group(1))


def _collect(plain: Sequence[str], lines: Sequence[str], start: int) -> tuple[str, int]:
    parts: list[str] = []
    first = start
    for index in range(start, len(plain)):
        line = plain[index]
        if not parts:
            if _skipped(line) and not _begins_with_body(plain, index):
                continue
            first = index
        if not line or _ends_title(line, lines[index], parts):
            break
        parts.append(line)
        if len(parts) >= _MAX_TITLE_LINES:
            break
        if _KIND_END.search(line) and not _goes_on(plain, index, parts):
            break
    title = "".join(parts)
    if 4 <= len(title) <= _MAX_TITLE:
        return (title, first)
    return ("", start)


def _begins_with_body(plain: Sequence[str], index: int) -> bool:
    """Whether a line is a body above 关于…: the beginning of the title, not the head."""
    following = plain[index + 1] if index + 1 < len(plain) else ""
    return following.startswith("关于") and is_organisation(plain[index])


def _skipped(line: str) -> bool:
    if holds_number(line):
        return True
    if len(line) < 44:
        head = _RED_HEAD.match(line) or _MEETING_HEAD.match(line)
    else:
        head = None
    named = is_organisation(head.group(1) if head else line)
    return not line or named or bool(_FURNITURE.match(line)) or whole_line_date(line) is not None


def _ends_title(line: str, raw: str, parts: Sequence[str]) -> bool:
    if _SALUTATION.search(line) or _LABELLED.match(line) or _STARTS_BODY.match(line):
        return True
    if "\t" in raw.strip() or _is_sentence(line, bool(parts)):
        return True
    if whole_line_date(line.strip("（）()")) is not None:
        return True
    return re.match(r"^[(（](?:19|20)\d\d年.*(?:通过|发布|公布)", line) is not None


def _is_sentence(line: str, goes_on: bool) -> bool:
    """Whether a line is of the body; ``goes_on`` says that the title has begun."""
    if re.search(r"[。；！？]|^(?:各|依据|根据|为了|为贯彻|按照).*[，,]", line) or len(line) > 60:
        return True
    return "，" in line and (len(line) > 30 or not goes_on)


def _goes_on(plain: Sequence[str], index: int, parts: Sequence[str]) -> bool:
    """Whether a title that could end here is continued by the next line."""
    following = plain[index + 1] if index + 1 < len(plain) else ""
    if following.startswith(("的", "（", "(", "和", "暨", "及")) and len(following) < 40:
        return whole_line_date(following) is None
    joined = "".join(parts)
    # 关于印发《…办法》 / 的通知 may break anywhere before its last words.
    unfinished = joined.count("《") > joined.count("》") or joined.count("“") > joined.count("”")
    opened = "关于" in joined and not re.search(r"的?(?:" + _KINDS + r")(?:[(（].*[)）])?$", joined)
    return (unfinished or opened) and bool(_KIND_END.search(following))


def find_issuer(
    first_page: Sequence[str], signed: SignOff | None, title: str, *, ocr: bool = False
) -> Found | None:
    """The issuing body: from 落款, else from the red head, else from the beginning of the title.

    A recognised 落款 lies under a seal: where the red head or the title names a body too, that
    reading is preferred.
    """
    mark = "OCR，" if ocr else ""
    best: Confidence = "medium" if ocr else "high"
    head, formal = _head_body(first_page)
    named = _title_body(title)
    names = "、".join(signed.bodies) if signed else ""
    doubtful = ocr and bool(head or named) and not (head and head in names)
    if names and not doubtful:
        return Found(names, best, f"{mark}落款")
    if head:
        # A name alone at the top may be a source or an addressee; 某某文件 and 某某令 are the
        # issuer.
        return Found(head, best if formal else "medium", f"{mark}文头")
    if named:
        return Found(named, "medium", f"{mark}标题")
    return None


def _head_body(lines: Sequence[str]) -> tuple[str, bool]:
    """The body that the head names, and whether in a form that only issuers use."""
    for line in lines[:6]:
        plain = despace(line)
        match = _RED_HEAD.match(plain) or _MEETING_HEAD.match(plain)
        if match and is_organisation(match.group(1)):
            return match.group(1), True
        if order := re.match(r"^(.{2,28}?)(?:令|公告|通告)$", plain):
            if is_organisation(order.group(1)):
                return (order.group(1), True)
            return ("", False)
        if is_organisation(plain):
            return plain, False
    return "", False


def _title_body(title: str) -> str:
    before, about, _ = title.partition("关于")
    if about and is_organisation(before):
        return before
    return ""
