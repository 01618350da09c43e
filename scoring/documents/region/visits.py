"""What goes to the counties that were drawn: a review book, and the evidence to ask for."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from scoring.documents.review_book import Where, make
from scoring.documents.workbook import workbook
from scoring.evidence.package import safe_name
from scoring.region.drawing import DrawnCounty, Sample
from scoring.region.model import Region
from scoring.region.receiving import place_of
from scoring.region.verdicts import Line
from scoring.storage import write_atomic
from scoring.submission import read_package
from scoring.views.sheet import Column, Sheet
from scoring.workspace import open_workspace

# The office's own round over the claim: what a county calls an inspection
# verifies nothing.
ROUND = """\
round: {name}
kind: inspection
tree: {tree}
as_of: {day}
assessor: {office}
basis: {basis}
findings: {{}}
"""


def visit_files(
    region: Region, lines: dict[str, Line], sample: Sample, folder: Path, day: date
) -> Iterator[Path]:
    """For each county drawn, its review book and its list of evidence."""
    for county in sample.counties:
        stem = safe_name(f"{county.code}-{county.name}", most=80)
        listed = folder / f"调阅清单-{stem}.xlsx"
        write_atomic(listed, _request(region, county, day))
        yield listed
        counts = lines[county.code].counts
        if counts is not None and "fingerprint" in counts:
            yield _book(region, county, dict(counts), folder / f"评查册-{stem}.html", day)


def _request(region: Region, county: DrawnCounty, day: date) -> bytes:
    tree = region.tree
    rows = [
        (leaf.code, tree.by_code[leaf.code].name, ident, digest)
        for leaf in county.leaves
        # A leaf for which nothing was registered stays in the list: this is what
        # the visit looks into.
        for ident, digest in (leaf.evidence or (("（没有登记）", ""),))
    ]
    columns = (
        Column("指标", 12),
        Column("名称", 44),
        Column("佐证编号", 16),
        Column("报送时的校验值", 70),
    )
    title = f"{county.name}：调阅的佐证（按报送时的登记）"
    notes = (
        "调来的文件用 shifan region evidence 编码 卷宗.zip 核对：内容必须与报送时的校验值一致。",
    )
    sheet = Sheet("调阅清单", title, columns, tuple(rows), notes=notes)
    return workbook([sheet], title=title, issuer=region.record.name, day=day)


def _book(
    region: Region, county: DrawnCounty, counts: dict[str, object], target: Path, day: date
) -> Path:
    """A county's review book, from the package that counts; its evidence lies there."""
    package = read_package(
        place_of(region.path, county.code, int(str(counts["n"])), str(counts["fingerprint"])),
        evidence=False,
    )
    with tempfile.TemporaryDirectory(prefix="shifan-region-") as spare:
        home = Path(spare)
        for name, data in package.files.items():
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        name = f"{region.record.round}-inspection"
        text = ROUND.format(
            name=name,
            tree=region.tree.id,
            day=day,
            office=region.record.name,
            basis=package.statement.round,
        )
        (home / "rounds" / f"{name}.yaml").write_text(text, "utf-8")
        facts = package.file_facts(dict.fromkeys(package.facts))
        workspace = open_workspace(home, facts=facts, tree=region.tree_of(county.code)).whole()
        return make(workspace, name, Where(output=target), day)
