"""Which characters can be printed, and by what name a sign goes that cannot.

The faces that travel with the tool hold about 9,600 characters; ``templates/fonts/characters.txt``
lists them. An office that writes rarer ones brings a face of its own (``fonts/`` of the workspace).
Picture signs of phones are no characters of a document: they are printed by their names.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from scoring import libraries
from scoring.data_files import data_folder

_FACES = (".ttf", ".otf", ".ttc", ".otc")
# Blanks, and signs that steer a text and show nothing.
_NO_INK = {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"}
# What phones draw as pictures (Unicode Technical Standard 51): with joiners, tones of skin and
# flags.
_SIGN = "[\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
_PICTURE = re.compile(
    f"[\U0001f1e6-\U0001f1ff]{{2}}|{_SIGN}(?:[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]|\u200d{_SIGN})*"
    "|[\U0001f1e6-\U0001f1ff]"
)
_NAMES = {
    "☐": "空框", "☑": "勾选", "☒": "叉选", "✓": "对勾", "✔": "对勾", "✗": "叉", "✘": "叉",
    "👍": "赞", "👎": "踩", "👏": "鼓掌", "🙏": "合十", "💪": "加油", "👌": "好的", "✌": "胜利",
    "🤝": "握手", "❤": "红心", "😀": "笑脸", "😁": "笑脸", "😂": "笑哭", "😊": "微笑", "😄": "笑脸",
    "😭": "大哭", "😡": "生气", "🎉": "庆祝", "🎈": "气球", "🎊": "庆祝", "🏆": "奖杯", "🥇": "金牌",
    "🚩": "红旗", "🔥": "火", "⭐": "星", "🌟": "星", "✨": "闪光", "✅": "对勾", "❌": "叉",
    "❗": "叹号", "❓": "问号", "⚠": "警告", "☀": "太阳", "☎": "电话", "📞": "电话", "📷": "相机",
    "📸": "相机", "📌": "图钉", "📍": "地点", "📅": "日历", "📎": "回形针", "📝": "备忘", "💡": "灯泡",
    "💯": "满分", "🌹": "玫瑰", "⚖": "天平", "🏛": "机关", "👮": "警察", "👉": "右指", "👈": "左指",
    "➡": "右箭头", "⬅": "左箭头", "⬆": "上箭头", "⬇": "下箭头", "🇨🇳": "国旗",
}  # fmt: skip


@functools.cache
def bundled() -> frozenset[str]:
    """The characters of the faces that travel with the tool."""
    text = (data_folder("templates") / "fonts" / "characters.txt").read_text("utf-8")
    return frozenset(text) | {" ", "\n", "\t", "\u3000", "\xa0"}


def with_named_signs(text: str) -> str:
    """A text whose picture signs, as far as no bundled face holds them,
    stand by their names: 👍 is 〔赞〕.
    """
    # The pattern is long, and most texts of a table are codes and figures.
    if text.isascii():
        return text
    return _PICTURE.sub(_named, text)


def _named(match: re.Match[str]) -> str:
    sign = match.group()
    if len(sign) == 1 and sign in bundled():
        return sign
    name = _NAMES.get(sign) or _NAMES.get(sign[0])
    if name:
        return f"〔{name}〕"
    return f"〔表情符号 {'、'.join(f'U+{ord(one):04X}' for one in sign[:1])}〕"


def picture_signs(text: str) -> list[str]:
    """The picture signs of a text that will be printed by their names, each once."""
    matches = (match for match in _PICTURE.finditer(text) if _named(match) != match.group())
    return list(dict.fromkeys(match.group() for match in matches))


def unprintable(text: str, own: frozenset[str] = frozenset()) -> list[str]:
    """The characters of a text for which neither a bundled face nor
    ``own`` has a glyph, each once.
    """
    strange = set(text) - bundled() - own
    if not strange:
        return []
    # Picture signs are printed by their names, so that no face has to hold them.
    rest = _PICTURE.sub("", text)
    return [
        sign
        for sign in dict.fromkeys(rest)
        if sign in strange and unicodedata.category(sign) not in _NO_INK
    ]


def faces_of(folder: Path) -> frozenset[str]:
    """The characters of the faces in a folder; a face that cannot be read has none."""
    faces: set[str] = set()
    for face in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if face.suffix.lower() in _FACES:
            faces.update(map(chr, _codes(face)))
    return frozenset(faces)


def _codes(face: Path) -> Iterable[int]:
    try:
        if face.suffix.lower() in {".ttc", ".otc"}:
            with libraries.ttLib.TTCollection(face, lazy=True) as collection:
                return [code for font in collection for code in font.getBestCmap() or ()]
        with libraries.ttLib.TTFont(face, lazy=True) as font:
            return list(font.getBestCmap() or ())
    except (libraries.ttLib.TTLibError, OSError, ValueError, KeyError, AssertionError):
        return []


def described(sign: str) -> str:
    """A character as messages name it: “𠮷”（U+20BB7）."""
    return f"“{sign}”（U+{ord(sign):04X}）"


def half_widths(text: str) -> int:
    """The width of a text in half-width characters. What is wide or narrow by its surroundings, a
    dash or a quotation mark, counts as wide: among Chinese it is printed so.
    """
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)
