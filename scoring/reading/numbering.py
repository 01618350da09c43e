"""Word's automatic numbers: they stand in numbering.xml, not in the text, and must be counted to be
known.

Source of the rules: ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (number formats).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    if style in {"ideographTraditional", "ideographZodiac"} and 1 <= value <= 10:
        return _STEMS[value - 1]
    writer = _WRITERS.get(style, str)
    return writer(value)


def _letters(value: int) -> str:
    """Word's letters: a to z, then aa to zz."""
    times, letter = divmod(value - 1, 26)
    return chr(ord("a") + letter) * (times + 1)


def _full_width(value: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(value))


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


_WRITERS: dict[str, Callable[[int], str]] = {
    "decimalFullWidth": _full_width,
    "decimalZero": lambda value: f"{value:02d}",
    "lowerLetter": _letters,
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerRoman": lambda value: to_roman(value).lower(),
    "upperRoman": to_roman,
}


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
        counters = self._counters_of(num_id, numbers)
        own = numbers.levels[level]
        start = numbers.starts.get(level, own.start)
        counters[level] = counters.get(level, start - 1) + 1
        for deeper in [index for index in counters if index > level]:
            if _restarts(numbers.levels.get(deeper, Level()), level):
                del counters[deeper]
        if own.format in {"bullet", "none"} and "%" not in own.pattern:
            return ""
        return self._draw(numbers, level, counters)

    def _counters_of(self, num_id: str, numbers: NumberList) -> dict[int, int]:
        """The counters of a list. Lists on one definition count together, until one of them states
        where it begins.
        """
        counters = self._counters.setdefault(numbers.key, {})
        if num_id not in self._seen:
            self._seen.add(num_id)
            for index in numbers.starts:
                counters.pop(index, None)
        return counters

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


def _restarts(deeper: Level, level: int) -> bool:
    """Whether a deeper level counts anew after a number of ``level``: always, unless it states
    below which level alone (0: never).
    """
    if deeper.restart is None:
        return True
    return deeper.restart > level


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
    """The list and the level that each style numbers its paragraphs with."""
    if root is None:
        return {}
    own: dict[str, tuple[str | None, int | None, str]] = {}
    for style in root.iter(f"{W}style"):
        properties = style.find(f"{W}pPr")
        num_id, level = (None, None) if properties is None else _num_pr(properties)
        based = _val(style.find(f"{W}basedOn"))
        own[style.get(f"{W}styleId", "")] = (num_id, level, based)
    return {name: _inherited(name, own) for name in own}


def _inherited(name: str, own: Mapping[str, tuple[str | None, int | None, str]]) -> tuple[str, int]:
    """List and level of a style, each from the nearest style that it is based on and that states
    it.
    """
    num_id: str | None = None
    level: int | None = None
    # A hostile file may base styles on each other in a ring.
    for _ in range(20):
        if name not in own:
            break
        own_id, own_level, name = own[name]
        if num_id is None:
            num_id = own_id
        if level is None:
            level = own_level
    return num_id or "", level or 0


def _val(element: _Element | None) -> str:
    """The attribute in which an element of WordprocessingML holds its value, "" for none."""
    if element is None:
        return ""
    return element.get(f"{W}val", "")


def _read_lists(root: _Element | None) -> dict[str, NumberList]:
    """The lists of a document by the number that paragraphs name (ECMA-376 17.9)."""
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
            links[key] = _val(link)
        style = abstract.find(f"{W}styleLink")
        if style is not None:
            by_style[_val(style)] = key
    lists = {}
    for num in root.iter(f"{W}num"):
        key = _val(num.find(f"{W}abstractNumId"))
        if key in links:
            # A definition without levels of its own borrows those of the list style it names.
            key = by_style.get(links[key], key)
        lists[num.get(f"{W}numId", "")] = _list_of(num, key, abstracts.get(key, {}))
    return lists


def _list_of(num: _Element, key: str, abstract: Mapping[int, Level]) -> NumberList:
    """A list on a definition, with what it changes of it."""
    levels = dict(abstract)
    starts = {}
    for override in num.findall(f"{W}lvlOverride"):
        index = _int(override.get(f"{W}ilvl"), 0)
        changed = override.find(f"{W}lvl")
        if changed is not None:
            levels[index] = _read_level(changed)
        start = override.find(f"{W}startOverride")
        if start is not None:
            starts[index] = _int(start.get(f"{W}val"), 1)
    return NumberList(levels, key, starts)


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
