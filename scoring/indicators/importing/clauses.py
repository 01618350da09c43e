"""Responsibility clauses in running text: 【责任单位:…】, (牵头单位:…;责任单位:…),
(县司法局牵头,县财政局配合).

A clause is found by its keyword, even where the keyword holds a space or one wrong character, where
a bracket or the colon is missing or of the wrong form. Each such slip is reported. Matching works
on a folded copy of the text, in which every character keeps its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from scoring.indicators.importing.notices import NoticeLog, short
from scoring.indicators.importing.units import is_list_of_units, looks_like_units, split_units
from scoring.reading.wording import fold

_LEAD = (
    "牵头单位 牵头部门 牵头责任单位 牵头主体 主办单位 主责单位 第一责任单位 主要责任单位 "
    "责任牵头单位 牵头责任部门 "
    "主管单位 主责部门"
)
_SUPPORT = (
    "责任单位 责任部门 责任主体 配合单位 配合部门 协办单位 协助单位 协同单位 参与单位 参加单位 "
    "参与部门 承办单位 "
    "落实单位 实施单位 负责单位 负责部门 提供材料部门 提供材料单位 配合责任单位 执行单位 完成单位 "
    "承担单位 责任科室"
)
_DUE = "完成时限 时限要求 完成时间 时间要求 完成期限 办结时限 时间节点 责任时限"
_PERSON = "责任人 责任领导 牵头领导 分管领导 责任人员 联系人 牵头人"
KEYWORDS: dict[str, str] = {
    word: kind
    for kind, words in (("lead", _LEAD), ("support", _SUPPORT), ("due", _DUE), ("person", _PERSON))
    for word in words.split()
}
_BY_LENGTH = sorted(KEYWORDS, key=len, reverse=True)
_EXACT = re.compile("|".join(r"\s*".join(word) for word in _BY_LENGTH))
# Short forms count only where they open a stretch of text and a colon follows:
# 牵头:县司法局;配合:县财政局.
_SHORT = {
    "牵头": "lead",
    "主办": "lead",
    "配合": "support",
    "责任": "support",
    "协办": "support",
    "参与": "support",
}
_SHORT_HIT = re.compile(rf"(?:^|(?<=[(\[{{【〔;,。、\n ]))({'|'.join(_SHORT)})\s*:\s*")
_SPACED = re.compile(rf"(?<=[^\s,;。:、(\[【]) +(?=(?:{'|'.join([*_BY_LENGTH, *_SHORT])})\s*:)")
# What may stand where the colon should be; the second group is the right sign.
_COLON = re.compile(r"\s*([:;,、.。=\-—]*)\s*")
_OPENERS, _CLOSERS = "([{【〔", ")]}】〕"
_PAIRS = dict(zip(_OPENERS, _CLOSERS, strict=True))
# What may stand before a keyword that begins a clause.
_BOUNDARY = set("([{【〔;,。、)]}】〕\n:")
_VERB = "(?:牵头|负责|配合|参与|参加|协助|落实)"
_INNER = r"(?:[^()【】\[\]\n]|\([^()\n]{1,12}\))"
# A bracket at the end of a sentence: (县司法局牵头,县财政局配合,6月底前完成).
_VERBS = re.compile(
    rf"[(【\[]({_INNER}{{2,200}}?{_VERB}{_INNER}{{0,60}})[)】\]](?=\s*[。;,]?\s*(?:$|\n|[(【\[]|\d|[\u4e00-\u9fff]))"
)
_VERB_PART = re.compile(
    r"^(?:由)?(?P<units>.+?)(?:等)?(?:按照?职责分工)?(?:分别|共同|具体|会同|按职责)?(?P<verb>牵头负责|牵头|主办|负责|配合|参与|参加|协助|协办|落实)(?:落实|实施)?$"
)

# A date among units is a deadline that lost its label.
_DEADLINE_PART = re.compile(
    r"^(?:20\d{2}年|\d{1,2}月|年底|年内|持续|长期|常态|上半年|下半年|第?[一二三四]季度|完成时限|时限)"
)


@dataclass(slots=True)
class Clause:
    """One clause: its kind (lead, support, due, person), its text after the keyword and the units
    in it.
    """

    kind: str
    text: str
    units: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Group:
    """Clauses that belong together, and the stretch of the item's text that they take up."""

    start: int
    end: int
    clauses: list[Clause]

    def units(self, kind: str) -> list[str]:
        """Return the units of one kind, without repetition."""
        return list(
            dict.fromkeys(
                unit for clause in self.clauses if clause.kind == kind for unit in clause.units
            )
        )


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    after: int
    kind: str
    word: str
    seen: str
    colon: str

    @property
    def exact(self) -> bool:
        return self.word == "".join(self.seen.split())


def find_groups(text: str, where: str, log: NoticeLog) -> list[Group]:
    """Return the groups of responsibility clauses in the text of one item, in order; neighbours
    become one group.
    """
    folded = fold(text)
    hits = _hits(folded)
    groups: list[Group] = []
    position = 0
    index = 0
    while index < len(hits):
        hit = hits[index]
        if hit.start < position:
            index += 1
            continue
        start, end = _region(
            folded, hit, [other.start for other in hits[index + 1 :]], position, where, log
        )
        inside = [other for other in hits[index:] if other.start < end]
        groups.append(Group(start, end, _clauses(text, inside, end, where, log)))
        position = end
        index += len(inside)
    # Labels first: a bracket that has one is never read by its verbs as well.
    groups.extend(_verb_groups(text, folded, groups, where, log))
    groups.sort(key=lambda group: group.start)
    return _join_neighbours(folded, groups)


def broken_keywords(text: str) -> list[tuple[str, str]]:
    """Return the clause keywords that hold a space, as seen and as meant; cleaning the text would
    hide them.
    """
    keywords = [match.group() for match in _EXACT.finditer(fold(text))]
    return [(seen, "".join(seen.split())) for seen in keywords if seen != "".join(seen.split())]


def separate_keywords(text: str) -> str:
    """Put ； for the space before a keyword (县司法局 配合：…), before cleaning takes out the
    spaces.
    """
    pieces = []
    position = 0
    for match in _SPACED.finditer(fold(text)):
        pieces.append(text[position : match.start()])
        position = match.end()
    return "；".join([*pieces, text[position:]])


def has_clause(text: str) -> bool:
    """Say whether the text holds a responsibility clause."""
    folded = fold(text)
    return any(hit.kind in ("lead", "support") for hit in _hits(folded)) or bool(
        _VERBS.search(folded)
    )


def _hits(folded: str) -> list[_Hit]:
    """The labels of clauses in a text, in their order: exact ones, short ones with a colon, and
    where none of these stands those that are nearly so written.
    """
    hits: list[_Hit] = []
    for match in _EXACT.finditer(folded):
        word = "".join(match.group().split())
        colon = _COLON.match(folded, match.end())
        if colon:
            sign, after = colon.group(1), colon.end()
        else:
            sign, after = "", match.end()
        if _is_label(folded, match, sign, after, bool(hits)):
            hits.append(
                _Hit(match.start(), match.end(), after, KEYWORDS[word], word, match.group(), sign)
            )
    for match in _SHORT_HIT.finditer(folded):
        word = match.group(1)
        hits.append(_Hit(match.start(1), match.end(1), match.end(), _SHORT[word], word, word, ":"))
    taken = [(hit.start, hit.after) for hit in hits]
    hits.extend(
        hit
        for hit in _fuzzy_hits(folded)
        if not any(start < hit.after and hit.start < end for start, end in taken)
    )
    return sorted(hits, key=lambda hit: hit.start)


def _is_label(
    folded: str, match: re.Match[str], sign: str, after: int, others_before: bool
) -> bool:
    """Whether a keyword begins a clause, or is a word of a sentence.

    ``sign`` is what stands between it and the text ``after`` it: a colon, what is often mistyped
    for one, or nothing; ``others_before`` whether the text had labels before.
    """
    near = folded[max(0, match.start() - 40) : match.start()]
    previous = near.rstrip()[-1:]
    if sign.startswith(":"):
        return previous not in ("各", "由", "的", "与", "和", "对")
    bounded = previous in {"", *_BOUNDARY}
    if previous in set(_OPENERS) or (bounded and others_before and _open_at(folded, match.start())):
        return True
    # "责任单位、…" in a sentence is prose; behind a bracket or inside a clause it is a slip of the
    # colon.
    if sign:
        return False
    if previous and not near.rstrip(" ").endswith("\n"):
        return False
    between = folded[match.end() : after]
    return between.strip() != between or _rest_is_units(folded, after)


def _rest_is_units(folded: str, after: int) -> bool:
    """Say whether the rest of the line is a list of units: 责任单位县公安局、县法院, where the
    colon was lost.
    """
    end = folded.find("\n", after)
    rest = folded[after : end if end >= 0 else len(folded)].rstrip("。; ")
    return bool(rest) and len(rest) <= 400 and is_list_of_units(rest)


def _open_at(folded: str, position: int) -> bool:
    """Say whether a bracket that was opened in this line is still open, or a clause keyword stands
    shortly before.
    """
    line = folded[folded.rfind("\n", 0, position) + 1 : position]
    depth = 0
    for character in line:
        depth += (character in _OPENERS) - (character in _CLOSERS)
        depth = max(depth, 0)
    return depth > 0 or bool(_EXACT.search(line[-120:]))


_CANDIDATE = re.compile(
    r"(?:^|(?<=[(\[{【〔;,。、)\]}】〕\n]))\s*([\u4e00-\u9fff](?:\s*[\u4e00-\u9fff]){2,6})\s*:\s*"
)


def _fuzzy_hits(folded: str) -> list[_Hit]:
    hits = []
    for match in _CANDIDATE.finditer(folded):
        seen = "".join(match.group(1).split())
        best = min(_BY_LENGTH, key=lambda word: (OSA.distance(seen, word), -len(word)))
        # One wrong, missing, extra or swapped character in a word of four or more.
        if 0 < OSA.distance(seen, best) <= 1 and len(best) >= 4:
            hits.append(
                _Hit(
                    match.start(1),
                    match.end(1),
                    match.end(),
                    KEYWORDS[best],
                    best,
                    match.group(1),
                    ":",
                )
            )
    return hits


def _region(
    folded: str, hit: _Hit, following: list[int], floor: int, where: str, log: NoticeLog
) -> tuple[int, int]:
    """Return where the clause group begins and ends, its brackets included."""
    before = len(folded[: hit.start].rstrip())
    opener = ""
    start = hit.start
    if before > floor and folded[before - 1] in _PAIRS:
        opener = folded[before - 1]
        start = before - 1
    line_end = folded.find("\n", hit.start)
    if line_end < 0:
        line_end = len(folded)
    begins_line = not opener and _begins_line(folded, before, floor)
    if begins_line and _balanced(folded[hit.start : line_end]):
        # A clause on a line of its own needs no brackets.
        return start, line_end
    end = _closing(folded, hit.after, opener, len(folded))
    if end is not None:
        rest = folded[end:line_end]
        extra = _unmatched_closer(rest, [position - end for position in following])
        if extra is not None:
            end += extra
            log.add("IMP33", where, f"“{short(folded[start:end], 30)}”", "到最后一个右括号为止")
        elif not opener:
            log.add("IMP33", where, f"“{short(folded[start:end], 30)}”缺左括号", "从关键词处起")
        elif folded[end - 1] != _PAIRS[opener]:
            log.add("IMP33", where, f"“{opener}”与“{folded[end - 1]}”不配对", "按同一对括号读取")
        return start, end
    if opener:
        log.add(
            "IMP33", where, f"“{short(folded[start:line_end], 30)}”缺右括号", "按单位名称判断结尾"
        )
    return start, _unit_end(folded, hit, line_end, following)


def _begins_line(folded: str, before: int, floor: int) -> bool:
    """Whether nothing but what was read already stands before a label on its line."""
    if not before or folded[before - 1] == "\n":
        return True
    return not folded[floor:before].strip()


def _balanced(text: str) -> bool:
    return sum(text.count(sign) for sign in _OPENERS) == sum(text.count(sign) for sign in _CLOSERS)


def _closing(folded: str, position: int, opener: str, limit: int) -> int | None:
    """Return the place after the bracket that closes the group, None where nothing closes it."""
    if opener == "【":
        stop = folded.find("】", position, limit)
        other = folded.find("【", position, limit)
        if stop >= 0 and (other < 0 or stop < other):
            return stop + 1
    depth = 1
    for index in range(position, limit):
        character = folded[index]
        if character in _OPENERS:
            if _begins_clause(folded, position, index):
                return None
            depth += 1
        elif character in _CLOSERS:
            depth -= 1
            if not depth:
                return index + 1
        elif character == "\n" and not opener:
            return None
    if depth == 2 and opener:
        # An inner bracket was never closed, the outer one closes the text.
        return _trailing_closer(folded[:limit])
    return None


def _trailing_closer(text: str) -> int | None:
    """The place after the bracket that ends a text."""
    text = text.rstrip(" 。")
    if text.endswith(tuple(_CLOSERS)):
        return len(text)
    return None


def _begins_clause(folded: str, position: int, bracket: int) -> bool:
    """Whether the next clause begins in a bracket, behind the text of this one."""
    return bool(_EXACT.match(folded, bracket + 1) and folded[position:bracket].strip())


def _unmatched_closer(rest: str, following: list[int]) -> int | None:
    """Return the length up to a closing bracket that nothing opens, in the text after a group that
    closed early.
    """
    limit = min([position for position in following if position > 0], default=len(rest))
    depth = 0
    for index, character in enumerate(rest[: min(limit, 80)]):
        if character in _OPENERS:
            depth += 1
        elif character in _CLOSERS:
            if not depth:
                if looks_like_units(rest[:index].strip("】)") or "、") or not rest[:index]:
                    return index + 1
                return None
            depth -= 1
    return None


def _unit_end(folded: str, hit: _Hit, line_end: int, following: list[int]) -> int:
    """Return where the units end in a clause that no bracket closes: at the first part that reads
    like a sentence.
    """
    opened = [position - 1 for position in following if folded[position - 1 : position] in _PAIRS]
    limit = min([line_end, *opened])
    end = hit.after
    for match in re.finditer(r"[^、,;。]*(?:[、,;。]+|$)", folded[hit.after : limit]):
        part = match.group().strip("、,;。 ")
        if part and not _is_unit_part(part):
            break
        end = hit.after + match.end()
    if end > hit.after:
        return end
    space = folded.find(" ", hit.after, limit)
    if space > 0 and looks_like_units(folded[hit.after : space]):
        return space
    return limit


def _is_unit_part(part: str) -> bool:
    """Whether a part of a clause is a unit, with or without a label before it."""
    keyword = _EXACT.search(part)
    if keyword is None:
        return looks_like_units(part)
    names = part[keyword.end() :]
    return not names or looks_like_units(names)


def _clauses(text: str, hits: list[_Hit], end: int, where: str, log: NoticeLog) -> list[Clause]:
    clauses = []
    enclosed = text[: hits[0].start].rstrip().endswith(tuple("([{【〔（[{"))
    stops = [*(hit.start for hit in hits[1:]), end]
    for hit, stop in zip(hits, stops, strict=True):
        if stop == end and enclosed and fold(text[stop - 1 : stop]) in _CLOSERS:
            stop -= 1
        content = _strip_brackets(text[hit.after : stop].strip())
        _report_label(hit, where, log)
        units, dates = _units_and_dates(hit, content, where, log)
        clauses.append(Clause(hit.kind, content.strip(" ;；,，。、"), units))
        clauses.extend(Clause("due", date.removesuffix("完成")) for date in dates)
    return clauses


def _units_and_dates(
    hit: _Hit, content: str, where: str, log: NoticeLog
) -> tuple[list[str], list[str]]:
    """The units of a clause, and the deadlines that stand among them without a label."""
    if hit.kind not in ("lead", "support"):
        return [], []
    names = split_units(content, where, log)
    if not names:
        log.add("IMP39", where, f"“{hit.word}”后没有单位", "留空")
    dates = [name for name in names if _DEADLINE_PART.match(name)]
    return [name for name in names if name not in dates], dates


def _report_label(hit: _Hit, where: str, log: NoticeLog) -> None:
    """Report a label that is nearly written as one, and a colon that is none."""
    if not hit.exact:
        log.add("IMP32", where, f"“{hit.seen}”", f"读作“{hit.word}”")
    if hit.colon == ":":
        return
    if hit.colon:
        what = f"“{hit.word}{hit.colon}”"
    else:
        what = f"“{hit.word}”后没有冒号"
    log.add("IMP34", where, what, "按关键词读取")


def _strip_brackets(content: str) -> str:
    content = content.rstrip(" ;；,，。、")
    folded = fold(content)
    opened = sum(folded.count(sign) for sign in _OPENERS)
    closed = sum(folded.count(sign) for sign in _CLOSERS)
    while closed > opened and folded[-1:] in _CLOSERS:
        content, closed = content[:-1].rstrip(" ;；,，。、"), closed - 1
        folded = fold(content)
    if folded[-1:] in _OPENERS:
        content = content[:-1]
    return content


def _verb_groups(
    text: str, folded: str, groups: list[Group], where: str, log: NoticeLog
) -> list[Group]:
    """Find brackets of the form (县司法局牵头,县财政局、县审计局配合)."""
    verbs = []
    for match in _VERBS.finditer(folded):
        if any(group.start < match.end() and match.start() < group.end for group in groups):
            continue
        clauses = verb_clauses(text[match.start(1) : match.end(1)], where, log)
        if any(clause.units for clause in clauses):
            verbs.append(Group(match.start(), match.end(), clauses))
        elif "牵头" in match.group():
            log.add("IMP63", where, f"“{short(match.group(), 40)}”", "留在正文中")
    return verbs


def verb_clauses(text: str, where: str, log: NoticeLog) -> list[Clause]:
    """Read “甲牵头,乙、丙配合,6月底前完成” as clauses; empty where the text is not of that form."""
    clauses: list[Clause] = []
    folded = fold(text).rstrip("。; ")
    start = end = 0
    for part in re.split(r"([,;。\n])", folded):
        end += len(part)
        start += len(folded[start:end]) - len(folded[start:end].lstrip(" ,;。\n"))
        match = _VERB_PART.match(folded[start:end].rstrip())
        if match is None:
            continue
        lead = match.group("verb").startswith(("牵头", "主办"))
        names = text[start + match.start("units") : start + match.end("units")].strip("、,，;； ")
        if not looks_like_units(names):
            return []
        clauses.append(Clause("lead" if lead else "support", names, split_units(names, where, log)))
        start = end
    rest = folded[start:].strip("、,;。 ")
    if rest and clauses and _DEADLINE_PART.search(rest):
        clauses.append(Clause("due", rest.removesuffix("完成")))
        rest = ""
    if rest:
        return []
    return clauses


def _join_neighbours(folded: str, groups: list[Group]) -> list[Group]:
    joined: list[Group] = []
    for group in groups:
        if joined and not folded[joined[-1].end : group.start].strip(" \n;,。、()[]【】"):
            joined[-1].end = group.end
            joined[-1].clauses.extend(group.clauses)
        else:
            joined.append(group)
    return joined
