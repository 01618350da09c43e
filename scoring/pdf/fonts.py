"""The faces of a document: roles, the private fontconfig file, and the survey for ``shifan
doctor``.

Style sheets name *roles* (``shifan-fangsong``, ``shifan-kai`` …). A fontconfig file that is written
at run time turns each role into a list: the office's own faces first (GB/T 9704-2012 asks for 仿宋,
楷体, 黑体 and 小标宋, which are proprietary: they are looked for in the workspace folder ``fonts/``
and on the machine), then the open faces that travel with the package. No other face of the machine
is visible, so the same machine always gives the same bytes and a missing face is never replaced by
a random one.
"""

import contextlib
import hashlib
import os
import sys
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from scoring.data_files import data_folder
from scoring.pdf.errors import RenderError
from scoring.storage import user_folder

BUNDLED = ("Shifan Song", "Shifan Hei", "Shifan Kai", "Shifan Latin", "Shifan Sans Latin")


@dataclass(frozen=True, slots=True)
class Role:
    """One role: its Chinese name, the alias that CSS uses, the families that are right for it, the
    bundled one.

    ``latin`` comes first in the list but holds ASCII only, so that digits match the text they stand
    in and quotation marks and dashes keep their full Chinese width.
    """

    name: str
    alias: str
    latin: str
    families: tuple[str, ...]
    bundled: str
    stand_in: bool


@dataclass(frozen=True, slots=True)
class FontStatus:
    """What a role is printed with: ``family``, and whether that is a stand-in for the face the
    standard asks for.
    """

    role: str
    family: str
    stand_in: bool
    wanted: tuple[str, ...]


ROLES: tuple[Role, ...] = (
    Role(
        "仿宋",
        "shifan-fangsong",
        "Shifan Latin",
        (
            "仿宋_GB2312",
            "FangSong_GB2312",
            "FangSong",
            "仿宋",
            "STFangsong",
            "华文仿宋",
            "方正仿宋_GBK",
            "Zhuque Fangsong (technical preview)",
            "Zhuque Fangsong",
            "朱雀仿宋",
            "FandolFang",
            "FandolFang R",
        ),
        "Shifan Song",
        True,
    ),
    Role(
        "楷体",
        "shifan-kai",
        "Shifan Latin",
        (
            "楷体_GB2312",
            "KaiTi_GB2312",
            "KaiTi",
            "楷体",
            "STKaiti",
            "华文楷体",
            "方正楷体_GBK",
            "FandolKai",
        ),
        "Shifan Kai",
        False,
    ),
    Role(
        "黑体",
        "shifan-hei",
        "Shifan Sans Latin",
        ("SimHei", "黑体", "STHeiti", "华文黑体", "方正黑体_GBK"),
        "Shifan Hei",
        False,
    ),
    Role(
        "小标宋",
        "shifan-title",
        "Shifan Latin",
        ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
        "Shifan Song",
        True,
    ),
    Role(
        "宋体",
        "shifan-song",
        "Shifan Latin",
        ("SimSun", "宋体", "STSong", "华文宋体", "方正书宋_GBK"),
        "Shifan Song",
        False,
    ),
    Role("图表", "shifan-figure", "Shifan Sans Latin", (), "Shifan Hei", False),
    Role("西文", "shifan-latin", "Shifan Latin", (), "Shifan Latin", False),
)

GENERIC = {"serif": "shifan-song", "sans-serif": "shifan-hei", "monospace": "shifan-song"}
KNOWN = frozenset(BUNDLED) | {family for role in ROLES for family in role.families}
ALIASES = frozenset(role.alias for role in ROLES) | frozenset(GENERIC)


def bundled_folder() -> Path:
    """The folder with the open faces that travel with the package."""
    return data_folder("templates") / "fonts"


def system_folders(environ: Mapping[str, str] = os.environ) -> list[Path]:
    """The folders where this kind of machine keeps its faces; those that do not exist are left
    out.
    """
    home = Path.home()
    folders = [home / ".fonts", home / ".local/share/fonts"]
    if sys.platform == "win32":
        folders = [Path(environ.get("WINDIR", r"C:\Windows")) / "Fonts"]
        folders += [
            Path(environ[name]) / "Microsoft/Windows/Fonts"
            for name in ("LOCALAPPDATA",)
            if name in environ
        ]
    elif sys.platform == "darwin":
        folders = [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    else:
        folders += [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
        folders += [Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")]
    return [folder for folder in folders if folder.is_dir()]


def families_in(folder: Path) -> list[str]:
    """The family names, in every language, of the faces that an office put into its own folder,
    sorted.

    A file that is no face is passed over: the folder may hold a licence or a note.
    """
    # fontTools takes a fifth of a second to import, and most workspaces have no faces of their own.
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    families: set[str] = set()
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in {".ttf", ".otf", ".ttc", ".otc"}:
            continue
        try:
            if path.suffix.lower() in {".ttc", ".otc"}:
                fonts = TTCollection(path, lazy=True).fonts
            else:
                fonts = [TTFont(path, lazy=True)]
            for font in fonts:
                families.update(
                    str(entry) for entry in font["name"].names if entry.nameID in (1, 16)
                )
        except (TTLibError, KeyError, OSError, UnicodeDecodeError):
            continue
    return sorted(families)


def config_text(
    workspace_fonts: Path | None, cache: Path, folders: Iterable[Path] | None = None
) -> str:
    """The fontconfig file: which folders are searched, which faces are visible, what each role
    means.

    ``folders`` are the machine's own (default: :func:`system_folders`), seen only for the families
    of ``ROLES``.
    """
    own: list[str] = []
    searched: list[Path] = []
    if workspace_fonts and workspace_fonts.is_dir():
        own = families_in(workspace_fonts)
        if own:
            # First, so that an office's face goes before one of the same name on the machine.
            searched.append(workspace_fonts)
    searched += system_folders() if folders is None else folders
    searched.append(bundled_folder())
    visible = sorted(KNOWN | set(own))
    lines = ['<?xml version="1.0"?>', '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">', "<fontconfig>"]
    lines += [f"<dir>{escape(str(folder.resolve()))}</dir>" for folder in searched]
    lines += [f"<cachedir>{escape(str(cache))}</cachedir>", "<selectfont>", "<rejectfont>"]
    # Everything is rejected, then the known families are let in again.
    lines += [_pattern("scalable", f"<bool>{value}</bool>") for value in ("true", "false")]
    lines += ["</rejectfont>", "<acceptfont>"]
    lines += [_pattern("family", f"<string>{escape(family)}</string>") for family in visible]
    lines += ["</acceptfont>", "</selectfont>"]
    lines += [_alias(role.alias, stack(role)) for role in ROLES]
    by_alias = {role.alias: role for role in ROLES}
    lines += [_alias(generic, stack(by_alias[alias])) for generic, alias in GENERIC.items()]
    lines.append("</fontconfig>")
    return "\n".join(lines) + "\n"


def stack(role: Role) -> list[str]:
    """The families of a role in the order in which a character is looked for; rare names fall
    through to the end.
    """
    ordered = [role.latin, *role.families, role.bundled, "Shifan Song", "Shifan Hei", "Shifan Kai"]
    return list(dict.fromkeys(ordered))


def _pattern(key: str, value: str) -> str:
    return f'<pattern><patelt name="{key}">{value}</patelt></pattern>'


def _alias(name: str, families: Iterable[str]) -> str:
    strings = "".join(f"<string>{escape(family)}</string>" for family in families)
    return (
        '<match target="pattern"><test qual="any" '
        f'name="family"><string>{escape(name)}</string></test>'
        f'<edit name="family" mode="assign" binding="strong">{strings}</edit></match>'
    )


def cache_folder() -> Path:
    """The folder of this user for derived files, with a place for what fontconfig keeps."""
    folder = user_folder()
    with contextlib.suppress(OSError):
        (folder / "fontconfig").mkdir(parents=True, exist_ok=True)
    return folder


def own_fonts(home: Path | None) -> Path | None:
    """The folder of faces that a workspace brings, where there is one.

    Raises ``RenderError`` where something lies in it that is no file: whoever opens a pipe waits
    for ever.
    """
    fonts = home / "fonts" if home else None
    if fonts is None or not fonts.is_dir():
        return None
    for path in fonts.rglob("*"):
        if not path.is_file() and (path.is_symlink() or not path.is_dir()):
            shown = path.relative_to(fonts).as_posix()
            raise RenderError(
                "font", f"工作区的 fonts/{shown} 不是字体文件（是链接、管道或设备），请移走它再试"
            )
    return fonts


def environment(workspace_fonts: Path | None) -> dict[str, str]:
    """Variables for the rendering process; writes the fontconfig file first (its name is the digest
    of its text).

    They must be set before weasyprint is imported: it asks fontconfig while it loads.
    """
    cache = cache_folder()
    text = config_text(workspace_fonts, cache / "fontconfig")
    path = cache / f"fonts-{hashlib.sha256(text.encode()).hexdigest()[:16]}.conf"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        handle, name = tempfile.mkstemp(dir=cache, prefix="fonts-", suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(name).replace(path)
    return {"FONTCONFIG_FILE": str(path)}


def choose(available: Collection[str]) -> list[FontStatus]:
    """For each role the first family that is there, with ``stand_in`` true when the right face was
    not found.
    """
    there = {family.casefold() for family in available}
    result = []
    for role in ROLES:
        family_there = next(
            (family for family in role.families if family.casefold() in there), None
        )
        result.append(
            FontStatus(
                role.name,
                family_there or role.bundled,
                role.stand_in and family_there is None,
                role.families[:3],
            )
        )
    return result


def survey(workspace_fonts: Path | None = None) -> list[FontStatus]:
    """What each role would be printed with here, as the rendering process sees it. Raises
    RenderError without Pango.
    """
    from scoring.pdf.renderer import run

    report = run({"task": "families"}, environment(workspace_fonts), timeout=60, memory_mb=1024)
    return choose([str(family) for family in report["families"]])
