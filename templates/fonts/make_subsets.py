"""Cut the open faces down to the characters that Chinese government documents use.

Run once, by hand, when a face is renewed::

    python make_subsets.py --serif DIR --sans DIR --kai DIR --latin DIR --unihan Unihan_OtherMappings.txt

The folders are the unpacked source packages that ``README.md`` names. The result is written beside
this script. Every subset gets a family name of its own (``Shifan …``): the licences reserve some of
the names, and a face that is installed on the machine can then never take the place of the bundled
one.
"""

import argparse
import re
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
ASCII = set(range(0x20, 0x7F))
# Names and places use characters outside every table; these were met in real registers.
NAMES = set(map(ord, "镕堃喆玥翀旸祎珺昇垚彧鹮禤䶮〇"))
# Marks of documents and tables: dashes, quotes, brackets, circled and bracketed numbers, arrows,
# units, box marks.
SYMBOL_BLOCKS = (
    (0xA0, 0xFF),
    (0x2010, 0x2027),
    (0x2030, 0x205E),
    (0x20AC, 0x20AC),
    (0x2103, 0x2103),
    (0x2116, 0x2116),
    (0x2150, 0x217F),
    (0x2190, 0x2199),
    (0x2200, 0x22FF),
    (0x2460, 0x24FF),
    (0x2500, 0x257F),
    (0x25A0, 0x25FF),
    (0x2605, 0x2606),
    (0x2610, 0x2612),
    (0x2660, 0x2667),
    (0x2713, 0x2717),
    (0x3000, 0x303F),
    (0x3220, 0x3243),
    (0x3280, 0x32B0),
    (0x338E, 0x33D5),
    (0xFE30, 0xFE4F),
    (0xFF01, 0xFF5E),
    (0xFFE0, 0xFFE5),
)


def gb2312() -> set[int]:
    """Every character of GB 2312 (6,763 Han characters, 682 others), taken from Python's own
    codec."""
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def standard_table(unihan: Path) -> set[int]:
    """The 8,105 characters of 通用规范汉字表 (2013): the ``kTGH`` field of the Unihan database."""
    text = unihan.read_text(encoding="utf-8")
    return {
        int(code, 16) for code in re.findall(r"^U\+([0-9A-F]+)\tkTGH\t", text, flags=re.MULTILINE)
    }


def rename(font: TTFont, family: str, style: str) -> None:
    """Give the face a name of its own; copyright and licence entries (0, 7, 13, 14) stay."""
    table = font["name"]
    copyright_line, licence = table.getDebugName(0) or "", table.getDebugName(13) or ""
    licence_url = table.getDebugName(14) or "https://openfontlicense.org"
    table.names = []
    postscript = f"{family.replace(' ', '')}-{style}"
    entries = {
        0: copyright_line,
        1: family,
        2: style,
        3: f"{postscript};subset",
        4: f"{family} {style}",
        5: "Version 1.000",
        6: postscript,
        13: licence,
        14: licence_url,
    }
    for name_id, value in entries.items():
        table.setName(value, name_id, 3, 1, 0x409)


def cut(source: Path, target: str, family: str, style: str, wanted: set[int]) -> None:
    """Write one subset: the wanted characters that the face has, the layout features that printing
    needs."""
    options = Options()
    options.layout_features = [
        "kern",
        "liga",
        "locl",
        "ccmp",
        "mark",
        "mkmk",
        "chws",
        "halt",
        "palt",
        "vert",
    ]
    options.name_IDs = ["*"]
    options.hinting = False
    options.desubroutinize = True
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "STAT", "DSIG", "meta"]
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=sorted(wanted))
    subsetter.subset(font)
    rename(font, family, style)
    font.save(HERE / target)
    print(target, len(font.getBestCmap()), (HERE / target).stat().st_size)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("serif", "sans", "kai", "latin", "unihan"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    symbols = {code for first, last in SYMBOL_BLOCKS for code in range(first, last + 1)}
    wanted = gb2312() | standard_table(given.unihan) | ASCII | NAMES | symbols
    serif, sans = given.serif, given.sans
    cut(
        serif / "400Regular/NotoSerifSC_400Regular.ttf",
        "ShifanSong-Regular.ttf",
        "Shifan Song",
        "Regular",
        wanted,
    )
    cut(
        serif / "700Bold/NotoSerifSC_700Bold.ttf",
        "ShifanSong-Bold.ttf",
        "Shifan Song",
        "Bold",
        wanted,
    )
    cut(
        sans / "400Regular/NotoSansSC_400Regular.ttf",
        "ShifanHei-Regular.ttf",
        "Shifan Hei",
        "Regular",
        wanted,
    )
    cut(sans / "700Bold/NotoSansSC_700Bold.ttf", "ShifanHei-Bold.ttf", "Shifan Hei", "Bold", wanted)
    cut(
        given.kai / "LXGWWenKai-Regular.ttf",
        "ShifanKai-Regular.ttf",
        "Shifan Kai",
        "Regular",
        wanted,
    )
    for style in ("Regular", "Bold"):
        cut(
            given.latin / f"LiberationSerif-{style}.ttf",
            f"ShifanLatin-{style}.ttf",
            "Shifan Latin",
            style,
            ASCII,
        )
        source = sans / {"Regular": "400Regular", "Bold": "700Bold"}[style]
        cut(
            next(source.glob("*.ttf")),
            f"ShifanSansLatin-{style}.ttf",
            "Shifan Sans Latin",
            style,
            ASCII,
        )
    list_characters()


def list_characters() -> None:
    """Write which characters the subsets hold together, for the checks that tell what cannot be
    printed."""
    codes: set[int] = set()
    for face in HERE.glob("*.ttf"):
        codes |= set(TTFont(face, lazy=True).getBestCmap())
    text = "".join(chr(code) for code in sorted(codes) if not chr(code).isspace())
    (HERE / "characters.txt").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
