"""交办单: who gets one, and which terms it sets on its day."""

from __future__ import annotations

from datetime import date

import pytest
from helpers_ledger import files, item
from samples import SOUND, Opener

from scoring.documents.rectification.list_document import rectification_page
from scoring.documents.rectification.tasks import TasksReport, tasks_report
from scoring.documents.registry import Wishes, rendered
from scoring.engine.units import Units
from scoring.pdf.printer import visible_text

TREE = "indicators/sample.yaml"
DAY = date(2026, 11, 22)


def report(
    opened: Opener, *items: str, tree: str = SOUND[TREE], workspace: str = SOUND["workspace.yaml"]
) -> TasksReport:
    made = opened(files(*items, **{TREE: tree, "workspace.yaml": workspace}))
    return tasks_report(made, made.assess(), DAY)


def test_a_unit_with_nothing_to_do_gets_no_letter(opened: Opener) -> None:
    """县教育局 leads 1.2, which has its full mark and its evidence."""
    tree = SOUND[TREE].replace("    name: 公开到位\n", "    name: 公开到位\n    lead: [县教育局]\n")
    made = report(opened, tree=tree)
    assert [sheet.unit for sheet in made.sheets] == ["县司法局"]
    assert [(line.unit, line.number) for line in made.units] == [
        ("县司法局", "1"),
        ("县教育局", "—"),
        ("未明确", "—"),
    ]


def test_a_collective_becomes_its_members_and_one_without_members_is_listed_as_open(
    opened: Opener,
) -> None:
    tree = SOUND[TREE].replace("lead: [县司法局]", "lead: [各单位]\n  support: [相关部门]")
    made = report(opened, item("R0001", lead="[有关单位]"), tree=tree)
    assert [sheet.unit for sheet in made.sheets] == ["县司法局", "县教育局"]
    assert made.vague == (
        "“有关单位”还没有明确到具体单位（整改事项 R0001），明确后再交办。",
        "“相关部门”还没有明确到具体单位（指标 1.1、1.2），明确后再交办。",
    )


def test_a_term_that_has_passed_is_no_term_of_a_letter(opened: Opener) -> None:
    tree = SOUND[TREE].replace("    points: 6\n", "    points: 6\n    due: 2026-06-30\n")
    tree = tree.replace("    points: 4\n", "    points: 4\n    due: 2026-12-31\n")
    made = report(
        opened, item("R0001", due="2026-10-01"), item("R0002", due="2026-12-01"), tree=tree
    )
    (sheet,) = made.sheets
    assert [task.due for task in sheet.led] == ["立即办理（原定 2026-06-30）", "已完成"]
    assert [entry.due for entry in sheet.items] == ["立即办理（原定 2026-10-01）", "2026-12-01"]
    assert [task.due for task in made.tasks][:2] == ["2026-06-30", "2026-12-31"], (
        "the table keeps what was set"
    )


@pytest.mark.parametrize(
    ("name", "nobody"),
    [
        ("相关部门", True),
        ("有关单位", True),
        ("县政府各部门", True),
        ("各乡镇人民政府", True),
        ("县直各单位", True),
        ("区政府各相关行政执法部门", True),
        ("县公安局等部门", True),
        ("县司法局", False),
        ("青山镇人民政府", False),
        ("县机关事务服务中心", False),
        ("县各界人士联络处", False),
    ],
)
def test_names_of_nobody_in_particular(name: str, nobody: bool) -> None:
    assert Units().unresolved(name) is nobody
    assert not Units(("各单位",), {name: ("县司法局",)}).unresolved(name)


def test_a_long_list_of_units_is_cut_in_the_ledger_s_cell_and_whole_in_the_workbook(
    opened: Opener,
) -> None:
    names = [f"县第{at}局" for at in range(1, 10)]
    units = SOUND["workspace.yaml"].replace(
        "  县教育局:\n", "  县教育局:\n" + "".join(f"  {name}:\n" for name in names)
    )
    made = opened(files(item("R0001", lead=f"[{', '.join(names)}]"), **{"workspace.yaml": units}))
    page = rectification_page(made, made.assess(), DAY)
    assert "县第1局、县第2局、县第3局、县第4局等 9 家" in visible_text(
        rendered(page, "html", Wishes(DAY), None).decode()
    )
    assert any("、".join(names) in str(row) for sheet in page.sheets for row in sheet.rows)
