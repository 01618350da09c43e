"""Names that every system can hold: Windows, macOS, Linux, a USB stick formatted long ago, a zip.

Sources of the rules: Microsoft, *Naming Files, Paths, and Namespaces* (reserved names and
characters, trailing dots and spaces, 260 units for a whole path); POSIX file systems take 255 bytes
for one name; macOS may decompose letters.
"""

from __future__ import annotations

import re
import unicodedata

MOST_BYTES = 255
MOST_UNITS = 200
"""UTF-16 units of a path inside the package; the rest of 260 is for the drive and the folders that
it is copied to."""
FOLDER_UNITS = 40
SHORTENED = "…"

# Full-width twins say the same to a reader and mean nothing to a file system. % would need an
# escape in manifests.
_TWINS = str.maketrans('<>:"/\\|?*%', "＜＞：＂／＼｜？＊％")
_RESERVED = re.compile(
    r"(con|prn|aux|nul|clock\$|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE
)
_HIDDEN = {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
_LONGEST_SUFFIX = 12


def units(text: str) -> int:
    """The length that Windows counts: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def safe_name(wanted: str, most: int = FOLDER_UNITS) -> str:
    """``wanted`` as a name for one file or folder, of at most ``most`` UTF-16 units and 255 bytes.

    Composed (NFC), without control, direction and unassigned characters; never empty or reserved,
    and not ending in a dot or a space.
    """
    text = unicodedata.normalize("NFC", wanted)
    # White space first: a tab between two words is a space, not nothing.
    text = re.sub(r"\s+", " ", text)
    text = "".join("_" if unicodedata.category(sign) in _HIDDEN else sign for sign in text)
    text = re.sub("_{2,}", "_", text.translate(_TWINS)).strip(" ").rstrip(". ")
    if not text or not text.strip("_. "):
        text = "未命名"
    if _RESERVED.match(text) or text.startswith("."):
        text = f"_{text}"
    return _shortened(text, most)


def _shortened(text: str, most: int, tail: str = "") -> str:
    """``text`` with ``tail`` after it, cut so that both fit; an ending that looks like a file type
    is kept.
    """
    stem, suffix = _parted(text)
    ending = tail + suffix
    if _fits(stem + ending, most):
        return stem + ending
    cut = ""
    # A mark goes with the letter that it stands on.
    while stem and (
        not _fits(stem + SHORTENED + ending, most) or (cut and unicodedata.combining(cut))
    ):
        cut, stem = stem[-1], stem[:-1]
    return stem.rstrip(". ") + SHORTENED + ending


def _parted(text: str) -> tuple[str, str]:
    stem, dot, suffix = text.rpartition(".")
    if stem and suffix.isascii() and len(suffix) <= _LONGEST_SUFFIX:
        return (stem, dot + suffix)
    return (text, "")


def _fits(text: str, most: int) -> bool:
    return units(text) <= most and len(text.encode()) <= MOST_BYTES


class Folders:
    """Which names are taken in which folder, whatever the case of their letters."""

    def __init__(self) -> None:
        self._taken: set[tuple[str, str]] = set()

    def claim(self, folder: str, wanted: str, most: int | None = None) -> str:
        """A free safe name for ``wanted`` in ``folder`` ("" is the top); returns the whole path
        below the top.
        """
        room = MOST_UNITS - units(folder) - 1 if most is None else most
        name = safe_name(wanted, room)
        count = 1
        while (folder, _key(name)) in self._taken:
            count += 1
            name = _shortened(safe_name(wanted, room), room, f"-{count}")
        self._taken.add((folder, _key(name)))
        if folder:
            return f"{folder}/{name}"
        return name


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())
