"""A renderer that prints parts of one document: a part without faces and margin boxes, and a report
of what the other parts need to know of it.
"""

from __future__ import annotations

import gc
import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pydyf
import weasyprint
from weasyprint import CSS, HTML
from weasyprint.formatting_structure.boxes import BlockLevelBox
from weasyprint.text.ffi import TO_UNITS, ffi, gobject, pango
from weasyprint.text.fonts import get_pango_font_key
from weasyprint.urls import FatalURLFetchingError

from scoring.pdf.render_log import FULL, Log
from scoring.pdf.rendering import Setting, failure_of, laid_out
from scoring.pdf.weasyprint_patches.hooks import PartHooks

CONTINUED = "[data-again]{break-before:auto !important}"
NUMBERED = ".toc a[data-page]::after{content:leader(dotted) attr(data-page)}"
SIDES = frozenset({"left", "right", "recto", "verso"})
COLLECTED_AFTER = 240
"""Pages between two collections: the collector is off, and a page leaves one megabyte of rings
behind."""
POINTS = 0.75
"""Points in a CSS pixel."""


class Press:
    """WeasyPrint with the hooks of a part: the layout is read for the report; faces are noted and
    left out, margin boxes too.
    """

    def __init__(self, job: dict[str, Any], log: Log) -> None:
        self.setting = Setting(job, log)
        self.own = CSS(string=CONTINUED + NUMBERED, font_config=self.setting.fonts)
        self.digests: dict[str, str] = {}
        self.pages = self.laid_out = 0
        self.hooks = PartHooks()

    def answer(self, job: dict[str, Any], folder: Path) -> dict[str, Any]:
        """The report of one job, or what went wrong with it."""
        try:
            if job["task"] == "faces":
                return self.faces(job, folder)
            return self.print(job, folder)
        except MemoryError:
            return {"failure": FULL}
        except (Exception, FatalURLFetchingError) as error:  # noqa: BLE001  # the boundary of this process
            return {"failure": failure_of(error)}
        finally:
            self.hooks.forget()
            self.pages += self.laid_out
            self.laid_out = 0
            if self.pages >= COLLECTED_AFTER:
                gc.collect()
                self.pages = 0

    def print(self, job: dict[str, Any], folder: Path) -> dict[str, Any]:
        """Print one piece or one run of leaves; the report holds what the other parts need to know
        of it.
        """
        fetcher = self.setting.begin(job["html"])
        bare = self.hooks.bare = job["task"] == "piece"
        html = HTML(string=job["html"], base_url=self.setting.base, url_fetcher=fetcher)
        if bare:
            sheets = [*self.setting.stylesheets, self.own]
        else:
            sheets = self.setting.stylesheets
        document = laid_out(html, self.setting, sheets)
        report = {
            "pages": [self._page(number, page) for number, page in enumerate(document.pages)],
            "begins": self._begins(),
            **self._places(document.pages),
            "about": {
                key: getattr(document.metadata, key)
                for key in ("title", "authors", "keywords", "lang")
            },
        }
        self.laid_out = len(document.pages) if bare else 0
        buffer = BytesIO()
        document.write_pdf(buffer)
        (folder / f"{job['number']}.pdf").write_bytes(buffer.getvalue())
        report["faces"] = [self._noted(font) for font in document.fonts.values()]
        return {**report, **self.setting.findings(fetcher), "families": self.setting.families}

    def _page(self, number: int, page: Any) -> dict[str, Any]:
        """Measures of a page in points from its lower left corner; its name, group, number and
        running strings.

        ``late`` are the strings that something below the top of the page assigns.
        """
        box = page._page_box
        strings = {
            name: by_page[number + 1]
            for name, by_page in self.hooks.context.string_set.items()
            if number + 1 in by_page
        }
        counters = self.hooks.context.page_maker[number + 1][3][1]
        return {
            "size": [page.width * POINTS, page.height * POINTS],
            "area": [
                box.content_box_x() * POINTS,
                (page.height - box.content_box_y() - box.height) * POINTS,
                box.width * POINTS,
                box.height * POINTS,
            ],
            "name": box.page_type.name or "",
            "first": bool(box.page_type.groups) and box.page_type.groups[-1][1] == 0,
            "blank": box.page_type.blank,
            "number": counters["page"][-1] if counters.get("page") else 0,
            "strings": strings,
            "late": sorted(strings.keys() - _at_top(box)),
        }

    def _begins(self) -> str:
        """``recto`` or ``verso`` where the part must begin on that side of a leaf, else an empty
        text.
        """
        if any(item[1]["break"] in SIDES for item in self.hooks.context.page_maker[1:]):
            return (
                "recto"  # what stands inside was laid out as if the part began on a right-hand page
            )

        box, side = self.hooks.root, ""
        while box is not None:
            wish = box.style["break_before"]
            if wish in SIDES:
                side = {"right": "recto", "left": "verso"}.get(wish, wish)
            inner = [child for child in getattr(box, "children", ()) if child.is_in_normal_flow()]
            if inner and isinstance(inner[0], BlockLevelBox):
                box = inner[0]
            else:
                box = None
        return side

    def _places(self, pages: list[Any]) -> dict[str, Any]:
        """Anchors and bookmarks with page and point, and the names of all links; every link is kept
        in the file.
        """
        anchors: dict[str, list[float]] = {}
        links: set[str] = set()
        marks = []
        for number, page in enumerate(pages):
            for name, (x, y, _, _) in page.anchors.items():
                anchors.setdefault(name, [number, x * POINTS, (page.height - y) * POINTS])
            links.update(target for kind, target, _, _ in page.links if kind == "internal")
            marks += [
                [level, label, number, x * POINTS, (page.height - y) * POINTS, state]
                for level, label, (x, y), state in page.bookmarks
            ]
        # A link without a target is dropped by the renderer; its target may stand in another part.
        for name in sorted(links - set(anchors)):
            pages[0].anchors[name] = (0, 0, 0, 0)
        return {"anchors": anchors, "links": sorted(links), "bookmarks": marks}

    def _noted(self, font: Any) -> dict[str, Any]:
        if font.hash not in self.digests:
            self.digests[font.hash] = hashlib.sha256(font.file_content).hexdigest()
        return {
            "hash": font.hash,
            "digest": self.digests[font.hash],
            "described": font.described,
            "size": font.font_size,
            "missing": font.missing,
            "widths": list(font.widths.items()),
            "texts": list(font.to_unicode.items()),
        }

    def faces(self, job: dict[str, Any], folder: Path) -> dict[str, Any]:
        """Write a file of one empty page that holds the faces of all parts, each cut to what they
        use of it.
        """
        fetcher = self.setting.begin()
        found = {note["hash"]: self._loaded(note) for note in job["faces"]}
        file = pydyf.PDF()
        resources = pydyf.Dictionary({"Font": self.hooks.fonts_dictionary(file, found)})
        file.add_page(
            pydyf.Dictionary(
                {
                    "Type": "/Page",
                    "Parent": file.pages.reference,
                    "MediaBox": pydyf.Array([0, 0, 1, 1]),
                    "Resources": resources,
                }
            )
        )
        buffer = BytesIO()
        file.write(buffer, b"1.7", None, True)
        (folder / f"{job['number']}.pdf").write_bytes(buffer.getvalue())
        return {**self.setting.findings(fetcher), "families": self.setting.families}

    def _loaded(self, note: dict[str, Any]) -> Any:
        """A face as a part described it. Raises ``LookupError`` where it is another one by now."""
        family, style, weight, variations = note["described"]
        fonts = self.setting.fonts.font_map
        context = ffi.gc(pango.pango_font_map_create_context(fonts), gobject.g_object_unref)
        for stretch in (
            4,
            3,
            5,
            2,
            6,
            1,
            7,
            0,
            8,
        ):  # from normal outwards; the one thing that cannot be read back
            description_asked = ffi.gc(
                pango.pango_font_description_new(), pango.pango_font_description_free
            )
            name = ffi.new("char[]", family.encode())
            pango.pango_font_description_set_family(description_asked, name)
            pango.pango_font_description_set_style(description_asked, style)
            pango.pango_font_description_set_weight(description_asked, weight)
            pango.pango_font_description_set_stretch(description_asked, stretch)
            if variations:
                pango.pango_font_description_set_variations(description_asked, variations.encode())
            pango.pango_font_description_set_absolute_size(
                description_asked, int(note["size"] * TO_UNITS)
            )
            font = ffi.gc(
                pango.pango_font_map_load_font(fonts, context, description_asked),
                gobject.g_object_unref,
            )
            _, description, _ = get_pango_font_key(font)
            face = self.hooks.face(font, description, note["size"])
            face.kept = font
            if face.hash == note["hash"]:
                break
        if hashlib.sha256(face.file_content).hexdigest() != note["digest"]:
            raise LookupError(f"字体 {family} 在排版期间被更换")
        face.widths, face.to_unicode = dict(note["widths"]), dict(note["texts"])
        face.missing = {int(code): glyph for code, glyph in note["missing"].items()}
        return face


def _at_top(box: Any) -> set[str]:
    """The running strings that the first element of a page assigns, as ``string(name, start)``
    looks for them.
    """
    names: set[str] = set()
    while box is not None:
        if box.style["string_set"] != "none":
            names.update(name for name, _ in box.style["string_set"])
        box = box.children[0] if getattr(box, "children", None) else None
    return names


def libraries() -> str:
    """The versions of what lays out and shapes: parts of different ones do not belong into one
    document.
    """
    return f"WeasyPrint {weasyprint.__version__}, Pango {pango.pango_version()}"
