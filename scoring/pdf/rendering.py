"""The renderer with our corrections, as the processes that print use it.

Importing this module loads WeasyPrint and Pango, which takes a third of a second and fails with an
``OSError`` where the system has no Pango: only a process that prints does so, once it has limited
its memory.
"""

from __future__ import annotations

import gc
import traceback
import warnings
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from weasyprint import CSS, HTML
from weasyprint.text.ffi import ffi, fontconfig
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from scoring.pdf.fetch import Jail
from scoring.pdf.fonts import ALIASES
from scoring.pdf.render_log import FULL, Log
from scoring.pdf.weasyprint_patches import borders, caching, cjk, hooks, tags

# A picture on a page needs far fewer; a bomb has far more.
MAX_PIXELS = 40_000_000
COLLECTED_AFTER = 16
"""Documents between two collections: the collector is off, and a document leaves some megabytes of
rings behind."""
LOOSE = "tr, tbody { break-inside: auto !important; break-after: auto !important }"
"""For a page on which the wishes of the style sheets cannot all be kept."""


def families() -> list[str]:
    """Every family that this process can see, in every language that the face states."""
    config = ffi.gc(fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcConfigDestroy)
    fonts = fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem)
    names = set()
    value = ffi.new("FcChar8 **")
    for number in range(0 if fonts == ffi.NULL else fonts.nfont):
        index = 0
        while (
            fontconfig.FcPatternGetString(fonts.fonts[number], b"family", index, value)
            == fontconfig.FcResultMatch
        ):
            names.add(ffi.string(value[0]).decode("utf-8", "replace"))
            index += 1
    return sorted(names)


class Setting:
    """What all documents of one process share: faces, style sheets, the folders that may be read,
    the log.

    ``job`` holds ``css``, ``roots`` and ``base``. Making one installs the corrections of
    :mod:`.weasyprint_patches`.
    """

    def __init__(self, job: dict[str, Any], log: Log) -> None:
        Image.MAX_IMAGE_PIXELS = MAX_PIXELS
        # Pillow only warns up to twice the bound; here it is an error at once.
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        cjk.apply()
        self.log = log
        self.asked: set[tuple[str, ...]] = set()
        hooks.record_families(self.asked)
        caching.apply()
        borders.apply()
        self.families = families()
        self._known = {family.casefold() for family in self.families} | {
            alias.casefold() for alias in ALIASES
        }
        sheets = [Path(name) for name in job["css"]]
        self._written = [sheet.read_text("utf-8") for sheet in sheets]
        self._roots = [Path(name) for name in job["roots"]] + [sheet.parent for sheet in sheets]
        self.base = Path(job["base"]).resolve().as_uri() + "/" if job.get("base") else None
        self.fonts = FontConfiguration()
        self.stylesheets = [
            CSS(filename=str(sheet), font_config=self.fonts, url_fetcher=Jail(self._roots))
            for sheet in sheets
        ]

    def begin(self, page: str = "") -> Any:
        """Forget what was said of the document before; gives the fetcher for the next one, whose
        HTML is ``page``.
        """
        caching.look_at(page, *self._written)
        self.log.clear()
        self.asked.clear()
        return Jail(self._roots)

    def findings(self, fetcher: Any) -> dict[str, Any]:
        """What the gates of the parent look at, once a document has been written."""
        stacks = [list(stack) for stack in sorted(self.asked)]
        return {
            "unknown_families": [
                s for s in stacks if not any(family.casefold() in self._known for family in s)
            ],
            "missing": self.log.missing,
            "unsubset": self.log.unsubset,
            "errors": self.log.errors,
            "warnings": self.log.warnings,
            "refused": fetcher.refused,
        }


def answer(job: dict[str, Any], log: Log, folder: Path) -> dict[str, Any]:
    """What the parent is told of a job: a list of families, or the documents that were laid out."""
    try:
        if job["task"] == "families":
            return {"families": families()}
        return _render(job, log, folder)
    except MemoryError:
        return {"failure": FULL}
    except (Exception, FatalURLFetchingError) as error:  # noqa: BLE001  # the boundary of this process
        return {"failure": failure_of(error)}


def _render(job: dict[str, Any], log: Log, folder: Path) -> dict[str, Any]:
    """Lay out every document of the job, all with the same faces and style sheets, up to the first
    that fails.
    """
    setting = Setting(job, log)
    documents: list[dict[str, Any]] = []
    for number, page in enumerate(job["documents"]):
        fetcher = setting.begin(page["html"])
        try:
            report = _document(job, page, fetcher, setting, folder / f"{number}.pdf")
        except MemoryError:
            documents.append({"failure": FULL})
            break
        except (Exception, FatalURLFetchingError) as error:  # noqa: BLE001  # told of its document
            documents.append({"failure": failure_of(error)})
            break
        documents.append({**report, **setting.findings(fetcher)})
        if number % COLLECTED_AFTER == COLLECTED_AFTER - 1:
            gc.collect()
    return {"families": setting.families, "documents": documents}


def _document(
    job: dict[str, Any], page: dict[str, Any], fetcher: Any, setting: Setting, target: Path
) -> dict[str, Any]:
    html = HTML(string=page["html"], base_url=setting.base, url_fetcher=fetcher)
    options = {"pdf_variant": job.get("variant"), "pdf_tags": job.get("tagged") or None}
    options = {key: value for key, value in options.items() if value is not None}
    document = laid_out(html, setting, setting.stylesheets, options)
    tags.prepare(document, variant=job.get("variant"), tagged=bool(job.get("tagged")))
    for key, value in page["metadata"].items():
        setattr(document.metadata, key, value)
    buffer = BytesIO()
    document.write_pdf(buffer, **options)
    target.write_bytes(buffer.getvalue())
    return {
        "pages": len(document.pages),
        "embedded": sorted({font.family for font in document.fonts.values()}),
    }


def laid_out(
    html: Any, setting: Setting, sheets: list[Any], options: dict[str, Any] | None = None
) -> Any:
    """The pages of a document. A row that is taller than a page may break, where nothing else can
    be done.

    The renderer gives up (an assertion about an empty page) where such a row must stand beside the
    one before it.
    """
    try:
        return html.render(font_config=setting.fonts, stylesheets=sheets, **(options or {}))
    except AssertionError:
        loose = CSS(string=LOOSE, font_config=setting.fonts)
        return html.render(
            font_config=setting.fonts, stylesheets=[*sheets, loose], **(options or {})
        )


def failure_of(error: BaseException) -> dict[str, str]:
    """What the parent makes one sentence of."""
    if isinstance(error, FatalURLFetchingError):
        return {"kind": "resource", "message": str(error)}
    text = f"排版失败：{type(error).__name__}: {error}"
    return {
        "kind": "document",
        "message": text,
        "detail": "".join(traceback.format_exception(error)),
    }
