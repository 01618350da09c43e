"""Writes a whole 迎检卷宗: first the evidence, so that the lists tell what has truly been packed,
then the lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from scoring import __version__
from scoring.documents.catalogue import Catalogue, build_catalogue, catalogue_page, catalogue_sheet
from scoring.documents.handover.lists import inner_page, inner_sheet, links_sheet, missing_sheets
from scoring.documents.handover.model import Dossier, build_dossier
from scoring.documents.layout import pdf_page, pdf_pages
from scoring.documents.templating import environment
from scoring.documents.workbook import workbook
from scoring.engine import Assessment
from scoring.evidence.package import Bag, Plan, make_plan, new_bag, safe_name
from scoring.evidence.package.pages import page_counts
from scoring.evidence.package.plan import GENERAL, INNER, INNER_PDF, LINKS, MISSING, PAYLOAD
from scoring.views.sheet import Sheet
from scoring.workspace import Workspace

Progress = Callable[[str], None]
Listing = Callable[[int, int], None]
"""Hears how many lists there will be and how many are done."""
BATCH = 48
"""Catalogues that one process prints: enough to pay for its start, few enough for its memory."""
LISTS = 5
"""The lists of the whole package: catalogue, links, what is missing, the page to browse it, and
what to read first."""
PROCESSES = 2
"""Processes that print at the same time, beside the one that writes the workbooks."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What came of it. ``fingerprint`` is the digest of the tag manifest: who knows it knows the
    whole package.
    """

    path: Path
    files: int
    octets: int
    links: int
    lacking: int
    left_out: int
    fingerprint: str


def package_name(workspace: Workspace, today: date) -> str:
    """What a package is called where nobody says otherwise: 迎检卷宗-示例县-20261122."""
    name = workspace.head.name
    return safe_name(f"迎检卷宗-{name}-{today:%Y%m%d}")


def pack(
    workspace: Workspace,
    assessment: Assessment,
    target: Path,
    today: date,
    *,
    everything: bool = False,
    with_pdf: bool = True,
    on_file: Progress | None = None,
    on_list: Listing | None = None,
) -> Packed:
    """Packs the evidence of ``workspace`` at ``target`` (see ``new_bag``); the same input and day
    give the same bytes.

    ``everything`` takes returned and unconfirmed pieces too; ``on_file`` hears of each file copied,
    ``on_list`` of each list written after that.

    Raises ``RenderError`` when the catalogue cannot be printed, ``UnstableError`` and ``OSError``;
    nothing stays then.
    """
    home = workspace.path / "evidence"
    plan = make_plan(
        assessment.tree, workspace.records, workspace.files, home, everything=everything
    )
    pages = page_counts(workspace.records, workspace.files, workspace.path)
    with new_bag(target, today, package_name(workspace, today)) as bag, _printers() as aside:
        # A file may be gone or changing while it is copied: the lists are made
        # from what did arrive.
        plan = _copied(bag, plan, on_file)
        catalogue = build_catalogue(
            workspace,
            assessment,
            today,
            pages=pages,
            remark=_elsewhere(plan),
            left_out=plan.left_out,
        )
        dossier = build_dossier(workspace, assessment, plan, catalogue)
        # Processes of their own print the PDFs; meanwhile this one writes the workbooks.
        if with_pdf:
            printed = _print(aside, workspace.path, plan, catalogue, dossier, today)
        else:
            printed = []
        whole = len(dossier.leaves) + LISTS + sum(len(paths) for paths, _ in printed)
        written = chain(
            _documents(plan, catalogue, dossier, today, with_pdf=with_pdf),
            (pair for paths, batch in printed for pair in zip(paths, batch.result(), strict=True)),
        )
        for done, (path, data) in enumerate(written, 1):
            bag.put(path, data)
            if on_list:
                on_list(done, whole)
        fingerprint = bag.finish(
            {
                "Source-Organization": dossier.issuer,
                "External-Description": dossier.title,
                "Bagging-Date": today.isoformat(),
                "Bag-Software-Agent": f"shifan {__version__}",
            }
        )
        octets = sum(bag.octets.values())
    return Packed(
        target,
        dossier.files,
        octets,
        len(dossier.links),
        len(dossier.lacking),
        len(dossier.left_out),
        fingerprint,
    )


def _copied(bag: Bag, plan: Plan, on_file: Progress | None) -> Plan:
    failed = {}
    for source in plan.sources:
        reason = bag.copy(source)
        if reason:
            failed[source.path] = reason
        if on_file:
            on_file(source.path)
    return plan.without(failed)


@contextmanager
def _printers() -> Iterator[ThreadPoolExecutor]:
    """The threads that wait for the printing processes; after an error nothing more is begun."""
    pool = ThreadPoolExecutor(PROCESSES)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _print(
    aside: Executor, home: Path, plan: Plan, catalogue: Catalogue, dossier: Dossier, today: date
) -> list[tuple[list[str], Future[list[bytes]]]]:
    """Begins to print all catalogues: the paths of each batch, and its bytes to come in order."""
    # The general catalogue is the longest by far: begun first, it is not waited for at the end.
    general = aside.submit(lambda: [pdf_page(catalogue_page(catalogue), home, day=today)])
    printed = [([f"{PAYLOAD}/{GENERAL}.pdf"], general)]
    for start in range(0, len(dossier.leaves), BATCH):
        leaves = dossier.leaves[start : start + BATCH]
        pages = [inner_page(leaf, dossier, plan.paths, plan.folders[leaf.code]) for leaf in leaves]
        paths = [f"{plan.folders[leaf.code]}/{INNER_PDF}" for leaf in leaves]
        printed.append((paths, aside.submit(pdf_pages, pages, home, day=today)))
    return printed


def _elsewhere(plan: Plan) -> Callable[[str, str], str]:
    """What a catalogue says of a piece whose file lies in the folder of another indicator."""
    homes = {folder: code for code, folder in plan.folders.items()}

    def remark(code: str, ident: str) -> str:
        home = homes.get(plan.paths.get(ident, "").rpartition("/")[0], code)
        if home == code:
            return ""
        return f"原件在 {home}"

    return remark


def _documents(
    plan: Plan, catalogue: Catalogue, dossier: Dossier, today: date, *, with_pdf: bool
) -> Iterator[tuple[str, bytes]]:
    def book(title: str, *sheets: Sheet) -> bytes:
        return workbook(sheets, title=title, issuer=dossier.issuer, day=today)

    yield f"{PAYLOAD}/{GENERAL}.xlsx", book(catalogue.title, catalogue_sheet(catalogue, plan.paths))
    yield f"{PAYLOAD}/{LINKS}", book("链接清单", links_sheet(dossier))
    yield f"{PAYLOAD}/{MISSING}", book("缺失清单", *missing_sheets(dossier))
    for leaf in dossier.leaves:
        folder = plan.folders[leaf.code]
        yield (
            f"{folder}/{INNER}",
            book(f"{leaf.code} 卷内目录", inner_sheet(leaf, plan.paths, folder)),
        )
    made = environment()
    lists = (f"{GENERAL}.xlsx", *((f"{GENERAL}.pdf",) if with_pdf else ()), MISSING, LINKS)
    page = made.get_template("package/index.html.j2").render(
        dossier=dossier, lists=lists, payload=PAYLOAD
    )
    yield "index.html", page.encode()
    readme = made.get_template("package/README.txt.j2").render(dossier=dossier, with_pdf=with_pdf)
    # Old Notepads take UTF-8 for GBK unless it opens with a byte order mark, and
    # want both line ends.
    yield "README.txt", readme.replace("\n", "\r\n").encode("utf-8-sig")
