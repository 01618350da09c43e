"""Lists of units: split at separators outside parentheses, with the slips that real documents
make.
"""

from __future__ import annotations

import re

from scoring.indicators.importing.notices import NoticeLog, short
from scoring.indicators.importing.unit_names import complete, split_joined, tail_off
from scoring.reading.wording import clean, fold

_SEPARATORS = "、,;。/|\n"
_REMARK = re.compile(r"[(（]\s*(?:含|包括|下同|以下|不含)[^()（）]*[)）]?$")
# Inside of brackets 、 parts the members of one unit, not units.
_OPENERS, _CLOSERS = "([{【", ")]}】"
_PREFIX = re.compile("^[县区市省州盟旗各乡镇街国中]")
_SUFFIX = re.compile(
    r"(?:局|委|办|厅|部|院|府|会|中心|科|处|队|所|站|门|位|关|室|社|校|公司|镇|乡|街道|组|行|法院|检察院)$"
)
# 应急管理局 and 机要局 are units, whatever their characters mean elsewhere.
_SENTENCE = re.compile("(?<!机)要|应(?!急)|[将须把]|落实|推进|加强|完善|建立")


def split_units(text: str, where: str, log: NoticeLog) -> list[str]:
    """Return the unit names of a list, in order, without repetition; collective names stay as they
    are.

    、,;。/ and line ends separate; inside parentheses they do not. A remark such as
    (含各直属机构,下同) is taken off the name and reported, as are doubled separators and spaces
    that stand for a separator.
    """
    # A separator at the end of a line and the line end are one.
    parts = _split(re.sub(r"([、,，;；])[ \t]*\n\s*", r"\1", text))
    if any(not part.strip() for part in parts[1:-1]):
        log.add("IMP35", where, f"“{short(text, 30)}”有重复的分隔符", "已按一个分隔符读取")
    if "。" in text.rstrip(" 。;；"):
        log.add("IMP35", where, f"“{short(text, 30)}”用句号分隔单位", "已按句号分开")
    units: list[str] = []
    for part in parts:
        for name in _pieces(part, where, log):
            unit = complete(tail_off(_trim(name), where, log), units, where, log)
            unit = _without_remark(unit, where, log)
            if unit not in units and re.search(r"[\u3400-\u9fffA-Za-z]", unit):
                units.append(unit)
    return units


def _without_remark(unit: str, where: str, log: NoticeLog) -> str:
    remark = _REMARK.search(unit)
    if remark is None or not remark.start():
        return unit
    name = unit[: remark.start()]
    log.add("IMP37", where, f"“{unit}”", f"单位记为“{name}”")
    return name


def _pieces(part: str, where: str, log: NoticeLog) -> list[str]:
    """Return the units of one part: split at spaces and at 和 where every piece is a whole unit."""
    return [piece for spaced in _spaced(part, where, log) for piece in split_joined(spaced)]


def _split(text: str) -> list[str]:
    parts = [""]
    depth = 0
    folded = fold(text)
    for position, character in enumerate(folded):
        if character in _OPENERS:
            # A bracket that nothing closes is a slip, not a level.
            depth += _is_closed(folded[position:])
        elif character in _CLOSERS:
            depth = max(depth - 1, 0)
        if character in _SEPARATORS and not depth:
            parts.append("")
        else:
            parts[-1] += text[position]
    return parts


def _is_closed(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character in _OPENERS) - (character in _CLOSERS)
        if not depth:
            return True
    return False


def _spaced(part: str, where: str, log: NoticeLog) -> list[str]:
    """Split at spaces only where every piece reads as a whole unit of its own (县司法局
    县财政局).
    """
    pieces = _whole_units(part)
    if not pieces:
        return [part]
    log.add("IMP35", where, f"“{short(part, 30)}”用空格分隔单位", "已按空格分开")
    return pieces


def _whole_units(part: str) -> list[str]:
    pieces = fold(part).split()
    if len(pieces) < 2:
        return []
    bare = [piece.strip("()[]【】") for piece in pieces]
    for before, piece in zip(["", *bare], bare, strict=False):
        if len(piece) < 3 or not _PREFIX.match(piece) or not _SUFFIX.search(piece):
            return []
        # 县政府 各部门 is one collective name that was broken, not two units.
        if piece.startswith("各") and before.endswith(("府", "委")):
            return []
    return pieces


def separate_spaced(text: str) -> str:
    """Put 、 for the spaces between whole units, before cleaning takes all spaces out of Chinese
    text.
    """
    parts = re.split(r"([、,;。:，；：\n])", text)
    return "".join("、".join(_whole_units(part)) or part for part in parts)


def _trim(name: str) -> str:
    name, _ = clean(name)
    name = "".join(name.split()) if not re.search("[A-Za-z]", name) else name
    name = name.strip(":：.·-—_*、,，;；。")
    for opener, closer in ("()", "（）", "【】", "[]"):
        if name.count(opener) < name.count(closer):
            name = name.removesuffix(closer) if name.endswith(closer) else name
        if name.count(opener) > name.count(closer):
            name = name.removeprefix(opener)
    return name.strip(":：.·-—_*、,，;；。")


def unit_key(name: str) -> str:
    """Return the name with brackets of one width, to tell whether two names are the same."""
    return fold(name).replace(" ", "")


def looks_like_units(text: str) -> bool:
    """Say whether a stretch of text can be a list of units: short names without the words of a
    sentence.
    """
    names = [part.strip() for part in _split(text) if part.strip()]
    return bool(names) and all(len(name) <= 22 and not _SENTENCE.search(name) for name in names)


def is_list_of_units(text: str) -> bool:
    """Say whether a text is nothing but units, each with the beginning and the end of a unit's
    name.
    """
    quiet = NoticeLog()
    names = [tail_off(part.strip(), "", quiet) for part in _split(text) if part.strip()]
    return looks_like_units("、".join(names)) and all(
        _PREFIX.match(name) and (_SUFFIX.search(name) or name.endswith((")", "）")))
        for name in names
    )
