"""整改月报 and 送阅件: told from the ledger alone."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from helpers_outputs import EXAMPLES, call

from scoring.documents.rectification.monthly_document import monthly_report
from scoring.documents.rectification.reading_slip import MOST, reading_slip
from scoring.workspace import Workspace, open_workspace

DAY = date(2026, 11, 29)
PEOPLE = """\
people:
  陈明: {roles: [领导]}
  李明: {roles: [专班组长]}
  吴越: {roles: [督办]}
  孟晓岚: {units: [县发展和改革局], roles: [填报人]}
"""


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked example with people, one item broken down to towns, and an extension that was
    applied for."""
    folder = Path(
        shutil.copytree(EXAMPLES / "example-county", tmp_path_factory.mktemp("month") / "county")
    )
    for step in (
        ("split", "R0002", "--unit", "各乡镇", "--due", "2026-12-20"),
        ("apply", "R0004", "--to", "2026-12-31", "--note", "等候复核"),
        ("progress", "R0004", "--unit", "县城市管理局", "--note", "已抽查两件"),
    ):
        code, out, err = call(
            "-w", str(folder), "rectify", *step, "--by", "李明", "--today", "2026-11-29"
        )
        assert code == 0, (out, err)
    (folder / "workspace.yaml").write_text(
        (folder / "workspace.yaml").read_text("utf-8") + PEOPLE, "utf-8"
    )
    return folder


@pytest.fixture(scope="module")
def workspace(county: Path) -> Workspace:
    return open_workspace(county).whole()


def test_a_month_tells_what_its_events_say(workspace: Workspace) -> None:
    report = monthly_report(workspace, workspace.assess(), DAY)
    opened = sum(
        event.do == "open" and (event.on.year, event.on.month) == (2026, 11)
        for item in workspace.ledger
        for event in item.events
    )
    assert report.month == "2026年11月"
    assert report.to == "陈明"
    assert f"新增问题 {opened} 个" in report.overview[1]
    assert report.overview[0].startswith("截至2026年11月29日，整改清单共 94 个问题"), (
        "towns count, what they are part of not"
    )
    assert any("R0004 申请延期至 2026-12-31" in line for line in report.waiting)
    assert any(
        row[1] == "R0004" and row[4] == "已抽查两件"
        for part in report.happened
        for row in part.rows
    )
    assert sum(int(row[1]) for row in report.units) >= 94


def test_a_month_that_is_over_knows_nothing_of_later_days(workspace: Workspace) -> None:
    report = monthly_report(workspace, workspace.assess(), DAY, date(2026, 10, 1))
    assert report.overview[0].startswith("截至2026年10月31日")
    assert all(row[0] <= "2026-10-31" for part in report.happened for row in part.rows)
    assert not any("R0004 申请延期" in line for line in report.waiting)


def test_the_slip_asks_the_leader_first_for_what_waits_for_him(workspace: Workspace) -> None:
    slip = reading_slip(workspace, workspace.assess(), DAY)
    assert dict(slip.facts)["送阅"] == "陈明"
    assert slip.asked[0].startswith("批准或不批准延期：R0004")
    assert len(slip.asked) <= MOST + 1
    assert "94 个问题" in slip.situation[1]


@pytest.mark.slow
def test_both_are_printed_the_slip_on_one_page(county: Path) -> None:
    from pikepdf import Pdf

    reports = county / "reports"
    code, out, err = call(
        "-w",
        str(county),
        "report",
        "monthly",
        "reading-slip",
        "--to",
        "pdf",
        "--to",
        "docx",
        "--today",
        "2026-11-29",
    )
    assert code == 1, (
        out,
        err,
    )  # the people of this copy are not all of those who stand in its ledger
    assert len(Pdf.open(reports / "送阅件.pdf").pages) == 1
    assert (reports / "整改月报.docx").stat().st_size > 5000


@pytest.mark.parametrize(
    "args",
    [
        ("monthly", "--month", "2027-01"),
        ("monthly", "--month", "11月"),
        ("brief", "--month", "2026-11"),
    ],
)
def test_a_month_that_cannot_be_told(county: Path, args: tuple[str, ...]) -> None:
    assert call("-w", str(county), "report", *args, "--today", "2026-11-29")[0] == 2
