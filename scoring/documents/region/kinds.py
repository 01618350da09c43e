"""Which documents a region has, in which forms, and where they go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scoring.documents.layout import Page, pdf_pages
from scoring.documents.region.words import Material, material
from scoring.documents.registry import Wishes, rendered
from scoring.evidence.package import safe_name
from scoring.region.results import Results
from scoring.storage import place, write_atomic

LETTER_FORMS = ("pdf", "docx", "html", "xlsx", "json")


@dataclass(frozen=True, slots=True)
class Kind:
    """One document: the name of its file, and the forms it comes in, the usual one first."""

    name: str
    forms: tuple[str, ...]
    build: Callable[[Material], Page]


def _evaluation(about: Material) -> Page:
    from scoring.documents.region.evaluation import evaluation_page

    return evaluation_page(about)


def _ranks(about: Material) -> Page:
    from scoring.documents.region.bulletins import rank_bulletin_page

    return rank_bulletin_page(about)


def _submissions(about: Material) -> Page:
    from scoring.documents.region.bulletins import submission_bulletin_page

    return submission_bulletin_page(about)


def _summary(about: Material) -> Page:
    from scoring.documents.region.summary import summary_page

    return summary_page(about)


def _web(about: Material) -> Page:
    from scoring.documents.region.web_page import web_page

    return web_page(about)


KINDS = {
    "评估报告": Kind("评估报告", LETTER_FORMS, _evaluation),
    "排名通报": Kind("排名通报", LETTER_FORMS, _ranks),
    "报送情况通报": Kind("报送情况通报", LETTER_FORMS, _submissions),
    "汇总表": Kind("汇总表", ("xlsx",), _summary),
    "网页": Kind("网页", ("html", "json"), _web),
}
COUNTY_PAGES = "县页"
ALIASES = {"省级评估报告": "评估报告", "市级评估报告": "评估报告", "单位页": COUNTY_PAGES}
WORDS = (*KINDS, COUNTY_PAGES, "all")
"""What can be asked for."""


def produce(
    results: Results,
    words: Sequence[str],
    form: str | None,
    day: date,
    output: Path | None,
    *,
    codes: Sequence[str] | None = None,
    anonymous: bool = False,
) -> Iterator[Path]:
    """Makes the documents, giving each path as soon as it stands. Raises ``RenderError``."""
    about = material(results, day)
    if "all" in words:
        chosen = [*KINDS, COUNTY_PAGES]
    else:
        chosen = [ALIASES.get(word, word) for word in words]
    home = output or place(results.region.path, "reports", folder=True)
    if output is None:
        place(results.region.path, f"reports/{COUNTY_PAGES}", folder=True)
    for word in dict.fromkeys(chosen):
        if word == COUNTY_PAGES:
            yield from county_files(about, home / COUNTY_PAGES, form, codes, anonymous=anonymous)
            continue
        kind = KINDS[word]
        # Asked for all of them in one form: what does not come in it is made as it usually is.
        wanted = form if form in kind.forms else kind.forms[0]
        path = home / f"{kind.name}.{wanted}"
        # No home: a region prints in our own templates and faces, never in those of a county.
        write_atomic(path, rendered(kind.build(about), wanted, Wishes(day), None))
        yield path


def county_files(
    about: Material, folder: Path, form: str | None, codes: Sequence[str] | None, *, anonymous: bool
) -> Iterator[Path]:
    """A file for each county. All are printed by one process."""
    from scoring.documents.region.county_page import county_pages

    pages = county_pages(about, codes, anonymous=anonymous)
    wanted = form if form in LETTER_FORMS else "pdf"
    if wanted == "pdf":
        contents = pdf_pages(pages, None, day=about.day)
    else:
        contents = [rendered(page, wanted, Wishes(about.day), None) for page in pages]
    for page, content in zip(pages, contents, strict=True):
        report = page.context["report"]
        path = folder / safe_name(f"{report.code}-{report.name}.{wanted}", most=100)
        write_atomic(path, content)
        yield path
