"""Word's automatic numbers: they stand in numbering.xml, not in the text, and must be counted to be
known.

Source of the rules: ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (number formats).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scoring.reading.wording import int_to_chinese

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = {
    "chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "japaneseCounting",
    "taiwaneseCounting", "taiwaneseCountingThousand", "ideographDigital", "japaneseDigitalTenThousand",
    "koreanDigital2", "taiwaneseDigital",
}  # fmt: skip
_CIRCLES = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
_STEMS = "甲乙丙丁戊己庚辛壬癸"


@dataclass(slots=True)
class Level:
    """One level of a list: where it starts, how its number looks, the pattern around it, when it
    starts again.
    """

    start: int = 1
    format: str = "decimal"
    pattern: str = ""
    restart: int | None = None
    legal: bool = False


@dataclass(slots=True)
class NumberList:
    """One ``w:num``: its levels and the key under which it counts (lists of one abstract list count
    together).
    """

    levels: dict[int, Level]
    key: str
    starts: dict[int, int] = field(default_factory=dict)


def format_number(value: int, style: str) -> str:
    """Write one counter in a Word number format; unknown formats fall back to Arabic digits."""
    if style in _CHINESE:
        return int_to_chinese(value)
    if style in _CIRCLES and 1 <= value <= 20:
        return chr(0x2460 + value - 1)
    if style == "decimalFullWidth":
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(value))
    if style == "decimalZero":
        return f"{value:02d}"
    if style in {"ideographTraditional", "ideographZodiac"} and 1 <= value <= 10:
        return _STEMS[value - 1]
    if style in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        if style == "lowerLetter":
            return letter
        return letter.upper()
    if style in {"lowerRoman", "upperRoman"}:
        roman = to_roman(value)
        if style == "lowerRoman":
            return roman.lower()
        return roman
    return str(value)


def to_roman(value: int) -> str:
    """Write a positive number in Roman capitals."""
    text = ""
    for number, sign in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
        (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        while value >= number:
            text += sign
            value -= number
    return text


class Numbering:
    """Counts the automatic numbers of one document, paragraph by paragraph, in document order."""

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        self._lists = _read_lists(numbering)
        self._styles = _read_styles(styles)
        self._counters: dict[str, dict[int, int]] = {}
        self._seen: set[str] = set()

    def number(self, paragraph: _Element) -> str:
        """Return the number that Word draws before this paragraph ("" where none), and count it."""
        num_id, level = self._reference(paragraph)
        numbers = self._lists.get(num_id)
        if numbers is None or level not in numbers.levels:
            return ""
        counters = self._counters.setdefault(numbers.key, {})
        if num_id not in self._seen:
            self._seen.add(num_id)
            for index in numbers.starts:
                counters.pop(index, None)
        here = numbers.levels[level]
        start = numbers.starts.get(level, here.start)
        counters[level] = counters.get(level, start - 1) + 1
        for deeper in [index for index in counters if index > level]:
            restart = numbers.levels.get(deeper, Level()).restart
            if restart is None or (restart and level < restart):
                del counters[deeper]
        if here.format in {"bullet", "none"} and "%" not in here.pattern:
            return ""
        return self._draw(numbers, level, counters)

    def _draw(self, numbers: NumberList, level: int, counters: dict[int, int]) -> str:
        here = numbers.levels[level]
        text = here.pattern
        for index in range(level + 1):
            if f"%{index + 1}" in text:
                of = numbers.levels.get(index, Level())
                value = counters.setdefault(index, numbers.starts.get(index, of.start))
                text = text.replace(
                    f"%{index + 1}", format_number(value, "decimal" if here.legal else of.format)
                )
        return text.strip()

    def _reference(self, paragraph: _Element) -> tuple[str, int]:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return "", 0
        num_id, level = _num_pr(properties)
        style = properties.find(f"{W}pStyle")
        if style is not None and (num_id is None or level is None):
            inherited = self._styles.get(style.get(f"{W}val", ""), ("", 0))
            num_id = inherited[0] if num_id is None else num_id
            level = inherited[1] if level is None else level
        return num_id or "", level or 0


def _num_pr(properties: _Element) -> tuple[str | None, int | None]:
    element = properties.find(f"{W}numPr")
    if element is None:
        return None, None
    num = element.find(f"{W}numId")
    level = element.find(f"{W}ilvl")
    return (
        None if num is None else num.get(f"{W}val", ""),
        None if level is None else _int(level.get(f"{W}val"), 0),
    )


def _read_styles(root: _Element | None) -> dict[str, tuple[str, int]]:
    if root is None:
        return {}
    own: dict[str, tuple[str | None, int | None, str]] = {}
    for style in root.iter(f"{W}style"):
        properties = style.find(f"{W}pPr")
        num_id, level = (None, None) if properties is None else _num_pr(properties)
        based = style.find(f"{W}basedOn")
        own[style.get(f"{W}styleId", "")] = (
            num_id,
            level,
            "" if based is None else based.get(f"{W}val", ""),
        )
    result = {}
    for name in own:
        found: str | None = None
        depth: int | None = None
        current, steps = name, 0
        while current in own and steps < 20:
            num_id, level, parent = own[current]
            found = num_id if found is None else found
            depth = level if depth is None else depth
            current, steps = parent, steps + 1
        result[name] = (found or "", depth or 0)
    return result


def _read_lists(root: _Element | None) -> dict[str, NumberList]:
    if root is None:
        return {}
    abstracts: dict[str, dict[int, Level]] = {}
    links: dict[str, str] = {}
    by_style: dict[str, str] = {}
    for abstract in root.iter(f"{W}abstractNum"):
        key = abstract.get(f"{W}abstractNumId", "")
        abstracts[key] = {
            _int(level.get(f"{W}ilvl"), 0): _read_level(level)
            for level in abstract.findall(f"{W}lvl")
        }
        link = abstract.find(f"{W}numStyleLink")
        if link is not None:
            links[key] = link.get(f"{W}val", "")
        named = abstract.find(f"{W}styleLink")
        if named is not None:
            by_style[named.get(f"{W}val", "")] = key
    lists = {}
    for num in root.iter(f"{W}num"):
        reference = num.find(f"{W}abstractNumId")
        key = "" if reference is None else reference.get(f"{W}val", "")
        if key in links:
            key = by_style.get(links[key], key)
        levels = dict(abstracts.get(key, {}))
        starts = {}
        for override in num.findall(f"{W}lvlOverride"):
            index = _int(override.get(f"{W}ilvl"), 0)
            changed = override.find(f"{W}lvl")
            if changed is not None:
                levels[index] = _read_level(changed)
            start = override.find(f"{W}startOverride")
            if start is not None:
                starts[index] = _int(start.get(f"{W}val"), 1)
        lists[num.get(f"{W}numId", "")] = NumberList(levels, key, starts)
    return lists


def _read_level(element: _Element) -> Level:
    def value(tag: str) -> str | None:
        child = element.find(f"{W}{tag}")
        if child is None:
            return None
        return child.get(f"{W}val", "1")

    restart = value("lvlRestart")
    return Level(
        _int(value("start"), 1),
        value("numFmt") or "decimal",
        value("lvlText") or "",
        None if restart is None else _int(restart, 0),
        value("isLgl") not in (None, "0", "false"),
    )


def _int(text: str | None, default: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return default
