"""Libraries that take long to load, each loaded when it is first used.

A reader of one format needs one library, and a command that opens no such file should not wait for
it. So they are attributes of this module, and nowhere else is a library imported inside a function
to put its loading off::

    from scoring import libraries

    with libraries.pikepdf.open(path) as document:
        ...

``weasyprint`` is none of them: only the processes that print load it (``pdf.rendering``).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import distributed as distributed
    import docxtpl as docxtpl
    import duckdb as duckdb
    import filelock as filelock
    import highspy as highspy
    import olefile as olefile
    import openpyxl as openpyxl
    import pdfplumber as pdfplumber
    import pebble as pebble
    import pikepdf as pikepdf
    import PIL as PIL
    import psutil as psutil  # type: ignore[import-untyped]  # the wheel has none
    import pypdfium2 as pypdfium2
    import python_calamine as python_calamine
    import rapidocr as rapidocr
    import segno as segno
    import wcwidth as wcwidth
    from fontTools import ttLib as ttLib
    from lxml import etree as etree
    from PIL import Image as Image
    from PIL import ImageChops as ImageChops
    from PIL import ImageFile as ImageFile
    from PIL import ImageFilter as ImageFilter
    from PIL import ImageOps as ImageOps

PLACES = {
    "Image": "PIL.Image",
    "ImageChops": "PIL.ImageChops",
    "ImageFile": "PIL.ImageFile",
    "ImageFilter": "PIL.ImageFilter",
    "ImageOps": "PIL.ImageOps",
    "distributed": "distributed",
    "PIL": "PIL",
    "docxtpl": "docxtpl",
    "duckdb": "duckdb",
    "etree": "lxml.etree",
    "filelock": "filelock",
    "highspy": "highspy",
    "lxml_html": "lxml.html",
    "olefile": "olefile",
    "openpyxl": "openpyxl",
    "pdfplumber": "pdfplumber",
    "pebble": "pebble",
    "pikepdf": "pikepdf",
    "psutil": "psutil",
    "pypdfium2": "pypdfium2",
    "pypdfium2_raw": "pypdfium2.raw",
    "python_calamine": "python_calamine",
    "rapidocr": "rapidocr",
    "segno": "segno",
    "ttLib": "fontTools.ttLib",
    "wcwidth": "wcwidth",
}
"""For each attribute the module that it stands for."""


def __getattr__(name: str) -> Any:
    if name not in PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Asked once: afterwards the module stands here by its name, and this is not called again.
    module = globals()[name] = importlib.import_module(PLACES[name])
    return module
