"""What the child does with a piece, and with a volume: called by :mod:`.opening` in a process of
its own, since pieces are files of strangers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf

from scoring.binding import marking
from scoring.binding.assembly import assemble
from scoring.binding.marking import Marks
from scoring.binding.passages import Passage
from scoring.binding.pdf_pages import UnbindableError, bind_pdf
from scoring.binding.pictures import bind_picture
from scoring.reading.model import UnreadableError
from scoring.reading.sniff import sniff, type_name

# What Pillow opens here; photographs of telephones (heic) are handed in as files.
PICTURES = frozenset({"jpg", "png", "gif", "bmp", "tiff", "webp"})

# One engine for all pieces of a child: it takes seconds to load.
_recogniser = cache(marking.recogniser)


def prepare(source: Path, target: Path, passages: Sequence[Passage], ocr: bool) -> dict[str, Any]:
    """One piece as a PDF of A4 pages without numbers, at ``target``; or why there is none."""
    tops: list[float] = []
    # A new file for each piece: nothing of its own structure comes along but its pages.
    with pikepdf.new() as out:
        try:
            kind = sniff(source)
            if kind == "pdf":
                marks = bind_pdf(source, out, passages, _recogniser() if ocr else None)
            elif kind in PICTURES:
                tops = bind_picture(source, out)
                marks = Marks()
            else:
                return {"problem": f"{type_name(kind)}不能排成页面"}
        except UnbindableError as error:
            return {"problem": str(error)}
        except UnreadableError as error:
            return {"problem": error.reason}
        except MemoryError:
            return {"problem": "文件过大，内存不够"}
        except Exception:  # noqa: BLE001  whatever a parser throws at a hostile file costs this file only
            return {"problem": "文件已损坏，打不开"}
        pages = len(out.pages)
        out.save(
            target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
        )
    return {"tops": tops, "pages": pages, "missing": marks.missing, "notes": marks.notes}


def put_together(volume: dict[str, Any], target: Path) -> dict[str, Any]:
    """A volume at ``target``; ``plain`` says why it is no PDF/A, or a ``problem`` why there is
    none.
    """
    try:
        plain = assemble(volume, target)
    except (pikepdf.PdfError, OSError, MemoryError) as error:
        return {"problem": f"{type(error).__name__}: {error}"}
    return {"plain": plain}
