"""How long a document says that it holds: 有效期至…, 有效期N年, 自…起施行."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator
from itertools import islice

from scoring.evidence.probing.dates import find_dates, number
from scoring.evidence.probing.model import FoundValidity
from scoring.values import whole_number

_KEY = re.compile(r"有效期|施行|实施|执行|生效|试行期|服务期|聘期|合同期限|聘用期限|有效至")
# How far a clause may reach to either side of its key word, and how many clauses of a long text are
# looked at.
_REACH, _MOST = 90, 300
_END_MARKS = re.compile(r"[。；!?！？]")
_DURATION = re.compile(
    r"(?:有效期限?|试行期|试行|聘期|服务期限?|合同期限)(?:为|是|定为|暂定)?[:：]?([0-9０-９一二三四五六七八九十两]{1,3})(年|个月)"
)
_UNTIL = re.compile(
    r"(?:有效期限?(?:截止|截)?(?:至|到|为至)|有效至|执行至|施行至|试行至|实施至|截止日期为?|止于)[:：]?$"
)
_FROM = re.compile(r"(?:自|从|于)$")
_START = re.compile(r"^(?:起|之日起|开始)?(?:正式)?(?:施行|实施|执行|生效|试行)")
_PUBLISHED = re.compile(
    r"自(?:发布|印发|公布|签发|发文|签订|签署|签字盖章|本文件印发)之日起(?:(\d{1,3}|[一二三四五六七八九十]{1,3})日后)?"
)
_RANGE = re.compile(r"^起?(?:至|到|—|-|－|–|~|～)$")
# Periods of licences and rights that the document regulates are not its own.
_FOREIGN = re.compile(r"许可证|营业执照|证书|执法证|资质|决定书送达|处罚决定|身份证|凭证|批准文件")
_OWN = re.compile(
    r"本(?:办法|规定|意见|通知|方案|细则|规则|制度|预案|目录|清单|基准|文件|标准|合同|协议|决定|公告|指南|规划|机制|条例)"
    r"|^[（(]?(?:有效期|试行期|聘期|服务期|合同期限)"
)


def find_validity(text: str, dated: datetime.date | None) -> FoundValidity | None:
    """The period that a document states for itself; ``dated`` is its own date, from which
    自发布之日起 counts.

    A term of N years ends on the day before its Nth anniversary.
    """
    if not _KEY.search(text):
        return None
    best: FoundValidity | None = None
    for clause in _clauses(_joined(text)):
        period = _period(clause, dated)
        if period and (best is None or (best.end is None and period.end is not None)):
            start = period.start or (best.start if best else None)
            best = FoundValidity(start, period.end, period.confidence, period.how)
            if best.end:
                break
    return best


def _clauses(text: str) -> Iterator[str]:
    for match in islice(_KEY.finditer(text), _MOST):
        before = _END_MARKS.split(text[max(match.start() - _REACH, 0) : match.start()])[-1]
        yield before + match.group() + _END_MARKS.split(text[match.end() : match.end() + _REACH])[0]


def _joined(text: str) -> str:
    """The text with lines that only the page width broke put together again."""
    return re.sub(r"(?<=[^。；：:\n])\n(?=[^\n])", "", re.sub(r"[ \t\u3000\r\f]+", "", text))


def _period(sentence: str, dated: datetime.date | None) -> FoundValidity | None:
    """The period that a sentence states, of a document ``dated`` so; None where it states none, or
    that of another document.
    """
    own = _OWN.search(sentence) is not None
    if _FOREIGN.search(sentence) and not own:
        return None
    start, end = _stated(sentence)
    if start is None and dated:
        start = _from_publication(sentence, dated)
    # "为期三年" alone may be the term of a plan; of this document it is with its own subject or a
    # first day.
    if end is None and (own or start):
        start, end = _term(sentence, start, dated)
    if start is None and end is None:
        return None
    if start and end and start > end:
        return None
    how = "有效期条款" if end else "施行日期"
    return FoundValidity(start, end, "high" if own else "medium", how)


def _term(
    sentence: str, start: datetime.date | None, dated: datetime.date | None
) -> tuple[datetime.date | None, datetime.date | None]:
    """First and last day of 有效期三年 and the like, from ``start`` or the day of the document;
    ``start`` alone where the sentence states no term.
    """
    begin = start or dated
    term = _DURATION.search(sentence)
    last = _last_day(begin, term) if begin and term else None
    if last is None:
        return start, None
    return begin, last


def _from_publication(sentence: str, dated: datetime.date) -> datetime.date | None:
    """The first day of 自发布之日起施行, or so many days after the publication."""
    published = _PUBLISHED.search(sentence)
    if published is None:
        return None
    wait = number(published.group(1)) if published.group(1) else 0
    return dated + datetime.timedelta(days=wait or 0)


def _last_day(begin: datetime.date, term: re.Match[str]) -> datetime.date | None:
    """The last day of a term from ``begin`` on; None where its length cannot be read."""
    count = number(term.group(1)) or whole_number(term.group(1))
    if count:
        return _after(begin, count, term.group(2))
    return None


def _stated(sentence: str) -> tuple[datetime.date | None, datetime.date | None]:
    """The first and last day that a sentence names."""
    start: datetime.date | None = None
    end: datetime.date | None = None
    last_end = 0
    for day, position, after in find_dates(sentence):
        before, rest = sentence[:position], sentence[after:]
        if _UNTIL.search(before) or (start and _RANGE.match(sentence[last_end:position])):
            end = day
        elif _FROM.search(before) and (
            _START.match(rest) or re.match(r"^起|^至|^到|^[-—–~～]", rest)
        ):
            start = day
        last_end = after
    return start, end


def _after(begin: datetime.date, count: int, unit: str) -> datetime.date | None:
    months = count * 12 if unit == "年" else count
    index = begin.year * 12 + begin.month - 1 + months
    year, month = divmod(index, 12)
    if year > 2099:
        return None
    last = calendar.monthrange(year, month + 1)[1]
    if begin.day > last:
        return datetime.date(year, month + 1, last)
    return datetime.date(year, month + 1, begin.day) - datetime.timedelta(days=1)
