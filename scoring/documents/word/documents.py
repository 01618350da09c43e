"""Documents as Word files from an office's own template: 短板整改清单, 整改通报, 评查意见书.

The fields of a template are those of ``--to json`` and, beside them, what a document adds to spare
its template work: they stand in ``docs/word-templates.md``. Nothing is rounded or summed up here.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from scoring.documents.final_copy import Ending
from scoring.documents.plain import plain_data

WIDTH = 247
"""The width of charts on a page across, in millimetres; those of an upright page fill its line."""
PRINTS_MARK = re.compile(r"\{\{[^{}]*\bmark\b")


@dataclass(frozen=True, slots=True)
class DocumentWord:
    """The Word file of one document.

    ``report`` is its model, with ``title`` and ``issuer``; ``fields`` gives what a template may
    print of it, and ``drawings`` are its charts as SVG, or several under one name, ``across`` those
    for a page across.
    """

    report: Any
    fields: Callable[[Any], dict[str, Any]] = plain_data
    drawings: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    across: tuple[str, ...] = ()

    def __call__(
        self,
        template: Path,
        *,
        day: date,
        draft: bool,
        mark: str | None,
        fonts: Path | None,
        seal: Ending | None,
    ) -> bytes:
        """The bytes; ``fonts`` are the workspace's own faces. A template that has no place for the
        mark gets it into its heads; the page for the seal stands only where a template has a place
        for it.

        Raises ``RenderError`` where the template is at fault or a chart cannot be printed.
        """
        # Only here: the library takes a while to load.
        from scoring.documents.word.office import office_file
        from scoring.documents.word.pictures import Pictures
        from scoring.docx.watermark import marked

        made = office_file(
            template,
            {**self.fields(self.report), "draft": draft, "mark": mark or ""},
            title=self.report.title,
            issuer=self.report.issuer,
            day=day,
            pictures=Pictures(self.drawings, dict.fromkeys(self.across, WIDTH), fonts),
            draft=draft,
            seal=seal,
        )
        # 草稿 is across the pages already: filling the template put it there.
        return marked(made, draft=False, mark=None if _prints_mark(template) else mark, day=day)


def _prints_mark(template: Path) -> bool:
    """Whether a template, which was filled without fault, says somewhere where the mark stands."""
    with zipfile.ZipFile(template) as archive:
        parts = [
            name
            for name in archive.namelist()
            if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name)
        ]
        texts = (
            # Word parts a tag over several runs wherever somebody edited it: their
            # marks are dropped first.
            re.sub(r"<[^>]+>", "", archive.read(name).decode("utf-8", "replace"))
            for name in parts
        )
        return any(PRINTS_MARK.search(text) for text in texts)
